// Min Density above Max Density, and both the same. Which of the two a client mixed up can only be told when it prints: either
// may come with the film box or the image box, with N-CREATE or N-SET. Films are printed as if the two stood in order.
import type { Film, Substitution } from '../film.ts';

function noteOf({
  minDensity: min,
  maxDensity: max,
}: Pick<Film, 'minDensity' | 'maxDensity'>): Substitution | undefined {
  if (min < max) return undefined;
  const requested = `${min} to ${max}`;
  const attribute = 'MinDensity';
  return min > max
    ? {
        attribute,
        requested,
        used: `${max} to ${min}`,
        reason: 'Min Density was above Max Density; they were exchanged',
      }
    : {
        ...{ attribute, requested, used: requested },
        reason: 'Min and Max Density are the same, so the image has no contrast; set them apart',
      };
}

/** What is to be recorded of the densities of films, once for all images that have the same. */
export function densityNotes(films: readonly Film[]): readonly Substitution[] {
  const notes = films.flatMap(({ images }) => images.flatMap((image) => noteOf(image) ?? []));
  return [...new Map(notes.map((note) => [note.requested, note])).values()];
}
