// Glyphs with the characters of their own request. fontkit keeps one object per glyph with the characters of the first request: a
// letter that was first drawn as a part of another (the o of ô) had none, and a glyph that several characters share (金 U+91D1 and
// U+F90A) had those of another text. Such a text was printed correctly, but could not be searched or copied.
import type { Font, Glyph } from 'fontkit';

/** Some hundred bytes each. */
const maxKnownGlyphs = 20_000;

/** Lets a font answer each request for a glyph with the code points of that request. Gives the same font. */
export function withOwnCharacters(font: Font): Font {
  const shared = font.getGlyph.bind(font);
  const known = new Map<string, Glyph>();
  font.getGlyph = (id, codePoints = []) => {
    const glyph = shared(id);
    // A part of another glyph, and a glyph that the font lacks (null, against the types).
    if (codePoints.length === 0 || (glyph as Glyph | null) === null) return glyph;
    const key = `${id} ${codePoints.join(' ')}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= maxKnownGlyphs) known.clear();
    // Everything but the characters is that of the shared object.
    const own = Object.create(glyph, { codePoints: { value: codePoints, enumerable: true } }) as Glyph;
    known.set(key, own);
    return own;
  };
  return font;
}
