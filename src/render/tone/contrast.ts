// The contrast curve requested by Configuration Information, on P-values: an S that keeps both ends and increases the
// contrast of the mid grays.

/** k of tanh(k(2x − 1)) / tanh k, whose slope in the middle is k / tanh k = `slope` > 1. */
function steepness(slope: number): number {
  // k / tanh k grows with k from 1 and approaches k; Newton's method from above converges quickly.
  let k = slope;
  for (let round = 0; round < 20; round++) {
    const tanh = Math.tanh(k);
    const derivative = 1 / tanh - k * (1 / tanh ** 2 - 1);
    k = Math.max(1e-6, k - (k / tanh - slope) / derivative);
  }
  return k;
}

/**
 * The curve on fractions of full scale.
 * @param contrast - binary logarithm of its slope in the middle; 0 is the identity, a negative value gives the inverse
 */
export function contrastCurve(contrast: number): (part: number) => number {
  if (Math.abs(contrast) < 1e-9) return (part) => part;
  const k = steepness(2 ** Math.abs(contrast));
  const end = Math.tanh(k);
  if (contrast > 0) return (part) => 0.5 + Math.tanh(k * (2 * part - 1)) / end / 2;
  return (part) => 0.5 + Math.atanh((2 * part - 1) * end) / k / 2;
}
