// Basic Print Image Overlay Box SOP Class, retired (PS3.4-2004 H.4.10): a bit map that is drawn over the image of every
// image box that refers to it, by Referenced Image Overlay Box Sequence (2020,0130).
import { DataSet, type Element } from '../../dicom/data-set/data-set.ts';
import { tagOf } from '../../dicom/data-set/dictionary.ts';
import { assign, shown, verdictOf, type Findings } from '../tables/assign.ts';
import type { OpenOverlayBox, OverlayPlane } from '../film/open-instances.ts';
import { transferFailure } from '../requests/image-pixels.ts';
import { merged } from '../findings/nested-findings.ts';
import {
  failure,
  instanceUidFor,
  logSubstitutions,
  replyOf,
  type OperationContext,
  type ReceivedDataSet,
  type Reply,
  type SopClassOperations,
} from '../film/operation.ts';
import { overlayBoxAttributes, overlayPlaneAttributes } from '../tables/overlay-box-attributes.ts';
import {
  isOverlayGroup,
  lengthFits,
  overlayDataLength,
  type ReceivedPixels,
} from '../receive/pixel-receiver.ts';
import { boxNamed, deleteOf } from './standing-box.ts';
import { isDone, status } from '../rules/status.ts';
import { renewed } from '../findings/substitutions.ts';

/** The plane of an item, its group written as 6000; elements of other groups stay as they are. */
function planeOf(item: DataSet): DataSet {
  const group = [...item].map((element) => element.tag >>> 16).find(isOverlayGroup);
  return new DataSet(
    [...item].map((element): Element => {
      if (element.tag >>> 16 !== group) return element;
      return { ...element, tag: 0x60000000 + (element.tag & 0xffff) };
    }),
  );
}

interface ReadPlane {
  readonly findings: Findings;
  readonly plane?: OverlayPlane;
  readonly failure?: Reply;
}

function readPlane(context: OperationContext, item: DataSet, received: ReceivedPixels): ReadPlane {
  const found = planeOf(item);
  const data = tagOf('OverlayData');
  const attributes = found.filter((element) => element.tag !== data);
  const { values, findings: assigned } = assign(overlayPlaneAttributes, attributes, context.printer);
  const findings = found.has(data) ? assigned : { ...assigned, missing: [...assigned.missing, data] };
  if (findings.missing.length > 0 || findings.empty.length > 0 || findings.invalid.length > 0) {
    return { findings };
  }
  const problem = transferFailure(received, 'Overlay Data');
  if (problem) return { findings, failure: problem };
  const { OverlayRows: rows, OverlayColumns: columns, OverlayOrigin: origin } = values;
  const expected = overlayDataLength(rows, columns);
  if (received.kind !== 'received' || !lengthFits(received.byteLength, expected)) {
    const comment = `Overlay Data does not have the ${expected} bytes of its plane`;
    return { findings, failure: failure(status.invalidAttributeValue, comment) };
  }
  return { findings, plane: { rows, columns, origin, data: received.blob } };
}

interface ReadBox {
  readonly content: Pick<OpenOverlayBox, 'values' | 'plane' | 'substitutions'>;
  readonly reply: Reply;
}

/** The overlay box after a request; `previous` is absent for a new one. */
function readBox(
  context: OperationContext,
  { dataSet, pixels }: ReceivedDataSet,
  previous?: OpenOverlayBox,
): ReadBox | Reply {
  const sequence = dataSet.get('OverlayPixelDataSequence');
  const box = assign(
    overlayBoxAttributes,
    dataSet.filter((element) => element !== sequence),
    context.printer,
    { previous: previous?.values },
  );
  const [item, second] = dataSet.items('OverlayPixelDataSequence');
  if (second) return failure(status.invalidAttributeValue, 'more than one plane for one overlay box');
  const read = item ? readPlane(context, item, pixels) : undefined;
  const missing = (item ?? previous) ? [] : [tagOf('OverlayPixelDataSequence')];
  const findings =
    read && sequence
      ? merged(box.findings, read.findings, sequence)
      : { ...box.findings, missing: [...box.findings.missing, ...missing] };
  const verdict = verdictOf(findings, context.profile);
  if (!isDone(verdict.status)) return replyOf(verdict);
  if (read?.failure) return read.failure;
  const plane = read?.plane ?? previous?.plane;
  if (!plane) return failure(status.processingFailure, 'there is no plane to draw');
  logSubstitutions(context, findings);
  return {
    content: {
      values: box.values,
      plane,
      substitutions: renewed(previous?.substitutions ?? [], dataSet.with(item ?? []), findings.substitutions),
    },
    reply: replyOf(verdict, shown(overlayBoxAttributes, box.values)),
  };
}

export const overlayBoxOperations: SopClassOperations = {
  name: 'Basic Print Image Overlay Box',

  'N-CREATE-RQ': (context, request, received) => {
    const uid = instanceUidFor(context, request);
    if (typeof uid !== 'string') return uid;
    // One for each image of a film.
    const limit = context.limits.boxesPerFilm;
    if (context.tree.count('overlay box') >= limit) {
      return failure(status.resourceLimitation, `at most ${limit} overlay boxes per association`);
    }
    const read = readBox(context, received);
    if ('status' in read) return read;
    context.tree.addOverlayBox({ kind: 'overlay box', uid, ...read.content });
    return { ...read.reply, sopInstanceUid: uid };
  },

  'N-SET-RQ': async (context, request, received) => {
    const box = boxNamed(context, request.requestedSopInstanceUid, 'overlay box');
    if ('status' in box) return box;
    const read = readBox(context, received, box);
    if ('status' in read) return read;
    await context.ports.discardBlobs(context.tree.setOverlay(box, read.content));
    return { ...read.reply, sopInstanceUid: box.uid };
  },

  'N-DELETE-RQ': deleteOf('overlay box'),
};
