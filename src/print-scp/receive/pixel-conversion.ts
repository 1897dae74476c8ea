// Converts pixels that a film does not support (YBR, palettes, colors for a grayscale image box) to RGB or gray. A second blob
// is written from the first one block by block, so that an image is never in memory as a whole. Start at `convertPixels`.
import { setImmediate } from 'node:timers/promises';
import { rgbBits, rgbBlocks, type RgbBlock } from '../../dicom/pixels/rgb-blocks.ts';
import type { StoredPixels } from '../../dicom/pixels/stored-pixels.ts';
import type { BlobRef, Pixels } from '../../shared/film/film.ts';
import { grayOfColors } from '../../shared/film/luminance.ts';
import type { PrintScpPorts } from '../ports.ts';

/** Kind of pixels that the image boxes of a class print. */
export type ConvertedKind = Pixels['kind'];

/** The pixels of an image after their conversion, except for their blob. */
export function convertedPixels(
  stored: StoredPixels,
  kind: ConvertedKind,
  shape: Pick<Pixels, 'pixelAspectRatio' | 'data'>,
): Pixels {
  const bitsStored = rgbBits(stored);
  const bitsAllocated = bitsStored <= 8 ? 8 : 16;
  const { rows, columns } = stored;
  const grid = { rows, columns, ...shape, bitsAllocated, bitsStored, highBit: bitsStored - 1 } as const;
  return kind === 'rgb'
    ? { kind, planarConfiguration: 0, ...grid }
    : { kind, photometricInterpretation: 'MONOCHROME2', signed: false, ...grid };
}

/** Writes a block of levels as bytes, little endian; returns the number of bytes. */
type Write = (block: RgbBlock, target: Uint8Array) => number;

function put(target: Uint8Array, sample: number, value: number, wide: boolean): void {
  if (!wide) {
    target[sample] = value;
    return;
  }
  target[sample * 2] = value & 0xff;
  target[sample * 2 + 1] = value >> 8;
}

function interleaved(wide: boolean): Write {
  return ({ pixels, levels: [red, green, blue] }, target) => {
    for (let index = 0, sample = 0; index < pixels; index++, sample += 3) {
      put(target, sample, red[index] ?? 0, wide);
      put(target, sample + 1, green[index] ?? 0, wide);
      put(target, sample + 2, blue[index] ?? 0, wide);
    }
    return pixels * 3 * (wide ? 2 : 1);
  };
}

/** Gray of the same luminance, as on devices without color. */
function luminance(bits: number, wide: boolean): Write {
  const grayOf = grayOfColors(2 ** bits - 1);
  return ({ pixels, levels: [red, green, blue] }, target) => {
    for (let index = 0; index < pixels; index++)
      put(target, index, grayOf(red[index] ?? 0, green[index] ?? 0, blue[index] ?? 0), wide);
    return pixels * (wide ? 2 : 1);
  };
}

/**
 * Writes a blob with the converted pixels; the caller keeps the original blob.
 * @throws the system's error when a blob cannot be read or written; the new blob is then discarded
 */
export async function convertPixels(
  { openBlob, openBlobReader }: Pick<PrintScpPorts, 'openBlob' | 'openBlobReader'>,
  blob: BlobRef,
  stored: StoredPixels,
  kind: ConvertedKind,
): Promise<BlobRef> {
  const bits = rgbBits(stored);
  const wide = bits > 8;
  const write = kind === 'rgb' ? interleaved(wide) : luminance(bits, wide);
  const reader = await openBlobReader(blob);
  try {
    const writer = await openBlob();
    try {
      let target = new Uint8Array(0);
      for await (const block of rgbBlocks(stored, (position, length) => reader.read(position, length))) {
        if (target.length < block.pixels * 6) target = new Uint8Array(block.pixels * 6);
        const written = write(block, target);
        await writer.write(target.subarray(0, written));
        // Yields to other associations between two blocks.
        await setImmediate();
      }
      return await writer.finish();
    } catch (error) {
      await writer.discard();
      throw error;
    }
  } finally {
    await reader.close();
  }
}
