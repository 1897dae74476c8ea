// 8-bit grays with blue noise: their mean is the 16-bit value, they are never more than a step away, the noise has no coarse
// grain, and a ramp of 12 bits has no visible step.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noiseRanks, noiseSide } from '../../src/render/tone/blue-noise.ts';
import { deviceTable } from '../../src/render/tone/device.ts';
import { rasterOf, type Raster } from '../../src/render/formats/page-picture.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, writeBlob } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder();
const printer = { ...paperPrinter, dither: true, resolution: 100 };
const side = 256;
const device = deviceTable(printer, { scale: 'GSDF', minDensity: 20, maxDensity: 320 }, 16);

/** A picture of one image, pixel on pixel, in the middle of the sheet. */
async function printed(key: string, words: Uint16Array, more: Partial<typeof printer> = {}) {
  const blob = writeBlob(folder, key, words);
  const pixels = grayPixels(side, words.length / side, { data: { key, byteLength: words.byteLength } });
  const film = filmOf([imageBox(pixels, { magnificationType: 'NONE' })]);
  const raster = await rasterOf({ film, printer: { ...printer, ...more }, blobPaths: { [key]: blob } }, 100);
  return (x: number, y: number) => at(raster, x, y, words.length / side);
}

function at({ data, width, height }: Raster, x: number, y: number, rows: number): number {
  const [left, top] = [Math.round((width - side) / 2), Math.round((height - rows) / 2)];
  return data[(top + y) * width + left + x] ?? NaN;
}

const means = (value: (x: number, y: number) => number, block: number): number[] => {
  const across = side / block;
  return Array.from({ length: across * across }, (_, index) => {
    let sum = 0;
    for (let i = 0; i < block * block; i++) {
      sum += value(
        (index % across) * block + (i % block),
        Math.floor(index / across) * block + Math.floor(i / block),
      );
    }
    return sum / block ** 2;
  });
};

test('the tile has every rank once', () => {
  assert.equal(noiseRanks.length, noiseSide ** 2);
  assert.deepEqual(
    [...noiseRanks].toSorted((a, b) => a - b),
    [...noiseRanks.keys()],
  );
});

describe('a flat gray', () => {
  for (const pValue of [300, 12345, 30000, 54321, 65000]) {
    test(`of P-value ${pValue} comes out as its 16-bit device value in the mean`, async () => {
      const value = await printed(`flat ${pValue}`, new Uint16Array(side * side).fill(pValue));
      const wanted = Number(device[pValue]) / 257;
      // Wherever a tile of the noise begins, each of its thresholds is there once.
      for (const mean of means(value, noiseSide))
        assert.ok(Math.abs(mean - wanted) < 1 / 4096 + 1e-9, `${mean} ${wanted}`);
      for (let i = 0; i < side; i++) assert.ok(Math.abs(value(i, 7) - wanted) < 1);
    });
  }

  test('that 8 bits have, and black and white, stay as they are', async () => {
    for (const pValue of [0, 65535, device.findIndex((value) => value === 257 * 100)]) {
      const value = await printed(`exact ${pValue}`, new Uint16Array(side * side).fill(pValue));
      for (let i = 0; i < side; i++) assert.equal(value(i, i), Number(device[pValue]) / 257);
    }
  });

  test('has no coarse grain: blocks of 16 by 16 differ less than a third of what white noise would', async () => {
    const pValue = device.findIndex((value) => Math.abs(value / 257 - 100.5) < 0.01);
    const blocks = means(await printed('half', new Uint16Array(side * side).fill(pValue)), 16);
    const mean = blocks.reduce((sum, block) => sum + block, 0) / blocks.length;
    const deviation = Math.sqrt(blocks.reduce((sum, block) => sum + (block - mean) ** 2, 0) / blocks.length);
    // White noise of one step: √(0.25 / 256).
    assert.ok(deviation < 0.03125 / 3, String(deviation));
  });
});

test('a ramp of 12 bits: the mean of every column follows it, where plain 8 bits stand in steps', async () => {
  // 256 columns over 256 of the 4096 values, 16 device steps or so: every column has a value of its own.
  const words = Uint16Array.from({ length: side * side }, (_, index) => (2048 + (index % side)) * 16);
  const farthest = (value: (x: number, y: number) => number) =>
    Math.max(
      ...Array.from({ length: side / 4 }, (_, group) => {
        let [sum, wanted] = [0, 0];
        for (let x = group * 4; x < group * 4 + 4; x++) {
          wanted += Number(device[(2048 + x) * 16]) / 257 / 4;
          for (let y = 0; y < side; y++) sum += value(x, y) / side / 4;
        }
        return Math.abs(sum - wanted);
      }),
    );
  assert.ok(farthest(await printed('ramp', words)) < 0.05);
  assert.ok(farthest(await printed('steps', words, { dither: false })) > 0.3);
});
