// The properties of a film that a destination needs to choose paper and format.
import type { Film } from '../../shared/film/film.ts';
import { sheetSize } from './layout.ts';

export interface PageFacts {
  /** The sheet in its orientation. */
  readonly widthMm: number;
  readonly heightMm: number;
  /** At least one image of it has color. */
  readonly color: boolean;
}

/** Size and color of a film's page. Throws JobFailure `render-failed` when its size is unknown. */
export function pageFacts(film: Pick<Film, 'filmSizeId' | 'filmOrientation' | 'images'>): PageFacts {
  return { ...sheetSize(film), color: film.images.some((image) => image.pixels.kind === 'rgb') };
}
