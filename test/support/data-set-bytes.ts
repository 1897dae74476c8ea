// Bytes of data sets written by hand with comments on their meaning, and functions that send and compare them.
import assert from 'node:assert/strict';
import type { DataSet, Value } from '../../src/dicom/data-set/data-set.ts';
import { tagText } from '../../src/dicom/data-set/dictionary.ts';
import type { TransferSyntax } from '../../src/dicom/data-set/uids.ts';
import { transferSyntaxes } from '../../src/dicom/data-set/uids.ts';

/** Characters as bytes, one byte per character. */
export function chars(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Bytes from hexadecimal strings (spaces are ignored) and buffers. */
export function wire(...pieces: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    pieces.map((piece) =>
      typeof piece === 'string' ? Buffer.from(piece.replaceAll(' ', ''), 'hex') : piece,
    ),
  );
}

/** Compares long values; reports the first difference instead of printing them. */
export function assertSame<T>(actual: ArrayLike<T> | undefined, expected: ArrayLike<T>): void {
  assert.equal(actual?.length, expected.length);
  const differs = Array.from({ length: expected.length }).findIndex((_, at) => actual[at] !== expected[at]);
  assert.equal(differs, -1, `value ${differs} differs`);
}

/** The bytes as a stream, split at the given positions. */
export async function* stream(bytes: Uint8Array, ...cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  const ends = [...cuts, bytes.length];
  let start = 0;
  for (const end of ends) {
    yield bytes.subarray(start, end);
    start = end;
  }
}

/** The bytes as a stream of pieces of the same length. */
export function streamOf(bytes: Uint8Array, pieceLength: number): AsyncGenerator<Uint8Array> {
  const cuts = Array.from(
    { length: Math.ceil(bytes.length / pieceLength) },
    (_, index) => index * pieceLength,
  );
  return stream(bytes, ...cuts);
}

type PlainValue =
  Exclude<Value, { kind: 'items' }> | { readonly kind: 'items'; readonly items: readonly PlainElement[][] };
export type PlainElement = readonly [tag: string, vr: string, value: PlainValue];

/** A data set as arrays and objects that `deepStrictEqual` can compare. */
export function plain(dataSet: DataSet): PlainElement[] {
  return [...dataSet].map(({ tag, vr, value }) => [tagText(tag), vr, plainValue(value)]);
}

function plainValue(value: Value): PlainValue {
  if (value.kind === 'items') return { kind: 'items', items: value.items.map(plain) };
  if (value.kind === 'bytes') return { kind: 'bytes', bytes: new Uint8Array(value.bytes) };
  return value;
}

export const text = (...values: string[]): PlainValue => ({ kind: 'text', values });
export const numbers = (...values: number[]): PlainValue => ({ kind: 'numbers', values });
export const bytes = (...values: number[]): PlainValue => ({ kind: 'bytes', bytes: new Uint8Array(values) });
export const items = (...values: PlainElement[][]): PlainValue => ({ kind: 'items', items: values });

/** One image box N-SET, small: a position, a polarity, and an image of 2 × 2 pixels of 12 bits in a sequence. */
export const imageBox: readonly PlainElement[] = [
  ['(2020,0010)', 'US', numbers(3)],
  ['(2020,0020)', 'CS', text('NORMAL')],
  [
    '(2020,0110)',
    'SQ',
    items([
      ['(0028,0010)', 'US', numbers(2)],
      ['(7FE0,0010)', 'OW', bytes(0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08)],
    ]),
  ],
];

/** `imageBox` in each syntax, with sequences of defined and of undefined length. */
export const imageBoxBytes: readonly {
  readonly name: string;
  readonly transferSyntax: TransferSyntax;
  readonly sequenceLengths: 'defined' | 'undefined';
  readonly bytes: Buffer;
}[] = [
  {
    name: 'implicit little endian, defined lengths',
    transferSyntax: transferSyntaxes.implicitLittle,
    sequenceLengths: 'defined',
    bytes: wire(
      // Image Box Position (2020,0010), 2 bytes: 3
      '20 20 10 00  02 00 00 00  03 00',
      // Polarity (2020,0020), 6 bytes
      '20 20 20 00  06 00 00 00',
      chars('NORMAL'),
      // Basic Grayscale Image Sequence (2020,0110), 34 bytes
      '20 20 10 01  22 00 00 00',
      // Item, 26 bytes
      'fe ff 00 e0  1a 00 00 00',
      // Rows (0028,0010), 2 bytes: 2
      '28 00 10 00  02 00 00 00  02 00',
      // Pixel Data (7FE0,0010), 8 bytes
      'e0 7f 10 00  08 00 00 00  01 02 03 04 05 06 07 08',
    ),
  },
  {
    name: 'implicit little endian, undefined lengths',
    transferSyntax: transferSyntaxes.implicitLittle,
    sequenceLengths: 'undefined',
    bytes: wire(
      '20 20 10 00  02 00 00 00  03 00',
      '20 20 20 00  06 00 00 00',
      chars('NORMAL'),
      // Basic Grayscale Image Sequence (2020,0110), undefined length
      '20 20 10 01  ff ff ff ff',
      // Item, undefined length
      'fe ff 00 e0  ff ff ff ff',
      '28 00 10 00  02 00 00 00  02 00',
      'e0 7f 10 00  08 00 00 00  01 02 03 04 05 06 07 08',
      // Item Delimitation, Sequence Delimitation
      'fe ff 0d e0  00 00 00 00',
      'fe ff dd e0  00 00 00 00',
    ),
  },
  {
    name: 'explicit little endian, defined lengths',
    transferSyntax: transferSyntaxes.explicitLittle,
    sequenceLengths: 'defined',
    bytes: wire(
      // (2020,0010) US, 16-bit length 2: 3
      '20 20 10 00  55 53  02 00  03 00',
      // (2020,0020) CS, 16-bit length 6
      '20 20 20 00  43 53  06 00',
      chars('NORMAL'),
      // (2020,0110) SQ, reserved, 32-bit length 38
      '20 20 10 01  53 51  00 00  26 00 00 00',
      // Item, 30 bytes: items have no VR
      'fe ff 00 e0  1e 00 00 00',
      // (0028,0010) US: 2
      '28 00 10 00  55 53  02 00  02 00',
      // (7FE0,0010) OW, reserved, 32-bit length 8
      'e0 7f 10 00  4f 57  00 00  08 00 00 00  01 02 03 04 05 06 07 08',
    ),
  },
  {
    name: 'explicit little endian, undefined lengths',
    transferSyntax: transferSyntaxes.explicitLittle,
    sequenceLengths: 'undefined',
    bytes: wire(
      '20 20 10 00  55 53  02 00  03 00',
      '20 20 20 00  43 53  06 00',
      chars('NORMAL'),
      '20 20 10 01  53 51  00 00  ff ff ff ff',
      'fe ff 00 e0  ff ff ff ff',
      '28 00 10 00  55 53  02 00  02 00',
      'e0 7f 10 00  4f 57  00 00  08 00 00 00  01 02 03 04 05 06 07 08',
      'fe ff 0d e0  00 00 00 00',
      'fe ff dd e0  00 00 00 00',
    ),
  },
  {
    name: 'explicit big endian, defined lengths',
    transferSyntax: transferSyntaxes.explicitBig,
    sequenceLengths: 'defined',
    bytes: wire(
      // The two 16-bit words of tags, lengths and numbers are byte-swapped, the VR is not
      '20 20 00 10  55 53  00 02  00 03',
      '20 20 00 20  43 53  00 06',
      chars('NORMAL'),
      '20 20 01 10  53 51  00 00  00 00 00 26',
      'ff fe e0 00  00 00 00 1e',
      '00 28 00 10  55 53  00 02  00 02',
      // OW: the bytes of every 16-bit word are swapped
      '7f e0 00 10  4f 57  00 00  00 00 00 08  02 01 04 03 06 05 08 07',
    ),
  },
  {
    name: 'explicit big endian, undefined lengths',
    transferSyntax: transferSyntaxes.explicitBig,
    sequenceLengths: 'undefined',
    bytes: wire(
      '20 20 00 10  55 53  00 02  00 03',
      '20 20 00 20  43 53  00 06',
      chars('NORMAL'),
      '20 20 01 10  53 51  00 00  ff ff ff ff',
      'ff fe e0 00  ff ff ff ff',
      '00 28 00 10  55 53  00 02  00 02',
      '7f e0 00 10  4f 57  00 00  00 00 00 08  02 01 04 03 06 05 08 07',
      'ff fe e0 0d  00 00 00 00',
      'ff fe e0 dd  00 00 00 00',
    ),
  },
];
