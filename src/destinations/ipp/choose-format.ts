// In which format a job is sent, and how its pixels are: pure. PDF keeps everything, PWG raster is what every driverless
// printer takes (PWG 5102.4), JPEG has one page, URF is for those that take nothing else. Start at `formatsFor`.
import type { DocumentFormat } from '../../render/document-formats.ts';
import type { Capabilities } from './capabilities.ts';
import type { Resolution } from './ipp-attributes.ts';

export interface FormatChoice {
  readonly format: DocumentFormat;
  readonly pixelsPerInch: number;
  readonly colorSpace: 'sgray_8' | 'srgb_8';
}

const order: readonly DocumentFormat[] = ['application/pdf', 'image/pwg-raster', 'image/jpeg', 'image/urf'];

/** Finer is of no use for what eyes see on paper, and takes the printer long. */
const finest = 600;
const customary = 300;

/** Every format that the printer takes, the best first; `color`: whether a film has colours. */
export function formatsFor(printer: Capabilities, color: boolean): readonly FormatChoice[] {
  return order
    .filter((format) => printer.formats.includes(format))
    .map((format) => ({
      format,
      pixelsPerInch: resolutionFor(format, printer),
      colorSpace: colorSpaceFor(format, printer, color),
    }));
}

function resolutionFor(format: DocumentFormat, printer: Capabilities): number {
  const offered = squares(
    format === 'image/pwg-raster'
      ? printer.pwgRasterResolutions
      : format === 'image/urf'
        ? urfResolutions(printer.urf)
        : printer.resolutions,
  );
  const all = offered.length > 0 ? offered : squares(printer.resolutions);
  const usual = squares(printer.standardResolution ? [printer.standardResolution] : [])[0];
  if (usual !== undefined && usual <= finest && (all.length === 0 || all.includes(usual))) return usual;
  const fine = all.filter((dpi) => dpi <= finest);
  if (fine.length > 0) return Math.max(...fine);
  return all.length > 0 ? Math.min(...all) : customary;
}

/** Films have square pixels. Resolutions that no printer has are nonsense. */
function squares(resolutions: readonly Resolution[]): readonly number[] {
  return resolutions.filter(({ x, y }) => x === y && x >= 50 && x <= 4800).map(({ x }) => x);
}

/** `RS300-600`. */
function urfResolutions(urf: readonly string[]): readonly Resolution[] {
  const [, list = ''] =
    /^RS(\d{2,4}(?:-\d{2,4}){0,9})$/.exec(urf.find((key) => key.startsWith('RS')) ?? '') ?? [];
  return list
    .split('-')
    .filter((dpi) => dpi !== '')
    .map((dpi) => ({ x: Number(dpi), y: Number(dpi) }));
}

function colorSpaceFor(
  format: DocumentFormat,
  printer: Capabilities,
  color: boolean,
): FormatChoice['colorSpace'] {
  const wanted = color ? 'srgb_8' : 'sgray_8';
  if (format === 'image/pwg-raster') return offeredOf(wanted, printer.pwgRasterTypes, 'sgray_8', 'srgb_8');
  if (format === 'image/urf') return offeredOf(wanted, printer.urf, 'W8', 'SRGB24');
  return wanted;
}

/** What is wanted, when the printer takes it or says nothing; else the other one. */
function offeredOf(
  wanted: FormatChoice['colorSpace'],
  offered: readonly string[],
  gray: string,
  rgb: string,
): FormatChoice['colorSpace'] {
  const [takesGray, takesColor] = [offered.includes(gray), offered.includes(rgb)];
  if (takesGray === takesColor) return wanted;
  return takesGray ? 'sgray_8' : 'srgb_8';
}
