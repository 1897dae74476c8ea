// The output of `print --dry-run`: the plan as text and as JSON.
import { displayFormatText } from '../../shared/film/display-format.ts';
import type { PlannedFilm, PrintJobPlan } from '../../print-scu/job/print-job.ts';
import type { PrintTarget } from './print-target.ts';
import { count, details, listing } from '../terminal/tables.ts';

const colorText = {
  never: 'gray',
  preferred: 'color if the printer supports it',
  required: 'color',
} as const;

function filmRows(film: PlannedFilm, number: number): readonly (readonly string[])[] {
  return film.images.map((image, index) => [
    index === 0 ? String(number) : '',
    String(image.position),
    image.name,
    image.requestedImageSizeMm === undefined ? 'fitted to its box' : `${image.requestedImageSizeMm} mm wide`,
  ]);
}

export function planText({ host, port, calledAeTitle }: PrintTarget, plan: PrintJobPlan): string {
  const [first] = plan.films;
  const { numberOfCopies, filmSessionLabel, printPriority } = plan.session;
  const images = plan.films.reduce((sum, film) => sum + film.images.length, 0);
  const head = details([
    ['Printer', `${calledAeTitle} at ${host}:${port}`],
    [
      'Films',
      `${count(plan.films.length, 'film')}, ${count(images, 'image')}, ${count(numberOfCopies, 'copy', 'copies')}`,
    ],
    ['Layout', first ? displayFormatText(first.imageDisplayFormat) : '-'],
    ['Film', `${first?.filmSizeId ?? 'size of the printer’s choice'} ${first?.filmOrientation ?? ''}`],
    [
      'Tone',
      `${colorText[first?.color ?? 'never']}, presentation LUT ${first?.presentationLut?.kind ?? 'none'}`,
    ],
    ...(printPriority === undefined ? [] : [['Priority', printPriority] as const]),
    ...(filmSessionLabel === undefined ? [] : [['Label', filmSessionLabel] as const]),
    ['Request', plan.sessionPrint ? 'one for all films' : 'one for each film'],
  ]);
  const rows = plan.films.flatMap((film, index) => filmRows(film, index + 1));
  return `${head}\n\n${listing(['FILM', 'BOX', 'IMAGE', 'SIZE'], rows)}`;
}

/** The plan as JSON: everything that would be sent, except pixels. */
export function planJson({ host, port, calledAeTitle }: PrintTarget, plan: PrintJobPlan) {
  return {
    printer: { host, port, aeTitle: calledAeTitle },
    session: plan.session,
    sessionPrint: plan.sessionPrint,
    films: plan.films.map((film) => ({
      ...film,
      imageDisplayFormat: displayFormatText(film.imageDisplayFormat),
      images: film.images.map(({ prepare: _prepare, subject: _subject, ...image }) => image),
    })),
  };
}
