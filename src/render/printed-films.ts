// The films of a job as they are printed, each a sheet: what documents, previews and the checks of texts go by. Pure.
import type { Film } from '../film.ts';
import type { Printer } from '../printer.ts';
import { splitDenseFilms } from './dense-films.ts';
import { withPrinterLines, type LineFacts } from './printer-lines.ts';

/** Dense films in parts, each with the lines of its printer; in the order of the pages. */
export function printedFilms(films: readonly Film[], printer: Printer, facts: LineFacts): readonly Film[] {
  return withPrinterLines(splitDenseFilms(films, printer.splitAbove), printer, facts);
}
