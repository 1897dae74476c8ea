// How a film in true size is divided over sheets of paper: the number and size of the parts. Only arithmetic, so that
// callers that need the numbers do not load the code that draws them (tiles.ts). Start at `tilingOf`.
import { JobFailure } from '../../shared/errors/errors.ts';
import { placeOnPaper, type Paper } from './on-paper.ts';

/** Overlap that two adjacent tiles both show. */
export const overlapMm = 10;
/** Space for lines and texts on all sides of a tile, and the length of its lines. */
export const bandMm = 5;
/** Minimum length of a film on a sheet; less is of no use. */
const minMm = 30;

export interface SizeMm {
  readonly widthMm: number;
  readonly heightMm: number;
}

/** Tiles along one direction of a film: all have the same length, and the first and the last end with the film. */
export interface Division {
  readonly count: number;
  readonly lengthMm: number;
}

/** The division of a film. */
export interface Tiling {
  /** Whether the film is first rotated a quarter counter-clockwise, because it then needs fewer sheets. */
  readonly rotated: boolean;
  readonly across: Division;
  readonly down: Division;
}

function divided(filmMm: number, roomMm: number): Division {
  if (filmMm <= roomMm) return { count: 1, lengthMm: filmMm };
  const count = Math.ceil((filmMm - overlapMm) / (roomMm - overlapMm) - 1e-9);
  return { count, lengthMm: (filmMm + (count - 1) * overlapMm) / count };
}

/** The area of the paper that a tile may cover. */
export function room({ widthMm, heightMm, marginsMm }: Paper): SizeMm {
  const { top, right, bottom, left } = marginsMm;
  return {
    widthMm: widthMm - left - right - 2 * bandMm,
    heightMm: heightMm - top - bottom - 2 * bandMm,
  };
}

/**
 * Divides a film over sheets of paper, in the orientation that needs fewer.
 * @throws JobFailure `render-failed` when the printable area is too small.
 */
export function tilingOf(film: SizeMm, paper: Paper): Tiling {
  const { widthMm, heightMm } = room(paper);
  if (!(Math.min(widthMm, heightMm) >= minMm)) {
    const size = `${paper.widthMm} × ${paper.heightMm} mm`;
    throw new JobFailure('render-failed', `Paper of ${size} is too small to print a film in parts.`);
  }
  const way = (rotated: boolean): Tiling => ({
    rotated,
    across: divided(rotated ? film.heightMm : film.widthMm, widthMm),
    down: divided(rotated ? film.widthMm : film.heightMm, heightMm),
  });
  const [straight, rotated] = [way(false), way(true)];
  const sheets = ({ across, down }: Tiling) => across.count * down.count;
  return sheets(rotated) < sheets(straight) ? rotated : straight;
}

/**
 * The number of sheets of a film in true size; one if it fits, or if the printable area is too small, which rendering
 * reports.
 */
export function partsOnPaper(film: SizeMm, paper: Paper): number {
  try {
    if (placeOnPaper(film, paper).scale === 1) return 1;
    const { across, down } = tilingOf(film, paper);
    return across.count * down.count;
  } catch (error) {
    if (error instanceof JobFailure) return 1;
    throw error;
  }
}
