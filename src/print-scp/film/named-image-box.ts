// Finds the image box of an N-SET, by its instance UID or by a UID of the client's own (image-placement.ts), and decides whether
// its image is printed in color. Start at `imageBoxNamed`.
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import type { NSetRequest } from '../../dicom/dimse/dimse-commands.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import { boxOfClient } from './image-placement.ts';
import type { OpenImageBox } from './open-instances.ts';
import { failure, type OperationContext, type Reply } from './operation.ts';
import { status } from '../rules/status.ts';

/** The image box for a UID of the client's own, where the profile reads leniently. */
function boxNamedOtherwise(
  { tree, profile }: OperationContext,
  uid: string | undefined,
  dataSet: DataSet,
): OpenImageBox | undefined {
  if (profile.reading === 'strict') return undefined;
  return boxOfClient(tree.session?.filmBoxes ?? [], uid, dataSet.number('ImageBoxPosition'));
}

/** The image box of a request; a Reply if the instance does not exist or is of another kind. */
export function imageBoxNamed(
  context: OperationContext,
  request: NSetRequest,
  dataSet: DataSet,
): OpenImageBox | Reply {
  const { requestedSopInstanceUid: uid } = request;
  const instance = context.tree.find(uid) ?? boxNamedOtherwise(context, uid, dataSet);
  if (!instance) return failure(status.noSuchSopInstance, 'no such image box');
  if (instance.kind !== 'image box') {
    return failure(status.classInstanceConflict, `the instance is a ${instance.kind}`);
  }
  const otherClass = instance.sopClassUid !== request.requestedSopClassUid;
  return otherClass && context.profile.reading === 'strict'
    ? failure(status.classInstanceConflict, 'the instance is an image box of the other class')
    : instance;
}

/**
 * Whether the image is printed in color: its box decides. Where the request names the other class, which only lenient reading
 * accepts, the image itself decides: fo-dicom names the color class for boxes of film boxes that it created as gray.
 */
export function isColor(box: OpenImageBox, request: NSetRequest, item: DataSet | undefined): boolean {
  if (box.sopClassUid === request.requestedSopClassUid) {
    return box.sopClassUid === sopClasses.BasicColorImageBox;
  }
  const interpretation = item?.string('PhotometricInterpretation') ?? 'MONOCHROME2';
  return item?.number('SamplesPerPixel') === 3 || !interpretation.startsWith('MONOCHROME');
}
