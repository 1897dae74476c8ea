// Prints a Stored Print object (PS3.3-2004 A.27, module C.19) as a film. Its attributes are those of N-CREATE and N-SET, so the
// same operations compose the film, on a separate film tree, and the same N-ACTION prints it. Start at `printStoredPrint`.
import { DataSet, element } from '../../dicom/data-set/data-set.ts';
import { tagOf, type Keyword } from '../../dicom/data-set/dictionary.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import { filmSessionAttributes } from '../tables/film-session-attributes.ts';
import { FilmTree } from '../film/film-tree.ts';
import type { OpenFilmBox } from '../film/open-instances.ts';
import {
  failure,
  type NRequest,
  type OperationContext,
  type ReceivedDataSet,
  type Reply,
} from '../film/operation.ts';
import { blobsIn } from '../requests/object-receiver.ts';
import { isOverlayData, type ReceivedPixels } from '../receive/pixel-receiver.ts';
import { printAction } from '../operations/print-action.ts';
import { withDefaults } from '../requests/profile-rules.ts';
import { perform } from '../operations/services.ts';
import { isDone, status } from '../rules/status.ts';
import { blobsOfImage, type StoredImage } from './stored-images.ts';
import { subjectElements } from '../film/subject-attributes.ts';

type WithoutId<R> = R extends NRequest ? Omit<R, 'messageId' | 'hasDataSet'> : never;

/** The data set without empty attributes: types 2 and 3 can be present without a value, which means the same as absent. */
function withValues(dataSet: DataSet, ...except: readonly Keyword[]): DataSet {
  const without = new Set(except.map(tagOf));
  return dataSet.filter(({ tag }) => !dataSet.isEmpty(tag) && !without.has(tag));
}

/**
 * The film session attributes of the Printer Characteristics item, whose other attributes describe the sender's printer, with
 * the patient and study of the object.
 */
function sessionOf(dataSet: DataSet): DataSet {
  const tags = new Set(
    (Object.keys(filmSessionAttributes) as (keyof typeof filmSessionAttributes)[]).map(tagOf),
  );
  const characteristics = dataSet.items('PrinterCharacteristicsSequence')[0] ?? new DataSet([]);
  return withValues(characteristics)
    .filter(({ tag }) => tags.has(tag))
    .with(subjectElements(dataSet));
}

/** The UID of the stored image that an image box item refers to. */
function imageReference(imageBox: DataSet): string | undefined {
  return imageBox.items('ReferencedImageSequence')[0]?.string('ReferencedSOPInstanceUID');
}

/** UIDs of the images that a Stored Print object refers to. */
export function referencedImages(storedPrint: DataSet): readonly string[] {
  return storedPrint.items('ImageBoxContentSequence').flatMap((item) => imageReference(item) ?? []);
}

/** A Stored Print object, and its received overlay planes in order. */
export interface StoredFilm {
  readonly dataSet: DataSet;
  readonly overlays: readonly ReceivedPixels[];
}

/** The context with ports that discard no blobs, because the pixels belong to the stored objects. */
function borrowing(context: OperationContext): OperationContext {
  return {
    ...context,
    tree: new FilmTree(),
    ports: { ...context.ports, discardBlobs: () => Promise.resolve() },
    // The response is a C-STORE-RSP, which has no data set.
    printJobNegotiated: false,
  };
}

class Composer {
  readonly #context: OperationContext;

  constructor(context: OperationContext) {
    this.#context = context;
  }

  /** Throws the reply unless it is a success. */
  async do(
    plain: WithoutId<NRequest>,
    dataSet: DataSet,
    received: Partial<Omit<ReceivedDataSet, 'dataSet'>> = {},
  ): Promise<void> {
    const request: NRequest = { ...plain, messageId: 0, hasDataSet: dataSet.size > 0 };
    const reply = await perform(this.#context, request, {
      dataSet: withDefaults(request, dataSet, this.#context.profile, this.#context.printer),
      pixels: { kind: 'none' },
      ...received,
    });
    if (!isDone(reply.status)) throw new OperationRefusal(reply);
  }

  get drawsOverlays(): boolean {
    return this.#context.printer.retiredClasses;
  }

  get filmBox(): OpenFilmBox {
    const { lastFilmBox } = this.#context.tree;
    if (!lastFilmBox) throw new Error('the film box was created');
    return lastFilmBox;
  }
}

/** Thrown when an operation of the stored print was refused, with its reply. Caught in this file. */
class OperationRefusal extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(reply.errorComment ?? '');
    this.reply = reply;
  }
}

function refuse(comment: string): never {
  throw new OperationRefusal(failure(status.cannotUnderstand, comment));
}

async function setImage(composer: Composer, item: DataSet, index: number, image: StoredImage): Promise<void> {
  const { imageBoxes } = composer.filmBox;
  const box = imageBoxes[(item.number('ImageBoxPosition') ?? 0) - 1] ?? imageBoxes[index];
  if (!box) refuse(`more than ${imageBoxes.length} images for the display format`);
  const keyword = image.color ? 'BasicColorImageSequence' : 'BasicGrayscaleImageSequence';
  await composer.do(
    { kind: 'N-SET-RQ', requestedSopClassUid: box.sopClassUid, requestedSopInstanceUid: box.uid },
    withValues(item, 'ReferencedImageSequence').with([element(keyword, [image.item])]),
    {
      pixels: { kind: 'received', blob: image.blob, byteLength: image.byteLength },
      ...(image.iccProfile ? { iccProfile: image.iccProfile } : {}),
    },
  );
}

/** Number of planes in an overlay box item. More than one is refused, but all of them were received. */
function planesOf(item: DataSet): number {
  return item
    .items('OverlayPixelDataSequence')
    .reduce((sum, plane) => sum + [...plane].filter(({ tag }) => isOverlayData(tag)).length, 0);
}

/** Creates the overlay boxes that image boxes refer to (PS3.3-2004 table C.16-5). */
async function createOverlays(composer: Composer, { dataSet, overlays }: StoredFilm): Promise<void> {
  const items = dataSet.items('ImageOverlayBoxContentSequence');
  if (!composer.drawsOverlays) {
    const reason = 'retired classes are switched off';
    if (items.length > 0) leaveOut(composer.filmBox, 'ImageOverlayBoxContentSequence', reason);
    return;
  }
  const received = [...overlays];
  for (const item of items) {
    const [plane = { kind: 'none' } as const] = received.splice(0, planesOf(item));
    const uid = item.string('SOPInstanceUID');
    await composer.do(
      {
        kind: 'N-CREATE-RQ',
        affectedSopClassUid: sopClasses.BasicPrintImageOverlayBox,
        ...(uid === undefined ? {} : { affectedSopInstanceUid: uid }),
      },
      withValues(item, 'SOPInstanceUID'),
      { pixels: plane },
    );
  }
}

/** Sets the texts for which the film has annotation boxes; further texts are recorded. */
async function setAnnotations(composer: Composer, storedPrint: DataSet): Promise<void> {
  const { filmBox } = composer;
  for (const [index, item] of storedPrint.items('AnnotationContentSequence').entries()) {
    const box = filmBox.annotationBoxes[index];
    if (!box) {
      const reason = `${filmBox.annotationBoxes.length} annotation boxes in this format`;
      leaveOut(filmBox, 'AnnotationContentSequence', reason);
      return;
    }
    await composer.do(
      {
        kind: 'N-SET-RQ',
        requestedSopClassUid: sopClasses.BasicAnnotationBox,
        requestedSopInstanceUid: box.uid,
      },
      withValues(item),
    );
  }
}

function leaveOut(filmBox: OpenFilmBox, attribute: Keyword, reason: string): void {
  const substitution = { attribute, requested: 'sent', used: 'not used', reason };
  filmBox.substitutions = [...filmBox.substitutions, substitution];
}

async function compose(
  composer: Composer,
  stored: StoredFilm,
  images: readonly StoredImage[],
): Promise<void> {
  const { dataSet: storedPrint } = stored;
  const [film, second] = storedPrint.items('FilmBoxContentSequence');
  if (!film || second) refuse('Film Box Content Sequence must have one item');
  if (images.length === 0) refuse('no image; the page is not printed');
  if (new Set(images.map((image) => image.color)).size > 1) refuse('gray and color images on one film');
  for (const item of storedPrint.items('PresentationLUTContentSequence')) {
    const uid = item.string('SOPInstanceUID');
    await composer.do(
      {
        kind: 'N-CREATE-RQ',
        affectedSopClassUid: sopClasses.PresentationLut,
        ...(uid === undefined ? {} : { affectedSopInstanceUid: uid }),
      },
      withValues(item),
    );
  }
  await composer.do(
    { kind: 'N-CREATE-RQ', affectedSopClassUid: sopClasses.BasicFilmSession },
    sessionOf(storedPrint),
  );
  await composer.do({ kind: 'N-CREATE-RQ', affectedSopClassUid: sopClasses.BasicFilmBox }, withValues(film));
  await createOverlays(composer, stored);
  const byUid = new Map(images.map((image) => [image.sopInstanceUid, image]));
  for (const [index, item] of storedPrint.items('ImageBoxContentSequence').entries()) {
    const image = byUid.get(imageReference(item) ?? '');
    if (image) await setImage(composer, item, index, image);
  }
  await setAnnotations(composer, storedPrint);
  await composer.do(
    { kind: 'N-ACTION-RQ', requestedSopClassUid: sopClasses.BasicFilmBox, actionTypeId: printAction },
    new DataSet([]),
  );
}

/**
 * Prints a Stored Print object with the images that it refers to, all of which are present. The blobs of images and overlays
 * still belong to the caller. Returns Success, or the reply of the operation that failed.
 */
export async function printStoredPrint(
  context: OperationContext,
  stored: StoredFilm,
  images: readonly StoredImage[],
): Promise<Reply> {
  const own = borrowing({ ...context, color: images[0]?.color ?? false });
  try {
    await compose(new Composer(own), stored, images);
    return { status: status.success };
  } catch (error) {
    if (error instanceof OperationRefusal) return error.reply;
    throw error;
  } finally {
    const borrowed = new Set(
      [...images.flatMap(blobsOfImage), ...blobsIn(stored.overlays)].map((blob) => blob.key),
    );
    await context.ports.discardBlobs(own.tree.clear().filter((blob) => !borrowed.has(blob.key)));
  }
}
