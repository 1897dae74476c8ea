// Presentation LUT SOP Class (PS3.4 H.4.9): N-CREATE and N-DELETE of LUTs that film boxes, image boxes or the session refer to.
// A deleted LUT exists, and can be referenced, until the last reference to it ends (film-tree.ts).
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import { tagOf } from '../../dicom/data-set/dictionary.ts';
import type { PresentationLut } from '../../shared/film/film.ts';
import { assign, shown, verdictOf } from '../tables/assign.ts';
import { storeLut } from '../requests/store-lut.ts';
import {
  failure,
  instanceUidFor,
  logSubstitutions,
  replyOf,
  type OperationContext,
  type Reply,
  type SopClassOperations,
} from '../film/operation.ts';
import { lutTableOf, presentationLutAttributes } from '../tables/presentation-lut-attributes.ts';
import { isDone, status } from '../rules/status.ts';

const lutSequence = tagOf('PresentationLUTSequence');

/** Maximum LUTs of one association; each can take 128 KiB on disk. */
const maxLuts = 64;

async function storeTable(context: OperationContext, item: DataSet): Promise<PresentationLut | Reply> {
  const table = lutTableOf(item);
  if (typeof table === 'string') return failure(status.invalidAttributeValue, table);
  const data = await storeLut(context, table);
  return 'status' in data ? data : { kind: 'table', entries: table.entries, bits: table.bits, data };
}

export const presentationLutOperations: SopClassOperations = {
  name: 'Presentation LUT',

  'N-CREATE-RQ': async (context, request, { dataSet }) => {
    const uid = instanceUidFor(context, request);
    if (typeof uid !== 'string') return uid;
    if (context.tree.count('presentation LUT') >= maxLuts) {
      return failure(status.resourceLimitation, `at most ${maxLuts} presentation LUTs an association`);
    }
    const items = dataSet.items(lutSequence);
    const attributes = dataSet.filter(({ tag }) => tag !== lutSequence);
    const { values, findings } = assign(presentationLutAttributes, attributes, context.printer);
    const verdict = verdictOf(findings, context.profile);
    // The shape is the only attribute that can be invalid here.
    if (!isDone(verdict.status)) return { ...replyOf(verdict), annexE: status.attributeListError };
    const shape = values.PresentationLUTShape;
    const [item, second] = items;
    if (!item && shape === undefined) {
      return {
        ...failure(status.missingAttribute, 'neither Presentation LUT Sequence nor Shape'),
        attributeIdentifierList: [lutSequence, tagOf('PresentationLUTShape')],
      };
    }
    if (item && shape !== undefined) {
      return {
        ...failure(status.invalidAttributeValue, 'one of LUT Sequence and LUT Shape, not both'),
        annexE: status.lutAndShape,
      };
    }
    if (second) {
      return failure(status.invalidAttributeValue, `LUT Sequence has ${items.length} items, must have one`);
    }
    const lut: PresentationLut | Reply = item
      ? await storeTable(context, item)
      : { kind: shape ?? 'IDENTITY' };
    if ('status' in lut) return lut;
    logSubstitutions(context, findings);
    context.tree.addPresentationLut({ kind: 'presentation LUT', uid, lut });
    return { ...replyOf(verdict, shown(presentationLutAttributes, values)), sopInstanceUid: uid };
  },

  'N-DELETE-RQ': async (context, request) => {
    const instance = context.tree.find(request.requestedSopInstanceUid);
    if (!instance) return failure(status.noSuchSopInstance, 'no such presentation LUT');
    if (instance.kind !== 'presentation LUT') {
      return failure(status.classInstanceConflict, `the instance is a ${instance.kind}`);
    }
    await context.ports.discardBlobs(context.tree.remove(instance));
    return { status: status.success, sopInstanceUid: instance.uid };
  },
};
