// Golden pictures: every fixture on every film size, in both orientations, by every kernel, alternately on paper and on film,
// compared with pictures computed independently of the renderer (test/support/reference-sheet.ts). The thousands of pictures
// are small, 24 pixels per inch, where boxes have odd sizes and every image is resampled; poppler draws some more.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  listFilmFolders,
  readFilmFolder,
  toFilm,
  type FolderFilm,
} from '../../src/shared/film/film-folder.ts';
import { filmOrientations, type Film } from '../../src/shared/film/film.ts';
import { filmSizeIds } from '../../src/shared/film/film-sizes.ts';
import { media } from '../../src/shared/film/printer.ts';
import { rasterOf } from '../../src/render/formats/page-picture.ts';
import { writeDocument } from '../../src/render/formats/pdf.ts';
import { needs } from '../support/external.ts';
import { referenceMedia } from '../support/gray-reference.ts';
import { colorPage, grayPage } from '../support/pages.ts';
import { referenceSheet, type ReferencePicture } from '../support/reference-sheet.ts';
import {
  filmOf as renderedFilm,
  grayPixels,
  imageBox,
  paperPrinter,
  writeBlob,
} from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

/** Golden pictures have no texts; what films say of themselves has tests of its own (page-notes.test.ts). */
const unmarkedPrinter = { ...paperPrinter, scaleMark: 'never' } as const;
const blobs = suiteFolder();
const pixelsPerInch = 24;
const drawnPixelsPerInch = 40;
const folders = await listFilmFolders(path.join(import.meta.dirname, '..', '..', 'fixtures', 'films'));
const fixtures: (FolderFilm & { readonly name: string })[] = [];
for (const folder of folders) {
  fixtures.push({ name: path.basename(folder), ...(await toFilm(await readFilmFolder(folder), blobs)) });
}

const kernels = [
  { magnificationType: 'REPLICATE' },
  { magnificationType: 'BILINEAR' },
  { magnificationType: 'CUBIC', smoothingType: '0' },
  { magnificationType: 'CUBIC', smoothingType: '8' },
  { magnificationType: 'CUBIC', smoothingType: '15' },
  { magnificationType: 'NONE' },
] as const;
const mediumNames = ['paper', 'blue-film'] as const;

/** One picture of the matrix, by the indices of what it is made of. */
interface Case {
  readonly fixture: number;
  readonly size: number;
  readonly orientation: number;
  readonly kernel: number;
  readonly medium: number;
}

/** All pictures of a fixture. Media take turns, so that each meets every value of the others. */
const casesOf = (fixture: number): readonly Case[] =>
  filmSizeIds.flatMap((_size, size) =>
    filmOrientations.flatMap((_orientation, orientation) =>
      kernels.map((_kernel, kernel) => {
        const medium = (fixture + size + orientation + kernel) % mediumNames.length;
        return { fixture, size, orientation, kernel, medium };
      }),
    ),
  );

function filmOf({ fixture, size, orientation, kernel, medium }: Case) {
  const made = fixtures[fixture]!;
  const { magnificationType, ...smoothing } = kernels[kernel]!;
  const images = made.film.images.map(({ smoothingType: _, ...image }) => ({
    ...image,
    magnificationType,
    ...smoothing,
  }));
  const filmSizeId = filmSizeIds[size]!;
  const filmOrientation = filmOrientations[orientation]!;
  const film: Film = { ...made.film, filmSizeId, filmOrientation, images };
  const words = [made.name, filmSizeId, filmOrientation, magnificationType, ...Object.values(smoothing)];
  return { ...made, film, medium: mediumNames[medium]!, name: words.join(' ') };
}

/** All pixels within one gray value; one is what rounding in another order may give. */
function assertSame(found: Uint8Array, wanted: ReferencePicture, what: string, edge = 0): void {
  const { width, height, channels, pixels } = wanted;
  assert.equal(found.length, pixels.length, what);
  for (let at = 0; at < pixels.length; at++) {
    if (Math.abs(found[at]! - pixels[at]!) <= 1) continue;
    const [x, y] = [Math.floor(at / channels) % width, Math.floor(at / channels / width)];
    // A page may end within a pixel.
    if (x >= width - edge || y >= height - edge) continue;
    assert.fail(`${what} at ${x}, ${y}: ${found[at]}, not ${pixels[at]}`);
  }
}

test('there are fixtures for everything that a film may hold', () => {
  assert.ok(fixtures.length >= 20);
});

describe('sheets are the golden pictures, pixel by pixel', () => {
  for (const [index, { name }] of fixtures.entries()) {
    const cases = casesOf(index);
    test(`${name}: ${cases.length} pictures`, async () => {
      for (const chosen of cases) {
        const { film, blobPaths, medium, name: what } = filmOf(chosen);
        const printer = { ...unmarkedPrinter, resolution: pixelsPerInch, medium: media[medium] };
        const sheet = await rasterOf({ film, printer, blobPaths }, pixelsPerInch);
        const golden = referenceSheet(film, blobPaths, referenceMedia[medium], pixelsPerInch);
        assert.deepEqual(
          [sheet.width, sheet.height, sheet.channels],
          [golden.width, golden.height, golden.channels],
        );
        assertSame(sheet.data, golden, `${what} on ${medium}`);
      }
    });
  }
});

test('enlarged at 300 pixels per inch: noise by every kernel, on paper and on film', async () => {
  const [columns, rows] = [61, 47];
  const words = Uint16Array.from({ length: columns * rows }, (_, i) => Math.imul(i + 1, 2654435761) >>> 16);
  const pixels = grayPixels(columns, rows, { data: { key: 'noise', byteLength: words.byteLength } });
  const blobPaths = { noise: writeBlob(blobs, 'noise', words) };
  const images = kernels.map((kernel, index) => imageBox(pixels, { position: index + 1, ...kernel }));
  const imageDisplayFormat = { kind: 'STANDARD', columns: 2, rows: 3 } as const;
  const film = renderedFilm(images, {
    imageDisplayFormat,
    borderDensity: { kind: 'density', hundredthsOfOD: 95 },
  });
  for (const medium of mediumNames) {
    const printer = { ...paperPrinter, medium: media[medium] };
    const sheet = await rasterOf({ film, printer, blobPaths }, 300);
    assertSame(sheet.data, referenceSheet(film, blobPaths, referenceMedia[medium], 300), medium);
  }
});

describe('documents drawn by poppler are the golden pictures', { skip: needs('pdftoppm') }, () => {
  for (const [turn, medium] of mediumNames.entries()) {
    test(`on ${medium}: every fixture, every film size`, async () => {
      const pages = fixtures.map((_, fixture) => {
        const [size, orientation] = [
          fixture % filmSizeIds.length,
          (fixture + turn) % filmOrientations.length,
        ];
        return filmOf({
          fixture,
          size,
          orientation,
          kernel: (fixture + turn) % kernels.length,
          medium: turn,
        });
      });
      const output = path.join(blobs, `${medium}.pdf`);
      await writeDocument({
        films: pages.map(({ film }) => film),
        printer: { ...paperPrinter, resolution: drawnPixelsPerInch, medium: media[medium] },
        blobPaths: Object.assign({}, ...pages.map(({ blobPaths }) => blobPaths)) as Record<string, string>,
        output,
        title: medium,
        createdAt: '2026-01-01T00:00:00Z',
      });
      for (const [index, { film, blobPaths, name }] of pages.entries()) {
        const golden = referenceSheet(film, blobPaths, referenceMedia[medium], drawnPixelsPerInch);
        if (golden.channels === 1) {
          assertSame((await grayPage(output, index + 1, drawnPixelsPerInch)).pixels, golden, name, 1);
          continue;
        }
        for (const [channel, plane] of (await colorPage(output, index + 1, drawnPixelsPerInch)).entries()) {
          const wanted = golden.pixels.filter((_, at) => at % 3 === channel);
          assertSame(
            plane.pixels,
            { ...golden, channels: 1, pixels: wanted },
            `${name}, channel ${channel}`,
            1,
          );
        }
      }
    });
  }
});
