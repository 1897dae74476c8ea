// Pixel data of a blob as rows of 16-bit values, read in blocks on demand: an image of any size needs half a megabyte
// of memory per plane, or two megabytes when it is rotated. The tone table converts each stored word to a P-value (or
// sRGB value).
import { closeSync, fstatSync, openSync } from 'node:fs';
import { JobFailure, messageOf } from '../../shared/errors/errors.ts';
import type { Pixels } from '../../shared/film/film.ts';
import { openWorkspace, type Workspace } from '../kernels/workspace.ts';
import { rotatedPlane, storedPlane } from './blob-plane.ts';
import type { PixelRows, PlaneSource } from './resample.ts';

/** An open blob; `close` ends it. Rendering runs in its own worker thread, so it reads synchronously. */
export interface PixelSource extends PixelRows {
  /** The same, one plane per channel. */
  readonly planes: readonly PlaneSource[];
  close(): void;
}

/**
 * Opens the blob of an image.
 * @param file - absolute path of the blob; undefined if the spool does not have it
 * @param table - 16-bit value by raw word: 256 entries for 8 bits allocated, else 65536
 * @param rotated - a quarter counter-clockwise, see `rotatedPlane`
 * @throws JobFailure `pixels-missing` when the blob cannot be read or is shorter than its image.
 */
export function openPixels(
  pixels: Pixels,
  file: string | undefined,
  table: Uint16Array,
  rotated = false,
): PixelSource {
  const what = `pixel data ${pixels.data.key}`;
  if (file === undefined) throw new JobFailure('pixels-missing', `The spool has no file for ${what}.`);
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    throw new JobFailure('pixels-missing', `Cannot open ${what}: ${messageOf(error)}`, { cause: error });
  }
  const { columns, rows } = pixels;
  const channels = pixels.kind === 'rgb' ? 3 : 1;
  const sampleBytes = pixels.bitsAllocated === 8 ? 1 : 2;
  const needed = rows * columns * channels * sampleBytes;
  const found = fstatSync(descriptor).size;
  if (found < needed) {
    closeSync(descriptor);
    throw new JobFailure('pixels-missing', `${what} has ${found} bytes, its image needs ${needed}.`);
  }
  const workspace = openWorkspace();
  const blob = { descriptor, what, table: copied(table, workspace), workspace };
  const size = rotated ? { columns: rows, rows: columns } : { columns, rows };
  // One plane of all samples, or three planes of one sample.
  const together = channels === 1 || (pixels.kind === 'rgb' && pixels.planarConfiguration === 0);
  const samples = together ? channels : 1;
  const planes = Array.from({ length: channels / samples }, (_, plane) => {
    const layout = { ...blob, columns, rows, sampleBytes, offset: plane * rows * columns, samples } as const;
    return rotated ? rotatedPlane(layout) : storedPlane(layout);
  });
  return {
    ...size,
    channels,
    readRow: (y, range, output, at) => {
      for (const [channel, plane] of planes.entries())
        plane.readRow(y, range, { output, at: at * channels + channel, stride: channels }, 'all');
    },
    planes: Array.from({ length: channels }, (_, channel) => ({
      ...size,
      readRow: (y, range, output, at) => {
        planes[together ? 0 : channel]?.readRow(y, range, { output, at, stride: 1 }, together ? channel : 0);
      },
    })),
    close: () => {
      workspace.release();
      closeSync(descriptor);
    },
  };
}

function copied(table: Uint16Array, workspace: Workspace): Uint16Array {
  const copy = workspace.words(table.length);
  copy.set(table);
  return copy;
}
