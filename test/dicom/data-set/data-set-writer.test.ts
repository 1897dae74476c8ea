// Writing data sets: the bytes of each syntax, and that large values are not copied.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Element } from '../../../src/dicom/data-set/data-set.ts';
import { DataSet, dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { readDataSet } from '../../../src/dicom/data-set/data-set-reader.ts';
import {
  encodeDataSet,
  encodeDataSetChunks,
  encodeDataSetStream,
} from '../../../src/dicom/data-set/data-set-writer.ts';
import { transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import { assertSame, chars, imageBoxBytes, stream, wire } from '../../support/data-set-bytes.ts';

const { implicitLittle, explicitLittle, explicitBig } = transferSyntaxes;

const imageBox = dataSetOf({
  // Not in the order of their tags.
  BasicGrayscaleImageSequence: [dataSetOf({ PixelData: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]), Rows: 2 })],
  Polarity: 'NORMAL',
  ImageBoxPosition: 3,
});

for (const { name, transferSyntax, sequenceLengths, bytes } of imageBoxBytes) {
  test(`${name}: the bytes of the standard`, () => {
    assert.deepEqual(Buffer.from(encodeDataSet(imageBox, transferSyntax, { sequenceLengths })), bytes);
  });
}

test('lengths are defined unless asked otherwise', () => {
  assert.deepEqual(
    encodeDataSet(imageBox, implicitLittle),
    encodeDataSet(imageBox, implicitLittle, { sequenceLengths: 'defined' }),
  );
});

test('an empty data set has no bytes, an empty value and an empty sequence have a length of 0', () => {
  assert.equal(encodeDataSet(new DataSet([]), explicitLittle).length, 0);
  const dataSet = dataSetOf({
    FilmSizeID: '',
    ReferencedImageBoxSequence: [],
    MaxDensity: [],
    ICCProfile: new Uint8Array(0),
  });
  assert.deepEqual(
    Buffer.from(encodeDataSet(dataSet, explicitLittle)),
    wire(
      '28 00 00 20  4f 42 00 00  00 00 00 00',
      '10 20 50 00  43 53 00 00',
      '10 20 30 01  55 53 00 00',
      '10 20 10 05  53 51 00 00  00 00 00 00',
    ),
  );
});

test('values are made even: text with a blank, UIDs and bytes with a NUL', () => {
  const dataSet = dataSetOf({
    ReferencedSOPClassUID: '1.2.840.10008.5.1.1.1',
    ICCProfile: new Uint8Array([1, 2, 3]),
    NumberOfCopies: 2,
    ImageDisplayFormat: 'STANDARD\\10,1',
    TextString: ['a', 'bc'],
  });
  assert.deepEqual(
    Buffer.from(encodeDataSet(dataSet, implicitLittle)),
    wire(
      '08 00 50 11  16 00 00 00',
      chars('1.2.840.10008.5.1.1.1\0'),
      '28 00 00 20  04 00 00 00  01 02 03 00',
      '00 20 10 00  02 00 00 00',
      chars('2 '),
      '10 20 10 00  0e 00 00 00',
      chars('STANDARD\\10,1 '),
      '30 20 20 00  04 00 00 00',
      chars('a\\bc'),
    ),
  );
});

const elements: Element[] = [
  { tag: 0x00720001, vr: 'OB', value: { kind: 'bytes', bytes: new Uint8Array([1, 2, 3, 4]) } },
  { tag: 0x00720002, vr: 'OW', value: { kind: 'bytes', bytes: new Uint8Array([1, 2, 3]) } },
  { tag: 0x00720003, vr: 'OL', value: { kind: 'bytes', bytes: new Uint8Array([1, 2, 3, 4]) } },
  { tag: 0x00720005, vr: 'OD', value: { kind: 'bytes', bytes: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]) } },
  { tag: 0x00720070, vr: 'AT', value: { kind: 'numbers', values: [0x20100010] } },
  { tag: 0x00720072, vr: 'SS', value: { kind: 'numbers', values: [-2] } },
  { tag: 0x00720074, vr: 'UL', value: { kind: 'numbers', values: [65538] } },
  { tag: 0x00720078, vr: 'FL', value: { kind: 'numbers', values: [1.5] } },
  { tag: 0x0072007a, vr: 'FD', value: { kind: 'numbers', values: [-2.5] } },
  { tag: 0x00720082, vr: 'SV', value: { kind: 'bigints', values: [-1n] } },
  { tag: 0x00720084, vr: 'UV', value: { kind: 'bigints', values: [0x100000001n] } },
  { tag: 0x00720090, vr: 'UT', value: { kind: 'text', values: ['a\\b'] } },
];

test('explicit little endian: short and long forms', () => {
  assert.deepEqual(
    Buffer.from(encodeDataSet(new DataSet(elements), explicitLittle)),
    wire(
      '72 00 01 00  4f 42 00 00  04 00 00 00  01 02 03 04',
      '72 00 02 00  4f 57 00 00  04 00 00 00  01 02 03 00',
      '72 00 03 00  4f 4c 00 00  04 00 00 00  01 02 03 04',
      '72 00 05 00  4f 44 00 00  08 00 00 00  01 02 03 04 05 06 07 08',
      '72 00 70 00  41 54 04 00  10 20 10 00',
      '72 00 72 00  53 53 02 00  fe ff',
      '72 00 74 00  55 4c 04 00  02 00 01 00',
      '72 00 78 00  46 4c 04 00  00 00 c0 3f',
      '72 00 7a 00  46 44 08 00  00 00 00 00 00 00 04 c0',
      '72 00 82 00  53 56 00 00  08 00 00 00  ff ff ff ff ff ff ff ff',
      '72 00 84 00  55 56 00 00  08 00 00 00  01 00 00 00 01 00 00 00',
      '72 00 90 00  55 54 00 00  04 00 00 00',
      chars('a\\b '),
    ),
  );
});

test('explicit big endian: numbers and words are swapped', () => {
  assert.deepEqual(
    Buffer.from(encodeDataSet(new DataSet(elements), explicitBig)),
    wire(
      '00 72 00 01  4f 42 00 00  00 00 00 04  01 02 03 04',
      // Padded first, then swapped
      '00 72 00 02  4f 57 00 00  00 00 00 04  02 01 00 03',
      '00 72 00 03  4f 4c 00 00  00 00 00 04  04 03 02 01',
      '00 72 00 05  4f 44 00 00  00 00 00 08  08 07 06 05 04 03 02 01',
      '00 72 00 70  41 54 00 04  20 10 00 10',
      '00 72 00 72  53 53 00 02  ff fe',
      '00 72 00 74  55 4c 00 04  00 01 00 02',
      '00 72 00 78  46 4c 00 04  3f c0 00 00',
      '00 72 00 7a  46 44 00 08  c0 04 00 00 00 00 00 00',
      '00 72 00 82  53 56 00 00  00 00 00 08  ff ff ff ff ff ff ff ff',
      '00 72 00 84  55 56 00 00  00 00 00 08  00 00 00 01 00 00 00 01',
      '00 72 00 90  55 54 00 00  00 00 00 04',
      chars('a\\b '),
    ),
  );
});

test('numbers are cut to what their VR holds', () => {
  const bytes = encodeDataSet(dataSetOf({ MaxDensity: 65537, MinDensity: -1, Rows: NaN }), implicitLittle);
  assert.deepEqual(
    Buffer.from(bytes),
    wire(
      '28 00 10 00  02 00 00 00  00 00',
      '10 20 20 01  02 00 00 00  ff ff',
      '10 20 30 01  02 00 00 00  01 00',
    ),
  );
});

test('a value too long for a 16-bit length is UN (PS3.5 6.2.2), little endian inside, and read back', async () => {
  const values = Array.from({ length: 0x8000 }, (_, index) => index);
  const dataSet = dataSetOf({ LUTDescriptor: values });
  const bytes = Buffer.from(encodeDataSet(dataSet, explicitBig));
  assert.deepEqual(bytes.subarray(0, 16), wire('00 28 30 02  55 4e 00 00  00 01 00 00  00 00 01 00'));
  const read = await readDataSet(stream(bytes), { transferSyntax: explicitBig });
  assertSame(read.numbers('LUTDescriptor'), values);
  const longest = encodeDataSet(dataSetOf({ LUTDescriptor: values.slice(1) }), explicitLittle);
  assert.deepEqual(Buffer.from(longest.subarray(0, 8)), wire('28 00 02 30  55 53 fe ff'));
});

test('text is written by the Specific Character Set, which items inherit', () => {
  const dataSet = dataSetOf({
    SpecificCharacterSet: 'ISO_IR 126',
    FilmSessionLabel: 'Διον',
    ReferencedImageBoxSequence: [
      dataSetOf({ TextString: 'Διον' }),
      dataSetOf({ SpecificCharacterSet: 'ISO_IR 144', TextString: 'ΔФщяэ?' }),
    ],
  });
  assert.deepEqual(
    Buffer.from(encodeDataSet(dataSet, implicitLittle)),
    wire(
      '08 00 05 00  0a 00 00 00',
      chars('ISO_IR 126'),
      '00 20 50 00  04 00 00 00  c4 e9 ef ed',
      '10 20 10 05  3c 00 00 00',
      'fe ff 00 e0  0c 00 00 00  30 20 20 00  04 00 00 00  c4 e9 ef ed',
      'fe ff 00 e0  20 00 00 00  08 00 05 00  0a 00 00 00',
      chars('ISO_IR 144'),
      '30 20 20 00  06 00 00 00',
      chars('?\xc4\xe9\xef\xed?'),
    ),
  );
  assert.deepEqual(
    Buffer.from(encodeDataSet(dataSetOf({ TextString: 'Köln' }), implicitLittle)),
    wire('30 20 20 00  04 00 00 00', chars('K?ln')),
  );
});

test('a streamed value is left out: its bytes are elsewhere', () => {
  const dataSet = new DataSet([
    ...dataSetOf({ Rows: 2 }),
    { tag: 0x7fe00010, vr: 'OW', value: { kind: 'streamed', byteLength: 8 } },
  ]);
  assert.deepEqual(
    Buffer.from(encodeDataSet(dataSet, implicitLittle)),
    wire('28 00 10 00  02 00 00 00  02 00'),
  );
});

const pixels = new Uint8Array(200_000).map((_, index) => index * 7);
const film = dataSetOf({
  ImageBoxPosition: 1,
  BasicGrayscaleImageSequence: [dataSetOf({ Rows: 400, Columns: 250, PixelData: pixels })],
  RequestedImageSize: '120',
});

for (const [name, transferSyntax] of Object.entries(transferSyntaxes)) {
  test(`${name}: pieces are the bytes of the whole`, () => {
    const whole = Buffer.from(encodeDataSet(film, transferSyntax));
    assertSame(Buffer.concat([...encodeDataSetChunks(film, transferSyntax)]), whole);
    assert.equal(whole.length % 2, 0);
  });
}

test('little endian pixel data is a piece of its own, not a copy', () => {
  for (const transferSyntax of [implicitLittle, explicitLittle]) {
    const pieces = [...encodeDataSetChunks(film, transferSyntax)];
    assert.equal(pieces.filter((piece) => piece === pixels).length, 1);
    assert.ok(pieces.length <= 3);
  }
});

test('big endian pixel data is swapped piece by piece, as pieces are requested', async () => {
  const pieces = [...encodeDataSetChunks(film, explicitBig)];
  assert.ok(Math.max(...pieces.map(({ length }) => length)) <= 64 * 1024);
  assert.equal(pixels[1], 7, 'the caller keeps his bytes');
  const read = await readDataSet(stream(Buffer.concat(pieces)), { transferSyntax: explicitBig });
  assertSame(read.items('BasicGrayscaleImageSequence')[0]?.bytes('PixelData'), pixels);
});

test('odd pixel data is padded without a copy', () => {
  const odd = pixels.subarray(1);
  const dataSet = dataSetOf({ PixelData: odd });
  const pieces = [...encodeDataSetChunks(dataSet, explicitLittle)];
  assert.ok(pieces.includes(odd));
  assert.deepEqual(Buffer.from(pieces[0] ?? []), wire('e0 7f 10 00  4f 57 00 00  40 0d 03 00'));
  assert.deepEqual(pieces.at(-1), Buffer.from([0]));
});

async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) {
    await Promise.resolve();
    yield bytes.subarray(at, at + length);
  }
}

/** The film of above with its pixels elsewhere. */
function withGap(byteLength: number): DataSet {
  const item = dataSetOf({ Rows: 2 }).with([
    { tag: 0x7fe00010, vr: 'OW', value: { kind: 'streamed', byteLength } },
  ]);
  return dataSetOf({ ImageBoxPosition: 3, Polarity: 'NORMAL', BasicGrayscaleImageSequence: [item] });
}

test('a streamed value comes in its place, the lengths before it are those of the whole, an odd one is padded', async () => {
  const bytes = pixels.subarray(0, 9_999);
  const whole = dataSetOf({
    ImageBoxPosition: 3,
    Polarity: 'NORMAL',
    BasicGrayscaleImageSequence: [dataSetOf({ Rows: 2, PixelData: bytes })],
  });
  for (const [transferSyntax, piece] of [
    [implicitLittle, 1_000],
    [explicitLittle, 1_000],
    [explicitBig, 1_000],
    [explicitBig, 333],
  ] as const) {
    const pieces = await Array.fromAsync(
      encodeDataSetStream(withGap(bytes.length), transferSyntax, () => inPieces(bytes, piece)),
    );
    assertSame(Buffer.concat(pieces), Buffer.from(encodeDataSet(whole, transferSyntax)));
    assert.ok(Math.max(...pieces.map(({ length }) => length)) <= 1_000);
  }
});

test('a streamed value that is longer or shorter than its element says is an error', async () => {
  const encoded = (byteLength: number) =>
    Array.fromAsync(
      encodeDataSetStream(withGap(byteLength), explicitLittle, () => inPieces(pixels.subarray(0, 100), 10)),
    );
  await assert.rejects(encoded(102), /a value declared with 102 bytes has 100/);
  await assert.rejects(encoded(98), /a value declared with 98 bytes has 100/);
});
