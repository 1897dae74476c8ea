// Marks of the scale on pages: the line of text and the ruler, on films and on paper, by arithmetic and as pixels; and borders
// that are white to save toner.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Film } from '../../../src/shared/film/film.ts';
import {
  writeVariant,
  type DocumentVariant,
  type Paper,
} from '../../../src/render/formats/document-variant.ts';
import { layoutSheet } from '../../../src/render/layout/layout.ts';
import type { RenderPrinter } from '../../../src/render/medium.ts';
import { rasterOf, type Raster } from '../../../src/render/formats/page-picture.ts';
import { needs } from '../../support/external.ts';
import { pageSizes } from '../../support/pages.ts';
import { readPwgRaster, type ReadPage } from '../../support/raster-documents.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, writeBlob } from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
/** 10 device pixels a millimeter. */
const pixelsPerInch = 254;
const blobPaths = { gray: writeBlob(folder, 'gray', new Uint8Array(100).fill(128)) };
const pixels = grayPixels(10, 10, { bitsAllocated: 8, data: { key: 'gray', byteLength: 100 } });
const film = (more: Partial<Film> = {}) => filmOf([imageBox(pixels)], { filmSizeId: '24CMX30CM', ...more });
const printerWith = (more: Partial<RenderPrinter>): RenderPrinter => ({
  ...paperPrinter,
  resolution: pixelsPerInch,
  ...more,
});
const paperOf = (widthMm: number, heightMm: number, margin = 4): Paper => ({
  widthMm,
  heightMm,
  marginsMm: { top: margin, right: margin, bottom: margin, left: margin },
});

let documents = 0;
async function document(
  printer: RenderPrinter,
  paper: Paper,
  format: DocumentVariant['format'],
  films: readonly Film[] = [film()],
): Promise<string> {
  const output = path.join(folder, `document-${++documents}`);
  const task = { films, printer, blobPaths, output, title: 'Films', createdAt: '2026-01-01T00:00:00Z' };
  await writeVariant({ ...task, variant: { format, pixelsPerInch, colorSpace: 'sgray_8', paper } });
  return output;
}
const pageOn = async (printer: RenderPrinter, paper: Paper): Promise<ReadPage> =>
  readPwgRaster(readFileSync(await document(printer, paper, 'image/pwg-raster')))[0]!;
const textOf = (pdf: string) => execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });

describe('the line about the scale', { skip: needs('pdftotext') }, () => {
  const said = async (scaleMark: RenderPrinter['scaleMark'], paper: Paper, films = [film()]) =>
    textOf(
      await document(printerWith(scaleMark ? { scaleMark } : {}), paper, 'application/pdf', films),
    ).trim();

  test('auto, the default: on paper that is too small, with the scale in percent', async () => {
    // A film of 240 × 300 mm between margins of 4 mm, less 5 mm for the line where it would not fit otherwise.
    assert.equal(await said('auto', paperOf(148, 210)), `Not to scale: ${Math.round((140 / 240) * 100)} %`);
    assert.equal(await said(undefined, paperOf(240, 308)), 'Not to scale: 97 %');
    assert.equal(await said('auto', paperOf(128, 158)), `Not to scale: ${Math.round((145 / 300) * 100)} %`);
    assert.equal(await said('auto', paperOf(247, 330)), 'Not to scale: 99.6 %');
  });

  test('auto: a film that is a hair smaller never reads 100 %', async () => {
    const square = [film({ filmSizeId: '24CMX24CM' })];
    assert.equal(await said(undefined, paperOf(239.95, 297, 0), square), 'Not to scale: 99.9 %');
  });

  test('auto: never on paper that holds the film', async () => {
    assert.equal(await said('auto', paperOf(297, 420)), '');
    assert.equal(await said('auto', paperOf(240, 300, 0)), '');
  });

  test('always: true size is said too, on paper and on the film itself', async () => {
    assert.equal(await said('always', paperOf(297, 420)), 'True size');
    assert.equal(await said('always', paperOf(148, 210)), 'Not to scale: 58 %');
    const layout = layoutSheet(film(), printerWith({ scaleMark: 'always', marginMm: 0 }));
    assert.deepEqual(
      layout.marks.texts.map(({ text }) => text),
      ['True size'],
    );
    // It takes 5 mm from the boxes where there is no margin.
    assert.equal(layout.boxes[0]!.rect.heightMm, 295);
  });

  test('never: not on any', async () => {
    assert.equal(await said('never', paperOf(148, 210)), '');
  });

  test('is black on the white of the paper, beside the film', async () => {
    for (const paper of [paperOf(148, 210), paperOf(128, 158)]) {
      const [plain, marked] = [
        await pageOn(printerWith({ scaleMark: 'never' }), paper),
        await pageOn(printerWith({ scaleMark: 'auto' }), paper),
      ];
      // The strip along the bottom, 5 mm above the margin: white without, letters with the line.
      const strip = (page: ReadPage) => {
        const from = Math.round((paper.heightMm - 9) * 10);
        return page.pixels.subarray(from * page.width, (from + 50) * page.width);
      };
      assert.ok(strip(marked).includes(0));
      const dark = strip(marked).filter((value) => value < 128).length;
      assert.ok(dark > 200 && dark < 8000, `${dark} dark pixels`);
      if (paper.widthMm === 148) assert.ok(strip(plain).every((value) => value === 255));
    }
  });
});

/** Columns (or rows) of ticks of a ruler: where lines across are dark, as runs [first, last]. */
function runs(
  line: ArrayLike<number>,
  isMark: (value: number) => boolean,
): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (let at = 0; at < line.length; at++) {
    if (!isMark(line[at]!)) continue;
    const last = found.at(-1);
    if (last?.[1] === at - 1) last[1] = at;
    else found.push([at, at]);
  }
  return found;
}

type Picture = Pick<Raster, 'width' | 'height'> & { readonly pixels: Uint8Array };
const rowOf = ({ pixels: all, width }: Picture, y: number) => all.subarray(y * width, (y + 1) * width);
const columnOf = ({ pixels: all, width, height }: Picture, x: number) =>
  Uint8Array.from({ length: height }, (_, y) => all[y * width + x]!);

/** Eleven ticks, a centimeter apart to the device pixel, 100 mm from the first to the last. */
function assertRuler(line: ArrayLike<number>, isMark: (value: number) => boolean, centimeters = 10): void {
  const ticks = runs(line, isMark).filter(([first, last]) => last - first < 4);
  assert.ok(ticks.length >= centimeters + 1, `${ticks.length} ticks`);
  const middles = ticks.slice(0, centimeters + 1).map(([first, last]) => (first + last + 1) / 2);
  for (const [index, middle] of middles.entries()) {
    assert.ok(Math.abs(middle - middles[0]! - index * 100) <= 1, `tick ${index} at ${middle - middles[0]!}`);
  }
  assert.ok(Math.abs(middles.at(-1)! - middles[0]! - centimeters * 100) <= 1);
}

describe('the ruler', () => {
  const picture = async (printer: RenderPrinter): Promise<Picture> => {
    const { data, ...grid } = await rasterOf({ film: film(), printer, blobPaths }, pixelsPerInch);
    return { ...grid, pixels: data };
  };

  test('along the bottom of a film is white on its black border, 100 mm to the device pixel', async () => {
    const page = await picture(printerWith({ ruler: 'bottom' }));
    // 2.5 mm above the lower edge is its middle; a millimeter above there are only the ticks' ends and letters.
    assertRuler(rowOf(page, 3000 - 25 - 7).subarray(600, 1750), (value) => value === 255);
    const long = runs(rowOf(page, 3000 - 25), (value) => value === 255).find(([from, to]) => to - from > 900);
    assert.ok(long && Math.abs(long[1] - long[0] + 1 - 1002) <= 1, String(long));
  });

  test('along the left, too', async () => {
    const page = await picture(printerWith({ ruler: 'left' }));
    assertRuler(columnOf(page, 25 + 7).subarray(992, 2100), (value) => value === 255);
  });

  test('where there is no margin it takes 5 mm from the boxes, on its side only', () => {
    const boxOf = (ruler: RenderPrinter['ruler']) => {
      const { xMm, yMm, widthMm, heightMm } = layoutSheet(
        film(),
        printerWith({ marginMm: 0, ...(ruler && { ruler }) }),
      ).boxes[0]!.rect;
      return [xMm, yMm, widthMm, heightMm];
    };
    assert.deepEqual(boxOf('none'), [0, 0, 240, 300]);
    assert.deepEqual(boxOf('bottom'), [0, 0, 240, 295]);
    assert.deepEqual(boxOf('left'), [5, 0, 235, 300]);
  });

  test('is true on paper on which the film is not: black, beside it', async () => {
    for (const ruler of ['left', 'bottom'] as const) {
      const page = await pageOn(printerWith({ ruler, scaleMark: 'never' }), paperOf(160, 210));
      const line =
        ruler === 'left'
          ? columnOf(page, 40 + 25 + 7).subarray(520)
          : rowOf(page, 2100 - 40 - 25 - 7).subarray(300);
      assertRuler(line, (value) => value === 0);
    }
  });

  test('with the line about the scale, on paper too narrow for 100 mm, has fewer centimeters', async () => {
    const pdf = await document(printerWith({ ruler: 'bottom' }), paperOf(148, 210), 'application/pdf');
    const text = textOf(pdf);
    assert.match(text, /\b50 mm/);
    assert.match(text, /Not to scale: 58 %/);
    const page = await pageOn(printerWith({ ruler: 'bottom' }), paperOf(148, 210));
    assertRuler(rowOf(page, 2100 - 40 - 25 - 7).subarray(300), (value) => value === 0, 5);
  });

  test('of a film that is rotated is rotated with it, its length can still be read', async () => {
    const printer = printerWith({ ruler: 'bottom' });
    const page = await pageOn(printer, paperOf(300, 240, 0));
    // What was below is at the right: rotated a quarter counter-clockwise.
    assertRuler(columnOf(page, 3000 - 25 - 7).subarray(692, 1750), (value) => value === 255);
    const pdf = await document(printerWith({ ruler: 'left' }), paperOf(300, 240, 0), 'application/pdf');
    assert.match(textOf(pdf), /100 mm/);
    assert.equal((await pageSizes(pdf)).length, 1);
  });
});

test('at the resolutions of devices the marks have the same millimeters, to the device pixel', async () => {
  // Lying: 130 mm across. The image was asked for in a size that is none.
  const more = { filmSizeId: '110MMX130MM', filmOrientation: 'LANDSCAPE' } as const;
  const marked = filmOf([imageBox(pixels, { requestedSizeUnused: true })], more);
  for (const dotsPerInch of [203, 300, 600, 1200]) {
    const perMm = dotsPerInch / 25.4;
    const printer = printerWith({ ruler: 'bottom', resolution: dotsPerInch });
    const { data, ...grid } = await rasterOf({ film: marked, printer, blobPaths }, dotsPerInch);
    const page: Picture = { ...grid, pixels: data };
    const isMark = (value: number) => value > 127;
    // Ticks alone, 0.7 mm above the middle of the ruler, which is as long as the text beside it lets it be.
    const ticks = runs(rowOf(page, page.height - Math.round(3.2 * perMm)), isMark)
      .filter(([first, last]) => last - first < perMm)
      .map(([first, last]) => (first + last + 1) / 2);
    const first = ticks.find((tick) =>
      Array.from({ length: 5 }, (_, centimeter) => tick + centimeter * 10 * perMm).every((wanted) =>
        ticks.some((found) => Math.abs(found - wanted) <= 1),
      ),
    );
    assert.ok(first !== undefined, `${dotsPerInch}: ${ticks.join(' ')}`);
    // What is said has its place in the corner at the right: letters there, and the height of a line of text.
    const left = Math.round(98 * perMm);
    const inked = Array.from({ length: Math.round(5 * perMm) }, (_, row) => page.height - 1 - row).filter(
      (y) => rowOf(page, y).subarray(left).some(isMark),
    );
    const heightMm = (Math.max(...inked) - Math.min(...inked) + 1) / perMm;
    assert.ok(heightMm > 1.5 && heightMm < 4, `${dotsPerInch}: ${heightMm} mm high`);
  }
});

describe('white borders', () => {
  const values = async (whiteBorders: boolean) => {
    const images = [imageBox(pixels)];
    const more = { imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 2 }, trim: true } as const;
    const { data, width } = await rasterOf(
      {
        film: filmOf(images, { filmSizeId: '24CMX30CM', ...more }),
        printer: printerWith({ whiteBorders }),
        blobPaths,
      },
      pixelsPerInch,
    );
    const at = (xMm: number, yMm: number) => data[Math.floor(yMm * 10) * width + Math.floor(xMm * 10)]!;
    // Border, empty box, image (144 mm square in the upper box), and the trim line 0.25 mm beside it.
    return { border: at(2, 2), empty: at(120, 225), image: at(120, 75), trim: at(47.9, 75) };
  };

  test('border and empty boxes are white, lines black; not a pixel of an image changes', async () => {
    const { image, ...plain } = await values(false);
    assert.deepEqual(plain, { border: 0, empty: 0, trim: 255 });
    assert.deepEqual(await values(true), { border: 255, empty: 255, trim: 0, image });
    assert.equal(image, 113);
  });
});
