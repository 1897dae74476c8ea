// Converts stored pixels to P-values, as one table over the raw words of the blob: stored bits → VOI LUT, if there is
// one → polarity and photometric interpretation → presentation LUT (PS3.4 H.2.1.2, PS3.3 C.11). P-values have 16
// bits; 0 is darkest.
import { createHash } from 'node:crypto';
import { JobFailure } from '../../shared/errors/errors.ts';
import type { GrayPixels, ImageBox, PresentationLut, RgbPixels, VoiLut } from '../../shared/film/film.ts';
import { BoundedCache } from '../bounded-cache.ts';
import { maxPValue } from './device.ts';

/** A presentation LUT whose table, if it has one, was read from its blob. */
export type LoadedLut =
  | Exclude<PresentationLut, { kind: 'table' }>
  | { readonly kind: 'table'; readonly bits: number; readonly words: Uint16Array };

/** A VOI LUT whose table, if it has one, was read from its blob. */
export type LoadedVoiLut =
  | Extract<VoiLut, { kind: 'window' }>
  | {
      readonly kind: 'table';
      readonly firstMapped: number;
      readonly bits: number;
      readonly words: Uint16Array;
    };

/**
 * The words of a LUT table. If the blob is shorter than `entries`, only the words in it are used.
 * @throws JobFailure `render-failed` when it does not hold any entry.
 */
export function lutWords(lut: { readonly entries: number }, bytes: Uint8Array): Uint16Array {
  // The descriptor's 0 stands for 65536 (PS3.3 C.11.4).
  const entries = Math.min(lut.entries === 0 ? 65536 : lut.entries, Math.floor(bytes.byteLength / 2));
  if (entries === 0) throw new JobFailure('render-failed', 'A LUT has a table without entries.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: entries }, (_, index) => view.getUint16(index * 2, true));
}

/** Polarity value (0 … 2^bitsStored − 1, small is dark) → 16-bit P-value. */
function presentation(lut: LoadedLut, maxValue: number): (value: number) => number {
  if (lut.kind !== 'table') return (value) => (value / maxValue) * maxPValue;
  const { words } = lut;
  const last = words.length - 1;
  const full = 2 ** lut.bits - 1;
  // A table whose length differs from the number of pixel values is stretched over them and interpolated: clamping the index
  // instead would make a 12-bit image almost wholly white through a table of 256 entries.
  return (value) => {
    const index = last === maxValue ? value : (value / maxValue) * last;
    const below = Math.floor(index);
    const low = words[below] ?? 0;
    const high = words[Math.min(last, below + 1)] ?? low;
    return (Math.min(full, low + (index - below) * (high - low)) / full) * maxPValue;
  };
}

/** The fraction of full scale for a stored value (PS3.3 C.11.2.1.1, C.11.2.1.2.1). */
function valueOfInterest(voi: LoadedVoiLut, signed: boolean): (stored: number) => number {
  if (voi.kind === 'window') {
    const middle = voi.center - 0.5;
    const span = voi.width - 1;
    return (stored) =>
      span === 0 ? Number(stored > middle) : Math.min(1, Math.max(0, (stored - middle) / span + 0.5));
  }
  const { words, bits } = voi;
  const full = 2 ** bits - 1;
  // The descriptor is encoded as unsigned, but its sign is that of the pixels.
  const first = signed && voi.firstMapped > 0x7fff ? voi.firstMapped - 0x10000 : voi.firstMapped;
  return (stored) => {
    const index = Math.min(words.length - 1, Math.max(0, stored - first));
    return Math.min(full, words[index] ?? 0) / full;
  };
}

/** Tables by their inputs: the images of a film nearly always share one. */
const made = new BoundedCache<Uint16Array>(1 << 21, ({ byteLength }) => byteLength);

/** A LUT as part of a key: its words are hashed. */
function lutKey(lut: LoadedLut | LoadedVoiLut | undefined): unknown {
  if (lut?.kind !== 'table') return lut;
  return { ...lut, words: createHash('sha256').update(lut.words).digest('base64') };
}

type StoredFormat = Omit<GrayPixels, 'data' | 'rows' | 'columns'>;

/**
 * P-values by the raw word of the blob: 256 of them, or 65536 when 16 bits are allocated. Unused bits are ignored;
 * signed values are shifted by half their range, so the most negative one is darkest. The table is shared.
 */
export function pValueTable(
  pixels: StoredFormat,
  polarity: ImageBox['polarity'],
  lut: LoadedLut,
  voi?: LoadedVoiLut,
): Uint16Array {
  const { bitsAllocated, bitsStored, highBit, signed, photometricInterpretation } = pixels;
  const format = [bitsAllocated, bitsStored, highBit, signed, photometricInterpretation];
  const key = JSON.stringify(['gray', ...format, polarity, lutKey(lut), lutKey(voi)]);
  return made.get(key, () => computedPValues(pixels, polarity, lut, voi));
}

function computedPValues(
  pixels: StoredFormat,
  polarity: ImageBox['polarity'],
  lut: LoadedLut,
  voi: LoadedVoiLut | undefined,
): Uint16Array {
  const { bitsAllocated, bitsStored, highBit } = pixels;
  const maxValue = 2 ** bitsStored - 1;
  const shift = Math.max(0, highBit + 1 - bitsStored);
  const signBit = pixels.signed ? 2 ** (bitsStored - 1) : 0;
  const inverted = (pixels.photometricInterpretation === 'MONOCHROME1') !== (polarity === 'REVERSE');
  const pValue = presentation(lut, maxValue);
  const interest = voi && valueOfInterest(voi, pixels.signed);
  const byValue = Uint16Array.from({ length: maxValue + 1 }, (_, index) => {
    const value = interest ? interest(index - signBit) * maxValue : index;
    return Math.round(pValue(inverted ? maxValue - value : value));
  });
  return Uint16Array.from(
    { length: 2 ** bitsAllocated },
    // In two's complement, flipping the sign bit adds half the range.
    (_, word) => byValue[((word >> shift) & maxValue) ^ signBit] ?? 0,
  );
}

/** 16-bit sRGB values by the raw word of a color sample; REVERSE inverts each of the three. The table is shared. */
export function rgbTable(
  pixels: Pick<RgbPixels, 'bitsAllocated' | 'bitsStored' | 'highBit'>,
  polarity: ImageBox['polarity'],
): Uint16Array {
  const { bitsAllocated, bitsStored, highBit = bitsStored - 1 } = pixels;
  const format = { bitsAllocated, bitsStored, highBit };
  const key = JSON.stringify(['color', format, polarity]);
  return made.get(key, () => computedRgb(format, polarity));
}

function computedRgb(
  pixels: { readonly bitsAllocated: number; readonly bitsStored: number; readonly highBit: number },
  polarity: ImageBox['polarity'],
): Uint16Array {
  const { bitsStored, highBit } = pixels;
  const maxValue = 2 ** bitsStored - 1;
  const shift = Math.max(0, highBit + 1 - bitsStored);
  return Uint16Array.from({ length: 2 ** pixels.bitsAllocated }, (_, word) => {
    const value = (word >> shift) & maxValue;
    return Math.round(((polarity === 'REVERSE' ? maxValue - value : value) / maxValue) * maxPValue);
  });
}
