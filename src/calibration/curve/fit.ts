// Computes the curve of a device from measured patches: patches of one value are averaged, outliers are removed,
// noise is smoothed, and the result is monotone. Start at `fitCurve`.
//
// All computations use lightness, the cube root of reflectance. Equal steps of lightness look about equally large, so
// a curve that is smooth and close to the points in lightness also looks so, in shadows as in highlights.
import type { CalibrationPoint } from '../../shared/film/printer.ts';
import { opticalDensityText, patchText, unusable, type MeasuredPatch } from './measurement.ts';
import { monotoneCurve, neverFalling, type Point } from './monotone.ts';
import { smoothed } from './smooth.ts';

/** The response of a device. */
export interface FittedCurve {
  /** One density per device value from 0 to 255; densities never rise with it. */
  readonly points: readonly CalibrationPoint[];
  /** Measured densities by rising device value; one entry per value. */
  readonly wedge: readonly WedgeStep[];
  /** Patches that were removed because their neighbors contradict them. */
  readonly leftOut: readonly MeasuredPatch[];
  /** Standard deviation of one patch from the curve, OD. */
  readonly noiseOD: number;
  readonly dmin: number;
  readonly dmax: number;
}

export interface WedgeStep {
  readonly deviceValue: number;
  /** Mean of its patches. */
  readonly density: number;
  readonly patches: number;
  /** The density of the curve at this value. */
  readonly fitted: number;
}

const fewestSteps = 8;
const maxPatches = 4096;
/** Device values within this distance of 0 and 255 determine the ends of the curve. */
const endsWithin = 8;
/** Minimum density range from white to black, OD; a device with less cannot be calibrated. */
const minRange = 0.5;
/** Lightness; a larger deviation is not noise but an outlier. */
const maxNoise = 0.025;
/**
 * Threshold of outliers (dust, typing errors): this many times the usual deviation from the curve, and not less than
 * this.
 */
const outlierTimes = 5;
const minOutlier = 0.015;

const lightnessOf = (density: number) => 10 ** (-density / 3);
const densityOf = (lightness: number) => -3 * Math.log10(lightness);

interface Step {
  readonly deviceValue: number;
  readonly lightness: number;
  readonly patches: readonly MeasuredPatch[];
}

/** Groups patches of the same device value, by rising value. */
function stepsOf(patches: readonly MeasuredPatch[]): readonly Step[] {
  return [...Map.groupBy(patches, ({ deviceValue }) => deviceValue)]
    .map(([deviceValue, same]) => ({
      deviceValue,
      lightness: same.reduce((sum, { density }) => sum + lightnessOf(density), 0) / same.length,
      patches: same,
    }))
    .sort((a, b) => a.deviceValue - b.deviceValue);
}

function checkPatches(patches: readonly MeasuredPatch[]): void {
  if (patches.length > maxPatches) {
    throw unusable(
      `There are ${patches.length} measurements; a target has at most 64 patches, so this is another file.`,
    );
  }
  for (const patch of patches) {
    if (!(patch.deviceValue >= 0 && patch.deviceValue <= 255)) {
      throw unusable(`Device value ${patch.deviceValue} is not valid; must be 0 (darkest) to 255.`);
    }
    if (!(patch.density >= -0.05 && patch.density <= 5)) {
      throw unusable(
        `${capital(patchText(patch))} has density ${patch.density}; optical densities lie between 0 and 5. Give densities, not reflectance or per cent.`,
      );
    }
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function checkSteps(steps: readonly Step[]): void {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined || steps.length < fewestSteps) {
    throw unusable(
      `Only ${steps.length} different device values were measured; at least ${fewestSteps} are needed, 18 or more are good.`,
    );
  }
  if (first.deviceValue > endsWithin || last.deviceValue < 255 - endsWithin) {
    throw unusable(
      `The measurements go from device value ${first.deviceValue} to ${last.deviceValue}; measure the black (0) and the white (255) too.`,
    );
  }
  const [dark, bright] = [densityOf(first.lightness), densityOf(last.lightness)];
  if (bright - dark > minRange) {
    throw unusable(
      `The densities rise with the device value, from ${opticalDensityText(dark)} to ${opticalDensityText(bright)}: the device prints negatives, or the columns are swapped. Value 0 must come out black.`,
    );
  }
  if (dark - bright < minRange) {
    throw unusable(
      `Black has density ${opticalDensityText(dark)} and white ${opticalDensityText(bright)}: a range of ${opticalDensityText(Math.max(0, dark - bright))} is too small to print images with. Check toner or ink and the density setting of the device, print the target again, and measure it again.`,
    );
  }
}

/** The smoothed lightness of each step, monotone. */
function settle(steps: readonly Step[]): readonly number[] {
  const points = steps.map(({ deviceValue, lightness }): Point => ({ x: deviceValue, y: lightness }));
  // Converts the noise of a density to noise of lightness, which is proportional to lightness.
  const weights = steps.map(({ patches, lightness }) => patches.length / lightness ** 2);
  return neverFalling(smoothed(points, weights).values, weights);
}

function curveOf(steps: readonly Step[]): (deviceValue: number) => number {
  const values = settle(steps);
  return monotoneCurve(steps.map(({ deviceValue }, index) => ({ x: deviceValue, y: values[index] ?? 0 })));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** How much lighter a patch is than the curve. */
const offBy = ({ density, deviceValue }: MeasuredPatch, curve: (deviceValue: number) => number) =>
  lightnessOf(density) - curve(deviceValue);

/** The same relative to the lightness: proportional to the difference in density. */
const offByPart = (patch: MeasuredPatch, curve: (deviceValue: number) => number) =>
  offBy(patch, curve) / curve(patch.deviceValue);

/** The median of the absolute deviations, as a standard deviation. */
const usualOf = (deviations: readonly number[]) => 1.4826 * median(deviations.map(Math.abs));

/** The patches, those farthest from a curve first. */
function farthest(
  patches: readonly MeasuredPatch[],
  curve: (deviceValue: number) => number,
): readonly MeasuredPatch[] {
  return [...patches].sort((a, b) => Math.abs(offBy(b, curve)) - Math.abs(offBy(a, curve)));
}

/** Patches that are outliers among the others, the largest deviation first. */
function strangers(patches: readonly MeasuredPatch[]): readonly MeasuredPatch[] {
  const curve = curveOf(stepsOf(patches));
  const usual = usualOf(patches.map((patch) => offBy(patch, curve)));
  const limit = Math.max(minOutlier, outlierTimes * usual);
  // The noise of a densitometer is the same at all densities, so in lightness it is large near white; the noise of a
  // scanner is the same at all intensities, so in density it is large near black. Therefore a patch is an outlier
  // only if it deviates in both measures.
  const partLimit = outlierTimes * usualOf(patches.map((patch) => offByPart(patch, curve)));
  return farthest(patches, curve).filter(
    (patch) => Math.abs(offBy(patch, curve)) > limit && Math.abs(offByPart(patch, curve)) > partLimit,
  );
}

function disorder(worst: readonly MeasuredPatch[]): Error {
  const named = worst.slice(0, 4).map((patch) => `${patchText(patch)}: ${opticalDensityText(patch.density)}`);
  return unusable(
    `The densities do not fall steadily with the device value; see ${named.join(', ')}. Either the measurements are in another order than the patches, or the print is dirty or uneven: check the order, else print the target again.`,
  );
}

/** Separates patches from outliers. An outlier pulls the curve toward itself, so they are removed one by one. */
function agreeing(patches: readonly MeasuredPatch[]) {
  const maxOutliers = Math.max(1, Math.floor(patches.length / 16));
  const leftOut: MeasuredPatch[] = [];
  let kept = patches;
  for (;;) {
    const [worst] = strangers(kept);
    if (worst === undefined) return { kept, leftOut };
    leftOut.push(worst);
    if (leftOut.length > maxOutliers) throw disorder(leftOut);
    kept = kept.filter((patch) => patch !== worst);
  }
}

/** Root mean square of the patches' deviations from a curve. */
function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length));
}

/** Densities of all device values, from a curve of lightness. */
function pointsOf(lightness: (deviceValue: number) => number): readonly CalibrationPoint[] {
  return Array.from({ length: 256 }, (_, deviceValue) => ({
    deviceValue,
    density: Number(densityOf(lightness(deviceValue)).toFixed(5)),
  }));
}

/** The points of `fitCurve` through patches without outliers. */
export function curvePoints(patches: readonly MeasuredPatch[]): readonly CalibrationPoint[] {
  return pointsOf(curveOf(stepsOf(patches)));
}

/**
 * The curve of a device through its measured patches.
 * @throws SetupFailure `measurement-unusable` for measurements that cannot come from a printer, with what to do
 */
export function fitCurve(measured: readonly MeasuredPatch[]): FittedCurve {
  checkPatches(measured);
  checkSteps(stepsOf(measured));
  const { kept, leftOut } = agreeing(measured);
  const steps = stepsOf(kept);
  checkSteps(steps);
  const lightness = curveOf(steps);
  const deviation = rootMeanSquare(kept.map((patch) => offBy(patch, lightness)));
  if (deviation > maxNoise) {
    throw disorder(farthest(kept, lightness));
  }
  const densityAt = (deviceValue: number) => Number(densityOf(lightness(deviceValue)).toFixed(5));
  return {
    points: pointsOf(lightness),
    wedge: steps.map((step) => ({
      deviceValue: step.deviceValue,
      density: densityOf(step.lightness),
      patches: step.patches.length,
      fitted: densityAt(step.deviceValue),
    })),
    leftOut,
    noiseOD: rootMeanSquare(kept.map((patch) => patch.density - densityAt(patch.deviceValue))),
    dmin: densityAt(255),
    dmax: densityAt(0),
  };
}
