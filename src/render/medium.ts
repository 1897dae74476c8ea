// Optics of the medium: the luminance of a density, and the density of the medium that corresponds to a density named
// by the client. PS3.14 clause 7.2 (transmissive) and 7.3 (reflective).
import { unreachable } from '../shared/errors/errors.ts';
import type { Printer } from '../shared/film/printer.ts';
import { given } from '../shared/stated.ts';

const needed = [
  ...(['medium', 'resolution', 'highResolution', 'bits', 'densities', 'gapMm', 'marginMm'] as const),
  ...(['linOdZero', 'dither', 'calibration'] as const),
] as const;
// Default: the default of the configuration.
const optional = [
  ...(['pdfImages', 'whiteBorders', 'scaleMark', 'ruler', 'header', 'footer', 'printableAreas'] as const),
] as const;

/** The properties of a printer that rendering needs. */
export type RenderPrinter = Pick<Printer, (typeof needed)[number]> &
  Partial<Pick<Printer, (typeof optional)[number]>>;

/** Only these: plain data for a worker thread, because destinations contain functions and passwords. */
export const renderPrinterOf = (printer: RenderPrinter): RenderPrinter => ({
  ...given(printer, needed),
  ...given(printer, optional),
});

/**
 * Whether 8-bit grays are dithered: as configured, otherwise when the device was measured, because its steps are then
 * known to be visible.
 */
export function isDithered({ dither, calibration }: Pick<RenderPrinter, 'dither' | 'calibration'>): boolean {
  return dither === 'auto' ? calibration !== undefined : dither;
}

/** The light conditions that a client may state (Illumination, Reflected Ambient Light), in cd/m². */
export interface Viewing {
  readonly illumination?: number | undefined;
  readonly reflectedAmbientLight?: number | undefined;
}

/** `luminance = ambient + illumination · 10^−density` between the densities dmin (brightest) and dmax (darkest). */
export interface Optics {
  readonly illumination: number;
  readonly ambient: number;
  readonly dmin: number;
  readonly dmax: number;
}

/**
 * The optics of a printer's medium. On transmissive media the client's viewing conditions apply; reflective media
 * keep their own and have no ambient light. A screen is a medium whose white has density 0. A calibration has
 * measured the minimum and maximum density, which replace the declared ones.
 */
export function opticsOf(printer: Pick<RenderPrinter, 'medium' | 'calibration'>, viewing: Viewing): Optics {
  const declared = declaredOptics(printer.medium, viewing);
  if (printer.calibration === undefined) return declared;
  const densities = printer.calibration.map((point) => point.density);
  return { ...declared, dmin: Math.min(...densities), dmax: Math.max(...densities) };
}

function declaredOptics(medium: RenderPrinter['medium'], viewing: Viewing): Optics {
  switch (medium.kind) {
    case 'reflective':
      return { illumination: medium.illumination, ambient: 0, dmin: medium.dmin, dmax: medium.dmax };
    case 'transmissive':
      return {
        // 0 means that the light box is off; the film is made for the light box of its medium.
        illumination:
          viewing.illumination === undefined || viewing.illumination === 0
            ? medium.illumination
            : viewing.illumination,
        ambient: viewing.reflectedAmbientLight ?? medium.ambient,
        dmin: medium.dmin,
        dmax: medium.dmax,
      };
    case 'display':
      return { illumination: medium.lmax, ambient: 0, dmin: 0, dmax: Math.log10(medium.lmax / medium.lmin) };
    default:
      throw unreachable(medium);
  }
}

/** Luminance in cd/m² of a density. */
export function luminanceOfDensity(optics: Optics, density: number): number {
  return optics.ambient + optics.illumination * 10 ** -density;
}

/** Density that shows a luminance; not below ambient light, which no density can reach. */
export function densityOfLuminance(optics: Optics, luminance: number): number {
  const light = Math.max(Number.MIN_VALUE, luminance - optics.ambient);
  return -Math.log10(light / optics.illumination);
}

/**
 * Converts a density on the film that the client assumes to a density of the medium: in proportion, with the
 * printer's lowest density at the medium's dmin and its highest at the medium's dmax. Otherwise a client's usual Min
 * Density of 0.20 would make the white of paper gray.
 */
export function densityOnMedium(
  optics: Optics,
  densities: RenderPrinter['densities'],
  hundredthsOfOD: number,
): number {
  const span = Math.max(1, densities.max - densities.min);
  const part = Math.min(1, Math.max(0, (hundredthsOfOD - densities.min) / span));
  return optics.dmin + part * (optics.dmax - optics.dmin);
}
