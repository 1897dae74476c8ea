// A calibration: the measured curve of a printer on a medium, its source, and how well the printer follows the GSDF
// with and without it. It is stored and shown in the report.
import type { Printer } from '../../shared/film/printer.ts';
import { luminanceOfDensity, opticsOf, type RenderPrinter } from '../../render/medium.ts';
import { fitCurve, type FittedCurve } from '../curve/fit.ts';
import type { MeasuredPatch } from '../curve/measurement.ts';
import { repeatability } from '../curve/repeatability.ts';
import { contrastResponse, standardFit, verdictOf } from '../curve/response.ts';
import { judge, type Judgment } from '../curve/shown.ts';

/** How the densities were measured. */
export interface MeasurementSource {
  readonly kind: 'table' | 'scan';
  /** Name of the file, without its folder. */
  readonly file: string;
  /** The basis of the densities, in words. */
  readonly assumes: string;
  /** Whether the densities of white and black on which a scan depends were only assumed; if so, there is no verdict. */
  readonly guessed?: boolean;
  /** Number of the target, if it was scanned. */
  readonly serial?: number;
}

export interface Calibration extends FittedCurve {
  readonly version: 1;
  readonly printer: string;
  readonly mediumName: string;
  /** ISO 8601. */
  readonly measuredAt: string;
  /** The person who measured; empty: not stated. */
  readonly who: string;
  readonly source: MeasurementSource;
  /** The light conditions in cd/m² with which luminances are computed. */
  readonly illumination: number;
  readonly ambient: number;
  /** Computed on this curve: with the previous calibration or none, and with this one. */
  readonly before: Judgment;
  readonly after: Judgment;
  /** Largest deviation of the contrast that is possible because of measurement noise: see `repeatability`. */
  readonly maxExpected: number;
}

type JudgedPrinter = RenderPrinter & Pick<Printer, 'aeTitle' | 'mediumName'>;

/**
 * Computes a calibration from measured patches.
 * @throws SetupFailure `measurement-unusable` when they cannot be used, with what to do
 */
export function calibrate(
  printer: JudgedPrinter,
  patches: readonly MeasuredPatch[],
  about: Pick<Calibration, 'measuredAt' | 'who' | 'source'>,
): Calibration {
  const fitted = fitCurve(patches);
  const { illumination, ambient } = opticsOf(printer, {});
  const calibrated = { ...printer, calibration: fitted.points };
  const after = judge(calibrated, fitted.points);
  const noisy = repeatability(calibrated, fitted, patches);
  return {
    version: 1,
    printer: printer.aeTitle,
    mediumName: printer.mediumName,
    ...about,
    ...fitted,
    illumination,
    ambient,
    before: judge(printer, fitted.points),
    after,
    maxExpected: Math.max(after.contrast.largest, noisy),
  };
}

/** The result of a test target: how the printer reproduces P-values now, computed from the measurements alone. */
export interface PrintTest extends Judgment {
  readonly printer: string;
  readonly mediumName: string;
  readonly measuredAt: string;
  readonly who: string;
  readonly source: MeasurementSource;
  /** By rising P-value of 8 bits. */
  readonly wedge: readonly { readonly pValue: number; readonly density: number }[];
}

/** Judges a printer by the patches of a test target, whose values are P-values of 8 bits. */
export function testPrint(
  printer: JudgedPrinter,
  patches: readonly MeasuredPatch[],
  about: Pick<Calibration, 'measuredAt' | 'who' | 'source'>,
): PrintTest {
  // The curve is not used, but measurements that do not come from a wedge are refused.
  fitCurve(patches);
  const wedge = [...Map.groupBy(patches, ({ deviceValue }) => deviceValue)]
    .map(([pValue, same]) => ({
      pValue,
      density: same.reduce((sum, { density }) => sum + density, 0) / same.length,
    }))
    .sort((a, b) => a.pValue - b.pValue);
  const optics = opticsOf(printer, {});
  const luminances = wedge.map(({ density }) => luminanceOfDensity(optics, density));
  return {
    printer: printer.aeTitle,
    mediumName: printer.mediumName,
    ...about,
    wedge,
    fit: standardFit(luminances),
    contrast: contrastResponse(luminances),
  };
}

const verdictTexts = {
  primary: 'within 10 % of the GSDF: good for diagnosis (TG18, primary)',
  secondary: 'within 20 % of the GSDF: good for other uses (TG18, secondary), not for diagnosis',
  neither: 'more than 20 % off the GSDF',
} as const;

/** `8.3 %` */
export const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

/** The verdict on a largest deviation from the contrast of the GSDF, in words. */
export function verdictText(largest: number, { guessed }: MeasurementSource): string {
  if (guessed !== true) return verdictTexts[verdictOf(largest)];
  return 'none, because white and black were not measured: give their densities (--white-density, --black-density), or the curve of the scanner';
}

/** Above this limit, repeating the measurement to reduce noise is recommended. */
const noisy = 0.05;

/** The expected quality of a calibration, given the noise of its measurement, in words. */
export function expectedText({ maxExpected, source }: Pick<Calibration, 'maxExpected' | 'source'>): string {
  const text =
    source.kind === 'scan'
      ? `up to ${percent(maxExpected)}, given the noise of this scan, plus the errors of the scanner itself`
      : `up to ${percent(maxExpected)}, given the noise of this measurement`;
  if (maxExpected <= noisy) return text;
  const again = source.kind === 'scan' ? 'scan' : 'measure';
  return `${text}; ${again} the target, or another print of it, once more and give all files together: noise averages out`;
}
