// A film as the association offers it: without attributes of services that the printer does not have, in color or in gray.
// Start at `filmAsOffered`.
import { sopClasses } from '../dicom/data-set/uids.ts';
import type { PlannedFilm } from './job/print-job.ts';
import type { PrintAssociation } from './print-association.ts';

/** The Meta SOP Class of color or grayscale films. */
export const metaOf = (color: boolean) =>
  color ? sopClasses.BasicColorPrintManagementMeta : sopClasses.BasicGrayscalePrintManagementMeta;

/** The film without attributes of services that the printer does not offer (PS3.4 table H.4-7). */
export function filmAsOffered(film: PlannedFilm, link: Pick<PrintAssociation, 'contextOf'>): PlannedFilm {
  const { illumination, reflectedAmbientLight, annotationDisplayFormatId, ...rest } = film;
  const given = <V>(service: string, key: string, value: V | undefined) =>
    value === undefined || link.contextOf(service) === undefined ? {} : { [key]: value };
  return {
    ...rest,
    ...given(sopClasses.PresentationLut, 'illumination', illumination),
    ...given(sopClasses.PresentationLut, 'reflectedAmbientLight', reflectedAmbientLight),
    ...given(sopClasses.BasicAnnotationBox, 'annotationDisplayFormatId', annotationDisplayFormatId),
  };
}

/** Whether the film is sent in the color Meta SOP Class; notes where colors become gray. `number` counts from 1. */
export function isSentInColor(
  film: PlannedFilm,
  number: number,
  link: Pick<PrintAssociation, 'contextOf' | 'note'>,
): boolean {
  if (film.color !== 'preferred') return film.color === 'required';
  if (link.contextOf(metaOf(true)) !== undefined) return true;
  link.note(`film ${number}`, 'the printer does not support color; colors are printed as gray');
  return false;
}
