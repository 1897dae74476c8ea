// A sheet painted row by row, from the top down: what a picture, a raster or a JPEG of the page is made of. Memory holds
// one row, what the images of that row need, and the texts. Begin at `paintPage`.
import { mmPerInch, type DeviceRect } from './geometry.ts';
import type { Fill, Sheet, SheetImage } from './sheet.ts';
import { textMask, type TextMask } from './text-mask.ts';

/** The pixels of a page: 8 bits a sample, grey or RGBRGB…. */
export interface PageGrid {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

interface PaintedText {
  readonly mask: TextMask;
  readonly value: number;
  readonly clip: DeviceRect | undefined;
}

/** An image whose rows are being read; it ends with the last of them. */
interface OpenImage {
  readonly image: SheetImage;
  readonly rows: Generator<Uint8Array, void, undefined>;
}

/**
 * The rows of a page, `grid.height` of them; what lies beside the grid is left out. On a grid of one channel all images
 * must be grey. The array yielded is the same each time: use it before asking for the next.
 * @param sheet - of 8 bits a sample
 * @throws JobFailure `pixels-missing`, while rows are read.
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
      value: Math.round(text.value * 255),
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
  const row = new Uint8Array(grid.width * grid.channels);
  const border = Math.round(sheet.border * 255);
  const waiting = sheet.images.toSorted((a, b) => b.device.y - a.device.y);
  let open: OpenImage[] = [];
  try {
    for (let y = 0; y < grid.height; y++) {
      row.fill(border);
      for (const fill of sheet.fills) paintFill(row, y, fill, grid);
      for (let next = waiting.at(-1); next !== undefined && next.device.y <= y; next = waiting.at(-1)) {
        waiting.pop();
        open.push({ image: next, rows: next.rows() });
      }
      open = open.filter((each) => paintImage(row, each, grid));
      for (const text of texts) paintText(row, y, text, grid);
      yield row;
    }
  } finally {
    for (const { rows } of open) rows.return();
  }
}

function paintFill(row: Uint8Array, y: number, { rect, value }: Fill, { width, channels }: PageGrid): void {
  if (y < rect.y || y >= rect.y + rect.height) return;
  const from = Math.max(0, rect.x);
  const to = Math.min(width, rect.x + rect.width);
  if (to > from) row.fill(Math.round(value * 255), from * channels, to * channels);
}

/** Paints the next row of an image; false when there is none. */
function paintImage(row: Uint8Array, { image, rows }: OpenImage, { width, channels }: PageGrid): boolean {
  const next = rows.next();
  if (next.done === true) return false;
  const { x } = image.device;
  // On a very small picture a box of one pixel may begin at the edge.
  const seen = Math.max(0, Math.min(image.device.width, width - x));
  const samples = next.value;
  if (image.channels === channels) row.set(samples.subarray(0, seen * channels), x * channels);
  // A grey image on a page with colour.
  else for (let p = 0, at = x * 3; p < seen; p++, at += 3) row.fill(samples[p] ?? 0, at, at + 3);
  return true;
}

function paintText(
  row: Uint8Array,
  y: number,
  { mask, value, clip }: PaintedText,
  { width, channels }: PageGrid,
): void {
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
    for (let sample = at; sample < at + channels; sample++) {
      const under = row[sample] ?? 0;
      row[sample] = Math.round(under + part * (value - under));
    }
  }
}
