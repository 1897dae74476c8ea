// A line of text as glyphs: the font of each character, the visual order, and how the font joins them. Document and
// picture draw the same glyphs. A character that no font has is shown as U+FFFD, the replacement character, and
// counted. Start at `shapeLine`.
import { directionalOverrides, inVisualOrder, levelsOf, mirrored } from './bidi.ts';
import { fontsFor, knownTo, openFont, type Direction, type FontName, type Glyph } from './font.ts';
import { glyphOutline } from './glyph-outline.ts';

/** A glyph at its position relative to the start of the line; the font size is 1, y counts upwards. */
export interface PlacedGlyph {
  readonly glyph: Glyph;
  readonly x: number;
  readonly y: number;
}

/** Glyphs of one font, from left to right. */
export interface GlyphRun {
  readonly font: FontName;
  readonly glyphs: readonly PlacedGlyph[];
}

export interface ShapedLine {
  /** From left to right. */
  readonly runs: readonly GlyphRun[];
  readonly width: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters with their combining marks. */
export function clustersOf(text: string): readonly string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

const replacement = '\ufffd';
/** Directional marks and isolates, which are not needed once the order is known; some fonts would show them. */
const directionalMarks = /[\u061c\u200e\u200f\u2066-\u2069]/gu;

/**
 * The printable form of a text, in clusters; `replaced` of them stand for a character that no font has, or that the
 * sender's character set could not represent.
 */
export function printableText(text: string): { readonly text: string; readonly replaced: number } {
  const line = text
    // Control characters, which LO must not contain, and unpaired surrogates.
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\p{Cs}/gu, replacement)
    .replace(directionalOverrides, '')
    .trim();
  let replaced = 0;
  const clusters = clustersOf(line);
  const fonts = fontsFor(clusters);
  const shown = clusters.map((cluster, index) => {
    const known = fonts[index] === undefined ? otherForm(cluster) : cluster;
    if (known === undefined || known.includes(replacement)) replaced += 1;
    return known ?? replacement;
  });
  return { text: shown.join(''), replaced };
}

/** The same characters composed or decomposed, if a font has those. */
function otherForm(cluster: string): string | undefined {
  return [cluster.normalize('NFC'), cluster.normalize('NFD')].find(
    (form) => fontsFor([form])[0] !== undefined,
  );
}

interface Part {
  readonly level: number;
  readonly font: FontName;
  readonly script: string;
  text: string;
}

/** Scripts with their own shaping rules. Other scripts stay in one part with their neighbors. */
const shaping = [
  ['Arabic', /\p{Script=Arabic}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['other', /\p{L}/u],
] as const;

/** Parts with the same font, direction and script, in reading order. */
function partsOf(line: string, direction: Direction): readonly Part[] {
  const clusters = clustersOf(line);
  const fonts = fontsFor(clusters);
  const levels = levelsOf(line, direction);
  const parts: Part[] = [];
  let at = 0;
  for (const [index, cluster] of clusters.entries()) {
    const level = levels[at] ?? 0;
    at += cluster.length;
    const font = fonts[index] ?? 'DejaVu';
    const text = knownTo(font, cluster.replace(directionalMarks, ''));
    if (text === '') continue;
    const last = parts.at(-1);
    const script = shaping.find(([, letters]) => letters.test(cluster))?.[0] ?? last?.script ?? 'other';
    if (last?.level === level && last.font === font && last.script === script) last.text += text;
    else parts.push({ level, font, script, text });
  }
  return parts;
}

function shapePart({ level, font, text }: Part, startX: number): { run: GlyphRun; endX: number } {
  const opened = openFont(font);
  const direction = level % 2 === 1 ? 'rtl' : 'ltr';
  const shown = direction === 'rtl' ? Array.from(text, mirrored).join('') : text;
  const { glyphs, positions } = opened.layout(shown, undefined, undefined, undefined, direction);
  const scale = 1 / opened.unitsPerEm;
  let x = startX;
  const placed = glyphs.map((glyph, index) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
    const place = { glyph, x: x + xOffset * scale, y: yOffset * scale };
    x += xAdvance * scale;
    return place;
  });
  return { run: { font, glyphs: placed }, endX: x };
}

const knownLines = new Map<string, ShapedLine>();
const maxKnownLines = 256;

/**
 * The glyphs of a line of printable text (`printableText`). `direction` is that of the whole text. The most recent
 * lines are cached: a line is needed when it is fitted and when it is drawn, and shaping one takes a millisecond.
 */
export function shapeLine(line: string, direction: Direction): ShapedLine {
  const key = `${direction} ${line}`;
  const known = knownLines.get(key);
  if (known !== undefined) return known;
  if (knownLines.size >= maxKnownLines) knownLines.clear();
  const made = shaped(line, direction);
  knownLines.set(key, made);
  return made;
}

function shaped(line: string, direction: Direction): ShapedLine {
  let width = 0;
  const runs = inVisualOrder(partsOf(line, direction)).map((part) => {
    const { run, endX } = shapePart(part, width);
    width = endX;
    return run;
  });
  return { runs, width };
}

/** Ascent and descent of a line from its base line, for a font of size 1. */
export function lineHeight(): { readonly ascent: number; readonly descent: number } {
  const { unitsPerEm, ascent, descent } = openFont('DejaVu');
  return { ascent: ascent / unitsPerEm, descent: -descent / unitsPerEm };
}

/** The outlines of a line as SVG, for a font of size 1, its base line beginning at 0,0. */
export function outlineSvg(line: string, direction: Direction): string {
  const runs = shapeLine(line, direction).runs.map(({ font, glyphs }) => {
    const { unitsPerEm } = openFont(font);
    const paths = glyphs.map(
      ({ glyph, x, y }) =>
        `<path transform="translate(${x * unitsPerEm} ${y * unitsPerEm})" d="${glyphOutline(glyph)}"/>`,
    );
    return `<g transform="scale(${1 / unitsPerEm} ${-1 / unitsPerEm})">${paths.join('')}</g>`;
  });
  return runs.join('');
}
