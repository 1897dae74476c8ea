// How the noise of a measurement affects a calibration: if the same target were measured again, the curve and the
// contrast would differ slightly. A bootstrap estimates by how much (Wu 1986, wild bootstrap: residuals keep their
// positions and change their signs, so it works for both densitometers and scanners).
import type { RenderPrinter } from '../../render/medium.ts';
import { curvePoints, type FittedCurve } from './fit.ts';
import type { MeasuredPatch } from './measurement.ts';
import { contrastOn } from './shown.ts';

const repetitions = 60;
const confidence = 0.95;

/** Pseudorandom signs, plus or minus one, from a fixed seed (Numerical Recipes' generator). */
function signs(): () => 1 | -1 {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >= 2 ** 31 ? 1 : -1;
  };
}

/**
 * The 95th percentile of the largest relative deviation from the GSDF's contrast, over repeated measurements with
 * this noise, for a printer whose device has the fitted curve and that is calibrated with them.
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
