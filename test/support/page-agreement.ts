// Verifies that a printed page shows an image correctly and at the right place: the gray at many points must be
// between those of the darkest and brightest pixels around them. Positions are computed here and gray values in
// gray-reference.ts, independent of the renderer.
import { paperDeviceValue } from './gray-reference.ts';
import type { GrayPage } from './pages.ts';

/** Margin and gap of the default printer, mm (config/hardcopy.yaml). */
const [margin, gap] = [5, 2];
/** Resolution at which pages are checked. */
export const dotsPerInch = 300;

/** An image as sent. */
export interface SentImage {
  readonly rows: number;
  readonly columns: number;
  /** P-value of a pixel as a fraction of its range. */
  readonly fraction: (row: number, column: number) => number;
}

export interface Cell {
  readonly columns: number;
  readonly rows: number;
  /** From 0, row by row. */
  readonly index: number;
}

/** On the page, mm. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Position of an image with an aspect ratio in its cell, mm: centered, as large as the cell allows. */
export function imageRectangle(
  film: { readonly widthMm: number; readonly heightMm: number },
  cell: Cell,
  aspect: number,
): Rectangle {
  const width = (film.widthMm - 2 * margin - (cell.columns - 1) * gap) / cell.columns;
  const height = (film.heightMm - 2 * margin - (cell.rows - 1) * gap) / cell.rows;
  const imageWidth = Math.min(width, height * aspect);
  const imageHeight = imageWidth / aspect;
  const column = cell.index % cell.columns;
  const row = Math.floor(cell.index / cell.columns);
  return {
    x: margin + column * (width + gap) + (width - imageWidth) / 2,
    y: margin + row * (height + gap) + (height - imageHeight) / 2,
    width: imageWidth,
    height: imageHeight,
  };
}

export interface AgreementOptions {
  /** Device value of a fraction of full scale; default: paper. */
  readonly toDevice?: ((fraction: number) => number) | undefined;
  /** Compare with the image rotated by 180°. */
  readonly flip?: boolean;
}

/**
 * Fraction of test points at which the page shows the image: the gray at a point must be between those of the darkest
 * and brightest pixels around it, with a tolerance for the overshoot of a cubic kernel.
 */
export function agreement(
  page: GrayPage,
  rect: Rectangle,
  image: SentImage,
  { toDevice = paperDeviceValue, flip = false }: AgreementOptions = {},
): number {
  const perMm = dotsPerInch / 25.4;
  const devicePixelsPerPixel = (rect.width * perMm) / image.columns;
  const reach = Math.ceil(1 / devicePixelsPerPixel) + 1;
  let [good, all] = [0, 0];
  for (let step = 0; step < 900; step += 1) {
    const row = Math.floor(((step % 30) + 0.5) * (image.rows / 30));
    const column = Math.floor((Math.floor(step / 30) + 0.5) * (image.columns / 30));
    const around: number[] = [];
    for (let r = Math.max(row - reach, 0); r <= Math.min(row + reach, image.rows - 1); r += 1) {
      for (let c = Math.max(column - reach, 0); c <= Math.min(column + reach, image.columns - 1); c += 1) {
        around.push(image.fraction(r, c));
      }
    }
    const darkest = toDevice(Math.min(...around));
    const brightest = toDevice(Math.max(...around));
    const slack = 2 + 0.15 * (brightest - darkest);
    const shownRow = flip ? image.rows - 1 - row : row;
    const x = Math.floor((rect.x + ((column + 0.5) / image.columns) * rect.width) * perMm);
    const y = Math.floor((rect.y + ((shownRow + 0.5) / image.rows) * rect.height) * perMm);
    const shown = page.pixels[y * page.width + x] ?? -1;
    all += 1;
    if (shown >= darkest - slack && shown <= brightest + slack) good += 1;
  }
  return good / all;
}
