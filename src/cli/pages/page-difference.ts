// The difference between two pages of equal size: in P-values (as sent) and in JNDs (as seen). Start at `pageDifference`.
import type { ShownGrays } from '../../render/tone/p-values.ts';

interface Measure {
  readonly max: number;
  readonly mean: number;
  readonly rms: number;
  /** Number of pixels whose difference is above the previous bound and at most this one; the last bin has no bound. */
  readonly histogram: readonly { readonly upTo: number | null; readonly pixels: number }[];
}

export interface PageDifference {
  readonly pixels: number;
  /** Number of pixels that differ. */
  readonly different: number;
  /** Of 0 to 255. */
  readonly pValues: Measure;
  readonly jnds: Measure;
  /** Place of the largest difference in P-values, from the top left; the first of several. Undefined if the pages are equal. */
  readonly largest:
    | {
        readonly x: number;
        readonly y: number;
        readonly pValues: readonly [a: number, b: number];
        readonly jnds: readonly [a: number, b: number];
      }
    | undefined;
}

const bounds = [0, 0.5, 1, 2, 4, 8, 16, 32, 64, 128] as const;

/** Collects the differences in one measure. */
class Gathered {
  max = 0;
  #sum = 0;
  #squares = 0;
  readonly #counts = new Array<number>(bounds.length + 1).fill(0);

  add(difference: number): void {
    if (difference > this.max) this.max = difference;
    this.#sum += difference;
    this.#squares += difference * difference;
    let bucket = 0;
    while (bucket < bounds.length && difference > (bounds[bucket] ?? Infinity)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }

  measure(pixels: number): Measure {
    return {
      max: this.max,
      mean: this.#sum / pixels,
      rms: Math.sqrt(this.#squares / pixels),
      histogram: this.#counts.map((count, index) => ({ upTo: bounds[index] ?? null, pixels: count })),
    };
  }
}

/** @param a - device values of 16 bits, row by row; `b` has as many */
export function pageDifference(
  a: Uint16Array,
  b: Uint16Array,
  width: number,
  { pValues, jnds }: ShownGrays,
): PageDifference {
  const [inPValues, inJnds] = [new Gathered(), new Gathered()];
  let different = 0;
  let largest = -1;
  for (let at = 0; at < a.length; at++) {
    const [one = 0, other = 0] = [a[at], b[at]];
    if (one === other) continue;
    different += 1;
    const difference = Math.abs((pValues[one] ?? 0) - (pValues[other] ?? 0));
    if (largest < 0 || difference > inPValues.max) largest = at;
    inPValues.add(difference);
    inJnds.add(Math.abs((jnds[one] ?? 0) - (jnds[other] ?? 0)));
  }
  const pixels = a.length;
  const pair = (table: Float32Array) => [table[a[largest] ?? 0] ?? 0, table[b[largest] ?? 0] ?? 0] as const;
  return {
    pixels,
    different,
    pValues: withEqual(inPValues.measure(pixels), pixels - different),
    jnds: withEqual(inJnds.measure(pixels), pixels - different),
    largest:
      largest < 0
        ? undefined
        : { x: largest % width, y: Math.floor(largest / width), pValues: pair(pValues), jnds: pair(jnds) },
  };
}

/** Counts the equal pixels, which are not added one by one. */
function withEqual(measure: Measure, equal: number): Measure {
  const histogram = measure.histogram.map((bar, index) =>
    index === 0 ? { ...bar, pixels: bar.pixels + equal } : bar,
  );
  return { ...measure, histogram };
}
