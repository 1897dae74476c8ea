// Predicts the output of a printer whose device has a known curve: P-value → device value → density → luminance →
// quality.
import type { CalibrationPoint } from '../../shared/film/printer.ts';
import { deviceScale } from '../../render/tone/device.ts';
import { isDithered, luminanceOfDensity, opticsOf, type RenderPrinter } from '../../render/medium.ts';
import { monotoneCurve } from './monotone.ts';
import {
  annexCSteps,
  contrastResponse,
  evenParts,
  standardFit,
  tg18Steps,
  type ContrastResponse,
  type StandardFit,
} from './response.ts';

/** How a device reproduces P-values. */
export interface Judgment {
  /** PS3.14 annex C. */
  readonly fit: StandardFit;
  /** AAPM TG18. */
  readonly contrast: ContrastResponse;
}

/** Number of evenly spaced P-values whose luminances are computed, in cd/m². */
function shown(
  printer: RenderPrinter,
  curve: readonly CalibrationPoint[],
): (steps: number) => readonly number[] {
  const { min: minDensity, max: maxDensity } = printer.densities;
  const device = deviceScale(printer, { scale: 'GSDF', minDensity, maxDensity });
  // The mean of dithered 8-bit gray equals that of 16 bits.
  const full = printer.bits === 16 || isDithered(printer) ? 65535 : 255;
  const density = monotoneCurve(curve.map(({ deviceValue, density: y }) => ({ x: deviceValue, y })));
  const optics = opticsOf(printer, {});
  return (steps) =>
    evenParts(steps).map((part) =>
      luminanceOfDensity(optics, density((Math.round(device(part) * full) / full) * 255)),
    );
}

/** The contrast response of a printer whose device has this curve. */
export function contrastOn(printer: RenderPrinter, curve: readonly CalibrationPoint[]): ContrastResponse {
  return contrastResponse(shown(printer, curve)(tg18Steps));
}

/** How a printer whose device has this curve reproduces P-values with its own tone tables. */
export function judge(printer: RenderPrinter, curve: readonly CalibrationPoint[]): Judgment {
  const luminances = shown(printer, curve);
  return { fit: standardFit(luminances(annexCSteps)), contrast: contrastResponse(luminances(tg18Steps)) };
}
