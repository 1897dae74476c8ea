// The coded character sets that DICOM text is made of (PS3.3 C.12.1.1.2, PS3.5 6.1.2): single-byte and double-byte
// sets that sit in G0 (7 bit) or G1 (8 bit) and that an escape sequence brings there. The tables are iconv-lite's.
import iconv from 'iconv-lite';

/** A set of graphic characters in one of the two code areas (ISO/IEC 2022). */
export interface CodedSet {
  readonly area: 'G0' | 'G1';
  /** What follows ESC to designate the set. */
  readonly escape: readonly number[];
  readonly bytesPerCharacter: 1 | 2;
  /** Characters of bytes as they stand in the text: 21–7E in G0, A0–FF in G1. */
  readonly decode: (bytes: Buffer) => string;
  /** The bytes of one character; undefined if the set has none for it. */
  readonly encode: (character: string) => Buffer | undefined;
}

/** What a Specific Character Set value of the ISO_IR or ISO 2022 kind stands for. */
export interface CodedSets {
  readonly g0: CodedSet;
  readonly g1?: CodedSet;
}

const highHalf = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte | 0x80));
const lowHalf = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte & 0x7f));

/** The bytes, if they are as many as the set's characters have and all of the upper half. */
const only = (bytes: Buffer, length: number, from: number) =>
  bytes.length === length && bytes.every((byte) => byte >= from) ? bytes : undefined;

const basic = (...escape: number[]): CodedSet => ({
  area: 'G0',
  escape,
  bytesPerCharacter: 1,
  decode: (bytes) => bytes.toString('latin1'),
  encode: (character) => (character <= '\x7f' ? Buffer.from(character, 'latin1') : undefined),
});

const eightBit = (encoding: string, ...escape: number[]): CodedSet => ({
  area: 'G1',
  escape,
  bytesPerCharacter: 1,
  decode: (bytes) => iconv.decode(bytes, encoding),
  encode: (character) => only(iconv.encode(character, encoding), 1, 0xa0),
});

// Half-width katakana: Unicode keeps the order of JIS X 0201.
const katakana: CodedSet = {
  area: 'G1',
  escape: [0x29, 0x49],
  bytesPerCharacter: 1,
  decode: (bytes) =>
    Array.from(bytes, (byte) =>
      byte >= 0xa1 && byte <= 0xdf ? String.fromCharCode(0xff61 + byte - 0xa1) : '\ufffd',
    ).join(''),
  encode: (character) => {
    const code = character.charCodeAt(0) - 0xff61;
    return code >= 0 && code <= 0x3e ? Buffer.from([0xa1 + code]) : undefined;
  },
};

/** A 94 × 94 set in G1 whose table is an EUC encoding. */
const eucG1 = (encoding: string, ...escape: number[]): CodedSet => ({
  area: 'G1',
  escape,
  bytesPerCharacter: 2,
  decode: (bytes) => iconv.decode(bytes, encoding),
  encode: (character) => only(iconv.encode(character, encoding), 2, 0xa1),
});

// JIS sets stand in G0; EUC-JP holds the same codes with the high bits set, those of JIS X 0212 after 8F.
const jisX0208: CodedSet = {
  area: 'G0',
  escape: [0x24, 0x42],
  bytesPerCharacter: 2,
  decode: (bytes) => iconv.decode(highHalf(bytes), 'euc-jp'),
  encode: (character) => {
    const euc = only(iconv.encode(character, 'euc-jp'), 2, 0xa1);
    return euc && lowHalf(euc);
  },
};

const singleShift3 = Buffer.from([0x8f]);
const jisX0212: CodedSet = {
  area: 'G0',
  escape: [0x24, 0x28, 0x44],
  bytesPerCharacter: 2,
  decode: (bytes) => {
    const pairs = Array.from({ length: bytes.length >>> 1 }, (_, index) =>
      bytes.subarray(index * 2, index * 2 + 2),
    );
    return iconv.decode(Buffer.concat(pairs.flatMap((pair) => [singleShift3, highHalf(pair)])), 'euc-jp');
  },
  encode: (character) => {
    const euc = iconv.encode(character, 'euc-jp');
    if (euc.length !== 3 || euc[0] !== singleShift3[0]) return undefined;
    return lowHalf(euc.subarray(1));
  },
};

const ascii = basic(0x28, 0x42);
// ISO-IR 14 shows 5C as a yen sign and 7E as an overline; in DICOM both keep their ASCII meaning (PS3.5 6.1.2.3).
const romaji = basic(0x28, 0x4a);

const latin = (g1: CodedSet): CodedSets => ({ g0: ascii, g1 });

/** By ISO registration number, as in `ISO_IR 100` and `ISO 2022 IR 100`. */
export const setsByRegistration: ReadonlyMap<number, CodedSets> = new Map([
  [6, { g0: ascii }],
  [13, { g0: romaji, g1: katakana }],
  [58, latin(eucG1('gbk', 0x24, 0x29, 0x41))],
  [87, { g0: jisX0208 }],
  [100, latin(eightBit('iso-8859-1', 0x2d, 0x41))],
  [101, latin(eightBit('iso-8859-2', 0x2d, 0x42))],
  [109, latin(eightBit('iso-8859-3', 0x2d, 0x43))],
  [110, latin(eightBit('iso-8859-4', 0x2d, 0x44))],
  [126, latin(eightBit('iso-8859-7', 0x2d, 0x46))],
  [127, latin(eightBit('iso-8859-6', 0x2d, 0x47))],
  [138, latin(eightBit('iso-8859-8', 0x2d, 0x48))],
  [144, latin(eightBit('iso-8859-5', 0x2d, 0x4c))],
  [148, latin(eightBit('iso-8859-9', 0x2d, 0x4d))],
  [149, latin(eucG1('euc-kr', 0x24, 0x29, 0x43))],
  [159, { g0: jisX0212 }],
  [166, latin(eightBit('iso-8859-11', 0x2d, 0x54))],
  [203, latin(eightBit('iso-8859-15', 0x2d, 0x62))],
]);

/** The default repertoire, ISO-IR 6. */
export const defaultSets: CodedSets = { g0: ascii };

/** Every set that an escape sequence can bring, also those that the data set forgot to declare. */
export const designable: readonly CodedSet[] = [
  ...new Set([...setsByRegistration.values()].flatMap(({ g0, g1 }) => (g1 === undefined ? [g0] : [g0, g1]))),
];
