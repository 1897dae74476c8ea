// The configuration of film sizes and how it is resolved: the sizes a printer offers, its own sizes, other names for
// them, and whether it accepts any size. Part of printer-schema.ts and printer-config.ts. Start at `filmSizeRules`.
import { z } from 'zod';
import { filmSideRange, readFilmSize, type FilmSizeRules } from '../../shared/film/film-size-text.ts';
import {
  commonFilmSizes,
  filmSideMm,
  filmSizeIds,
  filmSizeOf,
  sizeOfFilm,
  type SizeMm,
} from '../../shared/film/film-sizes.ts';
import type { DestinationEntry } from '../../destinations/destination-kind.ts';
import { filmSizeId } from '../../shared/schema-values.ts';

const side = z.number().min(filmSideMm.min).max(filmSideMm.max);
const ownSize = z.strictObject({
  widthMm: side.describe('Shorter side of the film, mm'),
  heightMm: side.describe('Longer side, mm'),
});

export const filmSizeKeys = {
  filmSizes: z
    .array(filmSizeId)
    .min(1)
    .max(100)
    .default(['14INX17IN', ...filmSizeIds.filter((id) => id !== '14INX17IN')])
    .describe(
      'Film sizes that clients may request, the first is the default: IDs of the standard and common sizes, names of customFilmSizes, and any of the form 20CMX40CM',
    ),
  customFilmSizes: z
    .record(filmSizeId, ownSize)
    .default({})
    .describe('The printer’s own film sizes by Film Size ID, offered in addition to filmSizes'),
  filmSizeAliases: z
    .record(z.string().min(1).max(64), filmSizeId)
    .default({})
    .describe('Other names that clients use for film sizes → Film Size ID'),
  anyFilmSize: z
    .boolean()
    .optional()
    .describe(
      'Print sizes that are not offered (17INX17IN, 26CMX30CM) exactly as named instead of on the nearest size; default: yes, if filmSizes includes all of its default and no destination is a film imager',
    ),
};

interface FilmSizeFile {
  readonly filmSizes: readonly string[];
  readonly customFilmSizes: Readonly<Record<string, SizeMm>>;
  readonly filmSizeAliases: Readonly<Record<string, string>>;
  readonly destinations: readonly Pick<DestinationEntry, 'filmSizes'>[];
}

interface PrinterFile extends FilmSizeFile {
  readonly defaults: { readonly filmSize?: string | undefined };
}

/** The film sizes of a printer. */
export function filmSizeRules({ filmSizeAliases, ...printer }: FilmSizeFile): Required<FilmSizeRules> {
  const customFilmSizes = Object.fromEntries(
    Object.entries(printer.customFilmSizes).map(([id, { widthMm, heightMm }]) => [
      id,
      { widthMm: Math.min(widthMm, heightMm), heightMm: Math.max(widthMm, heightMm) },
    ]),
  );
  const filmSizes = [...new Set([...printer.filmSizes, ...Object.keys(customFilmSizes)])];
  return { filmSizes, customFilmSizes, filmSizeAliases };
}

/** Checks that each ID has a size; problems are sentences with the keys. */
export function* filmSizeProblems(printer: PrinterFile): Generator<string> {
  const offer = filmSizeRules(printer);
  const hasSize = (id: string) => sizeOfFilm(filmSizeOf(id, offer)) !== undefined;
  const wrong = (key: string, id: string) => {
    const meant = readFilmSize(id)?.filmSizeId;
    const hint = meant === undefined || !hasSize(meant) ? '' : `, perhaps ${meant}`;
    const known = [...filmSizeIds, ...Object.keys(commonFilmSizes)].join(', ');
    return `${key}: found "${id}"; it must be one of ${known}, a name of customFilmSizes, or sides of ${filmSideRange} such as 20CMX40CM${hint}`;
  };
  for (const [index, id] of printer.filmSizes.entries()) {
    if (!hasSize(id)) yield wrong(`filmSizes[${index}]`, id);
  }
  for (const [name, id] of Object.entries(printer.filmSizeAliases)) {
    if (!hasSize(id)) yield wrong(`filmSizeAliases.${name}`, id);
  }
  const named = printer.destinations.flatMap(({ filmSizes }) => filmSizes);
  const unknown = Map.groupBy(
    named.filter(({ filmSizeId }) => !hasSize(filmSizeId)),
    ({ destination }) => destination,
  );
  for (const [destination, [first]] of unknown) {
    if (first) yield wrong(`destinations: filmSizes of ${destination}`, first.filmSizeId);
  }
  const defaultSize = printer.defaults.filmSize;
  if (defaultSize !== undefined && !offer.filmSizes.includes(defaultSize)) {
    yield `defaults.filmSize: found "${defaultSize}"; it must be one of filmSizes`;
  }
}
