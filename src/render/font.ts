// The font of every text on a film: DejaVu Sans Condensed, which covers Latin, Greek, Cyrillic and more. It ships with
// the product, so that a film never depends on the fonts of the machine. It is opened by pdfkit, which embeds it in
// documents, so that pictures show the same outlines. A film without text never opens it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';

/** What is needed of pdfkit's font object. Sizes are in font units. */
interface OutlineFont {
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  hasGlyphForCodePoint(codePoint: number): boolean;
  layout(text: string): {
    readonly advanceWidth: number;
    readonly glyphs: readonly { readonly path: { toSVG(): string } }[];
    readonly positions: readonly {
      readonly xAdvance: number;
      readonly xOffset: number;
      readonly yOffset: number;
    }[];
  };
}

let file: Buffer | undefined;
let font: OutlineFont | undefined;

/** The font file. */
export function fontFile(): Buffer {
  file ??= readFileSync(
    createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
  );
  return file;
}

function outlines(): OutlineFont {
  if (font === undefined) {
    const document = new PDFDocument({ autoFirstPage: false, font: null as unknown as string });
    document.font(fontFile());
    // pdfkit keeps the opened font to itself; it is the only way to its outlines.
    font = (document as unknown as { _font: { font: OutlineFont } })._font.font;
  }
  return font;
}

/** Whether the font can show a character. */
export function hasGlyph(character: string): boolean {
  return outlines().hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
}

/** Width of a text of size 1, and how far its tallest letters reach above and below the base line. */
export function measure(text: string): { width: number; ascent: number; descent: number } {
  const opened = outlines();
  const { unitsPerEm, ascent, descent } = opened;
  return {
    width: opened.layout(text).advanceWidth / unitsPerEm,
    ascent: ascent / unitsPerEm,
    descent: -descent / unitsPerEm,
  };
}

/** The outlines of a text of size 1 as SVG, its base line beginning at 0,0. */
export function outlineSvg(text: string): string {
  const opened = outlines();
  const { glyphs, positions } = opened.layout(text);
  let x = 0;
  const paths = glyphs.map((glyph, index) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
    const path = `<path transform="translate(${x + xOffset} ${yOffset})" d="${glyph.path.toSVG()}"/>`;
    x += xAdvance;
    return path;
  });
  const scale = 1 / opened.unitsPerEm;
  return `<g transform="scale(${scale} ${-scale})">${paths.join('')}</g>`;
}
