// Opens whatever a person names on the command line: a DICOM image file or a PNG, JPEG or TIFF picture. What comes
// back is a list of frames that can be printed; their pixels are read when they are needed, one file at a time.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, SetupFailure, systemCodeOf } from '../errors.ts';
import { looksLikeDicom, readDicomFile } from './dicom-file.ts';
import { describeDicomImage, prepareDicomFrame } from './dicom-image.ts';
import { framesHeld } from './frame-bytes.ts';
import { describePicture, preparePicture } from './picture-image.ts';
import type { ImageSource, PreparedImage, PrepareOptions } from './prepared-image.ts';

/** One file with all its frames. */
export interface ImageFile {
  readonly path: string;
  readonly frames: readonly ImageSource[];
}

/** A file cannot be printed: the sentence names it. */
function unusable(file: string, error: unknown): SetupFailure {
  if (error instanceof SetupFailure) return error;
  return new SetupFailure('usage', `${file} cannot be printed: ${messageOf(error)}`, { cause: error });
}

/** Node reads no more than this at once; an image of this size fills no film. */
const maxFileBytes = 0x7fffffff;

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > maxFileBytes) throw new RangeError(`it has ${size} bytes; ${maxFileBytes} are possible`);
    return await readFile(file);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT')
      throw new SetupFailure('usage', `${file} does not exist; check the path`, { cause: error });
    if (code === 'EISDIR') {
      throw new SetupFailure(
        'usage',
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

interface Opened {
  readonly frames: readonly Omit<ImageSource, 'name' | 'prepare'>[];
  readonly prepare: Prepare;
}

async function openDicom(bytes: Uint8Array): Promise<Opened> {
  const file = await readDicomFile(bytes);
  const image = describeDicomImage(file);
  const { rows, columns } = image.pixel;
  return {
    frames: Array.from({ length: framesHeld(file, image.pixel) }, (_, frame) => ({
      rows,
      columns,
      color: image.color,
      ...image.geometry(frame),
    })),
    prepare: (frame, options) => prepareDicomFrame(file, image, frame, options),
  };
}

async function openPicture(bytes: Uint8Array): Promise<Opened> {
  const picture = await describePicture(bytes).catch((error: unknown) => {
    const found = error instanceof RangeError ? error.message : 'it is no image that is known';
    throw new RangeError(`${found}; DICOM, PNG, JPEG and TIFF files can be`, { cause: error });
  });
  const { pages, ...shape } = picture;
  return {
    frames: Array.from({ length: pages }, () => ({ ...shape, pixelAspectRatio: [1, 1] as const })),
    prepare: (page, options) => preparePicture(bytes, picture, page, options),
  };
}

async function open(file: string): Promise<Opened> {
  const bytes = await readBytes(file);
  try {
    return await (looksLikeDicom(bytes) ? openDicom(bytes) : openPicture(bytes));
  } catch (error) {
    throw unusable(file, error);
  }
}

/**
 * Opens files to print from. Of all of them the one read last stays in memory, so that the frames of a film are
 * decoded without reading their file again.
 */
export class ImageFiles {
  #last: { readonly file: string; readonly opened: Promise<Opened> } | undefined;

  async #opened(file: string): Promise<Opened> {
    if (this.#last?.file !== file) this.#last = { file, opened: open(file) };
    return this.#last.opened;
  }

  /** @throws SetupFailure `usage` naming the file and what is wrong with it. */
  async open(file: string): Promise<ImageFile> {
    const { frames } = await this.#opened(file);
    const base = path.basename(file);
    return {
      path: file,
      frames: frames.map((shape, frame) => ({
        ...shape,
        name: frames.length === 1 ? base : `${base} frame ${frame + 1}`,
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
