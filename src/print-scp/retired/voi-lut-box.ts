// VOI LUT Box SOP Class, retired (PS3.4-2004 H.4.8): selects the values of interest of an image box that refers to it, by
// Referenced VOI LUT Box Sequence (2020,0140). It is applied to stored values, before polarity and presentation LUT.
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import { tagOf } from '../../dicom/data-set/dictionary.ts';
import type { VoiLut } from '../../shared/film/film.ts';
import { assign, shown, verdictOf } from '../tables/assign.ts';
import { readLut } from '../tables/lut-table.ts';
import { storeLut } from '../requests/store-lut.ts';
import {
  failure,
  instanceUidFor,
  replyOf,
  type OperationContext,
  type Reply,
  type SopClassOperations,
} from '../film/operation.ts';
import { boxNamed, deleteOf } from './standing-box.ts';
import { isDone, status } from '../rules/status.ts';
import { voiLutBoxAttributes } from '../tables/voi-lut-box-attributes.ts';

/** Maximum boxes of one association; a table can take 128 KiB on disk. */
const maxBoxes = 64;

interface ReadBox {
  readonly voiLut: VoiLut;
  readonly reply: Reply;
}

async function tableOf(context: OperationContext, item: DataSet): Promise<VoiLut | Reply> {
  const table = readLut(item, 8);
  if (typeof table === 'string') return failure(status.invalidAttributeValue, table);
  const data = await storeLut(context, table);
  if ('status' in data) return data;
  return { kind: 'table', firstMapped: table.first, entries: table.entries, bits: table.bits, data };
}

/** The LUT of a request; the table takes precedence over the window, because only one of the two is allowed. */
async function readBox(context: OperationContext, dataSet: DataSet): Promise<ReadBox | Reply> {
  const sequence = tagOf('VOILUTSequence');
  const attributes = dataSet.filter((element) => element.tag !== sequence);
  const { values, findings } = assign(voiLutBoxAttributes, attributes, context.printer);
  const verdict = verdictOf(findings, context.profile);
  if (!isDone(verdict.status)) return replyOf(verdict);
  const [item, second] = dataSet.items(sequence);
  if (second) return failure(status.invalidAttributeValue, 'VOI LUT Sequence has more than one item');
  const reply = replyOf(verdict, shown(voiLutBoxAttributes, values));
  if (item) {
    const voiLut = await tableOf(context, item);
    return 'status' in voiLut ? voiLut : { voiLut, reply };
  }
  const { WindowCenter: center, WindowWidth: width } = values;
  if (center !== undefined && width !== undefined)
    return { voiLut: { kind: 'window', center, width }, reply };
  return {
    ...failure(status.missingAttribute, 'neither Window Center and Width nor VOI LUT Sequence'),
    attributeIdentifierList: [
      ...(center === undefined ? [tagOf('WindowCenter')] : []),
      ...(width === undefined ? [tagOf('WindowWidth')] : []),
      sequence,
    ],
  };
}

export const voiLutBoxOperations: SopClassOperations = {
  name: 'VOI LUT Box',

  'N-CREATE-RQ': async (context, request, { dataSet }) => {
    const uid = instanceUidFor(context, request);
    if (typeof uid !== 'string') return uid;
    if (context.tree.count('VOI LUT box') >= maxBoxes) {
      return failure(status.resourceLimitation, `at most ${maxBoxes} VOI LUT boxes per association`);
    }
    const read = await readBox(context, dataSet);
    if ('status' in read) return read;
    context.tree.addVoiLutBox({ kind: 'VOI LUT box', uid, voiLut: read.voiLut });
    return { ...read.reply, sopInstanceUid: uid };
  },

  'N-SET-RQ': async (context, request, { dataSet }) => {
    const box = boxNamed(context, request.requestedSopInstanceUid, 'VOI LUT box');
    if ('status' in box) return box;
    const read = await readBox(context, dataSet);
    if ('status' in read) return read;
    await context.ports.discardBlobs(context.tree.setVoiLut(box, read.voiLut));
    return { ...read.reply, sopInstanceUid: box.uid };
  },

  'N-DELETE-RQ': deleteOf('VOI LUT box'),
};
