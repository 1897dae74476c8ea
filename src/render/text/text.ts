// A text in its strip: one line, as large as the strip's height allows, shrunk until its width fits; two lines if one
// would be too small to read; and an ellipsis, which is recorded, if two are too long. Start at `fitText`.
import { directionOf } from './bidi.ts';
import type { Direction } from './font.ts';
import type { DeviceRect } from '../layout/geometry.ts';
import { linesOf } from './line-breaks.ts';
import { lineHeight, printableText, shapeLine } from './shaped-line.ts';
import type { TextStrip } from '../layout/text-strips.ts';

/** A line of text on a sheet. */
export interface SheetText {
  /** Characters in reading order. */
  readonly text: string;
  /** Direction of the whole text. */
  readonly direction: Direction;
  /** Start of its base line, from the top left of the sheet: the left end, for both directions. */
  readonly xMm: number;
  readonly baselineMm: number;
  /** Size of the font. */
  readonly sizeMm: number;
  readonly widthMm: number;
  /** Whether it reads upwards: the base line runs from bottom to top, with the letters left of it. */
  readonly rotated: boolean;
  /** Device value, 0 (darkest) to 1. */
  readonly value: number;
  /** The text is clipped to it; default: no clipping. */
  readonly clip?: DeviceRect;
}

/** The visible part of a text in its strip. */
export interface FittedText {
  readonly lines: readonly SheetText[];
  /** Characters shown as U+FFFD. */
  readonly replaced: number;
  /** Number of characters at the end that are replaced by an ellipsis. */
  readonly dropped: number;
  /** Font size on the film, before it is placed on smaller paper; 0: nothing is visible. */
  readonly filmSizeMm: number;
}

/** Space above and below the letters, as a fraction of the strip's height. */
const breathing = 0.1;

/**
 * Minimum font size, on the film: smaller letters cannot be read without a lens. A strip that is lower than this may
 * use smaller letters.
 */
export const legibleMm = 1.5;

/**
 * The lines of a strip, none when nothing of the text can be shown.
 * @param value - device value
 * @param scale - millimeters on the sheet per millimeter of the film
 */
export function fitText(strip: TextStrip, value: number, scale = 1): FittedText {
  const { text, replaced } = printableText(strip.text);
  if (text === '') return { lines: [], replaced, dropped: 0, filmSizeMm: 0 };
  const direction = directionOf(text);
  const { rect, rotated = false } = strip;
  const [lengthMm, thicknessMm] = rotated ? [rect.heightMm, rect.widthMm] : [rect.widthMm, rect.heightMm];
  const { ascent, descent } = lineHeight();
  const maxHeight = (thicknessMm * (1 - 2 * breathing)) / (ascent + descent);
  const minHeight = Math.min(legibleMm * scale, maxHeight);
  const { lines, dropped, width } = linesOf(text, direction, {
    // A small tolerance, so that text that just fits on the film also fits on paper.
    longest: (lengthMm / minHeight) * (1 + 1e-9),
    lines: maxHeight / 2 >= minHeight ? 2 : 1,
  });
  const sizeMm = Math.min(maxHeight / lines.length, lengthMm / width);
  const drop = thicknessMm / 2 + (sizeMm * (ascent - descent)) / 2;
  const pitch = sizeMm * (ascent + descent);
  const placed = lines.map((line, index): SheetText => {
    const widthMm = sizeMm * shapeLine(line, direction).width;
    const spare = lengthMm - widthMm;
    const indent = strip.align === 'left' ? 0 : strip.align === 'right' ? spare : spare / 2;
    const down = drop + (index - (lines.length - 1) / 2) * pitch;
    const place = rotated
      ? { xMm: rect.xMm + down, baselineMm: rect.yMm + rect.heightMm - indent }
      : { xMm: rect.xMm + indent, baselineMm: rect.yMm + down };
    return { text: line, direction, ...place, sizeMm, widthMm, rotated, value };
  });
  return { lines: placed, replaced, dropped, filmSizeMm: sizeMm / scale };
}
