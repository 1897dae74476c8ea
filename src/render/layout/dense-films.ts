// Divides dense films over several sheets: a light box shows a film on 14 by 17 inches, but the paper of an office
// printer is too small for it. A film with more image boxes than the printer's `splitAbove` becomes several films
// with that many boxes, each with all its texts. Pure. Start at `splitDenseFilms`.
import type { Film } from '../../shared/film/film.ts';
import { boxCount, type ImageDisplayFormat } from '../../shared/film/display-format.ts';

/** Maximum boxes on a sheet, across and down. */
export interface SheetGrid {
  readonly columns: number;
  readonly rows: number;
}

function isDense(format: ImageDisplayFormat, grid: SheetGrid): boolean {
  // The printer's own formats, and slides, already have their intended size.
  if (format.kind === 'SLIDE' || format.kind === 'SUPERSLIDE' || format.kind === 'CUSTOM') return false;
  return boxCount(format) > grid.columns * grid.rows;
}

/**
 * The films with every dense one divided into parts, in the order of the image positions; partly filled films keep
 * their gaps, and a part without an image is omitted. A text below an image stays with it, other texts are on every
 * part. Image positions are renumbered on each part.
 */
export function splitDenseFilms(films: readonly Film[], grid: SheetGrid | undefined): readonly Film[] {
  if (!grid) return films;
  return films.flatMap((film) => (isDense(film.imageDisplayFormat, grid) ? parts(film, grid) : [film]));
}

function parts(film: Film, grid: SheetGrid): readonly Film[] {
  const perSheet = grid.columns * grid.rows;
  const sheets = Math.ceil(boxCount(film.imageDisplayFormat) / perSheet);
  const split = Array.from({ length: sheets }, (_, sheet): Film => {
    const here = (position: number) => Math.floor((position - 1) / perSheet) === sheet;
    const anew = (position: number) => ((position - 1) % perSheet) + 1;
    return {
      ...film,
      imageDisplayFormat: { kind: 'STANDARD', columns: grid.columns, rows: grid.rows },
      images: film.images
        .filter(({ position }) => here(position))
        .map((image) => ({ ...image, position: anew(image.position) })),
      annotations: film.annotations.flatMap((text) => {
        if (text.place.kind !== 'below image') return [text];
        const { imageBoxPosition } = text.place;
        if (!here(imageBoxPosition)) return [];
        return [{ ...text, place: { kind: 'below image', imageBoxPosition: anew(imageBoxPosition) } }];
      }),
    };
  });
  return split.filter(({ images }) => images.length > 0);
}
