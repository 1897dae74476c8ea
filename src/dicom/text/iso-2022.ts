// Text with code extensions (PS3.5 6.1.2.5, after ISO/IEC 2022): escape sequences designate character sets for the lower (G0)
// and upper (G1) half of the code, and delimiters restore the initial ones.
import type { CodedSet, CodedSets } from './coded-sets.ts';
import { designable } from './coded-sets.ts';

const escape = 0x1b;

export interface CodeExtensions {
  /** What is in effect at the start and after every delimiter: the first value of Specific Character Set. */
  readonly initial: CodedSets;
  /** What the other values declare, in order. */
  readonly others: readonly CodedSets[];
  /** Characters that end the effect of escape sequences, in addition to TAB, LF, FF and CR. */
  readonly delimiters: string;
}

const lineDelimiters = '\t\n\f\r';

/** Text of the bytes. Bytes that no set has become U+FFFD; never throws. */
export function decodeIso2022(bytes: Buffer, { initial, others, delimiters }: CodeExtensions): string {
  // Some senders designate a set once and not again after each delimiter: undefined bytes of the upper half are read with the
  // first declared set that has them.
  const upper = initial.g1 ?? others.find(({ g1 }) => g1 !== undefined)?.g1;
  let g0 = initial.g0;
  let g1 = upper;
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === escape) {
      const { length, set } = readEscape(bytes, at);
      if (set?.area === 'G0') g0 = set;
      if (set?.area === 'G1') g1 = set;
      at += length;
      continue;
    }
    const end = endOfRun(bytes, at, g0);
    if (byte >= 0x80) {
      text += g1 === undefined ? '\ufffd'.repeat(end - at) : g1.decode(bytes, at, end);
    } else if (end - at === 2) {
      text += g0.decode(bytes, at, end);
    } else {
      const character = String.fromCharCode(byte);
      text += character;
      if (isDelimiter(character, delimiters)) {
        g0 = initial.g0;
        g1 = upper;
      }
    }
    at = end;
  }
  return text;
}

function isDelimiter(character: string, delimiters: string): boolean {
  return delimiters.includes(character) || lineDelimiters.includes(character);
}

/** The end of the bytes that are read together: all of the upper half, a pair of a double-byte G0, or one byte. */
function endOfRun(bytes: Buffer, start: number, g0: CodedSet): number {
  let end = start + 1;
  if ((bytes[start] ?? 0) >= 0x80) {
    while ((bytes[end] ?? 0) >= 0x80) end += 1;
  } else if (g0.bytesPerCharacter === 2 && isGraphic(bytes[start]) && isGraphic(bytes[end])) {
    end += 1;
  }
  return end;
}

function isGraphic(byte = 0): boolean {
  return byte > 0x20 && byte < 0x7f;
}

/** The escape sequence that begins at `start`: its length, and the set it designates if it is known. */
function readEscape(bytes: Buffer, start: number): { length: number; set?: CodedSet } {
  const set = designable.find((known) =>
    known.escape.every((byte, index) => bytes[start + 1 + index] === byte),
  );
  if (set !== undefined) return { length: 1 + set.escape.length, set };
  const within = (at: number, from: number, to: number) => (bytes[at] ?? 0) >= from && (bytes[at] ?? 0) <= to;
  let end = start + 1;
  while (within(end, 0x20, 0x2f)) end += 1;
  return { length: (within(end, 0x30, 0x7e) ? end + 1 : end) - start };
}

/** Bytes of the text, with escape sequences as the sets need them; a character that no set has becomes `?`. */
export function encodeIso2022(text: string, { initial, others, delimiters }: CodeExtensions): Buffer {
  const declared = [initial, ...others].flatMap(({ g0, g1 }) => (g1 === undefined ? [g0] : [g0, g1]));
  const parts: Uint8Array[] = [];
  let g0 = initial.g0;
  let g1 = initial.g1;
  const designate = (set: CodedSet) => {
    if (set === g0 || set === g1) return;
    parts.push(Uint8Array.from([escape, ...set.escape]));
    if (set.area === 'G0') g0 = set;
    else g1 = set;
  };
  for (const character of text) {
    const candidates = [g0, ...(g1 === undefined ? [] : [g1]), ...declared];
    const set = candidates.find((candidate) => candidate.encode(character) !== undefined);
    if (set === undefined) designate(initial.g0);
    else designate(set);
    parts.push(set?.encode(character) ?? Buffer.from('?'));
    // The lower half was restored with an escape sequence, because delimiters are in the initial set; the upper half needs
    // none.
    if (isDelimiter(character, delimiters)) g1 = initial.g1;
  }
  designate(initial.g0);
  return Buffer.concat(parts);
}
