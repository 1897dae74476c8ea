// The picture of the built-in test page: numbered gray steps, the 5 % and 95 % squares of SMPTE RP 133, a ramp, line pairs, a
// ruler in each direction, and marks in the corners.
// Eight pixels are one millimeter when it is printed `testPatternMm.width` wide. Start at `testPattern`.

import { digitPitch, numberCells } from '../shared/film/digit-glyphs.ts';

const pixelsPerMm = 8;

/** Small enough for every film size in both orientations, including texts and usual margins. */
export const testPatternMm = { width: 160, height: 150, ruler: 100 } as const;

export interface TestPattern {
  readonly rows: number;
  readonly columns: number;
  /** One byte per pixel, row by row: 0 black, 255 white. */
  readonly pixels: Uint8Array;
}

/** Height of numbers, mm. */
const digitCell = 0.5;

const gray = (percent: number) => Math.round((percent * 255) / 100);
const white = gray(100);
const black = gray(0);

/** Positions in mm from the top left. */
export const testPatternPlaces = {
  /** Eleven steps of 0, 10 … 100 %. */
  steps: { x: 4, y: 4, width: 12, height: 30 },
  /** 5 % inside of 0 %, and 95 % inside of 100 %. */
  dark: { x: 4, y: 40, width: 60, height: 40 },
  bright: { x: 76, y: 40, width: 60, height: 40 },
  ramp: { x: 4, y: 86, width: 132, height: 20 },
  /** A tick per millimeter, longer every five and ten. */
  ruler: { x: 20, y: 124 },
  /** The vertical ruler; its line is at x. */
  uprightRuler: { x: 154, y: 12 },
  /** Line pairs of 4, 2 and 1 per mm, across and down, a field of `side` mm each. */
  pairs: { x: 20, y: 130, side: 12, pitch: 40, perMm: [4, 2, 1] },
  /** Corner marks, from the corner inward. */
  corners: { length: 8, thick: 1 },
} as const;

/** A rectangle on the page, mm. */
interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

class Canvas {
  readonly columns = testPatternMm.width * pixelsPerMm;
  readonly rows = testPatternMm.height * pixelsPerMm;
  readonly pixels = new Uint8Array(this.columns * this.rows).fill(white);

  /** Fills an area; `value` may depend on the column, 0 to 1. */
  fill({ x, y, width, height }: Area, value: number | ((part: number) => number)): void {
    const [left, top] = [Math.round(x * pixelsPerMm), Math.round(y * pixelsPerMm)];
    const wide = Math.round(width * pixelsPerMm);
    const line = Uint8Array.from({ length: wide }, (_, column) =>
      typeof value === 'number' ? value : value(column / Math.max(1, wide - 1)),
    );
    const bottom = top + Math.round(height * pixelsPerMm);
    for (let row = top; row < bottom; row++) this.pixels.set(line, row * this.columns + left);
  }

  /** A number with its middle at `x` and its top at `y`. */
  number(x: number, y: number, number: number): void {
    const left = x - ((String(number).length * digitPitch - 1) * digitCell) / 2;
    for (const { column, row } of numberCells(number))
      this.fill(
        { x: left + column * digitCell, y: y + row * digitCell, width: digitCell, height: digitCell },
        black,
      );
  }

  frame(area: Area): void {
    this.fill(area, black);
    this.fill(grown(area, -2 / pixelsPerMm), white);
  }
}

/** The area enlarged by a margin, or reduced if the margin is negative. */
function grown({ x, y, width, height }: Area, marginMm: number): Area {
  return { x: x - marginMm, y: y - marginMm, width: width + 2 * marginMm, height: height + 2 * marginMm };
}

export function testPattern(): TestPattern {
  const canvas = new Canvas();
  const { steps, dark, bright, ramp, ruler, uprightRuler } = testPatternPlaces;
  canvas.frame({ x: 0, y: 0, width: testPatternMm.width, height: testPatternMm.height });
  drawCorners(canvas);
  canvas.frame(grown({ ...steps, width: 11 * steps.width }, 0.5));
  for (let step = 0; step <= 10; step++)
    canvas.fill({ ...steps, x: steps.x + step * steps.width }, gray(step * 10));
  for (let step = 0; step <= 10; step++)
    canvas.number(steps.x + (step + 0.5) * steps.width, steps.y + steps.height + 1.5, step + 1);
  canvas.fill(dark, black);
  canvas.fill({ x: dark.x + 20, y: dark.y + 10, width: 20, height: 20 }, gray(5));
  canvas.frame(bright);
  canvas.fill({ x: bright.x + 20, y: bright.y + 10, width: 20, height: 20 }, gray(95));
  canvas.frame(grown(ramp, 0.5));
  canvas.fill(ramp, (part) => Math.round(part * 255));
  drawRuler(canvas, ruler.x, ruler.y);
  drawUprightRuler(canvas, uprightRuler.x, uprightRuler.y);
  drawLinePairs(canvas);
  const { rows, columns, pixels } = canvas;
  return { rows, columns, pixels };
}

/** The base line is as long as the ruler; the middles of the first and the last tick are its ends. */
function drawRuler(canvas: Canvas, x: number, y: number): void {
  const thin = 2 / pixelsPerMm;
  canvas.fill({ x, y, width: testPatternMm.ruler, height: thin }, black);
  for (let mm = 0; mm <= testPatternMm.ruler; mm++) {
    const height = mm % 10 === 0 ? 10 : mm % 5 === 0 ? 7 : 4;
    canvas.fill({ x: x + mm - thin / 2, y: y - height, width: thin, height: height + thin }, black);
  }
}

/** Ticks to the left of a line down the page. */
function drawUprightRuler(canvas: Canvas, x: number, y: number): void {
  const thin = 2 / pixelsPerMm;
  canvas.fill({ x, y, width: thin, height: testPatternMm.ruler }, black);
  for (let mm = 0; mm <= testPatternMm.ruler; mm++) {
    const length = mm % 10 === 0 ? 10 : mm % 5 === 0 ? 7 : 4;
    canvas.fill({ x: x - length, y: y + mm - thin / 2, width: length + thin, height: thin }, black);
  }
}

/**
 * Vertical and horizontal lines, black and white of equal width; below each field the number of pairs per millimeter.
 */
function drawLinePairs(canvas: Canvas): void {
  const { x, y, side, pitch, perMm } = testPatternPlaces.pairs;
  for (const [index, pairs] of perMm.entries()) {
    const [left, line] = [x + index * pitch, 1 / pairs / 2];
    for (let pair = 0; pair < side * pairs; pair++) {
      canvas.fill({ x: left + pair / pairs, y, width: line, height: side }, black);
      canvas.fill({ x: left + side + 2, y: y + pair / pairs, width: side, height: line }, black);
    }
    canvas.number(left + side + 1, y + side + 1.5, pairs);
  }
}

/** An angle in each corner, and a square in the first, which shows the orientation of the page. */
function drawCorners(canvas: Canvas): void {
  const { length, thick } = testPatternPlaces.corners;
  const [right, bottom] = [testPatternMm.width, testPatternMm.height];
  for (const x of [0, right - thick])
    for (const y of [0, bottom - length]) canvas.fill({ x, y, width: thick, height: length }, black);
  for (const x of [0, right - length])
    for (const y of [0, bottom - thick]) canvas.fill({ x, y, width: length, height: thick }, black);
  canvas.fill({ x: 0, y: 0, width: 3, height: 3 }, black);
}
