// Image Display Format: the grammar of PS3.3 C.13.3, and the deviations of real clients.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDisplayFormat, type FormatSetting } from '../../../src/print-scp/rules/display-format.ts';

const halves = [
  { left: 0, top: 0, width: 0.5, height: 1 },
  { left: 0.5, top: 0, width: 0.5, height: 1 },
];
const setting: FormatSetting = {
  maxBoxes: 100,
  filmSizeId: '8INX10IN',
  filmOrientation: 'PORTRAIT',
  printer: { marginMm: 5, customFormats: { 1: halves }, slides: {} },
};
const standard = (columns: number, rows: number) => ({ kind: 'STANDARD', columns, rows });

for (const [text, format] of [
  ['STANDARD\\2,3', standard(2, 3)],
  ['STANDARD\\1,1', standard(1, 1)],
  ['ROW\\1,2,3', { kind: 'ROW', boxesPerRow: [1, 2, 3] }],
  ['COL\\2', { kind: 'COL', boxesPerColumn: [2] }],
  // "Standard \ 2.3" and "STANDARD/C,R" are written by clients in the field.
  ['Standard \\ 2.3', standard(2, 3)],
  ['STANDARD/2,3', standard(2, 3)],
  [' standard\\ 4 , 5 ', standard(4, 5)],
  ['STANDARD\\1,1\0', standard(1, 1)],
  // 'STANDARD\1,1' written into a Python or C program, which takes the backslash for an escape.
  ['STANDARD\x01,1', standard(1, 1)],
  ['STANDARD\x02,3', standard(2, 3)],
  ['ROW\x03,2', { kind: 'ROW', boxesPerRow: [3, 2] }],
  // Mounts of 2 inches on 203.2 - 10 by 254 - 10 mm.
  ['SLIDE', { kind: 'SLIDE', columns: 3, rows: 4 }],
  ['superslide\\', { kind: 'SUPERSLIDE', columns: 3, rows: 4 }],
  ['CUSTOM\\1', { kind: 'CUSTOM', id: 1, boxes: halves }],
  ['STANDARD\\2x3', standard(2, 3)],
  ['standard 2X3', standard(2, 3)],
  ['STANDARD 2,3', standard(2, 3)],
  ['Standard\\2*3', standard(2, 3)],
  ['ROW1,2,3', { kind: 'ROW', boxesPerRow: [1, 2, 3] }],
  // A client that takes the attribute for a CS separates the numbers as values.
  ['ROW\\2\\1', { kind: 'ROW', boxesPerRow: [2, 1] }],
] as const) {
  test(`reads ${JSON.stringify(text)}`, () => {
    assert.deepEqual(parseDisplayFormat(text, setting), { kind: 'ok', format });
  });
}

for (const [text, reason] of [
  ['', /not WORD/],
  ['STANDARD', /not WORD/],
  ['STANDARD\\', /not WORD/],
  ['STANDARD\\2', /needs columns,rows/],
  ['STANDARD\\2,3,4', /needs columns,rows/],
  ['STANDARD\\0,1', /1 to 9999/],
  ['STANDARD\\2,,3', /1 to 9999/],
  ['STANDARD\\99999,1', /1 to 9999/],
  ['STANDARD\\-1,1', /not WORD/],
  ['CUSTOM\\2', /no format CUSTOM\\2; configured: 1/],
  ['CUSTOM\\1,1', /CUSTOM needs one number/],
  ['CUSTOM', /not WORD/],
  ['MOSAIC\\2,2', /unknown format MOSAIC/],
  ['STANDARD\\11,10', /110 image boxes, at most 100/],
  ['ROW\\60,60', /120 image boxes/],
  ['x'.repeat(1_000_000), /longer than/],
] as const) {
  test(`refuses ${JSON.stringify(text.slice(0, 30))}`, () => {
    const parsed = parseDisplayFormat(text, setting);
    assert.equal(parsed.kind, 'unusable');
    assert.match(parsed.reason, reason);
  });
}

test('slides are as many as the film holds, as it lies', () => {
  const slidesOn = (more: Partial<FormatSetting>) => {
    const parsed = parseDisplayFormat('SLIDE', { ...setting, ...more });
    assert.ok(parsed.kind === 'ok' && parsed.format.kind === 'SLIDE');
    return [parsed.format.columns, parsed.format.rows];
  };
  assert.deepEqual(slidesOn({ filmOrientation: 'LANDSCAPE' }), [4, 3]);
  assert.deepEqual(slidesOn({ filmSizeId: '14INX17IN' }), [6, 8]);
  const full = parseDisplayFormat('SLIDE', { ...setting, filmSizeId: '14INX17IN', maxBoxes: 47 });
  assert.deepEqual(full, { kind: 'unusable', reason: '48 image boxes, at most 47' });
});

test('slides are as many as a printable area of the film size has room for, margin or not', () => {
  const printableAreas = { '8INX10IN': { widthMm: 101.5, heightMm: 203.3 } };
  const printer = { ...setting.printer, printableAreas };
  for (const [filmOrientation, columns, rows] of [
    ['PORTRAIT', 1, 4],
    ['LANDSCAPE', 4, 1],
  ] as const) {
    assert.deepEqual(parseDisplayFormat('SLIDE', { ...setting, filmOrientation, printer }), {
      kind: 'ok',
      format: { kind: 'SLIDE', columns, rows },
    });
  }
});

test('slides are as many as the printer’s configuration has of the film size, on their side where the film lies', () => {
  const slides = {
    '14INX17IN': { SLIDE: { columns: 3, rows: 4 }, SUPERSLIDE: { columns: 4, rows: 5 } },
    A4: { SUPERSLIDE: { columns: 2, rows: 3 } },
  };
  const read = (text: string, filmSizeId: '14INX17IN' | 'A4', filmOrientation: 'PORTRAIT' | 'LANDSCAPE') => {
    const parsed = parseDisplayFormat(text, {
      ...setting,
      filmSizeId,
      filmOrientation,
      printer: { ...setting.printer, slides },
    });
    assert.ok(parsed.kind === 'ok' && parsed.format.kind !== 'ROW' && 'columns' in parsed.format);
    return [parsed.format.columns, parsed.format.rows];
  };
  assert.deepEqual(read('SLIDE', '14INX17IN', 'PORTRAIT'), [3, 4]);
  assert.deepEqual(read('SLIDE', '14INX17IN', 'LANDSCAPE'), [4, 3]);
  assert.deepEqual(read('SUPERSLIDE', '14INX17IN', 'PORTRAIT'), [4, 5]);
  assert.deepEqual(read('SUPERSLIDE', 'A4', 'LANDSCAPE'), [3, 2]);
  // What is not configured has as many as fit: mounts of 2 inches on 200 by 287 mm.
  assert.deepEqual(read('SLIDE', 'A4', 'PORTRAIT'), [3, 5]);
});
