// Monotone curves: the least-squares fit that never falls (pool adjacent violators), and the monotone cubic through
// points (Fritsch and Carlson 1980). Pure numbers without units.

/** One point of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The non-decreasing values that are nearest to the given ones by weighted squares: adjacent values that are out of
 * order are replaced by their mean.
 * @param weights - above 0; as many as values
 */
export function neverFalling(values: readonly number[], weights: readonly number[]): readonly number[] {
  const pools: { mean: number; weight: number; length: number }[] = [];
  for (const [index, value] of values.entries()) {
    let pool = { mean: value, weight: weights[index] ?? 1, length: 1 };
    for (let before = pools.at(-1); before && before.mean > pool.mean; before = pools.at(-1)) {
      pools.pop();
      const weight = before.weight + pool.weight;
      const mean = (before.mean * before.weight + pool.mean * pool.weight) / weight;
      pool = { mean, weight, length: before.length + pool.length };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ mean, length }) => Array.from({ length }, () => mean));
}

/** Slopes at the points for which the cubic between two points stays between their values. */
function slopesAt(points: readonly Point[], secants: readonly number[]): readonly number[] {
  return points.map((_, index) => {
    const before = secants[index - 1];
    const after = secants[index];
    if (before === undefined || after === undefined) return before ?? after ?? 0;
    if (before * after <= 0) return 0;
    // The weighted harmonic mean (Fritsch and Butland 1984).
    const left = (points[index]?.x ?? 0) - (points[index - 1]?.x ?? 0);
    const right = (points[index + 1]?.x ?? 0) - (points[index]?.x ?? 0);
    const near = 2 * right + left;
    const far = right + 2 * left;
    return (near + far) / (near / before + far / after);
  });
}

/**
 * The curve through the points: smooth, and between two points never outside their values. Beyond the ends it is
 * constant.
 * @param points - by strictly rising x, at least two
 * @throws RangeError for fewer points, or an x that does not rise
 */
export function monotoneCurve(points: readonly Point[]): (x: number) => number {
  const secants = points.slice(1).map(({ x, y }, index) => {
    const before = points[index] ?? { x, y };
    if (x <= before.x) throw new RangeError('The points of a curve must have rising x.');
    return (y - before.y) / (x - before.x);
  });
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || secants.length === 0) {
    throw new RangeError('A curve needs two points.');
  }
  const slopes = slopesAt(points, secants);
  return (x) => {
    if (x <= first.x) return first.y;
    if (x >= last.x) return last.y;
    let low = 0;
    let high = points.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((points[middle]?.x ?? 0) <= x) low = middle;
      else high = middle;
    }
    const p = points[low] ?? first;
    const q = points[high] ?? last;
    const width = q.x - p.x;
    const t = (x - p.x) / width;
    const inward = t * (1 - t) * width;
    const rest = 1 - t;
    return (
      p.y * rest * rest * (1 + 2 * t) +
      q.y * t * t * (3 - 2 * t) +
      inward * (rest * (slopes[low] ?? 0) - t * (slopes[high] ?? 0))
    );
  };
}
