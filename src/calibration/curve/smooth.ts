// Removes noise from measured points: a discrete smoothing spline for points at any distance. The degree of smoothing
// is found by restricted maximum likelihood (Wahba 1985), so there is no parameter to tune. Generalized
// cross-validation follows noise more often, which cost contrast: see test/calibration/loop.test.ts.
import type { Point } from './monotone.ts';

type Matrix = readonly Float64Array[];

/** Dimension of what is not penalized: parabolas, three unknowns. */
const unpenalized = 3;

/**
 * Rows that compute the third derivative over every four adjacent points. Changes of curvature are penalized, but not
 * the slope itself, because contrast depends on the slope.
 */
function bends(points: readonly Point[]): Matrix {
  return points.slice(unpenalized).map((_, index) => {
    const four = points.slice(index, index + 4).map(({ x }) => x);
    const [from = 0, second = 0, third = 0, to = 0] = four;
    const row = new Float64Array(points.length);
    // Weighted by the root of the distance it stands for, so that the sum of squares is an integral.
    const weight = 6 * Math.sqrt((to - from + third - second) / 4);
    for (const [at, x] of four.entries()) {
      const product = four.reduce((all, other, place) => (place === at ? all : all * (x - other)), 1);
      row[index + at] = weight / product;
    }
    return row;
  });
}

const dot = (row: Float64Array, values: readonly number[]) =>
  row.reduce((sum, part, at) => (part === 0 ? sum : sum + part * (values[at] ?? 0)), 0);

/** rowsᵀ × rows */
function gram(rows: Matrix, size: number): Float64Array[] {
  const product = Array.from({ length: size }, () => new Float64Array(size));
  for (const row of rows) {
    const used = [...row.keys()].filter((column) => row[column] !== 0);
    for (const i of used) {
      const line = product[i];
      for (const j of used) if (line) line[j] = (line[j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
    }
  }
  return product;
}

/**
 * Cholesky's factor L of a symmetric positive definite matrix L × Lᵀ with `unpenalized` diagonals beside the main
 * one.
 */
function factored(matrix: Matrix): Matrix {
  const factor = matrix.map((row) => Float64Array.from(row));
  const at = (row: number, column: number) => factor[row]?.[column] ?? 0;
  for (const [index, row] of factor.entries()) {
    for (let column = Math.max(0, index - unpenalized); column <= index; column++) {
      let sum = row[column] ?? 0;
      for (let k = Math.max(0, index - unpenalized); k < column; k++) sum -= at(index, k) * at(column, k);
      row[column] = column === index ? Math.sqrt(sum) : sum / at(column, column);
    }
  }
  return factor;
}

/** The solution of L × Lᵀ × x = right. */
function solved(factor: Matrix, right: readonly number[]): readonly number[] {
  const values = [...right];
  const size = values.length;
  const at = (row: number, column: number) => factor[row]?.[column] ?? 0;
  for (let row = 0; row < size; row++) {
    let sum = values[row] ?? 0;
    for (let k = Math.max(0, row - unpenalized); k < row; k++) sum -= at(row, k) * (values[k] ?? 0);
    values[row] = sum / at(row, row);
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = values[row] ?? 0;
    for (let k = row + 1; k <= Math.min(size - 1, row + unpenalized); k++)
      sum -= at(k, row) * (values[k] ?? 0);
    values[row] = sum / at(row, row);
  }
  return values;
}

export interface Smoothed {
  /** Smoothed values, one per point. */
  readonly values: readonly number[];
  /** Estimated standard deviation of the noise of a point of weight 1; 0 for points without noise. */
  readonly noise: number;
}

interface Candidate extends Smoothed {
  /** Twice the negative logarithm of the restricted likelihood, without its constant term. */
  readonly score: number;
}

/**
 * The smoothed points.
 * @param points - by strictly rising x; fewer than five are returned unchanged
 * @param weights - the number of measurements of each point
 */
export function smoothed(points: readonly Point[], weights: readonly number[]): Smoothed {
  const size = points.length;
  const given = points.map(({ y }) => y);
  if (size < 5) return { values: given, noise: 0 };
  const span = (points.at(-1)?.x ?? 1) - (points[0]?.x ?? 0);
  const scaled = points.map(({ x, y }) => ({ x: (x / span) * (size - 1), y }));
  const rows = bends(scaled);
  const roughness = gram(rows, size);
  const usual = Math.exp(weights.reduce((sum, weight) => sum + Math.log(weight), 0) / size);
  const even = weights.map((weight) => weight / usual);
  const freedom = size - unpenalized;
  // Lower limit of the noise, a hundred-thousandth: no instrument is more precise, and smaller values are rounding
  // errors.
  const least = 1e-10 * given.reduce((sum, value, at) => sum + (even[at] ?? 1) * value * value, 0);
  const candidate = (power: number): Candidate => {
    const stiffness = 10 ** (power / 4);
    const system = roughness.map((row, index) => {
      const line = row.map((value) => value * stiffness);
      line[index] = (line[index] ?? 0) + (even[index] ?? 1);
      return line;
    });
    const factor = factored(system);
    const values = solved(
      factor,
      given.map((value, at) => value * (even[at] ?? 1)),
    );
    const left = given.reduce(
      (sum, value, at) => sum + (even[at] ?? 1) * (value - (values[at] ?? value)) ** 2,
      0,
    );
    const bent = rows.reduce((sum, row) => sum + dot(row, values) ** 2, 0);
    const cost = left + stiffness * bent;
    const squares = Math.max(cost, least, Number.MIN_VALUE);
    const determinant = 2 * factor.reduce((sum, row, index) => sum + Math.log(row[index] ?? 1), 0);
    const score = freedom * Math.log(squares) + determinant - freedom * Math.log(stiffness);
    return { values, score, noise: cost > least ? Math.sqrt((usual * cost) / freedom) : 0 };
  };
  // From almost no smoothing to a parabola.
  const candidates = Array.from({ length: 45 }, (_, index) => candidate(index - 16));
  return candidates.reduce((found, other) => (other.score < found.score ? other : found));
}
