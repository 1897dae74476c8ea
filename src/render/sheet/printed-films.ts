// The films of a job in printed form, each a sheet: used for documents, previews and the checks of texts. Pure.
import type { Film } from '../../shared/film/film.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { splitDenseFilms } from '../layout/dense-films.ts';
import { withPrinterLines, type LineFacts } from '../layout/printer-lines.ts';

/** Dense films divided into parts, in page order; with `facts` of the job each film has the lines of its printer. */
export function printedFilms(
  films: readonly Film[],
  printer: Printer,
  facts: LineFacts | undefined,
): readonly Film[] {
  const sheets = splitDenseFilms(films, printer.splitAbove);
  return facts ? withPrinterLines(sheets, printer, facts) : sheets;
}
