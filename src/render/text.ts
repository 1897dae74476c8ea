// A text in its strip: one line, as large as the strip's height allows and shrunk until its width fits. As a picture it is
// a mask of how much of each pixel it covers.
import sharp from 'sharp';
import { measure, outlineSvg } from './font.ts';
import { toPixel, type DeviceRect } from './geometry.ts';
import type { TextStrip } from './text-strips.ts';

/** A line of text on a sheet. */
export interface SheetText {
  readonly text: string;
  /** Where its base line begins, from the top left of the sheet. */
  readonly xMm: number;
  readonly baselineMm: number;
  /** Size of the font. */
  readonly sizeMm: number;
  readonly widthMm: number;
  /** Device value, 0 (darkest) to 1. */
  readonly value: number;
}

/** Room above and below the letters, as a part of the strip's height. */
const breathing = 0.1;

/** Blanks for what cannot be printed: control characters, which LO must not hold anyway. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim();
}

/** The line of a strip; undefined when nothing of it can be seen. */
export function fitText({ text, rect }: TextStrip, value: number): SheetText | undefined {
  const line = printable(text);
  if (line === '') return undefined;
  const { width, ascent, descent } = measure(line);
  const tallest = (rect.heightMm * (1 - 2 * breathing)) / (ascent + descent);
  const sizeMm = Math.min(tallest, rect.widthMm / width);
  const widthMm = sizeMm * width;
  return {
    text: line,
    xMm: rect.xMm + (rect.widthMm - widthMm) / 2,
    baselineMm: rect.yMm + rect.heightMm / 2 + (sizeMm * (ascent - descent)) / 2,
    sizeMm,
    widthMm,
    value,
  };
}

/** How much of each pixel of `rect` a text covers: 0 to 255, row by row. */
export interface TextMask {
  readonly rect: DeviceRect;
  readonly coverage: Uint8Array;
}

/** Draws a text at a resolution. */
export async function textMask(text: SheetText, pixelsPerMm: number): Promise<TextMask> {
  const size = text.sizeMm * pixelsPerMm;
  // Letters may reach beyond their advance, and above and below the font's own ascent.
  const reach = Math.ceil(size / 2) + 1;
  const left = text.xMm * pixelsPerMm;
  const base = text.baselineMm * pixelsPerMm;
  const x = toPixel(text.xMm, pixelsPerMm) - reach;
  const y = toPixel(text.baselineMm, pixelsPerMm) - Math.ceil(size) - reach;
  const width = Math.ceil(text.widthMm * pixelsPerMm) + 2 * reach + 1;
  const height = Math.ceil(size) + 2 * reach;
  const outline = `<g transform="translate(${left - x} ${base - y}) scale(${size})">${outlineSvg(text.text)}</g>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${outline}</svg>`;
  const coverage = await sharp(Buffer.from(svg)).ensureAlpha().extractChannel('alpha').raw().toBuffer();
  return { rect: { x, y, width, height }, coverage };
}
