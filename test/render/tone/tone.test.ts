import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JobFailure } from '../../../src/shared/errors/errors.ts';
import { lutWords, pValueTable, rgbTable, type LoadedLut } from '../../../src/render/tone/tone.ts';
import { grayPixels } from '../../support/render-films.ts';

const identity: LoadedLut = { kind: 'IDENTITY' };
const eight = grayPixels(1, 1, { bitsAllocated: 8 });
const twelve = grayPixels(1, 1, { bitsStored: 12 });
const lut = (bits: number, words: readonly number[]): LoadedLut => ({
  kind: 'table',
  bits,
  words: Uint16Array.from(words),
});

describe('stored pixel to P-value', () => {
  test('full scale of the stored bits is full scale of 16 bits', () => {
    const table = pValueTable(eight, 'NORMAL', identity);
    assert.equal(table.length, 256);
    assert.deepEqual([table[0], table[1], table[128], table[255]], [0, 257, 32896, 65535]);
    const wide = pValueTable(twelve, 'NORMAL', identity);
    assert.equal(wide.length, 65536);
    assert.deepEqual([wide[0], wide[1], wide[2048], wide[4095]], [0, 16, 32776, 65535]);
    const sixteen = pValueTable(grayPixels(1, 1), 'NORMAL', identity);
    assert.ok(sixteen.every((value, word) => value === word));
  });

  test('MONOCHROME1 and REVERSE invert, both together do not', () => {
    const one = { ...eight, photometricInterpretation: 'MONOCHROME1' } as const;
    assert.equal(pValueTable(one, 'NORMAL', identity)[0], 65535);
    assert.equal(pValueTable(eight, 'REVERSE', identity)[10], 245 * 257);
    assert.deepEqual(pValueTable(one, 'REVERSE', identity), pValueTable(eight, 'NORMAL', identity));
  });

  test('bits that are not stored do not count', () => {
    const table = pValueTable(twelve, 'NORMAL', identity);
    assert.equal(table[0xf123], table[0x0123]);
    const upper = pValueTable({ ...twelve, highBit: 15 }, 'NORMAL', identity);
    assert.equal(upper[0x123f], table[0x0123]);
  });

  test('signed values: the most negative is darkest', () => {
    const table = pValueTable({ ...twelve, signed: true }, 'NORMAL', identity);
    assert.deepEqual([table[0x0800], table[0x0000], table[0x07ff]], [0, 32776, 65535]);
    // Sign-extended words, as most modalities write them.
    assert.deepEqual([table[0xf800], table[0xffff]], [0, table[0x0fff]]);
    const inverted = pValueTable({ ...twelve, signed: true }, 'REVERSE', identity);
    assert.deepEqual([inverted[0xf800], inverted[0x07ff]], [65535, 0]);
  });

  test('LIN OD leaves the value alone: what it means is the device’s part', () => {
    assert.deepEqual(
      pValueTable(twelve, 'NORMAL', { kind: 'LIN OD' }),
      pValueTable(twelve, 'NORMAL', identity),
    );
  });
});

describe('presentation LUT tables', () => {
  test('the index is the value after polarity, the entry a P-value of its own bits', () => {
    const square = lut(
      10,
      Array.from({ length: 256 }, (_, index) => Math.min(1023, Math.floor(index ** 2 / 60))),
    );
    const table = pValueTable(eight, 'NORMAL', square);
    assert.equal(table[0], 0);
    assert.equal(table[100], Math.round((166 / 1023) * 65535));
    assert.equal(table[255], 65535);
    assert.equal(pValueTable(eight, 'REVERSE', square)[155], table[100]);
  });

  test('4096 entries for 12 bits, 65536 for 16', () => {
    const falling = lut(
      12,
      Array.from({ length: 4096 }, (_, index) => 4095 - index),
    );
    assert.deepEqual(
      [0, 1, 4095].map((value) => pValueTable(twelve, 'NORMAL', falling)[value]),
      [65535, 65519, 0],
    );
    const same = lut(
      16,
      Array.from({ length: 65536 }, (_, index) => index),
    );
    assert.ok(pValueTable(grayPixels(1, 1), 'NORMAL', same).every((value, word) => value === word));
  });

  test('a table of another length is stretched over the values and read between its entries', () => {
    const straight = lut(
      16,
      Array.from({ length: 256 }, (_, index) => index * 257),
    );
    const table = pValueTable(twelve, 'NORMAL', straight);
    for (let value = 0; value < 4096; value++) {
      assert.ok(Math.abs(table[value]! - (value / 4095) * 65535) <= 0.51, String(value));
    }
    const long = lut(
      12,
      Array.from({ length: 4096 }, (_, index) => index),
    );
    assert.deepEqual(
      [0, 128, 255].map((value) => pValueTable(eight, 'NORMAL', long)[value]),
      [0, 32896, 65535],
    );
  });

  test('entries above their own bits are full scale', () => {
    const over = lut(
      10,
      Array.from({ length: 256 }, () => 4095),
    );
    assert.equal(pValueTable(eight, 'NORMAL', over)[7], 65535);
  });

  test('words are little endian, 0 entries mean 65536, and a short blob goes as far as it has words', () => {
    const bytes = Uint8Array.from([0x34, 0x12, 0xff, 0x0f, 0x01]);
    const descriptor = { kind: 'table', bits: 12, data: { key: 'lut', byteLength: 4 } } as const;
    assert.deepEqual([...lutWords({ ...descriptor, entries: 1 }, bytes)], [0x1234]);
    assert.deepEqual([...lutWords({ ...descriptor, entries: 0 }, bytes)], [0x1234, 0x0fff]);
    assert.deepEqual([...lutWords({ ...descriptor, entries: 256 }, bytes)], [0x1234, 0x0fff]);
    assert.throws(
      () => lutWords({ ...descriptor, entries: 256 }, new Uint8Array(1)),
      (error) => error instanceof JobFailure && error.code === 'render-failed',
    );
  });
});

test('color samples: full scale of their bits, REVERSE inverts', () => {
  const table = rgbTable({ bitsAllocated: 8, bitsStored: 8 }, 'NORMAL');
  assert.deepEqual([table[0], table[100], table[255]], [0, 25700, 65535]);
  assert.equal(rgbTable({ bitsAllocated: 8, bitsStored: 8 }, 'REVERSE')[100], 155 * 257);
  const wide = rgbTable({ bitsAllocated: 16, bitsStored: 12 }, 'NORMAL');
  assert.deepEqual([wide[4095], wide[0xf000]], [65535, 0]);
  const upper = rgbTable({ bitsAllocated: 16, bitsStored: 12, highBit: 15 }, 'NORMAL');
  assert.deepEqual([upper[0xfff0], upper[0x800f], upper[0x000f]], [65535, wide[0x800], 0]);
});
