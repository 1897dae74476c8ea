// A document read without a PDF library: objects by number, streams by their Length, images as the samples they have.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

export interface PdfObject {
  readonly dictionary: string;
  readonly stream?: Buffer;
}

/** Every object that is not in a stream itself. */
export function objectsOf(file: string): readonly PdfObject[] {
  const bytes = readFileSync(file);
  const text = bytes.toString('latin1');
  return [...text.matchAll(/^\d+ 0 obj\n([^]*?)(?:\nendobj|\nstream\n)/gm)].map((match) => {
    const dictionary = match[1]!;
    if (!match[0].endsWith('stream\n')) return { dictionary };
    const length = Number(/\/Length (\d+)/.exec(dictionary)![1]);
    const start = match.index + match[0].length;
    return { dictionary, stream: bytes.subarray(start, start + length) };
  });
}

/** The image objects, in the order of the file. */
export const images = (file: string) =>
  objectsOf(file).filter(({ dictionary }) => dictionary.includes('/Subtype /Image'));
/** A number of a dictionary. */
export const entry = (dictionary: string, key: string) =>
  Number(new RegExp(`/${key} (\\d+)`).exec(dictionary)?.[1]);

/** Samples of an image: inflated, the filter Up undone. */
export function samples({ dictionary, stream }: PdfObject): Buffer {
  const [width, height] = [entry(dictionary, 'Width'), entry(dictionary, 'Height')];
  const rowBytes = (width * entry(dictionary, 'BitsPerComponent') * entry(dictionary, 'Colors')) / 8;
  const filtered = inflateSync(stream!);
  assert.equal(filtered.length, height * (rowBytes + 1));
  const plain = Buffer.alloc(height * rowBytes);
  for (let y = 0; y < height; y++) {
    assert.equal(filtered[y * (rowBytes + 1)], 2);
    for (let x = 0; x < rowBytes; x++) {
      const above = y === 0 ? 0 : plain[(y - 1) * rowBytes + x]!;
      plain[y * rowBytes + x] = filtered[y * (rowBytes + 1) + 1 + x]! + above;
    }
  }
  return plain;
}
