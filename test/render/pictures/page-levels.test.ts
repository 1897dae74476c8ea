// Levels of a page: their sizes, their samples, and that each is the average of the next.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { levelsOf, maxLevelOf } from '../../../src/render/pictures/level-sizes.ts';
import { pageSize, writePageLevels } from '../../../src/render/pictures/page-levels.ts';
import { rasterOf } from '../../../src/render/formats/page-picture.ts';
import {
  filmOf,
  grayPixels,
  imageBox,
  paperPrinter,
  rgbPixels,
  writeBlob,
} from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
const printer = { ...paperPrinter, resolution: 101.6, highResolution: 203.2 };
const blobPaths = {
  ramp: writeBlob(
    folder,
    'ramp',
    Uint8Array.from({ length: 100 }, (_, i) => (i % 10) * 25),
  ),
  red: writeBlob(
    folder,
    'red',
    Uint8Array.from({ length: 300 }, (_, i) => (i < 100 ? 255 : 0)),
  ),
};
const gray = filmOf(
  [imageBox(grayPixels(10, 10, { bitsAllocated: 8, data: { key: 'ramp', byteLength: 100 } }))],
  {
    filmSizeId: '24CMX30CM',
  },
);
const color = filmOf([imageBox(rgbPixels(10, 10, { data: { key: 'red', byteLength: 300 } }))], {
  filmSizeId: '24CMX30CM',
});

const intoFolder = (name: string) => {
  const into = path.join(folder, name);
  mkdirSync(into);
  return into;
};

test('levels are numbered as in Deep Zoom, from the one that is a tile to all pixels', () => {
  assert.deepEqual(levelsOf({ width: 4200, height: 5100 }), [
    { level: 9, width: 263, height: 319 },
    { level: 10, width: 525, height: 638 },
    { level: 11, width: 1050, height: 1275 },
    { level: 12, width: 2100, height: 2550 },
    { level: 13, width: 4200, height: 5100 },
  ]);
  assert.equal(maxLevelOf({ width: 513, height: 100 }), 10);
  assert.equal(maxLevelOf({ width: 512, height: 512 }), 9);
  assert.deepEqual(levelsOf({ width: 100, height: 50 }), [{ level: 9, width: 100, height: 50 }]);
});

test('the largest level is the page, pixel for pixel; the others are its averages', async () => {
  const into = intoFolder('gray');
  const size = pageSize({ film: gray, printer });
  assert.deepEqual([size.width, size.height, size.pixelsPerInch, size.widthMm], [960, 1200, 101.6, 240]);
  const { channels, levels, byteLength } = await writePageLevels({
    film: gray,
    printer,
    blobPaths,
    folder: into,
  });
  assert.equal(channels, 1);
  assert.deepEqual(levels, levelsOf(size));
  const raster = await rasterOf({ film: gray, printer, blobPaths }, 101.6);
  assert.ok(readFileSync(path.join(into, '11.raw')).equals(Buffer.from(raster.data)));
  let bytes = 0;
  for (const { level, width, height } of levels) {
    const file = path.join(into, `${level}.raw`);
    assert.equal(statSync(file).size, width * height, `level ${level}`);
    bytes += width * height;
  }
  assert.equal(byteLength, bytes);
  const [large, small] = [raster.data, readFileSync(path.join(into, '10.raw'))];
  for (const [x, y] of [
    [100, 200],
    [333, 444],
    [10, 10],
  ] as const) {
    const four = [0, 1, 960, 961].map((offset) => large[2 * y * 960 + 2 * x + offset] ?? NaN);
    const average = four.reduce((sum, value) => sum + value, 0) / 4;
    assert.ok(Math.abs((small[y * 480 + x] ?? NaN) - average) <= 24, `${x}, ${y}`);
  }
});

test('a page in color has three samples per pixel', async () => {
  const into = intoFolder('color');
  const { channels, levels } = await writePageLevels({ film: color, printer, blobPaths, folder: into });
  assert.equal(channels, 3);
  const [smallest] = levels;
  assert.ok(smallest);
  const data = readFileSync(path.join(into, `${smallest.level}.raw`));
  assert.equal(data.length, smallest.width * smallest.height * 3);
  const middle = (Math.floor(smallest.height / 2) * smallest.width + Math.floor(smallest.width / 2)) * 3;
  assert.deepEqual([...data.subarray(middle, middle + 3)], [255, 0, 0]);
});
