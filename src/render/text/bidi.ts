// The visual order of a line's letters: the Unicode Bidirectional Algorithm (UAX #9). Start at `inVisualOrder`.
import bidiFactory from 'bidi-js';
import type { Direction } from './font.ts';

// Its types declare a default export, but the module itself is the function.
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();

/**
 * Directional embeddings and overrides, for which UAX #9 itself recommends isolates. Without them letters of right-to-left
 * scripts always have an odd level, which fonts use for shaping.
 */
export const directionalOverrides = /[\u202a-\u202e]/gu;

/** Direction of a text as a whole: that of its first letter (rules P2, P3). */
export function directionOf(text: string): Direction {
  const [paragraph] = bidi.getEmbeddingLevels(text).paragraphs;
  return (paragraph?.level ?? 0) % 2 === 1 ? 'rtl' : 'ltr';
}

/** Embedding level of each UTF-16 unit of a line. */
export function levelsOf(line: string, direction: Direction): Uint8Array {
  return bidi.getEmbeddingLevels(line, direction).levels;
}

/** The mirrored character where text runs from right to left: brackets (rule L4). */
export function mirrored(character: string): string {
  return bidi.getMirroredCharacter(character) ?? character;
}

/**
 * Parts of a line from left to right (rule L2): from the highest level down, every sequence at that level or above is
 * reversed.
 */
export function inVisualOrder<T extends { readonly level: number }>(parts: readonly T[]): readonly T[] {
  const ordered = [...parts];
  const levels = ordered.map(({ level }) => level);
  const lowest = Math.max(1, Math.min(...levels));
  for (let level = Math.max(0, ...levels); level >= lowest; level--) {
    for (let start = 0; start < ordered.length; start++) {
      let end = start;
      while (end < ordered.length && (ordered[end]?.level ?? 0) >= level) end++;
      if (end - start > 1) ordered.splice(start, end - start, ...ordered.slice(start, end).reverse());
      start = end;
    }
  }
  return ordered;
}
