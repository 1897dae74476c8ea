// The compressed images of one page, computed before the document that contains them, so that the pages of a long
// document are computed on several threads. Start at `writePageImages`; `pdf.ts` reads them from the file.
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Film, Substitution } from '../../shared/film/film.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { inSrgb } from '../color/color-profile.ts';
import { layoutSheet } from '../layout/layout.ts';
import type { RenderPrinter } from '../medium.ts';
import { composeSheet, type BlobPaths, type SheetImage } from '../sheet/sheet.ts';
import { deflateRows } from '../compression/deflate.ts';
import { jpegOfRows } from './jpeg.ts';
import type { PdfImage } from './pdf-file.ts';

const lossless: Printer['pdfImages'] = { compression: 'lossless', quality: 95 };

export interface PageImagesTask {
  readonly film: Film;
  readonly printer: RenderPrinter;
  readonly blobPaths: BlobPaths;
  /** Absolute path of the file to write; it is not synced. */
  readonly output: string;
}

/** The positions of the images of a page, in their order on the sheet. */
export interface PageImages {
  /** Absolute. */
  readonly file: string;
  readonly byteLengths: readonly number[];
  /** Images that could not be converted to sRGB. */
  readonly findings: readonly Substitution[];
}

export interface ImageOptions {
  readonly pixelsPerInch: number;
  readonly pdfImages: RenderPrinter['pdfImages'];
  /** Its bytes, already compressed with the same options; default: it is compressed while they are read. */
  readonly data?: AsyncIterable<Uint8Array> | undefined;
}

/** An image of a sheet as an object of a document. */
export function imageObject(image: SheetImage, options: ImageOptions): PdfImage {
  const { pixelsPerInch, pdfImages: { compression, quality } = lossless, data } = options;
  const { width, height } = image.device;
  const { channels, bits } = image;
  const format = { width, height, channels, bits };
  // JPEG has 8 bits: images with 16 bits stay lossless.
  if (compression === 'jpeg' && bits === 8) {
    const picture = { width, height, channels, pixelsPerInch: Math.round(pixelsPerInch) };
    return { ...format, encoding: 'jpeg', data: data ?? jpegOfRows(image.rows(), picture, quality) };
  }
  return { ...format, encoding: 'flate', data: data ?? deflateRows(image.rows(), format) };
}

/**
 * Compresses the images of a film's page into a file, one after the other. Memory holds a few rows.
 * @throws JobFailure of layout and pixels, or the system's error; the file is then removed.
 */
export async function writePageImages({ film, printer, ...task }: PageImagesTask): Promise<PageImages> {
  const { pdfImages, bits } = printer;
  return await inSrgb(
    { films: [film], blobPaths: task.blobPaths },
    async ({ films, blobPaths, findings }) => {
      const [shown = film] = films;
      const byteLengths: number[] = [];
      async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
        const layout = layoutSheet(shown, printer);
        const { pixelsPerInch, images } = composeSheet(shown, layout, { printer, blobPaths, bits });
        for (const image of images) {
          let byteLength = 0;
          for await (const piece of imageObject(image, { pixelsPerInch, pdfImages }).data) {
            byteLength += piece.length;
            yield piece;
          }
          byteLengths.push(byteLength);
        }
      }
      try {
        await pipeline(pieces, createWriteStream(task.output));
        return { file: task.output, byteLengths, findings: findings.flat() };
      } catch (error) {
        await rm(task.output, { force: true });
        throw error;
      }
    },
  );
}

/** The compressed bytes of an image of a page, by its index on the sheet. Throws RangeError for an invalid index. */
export function storedImage({ file, byteLengths }: PageImages, index: number): AsyncIterable<Uint8Array> {
  const start = byteLengths.slice(0, index).reduce((sum, length) => sum + length, 0);
  const byteLength = byteLengths[index];
  if (byteLength === undefined) throw new RangeError(`There is no image ${index + 1} in the page’s file.`);
  return createReadStream(file, { start, end: start + byteLength - 1 });
}
