// Converts device values of a page back to P-values and JND indices: the inverse of the tone of an image that uses
// the whole range of a medium (device.ts; PS3.14 clause 7). Used to compare pages, not to render them.
import { densityScale, deviceTable, maxPValue, type ToneRequest } from './device.ts';
import { jndOfLuminance } from './gsdf.ts';
import { luminanceOfDensity, opticsOf, type RenderPrinter } from '../medium.ts';

export interface ShownGrays {
  /** P-value, 0 to 255 with fractions, by device value of 16 bits. */
  readonly pValues: Float32Array;
  /** Index of just noticeable differences by device value of 16 bits. */
  readonly jnds: Float32Array;
}

/**
 * The P-value of each device value of a printer's medium: the one whose device value is nearest; if there are
 * several, the middle one.
 */
export function shownGrays(printer: RenderPrinter): ShownGrays {
  const { min: minDensity, max: maxDensity } = printer.densities;
  const request: ToneRequest = { scale: 'GSDF', minDensity, maxDensity };
  const device = deviceTable(printer, request, 16);
  const optics = opticsOf(printer, request);
  const density = densityScale(printer, request);
  const pValues = new Float32Array(maxPValue + 1);
  const jnds = new Float32Array(maxPValue + 1);
  let next = 0;
  for (let value = 0; value <= maxPValue; value++) {
    // The table is monotone: from the first P-value that is not darker to the last that is not brighter.
    while (next < maxPValue && (device[next] ?? 0) < value) next++;
    const exact = device[next] === value;
    let last = next;
    while (exact && last < maxPValue && device[last + 1] === value) last++;
    const below = Math.max(0, next - 1);
    const nearer = value - (device[below] ?? 0) < (device[next] ?? 0) - value ? below : next;
    const pValue = exact ? (next + last) / 2 : nearer;
    pValues[value] = (pValue / maxPValue) * 255;
    jnds[value] = jndOfLuminance(luminanceOfDensity(optics, density(pValue / maxPValue)));
  }
  return { pValues, jnds };
}
