// Basic Grayscale and Basic Color Image Box SOP Classes (PS3.4 H.4.3): N-SET puts an image into a box of the film, a
// new one replaces the old, an empty sequence erases it.
import { DataSet, type Element } from '../dicom/data-set.ts';
import { tagOf } from '../dicom/dictionary.ts';
import { sopClasses } from '../dicom/uids.ts';
import type { BlobRef } from '../film.ts';
import { assign, shown, verdictOf, type Findings } from './assign.ts';
import { imageBoxAttributes } from './image-box-attributes.ts';
import { readImage } from './image-pixels.ts';
import type { ImageBoxValues, OpenImageBox } from './film-tree.ts';
import {
  failure,
  isReply,
  logSubstitutions,
  referencedLut,
  replyOf,
  type OperationContext,
  type ReceivedDataSet,
  type Reply,
  type SopClassOperations,
} from './operation.ts';
import { imageSequences } from './pixel-receiver.ts';
import { isDone, status } from './status.ts';
import type { NSetRequest } from '../dicom/dimse-commands.ts';

const noFindings: Findings = {
  missing: [],
  empty: [],
  invalid: [],
  outOfRange: [],
  clamped: [],
  unknown: [],
  substitutions: [],
};

/** Findings of the box and of the image in its sequence, as findings of one data set. */
function merged(box: Findings, image: Findings, sequence: Element): Findings {
  const nested = (elements: readonly Element[]): readonly Element[] =>
    elements.length === 0 ? [] : [{ ...sequence, value: { kind: 'items', items: [new DataSet(elements)] } }];
  return {
    missing: [...box.missing, ...image.missing],
    empty: [...box.empty, ...nested(image.empty)],
    invalid: [...box.invalid, ...nested(image.invalid)],
    outOfRange: [...box.outOfRange, ...nested(image.outOfRange)],
    clamped: box.clamped,
    unknown: [...box.unknown, ...image.unknown],
    substitutions: [...box.substitutions, ...image.substitutions],
  };
}

function imageBoxNamed(context: OperationContext, request: NSetRequest): OpenImageBox | Reply {
  const instance = context.tree.find(request.requestedSopInstanceUid);
  if (!instance) return failure(status.noSuchSopInstance, 'no such image box');
  if (instance.kind !== 'image box' || instance.sopClassUid !== request.requestedSopClassUid) {
    const what = instance.kind === 'image box' ? 'image box of the other class' : instance.kind;
    return failure(status.classInstanceConflict, `the instance is a ${what}`);
  }
  return instance;
}

/**
 * The position to use. The one sent counts, not the order of arrival; but where another box already shows an image
 * there, a client numbers its boxes wrongly, and the addressed box's own place is the better guess.
 */
function placed(imageBox: OpenImageBox, values: ImageBoxValues): ImageBoxValues {
  const taken = imageBox.filmBox.imageBoxes.some(
    (other) => other !== imageBox && other.content?.values.ImageBoxPosition === values.ImageBoxPosition,
  );
  return taken ? { ...values, ImageBoxPosition: imageBox.ordinal } : values;
}

async function setImage(
  context: OperationContext,
  request: NSetRequest,
  received: ReceivedDataSet,
): Promise<Reply> {
  const imageBox = imageBoxNamed(context, request);
  if ('status' in imageBox) return imageBox;
  const color = imageBox.sopClassUid === sopClasses.BasicColorImageBox;
  const sequence = imageSequences
    .map((tag) => received.dataSet.get(tag))
    .find((element) => element !== undefined);
  const items = sequence ? received.dataSet.items(sequence.tag) : [];
  if (items.length > 1)
    return failure(status.invalidAttributeValue, `${items.length} images for one image box`);

  const table = imageBoxAttributes(imageBox.filmBox.imageBoxes.length);
  const attributes = received.dataSet.filter((element) => element !== sequence);
  const box = assign(table, attributes, context.printer);
  const item = items[0];
  const image = item ? readImage(item, received.pixels, context.printer, color) : { findings: noFindings };
  const missing = tagOf(color ? 'BasicColorImageSequence' : 'BasicGrayscaleImageSequence');
  const findings = sequence
    ? merged(box.findings, image.findings, sequence)
    : { ...box.findings, missing: [...box.findings.missing, missing] };
  const verdict = verdictOf(findings);
  if (!isDone(verdict.status)) return replyOf(verdict);
  if (image.failure) return image.failure;
  const lut = referencedLut(context, box.values.ReferencedPresentationLUTSequence);
  if (isReply(lut)) return lut;
  logSubstitutions(context, findings);

  const values = placed(imageBox, box.values);
  const position =
    values.ImageBoxPosition === box.values.ImageBoxPosition
      ? []
      : [
          {
            attribute: 'ImageBoxPosition',
            requested: String(box.values.ImageBoxPosition),
            used: String(values.ImageBoxPosition),
            reason: 'another image has that position',
          },
        ];
  const replaced = context.tree.setContent(
    imageBox,
    image.pixels && {
      values,
      pixels: image.pixels,
      presentationLut: lut,
      substitutions: [...findings.substitutions, ...position],
    },
  );
  await context.ports.discardBlobs(replaced);
  return { ...replyOf(verdict, shown(table, values)), sopInstanceUid: imageBox.uid };
}

/** Sets the image; pixels that no box came to show are given up. */
async function setImageBox(
  context: OperationContext,
  request: NSetRequest,
  received: ReceivedDataSet,
): Promise<Reply> {
  const reply = await setImage(context, request, received);
  const { pixels } = received;
  const orphan: readonly BlobRef[] = pixels.kind === 'received' && !isDone(reply.status) ? [pixels.blob] : [];
  await context.ports.discardBlobs(orphan);
  return reply;
}

export const grayscaleImageBoxOperations: SopClassOperations = {
  name: 'Basic Grayscale Image Box',
  'N-SET-RQ': setImageBox,
};

export const colorImageBoxOperations: SopClassOperations = {
  name: 'Basic Color Image Box',
  'N-SET-RQ': setImageBox,
};
