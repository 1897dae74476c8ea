// The picture of the built-in test page: grey steps, the 5 % and 95 % squares of SMPTE RP 133, a ramp, and a ruler.
// Eight pixels are a millimetre when it is printed `testPatternMm.width` wide. Begin at `testPattern`.

const pixelsPerMm = 8;

/** Small enough for every film size in both orientations, texts and customary margins included. */
export const testPatternMm = { width: 140, height: 150, ruler: 100 } as const;

export interface TestPattern {
  readonly rows: number;
  readonly columns: number;
  /** One byte a pixel, row by row: 0 black, 255 white. */
  readonly pixels: Uint8Array;
}

const grey = (percent: number) => Math.round((percent * 255) / 100);
const white = grey(100);
const black = grey(0);

/** Where things are, in mm from the top left. */
export const testPatternPlaces = {
  /** Eleven steps of 0, 10 … 100 %. */
  steps: { x: 4, y: 4, width: 12, height: 30 },
  /** 5 % inside of 0 %, and 95 % inside of 100 %. */
  dark: { x: 4, y: 40, width: 60, height: 40 },
  bright: { x: 76, y: 40, width: 60, height: 40 },
  ramp: { x: 4, y: 86, width: 132, height: 20 },
  /** A tick each millimetre, a longer one each five and ten. */
  ruler: { x: 20, y: 124 },
} as const;

class Canvas {
  readonly columns = testPatternMm.width * pixelsPerMm;
  readonly rows = testPatternMm.height * pixelsPerMm;
  readonly pixels = new Uint8Array(this.columns * this.rows).fill(white);

  /** Fills a rectangle, mm; `value` may depend on the column, 0 to 1. */
  fill(
    x: number,
    y: number,
    width: number,
    height: number,
    value: number | ((part: number) => number),
  ): void {
    const [left, top] = [Math.round(x * pixelsPerMm), Math.round(y * pixelsPerMm)];
    const wide = Math.round(width * pixelsPerMm);
    const line = Uint8Array.from({ length: wide }, (_, column) =>
      typeof value === 'number' ? value : value(column / Math.max(1, wide - 1)),
    );
    const bottom = top + Math.round(height * pixelsPerMm);
    for (let row = top; row < bottom; row++) this.pixels.set(line, row * this.columns + left);
  }

  frame(x: number, y: number, width: number, height: number): void {
    const thin = 2 / pixelsPerMm;
    this.fill(x, y, width, height, black);
    this.fill(x + thin, y + thin, width - 2 * thin, height - 2 * thin, white);
  }
}

export function testPattern(): TestPattern {
  const canvas = new Canvas();
  const { steps, dark, bright, ramp, ruler } = testPatternPlaces;
  canvas.frame(0, 0, testPatternMm.width, testPatternMm.height);
  canvas.frame(steps.x - 0.5, steps.y - 0.5, 11 * steps.width + 1, steps.height + 1);
  for (let step = 0; step <= 10; step++)
    canvas.fill(steps.x + step * steps.width, steps.y, steps.width, steps.height, grey(step * 10));
  canvas.fill(dark.x, dark.y, dark.width, dark.height, black);
  canvas.fill(dark.x + 20, dark.y + 10, 20, 20, grey(5));
  canvas.frame(bright.x, bright.y, bright.width, bright.height);
  canvas.fill(bright.x + 20, bright.y + 10, 20, 20, grey(95));
  canvas.frame(ramp.x - 0.5, ramp.y - 0.5, ramp.width + 1, ramp.height + 1);
  canvas.fill(ramp.x, ramp.y, ramp.width, ramp.height, (part) => Math.round(part * 255));
  drawRuler(canvas, ruler.x, ruler.y);
  const { rows, columns, pixels } = canvas;
  return { rows, columns, pixels };
}

/** The base line is as long as the ruler; the middles of the first and the last tick are its ends. */
function drawRuler(canvas: Canvas, x: number, y: number): void {
  const thin = 2 / pixelsPerMm;
  canvas.fill(x, y, testPatternMm.ruler, thin, black);
  for (let mm = 0; mm <= testPatternMm.ruler; mm++) {
    const height = mm % 10 === 0 ? 10 : mm % 5 === 0 ? 7 : 4;
    canvas.fill(x + mm - thin / 2, y - height, thin, height + thin, black);
  }
}
