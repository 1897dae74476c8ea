// Which bytes of an image are made blank, for every way in which pixels are stored, and that they are, however they arrive.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { redactedDataSet } from '../../../src/print-scp/clients/redaction.ts';
import {
  redactedOverlaySpans,
  redactedSpans,
  SpanFiller,
  type Span,
} from '../../../src/print-scp/receive/pixel-redaction.ts';

type Values = Parameters<typeof dataSetOf>[0];
const rectangle = { left: 1, top: 1, width: 2, height: 1 };

/** Bytes 1, 2, 3 … after filling, arriving in pieces of some length. */
function filled(length: number, spans: readonly Span[], piece: number): number[] {
  const bytes = Uint8Array.from({ length }, (_, index) => (index % 250) + 1);
  const filler = new SpanFiller(spans);
  for (let start = 0; start < length; start += piece) filler.fill(bytes.subarray(start, start + piece));
  return [...bytes];
}

/** The same for every length of the pieces; returns the bytes that differ from 1, 2, 3 … by index. */
function changes(length: number, spans: readonly Span[]): Record<number, number> {
  const whole = filled(length, spans, length);
  for (let piece = 1; piece < length; piece += 1)
    assert.deepEqual(filled(length, spans, piece), whole, `pieces of ${piece}`);
  const changed = whole.flatMap((byte, index) =>
    byte === (index % 250) + 1 ? [] : [[index, byte] as const],
  );
  return Object.fromEntries<number>(changed);
}

const image = (values: Values) =>
  dataSetOf({ Rows: 3, Columns: 4, BitsAllocated: 8, BitsStored: 8, ...values });

describe('the pixels of a rectangle become black', () => {
  const cases: readonly (readonly [string, Values, number, Record<number, number>])[] = [
    ['MONOCHROME2', { PhotometricInterpretation: 'MONOCHROME2' }, 12, { 5: 0, 6: 0 }],
    ['MONOCHROME1', { PhotometricInterpretation: 'MONOCHROME1' }, 12, { 5: 255, 6: 255 }],
    [
      '12 bits of 16, MONOCHROME1',
      { PhotometricInterpretation: 'MONOCHROME1', BitsAllocated: 16, BitsStored: 12 },
      24,
      { 10: 255, 11: 15, 12: 255, 13: 15 },
    ],
    ['a palette', { PhotometricInterpretation: 'PALETTE COLOR' }, 12, { 5: 0, 6: 0 }],
    [
      'RGB, pixel by pixel',
      { PhotometricInterpretation: 'RGB', SamplesPerPixel: 3, PlanarConfiguration: 0 },
      36,
      { 15: 0, 16: 0, 17: 0, 18: 0, 19: 0, 20: 0 },
    ],
    [
      'RGB, three planes',
      { PhotometricInterpretation: 'RGB', SamplesPerPixel: 3, PlanarConfiguration: 1 },
      36,
      { 5: 0, 6: 0, 17: 0, 18: 0, 29: 0, 30: 0 },
    ],
    [
      'YBR_FULL',
      { PhotometricInterpretation: 'YBR_FULL', SamplesPerPixel: 3, PlanarConfiguration: 0 },
      36,
      { 15: 0, 16: 128, 17: 128, 18: 0, 19: 128, 20: 128 },
    ],
    [
      'YBR_FULL_422, whole pairs of pixels',
      { PhotometricInterpretation: 'YBR_FULL_422', SamplesPerPixel: 3 },
      24,
      { 8: 0, 9: 0, 10: 128, 11: 128, 12: 0, 13: 0, 14: 128, 15: 128 },
    ],
    [
      'missing attributes that others determine',
      { PhotometricInterpretation: 'monochrome 2', BitsAllocated: undefined, BitsStored: undefined },
      12,
      { 5: 0, 6: 0 },
    ],
  ];
  for (const [name, values, length, expected] of cases)
    test(name, () => {
      const spans = redactedSpans(image(values), length, [rectangle]);
      assert.deepEqual(changes(length, spans), expected);
    });
});

test('rectangles are cut at the edges, may overlap, and apply to their matrix only', () => {
  const gray = image({ PhotometricInterpretation: 'MONOCHROME2' });
  const of = (...rectangles: Parameters<typeof redactedSpans>[2]) =>
    Object.keys(changes(12, redactedSpans(gray, 12, rectangles))).map(Number);
  assert.deepEqual(of({ left: 3, top: 2, width: 65_535, height: 65_535 }), [11]);
  assert.deepEqual(of({ left: 4, top: 0, width: 1, height: 1 }), []);
  assert.deepEqual(of(rectangle, { left: 2, top: 0, width: 2, height: 2 }), [2, 3, 5, 6, 7]);
  assert.deepEqual(of({ ...rectangle, rows: 3, columns: 4 }), [5, 6]);
  assert.deepEqual(of({ ...rectangle, rows: 3, columns: 5 }), []);
  assert.deepEqual(of({ ...rectangle, rows: 4 }), []);
  assert.deepEqual(of(), []);
});

test('an image whose pixels cannot be located becomes blank as a whole', () => {
  const unlocated: readonly Values[] = [
    { PhotometricInterpretation: 'UNKNOWN' },
    { PhotometricInterpretation: 'MONOCHROME2', Rows: undefined },
    { PhotometricInterpretation: 'MONOCHROME2', BitsAllocated: 12 },
    { PhotometricInterpretation: 'YBR_PARTIAL_420', SamplesPerPixel: 3 },
  ];
  for (const values of unlocated) {
    const spans = redactedSpans(image(values), 18, [rectangle]);
    assert.equal(
      filled(18, spans, 5).some((byte) => byte !== 0),
      false,
      JSON.stringify(values),
    );
  }
});

test('overlay planes lose every byte that a rectangle touches', () => {
  const spans = (columns: number | undefined) =>
    redactedOverlaySpans(3, columns, 12, [{ left: 9, top: 1, width: 2, height: 1 }]);
  assert.deepEqual(Object.keys(changes(12, spans(32))).map(Number), [5]);
  // Rows are not padded: bits 21 and 22.
  assert.deepEqual(Object.keys(changes(12, spans(12))).map(Number), [2]);
  assert.equal(Object.keys(changes(12, spans(undefined))).length, 12);
});

test('values are removed at every level of a data set, and nothing else', () => {
  const item = dataSetOf({ PatientName: 'A^B', Rows: 3 });
  const data = dataSetOf({
    FilmSessionLabel: 'A B',
    NumberOfCopies: '2',
    BasicGrayscaleImageSequence: [item],
  });
  assert.equal(redactedDataSet(data, []), data);
  const redacted = redactedDataSet(data, ['PatientName', 'FilmSessionLabel', 'PatientID']);
  assert.deepEqual(redacted.strings('FilmSessionLabel'), []);
  assert.ok(redacted.isEmpty('FilmSessionLabel'));
  assert.equal(redacted.string('NumberOfCopies'), '2');
  const [inner] = redacted.items('BasicGrayscaleImageSequence');
  assert.deepEqual([inner?.string('PatientName'), inner?.number('Rows')], [undefined, 3]);
  assert.equal(redacted.has('PatientID'), false, 'what was not sent stays absent');
});
