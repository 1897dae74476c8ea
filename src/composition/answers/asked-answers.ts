// The values that the client requested and the values used, attribute by attribute; differences first. Start at `askedOf`.
import type { ApiAsked } from '../../api/job.ts';
import { densityText, type Film, type ImageBox } from '../../shared/film/film.ts';
import type { Job } from '../../spool/job/job-types.ts';

/** Maximum number of values shown of one attribute; `…` stands for further ones. */
const maxNamed = 6;

function valuesText(values: readonly string[]): string {
  const distinct = [...new Set(values)];
  return distinct.slice(0, maxNamed).join(', ') + (distinct.length > maxNamed ? ', …' : '');
}

/** Values in use, by DICOM keyword. */
function usedValues(
  job: Job,
  films: readonly Film[],
): readonly (readonly [attribute: string, used: string])[] {
  const images = films.flatMap((film) => film.images);
  const ofFilms = (value: (film: Film) => string) => valuesText(films.map(value));
  const ofImages = (value: (image: ImageBox) => string | undefined) =>
    valuesText(images.flatMap((image) => value(image) ?? []));
  return [
    ['NumberOfCopies', String(job.copies)],
    ['PrintPriority', job.priority],
    ['MediumType', job.mediumType],
    ['FilmDestination', job.filmDestination],
    ['ImageDisplayFormat', valuesText(job.films.map((film) => film.imageDisplayFormat))],
    ['FilmOrientation', valuesText(job.films.map((film) => film.filmOrientation))],
    ['FilmSizeID', valuesText(job.films.map((film) => film.filmSizeId))],
    ['MagnificationType', ofImages((image) => image.magnificationType)],
    ['Polarity', ofImages((image) => image.polarity)],
    ['RequestedImageSize', ofImages((image) => image.requestedImageSizeMm?.toString())],
    ['PresentationLUT', ofImages((image) => image.presentationLut.kind.toUpperCase())],
    ['BorderDensity', ofFilms((film) => densityText(film.borderDensity))],
    ['EmptyImageDensity', ofFilms((film) => densityText(film.emptyImageDensity))],
    ['MinDensity', ofFilms((film) => String(film.minDensity))],
    ['MaxDensity', ofFilms((film) => String(film.maxDensity))],
    ['Trim', ofFilms((film) => (film.trim ? 'YES' : 'NO'))],
  ];
}

/**
 * @param films with every inherited value; empty: they are no longer kept, and only the values of the job are listed
 */
export function askedOf(job: Job, films: readonly Film[]): readonly ApiAsked[] {
  const differences = [...job.substitutions, ...job.findings].map(
    ({ attribute, requested, used, reason, images }): ApiAsked => ({
      attribute,
      asked: requested,
      used,
      reason,
      ...(images === undefined ? {} : { images }),
    }),
  );
  const differing = new Set(differences.map(({ attribute }) => attribute));
  const same = usedValues(job, films)
    .filter(([attribute, used]) => used !== '' && !differing.has(attribute))
    .map(([attribute, used]): ApiAsked => ({ attribute, asked: null, used, reason: null }));
  return [...differences, ...same];
}
