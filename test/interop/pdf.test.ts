// Documents as other programs see them: qpdf checks the file, poppler draws the pages. Drawn at the device's resolution
// a page must be the sheet, pixel by pixel: no seam, no shift, no color conversion by more than one value.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import {
  listFilmFolders,
  readFilmFolder,
  toFilm,
  type FolderFilm,
} from '../../src/shared/film/film-folder.ts';
import { media } from '../../src/shared/film/printer.ts';
import { rasterOf } from '../../src/render/formats/page-picture.ts';
import { writeDocument } from '../../src/render/formats/pdf.ts';
import { needs } from '../support/external.ts';
import { paperDeviceValue } from '../support/gray-reference.ts';
import { grayPage, pageSizes } from '../support/pages.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, writeBlob } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);
const folder = suiteFolder();
const films = path.join(import.meta.dirname, '..', '..', 'fixtures', 'films');

async function document(name: string, films: readonly FolderFilm[], printer = paperPrinter): Promise<string> {
  const output = path.join(folder, `${name}.pdf`);
  await writeDocument({
    films: films.map(({ film }) => film),
    printer,
    blobPaths: Object.assign({}, ...films.map(({ blobPaths }) => blobPaths)) as Record<string, string>,
    output,
    title: name,
    createdAt: '2026-01-01T00:00:00Z',
  });
  return output;
}

const fixture = async (name: string) => toFilm(await readFilmFolder(path.join(films, name)), folder);

describe('all fixtures in one document', { skip: needs('qpdf', 'pdftoppm', 'pdfinfo', 'pdfimages') }, () => {
  let all: readonly FolderFilm[] = [];
  let pdf = '';
  before(async () => {
    const made: FolderFilm[] = [];
    for (const each of await listFilmFolders(films))
      made.push(await toFilm(await readFilmFolder(each), folder));
    all = made;
    pdf = await document('all', made, { ...paperPrinter, resolution: 100 });
  });

  test('qpdf finds nothing wrong', async () => {
    const { stdout, stderr } = await run('qpdf', ['--check', pdf]);
    assert.match(stdout, /No syntax or stream encoding errors found/);
    assert.equal(stderr, '');
  });

  test('every page has its size, every image its own object', async () => {
    const sizes = await pageSizes(pdf);
    assert.equal(sizes.length, all.length);
    const { stdout } = await run('pdfimages', ['-list', pdf]);
    const listed = stdout.trim().split('\n').slice(2);
    assert.equal(listed.length, all.flatMap(({ film }) => film.images).length);
    for (const line of listed)
      assert.match(line, / image +\d+ +\d+ +icc +[13] +8 +image +no +\d+ +0 +100 +100 /);
  });

  test('every page drawn is the sheet', async () => {
    for (const [index, { film, blobPaths }] of all.entries()) {
      const sheet = await rasterOf({ film, printer: { ...paperPrinter, resolution: 100 }, blobPaths }, 100);
      if (sheet.channels === 3) continue;
      const page = await grayPage(pdf, index + 1, 100);
      assert.deepEqual([page.width, page.height], [sheet.width, sheet.height]);
      assertSame(page.pixels, sheet.data, sheet.width, film.filmSizeId);
    }
  });
});

/** Off by more than one value: nowhere but in the last row and column, where a page may end within a pixel. */
function assertSame(found: Uint8Array, wanted: Uint8Array, width: number, what: string): void {
  const last = wanted.length / width - 1;
  for (let at = 0; at < wanted.length; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (x === width - 1 || y === last) continue;
    if (Math.abs(found[at]! - wanted[at]!) > 1) {
      assert.fail(`${what} at ${x}, ${y}: ${found[at]}, not ${wanted[at]}`);
    }
  }
}

describe('at 300 dpi', { skip: needs('pdftoppm', 'pdfimages') }, () => {
  test('all 256 P-values on paper have their device values within 1', async () => {
    const pixels = grayPixels(256, 4, { bitsAllocated: 8, data: { key: 'ramp', byteLength: 1024 } });
    const blob = writeBlob(
      folder,
      'ramp',
      Uint8Array.from({ length: 1024 }, (_, i) => i & 0xff),
    );
    for (const bits of [8, 16] as const) {
      const film = filmOf([imageBox(pixels, { requestedImageSizeMm: 173.4 })]);
      const pdf = await document(`ramp-${bits}`, [{ film, blobPaths: { ramp: blob } }], {
        ...paperPrinter,
        bits,
      });
      const page = await grayPage(pdf, 1, 300);
      // 2048 device pixels across, 8 for each value, around 1200, 1500.
      const row = 1500 * page.width;
      for (let value = 0; value < 256; value++) {
        for (const x of [176 + value * 8, 176 + value * 8 + 7]) {
          const wanted = paperDeviceValue(value / 255);
          assert.ok(
            Math.abs(page.pixels[row + x]! - wanted) <= 1.5,
            `${bits} bits, P ${value}: ${page.pixels[row + x]}`,
          );
        }
      }
      const ends = [0, 64, 128, 192, 255].map((value) => page.pixels[row + 180 + value * 8]!);
      for (const [i, wanted] of [0, 60, 113, 176, 255].entries())
        assert.ok(Math.abs(ends[i]! - wanted) <= 1, String(ends));
    }
  });

  test('blue film: 0, 49, 97, 162, 255 within 1', async () => {
    const printer = { ...paperPrinter, medium: media['blue-film'] };
    const pdf = await document('blue', [await fixture('ramp-8bit')], printer);
    const page = await grayPage(pdf, 1, 300);
    // The image is 421.8 mm across from 5 mm, a value 1.648 mm.
    const found = [0, 64, 128, 192, 255].map((value) => {
      const x = Math.floor(((5 + (value + 0.5) * (421.8 / 256)) / 25.4) * 300);
      return page.pixels[Math.floor(page.height / 2) * page.width + x]!;
    });
    for (const [i, wanted] of [0, 49, 97, 162, 255].entries())
      assert.ok(Math.abs(found[i]! - wanted) <= 1, String(found));
  });

  test('pixels one to one: a chess board of single device pixels, on sizes that are not a whole number of pixels', async () => {
    const side = 301;
    const pixels = grayPixels(side, side, {
      bitsAllocated: 8,
      data: { key: 'board', byteLength: side * side },
    });
    const board = Uint8Array.from({ length: side * side }, (_, i) => (i % 2 === 0 ? 0 : 255));
    const blobPaths = { board: writeBlob(folder, 'board', board) };
    const images = Array.from({ length: 6 }, (_, i) =>
      imageBox(pixels, { position: i + 1, magnificationType: 'NONE' }),
    );
    for (const filmSizeId of ['A4', '10INX14IN', '24CMX30CM', '14INX17IN']) {
      const imageDisplayFormat = { kind: 'STANDARD', columns: 2, rows: 3 } as const;
      const film = filmOf(images, { filmSizeId, imageDisplayFormat, borderDensity: { kind: 'white' } });
      const pdf = await document(filmSizeId, [{ film, blobPaths }]);
      const page = await grayPage(pdf, 1, 300);
      const sheet = await rasterOf({ film, printer: paperPrinter, blobPaths }, 300);
      assertSame(page.pixels, sheet.data, sheet.width, filmSizeId);
    }
  });

  test('boxes without a gap have no seam between them', async () => {
    const pixels = grayPixels(50, 50, { bitsAllocated: 8, data: { key: 'white', byteLength: 2500 } });
    const blobPaths = { white: writeBlob(folder, 'white', new Uint8Array(2500).fill(255)) };
    const images = Array.from({ length: 49 }, (_, i) => imageBox(pixels, { position: i + 1 }));
    const imageDisplayFormat = { kind: 'STANDARD', columns: 7, rows: 7 } as const;
    const film = filmOf(images, { filmSizeId: '24CMX24CM', imageDisplayFormat });
    const pdf = await document('seamless', [{ film, blobPaths }], { ...paperPrinter, gapMm: 0, marginMm: 0 });
    for (const dotsPerInch of [300, 72]) {
      const { pixels: drawn, width, height } = await grayPage(pdf, 1, dotsPerInch);
      for (let y = 0; y < height - 1; y++) {
        for (let x = 0; x < width - 1; x++) {
          // Poppler itself makes 254 of a flat 255 when it shrinks.
          if (drawn[y * width + x]! < 254)
            assert.fail(`${dotsPerInch} dpi: ${drawn[y * width + x]} at ${x}, ${y}`);
        }
      }
    }
  });

  test('images taken out of the document have the device values', async () => {
    const pdf = await document('wedge', [await fixture('step-wedge-18')]);
    const target = path.join(folder, 'taken');
    await run('pdfimages', [pdf, target]);
    // A gray ICC space comes out as three equal components.
    const ppm = readFileSync(`${target}-000.ppm`);
    const [header = '', width, height] =
      /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.toString('latin1', 0, 64)) ?? [];
    const taken = ppm.subarray(header.length);
    assert.equal(taken.length, Number(width) * Number(height) * 3);
    for (let step = 0; step < 18; step++) {
      const at = Math.floor(((step + 0.5) / 18) * Number(height)) * Number(width) * 3 + 300;
      const value = Math.round((step * 4095) / 17) / 4095;
      assert.ok(Math.abs(taken[at]! - paperDeviceValue(value)) <= 1, `step ${step}: ${taken[at]}`);
    }
  });
});

test('100 mm are 100 mm', { skip: needs('pdftoppm') }, async () => {
  const pdf = await document('true-size', [await fixture('true-size-100mm')]);
  const { pixels, width, height } = await grayPage(pdf, 1, 600);
  // Below its ticks and numbers the ruler is white from edge to edge.
  const row = Math.floor(height / 2 + (19 / 25.4) * 600) * width;
  const line = pixels.subarray(row, row + width);
  const found = ((line.lastIndexOf(255) - line.indexOf(255) + 1) / 600) * 25.4;
  assert.ok(Math.abs(found - 100) < 0.1, `${found} mm`);
});
