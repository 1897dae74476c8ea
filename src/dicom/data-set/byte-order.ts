// Byte order of values made of words (PS3.5 7.3): swaps them for big endian, as a whole or piece by piece.
import type { VR } from './vr.ts';
import { rulesOf } from './vr.ts';

type WordBytes = ReturnType<typeof rulesOf>['wordBytes'];

/** Swaps the bytes of each whole word, in place; a remainder shorter than a word stays unchanged. */
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
 * A function that swaps the words of a value piece by piece, wherever the pieces are cut: it returns the complete words (a
 * copy; pieces stay unchanged) and keeps the remainder for the next call. Called without a piece it returns what is left
 * over. Undefined if the VR is not made of words.
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
