// Images with a requested size or shape: Requested Image Size to a tenth of a millimeter on every film, pixels that are not
// square, NONE, and the effects of CROP, DECIMATE and FAIL. All by arithmetic; PS3.3 C.13.5.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { filmOrientations, type Film, type ImageBox } from '../../src/shared/film/film.ts';
import { filmSizeIds } from '../../src/shared/film/film-sizes.ts';
import { layoutSheet, type PlacedImage } from '../../src/render/layout/layout.ts';
import { rasterOf } from '../../src/render/formats/page-picture.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, writeBlob } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

function place(image: ImageBox, film: Partial<Film> = {}, resolution = 300): PlacedImage {
  const { boxes } = layoutSheet(filmOf([image], film), { ...paperPrinter, resolution });
  const { placed } = boxes[image.position - 1]!;
  assert.ok(placed);
  return placed;
}
const near = (found: number, wanted: number, slack = 1e-9) => {
  assert.ok(Math.abs(found - wanted) <= slack, `${found}, not ${wanted}`);
};
const pixelsOf = (columns: number, rows: number, vertical: number, horizontal: number) =>
  grayPixels(columns, rows, { pixelAspectRatio: [vertical, horizontal] });

test('Requested Image Size is exact to 0.1 mm on every film, at every usual resolution, wherever its box lies', () => {
  fc.assert(
    fc.property(
      fc.record({
        filmSizeId: fc.constantFrom(...filmSizeIds),
        filmOrientation: fc.constantFrom(...filmOrientations),
        resolution: fc.constantFrom(150, 254, 300, 320, 508, 600),
        position: fc.integer({ min: 1, max: 4 }),
        widthMm: fc.double({ min: 10, max: 90, noNaN: true }),
        columns: fc.integer({ min: 8, max: 3000 }),
      }),
      ({ filmSizeId, filmOrientation, resolution, position, widthMm, columns }) => {
        const image = imageBox(grayPixels(columns, columns), { position, requestedImageSizeMm: widthMm });
        const imageDisplayFormat = { kind: 'STANDARD', columns: 2, rows: 2 } as const;
        const placed = place(image, { filmSizeId, filmOrientation, imageDisplayFormat }, resolution);
        assert.equal(placed.fit, 'as requested');
        near(placed.rect.widthMm, widthMm);
        const printedMm = (placed.device.width / resolution) * 25.4;
        near(printedMm, widthMm, Math.min(0.1, 12.7 / resolution + 1e-6));
        near(placed.device.height, placed.device.width, 1);
      },
    ),
  );
});

describe('pixels that are not square', () => {
  test('have their shape at the size that is asked for: 50 mm wide, and as high as their ratio says', () => {
    // Twice as high as wide: 200 × 100 of them are a square.
    near(place(imageBox(pixelsOf(200, 100, 2, 1), { requestedImageSizeMm: 50 })).rect.heightMm, 50);
    // Wider than high, 4:5.
    near(place(imageBox(pixelsOf(100, 100, 4, 5), { requestedImageSizeMm: 50 })).rect.heightMm, 40);
  });

  test('fill the box by the side that is short of room', () => {
    // 193.2 × 244 mm for 100 × 300 of 1:2: as wide as high by 2:3; 244 mm high are 162.67 mm wide.
    const { rect } = place(imageBox(pixelsOf(100, 300, 1, 2)));
    near(rect.heightMm, 244);
    near(rect.widthMm, (244 * 2) / 3);
  });

  test('are single device pixels with NONE, for that is what NONE says', () => {
    const { device, fit } = place(imageBox(pixelsOf(200, 100, 2, 1), { magnificationType: 'NONE' }));
    assert.deepEqual([device.width, device.height, fit], [200, 100, 'one to one']);
  });

  test('count as high as they are when it is judged whether the image is too large', () => {
    // 2000 rows of double height are 4000 device pixels: too many for 2882.
    const tall = (more: Partial<ImageBox>) => place(imageBox(pixelsOf(500, 2000, 2, 1), more));
    assert.equal(tall({ requestedDecimateCropBehavior: 'FAIL' }).fit, 'refused');
    const shrunk = tall({ requestedDecimateCropBehavior: 'DECIMATE' });
    assert.equal(shrunk.fit, 'decimated');
    near(shrunk.rect.widthMm / shrunk.rect.heightMm, 500 / 4000);
    const cropped = tall({ requestedDecimateCropBehavior: 'CROP' });
    assert.deepEqual([cropped.fit, cropped.device.width, cropped.device.height], ['cropped', 500, 2882]);
    // 2882 device pixels show 1441 rows, the middle ones.
    near(cropped.window.y.length, 1441, 1e-6);
    near(cropped.window.y.from, (2000 - 1441) / 2, 1);
  });

  test('on the sheet: a square of them is a square', async () => {
    const folder = suiteFolder();
    const blobPaths = { white: writeBlob(folder, 'white', new Uint8Array(20_000).fill(255)) };
    const pixels = grayPixels(200, 100, {
      bitsAllocated: 8,
      pixelAspectRatio: [2, 1],
      data: { key: 'white', byteLength: 20_000 },
    });
    const film = filmOf([imageBox(pixels, { requestedImageSizeMm: 60 })]);
    const { data, width, height } = await rasterOf(
      { film, printer: { ...paperPrinter, resolution: 254 }, blobPaths },
      254,
    );
    const row = data.subarray((height >> 1) * width, ((height >> 1) + 1) * width);
    const column = Array.from({ length: height }, (_, y) => data[y * width + (width >> 1)]);
    const white = (values: Iterable<number | undefined>) =>
      [...values].filter((value) => value === 255).length;
    assert.deepEqual([white(row), white(column)], [600, 600]);
  });
});

describe('a size that is asked for and too large for its box of 193.2 × 244 mm', () => {
  const image = (behavior: ImageBox['requestedDecimateCropBehavior'], columns: number, rows: number) =>
    imageBox(grayPixels(columns, rows), {
      requestedImageSizeMm: 250,
      requestedDecimateCropBehavior: behavior,
    });

  test('DECIMATE: as large as the box allows', () => {
    const placed = place(image('DECIMATE', 100, 100));
    assert.equal(placed.fit, 'decimated');
    near(placed.rect.widthMm, 193.2);
  });

  test('CROP: at the size that was asked for, its middle is seen', () => {
    const placed = place(image('CROP', 1000, 1000));
    assert.equal(placed.fit, 'cropped');
    near(placed.rect.widthMm, 193.2);
    near(placed.rect.heightMm, 244);
    // 0.25 mm a pixel: 772.8 columns and 976 rows of 1000, to half a device pixel.
    near(placed.window.x.length, 772.8, 0.2);
    near(placed.window.x.from, (1000 - 772.8) / 2, 0.2);
    near(placed.window.y.length, 976, 0.2);
    // A pixel of the image has its 0.25 mm in both directions.
    near((placed.device.width / placed.window.x.length / 300) * 25.4, 0.25, 1e-6);
    near((placed.device.height / placed.window.y.length / 300) * 25.4, 0.25, 1e-6);
  });

  test('FAIL: refused, also when only its height is too large', () => {
    assert.equal(place(image('FAIL', 100, 100)).fit, 'refused');
    const tall = imageBox(grayPixels(100, 200), {
      requestedImageSizeMm: 150,
      requestedDecimateCropBehavior: 'FAIL',
    });
    assert.equal(place(tall).fit, 'refused');
    const fits = imageBox(grayPixels(100, 160), {
      requestedImageSizeMm: 150,
      requestedDecimateCropBehavior: 'FAIL',
    });
    assert.equal(place(fits).fit, 'as requested');
  });
});
