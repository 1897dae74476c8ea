// What is changed when a job is printed again: some of its films only, another film size, magnification, medium, or one more
// line of text. Everything that is not changed stays as the client requested it. Start at `reprintedFilms`.
import type { AnnotationBox, Film } from '../../shared/film/film.ts';
import type { ReprintOptions } from './actions.ts';

/** A line along the top of the film, after the annotations that it has. */
function headerOf(film: Film, text: string): AnnotationBox {
  const position = Math.max(0, ...film.annotations.map((annotation) => annotation.position)) + 1;
  return { kind: 'annotation', position, text, place: { kind: 'top' } };
}

function changed(film: Film, { filmSize, magnification, header }: ReprintOptions): Film {
  const { filmSizeMm: _, ...withoutSides } = film;
  const sized: Film =
    filmSize === undefined
      ? film
      : {
          ...withoutSides,
          ...filmSize,
          requestedFilmSizeId: film.requestedFilmSizeId ?? film.filmSizeId,
        };
  return {
    ...sized,
    images:
      magnification === undefined
        ? film.images
        : film.images.map(({ smoothingType, ...image }) => ({
            ...image,
            magnificationType: magnification,
            // A smoothing term belongs to CUBIC only.
            ...(smoothingType !== undefined && magnification === 'CUBIC' ? { smoothingType } : {}),
          })),
    annotations: header === undefined ? film.annotations : [...film.annotations, headerOf(film, header)],
  };
}

/**
 * The films of a reprint.
 * @param films of the job that is printed again
 * @param options `pages` count from 1 and exist; films keep their order, whatever the order of `pages`
 */
export function reprintedFilms(films: readonly Film[], options: ReprintOptions): readonly Film[] {
  const { pages } = options;
  const chosen = pages === undefined ? films : films.filter((_, index) => pages.includes(index + 1));
  return chosen.map((film) => changed(film, options));
}

/** ` with pages 1, 3; film size A4`: what the options change, for the history; empty when they change nothing. */
export function reprintChanges({
  pages,
  filmSize,
  magnification,
  mediumType,
  header,
}: ReprintOptions): string {
  const changes = [
    ...(pages === undefined ? [] : [`page${pages.length === 1 ? '' : 's'} ${pages.join(', ')}`]),
    ...(filmSize === undefined ? [] : [`film size ${filmSize.filmSizeId}`]),
    ...(magnification === undefined ? [] : [`magnification ${magnification}`]),
    ...(mediumType === undefined ? [] : [`medium ${mediumType}`]),
    ...(header === undefined ? [] : [`the line "${header}"`]),
  ];
  return changes.length === 0 ? '' : ` with ${changes.join('; ')}`;
}
