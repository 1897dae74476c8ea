// A look-up table in a sequence item: LUT Descriptor and LUT Data (PS3.3 C.11.1, C.11.2, C.11.4), for presentation LUTs and
// VOI LUTs.
import type { DataSet } from '../../dicom/data-set/data-set.ts';

/** A LUT as its item describes it; `words` are its values, little endian, 16 bits each. */
export interface LutTable {
  readonly entries: number;
  /** The stored value of the first entry, as an unsigned number for any VR. */
  readonly first: number;
  readonly bits: number;
  readonly words: Uint8Array;
}

/**
 * The table of an item, or the reason why it cannot be used. 0 entries mean 65536, and values are unsigned for any VR. An entry
 * has `minBits` to 16 bits.
 */
export function readLut(item: DataSet, minBits: number): LutTable | string {
  const descriptor = item.numbers('LUTDescriptor');
  const [count, first, bits] = descriptor;
  if (count === undefined || first === undefined || bits === undefined || descriptor.length !== 3) {
    return 'LUT Descriptor must have three values';
  }
  if (!descriptor.every(Number.isInteger)) return 'LUT Descriptor must have whole numbers';
  if (bits < minBits || bits > 16) return `LUT Descriptor: ${bits} bits, must be ${minBits} to 16`;
  const entries = count === 0 ? 65_536 : count;
  const words = item.bytes('LUTData') ?? wordsOf(item.numbers('LUTData'));
  if (words.length !== entries * 2) {
    return `LUT Data has ${words.length} bytes, ${entries} entries need ${entries * 2}`;
  }
  return { entries, first, bits, words };
}

/** LUT Data sent as US: numbers instead of bytes. */
function wordsOf(numbers: readonly number[]): Uint8Array {
  const words = new Uint8Array(numbers.length * 2);
  const view = new DataView(words.buffer);
  for (const [index, value] of numbers.entries()) view.setUint16(index * 2, value & 0xffff, true);
  return words;
}
