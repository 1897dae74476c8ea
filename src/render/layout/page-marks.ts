// The scale marks of a page: a line of text, and a ruler that is true to size on its paper. On a film, and on paper
// that shows it in true size, they are in the margin of the film; for a film that was scaled down they are on the
// paper beside it, because nothing in the film is true to size. All in millimeters; `rulerLines` finds the pixels.
// Start at `filmMarks` and `paperMarks`.
import { markRoomMm, type RulerPlace, type ScaleMark } from '../../shared/film/printer.ts';
import { toPixel, type DeviceRect, type RectMm } from './geometry.ts';
import type { TextStrip } from './text-strips.ts';

/** The printer's settings for marks. */
export interface MarkOptions {
  readonly scaleMark: ScaleMark;
  readonly ruler: RulerPlace;
}

/** A ruler with a tick each centimeter, along the longer side of its rectangle. */
export interface Ruler {
  readonly rect: RectMm;
  readonly upright: boolean;
  /** The background: the border of the film, or the white of the paper. */
  readonly on: 'film' | 'paper';
}

export interface PageMarks {
  readonly texts: readonly TextStrip[];
  readonly ruler?: Ruler;
  /** The scale note of the film (page-notes.ts), for paper on which it is scaled down. */
  readonly note?: string;
}

/** Height of the strip for the text. */
const textMm = 3.4;
/** Length of the full ruler; on narrow paper it has fewer centimeters. */
const rulerMm = 100;
const tickEveryMm = 10;
/** Length of ticks across the ruler: at its ends, and between. */
const [endTickMm, tickMm, lineMm] = [3, 1.8, 0.2] as const;
/** Space for the label of the ruler, and for the line about the scale. */
const [labelMm, scaleTextMm, gapMm] = [14, 30, 1] as const;

/** The edges of a page on which marks need space. */
export function markRoom(
  { scaleMark, ruler }: MarkOptions,
  scale: number,
  note?: string,
): { left: number; bottom: number } {
  const says = scaleMark === 'always' || (scaleMark === 'auto' && (scale < 1 || note !== undefined));
  return {
    left: ruler === 'left' ? markRoomMm : 0,
    bottom: says || ruler === 'bottom' ? markRoomMm : 0,
  };
}

/** The marks in the margin of a film, `left` and `bottom` mm of which are free of images. */
export function filmMarks(
  film: { readonly widthMm: number; readonly heightMm: number },
  margin: { readonly left: number; readonly bottom: number },
  markOptions: MarkOptions,
  note?: string,
): PageMarks {
  const strips = {
    left: { xMm: 0, yMm: 0, widthMm: margin.left, heightMm: film.heightMm },
    bottom: { xMm: 0, yMm: film.heightMm - margin.bottom, widthMm: film.widthMm, heightMm: margin.bottom },
  };
  const shownNote = markOptions.scaleMark === 'never' ? undefined : note;
  const text = shownNote ?? (markOptions.scaleMark === 'always' ? 'True size' : undefined);
  const marks = marksIn(strips, text, markOptions.ruler, 'film');
  return shownNote === undefined ? marks : { ...marks, note: shownNote };
}

/**
 * The marks beside a film that was scaled down, in strips along the left and the bottom of the printable area. An unknown
 * scale is given without a number.
 */
export function paperMarks(
  strips: { readonly left: RectMm; readonly bottom: RectMm },
  scale: number | undefined,
  markOptions: MarkOptions,
  note?: string,
): PageMarks {
  const says = scale === undefined ? 'Not to scale' : `Not to scale: ${percent(scale)} %`;
  const own = note === undefined ? says : `${says}. Film: ${note}`;
  const text = markOptions.scaleMark === 'never' ? undefined : own;
  return marksIn(strips, text, markOptions.ruler, 'paper');
}

/** A film that was scaled down is never labeled 100 %. */
const percent = (scale: number) =>
  scale > 0.99 ? Math.min(99.9, scale * 100).toFixed(1) : (scale * 100).toFixed(0);

/** Space for a line about the scale: longer lines get more. */
const textWidthMm = (text: string) => Math.max(scaleTextMm, text.length * 1.6);

function marksIn(
  { left, bottom }: { readonly left: RectMm; readonly bottom: RectMm },
  scaleText: string | undefined,
  place: RulerPlace,
  on: Ruler['on'],
): PageMarks {
  const texts: TextStrip[] = [];
  const ink = on === 'paper' ? ({ ink: 'paper' } as const) : {};
  if (scaleText !== undefined) {
    const widthMm = Math.min(textWidthMm(scaleText), bottom.widthMm - 2 * gapMm);
    const xMm = bottom.xMm + bottom.widthMm - widthMm - gapMm;
    texts.push({ text: scaleText, rect: { ...across(bottom), xMm, widthMm }, ...ink });
  }
  if (place === 'none') return { texts };
  const upright = place === 'left';
  const room = upright
    ? left.heightMm
    : bottom.widthMm - (scaleText === undefined ? 0 : 2 * textWidthMm(scaleText));
  const maxLengthMm = Math.floor((room - 2 * (labelMm + gapMm)) / tickEveryMm) * tickEveryMm;
  const lengthMm = Math.min(rulerMm, maxLengthMm);
  if (lengthMm < tickEveryMm) return { texts };
  const label = `${lengthMm} mm`;
  if (upright) {
    const strip = alongside(left);
    const yMm = left.yMm + (left.heightMm - lengthMm) / 2;
    const rect = { ...strip, yMm: yMm - gapMm - labelMm, heightMm: labelMm };
    texts.push({ text: label, rect, rotated: true, ...ink });
    return { texts, ruler: { rect: { ...strip, yMm, heightMm: lengthMm }, upright, on } };
  }
  const strip = across(bottom);
  const xMm = bottom.xMm + (bottom.widthMm - lengthMm) / 2;
  texts.push({ text: label, rect: { ...strip, xMm: xMm + lengthMm + gapMm, widthMm: labelMm }, ...ink });
  return { texts, ruler: { rect: { ...strip, xMm, widthMm: lengthMm }, upright, on } };
}

/** The center of a strip along the bottom, with the height of the text. */
function across(strip: RectMm): RectMm {
  const heightMm = Math.min(textMm, strip.heightMm);
  return { ...strip, yMm: strip.yMm + (strip.heightMm - heightMm) / 2, heightMm };
}

/** The center of a strip along the left. */
function alongside(strip: RectMm): RectMm {
  const widthMm = Math.min(textMm, strip.widthMm);
  return { ...strip, xMm: strip.xMm + (strip.widthMm - widthMm) / 2, widthMm };
}

/**
 * The lines of a ruler: the base line, and its ticks. The distance between the centers of the first and the last tick
 * is its exact length, to the device pixel.
 */
export function rulerLines({ rect, upright }: Ruler, pixelsPerMm: number): readonly DeviceRect[] {
  const [from, length] = upright ? [rect.yMm, rect.heightMm] : [rect.xMm, rect.widthMm];
  const middleMm = upright ? rect.xMm + rect.widthMm / 2 : rect.yMm + rect.heightMm / 2;
  const line = Math.max(1, Math.round(lineMm * pixelsPerMm));
  const rotated = (along: number, over: number, alongSize: number, overSize: number): DeviceRect =>
    upright
      ? { x: over, y: along, width: overSize, height: alongSize }
      : { x: along, y: over, width: alongSize, height: overSize };
  const ticks = Math.round(length / tickEveryMm);
  const at = (tick: number) => toPixel(from + tick * tickEveryMm - line / pixelsPerMm / 2, pixelsPerMm);
  const rects = Array.from({ length: ticks + 1 }, (_, tick) => {
    const high = Math.round((tick === 0 || tick === ticks ? endTickMm : tickMm) * pixelsPerMm);
    return rotated(at(tick), toPixel(middleMm - high / pixelsPerMm / 2, pixelsPerMm), line, high);
  });
  const middle = toPixel(middleMm - line / pixelsPerMm / 2, pixelsPerMm);
  return [rotated(at(0), middle, at(ticks) - at(0), line), ...rects];
}
