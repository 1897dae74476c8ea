// The samples of a native frame as numbers: integers of 8, 16 and 32 bits, and floating point.
import type { NativeFrame } from './decompress.ts';
import type { ImagePixel } from '../file/image-pixel.ts';

export type Samples = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

function emptySamples(pixel: ImagePixel, count: number): Exclude<Samples, Uint8Array> {
  if (pixel.numbers === 'float') return new Float32Array(count);
  if (pixel.numbers === 'double') return new Float64Array(count);
  return pixel.bitsAllocated === 16 ? new Uint16Array(count) : new Uint32Array(count);
}

/** Words of the frame as they are stored, including unused bits. */
export function storedWords({ bytes, pixel }: NativeFrame, littleEndian: boolean): Samples {
  if (pixel.bitsAllocated <= 8) return bytes;
  const size = pixel.bitsAllocated / 8;
  const words = emptySamples(pixel, Math.floor(bytes.length / size));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read =
    pixel.numbers === 'float'
      ? (at: number) => view.getFloat32(at, littleEndian)
      : pixel.numbers === 'double'
        ? (at: number) => view.getFloat64(at, littleEndian)
        : size === 2
          ? (at: number) => view.getUint16(at, littleEndian)
          : (at: number) => view.getUint32(at, littleEndian);
  for (let index = 0; index < words.length; index++) words[index] = read(index * size);
  return words;
}

/** The stored value of a word: Bits Stored up to High Bit, two's complement if signed (PS3.5 8.1.1). */
export function storedValue(word: number, pixel: ImagePixel): number {
  if (pixel.numbers !== 'integer') return word;
  const range = 2 ** pixel.bitsStored;
  const value = Math.floor(word / 2 ** (pixel.highBit + 1 - pixel.bitsStored)) % range;
  return pixel.signed && value >= range / 2 ? value - range : value;
}
