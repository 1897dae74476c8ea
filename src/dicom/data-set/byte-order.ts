// Byte order of values made of words (PS3.5 7.3): what big endian turns round, whole or as it streams by.
import type { VR } from './vr.ts';
import { rulesOf } from './vr.ts';

type WordBytes = ReturnType<typeof rulesOf>['wordBytes'];

/** Turns the bytes of each whole word round, in place; a rest shorter than a word stays. */
export function swapWords(bytes: Uint8Array, wordBytes: WordBytes): void {
  const words = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length - (bytes.length % wordBytes));
  switch (wordBytes) {
    case 1:
      return;
    case 2:
      words.swap16();
      return;
    case 4:
      words.swap32();
      return;
    case 8:
      words.swap64();
      return;
  }
}

/**
 * A function that turns the words of a value round piece by piece, wherever the pieces are cut: it gives back the
 * words that are complete (a copy; pieces stay as they are) and keeps the rest for the next call. Called without a
 * piece it gives back what is left over. Undefined if the VR is not made of words.
 */
export function wordSwapper(vr: VR): ((piece?: Uint8Array) => Uint8Array) | undefined {
  const { wordBytes } = rulesOf(vr);
  if (wordBytes === 1) return undefined;
  let rest: Uint8Array = new Uint8Array(0);
  return (piece) => {
    if (piece === undefined) return rest;
    const joined = Buffer.concat([rest, piece]);
    const whole = joined.length - (joined.length % wordBytes);
    rest = joined.subarray(whole);
    const words = joined.subarray(0, whole);
    swapWords(words, wordBytes);
    return words;
  };
}
