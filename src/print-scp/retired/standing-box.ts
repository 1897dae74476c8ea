// The common part of overlay boxes and VOI LUT boxes, which image boxes refer to and which do not belong to a film box: finding
// a box, and N-DELETE.
import type { OpenInstance } from '../film/open-instances.ts';
import { failure, type OperationContext, type Reply, type SopClassOperations } from '../film/operation.ts';
import { status } from '../rules/status.ts';

type Kind = 'overlay box' | 'VOI LUT box';
type Box<K extends Kind> = Extract<OpenInstance, { readonly kind: K }>;

const isOf = <K extends Kind>(instance: OpenInstance, kind: K): instance is Box<K> => instance.kind === kind;

/** The box of this kind and UID; 0112 if there is no such instance, 0119 if it is of another kind. */
export function boxNamed<K extends Kind>(
  context: OperationContext,
  uid: string | undefined,
  kind: K,
): Box<K> | Reply {
  const instance = context.tree.find(uid);
  if (!instance) return failure(status.noSuchSopInstance, `no such ${kind}`);
  if (isOf(instance, kind)) return instance;
  return failure(status.classInstanceConflict, `the instance is a ${instance.kind}`);
}

/** N-DELETE: the box can no longer be referenced; images that refer to it keep its content. */
export function deleteOf(kind: Kind): NonNullable<SopClassOperations['N-DELETE-RQ']> {
  return async (context, request) => {
    const box = boxNamed(context, request.requestedSopInstanceUid, kind);
    if ('status' in box) return box;
    await context.ports.discardBlobs(context.tree.remove(box));
    return { status: status.success, sopInstanceUid: box.uid };
  };
}
