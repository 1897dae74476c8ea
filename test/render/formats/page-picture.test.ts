import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { JobFailure } from '../../../src/shared/errors/errors.ts';
import type { Film, ImageBox } from '../../../src/shared/film/film.ts';
import { pagePicture, rasterOf, type Raster } from '../../../src/render/formats/page-picture.ts';
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
/** One device pixel a millimeter. */
const printer = { ...paperPrinter, resolution: 25.4, highResolution: 50.8 };
const blobPaths = {
  white: writeBlob(folder, 'white', new Uint8Array(100).fill(255)),
  red: writeBlob(
    folder,
    'red',
    Uint8Array.from({ length: 300 }, (_, index) => (index < 100 ? 255 : 0)),
  ),
  // 0 and 255 like a chess board, 20 × 20.
  chess: writeBlob(
    folder,
    'chess',
    Uint8Array.from({ length: 400 }, (_, i) => ((i + Math.floor(i / 20)) % 2 === 0 ? 0 : 255)),
  ),
};
const white = grayPixels(10, 10, { bitsAllocated: 8, data: { key: 'white', byteLength: 100 } });
const red = rgbPixels(10, 10, { data: { key: 'red', byteLength: 300 } });
const chess = grayPixels(20, 20, { bitsAllocated: 8, data: { key: 'chess', byteLength: 400 } });

const raster = (images: readonly ImageBox[], film: Partial<Film> = {}) =>
  rasterOf({ film: filmOf(images, { filmSizeId: '24CMX30CM', ...film }), printer, blobPaths }, 25.4);
const at = ({ data, width, channels }: Raster, x: number, y: number) => [
  ...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels),
];

describe('a sheet of 240 × 300 pixels', () => {
  test('border, image, and the edge between them', async () => {
    const page = await raster([imageBox(white)]);
    assert.deepEqual([page.width, page.height, page.channels], [240, 300, 1]);
    // The image: 230 × 230 from 5, 35.
    assert.deepEqual(at(page, 4, 150), [0]);
    assert.deepEqual(at(page, 5, 150), [255]);
    assert.deepEqual(at(page, 234, 150), [255]);
    assert.deepEqual(at(page, 235, 150), [0]);
    assert.deepEqual(at(page, 100, 34), [0]);
    assert.deepEqual(at(page, 100, 35), [255]);
    assert.deepEqual(at(page, 100, 264), [255]);
    assert.deepEqual(at(page, 100, 265), [0]);
  });

  test('border and empty boxes by their densities', async () => {
    const page = await raster([imageBox(white, { position: 2 })], {
      imageDisplayFormat: { kind: 'STANDARD', columns: 2, rows: 1 },
      borderDensity: { kind: 'density', hundredthsOfOD: 170 },
      emptyImageDensity: { kind: 'white' },
    });
    // Boxes of 114 × 290 at 5 and 121; the image 114 × 114 at 121, 93. Density 170 is half way: 83.
    assert.deepEqual(at(page, 2, 2), [83]);
    assert.deepEqual(at(page, 5, 5), [255]);
    assert.deepEqual(at(page, 118, 294), [255]);
    assert.deepEqual(at(page, 119, 150), [83]);
    assert.deepEqual(at(page, 121, 150), [255]);
    assert.deepEqual(at(page, 121, 20), [83]);
  });

  test('trim is a line of opposite density around the image, none around empty boxes', async () => {
    const page = await raster([imageBox(chess, { magnificationType: 'NONE' })], { trim: true });
    // The image: 20 × 20 from 110, 140; the line one pixel wide around it.
    assert.deepEqual(at(page, 109, 139), [255]);
    assert.deepEqual(at(page, 130, 160), [255]);
    assert.deepEqual(at(page, 131, 150), [0]);
    assert.deepEqual([at(page, 110, 140), at(page, 111, 140), at(page, 129, 159)].flat(), [0, 255, 0]);
    const light = await raster([imageBox(chess, { magnificationType: 'NONE' })], {
      trim: true,
      borderDensity: { kind: 'white' },
    });
    assert.deepEqual(at(light, 109, 150), [0]);
    assert.deepEqual(at(light, 108, 150), [255]);
  });

  test('CROP shows the middle, its pixels unmixed', async () => {
    const wide = { ...chess, columns: 20, rows: 1, data: { key: 'chess', byteLength: 400 } };
    const page = await rasterOf(
      {
        film: filmOf([imageBox({ ...wide, columns: 400 }, { requestedDecimateCropBehavior: 'CROP' })], {
          filmSizeId: '24CMX30CM',
        }),
        printer,
        blobPaths,
      },
      25.4,
    );
    // 230 of 400 pixels, from pixel 85: row 4 of the board, pixel 5.
    assert.deepEqual(
      Array.from({ length: 6 }, (_, x) => at(page, 5 + x, 150)[0]),
      [85, 86, 87, 88, 89, 90].map((i) => ((i + Math.floor(i / 20)) % 2 === 0 ? 0 : 255)),
    );
  });

  test('color and gray on one sheet', async () => {
    const page = await raster([imageBox(red), imageBox(white, { position: 2 })], {
      imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 2 },
      borderDensity: { kind: 'density', hundredthsOfOD: 170 },
    });
    assert.equal(page.channels, 3);
    assert.deepEqual(at(page, 120, 75), [255, 0, 0]);
    assert.deepEqual(at(page, 120, 225), [255, 255, 255]);
    assert.deepEqual(at(page, 2, 2), [83, 83, 83]);
    const inverted = await raster([imageBox(red, { polarity: 'REVERSE' })]);
    assert.deepEqual(at(inverted, 120, 150), [0, 255, 255]);
  });

  test('an image that may be neither shrunk nor cropped fails the job', async () => {
    const film = [imageBox({ ...chess, columns: 400, rows: 1 }, { requestedDecimateCropBehavior: 'FAIL' })];
    await assert.rejects(
      () => raster(film),
      (error) =>
        error instanceof JobFailure && error.code === 'render-failed' && error.message.includes('position 1'),
    );
  });

  test('a LUT whose blob is gone fails the job', async () => {
    const presentationLut = {
      kind: 'table',
      entries: 256,
      bits: 12,
      data: { key: 'lut', byteLength: 512 },
    } as const;
    await assert.rejects(
      () => raster([imageBox(white, { presentationLut })]),
      (error) =>
        error instanceof JobFailure &&
        error.code === 'pixels-missing' &&
        error.message.includes('position 1'),
    );
  });
});

describe('the PNG', () => {
  const film = filmOf([imageBox(white)], { filmSizeId: '24CMX30CM' });
  const size = async (widthPixels: number) => {
    const { width, height } = await sharp(
      await pagePicture({ film, printer, blobPaths, widthPixels }),
    ).metadata();
    return [width, height];
  };

  test('has the width asked for, between 16 pixels and the device’s own', async () => {
    assert.deepEqual(await size(120), [120, 150]);
    assert.deepEqual(await size(1), [16, 20]);
    assert.deepEqual(await size(5000), [240, 300]);
  });

  test('holds the sheet', async () => {
    const png = await pagePicture({ film, printer, blobPaths, widthPixels: 120 });
    const { data, info } = await sharp(png).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    assert.equal(info.channels, 1);
    // At half size the image lies from 2.5, 17.5 to 117.5, 132.5.
    assert.deepEqual([data[60 * 120], data[60 * 120 + 60], data[10 * 120 + 60]], [0, 255, 0]);
  });

  test('an absurdly small picture of many boxes is still a picture', async () => {
    const images = Array.from({ length: 400 }, (_, index) => imageBox(white, { position: index + 1 }));
    const crowded = filmOf(images, { imageDisplayFormat: { kind: 'STANDARD', columns: 20, rows: 20 } });
    const png = await pagePicture({ film: crowded, printer, blobPaths, widthPixels: 16 });
    assert.equal((await sharp(png).metadata()).width, 16);
  });
});
