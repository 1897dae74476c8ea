// A bounded cache of glyph outlines as SVG. The font's own objects keep every requested outline, some 15 KB each:
// after a few thousand Chinese names that would be 100 MB per thread.
import type { Glyph } from './font.ts';

/** Enough for the letters of common lines and the names of some hundred patients, at 1 KB each. */
export const maxKnownOutlines = 2000;

const known = new Map<Glyph, string>();

/** The current number of outlines. */
export const knownOutlines = (): number => known.size;

/** The path data of a glyph, in font units. */
export function glyphOutline(glyph: Glyph): string {
  const before = known.get(glyph);
  if (before !== undefined) return before;
  if (known.size >= maxKnownOutlines) known.clear();
  const outline = uncached(glyph).path.toSVG();
  known.set(glyph, outline);
  return outline;
}

/** A separate object for the same glyph, so that what fontkit caches on it is released with it. */
const uncached = (glyph: Glyph): Glyph => Object.create(glyph) as Glyph;
