// Attributes of the Presentation LUT SOP Class, N-CREATE (PS3.4 H.4.9.1.1, table H.4-23; PS3.3 C.11.4). Exactly one of
// the sequence and the shape is there; what the sequence's item holds is judged here too.
import type { DataSet } from '../dicom/data-set.ts';
import { term } from './attribute-rules.ts';
import { status } from './status.ts';

/** LIN OD is also seen written with an underscore or without the blank. */
export const presentationLutAttributes = {
  PresentationLUTShape: term<'IDENTITY' | 'LIN OD' | undefined>({
    usage: 'U/MC',
    invalid: status.invalidAttributeValue,
    terms: () => ['IDENTITY', 'LIN OD'],
    fallback: () => undefined,
    aliases: { LIN_OD: 'LIN OD', LINOD: 'LIN OD' },
  }),
} as const;

/** A LUT as its item describes it; `words` are its P-values, little endian, 16 bits each. */
export interface LutTable {
  readonly entries: number;
  readonly bits: number;
  readonly words: Uint8Array;
}

/**
 * The table of a Presentation LUT Sequence item, or why it cannot be used. 0 entries stand for 65536, values are
 * unsigned whatever VR the client wrote, and the first mapped value must be 0.
 */
export function lutTableOf(item: DataSet): LutTable | string {
  const descriptor = item.numbers('LUTDescriptor');
  const [count, first, bits] = descriptor;
  if (count === undefined || first === undefined || bits === undefined || descriptor.length !== 3) {
    return 'LUT Descriptor needs three values';
  }
  if (first !== 0) return `LUT Descriptor: first mapped value ${first}, must be 0`;
  if (bits < 10 || bits > 16) return `LUT Descriptor: ${bits} bits, must be 10 to 16`;
  const entries = count === 0 ? 65_536 : count;
  const words = item.bytes('LUTData') ?? wordsOf(item.numbers('LUTData'));
  if (words.length !== entries * 2) {
    return `LUT Data has ${words.length} bytes, ${entries} entries need ${entries * 2}`;
  }
  return { entries, bits, words };
}

/** LUT Data sent as US: numbers instead of bytes. */
function wordsOf(numbers: readonly number[]): Uint8Array {
  const words = new Uint8Array(numbers.length * 2);
  const view = new DataView(words.buffer);
  for (const [index, value] of numbers.entries()) view.setUint16(index * 2, value & 0xffff, true);
  return words;
}
