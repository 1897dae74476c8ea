// The fonts of every text on a film: DejaVu Sans Condensed, and Noto Sans for characters that it lacks: Thai,
// Chinese, Japanese and Korean. They ship with the product, so that a film never depends on the fonts of the machine.
// fontkit opens each one only when a text needs it; pdfkit, which also reads fonts with fontkit, embeds it in
// documents, so that pictures show the same outlines.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';
import { withOwnCharacters } from './own-characters.ts';

/** The fonts in search order. The first one that contains a whole text is preferred. */
const files = {
  DejaVu: '#fonts/DejaVuSansCondensed.ttf',
  Thai: '#fonts/NotoSansThai-Regular.ttf',
  Japanese: '#fonts/NotoSansJP-Regular.ttf',
  Korean: '#fonts/NotoSansKR-Regular.ttf',
  Chinese: '#fonts/NotoSansSC-Regular.ttf',
} as const;
export type FontName = keyof typeof files;
export const fontNames = Object.keys(files) as readonly FontName[];

export interface Glyph {
  readonly id: number;
  /** Font units. */
  readonly advanceWidth: number;
  readonly codePoints: readonly number[];
  readonly path: { toSVG(): string };
}

/** The part of fontkit's font that is used. Sizes are in font units. */
export interface OutlineFont {
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  hasGlyphForCodePoint(codePoint: number): boolean;
  /** Shapes a text; the glyphs come from left to right. */
  layout(
    text: string,
    features: undefined,
    script: undefined,
    language: undefined,
    direction: Direction,
  ): {
    readonly glyphs: readonly Glyph[];
    readonly positions: readonly {
      readonly xAdvance: number;
      readonly xOffset: number;
      readonly yOffset: number;
    }[];
  };
}

export type Direction = 'ltr' | 'rtl';

const bytes = new Map<FontName, Buffer>();
const opened = new Map<FontName, OutlineFont>();

/** The font file. */
export function fontFile(name: FontName): Buffer {
  const file = bytes.get(name) ?? readFileSync(createRequire(import.meta.url).resolve(files[name]));
  bytes.set(name, file);
  return file;
}

/** The opened font. Throws TypeError for a file of several fonts. */
export function openFont(name: FontName): OutlineFont {
  const known = opened.get(name);
  if (known) return known;
  const font = create(fontFile(name));
  if (!('layout' in font)) throw new TypeError(`${name} is a collection of fonts`);
  withOwnCharacters(font);
  opened.set(name, font);
  return font;
}

/** Characters that are invisible by themselves: joiners, directional marks, variation selectors. */
const invisible = /^\p{Default_Ignorable_Code_Point}$/u;

const hasCharacter = (name: FontName, character: string) =>
  openFont(name).hasGlyphForCodePoint(character.codePointAt(0) ?? 0);

function has(name: FontName, cluster: string): boolean {
  return Array.from(cluster).every((character) => invisible.test(character) || hasCharacter(name, character));
}

/** A cluster without the invisible characters that the font lacks: it would draw a box for them. */
export function knownTo(name: FontName, cluster: string): string {
  return Array.from(cluster, (character) =>
    invisible.test(character) && !hasCharacter(name, character) ? '' : character,
  ).join('');
}

/**
 * The font of each of these clusters (characters with their marks), undefined where no font has it. Characters that
 * DejaVu lacks come from a single font if one has them all: Japanese names get Japanese glyph forms, Chinese names
 * Chinese ones.
 */
export function fontsFor(clusters: readonly string[]): readonly (FontName | undefined)[] {
  const [usual, ...others] = fontNames;
  const lacking = usual === undefined ? [] : clusters.filter((cluster) => !has(usual, cluster));
  if (usual === undefined || lacking.length === 0) return clusters.map(() => usual);
  const whole = others.find((name) => lacking.every((cluster) => has(name, cluster)));
  return clusters.map((cluster) => {
    if (has(usual, cluster)) return usual;
    return whole ?? others.find((name) => has(name, cluster));
  });
}
