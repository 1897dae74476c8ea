// Differences between a text as sent and as printed: characters that no font has, ends that do not fit, letters too
// small to read. They are found by the same fitting as the sheet's and recorded with the job; the contents of texts
// are not recorded, because they may contain patient data. Start at `textFindings`.
import type { AnnotationBox, Film, Substitution } from '../../shared/film/film.ts';
import type { SheetLayout } from '../layout/layout.ts';
import { footerPosition, headerPosition } from '../layout/printer-lines.ts';
import { fitText, legibleMm } from './text.ts';

/** The name of a text in the job's record. */
function nameOf({ position }: Pick<AnnotationBox, 'position'>): string {
  if (position === headerPosition) return 'header of the printer';
  return position === footerPosition ? 'footer of the printer' : `text at annotation position ${position}`;
}

const characters = (count: number): string => `${count} character${count === 1 ? '' : 's'}`;

/** Findings of a strip; several texts in one strip are named by the first. Empty if all texts print unchanged. */
export function textFindings(
  film: Pick<Film, 'annotations'>,
  { texts }: Pick<SheetLayout, 'texts'>,
): readonly Substitution[] {
  if (film.annotations.length === 0) return [];
  return texts.flatMap((strip): readonly Substitution[] => {
    if (strip.annotation === undefined) return [];
    const { replaced, dropped, filmSizeMm, lines } = fitText(strip, 0);
    const of = { attribute: 'TextString', requested: nameOf(strip.annotation) };
    const found = [];
    if (replaced > 0) {
      found.push({ ...of, used: `${characters(replaced)} shown as U+FFFD`, reason: 'no font has them' });
    }
    if (dropped > 0) {
      const used = `${characters(dropped)} at its end left out`;
      found.push({ ...of, used, reason: 'too long for its place' });
    }
    if (lines.length > 0 && filmSizeMm < legibleMm - 1e-6) {
      const used = `letters of ${filmSizeMm.toFixed(1)} mm`;
      found.push({ ...of, used, reason: 'its strip is too low for larger ones' });
    }
    return found;
  });
}
