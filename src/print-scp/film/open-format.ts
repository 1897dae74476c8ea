// Display formats that depend on the images. A film box needs its image boxes before the first image arrives, so a client
// whose format cannot be read gets a large grid. When the film is printed, the grid is reduced to the images that were set.
import type { Film, Substitution } from '../../shared/film/film.ts';
import { displayFormatText } from '../../shared/film/display-format.ts';
import { gridOf } from '../rules/display-format.ts';
import type { OpenFilmBox } from './open-instances.ts';

export interface SettledFilms {
  readonly films: readonly Film[];
  readonly substitutions: readonly Substitution[];
}

function settled(film: Film): Film {
  const highest = Math.max(...film.images.map((image) => image.position));
  return { ...film, imageDisplayFormat: gridOf(highest, highest) };
}

/** The `films` of `filmBoxes` with final formats, and `substitutions` with the changes of formats added. */
export function settledFormats(
  films: readonly Film[],
  filmBoxes: readonly OpenFilmBox[],
  substitutions: readonly Substitution[],
): SettledFilms {
  const open = new Set(filmBoxes.filter((filmBox) => filmBox.formatIsOpen).map((filmBox) => filmBox.uid));
  const decided = films.map((film) => (open.has(film.sopInstanceUid) ? settled(film) : film));
  const notes = decided.flatMap((film, index) => {
    const before = films[index];
    if (!before || before === film) return [];
    return {
      attribute: 'ImageDisplayFormat',
      requested: displayFormatText(before.imageDisplayFormat),
      used: displayFormatText(film.imageDisplayFormat),
      reason: 'determined by the images that were set',
    };
  });
  return { films: decided, substitutions: [...substitutions, ...notes] };
}
