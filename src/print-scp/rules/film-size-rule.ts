// Film Size ID (2010,0050) of film boxes: reads the text of a client as a size of the printer (film-size-text.ts), or as the
// nearest one where the printer does not have that size. A size with the longer side first (17INX14IN) makes the film
// landscape. PS3.3 C.13.3, PS3.2 table E.4.2-19.
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import type { FilmOrientation, Substitution } from '../../shared/film/film.ts';
import {
  chooseFilmSize,
  filmSideRange,
  sizeText,
  type ChosenFilmSize,
} from '../../shared/film/film-size-text.ts';
import { filmSizeOf } from '../../shared/film/film-sizes.ts';
import { printsAnyFilmSize, type Printer } from '../../shared/film/printer.ts';
import type { AttributeRule, Reading } from './attribute-rules.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import { status } from './status.ts';

/** The term for the loaded film (PS3.2 E.8.5.2): the default size. */
const current = 'CURRENT';

const defaultSize = (printer: Printer): ChosenFilmSize => ({
  ...filmSizeOf(printer.defaults.filmSize, printer),
  isLandscape: false,
});

/** Accepts only IDs as the standard writes them. */
function readStrictly(text: string, printer: Printer): Reading<ChosenFilmSize> | undefined {
  const film = printer.filmSizes.includes(text) ? filmSizeOf(text, printer) : undefined;
  return film && { kind: 'ok', value: { ...film, isLandscape: false } };
}

function readLenient(text: string, printer: Printer, anySize: boolean): Reading<ChosenFilmSize> {
  const chosen = chooseFilmSize(text, printer, anySize);
  const allowed = `not one of ${printer.filmSizes.join(', ')}`;
  switch (chosen.kind) {
    case 'as requested':
      return { kind: 'ok', value: chosen.film };
    case 'nearest': {
      const reason = `${sizeText(chosen.requested)} is ${allowed}; the nearest is used`;
      return { kind: 'substituted', value: chosen.film, reason };
    }
    case 'unknown':
      return { kind: 'substituted', value: defaultSize(printer), reason: allowed };
    default:
      return chosen satisfies never;
  }
}

/** @param reading - `strict`: IDs as the printer lists them, every other text is out of range */
export function filmSizeRule(reading: ClientProfile['reading']): AttributeRule<ChosenFilmSize> {
  const strict = reading === 'strict';
  return {
    usage: 'U/M',
    invalid: status.attributeValueOutOfRange,
    visible: 'always',
    range: (printer) =>
      [...printer.filmSizes, current].join(', ') +
      (printsAnyFilmSize(printer) && !strict
        ? `; and any <n>INX<m>IN, <n>CMX<m>CM and <n>MMX<m>MM with sides of ${filmSideRange}`
        : ''),
    fallback: defaultSize,
    read: (dataSet, keyword, printer) => {
      const text = (dataSet.string(keyword) ?? '').trim().toUpperCase();
      if (text === current) return { kind: 'ok', value: defaultSize(printer) };
      if (!strict) return readLenient(text, printer, printsAnyFilmSize(printer));
      const exact = readStrictly(text, printer);
      return exact ?? strictlyNearest(readLenient(text, printer, false), printer);
    },
    show: ({ filmSizeId }) => filmSizeId,
  };
}

function strictlyNearest(kind: Reading<ChosenFilmSize>, printer: Printer): Reading<ChosenFilmSize> {
  if (kind.kind === 'substituted') return kind;
  return { kind: 'substituted', value: kind.value, reason: `not one of ${printer.filmSizes.join(', ')}` };
}

/** The orientation of the film: landscape where the size has its longer side first, otherwise Film Orientation. */
export function orientationOf(
  { isLandscape }: Pick<ChosenFilmSize, 'isLandscape'>,
  orientation: FilmOrientation,
): FilmOrientation {
  return isLandscape ? 'LANDSCAPE' : orientation;
}

/** The record where a client sent PORTRAIT with a size in landscape. */
export function orientationNotes(
  { isLandscape }: Pick<ChosenFilmSize, 'isLandscape'>,
  sent: DataSet,
): readonly Substitution[] {
  const orientation = sent.string('FilmOrientation');
  if (!isLandscape || orientation?.toUpperCase() !== 'PORTRAIT') return [];
  return [
    {
      attribute: 'FilmOrientation',
      requested: orientation,
      used: 'LANDSCAPE',
      reason: `Film Size ID ${sent.string('FilmSizeID') ?? ''} names the longer side first`,
    },
  ];
}
