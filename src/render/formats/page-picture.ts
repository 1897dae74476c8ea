// A page as a PNG picture at the requested width, from the same sheet as the document.
import sharp from 'sharp';
import type { Film } from '../../shared/film/film.ts';
import { inSrgb } from '../color/color-profile.ts';
import { mmPerInch } from '../layout/geometry.ts';
import { atResolution, layoutSheet } from '../layout/layout.ts';
import { isDithered, type RenderPrinter } from '../medium.ts';
import { paintPage, type PageGrid } from '../sheet/page-rows.ts';
import { composeSheet, type BlobPaths, type Sheet } from '../sheet/sheet.ts';

export interface PageTask {
  readonly film: Film;
  readonly printer: RenderPrinter;
  readonly blobPaths: BlobPaths;
  /** Width of the picture in pixels: at least 16, at most the device pixels of the sheet. */
  readonly widthPixels: number;
}

const narrowest = 16;

/** A picture in memory: 8 bits per sample, gray or RGBRGB…. */
export interface Raster extends PageGrid {
  readonly data: Uint8Array;
}

/** The PNG of one film. Gray values are sRGB coded, as in the document. Throws like `rasterOf`. */
export async function pagePicture(task: PageTask): Promise<Uint8Array> {
  const layout = layoutSheet(task.film, task.printer);
  const inches = layout.widthMm / mmPerInch;
  const pixelsPerInch = Math.min(layout.pixelsPerInch, Math.max(narrowest, task.widthPixels) / inches);
  const { data, width, height, channels } = await rasterOf(task, pixelsPerInch);
  return await sharp(data, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
}

/**
 * Renders one film as a raster: at the printer's own resolution, pixel for pixel what the document holds.
 * @throws JobFailure of layout and pixels.
 */
export async function rasterOf(task: Omit<PageTask, 'widthPixels'>, pixelsPerInch: number): Promise<Raster> {
  const { film, printer } = task;
  const own = layoutSheet(film, printer);
  // Smaller pictures are for screens, which smooth the steps themselves; the noise would be visible.
  const dither = isDithered(printer) && pixelsPerInch === own.pixelsPerInch;
  return await inSrgb({ films: [film], blobPaths: task.blobPaths }, async ({ films, blobPaths }) => {
    const [shown = film] = films;
    const layout = atResolution(layoutSheet(shown, printer), pixelsPerInch);
    const sheet = composeSheet(shown, layout, { printer: { ...printer, dither }, blobPaths, bits: 8 });
    return await paint(sheet);
  });
}

async function paint(sheet: Sheet): Promise<Raster> {
  const pixelsPerMm = sheet.pixelsPerInch / mmPerInch;
  const size = (mm: number) => Math.ceil(mm * pixelsPerMm - 1e-6);
  const channels = sheet.images.some((image) => image.channels === 3) ? 3 : 1;
  const grid = { width: size(sheet.widthMm), height: size(sheet.heightMm), channels } as const;
  const data = new Uint8Array(grid.width * grid.height * channels);
  let at = 0;
  for (const row of await paintPage(sheet, grid)) {
    data.set(row, at);
    at += row.length;
  }
  return { ...grid, data };
}
