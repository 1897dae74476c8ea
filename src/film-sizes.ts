// The sizes of film that clients may ask for, in millimetres, and the pixels that laser imagers print on them: shared vocabulary
// that knows of nothing else. PS3.3 C.13.3.

const inch = 25.4;
const inches = (width: number, height: number) => ({ widthMm: width * inch, heightMm: height * inch });

/** Film Size ID (2010,0050), PS3.3 C.13.3: width and height of the sheet in portrait, in mm. */
export const filmSizes = {
  '8INX10IN': inches(8, 10),
  '8_5INX11IN': inches(8.5, 11),
  '10INX12IN': inches(10, 12),
  // The standard says that this term stands for 25.7 × 36.4 cm (JIS B4).
  '10INX14IN': { widthMm: 257, heightMm: 364 },
  '11INX14IN': inches(11, 14),
  '11INX17IN': inches(11, 17),
  '14INX14IN': inches(14, 14),
  '14INX17IN': inches(14, 17),
  '24CMX24CM': { widthMm: 240, heightMm: 240 },
  '24CMX30CM': { widthMm: 240, heightMm: 300 },
  A4: { widthMm: 210, heightMm: 297 },
  A3: { widthMm: 297, heightMm: 420 },
} as const satisfies Record<string, { widthMm: number; heightMm: number }>;

export type FilmSizeId = keyof typeof filmSizes;
export const filmSizeIds = Object.keys(filmSizes) as readonly FilmSizeId[];

export function isFilmSizeId(text: string): text is FilmSizeId {
  return Object.hasOwn(filmSizes, text);
}

/** Image pixels, one on each device pixel, of the whole of a film that has such a printable matrix. */
export interface PixelMatrix {
  readonly columns: number;
  readonly rows: number;
}

/** Printable matrices known by name: of the laser imager of PS3.2 annex E (E.4.4); that of 11 × 14 inches lies, as there. */
export const printableMatrices = {
  'laser-imager': {
    '8INX10IN': { columns: 2286, rows: 2836 },
    '11INX14IN': { columns: 4096, rows: 3195 },
    '14INX14IN': { columns: 4096, rows: 4108 },
    '14INX17IN': { columns: 4096, rows: 5120 },
  },
} as const satisfies Record<string, Partial<Record<FilmSizeId, PixelMatrix>>>;

export type PrintableMatricesName = keyof typeof printableMatrices;

/** By film size: what the image boxes have of the film in portrait, in its middle; of other sizes the margin says. */
export type PrintableAreas = Readonly<
  Partial<Record<FilmSizeId, { readonly widthMm: number; readonly heightMm: number }>>
>;
