// What a destination must know of a film to choose paper and format for it.
import type { Film } from '../../shared/film/film.ts';
import { sheetSize } from './layout.ts';

export interface PageFacts {
  /** The sheet in its orientation. */
  readonly widthMm: number;
  readonly heightMm: number;
  /** At least one image of it has colour. */
  readonly color: boolean;
}

/** Size and colour of a film's page. Throws JobFailure `render-failed` when its size is not known. */
export function pageFacts(film: Pick<Film, 'filmSizeId' | 'filmOrientation' | 'images'>): PageFacts {
  return { ...sheetSize(film), color: film.images.some((image) => image.pixels.kind === 'rgb') };
}
