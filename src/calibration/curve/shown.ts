// What a printer shows whose device has a known curve: P-value → what its tone sends → density → luminance → how good that is.
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

/** How a device shows P-values. */
export interface Judgement {
  /** PS3.14 annex C. */
  readonly fit: StandardFit;
  /** AAPM TG18. */
  readonly contrast: ContrastResponse;
}

/** Luminances that so many evenly spread P-values come out with, cd/m². */
function shown(
  printer: RenderPrinter,
  curve: readonly CalibrationPoint[],
): (steps: number) => readonly number[] {
  const { min: minDensity, max: maxDensity } = printer.densities;
  const device = deviceScale(printer, { scale: 'GSDF', minDensity, maxDensity });
  // Dithered greys are means of 8 bits as good as those of 16.
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

/** How a printer shows P-values whose device has this curve: what its tables send, and what comes out. */
export function judge(printer: RenderPrinter, curve: readonly CalibrationPoint[]): Judgement {
  const luminances = shown(printer, curve);
  return { fit: standardFit(luminances(annexCSteps)), contrast: contrastResponse(luminances(tg18Steps)) };
}
