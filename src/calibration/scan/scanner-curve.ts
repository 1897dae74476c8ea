// Converts the values of a scanner to densities, with the scanner's own curve, measured on a reference, if there is
// one. Otherwise the scanner is assumed to use the transfer curve of sRGB, and its black and white are set by the
// target itself, whose darkest and brightest densities must be known.
import { srgbEncode } from '../../shared/film/luminance.ts';
import { opticalDensityText, unusable, type MeasuredPatch } from '../curve/measurement.ts';
import { monotoneCurve, neverFalling, type Point } from '../curve/monotone.ts';
import type { ScannedTarget } from './scan-reading.ts';
import { smoothed } from '../curve/smooth.ts';

/** One patch of a reference: the value in the scan, 0 to 255 as picture editors show it, and its density. */
export interface ScannerPoint {
  readonly scanValue: number;
  readonly density: number;
}

/** The densities of the darkest and the brightest patch of a target. */
export interface AnchorDensities {
  readonly black: number;
  readonly white: number;
}

/** The value of light in a scan, 0 to 255, as picture editors show it. */
export const scanValueOf = (light: number): number => srgbEncode(Math.min(1, Math.max(0, light))) * 255;

const lightnessOf = (density: number) => 10 ** (-density / 3);
const densityOf = (lightness: number) => -3 * Math.log10(lightness);

const fewestPoints = 5;
/** Scan values up to this far outside the reference are read as its last point. */
const beyond = 3;

/**
 * Density by scan value.
 * @throws SetupFailure `measurement-unusable` for an invalid reference
 */
function scannerCurve(reference: readonly ScannerPoint[]): (scanValue: number) => number {
  const steps = [...Map.groupBy(reference, ({ scanValue }) => scanValue)]
    .map(([x, same]) => ({
      x,
      y: same.reduce((sum, { density }) => sum + lightnessOf(density), 0) / same.length,
      weight: same.length,
    }))
    .sort((a, b) => a.x - b.x);
  const [first, last] = [steps[0], steps.at(-1)];
  if (steps.length < fewestPoints || !first || !last) {
    throw unusable(`The scanner's curve has ${steps.length} points; at least ${fewestPoints} are needed.`);
  }
  if (last.y <= first.y) {
    throw unusable(
      "The scanner's curve runs the wrong way: large values must have small densities. Check which column is which.",
    );
  }
  const weights = steps.map(({ weight }) => weight);
  const settled = neverFalling(smoothed(steps, weights).values, weights);
  const curve = monotoneCurve(steps.map(({ x }, index): Point => ({ x, y: settled[index] ?? 0 })));
  return (scanValue) => densityOf(curve(scanValue));
}

/** Densities of the patches by the scanner's own curve. */
export function densitiesByCurve(
  scan: ScannedTarget,
  reference: readonly ScannerPoint[],
): readonly MeasuredPatch[] {
  const density = scannerCurve(reference);
  const values = reference.map(({ scanValue }) => scanValue);
  const [least, most] = [Math.min(...values) - beyond, Math.max(...values) + beyond];
  const patches = scan.patches.map(({ patch, value, light }) => ({
    patch,
    value,
    scanned: scanValueOf(light),
  }));
  const outside = patches.filter(({ scanned }) => scanned < least || scanned > most);
  const [example] = outside;
  if (example && outside.length > patches.length / 20) {
    throw unusable(
      `The scanner's curve does not reach as far as the print: patch ${example.patch} has value ${example.scanned.toFixed(0)} in the scan, the reference ${(least + beyond).toFixed(0)} to ${(most - beyond).toFixed(0)}. Scan with the settings of the reference, or use one with darker and lighter patches.`,
    );
  }
  return patches.map(({ patch, value, scanned }) => ({
    patch,
    deviceValue: value,
    density: density(scanned),
  }));
}

/** Densities of the patches for a scanner with linear light, between a white and a black of known densities. */
export function densitiesByAnchors(scan: ScannedTarget, anchors: AnchorDensities): readonly MeasuredPatch[] {
  if (!(anchors.black > anchors.white)) {
    throw unusable(
      `The densities of black (${opticalDensityText(anchors.black)}) and white (${opticalDensityText(anchors.white)}) are the wrong way round.`,
    );
  }
  if (!(scan.white > scan.black * 1.5)) {
    throw unusable(
      'Black and white of the target are nearly the same in the scan: the print is very pale, or the scan has no contrast. Check toner or ink, print the target again, and scan it without automatic corrections.',
    );
  }
  const [dark, bright] = [10 ** -anchors.black, 10 ** -anchors.white];
  return scan.patches.map(({ patch, value, light }) => {
    const part = (light - scan.black) / (scan.white - scan.black);
    // Because of noise a patch may be slightly darker than black, but its light is never 0.
    const reflectance = Math.max(dark / 4, dark + part * (bright - dark));
    return { patch, deviceValue: value, density: -Math.log10(reflectance) };
  });
}
