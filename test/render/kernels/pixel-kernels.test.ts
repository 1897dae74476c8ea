// The SIMD kernels against the scalar ones with random inputs, byte by byte, and the compiled module against its source.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { kernels } from '../../../src/render/kernels/machine-kernels.ts';
import { moduleBytes } from '../../../src/render/kernels/pixel-kernels-module.ts';
import { margin, maxRun } from '../../../src/render/kernels/pixel-kernels.ts';
import { scalarKernels } from '../../../src/render/kernels/scalar-kernels.ts';
import { freeBytes, memoryBytes, openWorkspace } from '../../../src/render/kernels/workspace.ts';
import { compileKernels } from '../../../scripts/kernels-compiler.ts';

const folder = path.join(import.meta.dirname, '..', '..', '..', 'src', 'render', 'kernels');

let seed = 1;
/** A whole number from 0 up to but not including `end`. */
function random(end: number): number {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((seed / 0x80000000) * end);
}
const widths = [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 64, 101, 257];
const anyTaps = [1, 2, 4, 6, 8, 12, 16, 20, 32];

/** Runs on arrays in the memory of the kernels, all of which are released afterwards. */
function inWorkspace(work: (workspace: ReturnType<typeof openWorkspace>) => void): void {
  const before = freeBytes();
  const workspace = openWorkspace();
  work(workspace);
  workspace.release();
  assert.equal(freeBytes(), before);
}

test('this machine has SIMD, so that the tests below compare two implementations', () => {
  assert.notEqual(kernels, scalarKernels);
});

test('the compiled module is that of its source', () => {
  const made = compileKernels(path.join(folder, 'pixel-kernels.as'));
  assert.ok(moduleBytes.equals(made), 'run npm run kernels');
});

/** Values as they occur: whole ones of 16 bits, and those that kernels overshoot, at and beside the halves. */
function fillValues(values: Float32Array): void {
  const kinds = [
    () => random(65536),
    () => random(65536) + 0.5,
    () => random(65536) + 0.49999997,
    () => random(80000) - 8000 + random(1000) / 1000,
    () => [-0.5, 0.5, 0.49999997, -0.49999997, 65534.5, 65535.5, 65535, 70000, -1e-8][random(9)]!,
  ];
  for (let index = 0; index < values.length; index++) values[index] = kinds[random(kinds.length)]!();
}

function fillWeights(weights: Float32Array): void {
  for (let index = 0; index < weights.length; index++)
    weights[index] = random(8) === 0 ? 0 : random(2_000_000) / 1e6 - 0.5;
}

describe('SIMD equals scalar', () => {
  test('columns: every number of taps, odd widths, gray and color', () => {
    for (const channels of [1, 3] as const) {
      for (const taps of anyTaps) {
        for (const width of widths) {
          inWorkspace((workspace) => {
            const pixels = taps + width;
            const line = workspace.floats(pixels * channels);
            fillValues(line);
            const starts = Int32Array.from({ length: width }, () => random(pixels - taps + 1));
            const weights = new Float32Array(width * taps);
            fillWeights(weights);
            const output = workspace.floats(width * channels);
            const wanted = new Float32Array(width * channels);
            const columns = { line, channels, starts, taps, weights };
            kernels.columnMixer(columns, workspace)(output);
            scalarKernels.columnMixer(columns, workspace)(wanted);
            assert.deepEqual([...output], [...wanted], `${channels} channels, ${taps} taps, ${width} wide`);
          });
        }
      }
    }
  });

  test('rows: every number of taps, rows that occur twice', () => {
    for (const taps of anyTaps) {
      for (const width of widths) {
        inWorkspace((workspace) => {
          const made = Array.from({ length: taps }, () => workspace.floats(width));
          for (const row of made) fillValues(row);
          const rows = made.map((row) => (random(4) === 0 ? made[0]! : row));
          const weights = new Float32Array(taps * 2);
          fillWeights(weights);
          const output = workspace.floats(width);
          const wanted = new Float32Array(width);
          kernels.mixRows(rows, weights, taps, output);
          scalarKernels.mixRows(rows, weights, taps, wanted);
          assert.deepEqual([...output], [...wanted], `${taps} taps, ${width} wide`);
        });
      }
    }
  });

  test('device values of 8 and 16 bits, overshoot and halves included', () => {
    for (const width of widths) {
      inWorkspace((workspace) => {
        const values = workspace.floats(width);
        fillValues(values);
        for (const bits of [8, 16] as const) {
          const table = bits === 8 ? workspace.bytes(65536) : workspace.words(65536);
          for (let value = 0; value < 65536; value++) table[value] = random(2 ** bits);
          const row = workspace.bytes((width * bits) / 8);
          const wanted = new Uint8Array((width * bits) / 8);
          kernels.tone(values, table, row);
          scalarKernels.tone(values, table, wanted);
          assert.deepEqual([...row], [...wanted], `${bits} bits, ${width} wide`);
        }
      });
    }
  });

  test('rounding of every float around every whole number and half', () => {
    inWorkspace((workspace) => {
      const values = workspace.floats(65536 * 4);
      for (let value = 0; value < 65536; value++) {
        const half = Math.fround(value + 0.5);
        values.set([value, half, half * (1 - 2 ** -24), half * (1 + 2 ** -23)], value * 4);
      }
      const table = workspace.words(65536);
      for (let value = 0; value < 65536; value++) table[value] = value;
      const row = workspace.bytes(values.length * 2);
      const wanted = new Uint8Array(values.length * 2);
      kernels.tone(values, table, row);
      scalarKernels.tone(values, table, wanted);
      assert.ok(Buffer.from(row).equals(wanted));
    });
  });

  test('table lookups of bytes and words, with strides', () => {
    for (const bits of [8, 16] as const) {
      for (const stride of [1, 3]) {
        for (const outputStride of [1, 3]) {
          inWorkspace((workspace) => {
            const input = bits === 8 ? workspace.bytes(600) : workspace.words(600);
            for (let index = 0; index < input.length; index++) input[index] = random(2 ** bits);
            const table = workspace.words(2 ** bits);
            for (let index = 0; index < table.length; index++) table[index] = random(65536);
            const output = workspace.floats(600);
            const wanted = new Float32Array(600);
            const common = { input, from: 2, stride, count: 190, table, at: 5, outputStride };
            kernels.lookUp({ ...common, output });
            scalarKernels.lookUp({ ...common, output: wanted });
            assert.deepEqual([...output], [...wanted]);
          });
        }
      }
    }
  });

  test('the filter Paeth: noise, edges and flat rows, every pixel size', () => {
    for (const pixelBytes of [1, 2, 3, 6]) {
      for (const rowBytes of widths.map((width) => width * pixelBytes)) {
        inWorkspace((workspace) => {
          const [row, above] = [workspace.bytes(margin + rowBytes), workspace.bytes(margin + rowBytes)];
          for (let index = margin; index < row.length; index++) {
            row[index] = random(3) === 0 ? 0 : random(256);
            above[index] = [row[index]!, 255, random(256)][random(3)]!;
          }
          const output = workspace.bytes(rowBytes);
          const wanted = new Uint8Array(rowBytes);
          const rows = { row, above, rowBytes, pixelBytes };
          kernels.filterPaeth(rows, output);
          scalarKernels.filterPaeth(rows, wanted);
          assert.deepEqual([...output], [...wanted], `${pixelBytes} bytes per pixel, ${rowBytes} bytes`);
        });
      }
    }
  });
});

test('the scalar Paeth is that of the standard for every triple of neighbors', () => {
  // ISO/IEC 15948, 9.4, as it is written there.
  const predictor = (a: number, b: number, c: number) => {
    const p = a + b - c;
    const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
    if (pa <= pb && pa <= pc) return a;
    return pb <= pc ? b : c;
  };
  inWorkspace((workspace) => {
    const [row, above] = [workspace.bytes(margin + 512), workspace.bytes(margin + 512)];
    const output = workspace.bytes(512);
    for (let corner = 0; corner < 256; corner += 5) {
      for (let left = 0; left < 256; left += 3) {
        // Pairs of pixels: the second is the one that is looked at.
        for (let up = 0; up < 256; up++) {
          row.set([left, 7], margin + up * 2);
          above.set([corner, up], margin + up * 2);
        }
        kernels.filterPaeth({ row, above, rowBytes: 512, pixelBytes: 1 }, output);
        for (let up = 0; up < 256; up++) {
          assert.equal(output[up * 2 + 1], (7 - predictor(left, up, corner)) & 255);
        }
      }
    }
  });
});

test('arrays that do not fit into the memory are ordinary ones, and get the same results', () => {
  const before = freeBytes();
  const workspace = openWorkspace();
  workspace.bytes(memoryBytes - 4096);
  const [line, output] = [workspace.floats(8000), workspace.floats(8000)];
  for (let index = 0; index < line.length; index++) line[index] = index;
  const starts = Int32Array.from(line);
  const weights = new Float32Array(8000).fill(1);
  kernels.columnMixer({ line, channels: 1, starts, taps: 1, weights }, workspace)(output);
  assert.deepEqual(output, line);
  workspace.release();
  assert.equal(freeBytes(), before);
});

describe('compression', () => {
  const sources: Readonly<Record<string, (at: number) => number>> = {
    noise: () => random(40),
    'all values': () => random(256),
    zeros: () => 0,
    'short runs': (at) => (at % 11 < 9 ? 7 : random(256)),
    'runs of every length': (at) => Math.floor(Math.sqrt(at)) & 0xff,
  };
  for (const [name, valueAt] of Object.entries(sources)) {
    test(`${name}: symbols, their codes, and the checksum`, () => {
      for (const length of [0, 1, 7, 8, 9, 16, 17, 257, 258, 259, 600, 5552, 70_001]) {
        inWorkspace((workspace) => {
          const bytes = workspace.bytes(length);
          for (let at = 0; at < length; at++) bytes[at] = valueAt(at);
          const counts = { literals: workspace.integers(1024), runs: workspace.integers(maxRun + 1) };
          const wanted = { literals: new Int32Array(1024), runs: new Int32Array(maxRun + 1) };
          kernels.countSymbols(bytes, counts);
          scalarKernels.countSymbols(bytes, wanted);
          const sums = (tables: Int32Array) =>
            Array.from({ length: 256 }, (_, value) =>
              [0, 256, 512, 768].reduce((sum, table) => sum + tables[table + value]!, 0),
            );
          assert.deepEqual(sums(counts.literals), sums(wanted.literals));
          assert.deepEqual(counts.runs, wanted.runs);

          const codes = { literals: workspace.integers(257), runs: workspace.integers(maxRun + 1) };
          for (let value = 0; value < 257; value++) {
            const bits = 1 + random(12);
            codes.literals[value] = (random(2 ** bits) << 8) | bits;
          }
          for (let run = 0; run <= maxRun; run++) {
            const bits = 1 + random(23);
            codes.runs[run] = (random(2 ** bits) << 8) | bits;
          }
          const state = [random(8), 3];
          const output = { bytes: workspace.bytes(length * 2 + 8), state: workspace.integers(2) };
          const expected = { bytes: new Uint8Array(length * 2 + 8), state: Int32Array.from(state) };
          output.state.set(state);
          const end = kernels.encodeSymbols(bytes, codes, output, 0);
          assert.equal(end, scalarKernels.encodeSymbols(bytes, codes, expected, 0));
          assert.ok(Buffer.from(output.bytes.subarray(0, end)).equals(expected.bytes.subarray(0, end)));
          assert.deepEqual([...output.state], [...expected.state]);

          const before = random(65521) * 65536 + random(65521);
          assert.equal(kernels.adler32(bytes, before), scalarKernels.adler32(bytes, before));
        });
      }
    });
  }
  test('the checksum of the largest bytes does not overflow', () => {
    inWorkspace((workspace) => {
      const bytes = workspace.bytes(20_000).fill(255);
      const before = 65520 * 65536 + 65520;
      assert.equal(kernels.adler32(bytes, before), scalarKernels.adler32(bytes, before));
    });
  });
});
