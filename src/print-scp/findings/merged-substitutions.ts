// Merges equal records of several images into one record that names the images. Clients send the same attributes with each
// image; without merging, their records would displace others in the limited list. Start at `mergedSubstitutions`.
import type { Substitution } from '../../shared/film/film.ts';

/** The image of a record: number of its film from 1, and Image Box Position. */
export interface ImagePlace {
  readonly film: number;
  readonly position: number;
}

export interface FoundSubstitution {
  readonly substitution: Substitution;
  /** Absent for records of a session, a film box or an annotation box. */
  readonly image?: ImagePlace;
}

/** Maximum number of position ranges in a record. */
const maxRanges = 12;

/** Equal records merged, at the place of the first. `images` is set where all of them are of images, and of several. */
export function mergedSubstitutions(found: readonly FoundSubstitution[]): readonly Substitution[] {
  const merged = new Map<
    string,
    { substitution: Substitution; images: ImagePlace[]; ofImagesOnly: boolean }
  >();
  for (const { substitution, image } of found) {
    const { attribute, requested, used, reason } = substitution;
    const key = JSON.stringify([attribute, requested, used, reason]);
    const known = merged.get(key) ?? { substitution, images: [], ofImagesOnly: true };
    if (image) known.images.push(image);
    else known.ofImagesOnly = false;
    merged.set(key, known);
  }
  return [...merged.values()].map(({ substitution, images, ofImagesOnly }) => {
    const places = distinct(images);
    return places.length > 1 && ofImagesOnly ? { ...substitution, images: placesText(places) } : substitution;
  });
}

/** Each image once, in order of film and position. */
function distinct(images: readonly ImagePlace[]): readonly ImagePlace[] {
  return images.filter(
    ({ film, position }, index) =>
      film !== images[index - 1]?.film || position !== images[index - 1]?.position,
  );
}

/** `1-3, 5`; with other films than the first `1-20 of film 1, 4 of film 2`; long lists end in `… (300 images)`. */
function placesText(places: readonly ImagePlace[]): string {
  const byFilm = Map.groupBy(places, ({ film }) => film);
  const onlyFirst = byFilm.size === 1 && byFilm.has(1);
  const ranges = [...byFilm].flatMap(([film, images]) => {
    const each = rangesOf(images.map(({ position }) => position));
    return onlyFirst ? each : each.map((range) => `${range} of film ${film}`);
  });
  const named = ranges.slice(0, maxRanges).join(', ');
  return ranges.length > maxRanges ? `${named} … (${places.length} images)` : named;
}

function rangesOf(positions: readonly number[]): readonly string[] {
  const ranges: [first: number, last: number][] = [];
  for (const position of positions) {
    const range = ranges.at(-1);
    if (range?.[1] === position - 1) range[1] = position;
    else ranges.push([position, position]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`));
}
