// Reads film sizes as clients and users write them (`35X43CM`, `14 x 17 inch`, `17INX14IN`, `A4 `), and chooses a size of the
// printer: the nearest one where the printer does not offer the requested size. The network, the command line and the
// configuration use this parser. Start at `chooseFilmSize`.
import {
  filmSideMm,
  filmSizeOf,
  mmPerUnit,
  sizeOfFilm,
  sizeOfId,
  type FilmSize,
  type FilmSizeOffer,
  type SizeMm,
  type SizeUnit,
} from './film-sizes.ts';

/** The meaning of a text: the ID as PS3.3 writes it, with the shorter side first. */
export interface ReadFilmSize {
  readonly filmSizeId: string;
  readonly size: SizeMm;
  readonly isLandscape: boolean;
}

/** Sizes that are sold or known under another name: nominal centimeters of inch films, and the reverse. */
export const filmSizeAliases: Readonly<Record<string, string>> = {
  '20CMX25CM': '8INX10IN',
  '22CMX28CM': '8_5INX11IN',
  '25CMX30CM': '10INX12IN',
  '26CMX36CM': '10INX14IN',
  '28CMX28CM': '11INX11IN',
  '28CMX35CM': '11INX14IN',
  '28CMX36CM': '11INX14IN',
  '28CMX43CM': '11INX17IN',
  '35CMX35CM': '14INX14IN',
  '36CMX36CM': '14INX14IN',
  '35CMX43CM': '14INX17IN',
  '36CMX43CM': '14INX17IN',
  '43CMX43CM': '17INX17IN',
  '35CMX91CM': '14INX36IN',
  '21CMX30CM': 'A4',
  '30CMX42CM': 'A3',
  '15CMX21CM': 'A5',
  // PS3.2 annex B spells it this way.
  '85INX11IN': '8_5INX11IN',
  B4: '10INX14IN',
  LEGAL: '8_5INX14IN',
  LETTER: '8_5INX11IN',
  LEDGER: '11INX17IN',
  TABLOID: '11INX17IN',
};

const unitWords: Readonly<Record<string, SizeUnit>> = {
  IN: 'IN',
  INCH: 'IN',
  INCHES: 'IN',
  INS: 'IN',
  '"': 'IN',
  "''": 'IN',
  '”': 'IN',
  '″': 'IN',
  CM: 'CM',
  CMS: 'CM',
  MM: 'MM',
  MMS: 'MM',
};
const number = String.raw`(\d{1,4}(?:[.,_]\d{1,4})?)`;
const unit = `(${Object.keys(unitWords).join('|')})?`;
const twoSides = new RegExp(`^${number}${unit}X${number}${unit}$`);

/** Upper case without spaces and punctuation: `14 × 17 inch` → `14X17INCH`. */
function compact(text: string): string {
  return text
    .toUpperCase()
    .replace(/[×*]|(?<=[\d_ ."”″'A-Z])\bBY\b/g, 'X')
    .replace(/[\s\0]+/g, '')
    .replace(/^(ISO|DIN|JIS|NA)[-_]?(?=[A-Z])/, '')
    .replace(/_?X_?/g, 'X')
    .replace(/_(?=[A-Z"”″']|$)/g, '');
}

/** Sizes without a unit: 14X17 are inches, 24X30 centimeters, 297X420 millimeters; long films of 14 inches are inches too. */
function guessedUnit(short: number, long: number): SizeUnit {
  if (long >= 100) return 'MM';
  return long <= 17 || (short <= 14 && (long === 36 || long === 51)) ? 'IN' : 'CM';
}

const numberText = (value: number) => String(Number(value.toFixed(2))).replace('.', '_');
const idOf = (short: number, long: number, unit: SizeUnit) =>
  `${numberText(short)}${unit}X${numberText(long)}${unit}`;

/** An ID has at most 16 characters (CS), so sides with many decimals are named in whole millimeters. */
function namedBySides(short: number, long: number, unit: SizeUnit): string {
  const id = idOf(short, long, unit);
  if (id.length <= 16) return id;
  return idOf(Math.round(short * mmPerUnit[unit]), Math.round(long * mmPerUnit[unit]), 'MM');
}

/** The size that a text names by its sides; undefined for any other text, and where the sides cannot be a film's. */
function sidesIn(text: string): ReadFilmSize | undefined {
  const [, first, firstUnit = '', second, secondUnit = ''] = twoSides.exec(text) ?? [];
  if (first === undefined || second === undefined) return undefined;
  const value = (side: string) => Number(side.replace(/[,_]/, '.'));
  const [one, other] = [value(first), value(second)];
  const namedUnits = [unitWords[firstUnit], unitWords[secondUnit]] as const;
  const guessed = guessedUnit(Math.min(one, other), Math.max(one, other));
  const units = [
    namedUnits[0] ?? namedUnits[1] ?? guessed,
    namedUnits[1] ?? namedUnits[0] ?? guessed,
  ] as const;
  const mm = [one * mmPerUnit[units[0]], other * mmPerUnit[units[1]]] as const;
  const [widthMm, heightMm] = [Math.min(...mm), Math.max(...mm)];
  if (!(widthMm > 0)) return undefined;
  const isLandscape = mm[0] > mm[1];
  const wholeCm = units.every((unit) => unit !== 'IN') && mm.every((side) => side % mmPerUnit.CM === 0);
  const unit = wholeCm ? 'CM' : units[0] === units[1] ? units[0] : undefined;
  const filmSizeId =
    unit === undefined
      ? idOf(Math.round(widthMm), Math.round(heightMm), 'MM')
      : namedBySides(widthMm / mmPerUnit[unit], heightMm / mmPerUnit[unit], unit);
  // The term 10INX14IN stands for sides other than those it names.
  return { filmSizeId, size: sizeOfId(filmSizeId) ?? { widthMm, heightMm }, isLandscape };
}

const shippedAlias = (term: string | undefined) =>
  term !== undefined && Object.hasOwn(filmSizeAliases, term) ? filmSizeAliases[term] : undefined;

/** Reads a film size that the printer does not have; undefined where the text does not name a size. */
export function readFilmSize(text: string): ReadFilmSize | undefined {
  const term = compact(text);
  const alias = shippedAlias(term);
  const sides = alias === undefined ? sidesIn(term) : undefined;
  const filmSizeId = alias ?? shippedAlias(sides?.filmSizeId) ?? sides?.filmSizeId ?? term;
  const size = sizeOfId(filmSizeId) ?? sides?.size;
  return size && { filmSizeId, size, isLandscape: sides?.isLandscape ?? false };
}

/** The film sizes of a printer, and how it reads what clients write. */
export interface FilmSizeRules extends FilmSizeOffer {
  /** What clients write → an ID, in addition to `filmSizeAliases` and before them; default: none. */
  readonly filmSizeAliases?: Readonly<Record<string, string>>;
}

export interface ChosenFilmSize extends FilmSize {
  /** Whether the text has the longer side first: the film is then in landscape. */
  readonly isLandscape: boolean;
}

export type FilmSizeChoice =
  /** The printer offers the size, or prints any size. */
  | { readonly kind: 'as requested'; readonly film: ChosenFilmSize }
  /** The size nearest to the requested one. */
  | { readonly kind: 'nearest'; readonly film: ChosenFilmSize; readonly requested: SizeMm }
  | { readonly kind: 'unknown' };

/** Sides within a millimeter of each other mean the same film, whatever it is called. */
const sameMm = 1;
const distance = (one: SizeMm, other: SizeMm) =>
  Math.hypot(one.widthMm - other.widthMm, one.heightMm - other.heightMm);

/** The size with the sides nearest to `requested`, by their distance in millimeters. */
export function nearestSize<T extends { readonly size: SizeMm }>(
  requested: SizeMm,
  sizes: readonly T[],
): T | undefined {
  return sizes.toSorted((one, other) => distance(one.size, requested) - distance(other.size, requested))[0];
}

/**
 * The film of a printer that a text asks for.
 * @param anySize - sides that the printer does not offer are printed as requested
 */
export function chooseFilmSize(text: string, printer: FilmSizeRules, anySize: boolean): FilmSizeChoice {
  const offered = printer.filmSizes.flatMap((filmSizeId) => {
    const film = filmSizeOf(filmSizeId, printer);
    const size = sizeOfFilm(film);
    return size === undefined ? [] : [{ film, size }];
  });
  const called = (id: string) => offered.find(({ film }) => film.filmSizeId === id);
  const asRequested = (film: FilmSize, isLandscape: boolean): FilmSizeChoice => ({
    kind: 'as requested',
    film: { ...film, isLandscape },
  });
  const exact = called(text.trim().toUpperCase());
  if (exact) return asRequested(exact.film, false);
  const alias = configuredAlias(text, printer.filmSizeAliases);
  if (alias !== undefined) return chooseFilmSize(alias, { ...printer, filmSizeAliases: {} }, anySize);
  const read = readFilmSize(text);
  // The sides as written take precedence over the film with that nominal name: a printer can offer 35CMX43CM itself.
  const named = called(sidesIn(compact(text))?.filmSizeId ?? compact(text)) ?? called(read?.filmSizeId ?? '');
  if (named) return asRequested(named.film, read?.isLandscape ?? false);
  if (!read) return { kind: 'unknown' };
  const { size, isLandscape } = read;
  const nearest = nearestSize(size, offered);
  if (nearest && distance(nearest.size, size) <= sameMm) return asRequested(nearest.film, isLandscape);
  if (anySize && sizeOfId(read.filmSizeId) !== undefined) {
    return asRequested({ filmSizeId: read.filmSizeId }, isLandscape);
  }
  return nearest
    ? { kind: 'nearest', film: { ...nearest.film, isLandscape }, requested: size }
    : { kind: 'unknown' };
}

/** Names in the configuration are compared like the texts of clients: without case and spaces, sizes by their sides. */
function configuredAlias(text: string, aliases: Readonly<Record<string, string>> = {}): string | undefined {
  const plain = (name: string) => sidesIn(compact(name))?.filmSizeId ?? compact(name);
  const requestedName = plain(text);
  return Object.entries(aliases).find(([name]) => plain(name) === requestedName)?.[1];
}

/** `355.6 × 431.8 mm` */
export function sizeText({ widthMm, heightMm }: SizeMm): string {
  const mm = (side: number) => String(Number(side.toFixed(1)));
  return `${mm(widthMm)} × ${mm(heightMm)} mm`;
}

export const filmSideRange = `${filmSideMm.min} to ${filmSideMm.max} mm`;
