// How films of a size would be sent to an imager: its Film Size ID, and whether it accepts colors, which the association
// shows (PS3.4 H.3.2). Start at `imagerProspects`.
import type { FilmSize } from '../../shared/film/film-sizes.ts';
import { PrintAssociation } from '../../print-scu/print-association.ts';
import { acceptedFilms, reportClasses } from '../../print-scu/printer-report.ts';
import type { DicomDestination } from './dicom-settings.ts';
import type { FilmProspect } from '../destination.ts';
import { questionAddress } from './imager-address.ts';
import { imagerFilmSize } from './imager-size.ts';

/** @throws PrintFailure when the imager does not answer */
export async function imagerProspects(
  destination: DicomDestination,
  sizes: readonly FilmSize[],
): Promise<readonly FilmProspect[]> {
  const link = await PrintAssociation.open(questionAddress(destination), reportClasses);
  const { gray, color: colors, syntaxRefusal } = acceptedFilms(link);
  void link.close();
  const { aeTitle, filmSizes } = destination;
  return sizes.flatMap((film) => {
    const { filmSizeId, replaces } = imagerFilmSize(film, filmSizes);
    const paper = replaces === undefined ? filmSizeId : `${filmSizeId}, the nearest that it has`;
    return [false, true].map((color): FilmProspect => {
      const requested = { filmSizeId: film.filmSizeId, color };
      if (!gray && !(color && colors)) {
        const missing =
          syntaxRefusal === undefined
            ? `${aeTitle} does not accept Basic Grayscale Print Management${color ? ', nor Basic Color' : ''}: allow this client to print there.`
            : `${syntaxRefusal}: give transferSyntaxes that it accepts.`;
        return { ...requested, kind: 'missing', missing };
      }
      const colorMode = color && colors ? 'color' : 'gray';
      return { ...requested, kind: 'sent', format: 'DICOM', colorMode, paper };
    });
  });
}
