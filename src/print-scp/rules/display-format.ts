// Parses Image Display Format (2010,0010), PS3.3 C.13.3. Clients write it in many ways ("Standard \ 2.3", "STANDARD/C,R"), so
// case, spaces and separators are read leniently. An unreadable value is answered with 0106, or replaced by the nearest
// sensible grid where the client's profile says so. Start at `readDisplayFormat`.
import type { FilmOrientation } from '../../shared/film/film.ts';
import {
  boxCount,
  slides,
  type ImageDisplayFormat,
  type SlideKind,
} from '../../shared/film/display-format.ts';
import { filmSizes, sizeOfFilm, type FilmSize } from '../../shared/film/film-sizes.ts';
import type { Printer } from '../../shared/film/printer.ts';
import type { ClientProfile } from '../clients/client-profile.ts';

export type ParsedDisplayFormat =
  | { readonly kind: 'ok'; readonly format: ImageDisplayFormat }
  | { readonly kind: 'unusable'; readonly reason: string }
  /** A grid for a text that is not a format. `open`: the images that are set decide the final grid (open-format.ts). */
  | {
      readonly kind: 'inferred';
      readonly format: ImageDisplayFormat;
      readonly open: boolean;
      readonly reason: string;
    };

/** Longer texts are invalid, and not shown in messages (a ROW of 1024 boxes fits). */
const maxTextLength = 4096;

function unusable(reason: string): ParsedDisplayFormat {
  return { kind: 'unusable', reason };
}

/** The values needed to read a format: the film size decides the number of slides, and the printer defines custom formats. */
export interface FormatSetting extends FilmSize {
  readonly maxBoxes: number;
  readonly filmOrientation: FilmOrientation;
  readonly printer: Pick<Printer, 'customFormats' | 'marginMm' | 'printableAreas' | 'slides'>;
}

function slideFormat(kind: SlideKind, setting: FormatSetting): ImageDisplayFormat {
  const { printer } = setting;
  const film = sizeOfFilm(setting) ?? filmSizes['14INX17IN'];
  const withinMargin = (lengthMm: number) => lengthMm - 2 * printer.marginMm;
  const { widthMm, heightMm } = printer.printableAreas?.[setting.filmSizeId] ?? {
    widthMm: withinMargin(film.widthMm),
    heightMm: withinMargin(film.heightMm),
  };
  const isLandscape = setting.filmOrientation === 'LANDSCAPE';
  const own = printer.slides[setting.filmSizeId]?.[kind];
  if (own) return isLandscape ? { kind, columns: own.rows, rows: own.columns } : { kind, ...own };
  const mounts = (lengthMm: number) => Math.max(1, Math.floor(lengthMm / slides[kind].mountMm));
  return {
    kind,
    columns: mounts(isLandscape ? heightMm : widthMm),
    rows: mounts(isLandscape ? widthMm : heightMm),
  };
}

function customFormat(id: number, { printer }: FormatSetting): ImageDisplayFormat | string {
  const boxes = printer.customFormats[id];
  if (boxes) return { kind: 'CUSTOM', id, boxes };
  const known = Object.keys(printer.customFormats);
  return `no format CUSTOM\\${id}; ${known.length === 0 ? 'none is configured' : `configured: ${known.join(', ')}`}`;
}

function formatOf(
  word: string,
  numbers: readonly number[],
  setting: FormatSetting,
): ImageDisplayFormat | string {
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
    case 'CUSTOM':
      if (first === undefined || second !== undefined) return 'CUSTOM needs one number';
      return customFormat(first, setting);
    default:
      return `unknown format ${word.slice(0, 16)}; must be STANDARD, ROW, COL, SLIDE, SUPERSLIDE or CUSTOM`;
  }
}

/** Restores backslashes: a script with 'STANDARD\1,1' in C or Python sends the control character 1 for `\1`. */
function unescaped(text: string): string {
  return text.replace(/[\x01-\x07]/g, (character) => `\\${character.charCodeAt(0)}`);
}

/**
 * Reads a display format of at most `maxBoxes` image boxes. `\` and `/` (or nothing) separate the word from its numbers, `,`,
 * `.`, `x` and further backslashes the numbers from each other (a client that treats the attribute as a CS sends those).
 */
export function parseDisplayFormat(text: string, setting: FormatSetting): ParsedDisplayFormat {
  if (text.length > maxTextLength) return unusable(`longer than ${maxTextLength} characters`);
  const compact = unescaped(text)
    .replace(/[\s\0]+/g, '')
    .toUpperCase();
  const slide = /^(SLIDE|SUPERSLIDE)[\\/]?$/.exec(compact)?.[1];
  if (slide === 'SLIDE' || slide === 'SUPERSLIDE') return checked(slideFormat(slide, setting), setting);
  const match = /^([A-WYZ]+)(?:[\\/]|(?=[0-9]))([0-9.,X×*\\/]+)$/.exec(compact);
  if (!match) return unusable('not WORD\\numbers');
  const [, word = '', list = ''] = match;
  const parts = list.split(/[.,X×*\\/]/);
  if (parts.some((part) => !/^[0-9]{1,4}$/.test(part) || Number(part) === 0)) {
    return unusable('numbers must be 1 to 9999');
  }
  const format = formatOf(word, parts.map(Number), setting);
  return typeof format === 'string' ? unusable(format) : checked(format, setting);
}

function checked(format: ImageDisplayFormat, { maxBoxes }: FormatSetting): ParsedDisplayFormat {
  const boxes = boxCount(format);
  if (boxes > maxBoxes) return unusable(`${boxes} image boxes, at most ${maxBoxes}`);
  return { kind: 'ok', format };
}

/** A format exactly as in PS3.3 C.13.3. */
const strictText = /^((STANDARD|ROW|COL|CUSTOM)\\[0-9]+(,[0-9]+)*|SLIDE|SUPERSLIDE)$/;

/** Number of boxes where the client sent no usable number. */
const boxesWhenOpen = 20;

/** The grid of `boxes` boxes closest to the shape of a sheet in portrait: 1,2 for two, 2,3 for six, 4,5 for twenty. */
export function gridOf(boxes: number, maxBoxes: number): ImageDisplayFormat {
  const wanted = Math.max(1, Math.min(boxes, maxBoxes));
  const columns = Math.floor(Math.sqrt(wanted));
  const rows = Math.ceil(wanted / columns);
  return { kind: 'STANDARD', columns, rows: columns * rows <= maxBoxes ? rows : rows - 1 };
}

/** Infers a grid: two numbers are columns and rows, one number is a number of boxes; without a number the grid is open. */
function inferred(text: string, maxBoxes: number, reason: string): ParsedDisplayFormat {
  // The number of CUSTOM\i identifies a format; it is not a count.
  const numbers = /custom/i.test(text)
    ? []
    : (text.slice(0, maxTextLength).match(/[0-9]+/g) ?? []).map(Number).filter((number) => number > 0);
  const [columns, rows] = numbers;
  const inferred = (format: ImageDisplayFormat, open = false): ParsedDisplayFormat => ({
    kind: 'inferred',
    format,
    open,
    reason: `${reason}; a grid was inferred`,
  });
  if (columns !== undefined && rows !== undefined && columns * rows <= maxBoxes) {
    return inferred({ kind: 'STANDARD', columns, rows });
  }
  if (columns !== undefined && rows === undefined && columns <= maxBoxes) {
    return inferred(gridOf(columns, maxBoxes));
  }
  return inferred(gridOf(boxesWhenOpen, maxBoxes), true);
}

/** Reads a display format as leniently as the client's profile says. */
export function readDisplayFormat(
  text: string,
  setting: FormatSetting,
  leniency: ClientProfile['displayFormat'],
): ParsedDisplayFormat {
  if (leniency === 'strict' && text.length <= maxTextLength && !strictText.test(text)) {
    return unusable('not as PS3.3 C.13.3 writes it');
  }
  const parsed = parseDisplayFormat(text, setting);
  return parsed.kind === 'unusable' && leniency === 'infer'
    ? inferred(text, setting.maxBoxes, parsed.reason)
    : parsed;
}
