// The coded character sets that DICOM text is made of (PS3.3 C.12.1.1.2, PS3.5 6.1.2): single-byte and double-byte sets in G0
// (7 bit) or G1 (8 bit), designated by escape sequences. iconv-lite knows their characters; it is called for many codes at
// once, because calling it once per character takes a hundred times as long, but not for a whole double-byte set, which would
// block for too long.
import iconv from 'iconv-lite';

/** A set of graphic characters in one of the two code areas (ISO/IEC 2022). */
export interface CodedSet {
  readonly area: 'G0' | 'G1';
  /** What follows ESC to designate the set. */
  readonly escape: readonly number[];
  readonly bytesPerCharacter: 1 | 2;
  /** Characters of the bytes from `start` to `end`: 00–7F in G0, 80–FF in G1. An unassigned code is U+FFFD. */
  readonly decode: (bytes: Uint8Array, start: number, end: number) => string;
  /** The bytes of one character; undefined if the set has none for it. */
  readonly encode: (character: string) => Uint8Array | undefined;
}

/** What a Specific Character Set value of the ISO_IR or ISO 2022 kind stands for. */
export interface CodedSets {
  readonly g0: CodedSet;
  readonly g1?: CodedSet;
}

/** Characters by code: a byte, or two with the first in the upper half of the number. */
type CodeTable = ReadonlyMap<number, string>;

/** Which character a code has and which code a character has: undefined for those that the set lacks. */
interface Codes {
  readonly characterOf: (code: number) => string | undefined;
  readonly codeOf: (character: string) => number | undefined;
}

function codedSet(
  area: CodedSet['area'],
  escape: readonly number[],
  bytesPerCharacter: 1 | 2,
  { characterOf, codeOf }: Codes,
): CodedSet {
  return {
    area,
    escape,
    bytesPerCharacter,
    decode: (bytes, start, end) => {
      let text = '';
      for (let at = start; at < end; at += bytesPerCharacter) {
        const first = bytes[at] ?? 0;
        const second = at + 1 < end ? (bytes[at + 1] ?? 0) : 0;
        text += characterOf(bytesPerCharacter === 1 ? first : first * 256 + second) ?? '\ufffd';
      }
      return text;
    },
    encode: (character) => {
      const code = codeOf(character);
      if (code === undefined) return undefined;
      return Uint8Array.from(bytesPerCharacter === 1 ? [code] : [code >>> 8, code & 0xff]);
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** The characters that an encoding gives for codes, each written as `bytesOf` says. */
function tableOf(
  encoding: string,
  codes: readonly number[],
  bytesOf: (code: number) => readonly number[],
): CodeTable {
  // A line break after each code, which is not a valid combination part of a code, keeps invalid codes apart from their neighbors.
  const lines = iconv
    .decode(Buffer.from(codes.flatMap((code) => [...bytesOf(code), 0x0a])), encoding)
    .split('\n');
  const assigned = codes.flatMap((code, index): [number, string][] => {
    const character = lines[index] ?? '';
    return character.length === 1 && character !== '\ufffd' ? [[code, character]] : [];
  });
  return new Map(assigned);
}

/** A set small enough to be read as a whole when it is first used. */
function wholeTable(readTable: () => CodeTable): Codes {
  const table = once(readTable);
  const codes = once(() => new Map([...table()].map(([code, character]) => [character, code])));
  return { characterOf: (code) => table().get(code), codeOf: (character) => codes().get(character) };
}

/** The location of the codes of a double-byte set in an encoding. */
interface DoubleByte {
  readonly encoding: string;
  /** Of both bytes of a code. */
  readonly from: number;
  readonly to: number;
  /** Prefix before the two bytes in the encoding. */
  readonly prefix: readonly number[];
  /** Offset of a byte in the encoding relative to the set. */
  readonly offset: 0x00 | 0x80;
  /** Rows of the set with characters that the encoding reads there and writes elsewhere. */
  readonly writtenElsewhere: readonly number[];
}

/**
 * A set of up to 16,000 characters, whose rows (codes with the same first byte) are read when texts need them: all of them at
 * once would block the event loop for 40 ms.
 */
function rowsOf({ encoding, from, to, prefix, offset, writtenElsewhere }: DoubleByte): Codes {
  const rows = new Map<number, CodeTable>();
  const written = (code: number) => [...prefix, (code >>> 8) + offset, (code & 0xff) + offset];
  const row = (first: number): CodeTable => {
    const codes = range(from, to).map((second) => first * 256 + second);
    const read = rows.get(first) ?? tableOf(encoding, codes, written);
    rows.set(first, read);
    return read;
  };
  const characterOf = (code: number) => {
    const first = code >>> 8;
    return first >= from && first <= to ? row(first).get(code) : undefined;
  };
  const elsewhere = once(
    () => new Map(writtenElsewhere.flatMap((first) => [...row(first)].map(([code, text]) => [text, code]))),
  );
  return {
    characterOf,
    codeOf: (character) => {
      const [second = 0, first = 0] = [...iconv.encode(character, encoding)].reverse();
      const code = (first - offset) * 256 + (second - offset);
      // The encoding has other characters too, and writes `?` for those that it lacks.
      return characterOf(code) === character ? code : elsewhere().get(character);
    },
  };
}

const basic = (...escape: number[]) =>
  codedSet(
    'G0',
    escape,
    1,
    wholeTable(() => new Map(range(0x00, 0x7f).map((code) => [code, String.fromCharCode(code)]))),
  );

const eightBit = (encoding: string, ...escape: number[]) =>
  codedSet(
    'G1',
    escape,
    1,
    wholeTable(() => tableOf(encoding, range(0xa0, 0xff), (code) => [code])),
  );

// Half-width katakana: Unicode keeps the order of JIS X 0201.
const katakana = codedSet(
  'G1',
  [0x29, 0x49],
  1,
  wholeTable(
    () => new Map(range(0xa1, 0xdf).map((code) => [code, String.fromCharCode(code - 0xa1 + 0xff61)])),
  ),
);

/** A set in G1 whose codes are those of an encoding; characters that the encoding adds to the set are read as well. */
const doubleByteG1 = (
  encoding: string,
  escape: readonly number[],
  writtenElsewhere: readonly number[] = [],
) =>
  codedSet(
    'G1',
    escape,
    2,
    rowsOf({ encoding, from: 0x80, to: 0xff, prefix: [], offset: 0x00, writtenElsewhere }),
  );

/** A JIS set in G0: EUC-JP has the same codes in the upper half, after a prefix for JIS X 0212. */
const japanese = (escape: readonly number[], layout: Pick<DoubleByte, 'prefix' | 'writtenElsewhere'>) =>
  codedSet('G0', escape, 2, rowsOf({ encoding: 'euc-jp', from: 0x21, to: 0x7e, offset: 0x80, ...layout }));

const ascii = basic(0x28, 0x42);
// ISO-IR 14 shows 5C as a yen sign and 7E as an overline; in DICOM both keep their ASCII meaning (PS3.5 6.1.2.3).
const romaji = basic(0x28, 0x4a);

const withAscii = (g1: CodedSet): CodedSets => ({ g0: ascii, g1 });

/** By ISO registration number, as in `ISO_IR 100` and `ISO 2022 IR 100`. */
export const setsByRegistration: ReadonlyMap<number, CodedSets> = new Map([
  [6, { g0: ascii }],
  [13, { g0: romaji, g1: katakana }],
  [58, withAscii(doubleByteG1('gbk', [0x24, 0x29, 0x41], [0xa2]))],
  // The rows that NEC added: EUC-JP writes their characters as JIS X 0212, and one of row 21 as ASCII.
  [
    87,
    { g0: japanese([0x24, 0x42], { prefix: [], writtenElsewhere: [0x21, 0x2d, 0x79, 0x7a, 0x7b, 0x7c] }) },
  ],
  [100, withAscii(eightBit('iso-8859-1', 0x2d, 0x41))],
  [101, withAscii(eightBit('iso-8859-2', 0x2d, 0x42))],
  [109, withAscii(eightBit('iso-8859-3', 0x2d, 0x43))],
  [110, withAscii(eightBit('iso-8859-4', 0x2d, 0x44))],
  [126, withAscii(eightBit('iso-8859-7', 0x2d, 0x46))],
  [127, withAscii(eightBit('iso-8859-6', 0x2d, 0x47))],
  [138, withAscii(eightBit('iso-8859-8', 0x2d, 0x48))],
  [144, withAscii(eightBit('iso-8859-5', 0x2d, 0x4c))],
  [148, withAscii(eightBit('iso-8859-9', 0x2d, 0x4d))],
  [149, withAscii(doubleByteG1('euc-kr', [0x24, 0x29, 0x43]))],
  [159, { g0: japanese([0x24, 0x28, 0x44], { prefix: [0x8f], writtenElsewhere: [] }) }],
  [166, withAscii(eightBit('iso-8859-11', 0x2d, 0x54))],
  [203, withAscii(eightBit('iso-8859-15', 0x2d, 0x62))],
]);

/** The default repertoire, ISO-IR 6. */
export const defaultSets: CodedSets = { g0: ascii };

/** Every set that an escape sequence can designate, also those that the data set did not declare. */
export const designable: readonly CodedSet[] = [
  ...new Set([...setsByRegistration.values()].flatMap(({ g0, g1 }) => (g1 === undefined ? [g0] : [g0, g1]))),
];
