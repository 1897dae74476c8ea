// Pixel data of a blob as planes of 16-bit values, read in blocks as rows are asked for: an image of any size costs
// half a megabyte of memory. Word by word the tone table turns stored pixels into P-values (or sRGB values) on the way.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { JobFailure, messageOf } from '../errors.ts';
import type { Pixels } from '../film.ts';
import type { PlaneSource } from './resample.ts';

const blockBytes = 1 << 19;

/** An open blob; `close` ends it. Rendering runs in a worker thread of its own, so it reads synchronously. */
export interface PixelSource {
  /** One plane for grey, red, green and blue for colour. */
  readonly planes: readonly PlaneSource[];
  close(): void;
}

/**
 * Opens the blob of an image.
 * @param file - absolute path of the blob; undefined when the spool does not know it
 * @param table - 16-bit value by raw word: 256 entries for 8 bits allocated, else 65536
 * @throws JobFailure `pixels-missing` when the blob cannot be read or is shorter than its image.
 */
export function openPixels(pixels: Pixels, file: string | undefined, table: Uint16Array): PixelSource {
  const what = `pixel data ${pixels.data.key}`;
  if (file === undefined) throw new JobFailure('pixels-missing', `The spool names no file for ${what}.`);
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    throw new JobFailure('pixels-missing', `Cannot open ${what}: ${messageOf(error)}`, { cause: error });
  }
  const sampleBytes = pixels.bitsAllocated / 8;
  const samples = pixels.kind === 'rgb' ? 3 : 1;
  const needed = pixels.rows * pixels.columns * samples * sampleBytes;
  const found = fstatSync(descriptor).size;
  if (found < needed) {
    closeSync(descriptor);
    throw new JobFailure('pixels-missing', `${what} has ${found} bytes, its image needs ${needed}.`);
  }
  const interleaved = pixels.kind === 'rgb' && pixels.planarConfiguration === 0;
  const { columns, rows } = pixels;
  const planeAt = (offset: number, stride: number): PlaneSource =>
    plane({ descriptor, what, columns, rows, sampleBytes, offset, stride, table });
  return {
    planes: Array.from({ length: samples }, (_, sample) =>
      interleaved ? planeAt(sample, samples) : planeAt(sample * rows * columns, 1),
    ),
    close: () => {
      closeSync(descriptor);
    },
  };
}

interface PlaneLayout {
  readonly descriptor: number;
  readonly what: string;
  readonly columns: number;
  readonly rows: number;
  readonly sampleBytes: number;
  /** First sample of the plane and distance from one to the next, in samples. */
  readonly offset: number;
  readonly stride: number;
  readonly table: Uint16Array;
}

function plane(layout: PlaneLayout): PlaneSource {
  const { columns, rows, sampleBytes, stride, table } = layout;
  const rowSamples = columns * stride;
  const rowBytes = rowSamples * sampleBytes;
  const blockRows = Math.min(rows, Math.max(1, Math.floor(blockBytes / rowBytes)));
  const block = new Uint8Array(blockRows * rowBytes);
  // Blobs are little endian, as is every machine that Node has prebuilt binaries for but s390x, which is not supported.
  const words = sampleBytes === 2 ? new Uint16Array(block.buffer) : block;
  const startOfPlane = stride === 1 ? layout.offset * sampleBytes : 0;
  const firstSample = stride === 1 ? 0 : layout.offset;
  let blockStart = -1;

  const load = (y: number) => {
    const length = Math.min(blockRows, rows - y) * rowBytes;
    for (let done = 0; done < length;) {
      const read = readSync(
        layout.descriptor,
        block,
        done,
        length - done,
        startOfPlane + y * rowBytes + done,
      );
      if (read === 0) throw new JobFailure('pixels-missing', `${layout.what} ends before its image does.`);
      done += read;
    }
    blockStart = y;
  };

  return {
    columns,
    rows,
    readRow: (y, from, to, target, at) => {
      if (blockStart < 0 || y < blockStart || y >= blockStart + blockRows) load(y);
      let index = (y - blockStart) * rowSamples + firstSample + from * stride;
      const end = at + to - from;
      /* eslint-disable @typescript-eslint/no-non-null-assertion -- rows lie inside the block, words inside the table */
      if (stride === 1) for (let x = at; x < end; x++) target[x] = table[words[index++]!]!;
      else for (let x = at; x < end; x++, index += stride) target[x] = table[words[index]!]!;
      /* eslint-enable @typescript-eslint/no-non-null-assertion */
    },
  };
}
