// Converts the pixels of a painted page to the samples of a raster format: gray and color of 8 bits unchanged, black
// as ink, or dots of 1 bit. Dots are dithered with the blue noise of blue-noise.ts: the fraction of white dots is the
// device value, as when a printer itself dithers 8 bits; the dot gain depends on the device. Start at
// `deviceSamples`.
import { noiseRanks, noiseSide } from '../tone/blue-noise.ts';
import type { PixelType } from './document-formats.ts';
import type { PageGrid } from './page-rows.ts';

/** Bits per sample. */
export function bitsOf(pixels: PixelType): 1 | 8 {
  return pixels.endsWith('_1') ? 1 : 8;
}

/** Bytes per row: dots are packed, eight per byte, the first in its highest bit. */
export function bytesPerRow({ width, channels }: PageGrid, pixels: PixelType): number {
  return bitsOf(pixels) === 1 ? Math.ceil(width / 8) : width * channels;
}

/** Rows of a page of 8 bits per sample as `pixels`. The yielded array is reused: use it before requesting the next. */
export function deviceSamples(
  rows: Iterable<Uint8Array>,
  page: PageGrid,
  pixels: PixelType,
): Iterable<Uint8Array> {
  switch (pixels) {
    case 'sgray_8':
    case 'srgb_8':
      return rows;
    case 'black_8':
      return inverted(rows);
    default:
      return dots(rows, page, pixels === 'black_1');
  }
}

function* inverted(rows: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  for (const row of rows) {
    for (let x = 0; x < row.length; x++) row[x] = 255 - (row[x] ?? 0);
    yield row;
  }
}

/** The lowest device value at which a dot is white, by its place in the tile: 0 is never white, 255 always. */
const thresholds = Float32Array.from(noiseRanks, (rank) => ((rank + 0.5) / noiseRanks.length) * 255);
const wrap = noiseSide - 1;

function* dots(
  rows: Iterable<Uint8Array>,
  { width }: PageGrid,
  blackIsOne: boolean,
): Generator<Uint8Array, void, undefined> {
  const packed = new Uint8Array(Math.ceil(width / 8));
  const flip = blackIsOne ? 0xff : 0;
  let y = 0;
  for (const row of rows) {
    const line = (y & wrap) * noiseSide;
    for (let byte = 0, x = 0; byte < packed.length; byte++) {
      let white = 0;
      // Bits beyond the last pixel of the row are white.
      for (let bit = 0x80; bit > 0; bit >>= 1, x++) {
        if (x >= width || (row[x] ?? 0) > (thresholds[line + (x & wrap)] ?? 0)) white |= bit;
      }
      packed[byte] = white ^ flip;
    }
    y += 1;
    yield packed;
  }
}
