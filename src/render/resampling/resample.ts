// Spatial work on P-values: one plane of an image, resampled row by row while its rows are read, so that memory holds a few
// rows whatever the image. Horizontal first, then a ring of finished rows is mixed vertically.
//
// libvips has a resize, and it was measured against the formulas (sharp 0.35.5 with libvips 8.18.7, 16-bit grey). When it
// enlarges, its linear and cubic results are half an output pixel off: along a ramp of 680 per pixel, 170 too low at twice
// the size; its nearest is off for factors that are not whole. When it scales down, a flat 65535 comes out up to 144 lower,
// because its weights have 12 bits. Here the error is that of rounding once, and a whole film, toned and compressed, takes as
// long as libvips takes to resize it and write a PNG (bench/render.ts): tone lookups add nothing to it.
import { tapsOf, type Kernel, type Span, type Taps } from './kernels.ts';

/** Columns `from` up to but not including `to`. */
export interface ColumnRange {
  readonly from: number;
  readonly to: number;
}

/** One plane of samples, read from the top down. */
export interface PlaneSource {
  readonly columns: number;
  readonly rows: number;
  /** Writes the 16-bit values of some columns of row `y` into `target` from index `at`. */
  readRow(y: number, columns: ColumnRange, target: Float32Array, at: number): void;
}

/** The part of a plane that is shown, in pixels, with fractions. */
export interface SourceWindow {
  readonly x: Span;
  readonly y: Span;
}

/** What part of a plane becomes how many values, and how. */
export interface Resampling {
  readonly window: SourceWindow;
  /** Size of the result, in values. */
  readonly width: number;
  readonly height: number;
  readonly kernel: Kernel;
}

const clampIndex = (index: number, length: number) => Math.min(length - 1, Math.max(0, index));

/** Reads whole source rows into a line that is extended at both ends as far as the taps reach. */
function lineReader(source: PlaneSource, taps: Taps) {
  let first = 0;
  let end = source.columns;
  for (const start of taps.starts) {
    first = Math.min(first, start);
    end = Math.max(end, start + taps.taps);
  }
  // Columns that no tap touches need not be read: a crop looks at a part of the row only.
  const touched = { from: source.columns, to: 0 };
  for (const start of taps.starts) {
    touched.from = Math.min(touched.from, clampIndex(start, source.columns));
    touched.to = Math.max(touched.to, clampIndex(start + taps.taps - 1, source.columns) + 1);
  }
  const line = new Float32Array(end - first);
  const offset = -first;
  const read = (y: number) => {
    source.readRow(y, touched, line, offset + touched.from);
    if (first < 0) line.fill(line[offset] ?? 0, 0, offset);
    if (end > source.columns) line.fill(line[offset + source.columns - 1] ?? 0, offset + source.columns);
  };
  return { line, read, starts: taps.starts.map((start) => start + offset) };
}

/* eslint-disable @typescript-eslint/no-non-null-assertion -- inside the arrays by construction of the taps */

/**
 * `output[o] = Σ weights · line`. Unrolled, because most of the time of a film is spent here: eight taps, as for CUBIC that
 * scales down a little, take three quarters of the time of a loop.
 */
function mixColumns(
  line: Float32Array,
  starts: Int32Array,
  { taps, weights }: Taps,
  output: Float32Array,
): void {
  const width = output.length;
  if (taps === 1) {
    for (let o = 0; o < width; o++) output[o] = line[starts[o]!]!;
  } else if (taps === 2) {
    for (let o = 0, w = 0; o < width; o++, w += 2) {
      const s = starts[o]!;
      output[o] = line[s]! * weights[w]! + line[s + 1]! * weights[w + 1]!;
    }
  } else if (taps === 4) {
    for (let o = 0, w = 0; o < width; o++, w += 4) output[o] = four(line, starts[o]!, weights, w);
  } else if (taps === 6) {
    for (let o = 0, w = 0; o < width; o++, w += 6) {
      const s = starts[o]!;
      output[o] = four(line, s, weights, w) + line[s + 4]! * weights[w + 4]! + line[s + 5]! * weights[w + 5]!;
    }
  } else if (taps === 8) {
    for (let o = 0, w = 0; o < width; o++, w += 8) {
      const s = starts[o]!;
      output[o] = four(line, s, weights, w) + four(line, s + 4, weights, w + 4);
    }
  } else {
    for (let o = 0, w = 0; o < width; o++) {
      let sum = 0;
      for (let s = starts[o]!, end = w + taps; w < end; w += 4, s += 4) sum += four(line, s, weights, w);
      output[o] = sum;
    }
  }
}

function four(line: Float32Array, s: number, weights: Float32Array, w: number): number {
  return (
    line[s]! * weights[w]! +
    line[s + 1]! * weights[w + 1]! +
    line[s + 2]! * weights[w + 2]! +
    line[s + 3]! * weights[w + 3]!
  );
}

type Eight = [number, number, number, number, number, number, number, number];

/** `output = Σ weights[from + t] · rows[t]`, up to eight rows at a time. */
function mixRows(
  rows: readonly Float32Array[],
  weights: Float32Array,
  from: number,
  output: Float32Array,
): void {
  const width = output.length;
  const [a, b, c, d, e, f, g, h] = rows;
  const [p, q, r, s, t, u, v, w] = [0, 1, 2, 3, 4, 5, 6, 7].map((tap) => weights[from + tap] ?? 0) as Eight;
  if (rows.length === 1) output.set(a!);
  else if (rows.length === 2) {
    for (let o = 0; o < width; o++) output[o] = a![o]! * p + b![o]! * q;
  } else if (rows.length === 6) {
    for (let o = 0; o < width; o++) {
      output[o] = a![o]! * p + b![o]! * q + c![o]! * r + d![o]! * s + e![o]! * t + f![o]! * u;
    }
  } else if (rows.length === 8) {
    for (let o = 0; o < width; o++) {
      const first = a![o]! * p + b![o]! * q + c![o]! * r + d![o]! * s;
      output[o] = first + e![o]! * t + f![o]! * u + g![o]! * v + h![o]! * w;
    }
  } else {
    for (let o = 0; o < width; o++) output[o] = a![o]! * p + b![o]! * q + c![o]! * r + d![o]! * s;
    for (let next = 4; next < rows.length; next += 2)
      addRows(output, rows.slice(next, next + 2), weights.subarray(from + next, from + next + 2));
  }
}

/** Adds two rows, each with its weight. */
function addRows(output: Float32Array, rows: readonly Float32Array[], weights: Float32Array): void {
  const [a, b] = rows;
  const [p = 0, q = 0] = weights;
  if (p === 0 && q === 0) return;
  for (let o = 0; o < output.length; o++) output[o]! += a![o]! * p + b![o]! * q;
}
/* eslint-enable @typescript-eslint/no-non-null-assertion */

/**
 * The rows of a plane at another size, top to bottom, `height` times `width` values. Values may exceed 0 … 65535 where a
 * kernel overshoots. The yielded array is reused: use it before requesting the next.
 */
export function* resampledRows(
  source: PlaneSource,
  { window, width, height, kernel }: Resampling,
): Generator<Float32Array, void, undefined> {
  const across = tapsOf(kernel, window.x, width);
  const down = tapsOf(kernel, window.y, height);
  const { line, read, starts } = lineReader(source, across);
  const ring = Array.from({ length: down.taps }, () => ({ y: -1, row: new Float32Array(width) }));
  const output = new Float32Array(width);

  const rowAt = (index: number): Float32Array => {
    const y = clampIndex(index, source.rows);
    const slot = ring[y % ring.length];
    if (slot === undefined) throw new RangeError('The ring has a row for each tap.');
    if (slot.y !== y) {
      read(y);
      mixColumns(line, starts, across, slot.row);
      slot.y = y;
    }
    return slot.row;
  };

  for (const [o, start] of down.starts.entries()) {
    const rows = Array.from({ length: down.taps }, (_, t) => rowAt(start + t));
    mixRows(rows, down.weights, o * down.taps, output);
    yield output;
  }
}
