// A line of text as a mask: the fraction of each pixel that its glyphs cover.
import sharp from 'sharp';
import { toPixel, type DeviceRect } from '../layout/geometry.ts';
import { outlineSvg } from './shaped-line.ts';
import type { SheetText } from './text.ts';

/** Coverage of each pixel of `rect` by a text: 0 to 255, row by row. */
export interface TextMask {
  readonly rect: DeviceRect;
  readonly coverage: Uint8Array;
}

/** Draws a text at a resolution. */
export async function textMask(text: SheetText, pixelsPerMm: number): Promise<TextMask> {
  if (!text.rotated) return await uprightMask(text, pixelsPerMm);
  // For a line that reads upwards, the descent is to the right.
  const { xMm, baselineMm } = text;
  return rotatedMask(await uprightMask({ ...text, xMm: -baselineMm, baselineMm: xMm }, pixelsPerMm));
}

async function uprightMask(text: SheetText, pixelsPerMm: number): Promise<TextMask> {
  const size = text.sizeMm * pixelsPerMm;
  // Letters may reach beyond their advance, and above and below the font's own ascent.
  const reach = Math.ceil(size / 2) + 1;
  const left = text.xMm * pixelsPerMm;
  const base = text.baselineMm * pixelsPerMm;
  const x = toPixel(text.xMm, pixelsPerMm) - reach;
  const y = toPixel(text.baselineMm, pixelsPerMm) - Math.ceil(size) - reach;
  const width = Math.ceil(text.widthMm * pixelsPerMm) + 2 * reach + 1;
  const height = Math.ceil(size) + 2 * reach;
  const outline = `<g transform="translate(${left - x} ${base - y}) scale(${size})">${outlineSvg(text.text, text.direction)}</g>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${outline}</svg>`;
  const coverage = await sharp(Buffer.from(svg)).ensureAlpha().extractChannel('alpha').raw().toBuffer();
  return { rect: { x, y, width, height }, coverage };
}

function rotatedMask({ rect, coverage }: TextMask): TextMask {
  const { x, y, width, height } = rect;
  const rotated = new Uint8Array(coverage.length);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < height; column++) {
      rotated[row * height + column] = coverage[column * width + width - 1 - row] ?? 0;
    }
  }
  return { rect: { x: y, y: -x - width, width: height, height: width }, coverage: rotated };
}
