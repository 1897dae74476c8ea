// Parses a document without a PDF library: objects by number, streams by their Length, images as samples.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

export interface PdfObject {
  readonly dictionary: string;
  readonly stream?: Buffer;
}

/** All objects that are not in an object stream. */
export function objectsOf(file: string): readonly PdfObject[] {
  const bytes = readFileSync(file);
  const text = bytes.toString('latin1');
  return [...text.matchAll(/^\d+ 0 obj\n([^]*?)(?:\nendobj|\nstream\n)/gm)].map((match) => {
    const dictionary = match[1]!;
    if (!match[0].endsWith('stream\n')) return { dictionary };
    const [, object, direct] = /\/Length (?:(\d+) 0 R|(\d+))/.exec(dictionary)!;
    const length = Number(direct ?? new RegExp(`^${object} 0 obj\\n(\\d+)$`, 'm').exec(text)![1]);
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

/** Samples of an image: inflated, the filter Paeth undone (ISO/IEC 15948, 9.4). */
export function samples({ dictionary, stream }: PdfObject): Buffer {
  const [width, height] = [entry(dictionary, 'Width'), entry(dictionary, 'Height')];
  const pixelBytes = (entry(dictionary, 'BitsPerComponent') * entry(dictionary, 'Colors')) / 8;
  const rowBytes = width * pixelBytes;
  const filtered = inflateSync(stream!);
  assert.equal(filtered.length, height * (rowBytes + 1));
  const plain = Buffer.alloc(height * rowBytes);
  for (let y = 0; y < height; y++) {
    assert.equal(filtered[y * (rowBytes + 1)], 4);
    for (let x = 0; x < rowBytes; x++) {
      const at = y * rowBytes + x;
      const left = x < pixelBytes ? 0 : plain[at - pixelBytes]!;
      const up = y === 0 ? 0 : plain[at - rowBytes]!;
      const corner = x < pixelBytes || y === 0 ? 0 : plain[at - rowBytes - pixelBytes]!;
      const [a, b, c] = [left, up, corner].map((value) => Math.abs(left + up - corner - value)) as [
        number,
        number,
        number,
      ];
      const predicted = a <= b && a <= c ? left : b <= c ? up : corner;
      plain[at] = filtered[y * (rowBytes + 1) + 1 + x]! + predicted;
    }
  }
  return plain;
}
