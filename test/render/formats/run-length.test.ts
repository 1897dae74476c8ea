// Run-length coding of lines: decoded output equals the input, byte by byte by PWG 5102.4 clause 4.4, and is as short as
// possible.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { encodeRows } from '../../../src/render/formats/run-length.ts';
import { readBody } from '../../support/raster-documents.ts';

function* rowsOf(pixels: Uint8Array, rowBytes: number): Generator<Uint8Array, void, undefined> {
  // One array for all rows, as the renderer does it.
  const row = new Uint8Array(rowBytes);
  for (let at = 0; at < pixels.length; at += rowBytes) {
    row.set(pixels.subarray(at, at + rowBytes));
    yield row;
  }
}

const coded = (pixels: Uint8Array, width: number, channels: 1 | 3) =>
  Buffer.concat([...encodeRows(rowsOf(pixels, width * channels), channels)]);

function assertReadsBack(pixels: Uint8Array, width: number, channels: 1 | 3): Buffer {
  const bytes = coded(pixels, width, channels);
  const height = pixels.length / width / channels;
  const body = readBody(bytes, 0, { width, height, channels });
  assert.equal(body.end, bytes.length);
  assert.ok(Buffer.from(body.pixels).equals(pixels));
  return bytes;
}

describe('a line', () => {
  const line = (...values: readonly number[]) => [...coded(Uint8Array.from(values), values.length, 1)];

  test('the example of runs and lists', () => {
    assert.deepEqual(line(7), [0, 0, 7]);
    assert.deepEqual(line(7, 7, 7, 7), [0, 3, 7]);
    assert.deepEqual(line(1, 2, 3), [0, 257 - 3, 1, 2, 3]);
    assert.deepEqual(line(1, 2, 5, 5, 5), [0, 257 - 2, 1, 2, 2, 5]);
    assert.deepEqual(line(5, 5, 5, 1), [0, 2, 5, 0, 1]);
    // Two alike stay in the list of gray pixels.
    assert.deepEqual(line(1, 2, 2, 3, 9, 9, 9), [0, 257 - 4, 1, 2, 2, 3, 2, 9]);
  });

  test('of color: a pixel is three bytes, and two alike are a run', () => {
    const pixels = Uint8Array.from([1, 2, 3, 4, 5, 6, 9, 8, 7, 9, 8, 7]);
    assert.deepEqual([...coded(pixels, 4, 3)], [0, 257 - 2, 1, 2, 3, 4, 5, 6, 1, 9, 8, 7]);
    // Equal bytes across the border of two pixels are not a run.
    assert.deepEqual([...coded(Uint8Array.from([1, 1, 2, 2, 2, 3]), 2, 3)], [0, 257 - 2, 1, 1, 2, 2, 2, 3]);
  });

  test('runs of 1, 2, 127, 128, 129, 256 and 257', () => {
    for (const length of [1, 2, 127, 128, 129, 256, 257]) {
      for (const channels of [1, 3] as const) {
        const bytes = assertReadsBack(new Uint8Array(length * channels).fill(77), length, channels);
        assert.equal(bytes.length, 1 + Math.ceil(length / 128) * (1 + channels), `${length} × ${channels}`);
      }
    }
  });

  test('lists of 127, 128, 129 and 257 different pixels', () => {
    for (const length of [127, 128, 129, 257]) {
      const bytes = assertReadsBack(
        Uint8Array.from({ length }, (_, x) => x & 0xff),
        length,
        1,
      );
      assert.ok(bytes.length <= 1 + length + Math.ceil(length / 128) + 1, `${length}: ${bytes.length}`);
    }
  });
});

test('a line repeated 1 to 600 times', () => {
  for (const lines of [1, 2, 255, 256, 257, 512, 513, 600]) {
    const pixels = Uint8Array.from({ length: lines * 5 }, (_, at) => at % 5);
    const bytes = assertReadsBack(pixels, 5, 1);
    const perLine = bytes.length / Math.ceil(lines / 256);
    assert.ok(Number.isInteger(perLine) && perLine < 10);
    assert.equal(bytes[0], Math.min(256, lines) - 1);
  }
});

test('what is coded reads back, whatever it is', () => {
  const pages = fc
    .record({
      channels: fc.constantFrom(1 as const, 3 as const),
      width: fc.integer({ min: 1, max: 300 }),
      // Runs of runs: lines of few values in stretches, some of them repeated.
      lines: fc.array(
        fc.record({
          repeats: fc.constantFrom(1, 1, 2, 255, 256, 257),
          stretches: fc.array(
            fc.record({
              length: fc.constantFrom(1, 1, 2, 3, 127, 128, 129),
              value: fc.integer({ min: 0, max: 4 }),
            }),
            { minLength: 1, maxLength: 40 },
          ),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    })
    .map(({ channels, width, lines }) => {
      const rows = lines.flatMap(({ repeats, stretches }) => {
        const values = stretches.flatMap(({ length, value }) => Array<number>(length).fill(value));
        const line = Array.from({ length: width * channels }, (_, at) => values[at % values.length] ?? 0);
        return Array.from({ length: repeats }, () => line);
      });
      return { channels, width, pixels: Uint8Array.from(rows.flat()) };
    });
  fc.assert(
    fc.property(pages, ({ channels, width, pixels }) => {
      const bytes = assertReadsBack(pixels, width, channels);
      // Never larger than lists of 128 pixels, but for a byte that a run at the end of a line may cost.
      const rows = pixels.length / (width * channels);
      assert.ok(bytes.length <= rows * (2 + width * channels + Math.ceil(width / 64)));
    }),
    { numRuns: 150 },
  );
});

test('many rows come in pieces of bounded size', () => {
  const pixels = Uint8Array.from(
    { length: 1000 * 1000 },
    (_, at) => (Math.imul(at, 2654435761) >>> 13) & 0xff,
  );
  const pieces = [...encodeRows(rowsOf(pixels, 1000), 1)];
  assert.ok(pieces.length >= 3);
  for (const piece of pieces) assert.ok(piece.length <= (1 << 18) + 2001);
  const body = readBody(Buffer.concat(pieces), 0, { width: 1000, height: 1000, channels: 1 });
  assert.ok(Buffer.from(body.pixels).equals(pixels));
});
