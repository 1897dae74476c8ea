// Takes the noise out of measured points: a smoothing spline in its discrete form, on points at any distance. How smooth,
// the points themselves decide, by generalized cross-validation (Craven and Wahba 1979): no number to tune.
import type { Point } from './monotone.ts';

type Matrix = readonly Float64Array[];

/**
 * Rows that take the third derivative between every four neighbours: what is pulled straight is how the slope bends, not
 * the slope itself, for the slope is what contrast is made of.
 */
function bends(points: readonly Point[]): Matrix {
  return points.slice(3).map((_, index) => {
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

/** The inverse of a symmetric positive definite matrix, by Gauss and Jordan. */
function inverse(matrix: Matrix): Float64Array[] {
  const size = matrix.length;
  const left = matrix.map((row) => Float64Array.from(row));
  const right = matrix.map((_, index) =>
    Float64Array.from({ length: size }, (__, at) => Number(at === index)),
  );
  for (let pivot = 0; pivot < size; pivot++) {
    const [a, b] = [left[pivot], right[pivot]];
    if (!a || !b) break;
    const scale = 1 / (a[pivot] ?? 1);
    for (let at = 0; at < size; at++) {
      a[at] = (a[at] ?? 0) * scale;
      b[at] = (b[at] ?? 0) * scale;
    }
    for (let row = 0; row < size; row++) {
      const [c, d] = [left[row], right[row]];
      const factor = c?.[pivot] ?? 0;
      if (row === pivot || !c || !d || factor === 0) continue;
      for (let at = 0; at < size; at++) {
        c[at] = (c[at] ?? 0) - factor * (a[at] ?? 0);
        d[at] = (d[at] ?? 0) - factor * (b[at] ?? 0);
      }
    }
  }
  return right;
}

/**
 * What a degree of freedom costs. At 1, chance alone makes the curve follow the noise now and then (Kim and Gu 2004 have
 * 1.4).
 */
const caution = 1.4;

export interface Smoothed {
  /** As many as there were points. */
  readonly values: readonly number[];
  /** Standard deviation of the noise, as the points let guess; 0 for points without any. */
  readonly noise: number;
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
  const roughness = gram(bends(scaled), size);
  let best: { score: number; values: readonly number[]; noise: number } | undefined;
  // From hardly any smoothing to a straight line.
  for (let power = -4; power <= 12; power++) {
    const stiffness = 10 ** (power / 2);
    const system = roughness.map((row, index) => {
      const line = row.map((value) => value * stiffness);
      line[index] = (line[index] ?? 0) + (weights[index] ?? 1);
      return line;
    });
    const hat = inverse(system);
    const values = hat.map((row) =>
      row.reduce((sum, h, at) => sum + h * (weights[at] ?? 1) * (given[at] ?? 0), 0),
    );
    const freedom = hat.reduce((sum, row, index) => sum + (row[index] ?? 0) * (weights[index] ?? 1), 0);
    const squares = values.reduce(
      (sum, value, at) => sum + (weights[at] ?? 1) * (value - (given[at] ?? 0)) ** 2,
      0,
    );
    const left = Math.max(size - freedom, 1e-9);
    const score = squares / Math.max(size - caution * freedom, 1e-9) ** 2;
    if (best === undefined || score < best.score) best = { score, values, noise: Math.sqrt(squares / left) };
  }
  return best ?? { values: given, noise: 0 };
}
