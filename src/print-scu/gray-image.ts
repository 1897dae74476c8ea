// A grey frame made printable: stored values → modality LUT → VOI LUT → 8 or 12 bits, MONOCHROME2. A stored value has
// 16 bits at most, so all of it is one table, made once and looked up for every pixel.
import type { FileAttributes } from './file-attributes.ts';
import { frameMacros } from './frame-macros.ts';
import type { NativeFrame } from './decompress.ts';
import type { ImagePixel } from './image-pixel.ts';
import { readModalityLut, type ValueFunction } from './modality-lut.ts';
import { preparedGray, type PreparedGray, type PrepareOptions } from './prepared-image.ts';
import { fileVoiFunction, rangeFunction, windowFunction } from './voi-lut.ts';

/** Words of the frame as they are stored, unused bits and all. */
export function storedWords(frame: NativeFrame, littleEndian: boolean): Uint8Array | Uint16Array {
  const { bytes, pixel } = frame;
  if (pixel.bitsAllocated === 8) return bytes;
  const words = new Uint16Array(bytes.length >> 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index < words.length; index++) words[index] = view.getUint16(index * 2, littleEndian);
  return words;
}

/** The stored value in a word: Bits Stored up to High Bit, two's complement if signed (PS3.5 8.1.1). */
export function storedValue(word: number, pixel: ImagePixel): number {
  const value = (word >> (pixel.highBit + 1 - pixel.bitsStored)) & (2 ** pixel.bitsStored - 1);
  return pixel.signed && value >= 2 ** (pixel.bitsStored - 1) ? value - 2 ** pixel.bitsStored : value;
}

/** Values that stand for "no image here" (PS3.3 C.7.5.1.1.2): no part of the range that an image spans. */
function paddingRange(
  image: FileAttributes,
  pixel: ImagePixel,
): readonly [low: number, high: number] | undefined {
  const padding = image.number('PixelPaddingValue');
  if (padding === undefined) return undefined;
  const limit = image.number('PixelPaddingRangeLimit') ?? padding;
  // The VR may be US where the value is signed: read both by their bits.
  const [one, other] = [padding, limit].map((value) =>
    pixel.signed ? ((value & 0xffff) << 16) >> 16 : value & 0xffff,
  );
  return [Math.min(one ?? 0, other ?? 0), Math.max(one ?? 0, other ?? 0)];
}

/** From the least to the greatest value that the frame holds. */
function dataRange(
  words: Uint8Array | Uint16Array,
  image: FileAttributes,
  pixel: ImagePixel,
  modality: ValueFunction,
): ValueFunction {
  const present = new Uint8Array(2 ** pixel.bitsAllocated);
  for (const word of words) present[word] = 1;
  const padding = paddingRange(image, pixel);
  let low = Infinity;
  let high = -Infinity;
  for (let word = 0; word < present.length; word++) {
    if (present[word] === 0) continue;
    const stored = storedValue(word, pixel);
    if (padding && stored >= padding[0] && stored <= padding[1]) continue;
    const value = modality(stored);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return rangeFunction(low, high);
}

function voiFunction(
  words: Uint8Array | Uint16Array,
  image: FileAttributes,
  pixel: ImagePixel,
  options: GrayOptions,
): ValueFunction {
  const macros = frameMacros(image, options.frame);
  const { littleEndian, window } = options;
  const modality = readModalityLut(image, macros.pixelValueTransformation, pixel.signed, littleEndian);
  const voi =
    window?.kind === 'window'
      ? windowFunction(window.center, window.width, 'LINEAR')
      : window === undefined
        ? fileVoiFunction(image, macros.frameVoiLut, modality.signedOutput, littleEndian)
        : undefined;
  if (voi) return (stored) => voi(modality.apply(stored));
  if (window === undefined && pixel.bitsStored <= 8 && !pixel.signed) {
    // Eight bits without a window were made to be looked at as they are: no stretching of dark scans to white.
    return rangeFunction(0, 2 ** pixel.bitsStored - 1);
  }
  const range = dataRange(words, image, pixel, modality.apply);
  return (stored) => range(modality.apply(stored));
}

export interface GrayOptions extends PrepareOptions {
  /** From 0. */
  readonly frame: number;
  readonly littleEndian: boolean;
}

/** @throws RangeError for a window that is not possible. */
export function prepareGray(frame: NativeFrame, image: FileAttributes, options: GrayOptions): PreparedGray {
  const { pixel } = frame;
  const words = storedWords(frame, options.littleEndian);
  const toned = voiFunction(words, image, pixel, options);
  const max = 2 ** options.bits - 1;
  const inverse = pixel.photometricInterpretation === 'MONOCHROME1';
  const table = new Uint16Array(2 ** pixel.bitsAllocated);
  for (let word = 0; word < table.length; word++) {
    const fraction = toned(storedValue(word, pixel));
    table[word] = Math.round((inverse ? 1 - fraction : fraction) * max);
  }
  return preparedGray(pixel, options.bits, lookedUp(words, table, options.bits));
}

/** The words, each looked up in the table: bytes, or words of two. */
function lookedUp(words: Uint8Array | Uint16Array, table: Uint16Array, bits: 8 | 12): Uint8Array {
  const data = new Uint8Array(words.length * (bits === 8 ? 1 : 2));
  if (bits === 8) {
    for (let index = 0; index < words.length; index++) data[index] = table[words[index] ?? 0] ?? 0;
  } else {
    for (let index = 0; index < words.length; index++) {
      const value = table[words[index] ?? 0] ?? 0;
      data[index * 2] = value & 0xff;
      data[index * 2 + 1] = value >> 8;
    }
  }
  return data;
}
