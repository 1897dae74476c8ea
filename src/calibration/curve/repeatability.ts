// How the noise of a measurement affects a calibration: if the same target were measured again, the curve would differ a
// little, and so would the contrast. A bootstrap estimates how much (Wu 1986, wild: residuals keep their places and change
// their signs, so that it does not matter whether the noise is a densitometer's or a scanner's).
import type { RenderPrinter } from '../../render/medium.ts';
import { curvePoints, type FittedCurve } from './fit.ts';
import type { MeasuredPatch } from './measurement.ts';
import { contrastOn } from './shown.ts';

const repetitions = 60;
const confidence = 0.95;

/** Plus or minus one, always the same ones (Numerical Recipes' generator). */
function signs(): () => 1 | -1 {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >= 2 ** 31 ? 1 : -1;
  };
}

/**
 * The largest deviation from the GSDF's contrast that 95 of 100 such measurements stay within, as a part of it: of a
 * printer whose device has the fitted curve, calibrated by measurements as noisy as these.
 */
export function repeatability(
  printer: RenderPrinter,
  fitted: Pick<FittedCurve, 'points' | 'leftOut'>,
  patches: readonly MeasuredPatch[],
): number {
  const sign = signs();
  const left = new Set(fitted.leftOut);
  const densities = fitted.points.map(({ density }) => density);
  const kept = patches
    .filter((patch) => !left.has(patch))
    .map((patch) => {
      const density = densities[Math.round(patch.deviceValue)] ?? patch.density;
      return { ...patch, density, residual: patch.density - density };
    });
  const largest = Array.from({ length: repetitions }, () => {
    const again = kept.map(({ residual, ...patch }) => ({
      ...patch,
      density: patch.density + sign() * residual,
    }));
    return contrastOn({ ...printer, calibration: curvePoints(again) }, fitted.points).largest;
  }).sort((a, b) => a - b);
  return largest[Math.ceil(confidence * repetitions) - 1] ?? 0;
}
