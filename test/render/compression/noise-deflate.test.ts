// The compression of gray pixels: zlib reads its output, codes stay within their limits, and the output is not larger than
// zlib's.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { constants, deflateSync, inflateSync } from 'node:zlib';
import { canonicalCodes, codeLengths } from '../../../src/render/compression/huffman-codes.ts';
import { NoiseDeflate } from '../../../src/render/compression/noise-deflate.ts';
import { openWorkspace } from '../../../src/render/kernels/workspace.ts';

let seed = 1;
const random = () => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return seed / 0x80000000;
};

/** Residuals as a filter leaves them: small, around 0. */
const residual = () => Math.round((random() + random() + random() - 1.5) * 8) & 0xff;

function compressed(bytes: Uint8Array, pieceBytes = bytes.length, inKernels = true): Buffer {
  const workspace = openWorkspace();
  const deflate = new NoiseDeflate(workspace);
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    const piece = bytes.subarray(from, from + pieceBytes);
    const placed = inKernels ? workspace.bytes(piece.length) : new Uint8Array(piece.length);
    placed.set(piece);
    pieces.push(...deflate.add(placed));
  }
  pieces.push(deflate.end());
  workspace.release();
  return Buffer.concat(pieces);
}

const inputs: Readonly<Record<string, (at: number) => number>> = {
  residuals: residual,
  'all values alike': () => Math.floor(random() * 256),
  zeros: () => 0,
  'one value but once': (at) => (at === 40_000 ? 1 : 9),
  'black around an image': (at) => (at % 4096 < 1500 ? 0 : residual()),
  'values that are each half as frequent as the last': () => Math.clz32(random() * 2 ** 32),
};

describe('zlib reads it', () => {
  for (const [name, valueAt] of Object.entries(inputs)) {
    test(name, () => {
      for (const length of [0, 1, 2, 9, 300, 65_535, 65_536, 65_537, 300_000]) {
        const bytes = Uint8Array.from({ length }, (_, at) => valueAt(at));
        assert.ok(inflateSync(compressed(bytes)).equals(bytes), `${length} bytes`);
        assert.ok(inflateSync(compressed(bytes, 7777)).equals(bytes), `${length} bytes in pieces`);
      }
    });
  }
  test('the same bytes without SIMD', () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, at) => (at % 300 < 100 ? 0 : residual()));
    assert.ok(compressed(bytes, 65_536, false).equals(compressed(bytes, 65_536)));
  });
});

test('filtered pixels take at most 1 % more bytes than under the strategies of zlib', () => {
  for (const name of ['residuals', 'black around an image'] as const) {
    const bytes = Uint8Array.from({ length: 1 << 20 }, (_, at) => inputs[name]!(at));
    const ofZlib = [constants.Z_RLE, constants.Z_HUFFMAN_ONLY].map(
      (strategy) => deflateSync(bytes, { strategy, memLevel: 9 }).length,
    );
    const own = compressed(bytes).length;
    assert.ok(own <= Math.min(...ofZlib) * 1.01, `${name}: ${own}, zlib ${ofZlib.join(', ')}`);
  }
});

describe('codes', () => {
  const fibonacci = Int32Array.from({ length: 30 }, () => 0);
  fibonacci.set([1, 1]);
  for (let at = 2; at < 30; at++) fibonacci[at] = fibonacci[at - 1]! + fibonacci[at - 2]!;
  const counts: Readonly<Record<string, Int32Array>> = {
    'a symbol alone': Int32Array.of(0, 0, 5, 0),
    'no symbol': new Int32Array(4),
    'two symbols': Int32Array.of(0, 9, 0, 1),
    'the deepest tree': fibonacci,
    'many equal': new Int32Array(286).fill(3),
    'one frequent, many rare': Int32Array.from({ length: 286 }, (_, at) => (at === 0 ? 1e6 : 1)),
  };
  for (const [name, numbers] of Object.entries(counts)) {
    test(`${name}: every code is used, none begins another, none is too long`, () => {
      for (const maxBits of numbers.length > 128 ? [9, 12, 15] : [7, 12, 15]) {
        const lengths = codeLengths(numbers, maxBits);
        let used = 0;
        for (const [symbol, bits] of lengths.entries()) {
          assert.ok(bits <= maxBits);
          if (numbers[symbol]! > 0) assert.notEqual(bits, 0);
          if (bits > 0) used += 2 ** -bits;
        }
        assert.equal(used, 1);
        const codes = [...canonicalCodes(lengths)].flatMap((code, symbol) => {
          const bits = lengths[symbol]!;
          return bits === 0 ? [] : [Array.from({ length: bits }, (_, bit) => (code >> bit) & 1).join('')];
        });
        for (const code of codes)
          assert.equal(codes.filter((other) => other.startsWith(code)).length, 1, `${code} begins another`);
      }
    });
  }
  test('without a limit the sum of bits is that of the Huffman tree', () => {
    const lengths = codeLengths(Int32Array.of(5, 9, 12, 13, 16, 45), 15);
    assert.deepEqual([...lengths], [4, 4, 3, 3, 3, 1]);
  });
});
