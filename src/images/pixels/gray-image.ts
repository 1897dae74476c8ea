// Converts a gray frame for printing: stored values → modality LUT → VOI LUT → 8 or 12 bits, MONOCHROME2. For stored
// values of at most 16 bits the conversion is one lookup table; wider values are computed one by one.
import type { FileAttributes } from '../file/file-attributes.ts';
import { frameMacros } from '../file/frame-macros.ts';
import type { NativeFrame } from './decompress.ts';
import type { ImagePixel } from '../file/image-pixel.ts';
import { storedValue, storedWords, type Samples } from './samples.ts';
import { readModalityLut, type Note, type ValueFunction } from './modality-lut.ts';
import { preparedGray, type PreparedGray, type PrepareOptions } from './prepared-image.ts';
import { fileVoiFunction, rangeFunction, windowFunction } from './voi-lut.ts';

/** Padding values (PS3.3 C.7.5.1.1.2), which are excluded from the value range of an image. */
function paddingRange(
  image: FileAttributes,
  pixel: ImagePixel,
): readonly [low: number, high: number] | undefined {
  const prefix = { integer: '', float: 'Float', double: 'DoubleFloat' } as const;
  const padding = image.number(`${prefix[pixel.numbers]}PixelPaddingValue`);
  if (padding === undefined) return undefined;
  const limit = image.number(`${prefix[pixel.numbers]}PixelPaddingRangeLimit`) ?? padding;
  // The VR may be US where the value is signed: read both by their bits.
  const [one = 0, other = 0] = [padding, limit].map((value) => {
    if (pixel.numbers !== 'integer' || pixel.bitsAllocated > 16) return value;
    return pixel.signed ? ((value & 0xffff) << 16) >> 16 : value & 0xffff;
  });
  return [Math.min(one, other), Math.max(one, other)];
}

/** The distinct values of a frame of at most 16 bits. */
function distinct(words: Uint8Array | Uint16Array): Uint16Array {
  const present = new Uint8Array(65536);
  for (const word of words) present[word] = 1;
  return Uint16Array.from({ length: present.length }, (_, word) => word).filter(
    (word) => present[word] === 1,
  );
}

/** The range from the lowest to the highest value of the frame. */
function dataRange(
  words: Samples,
  image: FileAttributes,
  pixel: ImagePixel,
  modality: ValueFunction,
): ValueFunction {
  const padding = paddingRange(image, pixel);
  let low = Infinity;
  let high = -Infinity;
  for (const word of isNarrow(words) ? distinct(words) : words) {
    const stored = storedValue(word, pixel);
    if (!Number.isFinite(stored) || (padding && stored >= padding[0] && stored <= padding[1])) continue;
    const value = modality(stored);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return rangeFunction(low, high);
}

const isNarrow = (words: Samples): words is Uint8Array | Uint16Array => words.BYTES_PER_ELEMENT <= 2;

/** The values of black and white for an image that is meant to be shown unchanged; undefined for measured values. */
function shownRange(image: FileAttributes, pixel: ImagePixel, note: Note): ValueFunction | undefined {
  switch (image.term('SegmentationType')) {
    case 'FRACTIONAL':
      return rangeFunction(0, image.number('MaximumFractionalValue') ?? 2 ** pixel.bitsStored - 1);
    case 'LABELMAP':
      note('it is a segmentation: the numbers of its segments are printed as grays');
      return undefined;
    default:
      // Eight bits without a window are shown unchanged: a dark scan is not stretched to white.
      return pixel.numbers === 'integer' && pixel.bitsStored <= 8 && !pixel.signed
        ? rangeFunction(0, 2 ** pixel.bitsStored - 1)
        : undefined;
  }
}

function voiFunction(
  words: Samples,
  image: FileAttributes,
  pixel: ImagePixel,
  options: GrayOptions,
): ValueFunction {
  const macros = frameMacros(image, options.frame);
  const { window, note } = options;
  const modality = readModalityLut(image, macros.pixelValueTransformation, pixel.signed, note);
  const voi =
    window?.kind === 'window'
      ? windowFunction(window.center, window.width, 'LINEAR')
      : window === undefined
        ? fileVoiFunction(image, macros.frameVoiLut, modality.signedOutput, note)
        : undefined;
  if (voi) return (stored) => voi(modality.apply(stored));
  const shown = window === undefined ? shownRange(image, pixel, note) : undefined;
  if (shown) return shown;
  const range = dataRange(words, image, pixel, modality.apply);
  return (stored) => range(modality.apply(stored));
}

export interface GrayOptions extends PrepareOptions {
  /** Index of the frame, from 0. */
  readonly frame: number;
  readonly littleEndian: boolean;
  readonly note: Note;
}

/** @throws RangeError for an invalid window. */
export function prepareGray(frame: NativeFrame, image: FileAttributes, options: GrayOptions): PreparedGray {
  const { pixel } = frame;
  const words = storedWords(frame, options.littleEndian);
  const toned = voiFunction(words, image, pixel, options);
  const max = 2 ** options.bits - 1;
  const inverse = pixel.photometricInterpretation === 'MONOCHROME1';
  const grayOf = (word: number): number => {
    const fraction = toned(storedValue(word, pixel));
    return Math.round((inverse ? 1 - fraction : fraction) * max);
  };
  if (!isNarrow(words)) {
    let unknown = 0;
    for (const word of words) if (!Number.isFinite(word)) unknown += 1;
    if (unknown > 0) options.note(`${unknown} of its pixels hold no number and are printed black`);
    return preparedGray(
      pixel,
      options.bits,
      grays(words, (word) => (Number.isFinite(word) ? grayOf(word) : 0), options.bits),
    );
  }
  const table = Uint16Array.from({ length: 2 ** (words.BYTES_PER_ELEMENT * 8) }, (_, word) => grayOf(word));
  return preparedGray(
    pixel,
    options.bits,
    grays(words, (word) => table[word] ?? 0, options.bits),
  );
}

/** The gray value of each word, as bytes or as 16-bit words. */
function grays(words: Samples, grayOf: (word: number) => number, bits: 8 | 12): Uint8Array {
  const data = new Uint8Array(words.length * (bits === 8 ? 1 : 2));
  for (let index = 0; index < words.length; index++) {
    const value = grayOf(words[index] ?? 0);
    if (bits === 8) {
      data[index] = value;
    } else {
      data[index * 2] = value & 0xff;
      data[index * 2 + 1] = value >> 8;
    }
  }
  return data;
}
