// The rows of one image for the device: stored pixels → 16-bit values → resampled → device values, processed row by
// row. 16-bit samples are big endian, as PDF and PNG require.
import { kernels } from '../kernels/machine-kernels.ts';
import { rounded } from '../kernels/scalar-kernels.ts';
import { openWorkspace } from '../kernels/workspace.ts';
import type { PlacedImage } from '../layout/layout.ts';
import { kernelOf } from '../resampling/kernels.ts';
import { openPixels } from '../resampling/pixel-source.ts';
import { resampledRows } from '../resampling/resample.ts';
import { noiseRanks, noiseSide } from '../tone/blue-noise.ts';

/** The two tables of an image. */
export interface ToneTables {
  /** 16-bit value by raw word of the blob. */
  readonly values: Uint16Array;
  /** Device value by 16-bit value: 8 or 16 bits. */
  readonly device: Uint8Array | Uint16Array;
  /**
   * Whether the table has 16 bits and the rows 8, and dithering compensates for the difference: see `writeDithered`.
   */
  readonly dither?: boolean;
}

/**
 * Rows of device values from the top down, `device.height` of them. Color samples are interleaved: RGBRGB…. The
 * yielded array is reused: use it before requesting the next.
 * @throws JobFailure `pixels-missing` when the blob is missing or too short.
 */
export function* deviceRows(
  placed: PlacedImage,
  file: string | undefined,
  tables: ToneTables,
): Generator<Uint8Array, void, undefined> {
  const { image, window, device, rotated } = placed;
  const kernel = kernelOf(image.magnificationType, image.smoothingType);
  const source = openPixels(image.pixels, file, tables.values, rotated);
  const workspace = openWorkspace();
  try {
    const { channels } = source;
    const { width, height } = device;
    const dithered = tables.dither === true;
    const wide = tables.device.BYTES_PER_ELEMENT === 2;
    const table = wide ? workspace.words(tables.device.length) : workspace.bytes(tables.device.length);
    table.set(tables.device);
    const row = workspace.bytes(width * channels * (wide && !dithered ? 2 : 1));
    let y = device.y;
    for (const values of resampledRows(source, { window, width, height, kernel })) {
      // Positions are those on the sheet, so that the noise continues from one image to the next.
      if (dithered) writeDithered(values, table, { row, channels }, { x: device.x, y });
      else kernels.tone(values, table, row);
      yield row;
      y += 1;
    }
  } finally {
    workspace.release();
    source.close();
  }
}

const thresholds = Float32Array.from(noiseRanks, (rank) => (rank + 0.5) / noiseRanks.length);
const wrap = noiseSide - 1;

/* eslint-disable @typescript-eslint/no-non-null-assertion -- values are clamped to the table, rows have their width */
/**
 * 16-bit device values as 8-bit ones whose mean over a few pixels is the value: otherwise 256 steps show as contours in a
 * smooth ramp of 12 bits. Values that 8 bits can represent are unchanged.
 * @param place - of the first pixel on the sheet, in device pixels
 */
function writeDithered(
  values: Float32Array,
  table: ToneTables['device'],
  { row, channels }: { readonly row: Uint8Array; readonly channels: 1 | 3 },
  place: { readonly x: number; readonly y: number },
): void {
  const line = (place.y & wrap) * noiseSide;
  for (let o = 0, x = place.x; o < values.length; x++) {
    const threshold = thresholds[line + (x & wrap)]!;
    for (const end = o + channels; o < end; o++) row[o] = table[rounded(values[o]!)]! / 257 + threshold;
  }
}
/* eslint-enable @typescript-eslint/no-non-null-assertion */
