// Notes on films: a requested size that is not printed, cropped images, another film size; and pages that are covered up to
// their last pixel.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { Film } from '../../../src/shared/film/film.ts';
import type { ScaleMark } from '../../../src/shared/film/printer.ts';
import { layoutSheet } from '../../../src/render/layout/layout.ts';
import { layoutOnPaper } from '../../../src/render/layout/on-paper.ts';
import { writeDocument } from '../../../src/render/formats/pdf.ts';
import { needs } from '../../support/external.ts';
import { grayPage } from '../../support/pages.ts';
import { filmOf, grayPixels, imageBox, paperPrinter } from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
const pixels = grayPixels(100, 100);

function saidOf(film: Film, scaleMark: ScaleMark = 'auto', marginMm = 5): readonly string[] {
  return layoutSheet(film, { ...paperPrinter, scaleMark, marginMm }).marks.texts.map(({ text }) => text);
}
const requested = (requestedImageSizeMm: number, more: object = {}) =>
  imageBox(pixels, { requestedImageSizeMm, ...more });

test('a requested size that is not printed is on the film', () => {
  // 8 × 10 inches less the margin: 193.2 mm.
  for (const [sizeMm, said] of [
    [100, []],
    [193.2, []],
    [200, ['Not to scale: 97 %']],
    [386.4, ['Not to scale: 50 %']],
    [1000, ['Not to scale: 19 %']],
  ] as const) {
    assert.deepEqual(saidOf(filmOf([requested(sizeMm)])), said, `${sizeMm}`);
  }
  const two = { imageDisplayFormat: { kind: 'STANDARD', columns: 2, rows: 1 } } as const;
  const right = requested(200, { position: 2 });
  assert.deepEqual(saidOf(filmOf([requested(50), right], two)), ['Not to scale: image 2, 48 %']);
});

test('a size that was asked for and is none is on the film too', () => {
  const unread = (more: object = {}) => imageBox(pixels, { requestedSizeUnused: true, ...more });
  assert.deepEqual(saidOf(filmOf([unread()])), ['Not to scale']);
  assert.deepEqual(saidOf(filmOf([unread()]), 'never'), []);
  const four = { imageDisplayFormat: { kind: 'STANDARD', columns: 2, rows: 2 } } as const;
  const second = unread({ position: 2 });
  assert.deepEqual(saidOf(filmOf([requested(50), second], four)), ['Not to scale: image 2']);
  assert.deepEqual(saidOf(filmOf([second, requested(200, { position: 4 })], four)), [
    'Not to scale: images 2, 4, 48 % …',
  ]);
});

test('cropped images and another film size are on the film; scaleMark governs it', () => {
  const cropped = filmOf([requested(300, { requestedDecimateCropBehavior: 'CROP' })]);
  assert.deepEqual(saidOf(cropped), ['Cropped: image 1']);
  assert.deepEqual(saidOf(cropped, 'never'), []);
  const unscaled = imageBox(grayPixels(4000, 4000), {
    magnificationType: 'NONE',
    requestedDecimateCropBehavior: 'CROP',
  });
  assert.deepEqual(saidOf(filmOf([unscaled])), ['Cropped: image 1']);
  const smaller = filmOf([], { requestedFilmSizeId: '17INX17IN' });
  assert.deepEqual(saidOf(smaller), ['Film size instead of 17INX17IN']);
  assert.deepEqual(saidOf(smaller, 'always'), ['Film size instead of 17INX17IN']);
  const all = filmOf([requested(300)], { requestedFilmSizeId: 'A3' });
  assert.deepEqual(saidOf(all), ['Not to scale: 64 %. Film size instead of A3']);
});

test('without a margin the images give up 5 mm, and nothing is covered', () => {
  const layout = layoutSheet(filmOf([requested(300)]), { ...paperPrinter, marginMm: 0 });
  const [box] = layout.boxes;
  assert.ok(box && Math.abs(box.rect.yMm + box.rect.heightMm - (254 - 5)) < 1e-9);
  assert.equal(layout.marks.texts.length, 1);
});

test('a printable matrix that fills the film gives up room at the bottom, and stays on the film', () => {
  const printableAreas = { '8INX10IN': { widthMm: 203, heightMm: 253.8 } };
  const printer = { ...paperPrinter, printableAreas };
  const [whole] = layoutSheet(filmOf([requested(100)]), printer).boxes;
  assert.ok(whole && Math.abs(whole.rect.heightMm - 253.8) < 1e-9);
  const [box] = layoutSheet(filmOf([requested(300)]), printer).boxes;
  assert.ok(box && box.rect.yMm >= 0 && box.rect.yMm + box.rect.heightMm <= 254 - 5 + 1e-9);
});

test('on smaller paper both are said', () => {
  const layout = layoutSheet(filmOf([requested(386.4)], { filmSizeId: '8INX10IN' }), paperPrinter);
  const paper = { widthMm: 148, heightMm: 210, marginsMm: { left: 5, top: 5, right: 5, bottom: 5 } };
  const { marks } = layoutOnPaper(layout, paper, { scaleMark: 'auto', ruler: 'none' });
  assert.deepEqual(
    marks.texts.map(({ text }) => text),
    ['Not to scale: 68 %. Film: Not to scale: 50 %'],
  );
});

test(
  'a page is covered up to its edges at every resolution, whatever fraction of a pixel it ends in',
  { skip: needs('pdftoppm') },
  async () => {
    for (const [index, [filmSizeId, filmOrientation, resolutions]] of (
      [
        ['A4', 'PORTRAIT', [72, 96, 100, 150, 200, 203, 300, 400, 600]],
        ['A4', 'LANDSCAPE', [72, 150, 203, 300]],
        ['18CMX24CM', 'PORTRAIT', [203, 300, 600]],
        ['24CMX30CM', 'PORTRAIT', [72, 96, 150, 203, 300]],
        // As small as films are, for the finest devices.
        ['50MMX75MM', 'PORTRAIT', [1200, 2400]],
        ['14INX17IN', 'PORTRAIT', [72, 150]],
        ['19CMX23CM', 'PORTRAIT', [72, 100, 254]],
      ] as const
    ).entries()) {
      const output = path.join(folder, `edges-${index}.pdf`);
      const films = [filmOf([], { filmSizeId, filmOrientation })];
      const at = { output, title: 'edges', createdAt: new Date(0).toISOString() };
      await writeDocument({ films, printer: paperPrinter, blobPaths: {}, ...at });
      for (const dotsPerInch of resolutions) {
        const page = await grayPage(output, 1, dotsPerInch);
        const lightest = page.pixels.reduce((most, pixel) => Math.max(most, pixel), 0);
        assert.equal(lightest, 0, `${filmSizeId} ${filmOrientation} at ${dotsPerInch}`);
      }
    }
  },
);
