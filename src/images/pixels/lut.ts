// A lookup table from an item of a Modality or VOI LUT Sequence (PS3.3 C.11.1.1.1, C.11.2.1.1), or a color palette
// (C.7.6.3.1.5, segmented C.7.9.2): a descriptor and the entries.
import { expandSegments } from '../../dicom/pixels/segmented-palette.ts';
import type { FileAttributes } from '../file/file-attributes.ts';
import type { ImageKeyword } from '../file/image-attributes.ts';

export interface Lut {
  /** Highest value that an entry can have. */
  readonly maxOutput: number;
  /** Highest value among the entries. */
  readonly peak: number;
  /** Values below the first mapped value use the first entry, values above the last use the last entry. */
  readonly lookup: (value: number) => number;
}

interface LutKeywords {
  readonly descriptor: ImageKeyword;
  readonly data: ImageKeyword;
  /** The attribute that may hold the same entries in segments. */
  readonly segments?: ImageKeyword;
}

const lutKeywords: LutKeywords = { descriptor: 'LUTDescriptor', data: 'LUTData' };

/**
 * @returns undefined when the item holds no usable table
 * @throws RangeError for inconsistent segments.
 */
export function readLut(
  item: FileAttributes,
  signedInput: boolean,
  keywords: LutKeywords = lutKeywords,
): Lut | undefined {
  const [entries, first, bits] = item.numbers(keywords.descriptor);
  if (entries === undefined || first === undefined || bits === undefined) return undefined;
  // 0 stands for 65536 entries. The VR may be US where the value is signed: read it by its bits.
  const count = (entries & 0xffff) === 0 ? 65536 : entries & 0xffff;
  const firstMapped = signedInput ? ((first & 0xffff) << 16) >> 16 : first & 0xffff;
  const words = entriesOf(item, keywords, count, bits);
  if (!words) return undefined;
  const last = Math.min(count, words.length) - 1;
  if (last < 0) return undefined;
  let peak = 0;
  for (const word of words) peak = Math.max(peak, word);
  return {
    peak,
    maxOutput: 2 ** Math.min(Math.max(bits, 8), 16) - 1,
    lookup: (value) => words[Math.min(Math.max(Math.round(value) - firstMapped, 0), last)] ?? 0,
  };
}

function entriesOf(
  item: FileAttributes,
  { data, segments }: LutKeywords,
  count: number,
  bits: number,
): Uint16Array | Uint8Array | undefined {
  const words = item.words(data);
  if (words) {
    // Tables of 8-bit entries are packed two to a word.
    const packed = words.length < count && words.length * 2 >= count - 1 ? item.packed(data) : undefined;
    return packed ?? words;
  }
  if (segments === undefined) return undefined;
  const values = bits <= 8 ? item.packed(segments) : item.words(segments);
  return values && expandSegments(values, count);
}
