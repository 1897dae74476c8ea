// The rows of one image for the device: stored pixels → 16-bit values → resampled → device values, all row by row. 16-bit
// samples are big endian, as PDF and PNG require.
import { noiseRanks, noiseSide } from '../tone/blue-noise.ts';
import { openPixels } from '../resampling/pixel-source.ts';
import { kernelOf } from '../resampling/kernels.ts';
import type { PlacedImage } from '../layout/layout.ts';
import { resampledRows } from '../resampling/resample.ts';

/** The two tables of an image. */
export interface ToneTables {
  /** 16-bit value by raw word of the blob. */
  readonly values: Uint16Array;
  /** Device value by 16-bit value: 8 or 16 bits. */
  readonly device: Uint8Array | Uint16Array;
  /** The table has 16 bits, the rows 8, and noise compensates for the difference: see `writeDithered`. */
  readonly dither?: boolean;
}

/**
 * Rows of device values from the top down, `device.height` of them. Colour samples follow one another: RGBRGB…. The yielded
 * array is reused: use it before requesting the next.
 * @throws JobFailure `pixels-missing` when the blob is gone or too short.
 */
export function* deviceRows(
  placed: PlacedImage,
  file: string | undefined,
  tables: ToneTables,
): Generator<Uint8Array, void, undefined> {
  const { image, window, device, rotated } = placed;
  const kernel = kernelOf(image.magnificationType, image.smoothingType);
  const source = openPixels(image.pixels, file, tables.values, rotated);
  try {
    const channels = source.planes.length;
    const dithered = tables.dither === true;
    const sampleBytes = dithered ? 1 : tables.device.BYTES_PER_ELEMENT;
    const row = new Uint8Array(device.width * channels * sampleBytes);
    const { width, height } = device;
    const planes = source.planes.map((plane, channel) => ({
      values: resampledRows(plane, { window, width, height, kernel }),
      target: { row, first: channel * sampleBytes, stride: channels * sampleBytes },
    }));
    for (let y = 0; y < height; y++) {
      for (const { values, target } of planes) {
        const next = values.next();
        if (next.done === true) return;
        if (dithered) {
          // By its place on the sheet, so that the noise continues from one image to the next.
          const place = { x: device.x, y: device.y + y };
          writeDithered(next.value, tables.device, target, place);
        } else if (sampleBytes === 1) writeBytes(next.value, tables.device, target);
        else writeWords(next.value, tables.device, target);
      }
      yield row;
    }
  } finally {
    source.close();
  }
}

type Table = ToneTables['device'];

/** Where the samples of one plane are in a row of bytes: the first one, and the distance to the next. */
interface SampleTarget {
  readonly row: Uint8Array;
  readonly first: number;
  readonly stride: number;
}

/** Nearest 16-bit value; kernels overshoot at edges. */
const rounded = (value: number) => Math.max(0, Math.min(65535, value + 0.5)) | 0;

/* eslint-disable @typescript-eslint/no-non-null-assertion -- values are clamped to the table, rows have their width */
function writeBytes(values: Float32Array, table: Table, { row, first, stride }: SampleTarget): void {
  const width = values.length;
  if (stride === 1) for (let x = 0; x < width; x++) row[x] = table[rounded(values[x]!)]!;
  else for (let x = 0, o = first; x < width; x++, o += stride) row[o] = table[rounded(values[x]!)]!;
}

const thresholds = Float32Array.from(noiseRanks, (rank) => (rank + 0.5) / noiseRanks.length);
const wrap = noiseSide - 1;

/**
 * 16-bit device values as 8-bit ones whose mean over a few pixels is the value: otherwise 256 steps show as contours in a
 * smooth ramp of 12 bits. Values that 8 bits can represent are unchanged.
 * @param place - of the first value on the sheet, in device pixels
 */
function writeDithered(
  values: Float32Array,
  table: Table,
  { row, first, stride }: SampleTarget,
  place: { readonly x: number; readonly y: number },
): void {
  const line = (place.y & wrap) * noiseSide;
  for (let x = 0, o = first; x < values.length; x++, o += stride) {
    row[o] = table[rounded(values[x]!)]! / 257 + thresholds[line + ((place.x + x) & wrap)]!;
  }
}

function writeWords(values: Float32Array, table: Table, { row, first, stride }: SampleTarget): void {
  for (let x = 0, o = first; x < values.length; x++, o += stride) {
    const value = table[rounded(values[x]!)]!;
    row[o] = value >> 8;
    row[o + 1] = value & 0xff;
  }
}
/* eslint-enable @typescript-eslint/no-non-null-assertion */
