// Lines of text in a PDF: the same glyphs as in the picture at the same positions, each mapped to its characters, so
// that text can be searched and copied. Right-to-left text is also written from left to right, as readers expect:
// they restore the reading order. ISO 32000-1, 9.4; pdfkit embeds the fonts.
import { fontFile, type FontName, type Glyph } from '../text/font.ts';
import type { GlyphRun, PlacedGlyph, ShapedLine } from '../text/shaped-line.ts';

/** Start of the base line and size of the font, in points; y counts downwards from the top of the page. */
export interface LinePlace {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** The line reads upwards. */
  readonly rotated: boolean;
}

/** A font of the document, which will contain the requested glyphs. */
export interface EmbeddedFont {
  /** Of the page's resources. */
  readonly name: string;
  /** Thousandths of the font's size for one of its units. */
  readonly unitScale: number;
  /** The code of a glyph in the document, four hexadecimal digits. */
  codeOf(glyph: Glyph): string;
}

/** pdfkit's own font, which its types do not describe. */
interface PdfkitFont {
  readonly id: string;
  readonly scale: number;
  readonly subset: { readonly glyphs: number[]; includeGlyph(id: number): number };
  readonly widths: (number | undefined)[];
  readonly unicode: (readonly number[] | undefined)[];
  ref(): object;
}

/** The font in a document, registered on its current page. */
export function embedded(document: PDFKit.PDFDocument, name: FontName): EmbeddedFont {
  // Opened once per document: pdfkit recognizes it by its name.
  document.registerFont(name, fontFile(name)).font(name);
  const { _font: font, page } = document as unknown as {
    readonly _font: PdfkitFont;
    readonly page: { readonly fonts: Record<string, object> };
  };
  page.fonts[font.id] ??= font.ref();
  const { subset, widths, unicode } = font;
  return {
    name: font.id,
    unitScale: font.scale,
    codeOf: ({ id, advanceWidth, codePoints }) => {
      const characters = codePoints.join();
      let code = subset.includeGlyph(id);
      // Characters that share a glyph have a code each: a code is read as one text.
      if ((unicode[code]?.join() ?? characters) !== characters)
        code = subset.glyphs.findIndex((known, at) => known === id && unicode[at]?.join() === characters);
      if (code < 0) code = subset.glyphs.push(id) - 1;
      widths[code] ??= advanceWidth * font.scale;
      unicode[code] ??= codePoints;
      return code.toString(16).padStart(4, '0');
    },
  };
}

const number = (value: number) => String(Number(value.toFixed(4)));

/** Operators that write a line; the page's y counts downwards. */
export function textOperators(
  { runs }: ShapedLine,
  place: LinePlace,
  fontOf: (name: FontName) => EmbeddedFont,
): string {
  return ['BT', ...runs.flatMap((run) => runOperators(run, place, fontOf(run.font))), 'ET'].join(' ');
}

function runOperators({ glyphs }: GlyphRun, place: LinePlace, font: EmbeddedFont): readonly string[] {
  const operators = [`/${font.name} ${number(place.size)} Tf`];
  let shown: string[] = [];
  // Position of the next glyph without an adjustment, and the height of its line.
  let pen: { x: number; y: number } | undefined;
  const flush = () => {
    if (shown.length > 0) operators.push(`[${shown.join(' ')}] TJ`);
    shown = [];
  };
  for (const placed of glyphs) {
    const { glyph, x, y } = placed;
    if (pen?.y !== y) {
      flush();
      operators.push(matrix(placed, place));
      pen = { x, y };
    }
    const thousandthsBack = Math.round((pen.x - x) * 1000);
    if (thousandthsBack !== 0) shown.push(String(thousandthsBack));
    shown.push(`<${font.codeOf(glyph)}>`);
    pen = { x: pen.x + (glyph.advanceWidth * font.unitScale - thousandthsBack) / 1000, y };
  }
  flush();
  return operators;
}

/**
 * Sets the position of a glyph. Letters are upright where the page's y counts downwards, or left of a line that reads
 * upwards.
 */
function matrix({ x, y }: PlacedGlyph, { x: left, y: base, size, rotated }: LinePlace): string {
  const [right, up] = [x * size, y * size];
  const place = rotated ? [0, -1, -1, 0, left - up, base - right] : [1, 0, 0, -1, left + right, base - up];
  return `${place.map(number).join(' ')} Tm`;
}
