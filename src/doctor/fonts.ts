// The doctor's check of the fonts of annotations. Apart from the other checks, because reading fonts takes memory that a server keeps
// for its render threads.
import { messageOf } from '../shared/errors/errors.ts';
import { fontFile, fontNames } from '../render/text/font.ts';
import { shapeLine } from '../render/text/shaped-line.ts';
import { broken, ok, type Finding } from './finding.ts';

function readFonts(): number {
  for (const name of fontNames) fontFile(name);
  return shapeLine('Ä', 'ltr').width;
}

/** @param read - reads every font and returns the width of a letter */
export function checkFonts(read: () => number = readFonts): Finding {
  try {
    if (read() > 0) return ok('fonts', 'the fonts of annotations can be read');
    throw new Error('they have no glyphs');
  } catch (error) {
    return broken(
      'fonts',
      `the fonts of annotations cannot be read: ${messageOf(error)}`,
      'install again: "npm ci"',
    );
  }
}
