// A medium: a sheet of one size, or a range of sizes, such as a roll or a tray for custom paper. Lengths in mm, across the
// feed and along it. Start at Medium.

export interface MediaSize {
  readonly widthMm: number;
  readonly heightMm: number;
}

/** Lengths from `min` to `max`, mm. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

export interface Medium {
  /** The printer's name for it, if a job may request it by that name. */
  readonly name?: string;
  readonly width: Span;
  readonly height: Span;
}

/** Unprintable margins, mm. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** Sizes that differ by no more than this are the same: names round to tenths of an inch. */
const sameMm = 1;

export const fixed = (value: number): Span => ({ min: value, max: value });

export function sizedMedium({ widthMm, heightMm }: MediaSize, name?: string): Medium {
  const size = { width: fixed(widthMm), height: fixed(heightMm) };
  return name === undefined ? size : { name, ...size };
}

/** Whether a length is within a span, or at most `sameMm` away from it. */
export function within({ min, max }: Span, length: number): boolean {
  return length >= min - sameMm && length <= max + sameMm;
}

/** The size of a medium with one size; undefined for a range. */
export function sizeOfMedium({ width, height }: Medium): MediaSize | undefined {
  return width.min === width.max && height.min === height.max
    ? { widthMm: width.min, heightMm: height.min }
    : undefined;
}

export const shortSide = (size: MediaSize) => Math.min(size.widthMm, size.heightMm);
export const longSide = (size: MediaSize) => Math.max(size.widthMm, size.heightMm);

/** Whether two sizes are the same, in either orientation. */
export function isSameSize(a: MediaSize, b: MediaSize): boolean {
  return Math.abs(shortSide(a) - shortSide(b)) <= sameMm && Math.abs(longSide(a) - longSide(b)) <= sameMm;
}

/** Whether a film fits on a medium at true size, in either orientation. */
export function holds(medium: MediaSize, film: MediaSize): boolean {
  return shortSide(medium) >= shortSide(film) - sameMm && longSide(medium) >= longSide(film) - sameMm;
}
