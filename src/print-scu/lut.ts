// A lookup table as Modality and VOI LUT Sequence items hold it (PS3.3 C.11.1.1.1, C.11.2.1.1), and a
// palette of colours (C.7.6.3.1.5): a descriptor and the entries.
import type { FileAttributes } from './file-attributes.ts';

export interface Lut {
  /** Largest value that an entry can have. */
  readonly maxOutput: number;
  /** Largest value that an entry has. */
  readonly peak: number;
  /** Values below the first mapped one get the first entry, those past the last the last one. */
  readonly lookup: (value: number) => number;
}

const lutKeywords = { descriptor: 'LUTDescriptor', data: 'LUTData' };

/** @returns undefined when the item holds no usable table: an image without it is better than none. */
export function readLut(
  item: FileAttributes,
  signedInput: boolean,
  littleEndian: boolean,
  keywords = lutKeywords,
): Lut | undefined {
  const [entries, first, bits] = item.numbers(keywords.descriptor);
  const data = item.words(keywords.data, littleEndian);
  if (entries === undefined || first === undefined || bits === undefined || !data) return undefined;
  // 0 stands for 65536 entries. The VR may be US where the value is signed: read it by its bits.
  const count = (entries & 0xffff) === 0 ? 65536 : entries & 0xffff;
  const firstMapped = signedInput ? ((first & 0xffff) << 16) >> 16 : first & 0xffff;
  // Tables of 8-bit entries are packed two to a word.
  const words = data.length < count && data.length * 2 >= count ? unpacked(data) : data;
  const last = Math.min(count, words.length) - 1;
  if (last < 0) return undefined;
  return {
    peak: words.reduce((peak, word) => Math.max(peak, word), 0),
    maxOutput: 2 ** Math.min(Math.max(bits, 8), 16) - 1,
    lookup: (value) => words[Math.min(Math.max(Math.round(value) - firstMapped, 0), last)] ?? 0,
  };
}

function unpacked(words: Uint16Array): Uint16Array {
  return Uint16Array.from({ length: words.length * 2 }, (_, index) =>
    index % 2 === 0 ? (words[index >> 1] ?? 0) & 0xff : (words[index >> 1] ?? 0) >> 8,
  );
}
