// A calibration: the curve of a printer on a medium, where it came from, and how well the printer shows the GSDF with it
// and without. It is what is stored, and what the report shows.
import type { Printer } from '../../shared/film/printer.ts';
import { luminanceOfDensity, opticsOf, type RenderPrinter } from '../../render/medium.ts';
import { fitCurve, type FittedCurve } from '../curve/fit.ts';
import type { MeasuredPatch } from '../curve/measurement.ts';
import { repeatability } from '../curve/repeatability.ts';
import { contrastResponse, standardFit, verdictOf } from '../curve/response.ts';
import { judge, type Judgement } from '../curve/shown.ts';

/** How the densities were found. */
export interface MeasurementSource {
  readonly kind: 'table' | 'scan';
  /** Name of the file, without its folder. */
  readonly file: string;
  /** In words: what the densities rest on. */
  readonly assumes: string;
  /** The densities of white and black that a scan hangs between were not measured: no verdict rests on it. */
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
  /** cd/m²: the light that luminances are computed with. */
  readonly illumination: number;
  readonly ambient: number;
  /** With the calibration that was in use until now, or none; and with this one, both computed on this curve. */
  readonly before: Judgement;
  readonly after: Judgement;
  /** Largest deviation of the contrast that the noise of this measurement leaves room for: see `repeatability`. */
  readonly maxExpected: number;
}

type JudgedPrinter = RenderPrinter & Pick<Printer, 'aeTitle' | 'mediumName'>;

/**
 * The calibration that measured patches make.
 * @throws SetupFailure `measurement-unusable` when they make none, with what to do
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

/** What a test target shows: how the printer prints P-values now, by what was measured and nothing else. */
export interface PrintTest extends Judgement {
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
  // The curve is not used, but measurements that are not of a wedge are refused.
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
  return 'none, for white and black were not measured: give their densities (--white-density, --black-density), or the curve of the scanner';
}

/** Above this, less noise is worth another measurement. */
const noisy = 0.05;

/** What to expect of a calibration, given the noise of its measurement, in words. */
export function expectedText({ maxExpected, source }: Pick<Calibration, 'maxExpected' | 'source'>): string {
  const text =
    source.kind === 'scan'
      ? `up to ${percent(maxExpected)}, given the noise of this scan, and besides what the scanner itself gets wrong`
      : `up to ${percent(maxExpected)}, given the noise of this measurement`;
  if (maxExpected <= noisy) return text;
  const again = source.kind === 'scan' ? 'scan' : 'measure';
  return `${text}; ${again} the target, or another print of it, once more and give all files together: noise averages out`;
}
