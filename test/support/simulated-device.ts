// A printer and its paper as formulas, and pseudorandom numbers, for tests that need to know the true values.
import type { MeasuredPatch } from '../../src/calibration/curve/measurement.ts';

/** Uniform pseudorandom numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normally distributed numbers of mean 0 and deviation 1 (Box and Muller). */
export function normalNumbers(seed: number): () => number {
  const even = randomNumbers(seed);
  return () => Math.sqrt(-2 * Math.log(1 - even())) * Math.cos(2 * Math.PI * even());
}

export interface SimulatedPrinter {
  readonly dmin: number;
  readonly dmax: number;
  /** Dot gain of a half-tone of 50 %, as a fraction of the area. */
  readonly dotGain: number;
  /** Yule and Nielsen's n. */
  readonly n: number;
}

export const officePrinter: SimulatedPrinter = { dmin: 0.08, dmax: 1.72, dotGain: 0.18, n: 1.7 };

/** Density of a device value (0 to 255): Murray and Davies with Yule and Nielsen's n, and a dot gain. */
export function printedDensity(printer: SimulatedPrinter, deviceValue: number): number {
  const light = Math.max(0, Math.min(1, deviceValue / 255)) ** 1.6;
  const wanted = 1 - light;
  const area = Math.min(1, wanted + 4 * printer.dotGain * wanted * (1 - wanted));
  const white = 10 ** (-printer.dmin / printer.n);
  const black = 10 ** (-printer.dmax / printer.n);
  return -printer.n * Math.log10(white * (1 - area) + black * area);
}

/** Evenly spaced device values, each repeated as requested, with noise. */
export function measuredWedge(
  printer: SimulatedPrinter,
  { steps = 32, times = 2, noiseOD = 0, seed = 1 } = {},
): MeasuredPatch[] {
  const noise = normalNumbers(seed);
  return Array.from({ length: steps * times }, (_, index) => {
    const deviceValue = Math.round(((index % steps) * 255) / (steps - 1));
    return {
      patch: index + 1,
      deviceValue,
      density: printedDensity(printer, deviceValue) + noise() * noiseOD,
    };
  });
}
