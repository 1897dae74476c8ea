// The film sizes that clients may ask for, in millimeters, and the pixels that laser imagers print on them: shared vocabulary
// without imports. film-size-text.ts reads what clients write. PS3.3 C.13.3.

/** A sheet in portrait, mm. */
export interface SizeMm {
  readonly widthMm: number;
  readonly heightMm: number;
}

const inch = 25.4;
const inches = (width: number, height: number) => ({ widthMm: width * inch, heightMm: height * inch });
const centimeters = (width: number, height: number) => ({ widthMm: width * 10, heightMm: height * 10 });

/** Film Size ID (2010,0050), PS3.3 C.13.3, and 11INX11IN of PS3.2 annex B: what a printer offers by default. */
export const filmSizes = {
  '8INX10IN': inches(8, 10),
  '8_5INX11IN': inches(8.5, 11),
  '10INX12IN': inches(10, 12),
  // The standard defines this term as 25.7 × 36.4 cm (JIS B4).
  '10INX14IN': { widthMm: 257, heightMm: 364 },
  '11INX11IN': inches(11, 11),
  '11INX14IN': inches(11, 14),
  '11INX17IN': inches(11, 17),
  '14INX14IN': inches(14, 14),
  '14INX17IN': inches(14, 17),
  '24CMX24CM': centimeters(24, 24),
  '24CMX30CM': centimeters(24, 30),
  A4: { widthMm: 210, heightMm: 297 },
  A3: { widthMm: 297, heightMm: 420 },
} as const satisfies Record<string, SizeMm>;

export type FilmSizeId = keyof typeof filmSizes;
export const filmSizeIds = Object.keys(filmSizes) as readonly FilmSizeId[];

export function isFilmSizeId(text: string): text is FilmSizeId {
  return Object.hasOwn(filmSizes, text);
}

/** Further common sizes that need no configuration: mammography, dental, chest, spine, paper. */
export const commonFilmSizes = {
  '13CMX18CM': centimeters(13, 18),
  '15CMX30CM': centimeters(15, 30),
  '18CMX24CM': centimeters(18, 24),
  '18CMX43CM': centimeters(18, 43),
  '20CMX40CM': centimeters(20, 40),
  '26CMX30CM': centimeters(26, 30),
  '30CMX40CM': centimeters(30, 40),
  '40CMX40CM': centimeters(40, 40),
  '12INX15IN': inches(12, 15),
  '14INX36IN': inches(14, 36),
  '17INX17IN': inches(17, 17),
  A5: { widthMm: 148, heightMm: 210 },
} as const satisfies Record<string, SizeMm>;

/** Limits of a film's sides, mm: from the smallest on which a letter is legible to a film of a whole spine (51 inches). */
export const filmSideMm = { min: 25, max: 1300 } as const;

/** IDs that name their sides: `8_5INX11IN`, `26CMX30CM`, `190MMX230MM`, the shorter side first. */
const namedSides = /^(\d{1,4}(?:_\d{1,2})?)(IN|CM|MM)X(\d{1,4}(?:_\d{1,2})?)\2$/;
export const mmPerUnit = { IN: inch, CM: 10, MM: 1 } as const;
export type SizeUnit = keyof typeof mmPerUnit;
const isUnit = (text: string | undefined): text is SizeUnit =>
  text !== undefined && Object.hasOwn(mmPerUnit, text);

function shipped(filmSizeId: string): SizeMm | undefined {
  const sizes: Readonly<Record<string, SizeMm>> = { ...commonFilmSizes, ...filmSizes };
  return Object.hasOwn(sizes, filmSizeId) ? sizes[filmSizeId] : undefined;
}

/**
 * What an ID stands for: a predefined size, or the sides that it names if they are within `filmSideMm`; otherwise undefined.
 */
export function sizeOfId(filmSizeId: string): SizeMm | undefined {
  const known = shipped(filmSizeId);
  if (known !== undefined) return known;
  const [, width = '', unit, height = ''] = namedSides.exec(filmSizeId) ?? [];
  if (!isUnit(unit)) return undefined;
  const [widthMm = 0, heightMm = 0] = [width, height].map(
    (side) => Number(side.replace('_', '.')) * mmPerUnit[unit],
  );
  return widthMm >= filmSideMm.min && heightMm <= filmSideMm.max && widthMm <= heightMm
    ? { widthMm, heightMm }
    : undefined;
}

/** How a film states its size: by the ID, and in millimeters where the ID does not define it or the printer has its own. */
export interface FilmSize {
  readonly filmSizeId: string;
  /** In portrait; default: what the ID stands for. */
  readonly filmSizeMm?: SizeMm;
}

/** The size of a film; undefined for an ID that does not define a valid size. */
export function sizeOfFilm({ filmSizeId, filmSizeMm }: FilmSize): SizeMm | undefined {
  return filmSizeMm ?? sizeOfId(filmSizeId);
}

/** Which film sizes a printer has. */
export interface FilmSizeOffer {
  /** What clients may ask for; also the names of `customFilmSizes`. */
  readonly filmSizes: readonly string[];
  /** Sizes of the printer's own by ID, in portrait; default: none. */
  readonly customFilmSizes?: Readonly<Record<string, SizeMm>>;
}

/** A size of a printer. A size of the printer's own is in the answer, so that a film can carry it. */
export function filmSizeOf(filmSizeId: string, { customFilmSizes = {} }: FilmSizeOffer): FilmSize {
  const own = Object.hasOwn(customFilmSizes, filmSizeId) ? customFilmSizes[filmSizeId] : undefined;
  return own === undefined ? { filmSizeId } : { filmSizeId, filmSizeMm: own };
}

/** Image pixels, one per device pixel, of a whole film that has such a printable matrix. */
export interface PixelMatrix {
  readonly columns: number;
  readonly rows: number;
}

/**
 * Printable matrices known by name: of the laser imager of PS3.2 annex E (E.4.4); that of 11 × 14 inches is in landscape, as
 * there.
 */
export const printableMatrices = {
  'laser-imager': {
    '8INX10IN': { columns: 2286, rows: 2836 },
    '11INX14IN': { columns: 4096, rows: 3195 },
    '14INX14IN': { columns: 4096, rows: 4108 },
    '14INX17IN': { columns: 4096, rows: 5120 },
  },
} as const satisfies Record<string, Partial<Record<FilmSizeId, PixelMatrix>>>;

export type PrintableMatricesName = keyof typeof printableMatrices;

/** By film size: the area of the image boxes on the film in portrait, centered; for other sizes the margin decides. */
export type PrintableAreas = Readonly<Partial<Record<string, SizeMm>>>;
