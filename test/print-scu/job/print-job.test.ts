// Plans: how images are distributed over films, the orientation of films, and the attributes made from options.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { SetupFailure } from '../../../src/shared/errors/errors.ts';
import {
  boxCount,
  displayFormatText,
  type ImageDisplayFormat,
} from '../../../src/shared/film/display-format.ts';
import { bestOrientation, boxesOf, parseLayout } from '../../../src/print-scu/job/layout.ts';
import { planPrintJob, type PrintSettings } from '../../../src/print-scu/job/print-job.ts';
import type { ImageSource, PrepareOptions } from '../../../src/images/pixels/prepared-image.ts';

const image = (name: string, more: Partial<ImageSource> = {}): ImageSource => ({
  name,
  rows: 512,
  columns: 512,
  color: false,
  pixelAspectRatio: [1, 1],
  prepare: () => Promise.reject(new Error('not prepared by a plan')),
  ...more,
});
const images = (count: number) => Array.from({ length: count }, (_, index) => image(`i${index + 1}`));
const settings = (layout: string, more: Partial<PrintSettings> = {}): PrintSettings => ({
  layout: parseLayout(layout),
  copies: 1,
  presentationLut: 'IDENTITY',
  color: 'auto',
  bits: 8,
  trueSize: false,
  overlays: true,
  shutters: true,
  sessionPrint: false,
  ...more,
});

describe('layouts', () => {
  for (const [text, format] of [
    ['2x3', { kind: 'STANDARD', columns: 2, rows: 3 }],
    ['2X3', { kind: 'STANDARD', columns: 2, rows: 3 }],
    ['STANDARD\\2,3', { kind: 'STANDARD', columns: 2, rows: 3 }],
    ['standard/2,3', { kind: 'STANDARD', columns: 2, rows: 3 }],
    ['ROW\\1,2', { kind: 'ROW', boxesPerRow: [1, 2] }],
    ['row:1,2,3', { kind: 'ROW', boxesPerRow: [1, 2, 3] }],
    ['COL\\2,1', { kind: 'COL', boxesPerColumn: [2, 1] }],
    [' 1 x 1 ', { kind: 'STANDARD', columns: 1, rows: 1 }],
  ] as const) {
    test(text, () => {
      assert.deepEqual(parseLayout(text), format);
    });
  }
  test('an invalid value is reported with the valid ones', () => {
    for (const text of [
      '',
      '2',
      '2x',
      '0x3',
      '2x3x4',
      'STANDARD\\2',
      'STANDARD\\2,3,4',
      'ROW\\1,0',
      'ROW\\',
      'SLIDE',
      '2,3',
      '1000x1',
    ]) {
      assert.throws(
        () => parseLayout(text),
        (error) => {
          assert.ok(error instanceof SetupFailure, text);
          assert.equal(
            error.message,
            `layout "${text}" is not known; give columns x rows such as 2x3, STANDARD\\2,3, ROW\\1,2 or COL\\2,1`,
          );
          return true;
        },
      );
    }
    assert.throws(() => parseLayout('40x40'), {
      message: 'layout "40x40" has 1600 images per film; must be at most 1000',
    });
  });
  test('what DICOM writes is read back', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
    const formats = fc.oneof(
      fc.record({
        kind: fc.constant('STANDARD' as const),
        columns: fc.integer({ min: 1, max: 30 }),
        rows: fc.integer({ min: 1, max: 30 }),
      }),
      fc.record({ kind: fc.constant('ROW' as const), boxesPerRow: counts }),
      fc.record({ kind: fc.constant('COL' as const), boxesPerColumn: counts }),
    );
    fc.assert(
      fc.property(formats, (format: ImageDisplayFormat) => {
        // fast-check's records have no prototype.
        assert.deepEqual(parseLayout(displayFormatText(format)), { ...format });
        const boxes = boxesOf(format);
        assert.equal(boxes.length, boxCount(format));
        // Boxes cover the sheet once.
        assert.ok(Math.abs(boxes.reduce((sum, box) => sum + box.width * box.height, 0) - 1) < 1e-9);
      }),
    );
  });
});

describe('orientation', () => {
  const wide = { rows: 480, columns: 640, pixelAspectRatio: [1, 1] } as const;
  const square = { rows: 512, columns: 512, pixelAspectRatio: [1, 1] } as const;
  const tall = { rows: 3000, columns: 2000, pixelAspectRatio: [1, 1] } as const;
  for (const [layout, shape, expected] of [
    ['1x1', square, 'PORTRAIT'],
    ['1x1', wide, 'LANDSCAPE'],
    ['1x1', tall, 'PORTRAIT'],
    ['2x1', square, 'LANDSCAPE'],
    ['1x2', square, 'PORTRAIT'],
    ['2x3', square, 'PORTRAIT'],
    ['3x2', square, 'LANDSCAPE'],
    ['4x5', square, 'PORTRAIT'],
    ['5x4', square, 'LANDSCAPE'],
    ['2x2', wide, 'LANDSCAPE'],
    ['1x2', wide, 'PORTRAIT'],
    ['2x1', tall, 'LANDSCAPE'],
    ['ROW\\1,1,1', square, 'PORTRAIT'],
    ['COL\\1,1,1', square, 'LANDSCAPE'],
  ] as const) {
    test(`${layout} of ${shape.columns} × ${shape.rows} on 14 × 17`, () => {
      assert.equal(bestOrientation(parseLayout(layout), '14INX17IN', [shape]), expected);
    });
  }
  test('pixels that are not square count as they are seen', () => {
    const flat = { rows: 512, columns: 512, pixelAspectRatio: [1, 2] } as const;
    assert.equal(bestOrientation(parseLayout('1x1'), '14INX17IN', [flat]), 'LANDSCAPE');
  });
  test('a square film is not rotated', () => {
    assert.equal(bestOrientation(parseLayout('1x1'), '14INX14IN', [wide]), 'PORTRAIT');
  });
});

describe('films', () => {
  for (const [layout, count, perFilm] of [
    ['1x1', 3, [1, 1, 1]],
    ['2x2', 4, [4]],
    ['2x2', 5, [4, 1]],
    ['3x4', 7, [7]],
    ['4x5', 41, [20, 20, 1]],
    ['ROW\\1,2', 5, [3, 2]],
    ['COL\\2,1,2', 5, [5]],
  ] as const) {
    test(`${count} images at ${layout}`, () => {
      const plan = planPrintJob(images(count), settings(layout));
      assert.deepEqual(
        plan.films.map((film) => film.images.length),
        perFilm,
      );
      assert.deepEqual(
        plan.films.flatMap((film) => film.images.map(({ name }) => name)),
        images(count).map(({ name }) => name),
      );
      for (const film of plan.films) {
        assert.deepEqual(
          film.images.map(({ position }) => position),
          film.images.map((_, index) => index + 1),
        );
        assert.equal(displayFormatText(film.imageDisplayFormat), displayFormatText(parseLayout(layout)));
      }
    });
  }

  test('values that are not requested are not in the plan', () => {
    const plan = planPrintJob(images(1), settings('1x1'));
    const [film] = plan.films;
    assert.deepEqual(plan.session, { numberOfCopies: 1 });
    assert.equal(plan.sessionPrint, false);
    const { images: planned, ...box } = film!;
    assert.deepEqual(box, {
      color: 'never',
      imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 1 },
      filmOrientation: 'PORTRAIT',
      annotations: [],
      presentationLut: { kind: 'IDENTITY' },
    });
    const { prepare: _prepare, ...only } = planned[0]!;
    assert.deepEqual(only, { position: 1, name: 'i1' });
  });

  test('every request has its place', () => {
    const plan = planPrintJob(
      images(1),
      settings('1x1', {
        filmOrientation: 'LANDSCAPE',
        filmSizeId: 'A4',
        copies: 3,
        priority: 'HIGH',
        mediumType: 'BLUE FILM',
        filmDestination: 'BIN_1',
        label: 'chest',
        magnificationType: 'NONE',
        borderDensity: 'WHITE',
        emptyImageDensity: '150',
        minDensity: 20,
        maxDensity: 300,
        trim: true,
        polarity: 'REVERSE',
        presentationLut: 'LIN OD',
        sessionPrint: true,
      }),
    );
    assert.deepEqual(plan.session, {
      numberOfCopies: 3,
      printPriority: 'HIGH',
      filmSessionLabel: 'chest',
      mediumType: 'BLUE FILM',
      filmDestination: 'BIN_1',
    });
    assert.equal(plan.sessionPrint, true);
    const { images: planned, imageDisplayFormat: _format, ...box } = plan.films[0]!;
    assert.deepEqual(box, {
      color: 'never',
      filmOrientation: 'LANDSCAPE',
      filmSizeId: 'A4',
      magnificationType: 'NONE',
      borderDensity: 'WHITE',
      emptyImageDensity: '150',
      minDensity: 20,
      maxDensity: 300,
      trim: true,
      annotations: [],
      presentationLut: { kind: 'LIN OD' },
    });
    assert.equal(planned[0]?.polarity, 'REVERSE');
  });

  test('no presentation LUT', () => {
    const plan = planPrintJob(images(1), settings('1x1', { presentationLut: 'none' }));
    assert.equal(plan.films[0]?.presentationLut, undefined);
  });
});

describe('color', () => {
  const mixed = [image('gray'), image('gray too'), image('colored', { color: true })];
  const colors = (color: PrintSettings['color']) =>
    planPrintJob(mixed, settings('1x2', { color })).films.map((film) => film.color);
  test('a film with a colored image is a color film, if the printer has that', () => {
    assert.deepEqual(colors('auto'), ['never', 'preferred']);
  });
  test('always and never', () => {
    assert.deepEqual(colors('always'), ['required', 'required']);
    assert.deepEqual(colors('never'), ['never', 'never']);
  });
});

describe('images are prepared when asked, as the film needs them', () => {
  test('bits, window and the film’s color', async () => {
    const asked: PrepareOptions[] = [];
    const source = image('a', {
      prepare: (options) => {
        asked.push(options);
        return Promise.reject(new Error('enough'));
      },
    });
    const window = { kind: 'window', center: 40, width: 400 } as const;
    const [first] = planPrintJob([source], settings('1x1', { bits: 12, window })).films[0]!.images;
    assert.deepEqual(asked, []);
    await assert.rejects(first!.prepare(true));
    await assert.rejects(first!.prepare(false));
    assert.deepEqual(asked, [
      { color: true, bits: 12, overlays: true, shutters: true, window },
      { color: false, bits: 12, overlays: true, shutters: true, window },
    ]);
  });
});

describe('true size', () => {
  test('columns × their spacing, in mm', () => {
    const plan = planPrintJob(
      [image('ct', { columnSpacingMm: 0.478516 })],
      settings('1x1', { trueSize: true }),
    );
    const [planned] = plan.films[0]!.images;
    assert.equal(planned?.requestedImageSizeMm, 245);
    assert.equal(planned.requestedDecimateCropBehavior, 'CROP');
  });
  test('an image that does not know its size is named', () => {
    assert.throws(() => planPrintJob(images(1), settings('1x1', { trueSize: true })), {
      code: 'usage',
      message: 'i1 has no pixel spacing, so it cannot be printed in true size; leave out --true-size',
    });
  });
});

test('nothing to print', () => {
  assert.throws(() => planPrintJob([], settings('1x1')), {
    code: 'usage',
    message: 'there is nothing to print; name at least one image file',
  });
});
