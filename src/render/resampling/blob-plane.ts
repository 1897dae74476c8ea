// Samples of an open blob, read in blocks as rows are requested: as they are stored, or rotated a quarter counter-clockwise,
// when a row is a column of the blob from its top to its bottom, the rightmost first. A rotated plane reads the blob in
// vertical strips, so that a picture whose orientation differs from its paper is never held as a whole.
import { readSync } from 'node:fs';
import { JobFailure } from '../../shared/errors/errors.ts';
import { kernels } from '../kernels/machine-kernels.ts';
import type { Workspace } from '../kernels/workspace.ts';
import type { ColumnRange } from './resample.ts';

/** A block of rows. */
const blockBytes = 1 << 19;
/** A strip of columns: each costs a read for every row of the blob, so it is wider. */
const stripBytes = 1 << 21;

export interface PlaneLayout {
  readonly descriptor: number;
  /** Description of the pixels, for messages. */
  readonly what: string;
  readonly columns: number;
  readonly rows: number;
  readonly sampleBytes: 1 | 2;
  /** First sample of the plane in the blob. */
  readonly offset: number;
  /** Samples per pixel that are adjacent in the blob. */
  readonly samples: 1 | 3;
  /** 16-bit value by raw word. */
  readonly table: Uint16Array;
  readonly workspace: Workspace;
}

/** Samples of one plane or of all, as rows of pixels. */
export interface Plane {
  readonly columns: number;
  readonly rows: number;
  /** Writes the 16-bit values of some columns of row `y`: one sample per pixel, or all of them interleaved. */
  readRow(y: number, columns: ColumnRange, target: Target, sample: number | 'all'): void;
}

/** Destination of values: the first at `at`, the next pixel `stride` further. */
export interface Target {
  readonly output: Float32Array;
  readonly at: number;
  readonly stride: number;
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
const samplesOf = (block: Uint8Array, sampleBytes: number) =>
  sampleBytes === 2 ? new Uint16Array(block.buffer, block.byteOffset, block.length / 2) : block;

/** The plane as it is stored. */
export function storedPlane(layout: PlaneLayout): Plane {
  const { columns, rows, sampleBytes, samples, table } = layout;
  const rowSamples = columns * samples;
  const rowBytes = rowSamples * sampleBytes;
  const blockRows = Math.min(rows, Math.max(1, Math.floor(blockBytes / rowBytes)));
  const block = layout.workspace.bytes(blockRows * rowBytes);
  const input = samplesOf(block, sampleBytes);
  const startOfPlane = layout.offset * sampleBytes;
  let blockStart = -1;

  return {
    columns,
    rows,
    readRow: (y, range, { output, at, stride }, sample) => {
      if (blockStart < 0 || y < blockStart || y >= blockStart + blockRows) {
        const bytes = Math.min(blockRows, rows - y) * rowBytes;
        readExactly(layout, block.subarray(0, bytes), startOfPlane + y * rowBytes);
        blockStart = y;
      }
      const from = (y - blockStart) * rowSamples + range.from * samples;
      const count = range.to - range.from;
      const common = { input, table, output, at };
      if (sample === 'all' && samples > 1)
        kernels.lookUp({ ...common, from, stride: 1, count: count * samples, outputStride: 1 });
      else {
        const first = from + (sample === 'all' ? 0 : sample);
        kernels.lookUp({ ...common, from: first, stride: samples, count, outputStride: stride });
      }
    },
  };
}

/** The plane rotated a quarter counter-clockwise: its right side is now the top. */
export function rotatedPlane(layout: PlaneLayout): Plane {
  const { columns, rows, sampleBytes, samples, table } = layout;
  const columnBytes = rows * samples * sampleBytes;
  const stripColumns = Math.min(columns, Math.max(1, Math.floor(stripBytes / columnBytes)));
  const stripSamples = stripColumns * samples;
  const strip = layout.workspace.bytes(stripColumns * columnBytes);
  const input = samplesOf(strip, sampleBytes);
  const lineBytes = stripSamples * sampleBytes;
  let first = -1;

  const load = (rightmost: number) => {
    first = Math.max(0, rightmost + 1 - stripColumns);
    for (let row = 0; row < rows; row++) {
      const sample = layout.offset + (row * columns + first) * samples;
      readExactly(layout, strip.subarray(row * lineBytes, (row + 1) * lineBytes), sample * sampleBytes);
    }
  };

  return {
    columns: rows,
    rows: columns,
    readRow: (y, range, { output, at, stride }, sample) => {
      const column = columns - 1 - y;
      if (first < 0 || column < first || column >= first + stripColumns) load(column);
      const start = range.from * stripSamples + (column - first) * samples;
      const count = range.to - range.from;
      const common = { input, count, table, output, stride: stripSamples, outputStride: stride };
      if (sample !== 'all') {
        kernels.lookUp({ ...common, from: start + sample, at });
        return;
      }
      for (let each = 0; each < samples; each++)
        kernels.lookUp({ ...common, from: start + each, at: at + each });
    },
  };
}
