// The combined meaning of Min and Max Density of film boxes and image boxes. A density beyond the printer means as light or
// as dark as possible. A range without contrast (both 0, equal, reversed, both beyond one end, or too narrow: `withContrast`)
// counts as not specified, because a film of a single gray is not intended: the film box's range applies, or the printer's own.
// A client can send either density alone, for the film box or the image box, with N-CREATE or N-SET. The range in use is
// therefore only known, and recorded, when the film is printed. Start at `imageDensities` and `densityNotes`.
import type { Substitution } from '../../shared/film/film.ts';
import { withContrast, type DensityRange } from '../../shared/film/printer.ts';
import { numberReason } from '../rules/value-rules.ts';
import { densityWords, type DensityLimit } from '../rules/density-limit.ts';
import type { OpenFilmBox, OpenImageBox } from './open-instances.ts';

interface Limits {
  readonly MinDensity: DensityLimit | undefined;
  readonly MaxDensity: DensityLimit | undefined;
}

/** The range of these limits; undefined if it has no contrast. */
function rangeOf({ MinDensity, MaxDensity }: Limits, own: DensityRange): DensityRange | undefined {
  return withContrast({ min: MinDensity?.used ?? own.min, max: MaxDensity?.used ?? own.max });
}

/** The densities of a film box. */
export function filmDensities(filmBox: { readonly values: Limits }, own: DensityRange): DensityRange {
  return rangeOf(filmBox.values, own) ?? own;
}

/** The densities of an image box; those of its film box replace missing ones. */
function inherited(image: Limits, film: Limits): Limits {
  return {
    MinDensity: image.MinDensity ?? film.MinDensity,
    MaxDensity: image.MaxDensity ?? film.MaxDensity,
  };
}

/** The densities of an image, from those of its image box and film box. */
export function imageDensities(image: Limits, film: Limits, own: DensityRange): DensityRange {
  return rangeOf(inherited(image, film), own) ?? filmDensities({ values: film }, own);
}

/** The values for a response, with the densities in use in place of those that are present. */
export function withDensities<Values extends Limits>(values: Values, { min, max }: DensityRange): Values {
  return {
    ...values,
    ...(values.MinDensity ? { MinDensity: { ...values.MinDensity, used: min } } : {}),
    ...(values.MaxDensity ? { MaxDensity: { ...values.MaxDensity, used: max } } : {}),
  };
}

/** The substitutions to record where the range in use differs from the requested one. */
function notesOf(requested: Limits, together: Limits, used: DensityRange, own: DensityRange): Substitution[] {
  const flat = rangeOf(together, own) === undefined;
  const { MinDensity: min, MaxDensity: max } = together;
  const between = `Min Density ${min?.requested ?? own.min} and Max Density ${max?.requested ?? own.max}`;
  const range = `${used.min} to ${used.max}`;
  const whose = used.min === own.min && used.max === own.max ? 'the printer’s own' : 'the film box’s';
  const howMuch = (max?.used ?? own.max) > (min?.used ?? own.min) ? 'too little' : 'no';
  const noContrast = `${howMuch} contrast between ${between}, so ${whose} range ${range} is used`;
  return (
    [
      ['MaxDensity', requested.MaxDensity, used.max],
      ['MinDensity', requested.MinDensity, used.min],
    ] as const
  ).flatMap(([attribute, limit, value]) => {
    if (limit?.requested === undefined || limit.requested === value) return [];
    const reason = flat ? noContrast : numberReason(limit.requested, [own.min, own.max], densityWords);
    return { attribute, requested: String(limit.requested), used: String(value), reason };
  });
}

function notesOfImage({ content, filmBox }: OpenImageBox, own: DensityRange): readonly Substitution[] {
  if (!content) return [];
  const { values } = content;
  const used = imageDensities(values, filmBox.values, own);
  return notesOf(values, inherited(values, filmBox.values), used, own);
}

/** The substitutions of densities for films; boxes with the same values share one record. */
export function densityNotes(filmBoxes: readonly OpenFilmBox[], own: DensityRange): readonly Substitution[] {
  const notes = filmBoxes.flatMap((filmBox) => [
    ...notesOf(filmBox.values, filmBox.values, filmDensities(filmBox, own), own),
    ...filmBox.imageBoxes.flatMap((imageBox) => notesOfImage(imageBox, own)),
  ]);
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}
