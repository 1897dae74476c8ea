// C-STORE of Stored Print, Hardcopy Grayscale and Hardcopy Color objects (PS3.4 B.2): images are kept until a Stored
// Print object of the same association refers to them. The object is printed when all of its images have arrived, in any order.
// Start at `store`.
import { readDataSet } from '../../dicom/data-set/data-set-reader.ts';
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import { keywordOf, tagOf } from '../../dicom/data-set/dictionary.ts';
import type { CStoreRequest } from '../../dicom/dimse/dimse-commands.ts';
import type { IncomingMessage } from '../../dicom/dimse/association.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import { WireFailure } from '../../shared/errors/errors.ts';
import type { BlobRef } from '../../shared/film/film.ts';
import { valueText } from '../tables/assign.ts';
import { describingKeywords } from '../receive/image-completion.ts';
import { readImage } from '../requests/image-pixels.ts';
import { failure, type OperationContext, type PrintScpLimits, type Reply } from '../film/operation.ts';
import { redactedDataSet } from '../clients/redaction.ts';
import { blobsIn, ObjectReceiver } from '../requests/object-receiver.ts';
import { isDone, status, type Status } from '../rules/status.ts';
import { subjectKeywords } from '../rules/subject-keywords.ts';
import { StoredImages, type StoredImage } from './stored-images.ts';
import { isStoredElsewhere, notStoredComment, storedPrintClass } from '../tables/stored-print-classes.ts';
import { printStoredPrint, referencedImages, type StoredFilm } from './stored-print-film.ts';

/** Maximum number of kept images per association; their maximum total size is this many times the maximum of one image. */
const maxImages = 64;
const maxImageSizes = 4;
/** Maximum Stored Print objects that wait for images. */
const maxWaiting = 16;

/** Statuses of the Print service that become "out of resources" in a C-STORE response (PS3.4 table B.2-1). */
const outOfResources: ReadonlySet<Status> = new Set([
  status.resourceLimitation,
  status.insufficientMemory,
  status.printQueueFull,
  status.printQueueFullForSession,
]);

function asStoreReply(reply: Reply): Reply {
  if (isDone(reply.status)) return { status: status.success };
  const code = outOfResources.has(reply.status) ? status.outOfResources : status.cannotUnderstand;
  return failure(code, reply.errorComment ?? 'the film could not be printed');
}

/** The attributes of the pixels, as in the image item of an image box, with patient and study. */
function imageItem(dataSet: DataSet, color: boolean): DataSet {
  const profile = color ? (['ICCProfile'] as const) : [];
  const tags = new Set(
    [...describingKeywords, ...profile, ...subjectKeywords, 'PixelData' as const].map(tagOf),
  );
  return dataSet.filter(({ tag }) => tags.has(tag) && !dataSet.isEmpty(tag));
}

/** The image of a received Hardcopy object, or the failure that says why it cannot be printed. */
function storedImage(
  object: { readonly sopInstanceUid: string; readonly color: boolean; readonly dataSet: DataSet },
  { pixels, iccProfile }: Pick<ObjectReceiver, 'pixels' | 'iccProfile'>,
  { printer, profile: { reading } }: Pick<OperationContext, 'printer' | 'profile'>,
): StoredImage | Reply {
  const { sopInstanceUid, color } = object;
  const item = imageItem(object.dataSet, color);
  const { findings, failure: problem } = readImage(item, pixels, printer, { color, reading });
  const [missing] = findings.missing;
  if (missing !== undefined) return failure(status.dataSetMismatch, `the image has no ${keywordOf(missing)}`);
  const [invalid] = findings.invalid;
  if (invalid) return failure(status.cannotUnderstand, `${keywordOf(invalid.tag)} ${valueText(invalid)}`);
  if (problem) return asStoreReply(problem);
  if (pixels.kind !== 'received') return failure(status.cannotUnderstand, 'the image has no pixels');
  const profile = color && iccProfile.kind !== 'none' ? { iccProfile } : {};
  const { blob, byteLength } = pixels;
  return { sopInstanceUid, color, item, blob, byteLength, ...profile };
}

/** Why the data set is not the object that the command names (A900); undefined if it is. */
function mismatch(request: CStoreRequest, dataSet: DataSet): string | undefined {
  const sopClass = dataSet.string('SOPClassUID');
  const instance = dataSet.string('SOPInstanceUID');
  if (sopClass !== undefined && sopClass !== request.affectedSopClassUid) {
    return `the data set is of SOP class ${sopClass}`;
  }
  const named = request.affectedSopInstanceUid;
  return instance !== undefined && named !== undefined && instance !== named
    ? 'the data set has a different SOP Instance UID'
    : undefined;
}

interface WaitingPrint extends StoredFilm {
  readonly sopInstanceUid: string;
}

export class StoredPrints {
  readonly #images: StoredImages;
  #waiting: readonly WaitingPrint[] = [];

  constructor(limits: Pick<PrintScpLimits, 'imageBytes'>) {
    this.#images = new StoredImages(maxImages, maxImageSizes * limits.imageBytes);
  }

  /** Number of Stored Print objects whose images have not all arrived. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Stores an object, and prints the Stored Print objects that it completes. Throws AssociationFailure and internal errors. */
  async store(context: OperationContext, request: CStoreRequest, message: IncomingMessage): Promise<Reply> {
    const sopClass = storedPrintClass(request.affectedSopClassUid);
    if (isStoredElsewhere(request.affectedSopClassUid)) {
      return failure(status.sopClassNotSupported, notStoredComment);
    }
    if (!sopClass || !context.printer.storedPrint) {
      return failure(status.sopClassNotSupported, 'objects of this SOP class are not accepted here');
    }
    const { ports, limits, profile } = context;
    const receiver = new ObjectReceiver(ports, limits, profile.redact.rectangles);
    try {
      if (!message.data) return failure(status.dataSetMismatch, 'no data set');
      const { transferSyntax } = message.context;
      const received = await readDataSet(message.data, { transferSyntax, sinkFor: receiver.sinkFor });
      const dataSet = redactedDataSet(received, profile.redact.attributes);
      const problem = mismatch(request, dataSet);
      if (problem !== undefined) return failure(status.dataSetMismatch, problem);
      const sopInstanceUid = request.affectedSopInstanceUid ?? dataSet.string('SOPInstanceUID');
      if (sopInstanceUid === undefined) return failure(status.dataSetMismatch, 'no SOP Instance UID');
      if (sopClass === sopClasses.StoredPrint) {
        return await this.#storePrint(context, { sopInstanceUid, dataSet, overlays: receiver.overlays });
      }
      const color = sopClass === sopClasses.HardcopyColorImage;
      const image = storedImage({ sopInstanceUid, color, dataSet }, receiver, context);
      return 'status' in image ? image : await this.#storeImage(context, image);
    } catch (error) {
      await receiver.abandon();
      if (!(error instanceof WireFailure && error.code === 'data-set-invalid')) throw error;
      return failure(status.cannotUnderstand, error.message);
    } finally {
      await ports.discardBlobs(receiver.blobs.filter((blob) => !this.#keeps(blob)));
    }
  }

  /** Removes all objects when the association ends; returns their blobs. */
  close(): readonly BlobRef[] {
    const overlays = this.#waiting.flatMap((waiting) => blobsIn(waiting.overlays));
    this.#waiting = [];
    return [...overlays, ...this.#images.clear()];
  }

  #keeps(blob: BlobRef): boolean {
    const waits = ({ overlays }: WaitingPrint) => blobsIn(overlays).some(({ key }) => key === blob.key);
    return this.#images.has(blob) || this.#waiting.some(waits);
  }

  async #storeImage(context: OperationContext, image: StoredImage): Promise<Reply> {
    const { kept, gone } = this.#images.add(image);
    await context.ports.discardBlobs(gone);
    if (!kept) return failure(status.outOfResources, `no room to keep images; at most ${maxImages}`);
    for (const waiting of this.#waiting) {
      const images = this.#imagesOf(waiting);
      if (!images) continue;
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      const reply = await this.#print(context, waiting, images);
      await context.ports.discardBlobs(blobsIn(waiting.overlays));
      // The Stored Print object was answered before, so this response reports the failure to the sender.
      if (!isDone(reply.status)) return reply;
    }
    return { status: status.success };
  }

  async #storePrint(context: OperationContext, storedPrint: WaitingPrint): Promise<Reply> {
    const images = this.#imagesOf(storedPrint);
    if (images) return this.#print(context, storedPrint, images);
    const others = this.#waiting.filter(
      ({ sopInstanceUid }) => sopInstanceUid !== storedPrint.sopInstanceUid,
    );
    if (others.length >= maxWaiting) {
      return failure(status.outOfResources, `${maxWaiting} Stored Prints wait for images already`);
    }
    const replaced = this.#waiting.filter((waiting) => !others.includes(waiting));
    this.#waiting = [...others, storedPrint];
    await context.ports.discardBlobs(replaced.flatMap((waiting) => blobsIn(waiting.overlays)));
    return { status: status.success };
  }

  async #print(
    context: OperationContext,
    storedPrint: WaitingPrint,
    images: readonly StoredImage[],
  ): Promise<Reply> {
    const reply = asStoreReply(await printStoredPrint(context, storedPrint, images));
    if (isDone(reply.status)) this.#images.markPrinted(images);
    context.log.debug('stored-print.printed', {
      sopInstanceUid: storedPrint.sopInstanceUid,
      images: images.length,
      status: reply.status,
    });
    return reply;
  }

  /** The images that the object refers to; undefined if one of them has not arrived yet. */
  #imagesOf({ dataSet }: WaitingPrint): readonly StoredImage[] | undefined {
    const images = [...new Set(referencedImages(dataSet))].map((uid) => this.#images.find(uid));
    const found = images.filter((image) => image !== undefined);
    return found.length === images.length ? found : undefined;
  }
}
