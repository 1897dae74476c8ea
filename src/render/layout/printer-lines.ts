// The printer's own lines on every film, its header and footer: templates of the configuration, filled in with data
// of the job. They are the outermost annotations, and layout, pictures and every variant treat them like those of
// clients. Pure: the time is that of the job. Start at `withPrinterLines`.
import { unreachable } from '../../shared/errors/errors.ts';
import type { AnnotationBox, Film } from '../../shared/film/film.ts';
import {
  linePlaceholder,
  linePlaceholders,
  type LinePlaceholder,
  type Printer,
} from '../../shared/film/printer.ts';
import { personNameText, studyDateText, type SubjectField } from '../../shared/film/subjects.ts';

/** The values of a job that lines may contain. */
export interface LineFacts {
  /** When the job was accepted, ISO 8601; printed in the time zone of this machine. */
  readonly createdAt: string;
  readonly callingAeTitle: string;
  readonly sessionLabel?: string;
}

type Lines = Partial<Pick<Printer, 'header' | 'footer'>>;
type PrinterOfLines = Lines & Pick<Printer, 'name'>;

/** Positions above the texts of clients, which begin at 0, and below them, since positions end at 65535. */
export const headerPosition = -1;
export const footerPosition = 65_536;

const two = (value: number) => String(value).padStart(2, '0');

/** The value of every placeholder. */
interface LineContext extends LineFacts {
  readonly film: Film;
  /** Number of the film in the job, from 1. */
  readonly page: number;
  readonly pages: number;
  readonly printerName: string;
}

function valueOf(name: LinePlaceholder, context: LineContext): string {
  const { film, callingAeTitle } = context;
  const time = new Date(context.createdAt);
  switch (name) {
    case 'date':
      return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
    case 'time':
      return `${two(time.getHours())}:${two(time.getMinutes())}`;
    case 'sessionLabel':
      return context.sessionLabel ?? '';
    case 'callingAeTitle':
      return callingAeTitle;
    case 'printer':
      return context.printerName;
    case 'page':
      return String(context.page);
    case 'pages':
      return String(context.pages);
    case 'filmSize':
      return film.filmSizeId;
    case 'patientName':
      return subjectText(film, name, personNameText);
    case 'patientId':
    case 'accessionNumber':
      return subjectText(film, name, (text) => text);
    case 'studyDate':
      return subjectText(film, name, studyDateText);
    default:
      throw unreachable(name);
  }
}

/** The film's patients or studies, each once; for more than three, the first three and an ellipsis. */
function subjectText(film: Film, field: SubjectField, shown: (value: string) => string): string {
  const known = film.subjects?.subjects ?? [];
  const texts = [...new Set(known.flatMap((subject) => subject[field] ?? []).map(shown))];
  return texts.length <= 3 ? texts.join(', ') : `${texts.slice(0, 3).join(', ')} …`;
}

const separator = '[,;:/|·–—-]?';

const isPlaceholder = (name: string): name is LinePlaceholder =>
  (linePlaceholders as readonly string[]).includes(name);

function line(text: string, kind: 'top' | 'bottom'): readonly AnnotationBox[] {
  if (text.trim() === '') return [];
  const position = kind === 'top' ? headerPosition : footerPosition;
  return [{ kind: 'annotation', position, text, place: { kind } }];
}

/**
 * The template without empty placeholders. The text between an empty placeholder and the preceding one is removed
 * too, including brackets around it: "CT_1 , page 1" would look as if something were missing.
 */
function withoutEmpty(template: string, valueOf: (name: LinePlaceholder) => string): string {
  const empty = linePlaceholders.filter(
    (name) => template.includes(`{${name}}`) && valueOf(name).trim() === '',
  );
  return empty.reduce((rest, name) => {
    const alone = String.raw`(?:\(\{${name}\}\)|\[\{${name}\}\]|\{${name}\})`;
    return rest
      .replace(new RegExp(String.raw`^\s*${alone}\s*${separator}\s*`), '')
      .replaceAll(new RegExp(String.raw`\s*${separator}\s*${alone}`, 'g'), '');
  }, template);
}

/** All films of a job with the lines of its printer; an empty line takes no space. */
export function withPrinterLines(
  films: readonly Film[],
  printer: PrinterOfLines,
  facts: LineFacts,
): readonly Film[] {
  const { header = '', footer = '' } = printer;
  if (header === '' && footer === '') return films;
  return films.map((film, index) => {
    const context = { ...facts, film, page: index + 1, pages: films.length, printerName: printer.name };
    const valueHere = (name: LinePlaceholder) => valueOf(name, context);
    const filled = (template: string) =>
      withoutEmpty(template, valueHere).replace(linePlaceholder, (asFound, name: string) =>
        isPlaceholder(name) ? valueHere(name) : asFound,
      );
    const annotations = [
      ...film.annotations,
      ...line(filled(header), 'top'),
      ...line(filled(footer), 'bottom'),
    ];
    return { ...film, annotations };
  });
}

/** Sample lines of the same size, to determine the layout of images before there is a job. */
export function roomOfLines({ header = '', footer = '' }: Lines): readonly AnnotationBox[] {
  return [...line(header, 'top'), ...line(footer, 'bottom')];
}
