// A text in its strip: one line, as large as the strip's height allows and shrunk until its width fits. As a picture it is
// a mask of how much of each pixel it covers.
import sharp from 'sharp';
import { hasGlyph, measure, outlineSvg } from './font.ts';
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
  /** Reads upwards: the base line runs from its beginning to the top of the sheet, the letters stand left of it. */
  readonly turned: boolean;
  /** Device value, 0 (darkest) to 1. */
  readonly value: number;
  /** Nothing of it is seen outside; absent: all of it. */
  readonly clip?: DeviceRect;
}

/** Room above and below the letters, as a part of the strip's height. */
const breathing = 0.1;

const plainLine = /^[\x20-\x7e]*$/;

/**
 * Blanks for control characters, which LO must not hold anyway, and the replacement character for what the font has no
 * letter for: an empty place would pass for a blank, and PDF/A wants none (ISO 19005-2, 6.2.11.8).
 */
function printable(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim();
  if (plainLine.test(line)) return line;
  return Array.from(line, (character) => (hasGlyph(character) ? character : '\ufffd')).join('');
}

/** The line of a strip; undefined when nothing of it can be seen. */
export function fitText({ text, rect, turned = false }: TextStrip, value: number): SheetText | undefined {
  const line = printable(text);
  if (line === '') return undefined;
  const { width, ascent, descent } = measure(line);
  const [lengthMm, thicknessMm] = turned ? [rect.heightMm, rect.widthMm] : [rect.widthMm, rect.heightMm];
  const tallest = (thicknessMm * (1 - 2 * breathing)) / (ascent + descent);
  const sizeMm = Math.min(tallest, lengthMm / width);
  const widthMm = sizeMm * width;
  const indent = (lengthMm - widthMm) / 2;
  const drop = thicknessMm / 2 + (sizeMm * (ascent - descent)) / 2;
  const place = turned
    ? { xMm: rect.xMm + drop, baselineMm: rect.yMm + rect.heightMm - indent }
    : { xMm: rect.xMm + indent, baselineMm: rect.yMm + drop };
  return { text: line, ...place, sizeMm, widthMm, turned, value };
}

/** How much of each pixel of `rect` a text covers: 0 to 255, row by row. */
export interface TextMask {
  readonly rect: DeviceRect;
  readonly coverage: Uint8Array;
}

/** Draws a text at a resolution. */
export async function textMask(text: SheetText, pixelsPerMm: number): Promise<TextMask> {
  if (!text.turned) return await uprightMask(text, pixelsPerMm);
  // Along a line that reads upwards, to the right is up and down is to the right.
  const { xMm, baselineMm } = text;
  return turnedMask(await uprightMask({ ...text, xMm: -baselineMm, baselineMm: xMm }, pixelsPerMm));
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
  const outline = `<g transform="translate(${left - x} ${base - y}) scale(${size})">${outlineSvg(text.text)}</g>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${outline}</svg>`;
  const coverage = await sharp(Buffer.from(svg)).ensureAlpha().extractChannel('alpha').raw().toBuffer();
  return { rect: { x, y, width, height }, coverage };
}

function turnedMask({ rect, coverage }: TextMask): TextMask {
  const { x, y, width, height } = rect;
  const turned = new Uint8Array(coverage.length);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < height; column++) {
      turned[row * height + column] = coverage[column * width + width - 1 - row] ?? 0;
    }
  }
  return { rect: { x: y, y: -x - width, width: height, height: width }, coverage: turned };
}
