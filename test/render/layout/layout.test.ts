// Rectangles computed by hand for several sizes, orientations and formats: margin 5 mm, gap 2 mm, 300 dpi (11.811 device pixels
// per millimeter) unless stated otherwise.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { JobFailure } from '../../../src/shared/errors/errors.ts';
import type { Film, ImageBox } from '../../../src/shared/film/film.ts';
import type { ImageDisplayFormat } from '../../../src/shared/film/display-format.ts';
import { filmSizeIds } from '../../../src/shared/film/film-sizes.ts';
import type { DeviceRect, RectMm } from '../../../src/render/layout/geometry.ts';
import {
  atResolution,
  layoutSheet,
  sheetSize,
  type PlacedImage,
  type SheetLayout,
} from '../../../src/render/layout/layout.ts';
import { filmOf, grayPixels, imageBox, paperPrinter } from '../../support/render-films.ts';

const standard = (columns: number, rows: number): ImageDisplayFormat => ({ kind: 'STANDARD', columns, rows });

function layout(format: ImageDisplayFormat, more: Partial<Film> = {}, printer = paperPrinter): SheetLayout {
  return layoutSheet(filmOf([], { imageDisplayFormat: format, ...more }), printer);
}

function assertRect({ xMm, yMm, widthMm, heightMm }: RectMm, wanted: readonly number[]): void {
  const found = [xMm, yMm, widthMm, heightMm].map((mm) => Number(mm.toFixed(4)));
  assert.deepEqual(found, wanted);
}

const large = { filmSizeId: '14INX17IN' } as const;
const device = ({ x, y, width, height }: DeviceRect) => [x, y, width, height];

describe('sheets', () => {
  test('film sizes upright and lying', () => {
    const size = (filmSizeId: string, filmOrientation: Film['filmOrientation']) => {
      const { widthMm, heightMm } = sheetSize({ filmSizeId, filmOrientation });
      return [widthMm, heightMm].map((mm) => Number(mm.toFixed(3)));
    };
    assert.deepEqual(size('14INX17IN', 'PORTRAIT'), [355.6, 431.8]);
    assert.deepEqual(size('14INX17IN', 'LANDSCAPE'), [431.8, 355.6]);
    assert.deepEqual(size('10INX14IN', 'PORTRAIT'), [257, 364]);
    assert.deepEqual(size('8_5INX11IN', 'PORTRAIT'), [215.9, 279.4]);
    assert.deepEqual(size('24CMX24CM', 'LANDSCAPE'), [240, 240]);
    assert.deepEqual(size('A4', 'LANDSCAPE'), [297, 210]);
  });

  test('an unknown size fails the job', () => {
    assert.throws(
      () => layout(standard(1, 1), { filmSizeId: 'LARGE' }),
      (error) => error instanceof JobFailure && error.message.includes('LARGE'),
    );
  });

  test('HIGH resolution uses the printer’s high resolution', () => {
    assert.equal(layout(standard(1, 1)).pixelsPerInch, 300);
    assert.equal(layout(standard(1, 1), { requestedResolutionId: 'HIGH' }).pixelsPerInch, 600);
  });
});

describe('boxes', () => {
  test('STANDARD\\1,1: all but the margin', () => {
    const [box] = layout(standard(1, 1)).boxes;
    assertRect(box!.rect, [5, 5, 193.2, 244]);
    // 5 mm are 59.06 device pixels, 198.2 mm 2340.94, 249 mm 2940.94.
    assert.deepEqual(device(box!.device), [59, 59, 2282, 2882]);
  });

  test('SLIDE: 36 by 24 mm, mounts of 2 inches in the middle of the film', () => {
    const { boxes } = layout({ kind: 'SLIDE', columns: 6, rows: 8 }, large);
    assert.equal(boxes.length, 48);
    // (355.6 - 6 · 50.8) / 2 = 25.4, and (50.8 - 36) / 2 = 7.4 in the mount; down 12.7 and 13.4.
    assertRect(boxes[0]!.rect, [32.8, 26.1, 36, 24]);
    assertRect(boxes[7]!.rect, [83.6, 76.9, 36, 24]);
    const { boxes: wide } = layout({ kind: 'SUPERSLIDE', columns: 6, rows: 8 }, large);
    assertRect(wide[47]!.rect, [284.8, 373.7, 40, 40]);
  });

  test('SLIDE: closer together where a text takes the room', () => {
    const annotations = [{ kind: 'annotation', position: 0, text: 'A', place: { kind: 'top' } }] as const;
    const { boxes } = layout({ kind: 'SLIDE', columns: 3, rows: 4 }, { filmSizeId: '8INX10IN', annotations });
    const last = boxes[11]!.rect;
    assert.ok(last.yMm + last.heightMm < 254 - 5);
    assertRect({ ...last, xMm: 0, yMm: 0 }, [0, 0, 36, 24]);
  });

  test('SLIDE: eight mounts down, closer by as much as the text takes', () => {
    const annotations = [{ kind: 'annotation', position: 0, text: 'A', place: { kind: 'top' } }] as const;
    const { boxes } = layout({ kind: 'SLIDE', columns: 5, rows: 8 }, { filmSizeId: 'A3', annotations });
    // 420 − 10 − 6 mm for 8 mounts: 50.5 mm each; across 5 of 50.8 mm in 297.
    assertRect(boxes[0]!.rect, [21.5 + 7.4, 11 + 13.25, 36, 24]);
    assertRect(boxes[39]!.rect, [Number((28.9 + 4 * 50.8).toFixed(4)), 24.25 + 7 * 50.5, 36, 24]);
  });

  test('CUSTOM: parts of the film within its margin', () => {
    const { boxes } = layout(
      {
        kind: 'CUSTOM',
        id: 3,
        boxes: [
          { left: 0, top: 0, width: 0.75, height: 1 },
          { left: 0.75, top: 0.5, width: 0.25, height: 0.5 },
        ],
      },
      large,
    );
    assertRect(boxes[0]!.rect, [5, 5, 259.2, 421.8]);
    assertRect(boxes[1]!.rect, [264.2, 215.9, 86.4, 210.9]);
  });

  test('STANDARD\\3,4 counts columns first and numbers row by row', () => {
    const { boxes } = layout(standard(3, 4), { filmSizeId: '14INX17IN' });
    assert.deepEqual(
      boxes.map((box) => box.position),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    );
    // (355.6 − 10 − 4) / 3 = 113.8667, (431.8 − 10 − 6) / 4 = 103.95
    assertRect(boxes[0]!.rect, [5, 5, 113.8667, 103.95]);
    assertRect(boxes[1]!.rect, [120.8667, 5, 113.8667, 103.95]);
    assertRect(boxes[3]!.rect, [5, 110.95, 113.8667, 103.95]);
    assertRect(boxes[11]!.rect, [236.7333, 322.85, 113.8667, 103.95]);
  });

  test('orientation turns the sheet, not the meaning of columns and rows', () => {
    const { boxes } = layout(standard(3, 1), { filmSizeId: '14INX17IN', filmOrientation: 'LANDSCAPE' });
    assertRect(boxes[2]!.rect, [287.5333, 5, 139.2667, 345.6]);
  });

  test('ROW: rows share the height evenly, each its own number of boxes', () => {
    const { boxes } = layout({ kind: 'ROW', boxesPerRow: [2, 1, 3] }, { filmSizeId: 'A4' });
    // Height (297 − 10 − 4) / 3 = 94.3333; widths (200 − 2) / 2 = 99, 200, (200 − 4) / 3 = 65.3333
    assert.equal(boxes.length, 6);
    assertRect(boxes[1]!.rect, [106, 5, 99, 94.3333]);
    assertRect(boxes[2]!.rect, [5, 101.3333, 200, 94.3333]);
    assertRect(boxes[5]!.rect, [139.6667, 197.6667, 65.3333, 94.3333]);
  });

  test('COL: columns share the width evenly and are numbered from the top down', () => {
    const { boxes } = layout(
      { kind: 'COL', boxesPerColumn: [1, 2] },
      { filmSizeId: 'A4', filmOrientation: 'LANDSCAPE' },
    );
    // Width (297 − 10 − 2) / 2 = 142.5; heights 200, (200 − 2) / 2 = 99
    assertRect(boxes[0]!.rect, [5, 5, 142.5, 200]);
    assertRect(boxes[1]!.rect, [149.5, 5, 142.5, 99]);
    assertRect(boxes[2]!.rect, [149.5, 106, 142.5, 99]);
  });

  test('many boxes: gaps take at most a quarter', () => {
    const { boxes } = layout(standard(100, 1));
    // 193.2 mm / 100 = 1.932 mm a box and gap, 0.483 mm of it gap.
    assert.equal(Number(boxes[0]!.rect.widthMm.toFixed(3)), Number(((193.2 - 99 * 0.483) / 100).toFixed(3)));
  });

  test('more boxes than device pixels fail the job', () => {
    assert.throws(
      () => layout(standard(3000, 1)),
      (error) => error instanceof JobFailure && error.message.includes('more boxes'),
    );
  });

  test('without a gap, neighbors share their edges: no seam, no overlap, whatever the numbers', () => {
    const number = fc.integer({ min: 1, max: 12 });
    const millimeters = fc.constantFrom(0, 3, 4.7, 4.75, 10);
    fc.assert(
      fc.property(
        fc.record({
          columns: number,
          rows: number,
          marginMm: millimeters,
          filmSizeId: fc.constantFrom(...filmSizeIds),
          resolution: fc.constantFrom(150, 203, 254, 300, 600),
        }),
        ({ columns, rows, marginMm, filmSizeId, resolution }) => {
          const printer = { ...paperPrinter, gapMm: 0, marginMm, resolution };
          const { boxes } = layout(standard(columns, rows), { filmSizeId }, printer);
          for (const [index, box] of boxes.entries()) {
            const right = index % columns === columns - 1 ? undefined : boxes[index + 1];
            const below = boxes[index + columns];
            if (right) assert.equal(box.device.x + box.device.width, right.device.x);
            if (below) assert.equal(box.device.y + box.device.height, below.device.y);
          }
        },
      ),
    );
  });

  test('edges half way between two device pixels go the same way for both neighbors', () => {
    // Ten device pixels a millimeter, boxes of 46.1 mm from 4.75 mm: all edges at half pixels, with the noise of sums.
    const printer = { ...paperPrinter, gapMm: 0, marginMm: 4.75, resolution: 254 };
    const { boxes } = layout(standard(5, 1), { filmSizeId: '24CMX24CM' }, printer);
    assert.deepEqual(
      boxes.map((box) => [box.device.x, box.device.width]),
      [48, 509, 970, 1431, 1892].map((x) => [x, 461]),
    );
  });

  test('without a margin the boxes cover the last part of a pixel too', () => {
    const { boxes } = layout(
      standard(2, 1),
      { filmSizeId: 'A4' },
      { ...paperPrinter, gapMm: 0, marginMm: 0 },
    );
    // 210 mm are 2480.3 device pixels, 297 mm 3507.9.
    assert.deepEqual(device(boxes[1]!.device), [1240, 0, 1241, 3508]);
  });
});

function place(
  image: Partial<ImageBox>,
  columns: number,
  rows: number,
  film: Partial<Film> = {},
): PlacedImage {
  const { pixels = grayPixels(columns, rows), ...more } = image;
  const sheet = layoutSheet(filmOf([imageBox(pixels, more)], film), paperPrinter);
  const { placed } = sheet.boxes[0]!;
  assert.ok(placed);
  return placed;
}

const wholeWindow = (columns: number, rows: number) => ({
  x: { from: 0, length: columns },
  y: { from: 0, length: rows },
});

describe('images in their boxes (193.2 × 244 mm at 5, 5)', () => {
  test('as large as the box allows, centered', () => {
    const placed = place({}, 100, 100);
    assert.equal(placed.fit, 'magnified');
    assertRect(placed.rect, [5, 30.4, 193.2, 193.2]);
    // Across it fills the box; down 30.4 mm are 359.06, 193.2 mm 2281.9 device pixels.
    assert.deepEqual(device(placed.device), [59, 359, 2282, 2282]);
    assert.ok(Math.abs(placed.scale - 22.819) < 0.001);
    assert.deepEqual(placed.window, wholeWindow(100, 100));
  });

  test('tall images are bounded by the height', () => {
    const placed = place({}, 100, 400);
    assertRect(placed.rect, [71.1, 5, 61, 244]);
  });

  test('pixels keep their shape', () => {
    // Pixels twice as high as wide: a square of 200 × 100.
    const pixels = grayPixels(200, 100, { pixelAspectRatio: [2, 1] });
    assertRect(place({ pixels }, 200, 100).rect, [5, 30.4, 193.2, 193.2]);
  });

  test('Requested Image Size is the printed width', () => {
    const placed = place({ requestedImageSizeMm: 100 }, 500, 250);
    assert.equal(placed.fit, 'as requested');
    assertRect(placed.rect, [51.6, 102, 100, 50]);
    // 1181.1 × 590.6 device pixels around 1200, 1500: half a pixel that is left goes to the left and the top.
    assert.deepEqual(device(placed.device), [610, 1205, 1181, 591]);
  });

  test('a requested size that is none is as if there were none', () => {
    assert.equal(place({ requestedImageSizeMm: 0 }, 500, 250).fit, 'magnified');
  });

  test('NONE: one device pixel for each image pixel', () => {
    const placed = place({ magnificationType: 'NONE' }, 640, 481);
    assert.equal(placed.fit, 'one to one');
    assert.equal(placed.scale, 1);
    assert.deepEqual([placed.device.width, placed.device.height], [640, 481]);
    assert.deepEqual(placed.window, wholeWindow(640, 481));
  });

  test('too many pixels: DECIMATE shrinks to the box', () => {
    const placed = place({}, 4000, 1000);
    assert.equal(placed.fit, 'decimated');
    assertRect(placed.rect, [5, 102.85, 193.2, 48.3]);
    assert.ok(Math.abs(placed.scale - 2281.9 / 4000) < 0.001);
  });

  test('too many pixels: CROP shows the middle, pixel by pixel', () => {
    const placed = place({ requestedDecimateCropBehavior: 'CROP' }, 4000, 1000);
    assert.equal(placed.fit, 'cropped');
    assert.equal(placed.scale, 1);
    assert.deepEqual([placed.device.x, placed.device.width, placed.device.height], [59, 2282, 1000]);
    assert.deepEqual(placed.window, { x: { from: 859, length: 2282 }, y: { from: 0, length: 1000 } });
  });

  test('CROP of one more column begins at a whole pixel, the one before the middle', () => {
    const placed = place({ requestedDecimateCropBehavior: 'CROP' }, 4001, 1000);
    assert.deepEqual(placed.window.x, { from: 859, length: 2282 });
  });

  test('CROP in one direction shows no more than there is of the other, which is larger by a tenth of a pixel', () => {
    // A margin of 59.4 device pixels: a box of 2281.2, which covers 2282. The image has 2281.3.
    const mm = 25.4 / 300;
    const image = imageBox(grayPixels(1000, 3000), {
      requestedImageSizeMm: 2281.3 * mm,
      requestedDecimateCropBehavior: 'CROP',
    });
    const { boxes } = layoutSheet(filmOf([image]), { ...paperPrinter, marginMm: 59.4 * mm });
    assert.equal(boxes[0]!.device.width, 2282);
    const { fit, window } = boxes[0]!.placed!;
    assert.equal(fit, 'cropped');
    assert.ok(window.x.from >= 0 && window.x.from + window.x.length <= 1000, JSON.stringify(window.x));
  });

  test('too large is what is larger by half a device pixel: 2282 columns fit in 2281.9', () => {
    assert.equal(place({ requestedDecimateCropBehavior: 'FAIL' }, 2282, 100).fit, 'magnified');
    assert.equal(place({ requestedDecimateCropBehavior: 'FAIL' }, 2283, 100).fit, 'refused');
  });

  test('too many pixels: FAIL is reported', () => {
    assert.equal(place({ requestedDecimateCropBehavior: 'FAIL' }, 4000, 1000).fit, 'refused');
    assert.equal(place({ requestedDecimateCropBehavior: 'FAIL' }, 2000, 1000).fit, 'magnified');
  });

  test('a requested size beyond the box: shrunk, or cropped at that size', () => {
    assertRect(place({ requestedImageSizeMm: 386.4 }, 1000, 500).rect, [5, 78.7, 193.2, 96.6]);
    const placed = place({ requestedImageSizeMm: 386.4, requestedDecimateCropBehavior: 'CROP' }, 1000, 500);
    assert.equal(placed.fit, 'cropped');
    assertRect(placed.rect, [5, 30.4, 193.2, 193.2]);
    assert.ok(Math.abs(placed.window.x.from - 250) < 0.1 && Math.abs(placed.window.x.length - 500) < 0.1);
    assert.deepEqual(placed.window.y, { from: 0, length: 500 });
  });

  test('NONE too large is decimated or cropped like any other', () => {
    assert.equal(place({ magnificationType: 'NONE' }, 3000, 100).fit, 'decimated');
    const crop = place({ magnificationType: 'NONE', requestedDecimateCropBehavior: 'CROP' }, 3000, 3000);
    assert.deepEqual(crop.window, { x: { from: 359, length: 2282 }, y: { from: 59, length: 2882 } });
    assert.deepEqual(device(crop.device), [59, 59, 2282, 2882]);
  });

  test('the position decides, not the order of arrival', () => {
    const images = [
      imageBox(grayPixels(10, 10), { position: 4 }),
      imageBox(grayPixels(20, 20), { position: 2 }),
    ];
    const { boxes } = layoutSheet(filmOf(images, { imageDisplayFormat: standard(2, 2) }), paperPrinter);
    assert.deepEqual(
      boxes.map((box) => box.placed?.image.pixels.columns),
      [undefined, 20, undefined, 10],
    );
  });

  test('a position that the format does not have fails the job', () => {
    assert.throws(
      () =>
        layoutSheet(
          filmOf([imageBox(grayPixels(1, 1), { position: 5 })], { imageDisplayFormat: standard(2, 2) }),
          paperPrinter,
        ),
      (error) => error instanceof JobFailure && error.message.includes('STANDARD\\2,2 has no image box 5'),
    );
  });

  test('images never leave their boxes, at any resolution', () => {
    const side = fc.integer({ min: 1, max: 3000 });
    const behavior = fc.constantFrom('DECIMATE' as const, 'CROP' as const);
    const size = fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.record({
          columns: side,
          rows: side,
          crop: behavior,
          mm: size,
          resolution: fc.integer({ min: 20, max: 700 }),
        }),
        ({ columns, rows, crop, mm, resolution }) => {
          const image = imageBox(grayPixels(columns, rows), {
            requestedDecimateCropBehavior: crop,
            ...(mm === undefined ? {} : { requestedImageSizeMm: mm }),
          });
          const sheet = layoutSheet(filmOf([image], { imageDisplayFormat: standard(2, 3) }), paperPrinter);
          for (const { boxes } of [sheet, atResolution(sheet, resolution)]) {
            const { placed, device: box } = boxes[0]!;
            const inner = placed!.device;
            assert.ok(inner.width >= 1 && inner.height >= 1);
            assert.ok(inner.x >= box.x && inner.x + inner.width <= box.x + box.width);
            assert.ok(inner.y >= box.y && inner.y + inner.height <= box.y + box.height);
            const { x, y } = placed!.window;
            assert.ok(x.from >= 0 && x.from + x.length <= columns + 1e-6 && x.length > 0);
            assert.ok(y.from >= 0 && y.from + y.length <= rows + 1e-6 && y.length > 0);
          }
        },
      ),
    );
  });
});

test('another resolution keeps the millimeters', () => {
  const sheet = layoutSheet(filmOf([imageBox(grayPixels(100, 100))]), paperPrinter);
  const small = atResolution(sheet, 25.4);
  assert.deepEqual(small.boxes[0]!.rect, sheet.boxes[0]!.rect);
  assert.deepEqual(device(small.boxes[0]!.device), [5, 5, 193, 244]);
  assert.deepEqual(device(small.boxes[0]!.placed!.device), [5, 31, 193, 193]);
});

test('on a picture of a few pixels every box and every image still has one, the image within its box', () => {
  const images = Array.from({ length: 81 }, (_, index) =>
    imageBox(grayPixels(10, 10), { position: index + 1 }),
  );
  const sheet = layoutSheet(filmOf(images, { imageDisplayFormat: standard(9, 9) }), paperPrinter);
  for (const resolution of [0.5, 1, 1.3, 2, 3]) {
    for (const { device: box, placed } of atResolution(sheet, resolution).boxes) {
      const inner = placed!.device;
      assert.ok(box.width >= 1 && box.height >= 1 && inner.width >= 1 && inner.height >= 1);
      assert.ok(inner.x >= box.x && inner.x + inner.width <= box.x + box.width);
      assert.ok(inner.y >= box.y && inner.y + inner.height <= box.y + box.height);
    }
  }
});
