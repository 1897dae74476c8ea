// Printable matrices as laser imagers have them (PS3.2 annex E, E.4.4): an image of exactly that size is printed pixel for
// pixel, in the middle of the film, and the matrix that is reported to a client is the one it gets.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { loadConfig } from '../../src/config/config.ts';
import { filmOrientations, type Film } from '../../src/shared/film/film.ts';
import { filmSizes, type FilmSizeId } from '../../src/shared/film/film-sizes.ts';
import type { Printer } from '../../src/shared/film/printer.ts';
import { imageFits } from '../../src/render/layout/image-fits.ts';
import { layoutSheet } from '../../src/render/layout/layout.ts';
import { writeDocument } from '../../src/render/formats/pdf.ts';
import { printableMatrix } from '../../src/render/layout/printable-matrix.ts';
import { needs } from '../support/external.ts';
import { grayPage } from '../support/pages.ts';
import { entry, images, samples } from '../support/pdf-objects.ts';
import { filmOf, grayPixels, imageBox, writeBlob } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder();

/** A printer as the configuration makes it. */
function printerWith(keys: string): Printer {
  const file = path.join(folder, 'config.yaml');
  writeFileSync(file, `printers: [{ aeTitle: A, ${keys} }]`);
  const [printer] = loadConfig({ file, data: folder }).printers;
  assert.ok(printer);
  return printer;
}
const imager = printerWith('resolution: 310, printableMatrices: laser-imager');

const sheet = (filmSizeId: FilmSizeId, filmOrientation: Film['filmOrientation']) =>
  ({
    filmSizeId,
    filmOrientation,
    requestedResolutionId: 'STANDARD',
    imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 1 },
  }) as const;

describe('laser-imager', () => {
  // As annex E has them, upright: that of 11 × 14 inches lies there.
  const matrices = {
    '8INX10IN': [2286, 2836],
    '11INX14IN': [3195, 4096],
    '14INX14IN': [4096, 4108],
    '14INX17IN': [4096, 5120],
  } as const;
  for (const [size, [columns, rows]] of Object.entries(matrices)) {
    for (const orientation of filmOrientations) {
      test(`${size} ${orientation}: its matrix, in the middle of the film, each pixel 25.4 / 310 mm`, () => {
        const [wide, high] = orientation === 'PORTRAIT' ? [columns, rows] : [rows, columns];
        const blank = sheet(size as FilmSizeId, orientation);
        assert.deepEqual(printableMatrix(blank, imager), { columns: wide, rows: high });
        const { boxes, widthMm, heightMm } = layoutSheet({ ...blank, images: [], annotations: [] }, imager);
        const { rect } = boxes[0]!;
        const near = (found: number, wanted: number) => {
          assert.ok(Math.abs(found - wanted) < 1e-9, `${found}, not ${wanted}`);
        };
        near(rect.widthMm, (wide / 310) * 25.4);
        near(rect.heightMm, (high / 310) * 25.4);
        near(rect.xMm + rect.widthMm / 2, widthMm / 2);
        near(rect.yMm + rect.heightMm / 2, heightMm / 2);
      });
    }
  }

  test('other sizes keep their margin', () => {
    const { widthMm } = filmSizes.A4;
    const { boxes } = layoutSheet({ ...sheet('A4', 'PORTRAIT'), images: [], annotations: [] }, imager);
    assert.deepEqual([boxes[0]!.rect.xMm, boxes[0]!.rect.widthMm], [5, widthMm - 10]);
  });
});

test('twice the resolution for HIGH: the same area, twice the pixels', () => {
  const printer = printerWith('resolution: 310, highResolution: 620, printableMatrices: laser-imager');
  const high = { ...sheet('14INX17IN', 'PORTRAIT'), requestedResolutionId: 'HIGH' } as const;
  assert.deepEqual(printableMatrix(high, printer), { columns: 8192, rows: 10_240 });
});

test('a matrix may be written lying or upright; a ruler moves it out of the way, and stays in its margin', () => {
  const keys = 'resolution: 310, filmSizes: [11INX14IN], ruler: left, printableMatrices';
  for (const matrix of ['{ columns: 3300, rows: 4096 }', '{ columns: 4096, rows: 3300 }']) {
    const printer = printerWith(`${keys}: { 11INX14IN: ${matrix} }`);
    const blank = sheet('11INX14IN', 'PORTRAIT');
    assert.deepEqual(printableMatrix(blank, printer), { columns: 3300, rows: 4096 });
    // 279.4 − 270.39 mm leave 4.5 mm in the middle: less than the 5 mm that the ruler has.
    const { boxes, marks } = layoutSheet({ ...blank, images: [], annotations: [] }, printer);
    assert.ok(Math.abs(boxes[0]!.rect.xMm - 5) < 1e-9);
    assert.ok(marks.ruler && marks.ruler.rect.xMm + marks.ruler.rect.widthMm <= 5);
  }
});

test('a ruler along the bottom moves it up', () => {
  const printer = printerWith('resolution: 305, ruler: bottom, printableMatrices: laser-imager');
  const blank = sheet('14INX17IN', 'PORTRAIT');
  const { boxes } = layoutSheet({ ...blank, images: [], annotations: [] }, printer);
  // 431.8 − 426.387 mm leave 5.413, of which the ruler has 5.
  assert.ok(Math.abs(boxes[0]!.rect.yMm - (431.8 - (5120 / 305) * 25.4 - 5)) < 1e-9);
});

test('one pixel more is too large, by every behavior; as many fit', () => {
  const keys = 'resolution: 100, filmSizes: [8INX10IN], printableMatrices';
  const printer = printerWith(`${keys}: { 8INX10IN: { columns: 640, rows: 800 } }`);
  const fit = (columns: number, rows: number, behavior: 'DECIMATE' | 'CROP' | 'FAIL') => {
    const image = imageBox(grayPixels(columns, rows), { requestedDecimateCropBehavior: behavior });
    const [found] = imageFits(filmOf([image], { filmSizeId: '8INX10IN' }), printer);
    return found?.fit;
  };
  assert.deepEqual(
    (['DECIMATE', 'CROP', 'FAIL'] as const).flatMap((behavior) => [
      fit(640, 800, behavior),
      fit(641, 800, behavior),
      fit(640, 801, behavior),
    ]),
    [
      'magnified',
      'decimated',
      'decimated',
      'magnified',
      'cropped',
      'cropped',
      'magnified',
      'refused',
      'refused',
    ],
  );
});

describe('an image of 4096 × 5120', { skip: needs('pdftoppm') }, () => {
  const [columns, rows] = [4096, 5120];
  const bytes = new Uint8Array(columns * rows);
  // Without any order, so that every pixel that is moved or mixed shows.
  for (let i = 0, state = 1; i < bytes.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  const blobPaths = { plain: writeBlob(folder, 'plain', bytes) };
  const pixels = grayPixels(columns, rows, {
    bitsAllocated: 8,
    data: { key: 'plain', byteLength: bytes.length },
  });
  for (const magnificationType of ['NONE', 'CUBIC'] as const) {
    test(`is printed pixel for pixel by ${magnificationType}, in the middle of 14 × 17 inches`, async () => {
      // Stored values as those of the device, so that they are seen again.
      const image = imageBox(pixels, { magnificationType, presentationLut: { kind: 'DEVICE' } });
      const output = path.join(folder, `${magnificationType}.pdf`);
      await writeDocument({
        films: [filmOf([image], { filmSizeId: '14INX17IN' })],
        printer: imager,
        blobPaths,
        output,
        title: 'matrix',
        createdAt: '2026-01-01T00:00:00Z',
      });
      const [object, ...others] = images(output);
      assert.ok(object);
      assert.deepEqual(others, []);
      const { dictionary } = object;
      assert.deepEqual([entry(dictionary, 'Width'), entry(dictionary, 'Height')], [columns, rows]);
      assert.ok(samples(object).equals(bytes));
      // 14 × 17 inches are 4340 × 5270 device pixels: 122 are left beside the image, 75 above and below it.
      const page = await grayPage(output, 1, 310);
      assert.deepEqual([page.width, page.height], [4340, 5270]);
      for (let y = 0; y < rows; y += 1) {
        const row = page.pixels.subarray((y + 75) * 4340 + 122, (y + 75) * 4340 + 122 + columns);
        const stored = bytes.subarray(y * columns, (y + 1) * columns);
        if (Buffer.compare(row, stored) !== 0) assert.fail(`row ${y} is not the stored one`);
      }
    });
  }
});
