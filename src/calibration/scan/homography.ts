// Maps a point of the chart to its scan: the projective map defined by four known and four found points. It covers
// every rotation, scale, skew, mirroring and perspective of a scanner or a camera.
import type { Spot } from '../target/target-layout.ts';

export type SpotMap = (spot: Spot) => Spot;

/** Solves rows × x = right by Gauss with pivoting; undefined when there is no unique solution. */
function solve(rows: number[][], right: number[]): number[] | undefined {
  const size = right.length;
  const system = rows.map((row, index) => [...row, right[index] ?? 0]);
  for (let column = 0; column < size; column++) {
    const rest = system.slice(column);
    const best = rest.reduce((found, row) =>
      Math.abs(row[column] ?? 0) > Math.abs(found[column] ?? 0) ? row : found,
    );
    const pivot = best[column] ?? 0;
    if (Math.abs(pivot) < 1e-12) return undefined;
    system.splice(system.indexOf(best), 1);
    system.splice(
      column,
      0,
      best.map((value) => value / pivot),
    );
    for (const [index, row] of system.entries()) {
      const factor = row[column] ?? 0;
      if (index === column || factor === 0) continue;
      for (const [at, value] of (system[column] ?? []).entries()) row[at] = (row[at] ?? 0) - factor * value;
    }
  }
  return system.map((row) => row[size] ?? 0);
}

/** The map from the four points `from` to the four points `to`; undefined when three are collinear. */
export function projectiveMap(from: readonly Spot[], to: readonly Spot[]): SpotMap | undefined {
  const rows: number[][] = [];
  const right: number[] = [];
  for (const [index, { x, y }] of from.entries()) {
    const target = to[index] ?? { x: 0, y: 0 };
    rows.push(
      [x, y, 1, 0, 0, 0, -x * target.x, -y * target.x],
      [0, 0, 0, x, y, 1, -x * target.y, -y * target.y],
    );
    right.push(target.x, target.y);
  }
  const found = solve(rows, right);
  if (found === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = found;
  return ({ x, y }) => {
    const depth = g * x + h * y + 1;
    return { x: (a * x + b * y + c) / depth, y: (d * x + e * y + f) / depth };
  };
}
