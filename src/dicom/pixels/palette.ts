// The palette of a PALETTE COLOR image (PS3.3 C.7.6.3.1.5, C.7.6.3.1.6; segmented: C.7.9.2): a descriptor and a table for
// each of red, green and blue. Start at `readPalette`.
import type { DataSet } from '../data-set/data-set.ts';
import type { Keyword } from '../data-set/dictionary.ts';
import { expandSegments } from './segmented-palette.ts';

/** Three tables of the same bits. */
export interface Palette {
  /** The stored value of the first entry; smaller values get the first entry, values beyond the table the last. */
  readonly firstMapped: number;
  readonly red: Uint16Array;
  readonly green: Uint16Array;
  readonly blue: Uint16Array;
  readonly bits: 8 | 16;
}

const colors = ['Red', 'Green', 'Blue'] as const;
type Color = (typeof colors)[number];

const descriptorOf = (color: Color) => `${color}PaletteColorLookupTableDescriptor` as const satisfies Keyword;
const dataOf = (color: Color) => `${color}PaletteColorLookupTableData` as const satisfies Keyword;
const segmentsOf = (color: Color) =>
  `Segmented${color}PaletteColorLookupTableData` as const satisfies Keyword;

/** Every attribute that a palette may have. */
export const paletteKeywords: readonly Keyword[] = [
  ...colors.flatMap((color) => [descriptorOf(color), dataOf(color), segmentsOf(color)]),
  'PaletteColorLookupTableUID',
];

/** Entries of 8 bits, one per byte, or of 16 bits in little endian. */
function unpacked(bytes: Uint8Array, words: boolean): Uint8Array | Uint16Array {
  if (!words) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: bytes.byteLength >> 1 }, (_, index) => view.getUint16(index * 2, true));
}

/** The attributes that the palette of the item lacks. */
export function missingOfPalette(item: DataSet): readonly Keyword[] {
  return colors.flatMap((color) => [
    ...(item.numbers(descriptorOf(color)).length < 3 ? [descriptorOf(color)] : []),
    ...(item.bytes(dataOf(color)) || item.bytes(segmentsOf(color)) ? [] : [dataOf(color)]),
  ]);
}

function tableOf(item: DataSet, color: Color): Uint16Array {
  const [declared = 0, , bits = 0] = item.numbers(descriptorOf(color));
  // 0 stands for 65536 entries; the VR may be SS where the number is not signed.
  const count = (declared & 0xffff) === 0 ? 65_536 : declared & 0xffff;
  const data = item.bytes(dataOf(color));
  if (data && data.length > 0) {
    const entries = unpacked(data, data.length >= 2 * count);
    if (entries.length < count) {
      throw new RangeError(`${dataOf(color)} has ${data.length} bytes for ${count} entries`);
    }
    return Uint16Array.from(entries.subarray(0, count));
  }
  const segments = item.bytes(segmentsOf(color));
  return expandSegments(unpacked(segments ?? new Uint8Array(0), bits > 8), count);
}

/**
 * The palette of an image item that has all its attributes.
 * @param signed whether the stored values that it maps are signed
 * @throws RangeError when a table is shorter than its descriptor says, or its segments contradict each other.
 */
export function readPalette(item: DataSet, signed: boolean): Palette {
  const [red, green, blue] = colors.map((color) => tableOf(item, color)) as [
    Uint16Array,
    Uint16Array,
    Uint16Array,
  ];
  const [, first = 0] = item.numbers(descriptorOf('Red'));
  // Some palettes declare 16 bits and hold 8, others the reverse: the actual entries decide.
  const wide = [red, green, blue].some((table) => table.some((entry) => entry > 0xff));
  return {
    firstMapped: signed ? ((first & 0xffff) << 16) >> 16 : first & 0xffff,
    red,
    green,
    blue,
    bits: wide ? 16 : 8,
  };
}
