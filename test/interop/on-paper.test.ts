// Films on a device's paper as other programs see them: poppler draws the PDF, CUPS reads PWG and Apple Raster. All are made
// from one layout, so they must show the same page, pixel by pixel.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { readFilmFolder, toFilm, type FolderFilm } from '../../src/shared/film/film-folder.ts';
import { writeVariant, type DocumentVariant, type Paper } from '../../src/render/formats/document-variant.ts';
import { needs } from '../support/external.ts';
import { colorPage, grayPage, pageSizes } from '../support/pages.ts';
import { readPwgRaster, type ReadPage } from '../support/raster-documents.ts';
import { filmOf, paperPrinter } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);
const folder = suiteFolder();
const fixtures = path.join(import.meta.dirname, '..', '..', 'fixtures', 'films');
// Viewers draw the edges of letters in their own way: pages are compared without what they say of their scale.
const printer = { ...paperPrinter, resolution: 100, scaleMark: 'never' } as const;
const margins = { top: 4, right: 4, bottom: 6, left: 4 };
const standing: Paper = { widthMm: 210, heightMm: 297, marginsMm: margins };
const lying: Paper = { widthMm: 297, heightMm: 210, marginsMm: margins };

type Wanted = Partial<DocumentVariant> & Pick<DocumentVariant, 'format'>;
let documents = 0;
async function write(
  films: readonly FolderFilm[],
  wanted: Wanted,
  resolution = 100,
  bits: 8 | 16 = 8,
): Promise<string> {
  documents += 1;
  const output = path.join(folder, `document-${documents}`);
  await writeVariant({
    films: films.map(({ film }) => film),
    printer: { ...printer, resolution, bits },
    blobPaths: Object.assign({}, ...films.map(({ blobPaths }) => blobPaths)) as Record<string, string>,
    output,
    title: 'On paper',
    createdAt: '2026-01-01T00:00:00Z',
    variant: { pixelsPerInch: resolution, colorSpace: 'sgray_8', ...wanted },
  });
  return output;
}

const fixture = async (name: string) => toFilm(await readFilmFolder(path.join(fixtures, name)), folder);

describe('a PDF on paper', { skip: needs('qpdf', 'pdftoppm', 'pdfinfo', 'pdfimages', 'pdftotext') }, () => {
  let all: readonly FolderFilm[] = [];
  before(async () => {
    all = await Promise.all(
      [
        'row-2-1-3',
        'col-1-3-2',
        'partly-filled-3x4',
        'true-size-100mm',
        'smpte-8bit',
        'ramp-12bit',
        'color-planar0-16bit',
        'monochrome1-10bit',
      ].map(fixture),
    );
  });

  for (const [name, paper] of [
    ['standing', standing],
    ['lying', lying],
  ] as const) {
    test(`${name} A4: the page box is the paper, and each page is that of the raster`, async () => {
      const pdf = await write(all, { format: 'application/pdf', paper });
      const { stdout, stderr } = await run('qpdf', ['--check', pdf]);
      assert.match(stdout, /No syntax or stream encoding errors found/);
      assert.equal(stderr, '');
      const sizes = await pageSizes(pdf);
      assert.equal(sizes.length, all.length);
      for (const { widthMm, heightMm } of sizes) {
        assert.ok(Math.abs(widthMm - paper.widthMm) < 0.001 && Math.abs(heightMm - paper.heightMm) < 0.001);
      }
      const images = (await run('pdfimages', ['-list', pdf])).stdout.trim().split('\n').slice(2);
      assert.equal(images.length, all.flatMap(({ film }) => film.images).length);
      // Every image has the pixels of the paper, and none was resampled to another grid.
      for (const line of images)
        assert.match(line, / image +\d+ +\d+ +icc +1 +8 +image +no +\d+ +0 +100 +100 /);
      const raster = readPwgRaster(await readFile(await write(all, { format: 'image/pwg-raster', paper })));
      for (const [index, page] of raster.entries()) {
        assertSame(await grayPage(pdf, index + 1, 100), page, all[index]!.film.filmSizeId);
      }
    });
  }

  test('color is that of the raster; in gray of 16 bits it is the luminance of the raster in gray', async () => {
    const film = await fixture('color-planar1-8bit');
    const inColor = { paper: lying, colorSpace: 'srgb_8' } as const;
    const pdf = await write([film], { format: 'application/pdf', ...inColor });
    const raster = await readFile(await write([film], { format: 'image/pwg-raster', ...inColor }));
    const [page] = readPwgRaster(raster);
    assert.ok(page);
    for (const [channel, plane] of (await colorPage(pdf, 1, 100)).entries()) {
      const samples = page.pixels.filter((_, at) => at % 3 === channel);
      assertSame(plane, { ...page, channels: 1, pixels: samples }, `channel ${channel}`);
    }
    const wide = await write([film], { format: 'application/pdf', paper: lying }, 100, 16);
    assert.match((await run('pdfimages', ['-list', wide])).stdout, / icc +1 +16 +image /);
    const [inGray] = readPwgRaster(
      await readFile(await write([film], { format: 'image/pwg-raster', paper: lying })),
    );
    assert.ok(inGray);
    assertSame(await grayPage(wide, 1, 100), inGray, 'gray');
  });

  test('100 mm are 100 mm where the film fits, and in proportion where it does not', async () => {
    const ruler = await fixture('true-size-100mm');
    const a3: Paper = { widthMm: 297, heightMm: 420, marginsMm: margins };
    const a5: Paper = { widthMm: 148, heightMm: 210, marginsMm: margins };
    // A5 has 140 mm between its margins for a film of 210.
    for (const [paper, wanted] of [
      [a3, 100],
      [a5, (100 * 140) / 210],
    ] as const) {
      const pdf = await write([ruler], { format: 'application/pdf', paper }, 300);
      const { pixels, width } = await grayPage(pdf, 1, 600);
      // Below its ticks and numbers the ruler is white from edge to edge, on a film of black.
      const filmBottom = paper === a3 ? (420 + 297) / 2 : (4 + 204) / 2 + (297 * (140 / 210)) / 2;
      const scale = wanted / 100;
      const y = filmBottom - (297 / 2 - 19) * scale;
      const row = pixels.subarray(Math.floor((y / 25.4) * 600) * width).subarray(0, width);
      const black = [row.indexOf(0), row.lastIndexOf(0)] as const;
      const film = row.subarray(black[0], black[1] + 1);
      const found = ((film.lastIndexOf(255) - film.indexOf(255) + 1) / 600) * 25.4;
      assert.ok(Math.abs(found - wanted) < 25.4 / 300 + 0.02, `${found} mm of ${wanted}`);
      const wide = ((film.length / 600) * 25.4) / scale;
      assert.ok(Math.abs(wide - 210) < 0.2, `the film is ${wide} mm wide`);
      const middle = ((black[0] + black[1] + 1) / 2 / 600) * 25.4 - paper.widthMm / 2;
      assert.ok(Math.abs(middle) < 0.1, `the film is ${middle} mm beside the middle`);
    }
  });

  test('texts are text, upright and rotated, as large as their film', async () => {
    const text = { kind: 'annotation', position: 1, text: 'Röntgen', place: { kind: 'bottom' } } as const;
    const film = { film: filmOf([], { filmSizeId: '8INX10IN', annotations: [text] }), blobPaths: {} };
    const box = async (paper?: Paper) => {
      const pdf = await write([film], { format: 'application/pdf', ...(paper && { paper }) });
      const { stdout } = await run('pdftotext', ['-bbox', pdf, '-']);
      const word = /<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">Röntgen</.exec(
        stdout,
      );
      assert.ok(word, stdout);
      return word.slice(1).map((points) => (Number(points) / 72) * 25.4) as [number, number, number, number];
    };
    const near = (found: number, wanted: number) => {
      assert.ok(Math.abs(found - wanted) < 0.05, `${found}, not ${wanted}`);
    };
    // The film of 203.2 × 254 mm as a page; on A4, 202 mm wide; on A4 that lies, 200 mm high, its bottom right.
    const [left, top, right, low] = await box();
    near((left + right) / 2, 101.6);
    const scale = 202 / 203.2;
    const upright = await box(standing);
    const filmTop = (297 - 254 * scale) / 2;
    for (const [index, wanted] of [4 + left * scale, filmTop + top * scale, 4 + right * scale].entries()) {
      near(upright[index]!, wanted);
    }
    near(upright[3], filmTop + low * scale);
    const rotated = await box(lying);
    const small = 200 / 203.2;
    const filmLeft = (297 - 254 * small) / 2;
    for (const [index, wanted] of [filmLeft + top * small, 4 + (203.2 - right) * small].entries()) {
      near(rotated[index]!, wanted);
    }
    near(rotated[2], filmLeft + low * small);
    near(rotated[3], 4 + (203.2 - left) * small);
  });
});

/** Off by more than one value: nowhere on the pixels that lie wholly on the paper. */
function assertSame(
  drawn: { readonly width: number; readonly height: number; readonly pixels: Uint8Array },
  page: ReadPage,
  what: string,
): void {
  assert.equal(page.channels, 1);
  assert.deepEqual([page.width, page.height], [drawn.width - 1, drawn.height - 1]);
  for (let y = 0; y < page.height; y++) {
    for (let x = 0; x < page.width; x++) {
      const [found, wanted] = [drawn.pixels[y * drawn.width + x]!, page.pixels[y * page.width + x]!];
      if (Math.abs(found - wanted) > 1) assert.fail(`${what} at ${x}, ${y}: ${found}, not ${wanted}`);
    }
  }
}

const filter = '/usr/lib/cups/filter/rastertopdf';
const noFilter = existsSync(filter) ? needs('pdfimages', 'qpdf') : needs(filter);

describe('CUPS reads', { skip: noFilter }, () => {
  for (const format of ['image/pwg-raster', 'image/urf'] as const) {
    for (const colorSpace of ['sgray_8', 'srgb_8'] as const) {
      test(`${format} in ${colorSpace}: every page, every pixel`, async () => {
        const films = [await fixture('color-planar1-8bit'), await fixture('smpte-8bit')];
        const document = await write(films, { format, paper: standing, colorSpace });
        const env = { ...process.env, CONTENT_TYPE: format, FINAL_CONTENT_TYPE: 'application/pdf' };
        const { stdout } = await run(filter, ['1', 'tester', 'Films', '1', '', document], {
          env,
          encoding: 'buffer',
          maxBuffer: 1 << 26,
        });
        const target = await mkdtemp(path.join(folder, 'cups-'));
        const pdf = path.join(target, 'cups.pdf');
        await writeFile(pdf, stdout);
        // The samples as they are stored: CUPS gives gray a gamma of its own, which a viewer would apply.
        const listed = (await run('pdfimages', ['-list', pdf])).stdout.trim().split('\n').slice(2);
        assert.equal(listed.length, films.length);
        const objects = listed.map((line) => line.trim().split(/\s+/)[10]);
        const ours = await write(films, { format: 'image/pwg-raster', paper: standing, colorSpace });
        for (const [index, page] of readPwgRaster(await readFile(ours)).entries()) {
          const show = [`--show-object=${objects[index]}`, '--filtered-stream-data', pdf];
          const { stdout: samples } = await run('qpdf', show, { encoding: 'buffer', maxBuffer: 1 << 26 });
          assert.ok(Buffer.from(page.pixels).equals(samples), `page ${index}`);
        }
      });
    }
  }
});
