// Chooses the Film Size ID to send: one that the imager knows. A printer's own sizes have names that only this server knows,
// so they are sent by their dimensions. Start at `imagerFilmSize`.
import { nearestSize, readFilmSize } from '../../shared/film/film-size-text.ts';
import { sizeOfFilm, sizeOfId, type FilmSize } from '../../shared/film/film-sizes.ts';

/** An ID that states its size: a standard ID, or one made of the dimensions. */
function plainId(film: FilmSize): string {
  if (film.filmSizeMm === undefined || sizeOfId(film.filmSizeId) !== undefined) return film.filmSizeId;
  const { widthMm, heightMm } = film.filmSizeMm;
  return readFilmSize(`${widthMm}MMX${heightMm}MM`)?.filmSizeId ?? film.filmSizeId;
}

/** Films within a millimeter have the same size. */
const sameMm = 1;

/**
 * The ID for a film.
 * @param known - the imager's sizes, if configured: for a film of another size, the nearest of them
 */
export function imagerFilmSize(
  film: FilmSize,
  known: readonly FilmSize[] | undefined,
): { readonly filmSizeId: string; readonly replaces?: string } {
  const plain = plainId(film);
  if (known === undefined || known.some(({ filmSizeId }) => filmSizeId === film.filmSizeId)) {
    return { filmSizeId: known === undefined ? plain : film.filmSizeId };
  }
  const requestedSize = sizeOfFilm(film);
  const sizes = known.flatMap((each) => {
    const size = sizeOfFilm(each);
    return size === undefined ? [] : [{ filmSizeId: each.filmSizeId, size }];
  });
  const nearest = requestedSize && nearestSize(requestedSize, sizes);
  if (requestedSize === undefined || nearest === undefined) return { filmSizeId: plain };
  const { filmSizeId, size } = nearest;
  const away = Math.hypot(size.widthMm - requestedSize.widthMm, size.heightMm - requestedSize.heightMm);
  return { filmSizeId, ...(away > sameMm ? { replaces: plain } : {}) };
}
