// The inner loops over pixels in plain TypeScript: the reference that the SIMD kernels match bit by bit. Sums are
// floats of 64 bits, rounded to 32 where they are stored. Start at `scalarKernels`.
import {
  margin,
  maxRun,
  minRun,
  type BitOutput,
  type Columns,
  type FilteredRows,
  type LookUp,
  type PixelKernels,
  type SymbolCodes,
  type SymbolCounts,
} from './pixel-kernels.ts';

/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices lie inside the arrays by contract of the interfaces */

function lookUp({ input, from, stride, count, table, output, at, outputStride }: LookUp): void {
  for (let i = 0, x = from, o = at; i < count; i++, x += stride, o += outputStride) {
    output[o] = table[input[x]!]!;
  }
}

/**
 * Unrolled, because most of the time of a film is spent here: eight taps, as for CUBIC that scales down a little, take three
 * quarters of the time of a loop.
 */
function columnMixer(columns: Columns): (output: Float32Array) => void {
  return columns.channels === 1
    ? (output) => {
        mixColumns(columns, output);
      }
    : (output) => {
        mixColumnsOfColors(columns, output);
      };
}

function mixColumns({ line, starts, taps, weights }: Columns, output: Float32Array): void {
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

function mixColumnsOfColors({ line, starts, taps, weights }: Columns, output: Float32Array): void {
  const groups = taps < 4 ? 0 : taps - (taps % 4);
  for (let o = 0; o < output.length; o++) {
    const pixel = Math.floor(o / 3);
    const w = pixel * taps;
    const s = starts[pixel]! * 3 + (o % 3);
    let sum = 0;
    for (let t = 0; t < groups; t += 4) {
      const at = s + t * 3;
      sum +=
        line[at]! * weights[w + t]! +
        line[at + 3]! * weights[w + t + 1]! +
        line[at + 6]! * weights[w + t + 2]! +
        line[at + 9]! * weights[w + t + 3]!;
    }
    for (let t = groups; t < taps; t++) sum += line[s + t * 3]! * weights[w + t]!;
    output[o] = sum;
  }
}

type Eight = [number, number, number, number, number, number, number, number];

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

/** Adds two weighted rows. */
function addRows(output: Float32Array, rows: readonly Float32Array[], weights: Float32Array): void {
  const [a, b] = rows;
  const [p = 0, q = 0] = weights;
  if (p === 0 && q === 0) return;
  for (let o = 0; o < output.length; o++) output[o]! += a![o]! * p + b![o]! * q;
}

/** Nearest 16-bit value; kernels overshoot at edges. */
export const rounded = (value: number) => Math.max(0, Math.min(65535, value + 0.5)) | 0;

function tone(values: Float32Array, table: Uint8Array | Uint16Array, row: Uint8Array): void {
  const width = values.length;
  if (table.BYTES_PER_ELEMENT === 1) {
    for (let x = 0; x < width; x++) row[x] = table[rounded(values[x]!)]!;
    return;
  }
  for (let x = 0, o = 0; x < width; x++, o += 2) {
    const value = table[rounded(values[x]!)]!;
    row[o] = value >> 8;
    row[o + 1] = value & 0xff;
  }
}

function filterPaeth({ row, above, rowBytes, pixelBytes }: FilteredRows, output: Uint8Array): void {
  for (let x = 0, at = margin; x < rowBytes; x++, at++) {
    const [left, up, corner] = [row[at - pixelBytes]!, above[at]!, above[at - pixelBytes]!];
    const toLeft = Math.abs(up - corner);
    const toUp = Math.abs(left - corner);
    const toCorner = Math.abs(left + up - 2 * corner);
    const predicted = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    output[x] = row[at]! - predicted;
  }
}
/** The bytes from `at`, where eight equal the byte before each, up to 258; 0 if they do not. */
function runAt(bytes: Uint8Array, at: number): number {
  const before = bytes[at - 1]!;
  const end = Math.min(bytes.length, at + maxRun);
  let next = at;
  while (next < end && bytes[next] === before) next++;
  return next - at < minRun ? 0 : next - at;
}

/** Calls `literal` with each value and `run` with each length. Runs are looked for at every eighth byte. */
function eachSymbol(
  bytes: Uint8Array,
  literal: (value: number) => void,
  run: (length: number) => void,
): void {
  if (bytes.length === 0) return;
  literal(bytes[0]!);
  let at = 1;
  while (at + minRun <= bytes.length) {
    const length = runAt(bytes, at);
    if (length > 0) run(length);
    else for (let x = at; x < at + minRun; x++) literal(bytes[x]!);
    at += length > 0 ? length : minRun;
  }
  for (; at < bytes.length; at++) literal(bytes[at]!);
}

function countSymbols(bytes: Uint8Array, { literals, runs }: SymbolCounts): void {
  const literal = (value: number) => literals[value]!++;
  const run = (length: number) => runs[length]!++;
  eachSymbol(bytes, literal, run);
}

function encodeSymbols(
  bytes: Uint8Array,
  { literals, runs }: SymbolCodes,
  { bytes: output, state }: BitOutput,
  start: number,
): number {
  let at = start;
  let [held = 0, count = 0] = state;
  const write = (code: number) => {
    held += (code >>> 8) * 2 ** count;
    count += code & 0xff;
    for (; count >= 8; count -= 8) {
      output[at++] = held % 256;
      held = Math.floor(held / 256);
    }
  };
  const literal = (value: number) => {
    write(literals[value]!);
  };
  const run = (length: number) => {
    write(runs[length]!);
  };
  eachSymbol(bytes, literal, run);
  state.set([held, count]);
  return at;
}

function adler32(bytes: Uint8Array, before: number): number {
  let [a, b] = [before & 0xffff, before >>> 16];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}
/* eslint-enable @typescript-eslint/no-non-null-assertion */

export const scalarKernels: PixelKernels = {
  lookUp,
  columnMixer,
  mixRows,
  tone,
  filterPaeth,
  countSymbols,
  encodeSymbols,
  adler32,
};
