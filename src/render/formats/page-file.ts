// One page as a picture file: PNG or TIFF, gray or color, 8 or 16 bits per sample, at its own resolution. It has the
// same layout, sheet and device values as the document. Memory holds a few rows. Start at `writePageFile`. PNG:
// ISO/IEC 15948; TIFF 6.0 with Adobe's deflate (compression 8).
import { crc32 } from 'node:zlib';
import type { Film } from '../../shared/film/film.ts';
import { inSrgb } from '../color/color-profile.ts';
import { deflateRows } from '../compression/deflate.ts';
import { mmPerInch } from '../layout/geometry.ts';
import { sheetInGray } from '../color/gray-of-color.ts';
import { layoutSheet } from '../layout/layout.ts';
import type { RenderPrinter } from '../medium.ts';
import { paintPage, type PageGrid } from '../sheet/page-rows.ts';
import { rasterPage, type RasterPage } from '../sheet/raster-page.ts';
import { composeSheet, type BlobPaths } from '../sheet/sheet.ts';
import { writeSynced } from './synced-file.ts';
import { tiffOfRows } from './tiff.ts';

export interface PageFileTask {
  readonly film: Film;
  /** The picture uses its resolution and its bits per sample. */
  readonly printer: RenderPrinter;
  readonly blobPaths: BlobPaths;
  readonly format: 'png' | 'tiff';
  /** Whether color is converted to gray by its luminance. */
  readonly gray?: boolean;
  /** Absolute path of the file to write. */
  readonly output: string;
}

/** What was written. */
export interface PageFile extends PageGrid {
  readonly byteLength: number;
}

/**
 * Writes the picture and syncs it.
 * @throws JobFailure of layout and pixels, and for a page with too many pixels; the system's error. The file is then
 * removed.
 */
export async function writePageFile(task: PageFileTask): Promise<PageFile> {
  const { film, printer, output, format } = task;
  return await inSrgb({ films: [film], blobPaths: task.blobPaths }, async ({ films, blobPaths }) => {
    const [shown = film] = films;
    const layout = layoutSheet(shown, printer);
    const composed = composeSheet(shown, layout, { printer, blobPaths, bits: printer.bits });
    const sheet = task.gray === true ? sheetInGray(composed) : composed;
    const page = rasterPage(sheet, printer.bits);
    const rows = await paintPage(sheet, page);
    const pieces = { png: pngOfRows, tiff: tiffOfRows }[format](rows, page);
    return { ...page, byteLength: await writeSynced(output, pieces) };
  });
}

function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

const inchesPerMeter = 1000 / mmPerInch;

async function* pngOfRows(
  rows: Iterable<Uint8Array>,
  page: RasterPage,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { width, height, channels, bits, pixelsPerInch } = page;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Gray is color type 0, RGB 2; deflate, one filter per row, not interlaced.
  header.set([bits, channels === 1 ? 0 : 2, 0, 0, 0], 8);
  const resolution = Buffer.alloc(9);
  const perMeter = Math.round(pixelsPerInch * inchesPerMeter);
  resolution.writeUInt32BE(perMeter, 0);
  resolution.writeUInt32BE(perMeter, 4);
  resolution[8] = 1;
  yield Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  yield chunk('IHDR', header);
  // The device values have the curve of sRGB; perceptual.
  yield chunk('sRGB', Buffer.from([0]));
  yield chunk('pHYs', resolution);
  for await (const piece of deflateRows(rows, page)) yield chunk('IDAT', piece);
  yield chunk('IEND', Buffer.alloc(0));
}
