// Sends the texts of a film to the annotation boxes of a printer (PS3.4 H.4.6). Printers distinguish boxes by their UID or by
// Annotation Position, so a text goes to the box that has its position in the printer's own list. A text without a box, or
// one that is refused, is noted by its position. Start at `setAnnotations`.
import { sopClasses } from '../dicom/data-set/uids.ts';
import { annotationDataSet } from './job/print-data-sets.ts';
import type { PrintAssociation } from './print-association.ts';
import type { PlannedFilm } from './job/print-job.ts';

/** Formats of PS3.2 table E.4.2-20 whose first Annotation Position is 0. Others begin at 1, unless a text has position 0. */
const fromZero: readonly (string | undefined)[] = ['LABEL', 'COMBINED'];

/** The index in the printer's list of boxes for each text; undefined where no box is left. */
function placesOf(film: PlannedFilm, boxes: number): readonly (number | undefined)[] {
  const { annotations, annotationDisplayFormatId: format } = film;
  const first = fromZero.includes(format) || annotations.some(({ position }) => position === 0) ? 0 : 1;
  const taken = new Set<number>();
  const own = annotations.map(({ position }) => {
    const place = position - first;
    if (place < 0 || place >= boxes || taken.has(place)) return undefined;
    taken.add(place);
    return place;
  });
  return own.map((place) => {
    if (place !== undefined) return place;
    const free = Array.from({ length: boxes }, (_, index) => index).find((index) => !taken.has(index));
    if (free !== undefined) taken.add(free);
    return free;
  });
}

const listed = (positions: readonly number[]) =>
  `annotation${positions.length === 1 ? '' : 's'} ${positions.join(', ')}`;

/**
 * Sets the texts of a film.
 * @param boxes UIDs of the annotation boxes that the printer made, in its order
 * @throws PrintFailure when the association is lost
 */
export async function setAnnotations(
  link: PrintAssociation,
  film: PlannedFilm,
  number: number,
  boxes: readonly string[],
): Promise<void> {
  const { annotations } = film;
  if (annotations.length === 0) return;
  const context = link.contextOf(sopClasses.BasicAnnotationBox);
  if (context === undefined || boxes.length === 0) {
    link.note(`film ${number}`, 'the printer does not support annotations; the texts are left out');
    return;
  }
  const places = placesOf(film, boxes.length);
  const left: number[] = [];
  for (const [index, { position, text }] of annotations.entries()) {
    const requestedSopInstanceUid = boxes[places[index] ?? -1];
    if (requestedSopInstanceUid === undefined) {
      left.push(position);
      continue;
    }
    const requestedSopClassUid = sopClasses.BasicAnnotationBox;
    const set = await link.attempt(`N-SET of annotation ${position} on film ${number}`, {
      contextId: context,
      command: { kind: 'N-SET-RQ', requestedSopClassUid, requestedSopInstanceUid },
      data: annotationDataSet(position, text),
    });
    if (!set) left.push(position);
  }
  if (left.length > 0) {
    const made = `the printer made ${boxes.length} annotation ${boxes.length === 1 ? 'box' : 'boxes'}`;
    link.note(`film ${number}`, `${listed(left)} not printed: ${made} for ${annotations.length} texts`);
  }
}
