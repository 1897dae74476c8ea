// The Grayscale Standard Display Function (PS3.14 clause 7.1): luminance in cd/m² against the index of just
// noticeable differences (JND). Equal steps of the index look equally large, on film, paper and screens alike.

const a = -1.3011877;
const b = -2.5840191e-2;
const c = 8.0242636e-2;
const d = -1.0320229e-1;
const e = 1.3646699e-1;
const f = 2.874562e-2;
const g = -2.5468404e-2;
const h = -3.1978977e-3;
const k = 1.2992634e-4;
const m = 1.3635334e-3;

/** Coefficients A to I of the inverse, PS3.14 clause 7.1. */
const inverse = [
  71.498068, 94.593053, 41.912053, 9.8247004, 0.28175407, -1.1878455, -0.18014349, 0.14710899, -0.017046845,
] as const;

const firstJnd = 1;
const lastJnd = 1023;

const clampJnd = (jnd: number) => Math.min(lastJnd, Math.max(firstJnd, jnd));

/** Luminance in cd/m² of a JND index; the function ends at the indices 1 and 1023. */
export function luminanceOfJnd(jnd: number): number {
  const x = Math.log(clampJnd(jnd));
  const numerator = a + x * (c + x * (e + x * (g + x * m)));
  const denominator = 1 + x * (b + x * (d + x * (f + x * (h + x * k))));
  return 10 ** (numerator / denominator);
}

/** The darkest and the brightest luminance that the function covers, cd/m². */
export const standardLuminances = {
  darkest: luminanceOfJnd(firstJnd),
  brightest: luminanceOfJnd(lastJnd),
} as const;

/** JND index of a luminance by the polynomial of the standard, up to 0.1 off the inverse of the function. */
export function jndByPolynomial(luminance: number): number {
  const y = Math.log10(luminance);
  return inverse.reduceRight((sum, coefficient) => sum * y + coefficient, 0);
}

/**
 * JND index of a luminance in cd/m², the exact inverse of `luminanceOfJnd`. The polynomial alone would miss the
 * darkest and brightest luminance of a medium by up to 0.1 JND, so black and white would not be exact: Newton's
 * method corrects it. Luminances outside 0.05 to 3993 return 1 and 1023.
 */
export function jndOfLuminance(luminance: number): number {
  if (luminance <= luminanceOfJnd(firstJnd)) return firstJnd;
  if (luminance >= luminanceOfJnd(lastJnd)) return lastJnd;
  const wanted = Math.log10(luminance);
  let jnd = clampJnd(jndByPolynomial(luminance));
  for (let step = 0; step < 4; step++) {
    const low = Math.max(firstJnd, jnd - 0.01);
    const high = Math.min(lastJnd, jnd + 0.01);
    const slope = (Math.log10(luminanceOfJnd(high)) - Math.log10(luminanceOfJnd(low))) / (high - low);
    jnd = clampJnd(jnd + (wanted - Math.log10(luminanceOfJnd(jnd))) / slope);
  }
  return jnd;
}
