// Compressed rows compared with zlib and the definition of the filter, and the memory held while a page is compressed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { deflateRows, type PixelFormat } from '../../../src/render/compression/deflate.ts';
import { openPdf } from '../../../src/render/formats/pdf-file.ts';
import { freeBytes } from '../../../src/render/kernels/workspace.ts';

let seed = 1;
const random = () => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) >> 16;

const rowBytesOf = ({ width, channels, bits }: PixelFormat) => (width * channels * bits) / 8;

/** Rows in one array that is used again, as rows of images are. */
function* rowsOf(data: Uint8Array, rowBytes: number): Generator<Uint8Array, void, undefined> {
  const row = new Uint8Array(rowBytes);
  for (let at = 0; at < data.length; at += rowBytes) {
    row.set(data.subarray(at, at + rowBytes));
    yield row;
  }
}

/** ISO/IEC 15948, 9.4. */
function unfiltered(filtered: Uint8Array, rowBytes: number, pixelBytes: number): Uint8Array {
  const plain = new Uint8Array((filtered.length / (rowBytes + 1)) * rowBytes);
  for (let at = 0; at < plain.length; at++) {
    const [x, y] = [at % rowBytes, Math.floor(at / rowBytes)];
    assert.equal(filtered[y * (rowBytes + 1)], 4);
    const a = x < pixelBytes ? 0 : plain[at - pixelBytes]!;
    const b = y === 0 ? 0 : plain[at - rowBytes]!;
    const c = x < pixelBytes || y === 0 ? 0 : plain[at - rowBytes - pixelBytes]!;
    const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
    plain[at] = filtered[at + y + 1]! + (pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
  }
  return plain;
}

describe('compressed rows are the rows', () => {
  for (const channels of [1, 3] as const) {
    for (const bits of [8, 16] as const) {
      for (const [width, height] of [
        [1, 1],
        [37, 5],
        [501, 700],
        [3001, 260],
      ] as const) {
        test(`${width} × ${height}, ${channels} channels of ${bits} bits`, async () => {
          const format = { width, height, channels, bits };
          const rowBytes = rowBytesOf(format);
          const data = Uint8Array.from({ length: rowBytes * height }, (_, at) =>
            at % 7 === 0 ? random() : at >> 8,
          );
          const before = freeBytes();
          const pieces: Uint8Array[] = [];
          for await (const piece of deflateRows(rowsOf(data, rowBytes), format)) pieces.push(piece);
          assert.equal(freeBytes(), before);
          const found = unfiltered(inflateSync(Buffer.concat(pieces)), rowBytes, (channels * bits) / 8);
          assert.ok(Buffer.from(found).equals(data));
        });
      }
    }
  }
});

const noisy = { width: 4000, height: 4000, channels: 1, bits: 8 } as const;

test('of a page that cannot be compressed, at most 1.75 MiB are held at any time', async () => {
  const line = Uint8Array.from({ length: noisy.width }, random);
  let requested = 0;
  function* rows() {
    for (let y = 0; y < noisy.height; y++) {
      for (let x = 0; x < line.length; x++) line[x] = random();
      requested += line.length;
      yield line;
    }
  }
  let [passedOn, held] = [0, 0];
  for await (const piece of deflateRows(rows(), noisy)) {
    held = Math.max(held, requested - passedOn);
    assert.ok(piece.length <= 1 << 18);
    passedOn += piece.length;
  }
  assert.ok(passedOn > 15e6, `${passedOn} bytes`);
  assert.ok(held <= 1.75 * 2 ** 20, `${held} bytes were held`);
});

test('a document takes the next piece of an image when it has passed on the one before', async () => {
  const metadata = { films: [] };
  const pdf = openPdf({ title: 'Pieces', createdAt: new Date(0), color: false, metadata });
  const read: Buffer[] = [];
  pdf.stream.on('data', (chunk: Buffer) => read.push(chunk));
  pdf.addPage(100, 100);
  const order: string[] = [];
  async function* data() {
    for (const number of [1, 2, 3]) {
      order.push(`piece ${number}`);
      yield await Promise.resolve(Buffer.alloc(1000, number));
    }
  }
  const drained = () => {
    order.push('drained');
    return Promise.resolve();
  };
  const image = { width: 10, height: 300, channels: 1, bits: 8, encoding: 'flate', data: data() } as const;
  await pdf.addImage(image, drained);
  assert.deepEqual(order, ['piece 1', 'drained', 'piece 2', 'drained', 'piece 3', 'drained']);
  pdf.end();
  await new Promise((resolve) => pdf.stream.on('end', resolve));
  const text = Buffer.concat(read).toString('latin1');
  const [, length] = /\/Length (\d+) 0 R\n>>\nstream\n\x01/.exec(text) ?? [];
  assert.match(text, new RegExp(`^${length} 0 obj\\n3000\\nendobj$`, 'm'));
});

test('an image that fails or is given up leaves nothing behind', async () => {
  const before = freeBytes();
  function* failing() {
    yield new Uint8Array(noisy.width);
    throw new Error('no more rows');
  }
  const all = async (rows: Iterable<Uint8Array>) => {
    for await (const _ of deflateRows(rows, noisy));
  };
  await assert.rejects(all(failing()), /no more rows/);
  assert.equal(freeBytes(), before);
  let closed = false;
  function* endless() {
    try {
      for (;;) yield Uint8Array.from({ length: noisy.width }, random);
    } finally {
      closed = true;
    }
  }
  for await (const _ of deflateRows(endless(), noisy)) break;
  assert.ok(closed);
  assert.equal(freeBytes(), before);
});
