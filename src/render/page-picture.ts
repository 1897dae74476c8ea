// A page as a picture: the same sheet as the document's, at the width asked for, as PNG.
import sharp from 'sharp';
import type { Film } from '../film.ts';
import { mmPerInch, type DeviceRect } from './geometry.ts';
import { atResolution, layoutSheet } from './layout.ts';
import type { RenderPrinter } from './medium.ts';
import { textMask, type TextMask } from './text.ts';
import { composeSheet, type BlobPaths, type Sheet, type SheetImage } from './sheet.ts';

export interface PageTask {
  readonly film: Film;
  readonly printer: RenderPrinter;
  readonly blobPaths: BlobPaths;
  /** Of the picture, in pixels. At least 16, at most as many as the sheet has device pixels. */
  readonly widthPixels: number;
}

const narrowest = 16;

/** A picture in memory: 8 bits a sample, grey or RGBRGB…. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** The PNG of one film. Grey values are sRGB coded, as in the document. Throws as `rasterOf`. */
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
 * Renders one film as a raster: at the printer's own resolution what the document holds, pixel by pixel.
 * @throws JobFailure of layout and pixels.
 */
export async function rasterOf(task: Omit<PageTask, 'widthPixels'>, pixelsPerInch: number): Promise<Raster> {
  const layout = atResolution(layoutSheet(task.film, task.printer), pixelsPerInch);
  return await paint(composeSheet(task.film, layout, task.printer, task.blobPaths, 8));
}

async function paint(sheet: Sheet): Promise<Raster> {
  const pixelsPerMm = sheet.pixelsPerInch / mmPerInch;
  const size = (mm: number) => Math.ceil(mm * pixelsPerMm - 1e-6);
  const channels = sheet.images.some((image) => image.channels === 3) ? 3 : 1;
  const raster: Raster = {
    width: size(sheet.widthMm),
    height: size(sheet.heightMm),
    channels,
    data: new Uint8Array(size(sheet.widthMm) * size(sheet.heightMm) * channels),
  };
  raster.data.fill(Math.round(sheet.border * 255));
  for (const { rect, value } of sheet.fills) fillRect(raster, rect, Math.round(value * 255));
  for (const image of sheet.images) copyImage(raster, image);
  for (const text of sheet.texts)
    blend(raster, await textMask(text, pixelsPerMm), Math.round(text.value * 255));
  return raster;
}

function fillRect(raster: Raster, rect: DeviceRect, value: number): void {
  const from = Math.max(0, rect.x);
  const to = Math.min(raster.width, rect.x + rect.width);
  for (let y = Math.max(0, rect.y); y < Math.min(raster.height, rect.y + rect.height); y++) {
    const row = y * raster.width;
    raster.data.fill(value, (row + from) * raster.channels, (row + to) * raster.channels);
  }
}

function blend(raster: Raster, { rect, coverage }: TextMask, value: number): void {
  const { data, width, height, channels } = raster;
  for (let row = Math.max(0, -rect.y); row < rect.height && rect.y + row < height; row++) {
    for (let column = Math.max(0, -rect.x); column < rect.width && rect.x + column < width; column++) {
      const part = (coverage[row * rect.width + column] ?? 0) / 255;
      if (part === 0) continue;
      const at = ((rect.y + row) * width + rect.x + column) * channels;
      for (let sample = at; sample < at + channels; sample++) {
        const under = data[sample] ?? 0;
        data[sample] = Math.round(under + part * (value - under));
      }
    }
  }
}

function copyImage(raster: Raster, image: SheetImage): void {
  const { x, y, width } = image.device;
  // On a very small picture a box of one pixel may begin at the edge.
  const seen = Math.min(width, raster.width - x);
  let line = y;
  for (const row of image.rows()) {
    if (line >= raster.height) break;
    const at = (line * raster.width + x) * raster.channels;
    if (image.channels === raster.channels) raster.data.set(row.subarray(0, seen * raster.channels), at);
    // A grey image on a film with colour.
    else for (let p = 0; p < seen; p++) raster.data.fill(row[p] ?? 0, at + p * 3, at + p * 3 + 3);
    line += 1;
  }
}
