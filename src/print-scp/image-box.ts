// Basic Grayscale and Basic Color Image Box SOP Classes (PS3.4 H.4.3): N-SET puts an image into a box of the film, a
// new one replaces the old, an empty sequence erases it.
import type { DataSet, Tag } from '../dicom/data-set.ts';
import { tagOf, type Keyword } from '../dicom/dictionary.ts';
import { sopClasses } from '../dicom/uids.ts';
import { assign, shown, verdictOf, withWarning, type Findings } from './assign.ts';
import { rowsOf } from './attribute-rules.ts';
import { imageBoxAttributes, retiredImageBoxAttributes } from './image-box-attributes.ts';
import { readProfile } from './icc-profile.ts';
import { readImage } from './image-pixels.ts';
import { sizeOfImage, type SizeVerdict } from './image-size.ts';
import type {
  ImageBoxValues,
  ImageContent,
  OpenImageBox,
  OpenOverlayBox,
  OpenVoiLutBox,
} from './open-instances.ts';
import { merged, noFindings } from './nested-findings.ts';
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

/** What an image refers to besides its presentation LUT, and the attributes that said so. */
interface RetiredReferences {
  readonly overlayBoxes: readonly OpenOverlayBox[];
  readonly voiLutBox: OpenVoiLutBox | undefined;
  readonly tags: ReadonlySet<Tag>;
}

/** Boxes of retired classes that an image refers to. A printer without those classes does not know the attributes. */
function retiredReferences(context: OperationContext, dataSet: DataSet): RetiredReferences | Reply {
  const { tree, printer } = context;
  if (!printer.retiredClasses) return { overlayBoxes: [], voiLutBox: undefined, tags: new Set() };
  const tags = new Set(rowsOf(retiredImageBoxAttributes).map(([keyword]) => tagOf(keyword)));
  const { values, findings } = assign(
    retiredImageBoxAttributes,
    dataSet.filter((element) => tags.has(element.tag)),
    printer,
  );
  const verdict = verdictOf(findings);
  if (!isDone(verdict.status)) return replyOf(verdict);
  const overlayBoxes = values.ReferencedImageOverlayBoxSequence.map((item) => tree.find(item.sopInstanceUid));
  const [voiLutBox] = values.ReferencedVOILUTBoxSequence.map((item) => tree.find(item.sopInstanceUid));
  const known = overlayBoxes.filter((box) => box?.kind === 'overlay box');
  if (known.length < overlayBoxes.length) {
    return failure(status.invalidAttributeValue, 'reference to an unknown overlay box');
  }
  if (values.ReferencedVOILUTBoxSequence.length === 0) {
    return { overlayBoxes: known, voiLutBox: undefined, tags };
  }
  return voiLutBox?.kind === 'VOI LUT box'
    ? { overlayBoxes: known, voiLutBox, tags }
    : failure(status.invalidAttributeValue, 'reference to an unknown VOI LUT box');
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

/** Whether the client sent a value of its own that is used. */
function asks(attributes: DataSet, { substitutions }: Findings, keyword: Keyword): boolean {
  const sent = attributes.has(keyword) && !attributes.isEmpty(tagOf(keyword));
  return sent && !substitutions.some(({ attribute }) => attribute === keyword);
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
  const retired = retiredReferences(context, received.dataSet);
  if ('status' in retired) return retired;
  const attributes = received.dataSet.filter(
    (element) => element !== sequence && !retired.tags.has(element.tag),
  );
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
  const profile = readProfile([received.dataSet, item], received.iccProfile, color);
  const content: ImageContent | undefined = image.pixels && {
    values,
    pixels: image.pixels,
    iccProfile: profile.blob,
    asksDecimateCrop: asks(attributes, box.findings, 'RequestedDecimateCropBehavior'),
    presentationLut: lut,
    voiLutBox: retired.voiLutBox,
    overlayBoxes: retired.overlayBoxes,
    substitutions: [...findings.substitutions, ...profile.substitutions, ...position],
  };
  const size: SizeVerdict = content ? sizeOfImage(context, imageBox, content) : { substitutions: [] };
  if (size.failure) return size.failure;
  const replaced = context.tree.setContent(imageBox, content);
  await context.ports.discardBlobs(replaced);
  return {
    ...replyOf(withWarning(verdict, size.warning), shown(table, values)),
    sopInstanceUid: imageBox.uid,
  };
}

export const grayscaleImageBoxOperations: SopClassOperations = {
  name: 'Basic Grayscale Image Box',
  'N-SET-RQ': setImage,
};

export const colorImageBoxOperations: SopClassOperations = {
  name: 'Basic Color Image Box',
  'N-SET-RQ': setImage,
};
