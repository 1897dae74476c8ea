// Golden pictures: every fixture on every film size, in both orientations, by every kernel, on paper and on film, held against
// pictures that were worked out apart from the renderer (test/support/reference-sheet.ts). The whole matrix would be 20
// fixtures × 12 sizes × 2 × 6 × 2 pictures; `pairwise` takes so few of them that every value of each factor still meets every
// value of every other one. They are small: 40 pixels an inch, where boxes have odd sizes and every image is resampled.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { listFilmFolders, readFilmFolder, toFilm, type FolderFilm } from '../../src/film-folder.ts';
import { filmOrientations, type Film } from '../../src/film.ts';
import { filmSizeIds, media } from '../../src/printer.ts';
import { rasterOf } from '../../src/render/page-picture.ts';
import { writeDocument } from '../../src/render/pdf.ts';
import { needs } from '../support/external.ts';
import { referenceMedia } from '../support/gray-reference.ts';
import { colorPage, grayPage } from '../support/pages.ts';
import { referenceSheet, type ReferencePicture } from '../support/reference-sheet.ts';
import {
  filmOf as renderedFilm,
  grayPixels,
  imageBox,
  paperPrinter,
  temporaryFolder,
  writeBlob,
} from '../support/render-films.ts';

const blobs = temporaryFolder();
const pixelsPerInch = 40;
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

/** How many values each factor has: fixture, film size, orientation, kernel, medium. */
const factors = [
  fixtures.length,
  filmSizeIds.length,
  filmOrientations.length,
  kernels.length,
  mediumNames.length,
];
type Case = readonly number[];

const pairs = (chosen: Case) =>
  chosen.flatMap((a, i) => chosen.slice(i + 1).map((b, k) => `${i}:${a} ${i + k + 1}:${b}`));

/**
 * Few cases in which every two values of two factors meet. Fixture and size, which have most values, go through all their
 * pairs; the others are chosen so that most new pairs come in, and in turn where none does.
 */
function pairwise(): readonly Case[] {
  const [fixtureCount = 0, sizeCount = 0, ...rest] = factors;
  const others = rest.reduce<readonly Case[]>(
    (all, count) => all.flatMap((each) => Array.from({ length: count }, (_, value) => [...each, value])),
    [[]],
  );
  const met = new Set<string>();
  return Array.from({ length: fixtureCount * sizeCount }, (_, index) => {
    const [fixture, size] = [index % fixtureCount, Math.floor(index / fixtureCount)];
    const candidates = others.map((_other, turn) => [
      fixture,
      size,
      ...(others[(turn + index) % others.length] ?? []),
    ]);
    const fresh = (each: Case) => pairs(each).filter((pair) => !met.has(pair)).length;
    const best = candidates.reduce((a, b) => (fresh(b) > fresh(a) ? b : a));
    for (const pair of pairs(best)) met.add(pair);
    return best;
  });
}

const cases = pairwise();

test('every value of each factor meets every value of every other one', () => {
  const met = new Set(cases.flatMap(pairs));
  let wanted = 0;
  for (const [i, a] of factors.entries()) for (const b of factors.slice(i + 1)) wanted += a * b;
  assert.equal(met.size, wanted);
  assert.equal(cases.length, fixtures.length * filmSizeIds.length);
  assert.ok(fixtures.length >= 20);
});

function filmOf(
  chosen: Case,
): { film: Film; medium: (typeof mediumNames)[number]; name: string } & FolderFilm {
  const [fixture, size, orientation, kernel, on] = chosen;
  const made = fixtures[fixture ?? 0]!;
  const { magnificationType, ...smoothing } = kernels[kernel ?? 0]!;
  const images = made.film.images.map(({ smoothingType: _, ...image }) => ({
    ...image,
    magnificationType,
    ...smoothing,
  }));
  const filmSizeId = filmSizeIds[size ?? 0]!;
  const filmOrientation = filmOrientations[orientation ?? 0]!;
  const film = { ...made.film, filmSizeId, filmOrientation, images };
  const words = [made.name, filmSizeId, filmOrientation, magnificationType, ...Object.values(smoothing)];
  return { ...made, film, medium: mediumNames[on ?? 0]!, name: words.join(' ') };
}

/** All pixels within one grey value; one is what rounding in another order may give. */
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

describe('sheets are the golden pictures, pixel by pixel', () => {
  for (const [index, { name }] of fixtures.entries()) {
    test(`${name} on ${filmSizeIds.length} film sizes`, async () => {
      for (const chosen of cases.filter(([fixture]) => fixture === index)) {
        const { film, blobPaths, medium, name: what } = filmOf(chosen);
        const printer = { ...paperPrinter, resolution: pixelsPerInch, medium: media[medium] };
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

test('enlarged at 300 pixels an inch: noise by every kernel, on paper and on film', async () => {
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
  for (const medium of mediumNames) {
    test(`on ${medium}: every fixture, every film size`, async () => {
      // Of all cases on the medium the first of each fixture and the first of each film size.
      const on = cases.filter((chosen) => mediumNames[chosen[4] ?? 0] === medium);
      const first = (factor: 0 | 1) =>
        on.filter((each, i) => on.findIndex((one) => one[factor] === each[factor]) === i);
      const pages = [...new Set([...first(0), ...first(1)])].map(filmOf);
      const output = path.join(blobs, `${medium}.pdf`);
      await writeDocument({
        films: pages.map(({ film }) => film),
        printer: { ...paperPrinter, resolution: pixelsPerInch, medium: media[medium] },
        blobPaths: Object.assign({}, ...pages.map(({ blobPaths }) => blobPaths)) as Record<string, string>,
        ...{ output, title: medium, createdAt: '2026-01-01T00:00:00Z' },
      });
      for (const [index, { film, blobPaths, name }] of pages.entries()) {
        const golden = referenceSheet(film, blobPaths, referenceMedia[medium], pixelsPerInch);
        if (golden.channels === 1) {
          assertSame((await grayPage(output, index + 1, pixelsPerInch)).pixels, golden, name, 1);
          continue;
        }
        for (const [channel, plane] of (await colorPage(output, index + 1, pixelsPerInch)).entries()) {
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
