// From P-value to device value, as one table (PS3.14 clause 7): P-value → luminance by the GSDF, or straight to density for
// LIN OD → device value by the measured calibration, or by the ideal device with the sRGB curve. A P-value has 16 bits here;
// a device value is a fraction of full scale until a table quantizes it.
import { unreachable } from '../../shared/errors/errors.ts';
import type { Density } from '../../shared/film/film.ts';
import { srgbEncode } from '../../shared/film/luminance.ts';
import { withContrast, type CalibrationPoint } from '../../shared/film/printer.ts';
import { BoundedCache } from '../bounded-cache.ts';
import { contrastCurve } from './contrast.ts';
import { jndOfLuminance, luminanceOfJnd, standardLuminances } from './gsdf.ts';
import {
  densityOfLuminance,
  densityOnMedium,
  luminanceOfDensity,
  opticsOf,
  type Optics,
  type RenderPrinter,
  type Viewing,
} from '../medium.ts';

/** How the P-values of one image become density, as requested by the client. */
export interface ToneRequest extends Viewing {
  /**
   * LIN OD bypasses the GSDF: density is linear in the P-value. DEVICE bypasses everything: the P-value is the device
   * value, regardless of densities, contrast and calibration.
   */
  readonly scale: 'GSDF' | 'LIN OD' | 'DEVICE';
  /** Hundredths of OD on the client's film; a range without contrast stands for the printer's own. */
  readonly minDensity: number;
  readonly maxDensity: number;
  /** See `contrastCurve`; default: P-values as they are. */
  readonly contrast?: number | undefined;
}

/** The largest 16-bit P-value. */
export const maxPValue = 65535;

const clampUnit = (value: number) => Math.min(1, Math.max(0, value));

/** Device value (0…1) of a density. */
type Device = (density: number) => number;

function idealDevice(optics: Optics): Device {
  const darkest = luminanceOfDensity(optics, optics.dmax);
  const brightest = luminanceOfDensity(optics, optics.dmin);
  const range = Math.max(Number.MIN_VALUE, brightest - darkest);
  return (density) => srgbEncode(clampUnit((luminanceOfDensity(optics, density) - darkest) / range));
}

/** The inverse of the measured points, linear in density between them. */
function calibratedDevice(points: readonly CalibrationPoint[]): Device {
  // Noise in a measurement must not reverse the scale: along the device values density only falls, or only rises.
  const byValue = [...points].sort((p, q) => p.deviceValue - q.deviceValue);
  const first = byValue[0];
  const last = byValue.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('A calibration without points.');
  const upwards = first.density > last.density ? byValue.reverse() : byValue;
  const scale: CalibrationPoint[] = [];
  for (const point of upwards) if (point.density > (scale.at(-1)?.density ?? -Infinity)) scale.push(point);

  return (density) => {
    let above = 0;
    for (let end = scale.length; above < end;) {
      const middle = (above + end) >> 1;
      if ((scale[middle]?.density ?? Infinity) >= density) end = middle;
      else above = middle + 1;
    }
    const high = scale[above] ?? scale.at(-1);
    const low = scale[above - 1] ?? high;
    if (high === undefined || low === undefined) return 0;
    const span = high.density - low.density;
    const part = span > 0 && above > 0 ? (density - low.density) / span : 1;
    return clampUnit((low.deviceValue + clampUnit(part) * (high.deviceValue - low.deviceValue)) / 255);
  };
}

function deviceOf(printer: RenderPrinter, optics: Optics): Device {
  return printer.calibration === undefined ? idealDevice(optics) : calibratedDevice(printer.calibration);
}

/**
 * The optics under a light whose luminances the function covers. A light box that is too bright or too dim for it, or an
 * implausible light named by a client, is replaced by the nearest that fits: otherwise everything beyond an end would be one
 * gray, and at worst the whole film black. Densities depend only on the ratio of luminances.
 */
function litByStandard(optics: Optics, darkest: number, brightest: number): Optics {
  const [low, high] = [luminanceOfDensity(optics, darkest), luminanceOfDensity(optics, brightest)];
  const maxFactor = standardLuminances.brightest / high;
  const minFactor = standardLuminances.darkest / low;
  const factor = maxFactor < 1 ? maxFactor : Math.max(1, Math.min(minFactor, maxFactor));
  return { ...optics, illumination: optics.illumination * factor, ambient: optics.ambient * factor };
}

/** Density of the medium as a function of the P-value as a fraction of full scale. */
export function densityScale(printer: RenderPrinter, request: ToneRequest): (part: number) => number {
  const optics = opticsOf(printer, request);
  const range = withContrast({ min: request.minDensity, max: request.maxDensity }) ?? printer.densities;
  const brightest = densityOnMedium(optics, printer.densities, range.min);
  const darkest = densityOnMedium(optics, printer.densities, range.max);
  if (request.scale === 'LIN OD') {
    const upwards = printer.linOdZero === 'darkest';
    return (part) => darkest + (upwards ? part : 1 - part) * (brightest - darkest);
  }
  const lit = litByStandard(optics, darkest, brightest);
  const first = jndOfLuminance(luminanceOfDensity(lit, darkest));
  const last = jndOfLuminance(luminanceOfDensity(lit, brightest));
  return (part) => densityOfLuminance(lit, luminanceOfJnd(first + part * (last - first)));
}

/** Device value, 0 to 1, as a function of the P-value as a fraction of full scale. */
export function deviceScale(printer: RenderPrinter, request: ToneRequest): (part: number) => number {
  if (request.scale === 'DEVICE') return (part) => part;
  const density = densityScale(printer, request);
  const curve = contrastCurve(request.contrast ?? 0);
  const device = deviceOf(printer, opticsOf(printer, request));
  return (part) => device(density(curve(part)));
}

type Table = Uint8Array | Uint16Array;

/** Computing a table takes longer than a small image, so the films of one printer share them. */
const made = new BoundedCache<Table>(1 << 21, ({ byteLength }) => byteLength);

/**
 * Device values of all 65536 P-values, each with `bits` bits; the table is shared. Medium `paper`, 8 bits, IDENTITY: P-values
 * 0, 64, 128, 192, 255 of 8 bits give 0, 60, 113, 176, 255.
 */
export function deviceTable(printer: RenderPrinter, request: ToneRequest, bits: 8 | 16): Table {
  const { medium, densities, linOdZero, calibration } = printer;
  const key = JSON.stringify([medium, densities, linOdZero, calibration, request, bits]);
  return made.get(key, () => computedTable(printer, request, bits));
}

function computedTable(printer: RenderPrinter, request: ToneRequest, bits: 8 | 16): Table {
  if (request.scale === 'DEVICE') return computedLinearTable(bits);
  const device = deviceScale(printer, request);
  const full = 2 ** bits - 1;
  const table = bits === 8 ? new Uint8Array(maxPValue + 1) : new Uint16Array(maxPValue + 1);
  for (let pValue = 0; pValue <= maxPValue; pValue++) {
    table[pValue] = Math.round(device(pValue / maxPValue) * full);
  }
  return table;
}

/** 16-bit values unchanged, for sRGB colors and for device values. The table is shared. */
export function linearTable(bits: 8 | 16): Table {
  return made.get(`linear ${bits}`, () => computedLinearTable(bits));
}

function computedLinearTable(bits: 8 | 16): Table {
  if (bits === 16) return Uint16Array.from({ length: maxPValue + 1 }, (_, value) => value);
  return Uint8Array.from({ length: maxPValue + 1 }, (_, value) => Math.round(value / 257));
}

/**
 * Device value (0…1) of a border or an empty image box: BLACK and WHITE are the darkest and the brightest of the medium, a
 * number is a density on the client's film.
 */
export function deviceOfDensity(printer: RenderPrinter, density: Density, viewing: Viewing): number {
  const optics = opticsOf(printer, viewing);
  const device = deviceOf(printer, optics);
  switch (density.kind) {
    case 'black':
      return device(optics.dmax);
    case 'white':
      return device(optics.dmin);
    case 'density':
      return device(densityOnMedium(optics, printer.densities, density.hundredthsOfOD));
    default:
      throw unreachable(density);
  }
}
