// Pixel data of a blob as planes of 16-bit values, read in blocks as rows are requested: an image of any size costs half a
// megabyte of memory, or two megabytes per plane when it is rotated. Word by word the tone table converts stored pixels to
// P-values (or sRGB values).
import { closeSync, fstatSync, openSync } from 'node:fs';
import { JobFailure, messageOf } from '../../shared/errors/errors.ts';
import type { Pixels } from '../../shared/film/film.ts';
import { storedPlane, rotatedPlane } from './blob-plane.ts';
import type { PlaneSource } from './resample.ts';

/** An open blob; `close` ends it. Rendering runs in its own worker thread, so it reads synchronously. */
export interface PixelSource {
  /** One plane for grey, red, green and blue for colour. */
  readonly planes: readonly PlaneSource[];
  close(): void;
}

/**
 * Opens the blob of an image.
 * @param file - absolute path of the blob; undefined when the spool does not know it
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
  const plane = rotated ? rotatedPlane : storedPlane;
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
