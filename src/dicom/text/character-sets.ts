// Text of data elements by Specific Character Set (0008,0005): PS3.3 C.12.1.1.2, PS3.5 6.1. Start at `decodeText`. Nothing
// here throws: clients declare one set and send another, and a film must not be lost because of an umlaut.
import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import type { CodedSets } from './coded-sets.ts';
import { defaultSets, setsByRegistration } from './coded-sets.ts';
import type { CodeExtensions } from './iso-2022.ts';
import { decodeIso2022, encodeIso2022 } from './iso-2022.ts';
import type { VR } from '../data-set/vr.ts';
import { rulesOf } from '../data-set/vr.ts';

type CharacterSet =
  | { readonly kind: 'coded'; readonly sets: CodedSets }
  /** One encoding for the whole text, without escape sequences (PS3.5 6.1.2.3: multi-byte without code extensions). */
  | { readonly kind: 'whole'; readonly encoding: (typeof wholeSets)[keyof typeof wholeSets] }
  | { readonly kind: 'unknown' };

/** Encodings of a whole text, by the names of the standard (PS3.3 C.12.1.1.2, table C.12-5). */
export const wholeSets = { 'ISO_IR 192': 'utf-8', GB18030: 'gb18030', GBK: 'gbk' } as const;

const plainName = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '');

const wholeSetOf = new Map<string, (typeof wholeSets)[keyof typeof wholeSets]>([
  ...Object.entries(wholeSets).map(([name, encoding]) => [plainName(name), encoding] as const),
  ['UTF8', 'utf-8'],
]);

/** What a value of Specific Character Set stands for; variant spellings are accepted (`ISO-IR 100`, `iso_ir_100`). */
function characterSetOf(name: string): CharacterSet {
  const plain = plainName(name);
  if (plain === '') return { kind: 'coded', sets: defaultSets };
  const encoding = wholeSetOf.get(plain);
  if (encoding) return { kind: 'whole', encoding };
  const registration = /^ISO(?:2022)?IR(\d{1,3})$/.exec(plain)?.[1];
  const sets = registration === undefined ? undefined : setsByRegistration.get(Number(registration));
  return sets === undefined ? { kind: 'unknown' } : { kind: 'coded', sets };
}

/** The encoding or code extensions that a data set's text is written in. */
function schemeOf(
  names: readonly string[],
  vr: VR,
): CodeExtensions | Exclude<CharacterSet, { kind: 'coded' }> {
  const [first = defaultCharacterSet, ...rest] = names.map(characterSetOf);
  if (first.kind !== 'coded') return first;
  return {
    // A double-byte G0 cannot be the initial set: then even a delimiter would need an escape sequence (PS3.5 6.1.2.4).
    initial: first.sets.g0.bytesPerCharacter === 2 ? defaultSets : first.sets,
    others: [first, ...rest].flatMap((set) => (set.kind === 'coded' ? [set.sets] : [])),
    delimiters: (rulesOf(vr).separated ? '\\' : '') + (vr === 'PN' ? '^=' : ''),
  };
}
const defaultCharacterSet: CharacterSet = { kind: 'coded', sets: defaultSets };

/** Whether the bytes depend on the character set: escape sequences and the upper half do. */
export function dependsOnCharacterSet(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte >= 0x80 || byte === 0x1b);
}

/**
 * The values of a text element. `characterSets` are the values of Specific Character Set, none for the default repertoire.
 * Padding (spaces and NULs at the end of each value) is removed; values are separated by a backslash, which is searched for
 * after decoding, because 5C can be the second byte of a character in GBK and GB18030.
 */
export function decodeText(bytes: Uint8Array, characterSets: readonly string[], vr: VR): readonly string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text =
    rulesOf(vr).kind === 'text' ? decodeWhole(buffer, characterSets, vr) : buffer.toString('latin1');
  const values = (rulesOf(vr).separated ? text.split('\\') : [text]).map((value) =>
    value.replace(/[\0 ]+$/, ''),
  );
  return values.length === 1 && values[0] === '' ? [] : values;
}

function decodeWhole(bytes: Buffer, characterSets: readonly string[], vr: VR): string {
  if (!dependsOnCharacterSet(bytes)) return bytes.toString('latin1');
  const scheme = schemeOf(characterSets, vr);
  if (!('kind' in scheme)) {
    const explained = bytes.includes(0x1b) || scheme.others.some(({ g1 }) => g1 !== undefined);
    return explained ? decodeIso2022(bytes, scheme) : guess(bytes);
  }
  return scheme.kind === 'whole' ? iconv.decode(bytes, scheme.encoding, { stripBOM: false }) : guess(bytes);
}

/**
 * Nothing, or an unknown set, is declared: UTF-8 if the bytes are valid UTF-8, else Latin 1, which has a character for each
 * byte.
 */
function guess(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1');
}

/** The bytes of a text element, without padding. A character that the character sets do not have becomes `?`. */
export function encodeText(values: readonly string[], characterSets: readonly string[], vr: VR): Uint8Array {
  const text = values.join('\\');
  if (/^[\x00-\x7f]*$/.test(text)) return Buffer.from(text, 'latin1');
  const scheme = rulesOf(vr).kind === 'text' ? schemeOf(characterSets, vr) : schemeOf([], vr);
  if (!('kind' in scheme)) return encodeIso2022(text, scheme);
  // `decodeText` reads an unknown name as UTF-8.
  return iconv.encode(text, scheme.kind === 'whole' ? scheme.encoding : 'utf-8');
}

/** Whether these character sets are known and have every character of a text element, so that `encodeText` loses none. */
export function canEncodeText(values: readonly string[], characterSets: readonly string[], vr: VR): boolean {
  if (rulesOf(vr).kind !== 'text') return true;
  if (values.every((value) => /^[\x00-\x7f]*$/.test(value))) return true;
  if (characterSets.length === 0 || characterSets.some((name) => characterSetOf(name).kind === 'unknown'))
    return false;
  const bare = (texts: readonly string[]) => texts.map((text) => text.replace(/[\0 ]+$/, '')).join('\\');
  return bare(decodeText(encodeText(values, characterSets, vr), characterSets, vr)) === bare(values);
}
