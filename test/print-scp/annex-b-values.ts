// What the sample client of PS3.2 annex B may send (tables B.4.2-40 and B.4.2-45): all terms, and for numbers both ends and a
// value in between; and the default values of a variant.
export const legal = {
  NumberOfCopies: ['1', '5', '10'],
  MediumType: ['BLUE FILM', 'CLEAR FILM', 'PAPER'],
  FilmDestination: ['MAGAZINE', 'PROCESSOR'],
  FilmOrientation: ['PORTRAIT', 'LANDSCAPE'],
  FilmSizeID: ['14INX17IN', '14INX14IN', '11INX14IN', '11INX11IN', '85INX11IN', '8INX10IN'],
  MagnificationType: ['REPLICATE', 'BILINEAR', 'CUBIC', 'NONE'],
  BorderDensity: ['BLACK', 'WHITE'],
  MaxDensity: [0, 155, 310],
  MinDensity: [0, 25, 50],
  Illumination: [0, 2500, 5000],
  ReflectedAmbientLight: [0, 50, 100],
} as const;
export type Attribute = keyof typeof legal;
export type Variant = Readonly<Record<Attribute, string | number>>;

export const ofSession: readonly string[] = ['NumberOfCopies', 'MediumType', 'FilmDestination'];

export const usual = {
  NumberOfCopies: '1',
  MediumType: 'BLUE FILM',
  FilmDestination: 'MAGAZINE',
  FilmOrientation: 'PORTRAIT',
  FilmSizeID: '14INX17IN',
  MagnificationType: 'CUBIC',
  BorderDensity: 'BLACK',
  MaxDensity: 310,
  MinDensity: 25,
  Illumination: 2000,
  ReflectedAmbientLight: 10,
} as const satisfies Variant;

/** One variant for every legal value of every attribute. */
export const variants: readonly (readonly [name: string, values: Variant])[] = Object.entries(legal).flatMap(
  ([attribute, values]) =>
    values.map((value) => [`${attribute} ${value}`, { ...usual, [attribute]: value }] as const),
);
