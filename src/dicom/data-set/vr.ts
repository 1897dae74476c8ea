// Value representations (PS3.5 6.2): what kind of value each has, how it is padded, which bytes are swapped in big endian,
// and whether explicit VR gives it a 32-bit length. The only source of this for reader and writer.

/** 0xGGGGEEEE */
export type Tag = number;

interface VRRules {
  /** `string`: text of the default repertoire; `text`: by Specific Character Set; `bytes`: OB OW …, UN. */
  readonly kind: 'string' | 'text' | 'numbers' | 'bigints' | 'bytes' | 'items';
  /** Size of the units whose bytes are swapped in big endian. AT is two words of two bytes. */
  readonly wordBytes: 1 | 2 | 4 | 8;
  /** The byte that pads an odd length. */
  readonly padding: 0x20 | 0x00;
  /** Text: whether a backslash separates values. LT, ST, UT and UR have one value. */
  readonly separated: boolean;
  /** Explicit VR writes two reserved bytes and a 32-bit length (PS3.5 7.1.2). */
  readonly longLength: boolean;
}

const string = { kind: 'string', wordBytes: 1, padding: 0x20, separated: true, longLength: false } as const;
const text = { ...string, kind: 'text' } as const;
const numbers = { kind: 'numbers', padding: 0, separated: false, longLength: false } as const;
const bytes = { kind: 'bytes', padding: 0, separated: false, longLength: true } as const;

const table = {
  AE: string,
  AS: string,
  AT: { ...numbers, wordBytes: 2 },
  CS: string,
  DA: string,
  DS: string,
  DT: string,
  FD: { ...numbers, wordBytes: 8 },
  FL: { ...numbers, wordBytes: 4 },
  IS: string,
  LO: text,
  LT: { ...text, separated: false },
  OB: { ...bytes, wordBytes: 1 },
  OD: { ...bytes, wordBytes: 8 },
  OF: { ...bytes, wordBytes: 4 },
  OL: { ...bytes, wordBytes: 4 },
  OV: { ...bytes, wordBytes: 8 },
  OW: { ...bytes, wordBytes: 2 },
  PN: text,
  SH: text,
  SL: { ...numbers, wordBytes: 4 },
  SQ: { kind: 'items', wordBytes: 1, padding: 0, separated: false, longLength: true },
  SS: { ...numbers, wordBytes: 2 },
  ST: { ...text, separated: false },
  SV: { kind: 'bigints', wordBytes: 8, padding: 0, separated: false, longLength: true },
  TM: string,
  UC: { ...text, longLength: true },
  UI: { ...string, padding: 0 },
  UL: { ...numbers, wordBytes: 4 },
  UN: { ...bytes, wordBytes: 1 },
  UR: { ...string, separated: false, longLength: true },
  US: { ...numbers, wordBytes: 2 },
  UT: { ...text, separated: false, longLength: true },
  UV: { kind: 'bigints', wordBytes: 8, padding: 0, separated: false, longLength: true },
} as const satisfies Record<string, VRRules>;

export type VR = keyof typeof table;

/** The properties that PS3.5 gives a VR. */
export function rulesOf(vr: VR): VRRules {
  return table[vr];
}

export function isVR(name: string): name is VR {
  return Object.hasOwn(table, name);
}
