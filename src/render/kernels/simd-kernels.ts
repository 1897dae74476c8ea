// The inner loops over pixels in WebAssembly with SIMD: pixel-kernels.as, called with the addresses of arrays in its
// memory. Arrays outside its memory use the scalar code. Start at `simdKernels`.
import { margin, type PixelKernels } from './pixel-kernels.ts';
import { scalarKernels } from './scalar-kernels.ts';
import { memory, openWorkspace } from './workspace.ts';

type Kernel = (...values: number[]) => unknown;
const names = [
  'lookUpBytes',
  'lookUpWords',
  'mixColumns',
  'mixColumnsOfColors',
  'mixRows',
  'toneBytes',
  'toneWords',
  'filterPaeth',
  'countSymbols',
  'encodeSymbols',
  'adler32',
] as const;
type Module = Readonly<Record<(typeof names)[number], Kernel>>;

/** Maximum rows mixed at once; images that need more, because they are scaled down further, use the scalar code. */
const maxRows = 1024;

type Arrays = readonly ArrayBufferView[];
const inMemory = (...arrays: Arrays) => arrays.every(({ buffer }) => buffer === memory.buffer);

/** The kernels of a compiled module; undefined if the machine does not support SIMD. */
export function simdKernels(bytes: Uint8Array<ArrayBuffer>): PixelKernels | undefined {
  if (!WebAssembly.validate(bytes)) return undefined;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return kernelsOf(moduleOf(exports));
}

const isKernel = (value: unknown): value is Kernel => typeof value === 'function';

function moduleOf(exports: WebAssembly.Exports): Module {
  const kernel = (name: string): Kernel => {
    const found = exports[name];
    if (!isKernel(found)) throw new TypeError(`pixel-kernels-module.ts has no function ${name}.`);
    return found;
  };
  return Object.fromEntries(names.map((name) => [name, kernel(name)])) as Module;
}

function kernelsOf(module: Module): PixelKernels {
  const scratch = openWorkspace();
  const addresses = scratch.integers(maxRows);
  const rowWeights = scratch.doubles(maxRows);

  return {
    lookUp: (lookUp) => {
      const { input, from, stride, count, table, output, at, outputStride } = lookUp;
      if (!inMemory(input, table, output)) {
        scalarKernels.lookUp(lookUp);
        return;
      }
      const kernel = input.BYTES_PER_ELEMENT === 1 ? module.lookUpBytes : module.lookUpWords;
      const source = input.byteOffset + from * input.BYTES_PER_ELEMENT;
      kernel(source, stride, count, table.byteOffset, output.byteOffset + at * 4, outputStride);
    },

    columnMixer: (columns, workspace) => {
      const { line, channels, taps, weights } = columns;
      const width = columns.starts.length;
      // For an odd number of outputs, the last one is computed twice.
      const even = width + (width % 2);
      const starts = workspace.integers(even);
      const pairs = workspace.doubles(even * taps);
      const scalar = scalarKernels.columnMixer(columns, workspace);
      if (!inMemory(line, starts, pairs)) return scalar;
      for (let o = 0; o < even; o++) {
        const from = Math.min(o, width - 1);
        starts[o] = columns.starts[from] ?? 0;
        const pair = (o >> 1) * taps * 2 + (o & 1);
        for (let t = 0; t < taps; t++) pairs[pair + t * 2] = weights[from * taps + t] ?? 0;
      }
      const kernel = channels === 1 ? module.mixColumns : module.mixColumnsOfColors;
      return (output) => {
        if (!inMemory(output)) scalar(output);
        else kernel(line.byteOffset, starts.byteOffset, pairs.byteOffset, taps, width, output.byteOffset);
      };
    },

    mixRows: (rows, weights, from, output) => {
      if (rows.length === 1 || rows.length > maxRows || !inMemory(output, ...rows)) {
        scalarKernels.mixRows(rows, weights, from, output);
        return;
      }
      for (const [tap, row] of rows.entries()) {
        addresses[tap] = row.byteOffset;
        rowWeights[tap] = weights[from + tap] ?? 0;
      }
      const { byteOffset } = rowWeights;
      module.mixRows(addresses.byteOffset, rows.length, byteOffset, output.length, output.byteOffset);
    },

    tone: (values, table, row) => {
      if (!inMemory(values, table, row)) {
        scalarKernels.tone(values, table, row);
        return;
      }
      const kernel = table.BYTES_PER_ELEMENT === 1 ? module.toneBytes : module.toneWords;
      kernel(values.byteOffset, values.length, table.byteOffset, row.byteOffset);
    },

    filterPaeth: (rows, output) => {
      const { row, above, rowBytes, pixelBytes } = rows;
      if (!inMemory(row, above, output)) {
        scalarKernels.filterPaeth(rows, output);
        return;
      }
      const [line, previous] = [row.byteOffset + margin, above.byteOffset + margin];
      module.filterPaeth(line, previous, rowBytes, pixelBytes, output.byteOffset);
    },

    countSymbols: (bytes, counts) => {
      const { literals, runs } = counts;
      if (!inMemory(bytes, literals, runs)) scalarKernels.countSymbols(bytes, counts);
      else module.countSymbols(bytes.byteOffset, bytes.length, literals.byteOffset, runs.byteOffset);
    },

    encodeSymbols: (bytes, codes, output, at) => {
      const { literals, runs } = codes;
      const { bytes: target, state } = output;
      if (!inMemory(bytes, literals, runs, target, state))
        return scalarKernels.encodeSymbols(bytes, codes, output, at);
      const [from, to] = [bytes.byteOffset, target.byteOffset + at];
      const tables = [literals.byteOffset, runs.byteOffset] as const;
      const end = module.encodeSymbols(from, bytes.length, ...tables, to, state.byteOffset);
      return Number(end) - target.byteOffset;
    },

    adler32: (bytes, before) =>
      inMemory(bytes)
        ? Number(module.adler32(bytes.byteOffset, bytes.length, before)) >>> 0
        : scalarKernels.adler32(bytes, before),
  };
}
