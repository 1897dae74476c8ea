// Paints a sheet row by row, from the top down: used for pictures, raster formats and JPEG. Memory holds one row, the
// data of the images in that row, and the texts. Start at `paintPage`.
import { mmPerInch, type DeviceRect } from '../layout/geometry.ts';
import type { Fill, Sheet, SheetImage } from './sheet.ts';
import { textMask, type TextMask } from '../text/text-mask.ts';

/** The pixels of a page: gray or RGBRGB…. */
export interface PageGrid {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** Bits per sample, 16 of them big endian; default: 8. */
  readonly bits?: 8 | 16;
}

const bytesOf = ({ bits }: PageGrid) => (bits === 16 ? 2 : 1);
/** The sample for a fraction of full scale. */
const sampleOf = ({ bits }: PageGrid, value: number) => Math.round(value * (bits === 16 ? 65_535 : 255));

interface PaintedText {
  readonly mask: TextMask;
  readonly value: number;
  readonly clip: DeviceRect | undefined;
}

/** An image whose rows are being read; it is released after the last of them. */
interface OpenImage {
  readonly image: SheetImage;
  readonly rows: Generator<Uint8Array, void, undefined>;
}

/**
 * The rows of a page, `grid.height` of them; areas outside the grid are omitted. On a grid with one channel all
 * images must be gray. The yielded array is reused: use it before requesting the next.
 * @param sheet - with as many bits per sample as the grid
 * @throws JobFailure `pixels-missing` while rows are read.
 */
export async function paintPage(
  sheet: Sheet,
  grid: PageGrid,
): Promise<Generator<Uint8Array, void, undefined>> {
  const pixelsPerMm = sheet.pixelsPerInch / mmPerInch;
  const texts: PaintedText[] = [];
  for (const text of sheet.texts) {
    texts.push({
      mask: await textMask(text, pixelsPerMm),
      value: sampleOf(grid, text.value),
      clip: text.clip,
    });
  }
  return rowsOf(sheet, texts, grid);
}

function* rowsOf(
  sheet: Sheet,
  texts: readonly PaintedText[],
  grid: PageGrid,
): Generator<Uint8Array, void, undefined> {
  const row = new Uint8Array(grid.width * grid.channels * bytesOf(grid));
  const waiting = sheet.images.toSorted((a, b) => b.device.y - a.device.y);
  let open: OpenImage[] = [];
  try {
    for (let y = 0; y < grid.height; y++) {
      fillSamples(row, sheet.border, grid);
      for (const fill of sheet.fills) paintFill(row, y, fill, grid);
      for (let next = waiting.at(-1); next !== undefined && next.device.y <= y; next = waiting.at(-1)) {
        waiting.pop();
        open.push({ image: next, rows: next.rows() });
      }
      open = open.filter((each) => paintImage(row, each, grid));
      for (const line of sheet.lines) paintFill(row, y, line, grid);
      for (const text of texts) paintText(row, y, text, grid);
      yield row;
    }
  } finally {
    for (const { rows } of open) rows.return();
  }
}

/** Sets all samples of a part of a row to one value. */
function fillSamples(row: Uint8Array, value: number, grid: PageGrid): void {
  const sample = sampleOf(grid, value);
  if (grid.bits !== 16) {
    row.fill(sample);
    return;
  }
  for (let at = 0; at < row.length; at += 2) {
    row[at] = sample >> 8;
    row[at + 1] = sample & 0xff;
  }
}

function paintFill(row: Uint8Array, y: number, { rect, value }: Fill, grid: PageGrid): void {
  if (y < rect.y || y >= rect.y + rect.height) return;
  const from = Math.max(0, rect.x);
  const to = Math.min(grid.width, rect.x + rect.width);
  const pixelBytes = grid.channels * bytesOf(grid);
  if (to > from) fillSamples(row.subarray(from * pixelBytes, to * pixelBytes), value, grid);
}

/** Paints the next row of an image; returns false when there is none. */
function paintImage(row: Uint8Array, { image, rows }: OpenImage, grid: PageGrid): boolean {
  const next = rows.next();
  if (next.done === true) return false;
  const { x } = image.device;
  const bytes = bytesOf(grid);
  // In a very small picture a box of one pixel may begin at the edge.
  const seen = Math.max(0, Math.min(image.device.width, grid.width - x));
  const samples = next.value;
  if (image.channels === grid.channels) {
    const pixelBytes = grid.channels * bytes;
    row.set(samples.subarray(0, seen * pixelBytes), x * pixelBytes);
    return true;
  }
  // A gray image on a color page.
  for (let p = 0, at = x * 3 * bytes; p < seen * bytes; p += bytes) {
    for (let channel = 0; channel < 3; channel++) {
      for (let byte = 0; byte < bytes; byte++) row[at++] = samples[p + byte] ?? 0;
    }
  }
  return true;
}

function paintText(row: Uint8Array, y: number, { mask, value, clip }: PaintedText, grid: PageGrid): void {
  const { width, channels } = grid;
  const blend = grid.bits === 16 ? blendWord : blendByte;
  const { rect, coverage } = mask;
  if (y < rect.y || y >= rect.y + rect.height) return;
  if (clip !== undefined && (y < clip.y || y >= clip.y + clip.height)) return;
  const line = (y - rect.y) * rect.width;
  const from = Math.max(0, clip?.x ?? 0) - rect.x;
  const end = Math.min(width, clip === undefined ? width : clip.x + clip.width) - rect.x;
  for (let column = Math.max(0, from); column < rect.width && column < end; column++) {
    const part = (coverage[line + column] ?? 0) / 255;
    if (part === 0) continue;
    const at = (rect.x + column) * channels;
    for (let sample = at; sample < at + channels; sample++) blend(row, sample, value, part);
  }
}

/** Mixes a sample of 8 bits with `value` in the proportion `part`, 0 to 1. */
function blendByte(row: Uint8Array, sample: number, value: number, part: number): void {
  const under = row[sample] ?? 0;
  row[sample] = Math.round(under + part * (value - under));
}

/** The same for a sample of 16 bits. */
function blendWord(row: Uint8Array, sample: number, value: number, part: number): void {
  const under = ((row[sample * 2] ?? 0) << 8) | (row[sample * 2 + 1] ?? 0);
  const mixed = Math.round(under + part * (value - under));
  row[sample * 2] = mixed >> 8;
  row[sample * 2 + 1] = mixed & 0xff;
}
