// Basic Grayscale and Basic Color Image Box SOP Classes (PS3.4 H.4.3): N-SET puts an image into a box of the film. A new image
// replaces the old one, an empty sequence erases it, and a request without the sequence changes the attributes of the
// existing image. image-placement.ts decides which box is used. Start at `setImageBox`.
import type { DataSet, Element } from '../../dicom/data-set/data-set.ts';
import { tagOf, type Keyword } from '../../dicom/data-set/dictionary.ts';
import type { NSetRequest } from '../../dicom/dimse/dimse-commands.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import type { Pixels } from '../../shared/film/film.ts';
import { nearestSubject } from '../../shared/film/subjects.ts';
import { withAnnexMandatory } from '../tables/annex-e-mandatory.ts';
import {
  assign,
  shown,
  valueText,
  verdictOf,
  withWarning,
  type Assignment,
  type Findings,
} from '../tables/assign.ts';
import { imageDensities, withDensities } from '../film/density-range.ts';
import { withImageTone } from './image-tone.ts';
import { imageBoxAttributes } from '../tables/image-box-attributes.ts';
import { readProfile } from '../receive/icc-profile.ts';
import { readImage, type ReadImage } from '../requests/image-pixels.ts';
import {
  boxesMeant,
  movedTo,
  namedNotes,
  placeOf,
  positionNotes,
  replacedNotes,
} from '../film/image-placement.ts';
import { sizeOfImage, type SizeVerdict } from '../film/image-size.ts';
import { imageBoxNamed, isColor } from '../film/named-image-box.ts';
import { merged } from '../findings/nested-findings.ts';
import type { BoxAddress, ImageContent, OpenImageBox } from '../film/open-instances.ts';
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
} from '../film/operation.ts';
import { convertPixels } from '../receive/pixel-conversion.ts';
import { imageSequences } from '../receive/pixel-receiver.ts';
import { retiredReferences, type RetiredReferences } from '../retired/retired-references.ts';
import { isDone, status } from '../rules/status.ts';
import { renewedSubject, subjectIn } from '../film/subject-attributes.ts';
import { renewed } from '../findings/substitutions.ts';

type Table = ReturnType<typeof imageBoxAttributes>;

/** The parts of a request to an image box that all three operations use. */
interface BoxRequest {
  readonly box: OpenImageBox;
  /** The instance UID in the request; a UID of the client's own is recorded. */
  readonly named: string | undefined;
  readonly received: ReceivedDataSet;
  readonly color: boolean;
  /** The sequence with the image, if the request has one. */
  readonly sequence: Element | undefined;
  readonly table: Table;
  /** The attributes that were sent with the image, and its references to retired classes. */
  readonly attributes: DataSet;
  readonly retired: RetiredReferences;
}

/** Whether the client sent the attribute and its value is used. */
function asks(attributes: DataSet, { substitutions }: Findings, keyword: Keyword): boolean {
  const sent = attributes.has(keyword) && !attributes.isEmpty(tagOf(keyword));
  return sent && !substitutions.some(({ attribute }) => attribute === keyword);
}

function addressOf({ box }: BoxRequest, { values }: Assignment<Table>): BoxAddress {
  return { uid: box.uid, position: values.ImageBoxPosition };
}

function positionSent({ attributes }: BoxRequest): string {
  const sent = attributes.get('ImageBoxPosition');
  return sent ? valueText(sent) : '';
}

/** The response: every attribute in use, with the position and densities in use. */
function answered(
  { printer }: OperationContext,
  { box, named, table }: BoxRequest,
  verdict: ReturnType<typeof verdictOf>,
  values: ImageContent['values'],
): Reply {
  const densities = imageDensities(values, box.filmBox.values, printer.densities);
  const dataSet = shown(table, withDensities(values, densities));
  return { ...replyOf(verdict, dataSet), sopInstanceUid: named ?? box.uid };
}

/** The pixels to print: those received, or a conversion of them. */
async function shownPixels(
  { ports, log }: OperationContext,
  { pixels, conversion }: ReadImage,
): Promise<Pixels | Reply | undefined> {
  if (!pixels || !conversion) return pixels;
  try {
    const data = await convertPixels(ports, pixels.data, conversion.stored, conversion.kind);
    return { ...pixels, data };
  } catch (error) {
    log.error('image.not-converted', { reason: messageOf(error) });
    return failure(status.insufficientMemory, 'the image could not be stored: disk full or unwritable');
  }
}

/** Puts an image into its box. */
async function setImage(context: OperationContext, request: BoxRequest, item: DataSet): Promise<Reply> {
  const { table, attributes, received, retired, sequence } = request;
  const { color } = request;
  const { reading } = context.profile;
  const box = assign(table, attributes, context.printer, { reading });
  const image = readImage(item, received.pixels, context.printer, { color, reading });
  const boxFindings = withAnnexMandatory(
    withImageTone(box.findings, attributes, context.profile),
    attributes,
    context.profile,
  );
  const findings = sequence ? merged(boxFindings, image.findings, sequence) : boxFindings;
  const verdict = verdictOf(findings, context.profile);
  if (!isDone(verdict.status)) return replyOf(verdict);
  if (image.failure) return image.failure;
  const lut = referencedLut(context, box.values.ReferencedPresentationLUTSequence);
  if (isReply(lut)) return lut;
  const address = addressOf(request, box);
  const place = placeOf(request.box, address.position);
  if (!place) {
    const boxes = request.box.filmBox.imageBoxes.length;
    return failure(
      status.invalidAttributeValue,
      `ImageBoxPosition ${positionSent(request)}, and all ${boxes} image boxes are taken`,
    );
  }
  logSubstitutions(context, findings);

  const target = place.box;
  const values = { ...box.values, ImageBoxPosition: target.ordinal };
  const replaced = place.replaces ? (target.content?.replaced ?? 0) + 1 : 0;
  const notes = [
    ...namedNotes(request.named, request.box),
    ...positionNotes(address, target, positionSent(request)),
    ...replacedNotes(replaced, target),
  ];
  const profile = readProfile([received.dataSet, item], received.iccProfile, color);
  const content: ImageContent | undefined = image.pixels && {
    address,
    replaced,
    values,
    pixels: image.pixels,
    iccProfile: profile.blob,
    asksDecimateCrop: asks(attributes, box.findings, 'RequestedDecimateCropBehavior'),
    presentationLut: lut,
    voiLutBox: retired.voiLutBox,
    overlayBoxes: retired.overlayBoxes,
    substitutions: [...findings.substitutions, ...profile.substitutions, ...notes],
    subject: nearestSubject([subjectIn(item), subjectIn(received.dataSet)]),
  };
  const size: SizeVerdict = content ? sizeOfImage(context, target, content) : { substitutions: [] };
  if (size.failure) return size.failure;
  const pixels = await shownPixels(context, image);
  if (pixels && 'status' in pixels) return pixels;
  context.substitutionLog.note(notes);
  const shownContent = content && pixels ? { ...content, pixels } : content;
  await context.ports.discardBlobs(context.tree.setContent(target, shownContent));
  // PS3.4 H.4.3.1.2.1 lets a new image replace the old one, so the strict answer has no warning.
  const lost =
    place.replaces && reading === 'lenient'
      ? withWarning(
          verdict,
          status.attributeValueOutOfRange,
          `the image at position ${target.ordinal} is replaced; it was not printed`,
        )
      : verdict;
  return answered(context, request, withWarning(lost, size.warning), values);
}

/** Erases the images that the request applies to. */
async function eraseImages(context: OperationContext, request: BoxRequest): Promise<Reply> {
  const { reading } = context.profile;
  const box = assign(request.table, request.attributes, context.printer, { reading });
  const verdict = verdictOf(box.findings, context.profile);
  if (!isDone(verdict.status)) return replyOf(verdict);
  const boxes = boxesMeant(request.box, box.values.ImageBoxPosition);
  await context.ports.discardBlobs(boxes.flatMap((erased) => context.tree.setContent(erased, undefined)));
  return answered(context, request, verdict, { ...box.values, ImageBoxPosition: request.box.ordinal });
}

/** Changes the attributes of an existing image, and moves it where the request names a free position. */
async function changeAttributes(context: OperationContext, request: BoxRequest): Promise<Reply> {
  const { table, attributes, retired } = request;
  const sent = assign(table, attributes, context.printer).values.ImageBoxPosition;
  const [box, another] = boxesMeant(request.box, sent);
  if (!box?.content || another) return withoutImage(context, request);
  const { content } = box;
  const { values, findings: assigned } = assign(table, attributes, context.printer, {
    previous: content.values,
    reading: context.profile.reading,
  });
  const findings = withImageTone(assigned, attributes, context.profile);
  const verdict = verdictOf(findings, context.profile);
  if (!isDone(verdict.status)) return replyOf(verdict);
  const lutSent = attributes.has('ReferencedPresentationLUTSequence');
  const lut = lutSent ? referencedLut(context, values.ReferencedPresentationLUTSequence) : undefined;
  if (isReply(lut)) return lut;
  logSubstitutions(context, findings);
  const target = movedTo(box, sent) ?? box;
  const address = { uid: request.box.uid, position: sent ?? content.address.position };
  const notes = positionNotes(address, target, positionSent(request));
  const retiredSent = [...request.received.dataSet].some(({ tag }) => retired.tags.has(tag));
  const changed: ImageContent = {
    ...content,
    address,
    values: { ...values, ImageBoxPosition: target.ordinal },
    asksDecimateCrop: attributes.has('RequestedDecimateCropBehavior')
      ? asks(attributes, findings, 'RequestedDecimateCropBehavior')
      : content.asksDecimateCrop,
    ...(lutSent ? { presentationLut: lut } : {}),
    subject: renewedSubject(content.subject, attributes),
    ...(retiredSent ? { voiLutBox: retired.voiLutBox, overlayBoxes: retired.overlayBoxes } : {}),
    substitutions: renewed(content.substitutions, attributes, [...findings.substitutions, ...notes]),
  };
  const size = sizeOfImage(context, target, changed);
  if (size.failure) return size.failure;
  await context.ports.discardBlobs(context.tree.moveContent(box, target, changed));
  return answered(context, request, withWarning(verdict, size.warning), changed.values);
}

/** The failure 0120 where the request has no image and there is none to change (PS3.4 table H.4-10, M/M). */
function withoutImage(context: OperationContext, { box, table, attributes }: BoxRequest): Reply {
  const color = box.sopClassUid === sopClasses.BasicColorImageBox;
  const { findings } = assign(table, attributes, context.printer);
  const missing = tagOf(color ? 'BasicColorImageSequence' : 'BasicGrayscaleImageSequence');
  return replyOf(verdictOf({ ...findings, missing: [...findings.missing, missing] }, context.profile));
}

async function setImageBox(
  context: OperationContext,
  request: NSetRequest,
  received: ReceivedDataSet,
): Promise<Reply> {
  const box = imageBoxNamed(context, request, received.dataSet);
  if ('status' in box) return box;
  const { dataSet } = received;
  const sequence = imageSequences.map((tag) => dataSet.get(tag)).find((element) => element !== undefined);
  const [item, ...more] = sequence ? dataSet.items(sequence.tag) : [];
  if (more.length > 0) {
    return failure(status.invalidAttributeValue, `${more.length + 1} images for one image box`);
  }
  const retired = retiredReferences(context, dataSet);
  if ('status' in retired) return retired;
  const { reading } = context.profile;
  const read: BoxRequest = {
    color: isColor(box, request, item),
    box,
    named: request.requestedSopInstanceUid,
    received,
    sequence,
    retired,
    table: imageBoxAttributes(box.filmBox.imageBoxes.length, reading),
    attributes: dataSet.filter((element) => element !== sequence && !retired.tags.has(element.tag)),
  };
  if (item) return setImage(context, read, item);
  if (sequence) return eraseImages(context, read);
  return reading === 'strict' ? withoutImage(context, read) : changeAttributes(context, read);
}

export const grayscaleImageBoxOperations: SopClassOperations = {
  name: 'Basic Grayscale Image Box',
  'N-SET-RQ': setImageBox,
};

export const colorImageBoxOperations: SopClassOperations = {
  name: 'Basic Color Image Box',
  'N-SET-RQ': setImageBox,
};
