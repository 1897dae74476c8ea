// Opens an image file: DICOM with an image or a PDF, a PDF, or a PNG, JPEG or TIFF picture. The result is a list of
// printable frames; their pixels are read on demand, one file at a time. Decoding blocks a thread for up to seconds,
// so image-reader.ts runs all of this on worker threads.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, systemCodeOf } from '../shared/errors/errors.ts';
import { ImageFailure, NonImageRefusal } from '../shared/errors/image-failure.ts';
import { looksLikeDicom, readDicomDataSet, withPixels } from './file/dicom-file.ts';
import { describeDicomImage, prepareDicomFrame } from './dicom-image.ts';
import { framesHeld } from './file/frame-bytes.ts';
import { encapsulatedPdf } from './encapsulated-pdf.ts';
import { fileSubject } from './file/file-subject.ts';
import { describePdf, looksLikePdf, preparePdfPage } from './pictures/pdf-pages.ts';
import { seriesOrder, type SeriesOrder } from './file/series-order.ts';
import { describePicture, preparePicture } from './pictures/picture-image.ts';
import type { ImageSource, PreparedImage, PrepareOptions } from './pixels/prepared-image.ts';

/** One file with all its frames. */
export interface ImageFile {
  readonly path: string;
  /** Whether the file is a document: all its pages are printed unless the user selects some. */
  readonly kind: 'image' | 'document';
  readonly format: 'DICOM' | 'PDF' | 'PNG' | 'JPEG' | 'TIFF';
  /** Modality (0008,0060) of a DICOM file. */
  readonly modality: string | undefined;
  readonly frames: readonly ImageSource[];
  /** The position of a DICOM file in its study. */
  readonly order: SeriesOrder | undefined;
}

/** A file before any of its frames is prepared, as plain data. */
export interface DescribedFile extends Omit<ImageFile, 'frames'> {
  readonly frames: readonly Omit<ImageSource, 'prepare'>[];
}

/** A file cannot be printed; the message names it. */
function unusable(file: string, error: unknown): ImageFailure {
  if (error instanceof ImageFailure) return error;
  const problem = error instanceof NonImageRefusal ? 'not-an-image' : 'unusable';
  const reason = messageOf(error);
  return new ImageFailure(problem, `${file} cannot be printed: ${reason}`, { cause: error, reason });
}

/** Maximum size of a file: it is read as a whole, into the memory of the thread that decodes it. */
export const maxFileBytes = 512 * 1024 ** 2;

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > maxFileBytes)
      throw new RangeError(
        `it has ${megabytes(size)}; at most ${megabytes(maxFileBytes)} are read: export fewer frames per file`,
      );
    return await readFile(file);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT')
      throw new ImageFailure('unusable', `${file} does not exist; check the path`, { cause: error });
    if (code === 'EISDIR') {
      throw new ImageFailure(
        'unusable',
        `${file} is a folder; name the files in it, such as ${path.join(file, '*.dcm')}`,
        {
          cause: error,
        },
      );
    }
    throw unusable(file, error);
  }
}

type Prepare = (frame: number, options: PrepareOptions) => Promise<PreparedImage>;

interface Opened extends Pick<ImageFile, 'kind' | 'format' | 'modality'> {
  readonly frames: readonly Omit<ImageSource, 'name' | 'prepare'>[];
  readonly prepare: Prepare;
  readonly order: SeriesOrder | undefined;
}

async function openPdf(bytes: Uint8Array): Promise<Opened> {
  const pages = await describePdf(bytes);
  return {
    kind: 'document',
    format: 'PDF',
    modality: undefined,
    frames: pages.map((page) => ({ ...page, pixelAspectRatio: [1, 1] as const, keepsSize: true })),
    prepare: async (index, options) => preparePdfPage(bytes, at(pages, index), index, options),
    order: undefined,
  };
}

async function openDicom(bytes: Uint8Array): Promise<Opened> {
  const dataSet = await readDicomDataSet(bytes);
  const order = seriesOrder(dataSet.attributes);
  const pdf = dataSet.pixelData ? undefined : encapsulatedPdf(dataSet.attributes);
  const modality = dataSet.attributes.term('Modality');
  if (pdf) return { ...(await openPdf(pdf)), format: 'DICOM', modality, order };
  const file = withPixels(dataSet);
  const image = describeDicomImage(file);
  const subject = fileSubject(dataSet.attributes);
  const { rows, columns } = image.pixel;
  return {
    kind: 'image',
    format: 'DICOM',
    modality,
    frames: Array.from({ length: framesHeld(file, image.pixel) }, (_, frame) => ({
      rows,
      columns,
      color: image.color,
      ...image.geometry(frame),
      ...(subject && { subject }),
    })),
    prepare: (frame, options) => prepareDicomFrame(file, image, frame, options),
    order,
  };
}

/** PNG, JPEG, and TIFF in both byte orders. */
const pictureStarts = ['89504e47', 'ffd8ff', '49492a00', '4d4d002a', '49492b00', '4d4d002b'];

function pictureFailure(bytes: Uint8Array, error: unknown): RangeError {
  const kinds = 'DICOM, PDF, PNG, JPEG and TIFF files can be';
  if (error instanceof RangeError) return new NonImageRefusal(`${error.message}; ${kinds}`, { cause: error });
  const start = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  return pictureStarts.some((known) => start.startsWith(known))
    ? new RangeError(`it is a broken picture (${messageOf(error).split('\n')[0] ?? ''})`, { cause: error })
    : new NonImageRefusal(`it is not an image of a known format; ${kinds}`, { cause: error });
}

const pictureFormat = ([first]: Uint8Array) => (first === 0x89 ? 'PNG' : first === 0xff ? 'JPEG' : 'TIFF');

async function openPicture(bytes: Uint8Array): Promise<Opened> {
  const pages = await describePicture(bytes).catch((error: unknown) => {
    throw pictureFailure(bytes, error);
  });
  return {
    kind: 'image',
    format: pictureFormat(bytes),
    modality: undefined,
    frames: pages,
    prepare: async (page, options) => preparePicture(bytes, at(pages, page), page, options),
    order: undefined,
  };
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`it has ${list.length} pages; there is no page ${index + 1}`);
  return found;
}

/** A frame that a file of a few bytes can declare, and that would take all memory. */
const maxFramePixels = 268_402_689;

/** @throws RangeError for a frame that is too large to be decoded */
function withinLimits(opened: Opened): Opened {
  for (const { rows, columns } of opened.frames) {
    if (rows * columns <= maxFramePixels) continue;
    const most = Math.floor(maxFramePixels / 1e6);
    throw new RangeError(`it has ${columns} × ${rows} pixels; at most ${most} million are allowed`);
  }
  return opened;
}

async function open(file: string): Promise<Opened> {
  const bytes = await readBytes(file);
  try {
    if (looksLikeDicom(bytes)) return withinLimits(await openDicom(bytes));
    return withinLimits(await (looksLikePdf(bytes) ? openPdf(bytes) : openPicture(bytes)));
  } catch (error) {
    throw unusable(file, error);
  }
}

/**
 * Opens files to print from. Only the file that was read last stays in memory, so that the frames of a film are
 * decoded without reading their file again.
 */
export class ImageFiles {
  #last: { readonly file: string; readonly opened: Promise<Opened> } | undefined;

  async #opened(file: string): Promise<Opened> {
    if (this.#last?.file !== file) this.#last = { file, opened: open(file) };
    return this.#last.opened;
  }

  /** @throws ImageFailure with the file and what is wrong with it. */
  async open(file: string): Promise<ImageFile> {
    const { kind, format, modality, frames, order } = await this.#opened(file);
    const base = path.basename(file);
    const part = kind === 'document' ? 'page' : 'frame';
    return {
      path: file,
      kind,
      format,
      modality,
      order,
      frames: frames.map((shape, frame) => ({
        ...shape,
        name: frames.length === 1 ? base : `${base} ${part} ${frame + 1}`,
        prepare: async (options: PrepareOptions): Promise<PreparedImage> => {
          const { prepare } = await this.#opened(file);
          try {
            return await prepare(frame, options);
          } catch (error) {
            throw unusable(file, error);
          }
        },
      })),
    };
  }
}
