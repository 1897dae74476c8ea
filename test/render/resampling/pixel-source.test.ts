import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JobFailure } from '../../../src/shared/errors/errors.ts';
import type { Pixels } from '../../../src/shared/film/film.ts';
import { openPixels } from '../../../src/render/resampling/pixel-source.ts';
import { grayPixels, rgbPixels, writeBlob } from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
const same = (entries: number) => Uint16Array.from({ length: entries }, (_, index) => index);

/** Every value of every plane, row by row. */
function planes(pixels: Pixels, file: string, rotated = false): number[][] {
  const source = openPixels(pixels, file, same(2 ** pixels.bitsAllocated), rotated);
  try {
    return source.planes.map((plane) => {
      const line = new Float32Array(plane.columns);
      return Array.from({ length: plane.rows }, (_, y) => {
        plane.readRow(y, { from: 0, to: plane.columns }, line, 0);
        return [...line];
      }).flat();
    });
  } finally {
    source.close();
  }
}

describe('planes of a blob', () => {
  test('gray of 8 and 16 bits; a padding byte at the end does not matter', () => {
    const bytes = writeBlob(folder, 'g8', Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 0]));
    assert.deepEqual(planes(grayPixels(3, 3, { bitsAllocated: 8 }), bytes), [[1, 2, 3, 4, 5, 6, 7, 8, 9]]);
    const words = writeBlob(folder, 'g16', Uint8Array.from([0x34, 0x12, 0xff, 0xff]));
    assert.deepEqual(planes(grayPixels(2, 1), words), [[0x1234, 0xffff]]);
  });

  test('planar configuration 1 and 0 hold the same image', () => {
    const wanted = [
      [1, 2, 3, 4],
      [11, 12, 13, 14],
      [21, 22, 23, 24],
    ];
    const apart = writeBlob(folder, 'p1', Uint8Array.from([1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24]));
    const together = writeBlob(folder, 'p0', Uint8Array.from([1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24]));
    assert.deepEqual(planes(rgbPixels(2, 2), apart), wanted);
    assert.deepEqual(planes(rgbPixels(2, 2, { planarConfiguration: 0 }), together), wanted);
  });

  test('16-bit color in both', () => {
    const wanted = [
      [258, 259],
      [512, 513],
      [65535, 0],
    ];
    const apart = writeBlob(folder, 'w1', Uint16Array.from(wanted.flat()));
    const together = writeBlob(folder, 'w0', Uint16Array.from([258, 512, 65535, 259, 513, 0]));
    assert.deepEqual(planes(rgbPixels(2, 1, { bitsAllocated: 16 }), apart), wanted);
    assert.deepEqual(
      planes(rgbPixels(2, 1, { bitsAllocated: 16, planarConfiguration: 0 }), together),
      wanted,
    );
  });

  test('an image of many blocks comes whole and in order', () => {
    const [columns, rows] = [1000, 700];
    const words = Uint16Array.from({ length: columns * rows }, (_, index) => (index * 40503) & 0xffff);
    const file = writeBlob(folder, 'blocks', words);
    assert.deepEqual(planes(grayPixels(columns, rows), file)[0], [...words]);
  });
});

describe('rotated planes', () => {
  /** A plane of `columns × rows`, rotated by arithmetic: the last column first, from its top to its bottom. */
  const rotatedList = (values: ArrayLike<number>, columns: number, rows: number) =>
    Array.from({ length: columns * rows }, (_, at) => {
      const [column, row] = [columns - 1 - Math.floor(at / rows), at % rows];
      return values[row * columns + column];
    });
  const rotated = (pixels: Pixels, file: string): number[][] => planes(pixels, file, true);

  test('gray and color in both planar configurations', () => {
    const file = writeBlob(folder, 't8', Uint8Array.from([1, 2, 3, 4, 5, 6]));
    assert.deepEqual(rotated(grayPixels(3, 2, { bitsAllocated: 8 }), file), [[3, 6, 2, 5, 1, 4]]);
    const wanted = [
      [2, 4, 1, 3],
      [12, 14, 11, 13],
      [22, 24, 21, 23],
    ];
    const apart = writeBlob(folder, 't1', Uint16Array.from([1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24]));
    const together = writeBlob(folder, 't0', Uint16Array.from([1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24]));
    assert.deepEqual(rotated(rgbPixels(2, 2, { bitsAllocated: 16 }), apart), wanted);
    assert.deepEqual(
      rotated(rgbPixels(2, 2, { bitsAllocated: 16, planarConfiguration: 0 }), together),
      wanted,
    );
  });

  test('an image of many strips comes whole, and a part of its rows alone', () => {
    const [columns, rows] = [1100, 1600];
    const words = Uint16Array.from({ length: columns * rows }, (_, index) => (index * 40503) & 0xffff);
    const file = writeBlob(folder, 'strips', words);
    const wanted = rotatedList(words, columns, rows);
    assert.deepEqual(rotated(grayPixels(columns, rows), file)[0], wanted);
    const source = openPixels(grayPixels(columns, rows), file, same(65536), true);
    const part = new Float32Array(12).fill(-1);
    source.planes[0]?.readRow(700, { from: 20, to: 28 }, part, 3);
    source.close();
    assert.deepEqual([...part], [-1, -1, -1, ...wanted.slice(700 * rows + 20, 700 * rows + 28), -1]);
  });
});

describe('pixels that are missing', () => {
  const missing = (pattern: RegExp) => (error: unknown) =>
    error instanceof JobFailure && error.code === 'pixels-missing' && pattern.test(error.message);

  test('no file of that name', () => {
    const file = `${folder}/none`;
    assert.throws(() => openPixels(grayPixels(1, 1), file, same(65536)), missing(/ENOENT/));
    assert.throws(() => openPixels(grayPixels(1, 1), undefined, same(65536)), missing(/has no file for/));
  });

  test('a blob shorter than its image', () => {
    const file = writeBlob(folder, 'short', new Uint8Array(7));
    assert.throws(
      () => openPixels(grayPixels(2, 2), file, same(65536)),
      missing(/7 bytes, its image needs 8/),
    );
    const color = rgbPixels(3, 1);
    assert.throws(() => openPixels(color, file, same(256)), missing(/7 bytes, its image needs 9/));
  });
});
