// One plane of samples in an open blob, read in blocks as rows are requested: as it is stored, or rotated a quarter
// counter-clockwise, when a row is a column of the blob from its top to its bottom, the rightmost first. A rotated plane
// reads the blob in vertical strips, so that a picture whose orientation differs from its paper is never held as a whole.
import { readSync } from 'node:fs';
import { JobFailure } from '../../shared/errors/errors.ts';
import type { PlaneSource } from './resample.ts';

/** A block of rows. */
const blockBytes = 1 << 19;
/** A strip of columns: each costs a read for every row of the blob, so it is wider. */
const stripBytes = 1 << 21;

export interface PlaneLayout {
  readonly descriptor: number;
  /** For people: which pixels these are. */
  readonly what: string;
  readonly columns: number;
  readonly rows: number;
  readonly sampleBytes: number;
  /** First sample of the plane and distance from one to the next, in samples. */
  readonly offset: number;
  readonly stride: number;
  /** 16-bit value by raw word. */
  readonly table: Uint16Array;
}

/** Fills `target` with the bytes of the blob from `position` on; throws JobFailure `pixels-missing` at its end. */
function readExactly({ descriptor, what }: PlaneLayout, target: Uint8Array, position: number): void {
  for (let done = 0; done < target.length;) {
    const read = readSync(descriptor, target, done, target.length - done, position + done);
    if (read === 0) throw new JobFailure('pixels-missing', `${what} ends before its image does.`);
    done += read;
  }
}

/** Blobs are little endian, as is every machine for which Node has prebuilt binaries except s390x, which is not supported. */
const wordsOf = (block: Uint8Array, sampleBytes: number) =>
  sampleBytes === 2 ? new Uint16Array(block.buffer) : block;

/** The plane as it is stored. */
export function storedPlane(layout: PlaneLayout): PlaneSource {
  const { columns, rows, sampleBytes, stride, table } = layout;
  const rowSamples = columns * stride;
  const rowBytes = rowSamples * sampleBytes;
  const blockRows = Math.min(rows, Math.max(1, Math.floor(blockBytes / rowBytes)));
  const block = new Uint8Array(blockRows * rowBytes);
  const words = wordsOf(block, sampleBytes);
  const startOfPlane = stride === 1 ? layout.offset * sampleBytes : 0;
  const firstSample = stride === 1 ? 0 : layout.offset;
  let blockStart = -1;

  return {
    columns,
    rows,
    readRow: (y, { from, to }, target, at) => {
      if (blockStart < 0 || y < blockStart || y >= blockStart + blockRows) {
        const bytes = Math.min(blockRows, rows - y) * rowBytes;
        readExactly(layout, block.subarray(0, bytes), startOfPlane + y * rowBytes);
        blockStart = y;
      }
      let index = (y - blockStart) * rowSamples + firstSample + from * stride;
      const end = at + to - from;
      /* eslint-disable @typescript-eslint/no-non-null-assertion -- rows lie inside the block, words inside the table */
      if (stride === 1) for (let x = at; x < end; x++) target[x] = table[words[index++]!]!;
      else for (let x = at; x < end; x++, index += stride) target[x] = table[words[index]!]!;
      /* eslint-enable @typescript-eslint/no-non-null-assertion */
    },
  };
}

/** The plane rotated a quarter counter-clockwise: its right side is now the top. */
export function rotatedPlane(layout: PlaneLayout): PlaneSource {
  const { columns, rows, sampleBytes, stride, table } = layout;
  const columnBytes = rows * stride * sampleBytes;
  const stripColumns = Math.min(columns, Math.max(1, Math.floor(stripBytes / columnBytes)));
  const stripSamples = stripColumns * stride;
  const strip = new Uint8Array(stripColumns * columnBytes);
  const words = wordsOf(strip, sampleBytes);
  const startOfPlane = stride === 1 ? layout.offset : 0;
  const firstSample = stride === 1 ? 0 : layout.offset;
  const lineBytes = stripSamples * sampleBytes;
  let first = -1;

  const load = (rightmost: number) => {
    first = Math.max(0, rightmost + 1 - stripColumns);
    for (let row = 0; row < rows; row++) {
      const sample = startOfPlane + (row * columns + first) * stride;
      readExactly(layout, strip.subarray(row * lineBytes, (row + 1) * lineBytes), sample * sampleBytes);
    }
  };

  return {
    columns: rows,
    rows: columns,
    readRow: (y, { from, to }, target, at) => {
      const column = columns - 1 - y;
      if (first < 0 || column < first || column >= first + stripColumns) load(column);
      let index = from * stripSamples + (column - first) * stride + firstSample;
      /* eslint-disable @typescript-eslint/no-non-null-assertion -- rows lie inside the strip, words inside the table */
      for (let x = at, end = at + to - from; x < end; x++, index += stripSamples) {
        target[x] = table[words[index]!]!;
      }
      /* eslint-enable @typescript-eslint/no-non-null-assertion */
    },
  };
}
