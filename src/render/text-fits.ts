// What of its texts a film will not show as they are: characters that no font has, ends that have no room, letters too small
// to read. Found by the same fitting as the sheet's, before anything is rendered, so that it is on the job.
import { JobFailure } from '../errors.ts';
import type { AnnotationBox, Film } from '../film.ts';
import { layoutSheet, type LayoutKeys } from './layout.ts';
import type { RenderPrinter } from './medium.ts';
import { fitText, legibleMm } from './text.ts';

/** A text that does not print as it is. Of several texts in one strip, the first names it. */
export interface TextFit {
  readonly annotation: Pick<AnnotationBox, 'position' | 'place'>;
  /** Characters shown as U+FFFD. */
  readonly replaced: number;
  /** Characters at the end that an ellipsis stands for. */
  readonly dropped: number;
  /** Size of the font in mm, where that is smaller than can be read. */
  readonly smallMm?: number;
}

/** Empty where all texts print as they are, and for a film that cannot be laid out: why not, rendering says. */
export function textFits(film: Film, printer: Pick<RenderPrinter, LayoutKeys>): readonly TextFit[] {
  if (film.annotations.length === 0) return [];
  try {
    return layoutSheet(film, printer).texts.flatMap((strip) => {
      const { replaced, dropped, filmSizeMm, lines } = fitText(strip, 0);
      const small = lines.length > 0 && filmSizeMm < legibleMm - 1e-6;
      if (strip.annotation === undefined || (replaced === 0 && dropped === 0 && !small)) return [];
      const size = small ? { smallMm: filmSizeMm } : {};
      return [{ annotation: strip.annotation, replaced, dropped, ...size }];
    });
  } catch (error) {
    if (error instanceof JobFailure) return [];
    throw error;
  }
}
