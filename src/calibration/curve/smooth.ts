// Takes the noise out of measured points: a smoothing spline in its discrete form, on points at any distance. How smooth,
// the points themselves decide, by restricted maximum likelihood (Wahba 1985): no number to tune. Against generalized
// cross-validation it hardly ever follows the noise by chance, which is what cost contrast: see test/calibration/loop.test.ts.
import type { Point } from './monotone.ts';

type Matrix = readonly Float64Array[];

/** What smoothing leaves alone: parabolas, three unknowns. */
const unpenalized = 3;

/**
 * Rows that take the third derivative between every four neighbours: what is pulled straight is how the slope bends, not
 * the slope itself, for the slope is what contrast is made of.
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

/** Cholesky's factor L of a symmetric positive definite matrix L × Lᵀ whose entries end `unpenalized` beside the diagonal. */
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
  /** As many as there were points. */
  readonly values: readonly number[];
  /** Standard deviation of the noise of a point of weight 1, as the points let guess; 0 for points without any. */
  readonly noise: number;
}

interface Candidate extends Smoothed {
  /** Twice the negative logarithm of the restricted likelihood, but for a constant. */
  readonly score: number;
}

/**
 * The points without their noise.
 * @param points - by rising x, no x twice; fewer than five are answered as they are
 * @param weights - how many measurements each point stands for
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
  // No instrument measures better than a hundred-thousandth; below it are rounding errors of this computation.
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
  // From hardly any smoothing to a parabola.
  const candidates = Array.from({ length: 45 }, (_, index) => candidate(index - 16));
  return candidates.reduce((found, other) => (other.score < found.score ? other : found));
}
