// How well a device follows the Grayscale Standard Display Function, computed from the luminances of P-values. Two
// measures: the JNDs per luminance interval of PS3.14 annex C (FIT: do they lie on a straight, level line; LUM: how
// far are they from it), and the contrast response of AAPM TG18, section 4.3.
import { jndOfLuminance, luminanceOfJnd } from '../../render/tone/gsdf.ts';

/** P-values of a test as fractions of full scale, evenly spaced: annex C uses at least 64, TG18 uses 18. */
export const evenParts = (steps: number): readonly number[] =>
  Array.from({ length: steps }, (_, index) => index / (steps - 1));

export const annexCSteps = 64;
export const tg18Steps = 18;

/** PS3.14 annex C. */
export interface StandardFit {
  /** JNDs of each luminance interval, from the darkest. */
  readonly jndsPerInterval: readonly number[];
  readonly mean: number;
  /** The expected JNDs of each interval on the function. */
  readonly ideal: number;
  /** FIT: the slope of the regression line through them, in JNDs per interval; 0 is level. */
  readonly slope: number;
  /** The change of the line from the first interval to the last, relative to the mean. */
  readonly drift: number;
  /** LUM: root mean square of their distances from the line, JNDs. */
  readonly rmse: number;
  /** The same relative to the mean. */
  readonly relativeRmse: number;
}

/** @param luminances - cd/m² of evenly spaced P-values, from the darkest */
export function standardFit(luminances: readonly number[]): StandardFit {
  const jnds = luminances.map(jndOfLuminance);
  const steps = jnds.slice(1).map((jnd, index) => jnd - (jnds[index] ?? jnd));
  const count = steps.length;
  const mean = steps.reduce((sum, step) => sum + step, 0) / count;
  const middle = (count - 1) / 2;
  const spread = steps.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  const slope = steps.reduce((sum, step, index) => sum + (index - middle) * (step - mean), 0) / spread;
  const squares = steps.reduce((sum, step, index) => sum + (step - mean - slope * (index - middle)) ** 2, 0);
  const rmse = Math.sqrt(squares / count);
  return {
    jndsPerInterval: steps,
    mean,
    ideal: ((jnds.at(-1) ?? 0) - (jnds[0] ?? 0)) / count,
    slope,
    drift: (slope * (count - 1)) / mean,
    rmse,
    relativeRmse: rmse / mean,
  };
}

export const verdicts = ['primary', 'secondary', 'neither'] as const;
/** `primary`: within 10 %, as required for diagnosis; `secondary`: within 20 %, for all other uses. */
export type Verdict = (typeof verdicts)[number];

export const verdictLimits = { primary: 0.1, secondary: 0.2 } as const;

export function verdictOf(largest: number): Verdict {
  if (largest <= verdictLimits.primary) return 'primary';
  return largest <= verdictLimits.secondary ? 'secondary' : 'neither';
}

export interface ContrastStep {
  /** JND index of the middle of the step, on the function. */
  readonly jnd: number;
  /** ΔL/L per JND, measured and expected. */
  readonly measured: number;
  readonly expected: number;
}

/** AAPM TG18, 4.3.4.2.2. */
export interface ContrastResponse {
  readonly steps: readonly ContrastStep[];
  /** Largest deviation from the expected contrast, relative to it. */
  readonly largest: number;
  readonly verdict: Verdict;
}

/** @param luminances - cd/m² of evenly spaced P-values, from the darkest */
export function contrastResponse(luminances: readonly number[]): ContrastResponse {
  const darkest = jndOfLuminance(luminances[0] ?? 0);
  const brightest = jndOfLuminance(luminances.at(-1) ?? 0);
  const stepJnds = (brightest - darkest) / (luminances.length - 1);
  const contrast = (low: number, high: number) => (2 * (high - low)) / (high + low) / stepJnds;
  const steps = luminances.slice(1).map((luminance, index): ContrastStep => {
    const jnd = darkest + index * stepJnds;
    return {
      jnd: jnd + stepJnds / 2,
      measured: contrast(luminances[index] ?? luminance, luminance),
      expected: contrast(luminanceOfJnd(jnd), luminanceOfJnd(jnd + stepJnds)),
    };
  });
  const largest = Math.max(
    ...steps.map(({ measured, expected }) => Math.abs(measured - expected) / expected),
  );
  return { steps, largest, verdict: verdictOf(largest) };
}
