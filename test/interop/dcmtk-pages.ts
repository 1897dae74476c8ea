// Pages that DCMTK's client printed: assertions about the grays of the image of `writeGrays`, and of points on the page.
import assert from 'node:assert/strict';
import { grays } from '../support/dcmtk-printer.ts';
import { paperDeviceOfDensity, paperDeviceValue } from '../support/gray-reference.ts';
import { dotsPerInch, type Rectangle } from '../support/page-agreement.ts';
import { type GrayPage } from '../support/pages.ts';
import { type JobAnswer } from '../support/server.ts';

export type Tone = (fraction: number) => number;
/** What dcmmklut's gamma of 2 makes of a P-value. */
export const root: Tone = (fraction) => Math.sqrt(fraction);
export const inverted: Tone = (fraction) => 1 - fraction;
export const onPaper =
  (tone: Tone = (fraction) => fraction): Tone =>
  (fraction) =>
    paperDeviceValue(tone(fraction));
/** LIN OD: density linear in the P-value, 0 darkest. */
export const linearDensity: Tone = (fraction) => paperDeviceOfDensity(1 - fraction);

/** Of a density that dcmpsprt names, between the printer's 20 and 320. */
export function deviceOfDensity(name: string): number {
  if (name === 'BLACK') return 0;
  if (name === 'WHITE') return 255;
  return paperDeviceOfDensity((Number(name) - 20) / 300);
}

export interface Printed {
  readonly job: JobAnswer;
  readonly page: GrayPage;
  readonly words: string;
  readonly size: { readonly widthMm: number; readonly heightMm: number };
  readonly said: string;
}

/** A message of the dialogue has this in it. */
export function assertSaid({ said }: Pick<Printed, 'said'>, pattern: RegExp): void {
  assert.ok(pattern.test(said), `no ${String(pattern)} in what dcmprscu said`);
}

const at = ({ page }: Printed, xMm: number, yMm: number): number => {
  const pixel = (mm: number) => Math.floor((mm / 25.4) * dotsPerInch);
  return page.pixels[pixel(yMm) * page.width + pixel(xMm)] ?? -1;
};

export interface PointMm {
  readonly xMm: number;
  readonly yMm: number;
}

export function assertGray(film: Printed, { xMm, yMm }: PointMm, expected: number, what: string): void {
  const shown = at(film, xMm, yMm);
  assert.ok(Math.abs(shown - expected) <= 2, `${what}: ${shown}, not ${expected.toFixed(1)}`);
}

/** The middle of each quarter of the image has its gray. */
export function assertImage(film: Printed, rect: Rectangle, toDevice: Tone = onPaper()): void {
  for (const [row, column] of [
    [0.25, 0.25],
    [0.25, 0.75],
    [0.75, 0.25],
    [0.75, 0.75],
  ] as const) {
    const fraction = grays.fraction(row * grays.rows, column * grays.columns);
    const [x, y] = [rect.x + column * rect.width, rect.y + row * rect.height];
    assertGray(film, { xMm: x, yMm: y }, toDevice(fraction), `gray ${fraction.toFixed(2)}`);
  }
}
