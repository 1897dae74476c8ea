// Image Display Format (2010,0010), PS3.3 C.13.3: text → type. Clients write it in many ways ("Standard \ 2.3",
// "STANDARD/C,R"), so case, blanks and the separators are read kindly; what stays unusable is answered with 0106.
import type { ImageDisplayFormat } from '../film.ts';
import { boxCount } from '../film.ts';

export type ParsedDisplayFormat =
  | { readonly kind: 'ok'; readonly format: ImageDisplayFormat }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Longer texts are nonsense, and not worth showing (a ROW of 1024 boxes fits). */
const longestText = 4096;

function unusable(reason: string): ParsedDisplayFormat {
  return { kind: 'unusable', reason };
}

function formatOf(word: string, numbers: readonly number[]): ImageDisplayFormat | string {
  const [first, second, ...rest] = numbers;
  switch (word) {
    case 'STANDARD':
      if (first === undefined || second === undefined || rest.length > 0)
        return 'STANDARD needs columns,rows';
      return { kind: 'STANDARD', columns: first, rows: second };
    case 'ROW':
      return { kind: 'ROW', boxesPerRow: numbers };
    case 'COL':
      return { kind: 'COL', boxesPerColumn: numbers };
    default:
      return `unknown format ${word.slice(0, 16)}; STANDARD, ROW and COL are`;
  }
}

/**
 * Reads a display format of at most `maxBoxes` image boxes. `\` and `/` separate the word from its numbers, `,` and
 * `.` and further backslashes the numbers from each other (a client that takes the attribute for a CS sends those).
 */
export function parseDisplayFormat(text: string, maxBoxes: number): ParsedDisplayFormat {
  if (text.length > longestText) return unusable(`longer than ${longestText} characters`);
  const compact = text.replace(/[\s\0]+/g, '').toUpperCase();
  const match = /^([A-Z]+)[\\/]([0-9.,\\/]+)$/.exec(compact);
  if (!match) return unusable('not WORD\\numbers');
  const [, word = '', list = ''] = match;
  const parts = list.split(/[.,\\/]/);
  if (parts.some((part) => !/^[0-9]{1,4}$/.test(part) || Number(part) === 0)) {
    return unusable('numbers must be 1 to 9999');
  }
  const format = formatOf(word, parts.map(Number));
  if (typeof format === 'string') return unusable(format);
  const boxes = boxCount(format);
  if (boxes > maxBoxes) return unusable(`${boxes} image boxes, at most ${maxBoxes}`);
  return { kind: 'ok', format };
}
