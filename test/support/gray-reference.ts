// Converts P-values to device values by the formulas of PS3.14 alone, independent of the renderer, which it verifies:
// medium `paper` (L0 150, densities 0.05 to 2.10), ideal device with the sRGB transfer curve.

/** PS3.14 7.1: luminance in cd/m² of a just-noticeable-difference index. */
export function luminanceOfJnd(j: number): number {
  const x = Math.log(j);
  const above =
    -1.3011877 + 8.0242636e-2 * x + 1.3646699e-1 * x ** 2 - 2.5468404e-2 * x ** 3 + 1.3635334e-3 * x ** 4;
  const below =
    1 -
    2.5840191e-2 * x -
    1.0320229e-1 * x ** 2 +
    2.874562e-2 * x ** 3 -
    3.1978977e-3 * x ** 4 +
    1.2992634e-4 * x ** 5;
  return 10 ** (above / below);
}

/** Its inverse, found by bisection rather than by the polynomial. */
export function jndOfLuminance(luminance: number): number {
  let [low, high] = [1, 1023];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (luminanceOfJnd(middle) < luminance) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function sRgbEncoded(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

const lmin = 150 * 10 ** -2.1;
const lmax = 150 * 10 ** -0.05;

function paperDeviceOfLuminance(luminance: number): number {
  return 255 * sRgbEncoded(Math.min(Math.max((luminance - lmin) / (lmax - lmin), 0), 1));
}

/** Device value, 0 to 255 and not rounded, of a P-value as a fraction of its range, on paper. */
export function paperDeviceValue(fraction: number): number {
  const [jmin, jmax] = [jndOfLuminance(lmin), jndOfLuminance(lmax)];
  return paperDeviceOfLuminance(luminanceOfJnd(jmin + fraction * (jmax - jmin)));
}

/** Device value of a density, as a fraction of the range from the brightest to the darkest that clients may request. */
export function paperDeviceOfDensity(fraction: number): number {
  return paperDeviceOfLuminance(150 * 10 ** -(0.05 + fraction * (2.1 - 0.05)));
}

/** A medium as the reference for whole pictures: unrounded device values of 0 to 255. */
export interface ReferenceMedium {
  /** For a P-value as a fraction of its range. */
  readonly ofPValue: (fraction: number) => number;
  /** For a density, as a fraction of the range from the brightest to the darkest. */
  readonly ofDensity: (fraction: number) => number;
}

/** Steps of a P-value between which device values are interpolated linearly, to a thousandth. */
const steps = 8192;

/** PS3.14 7.2 and 7.3: `La + L0 · 10^−D`, the GSDF between the ends, and the sRGB curve over them. */
function referenceMedium(medium: {
  readonly illumination: number;
  readonly ambient: number;
  readonly dmin: number;
  readonly dmax: number;
}): ReferenceMedium {
  const light = (density: number) => medium.ambient + medium.illumination * 10 ** -density;
  const [dark, bright] = [light(medium.dmax), light(medium.dmin)];
  const device = (luminance: number) =>
    255 * sRgbEncoded(Math.min(Math.max((luminance - dark) / (bright - dark), 0), 1));
  const [first, last] = [jndOfLuminance(dark), jndOfLuminance(bright)];
  const table = Float64Array.from({ length: steps + 2 }, (_, step) =>
    device(luminanceOfJnd(first + Math.min(1, step / steps) * (last - first))),
  );
  return {
    ofPValue: (fraction) => {
      const at = Math.min(steps, Math.max(0, fraction * steps));
      const below = Math.floor(at);
      const low = table[below] ?? 0;
      return low + (at - below) * ((table[below + 1] ?? low) - low);
    },
    ofDensity: (fraction) => device(light(medium.dmin + fraction * (medium.dmax - medium.dmin))),
  };
}

export const referenceMedia = {
  paper: referenceMedium({ illumination: 150, ambient: 0, dmin: 0.05, dmax: 2.1 }),
  'blue-film': referenceMedium({ illumination: 2000, ambient: 10, dmin: 0.2, dmax: 3 }),
  'clear-film': referenceMedium({ illumination: 2000, ambient: 10, dmin: 0.05, dmax: 3.2 }),
};
