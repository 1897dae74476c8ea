// The films of a job as they are printed, each a sheet: the basis of documents, previews and the checks of texts. Pure.
import type { Film } from '../../shared/film/film.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { splitDenseFilms } from '../layout/dense-films.ts';
import { withPrinterLines, type LineFacts } from '../layout/printer-lines.ts';

/** Dense films in parts, in the order of the pages; with `facts` of their job each has the lines of its printer. */
export function printedFilms(
  films: readonly Film[],
  printer: Printer,
  facts: LineFacts | undefined,
): readonly Film[] {
  const sheets = splitDenseFilms(films, printer.splitAbove);
  return facts ? withPrinterLines(sheets, printer, facts) : sheets;
}
