// Near spellings of terms that real clients send: `MEDIUM` for MED, `BIN1` for BIN_1, `BLUEFILM`. They count as the term itself,
// not as a substitution, so no warning is sent. A client profile with `reading: strict` does not accept them.
import type { Keyword } from '../../dicom/data-set/dictionary.ts';

/** The comparison key of a term: capitals and digits only, numbers without leading zeros. */
export function spellingKey(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '')
    .replace(/(?<!\d)0+(?=\d)/g, '');
}

/**
 * Accepted spellings by attribute: key of the spelling (`spellingKey`) → the term. The terms themselves are always accepted in
 * any case and with other separators.
 */
export const nearSpellings = {
  PrintPriority: { H: 'HIGH', HI: 'HIGH', M: 'MED', MEDIUM: 'MED', NORMAL: 'MED', L: 'LOW' },
  MediumType: {
    BLUE: 'BLUE FILM',
    BLUETRANSPARENCY: 'BLUE FILM',
    CLEAR: 'CLEAR FILM',
    CLEARTRANSPARENCY: 'CLEAR FILM',
    TRANSPARENCY: 'CLEAR FILM',
    MAMMOBLUE: 'MAMMO BLUE FILM',
    MAMMOCLEAR: 'MAMMO CLEAR FILM',
    PLAINPAPER: 'PAPER',
  },
  FilmDestination: { AUTO: 'CURRENT', BIN: 'BIN_1', DEFAULT: 'CURRENT' },
  MagnificationType: {
    BICUBIC: 'CUBIC',
    LINEAR: 'BILINEAR',
    NEAREST: 'REPLICATE',
    NO: 'NONE',
    OFF: 'NONE',
    REPLICATION: 'REPLICATE',
  },
  FilmOrientation: {
    HORIZONTAL: 'LANDSCAPE',
    L: 'LANDSCAPE',
    LAND: 'LANDSCAPE',
    P: 'PORTRAIT',
    PORT: 'PORTRAIT',
    VERTICAL: 'PORTRAIT',
  },
  Trim: { 0: 'NO', 1: 'YES', FALSE: 'NO', N: 'NO', NONE: 'NO', OFF: 'NO', ON: 'YES', TRUE: 'YES', Y: 'YES' },
  Polarity: { INVERSE: 'REVERSE', NEGATIVE: 'REVERSE', POSITIVE: 'NORMAL', REVERSED: 'REVERSE' },
  RequestedDecimateCropBehavior: { CROPPED: 'CROP', DECIMATED: 'DECIMATE' },
  RequestedResolutionID: { NORMAL: 'STANDARD', STD: 'STANDARD' },
} as const satisfies Readonly<Partial<Record<Keyword, Readonly<Record<string, string>>>>>;

/** The term of `allowed` that a text means; undefined if there is none. */
export function nearTerm<T extends string>(
  text: string,
  allowed: readonly T[],
  spellings: Readonly<Record<string, T>> = {},
): T | undefined {
  const key = spellingKey(text);
  const meant = allowed.find((term) => spellingKey(term) === key) ?? spellings[key];
  return meant !== undefined && allowed.includes(meant) ? meant : undefined;
}
