// How films of a size would be sent to an IPP printer in its present state: the same choices as for a job. Pure. Start at
// `prospectsOf`.
import { sizeOfFilm, type FilmSize } from '../../../shared/film/film-sizes.ts';
import type { IppDestination } from '../ipp-settings.ts';
import { placeOnPaper } from '../../../render/layout/on-paper.ts';
import type { FilmProspect } from '../../destination.ts';
import type { Capabilities } from './capabilities.ts';
import { formatsFor, missingFormat, type FormatChoice } from './choose-format.ts';
import { planJob, type JobPlan, type UsableMedia } from './job-plan.ts';
import { chooseMedia, mediaAdvice, type MediaChoice } from '../media/choose-media.ts';
import { mediaText } from '../media/media-name.ts';
import { sizedMedium, type MediaSize } from '../media/medium.ts';

export type ProspectRules = Pick<
  IppDestination,
  'name' | 'mediumTypes' | 'trays' | 'whenTooSmall' | 'whenNotLoaded'
>;

const task = { jobId: 'id', copies: 1, mediumType: 'CURRENT', filmDestination: 'CURRENT' };

/** The plan for a job of one film; the formats are in the order in which they would be tried. */
export type FilmChoice =
  | {
      readonly kind: 'sent';
      readonly media: UsableMedia;
      readonly formats: readonly FormatChoice[];
      readonly format: FormatChoice;
      readonly plan: JobPlan;
    }
  | { readonly kind: 'no-format' | 'no-paper'; readonly media: MediaChoice; readonly missing: string };

function choiceOf(printer: Capabilities, size: MediaSize, color: boolean, rules: ProspectRules): FilmChoice {
  const media = chooseMedia([size], printer.media, rules);
  if (media.kind === 'not-loaded' || media.kind === 'too-small') {
    return { kind: 'no-paper', media, missing: mediaAdvice(media) };
  }
  const pages = media.kind === 'chosen' && media.paper ? [media.paper] : [size];
  const formats = formatsFor(printer, { color, pages });
  const [format] = formats;
  if (!format) return { kind: 'no-format', media, missing: missingFormat(printer) ?? noFormat };
  const plan = planJob(task, [size], { format, media, printer, destination: rules });
  return { kind: 'sent', media, formats, format, plan };
}

const noFormat = 'Films of this size cannot be rendered in a format that the printer supports.';

function paperText({ media, plan }: Extract<FilmChoice, { kind: 'sent' }>): string {
  if (media.kind === 'chosen') return mediaText(sizedMedium(media.medium, media.medium.name));
  const [document] = plan.jobs[0]?.documents ?? [];
  const paper = document === 'job' ? undefined : document?.paper;
  if (!paper) return 'the loaded paper';
  return paper.scaledByDevice
    ? 'the loaded paper, scaled by the printer'
    : `a page of ${paper.widthMm} × ${paper.heightMm} mm`;
}

/** Scale of the film on the paper, where it is known; several sheets in true size are 1. */
function scaleOf(size: MediaSize, plan: JobPlan): number | undefined {
  const [document] = plan.jobs[0]?.documents ?? [];
  const paper = document === 'job' ? undefined : document?.paper;
  if (document !== 'job' && document?.whenTooSmall === 'tile') return 1;
  if (paper?.scaledByDevice) return undefined;
  return paper ? placeOnPaper(size, paper).scale : 1;
}

/** For each size a gray film, and one with colors. */
export function prospectsOf(
  printer: Capabilities,
  sizes: readonly FilmSize[],
  rules: ProspectRules,
): readonly FilmProspect[] {
  return sizes.flatMap((film) => {
    const size = sizeOfFilm(film);
    if (!size) return [];
    return [false, true].map((color): FilmProspect => {
      const choice = choiceOf(printer, size, color, rules);
      const requested = { filmSizeId: film.filmSizeId, color };
      if (choice.kind !== 'sent') return { ...requested, kind: 'missing', missing: choice.missing };
      const { format, plan } = choice;
      const scale = scaleOf(size, plan);
      return {
        ...requested,
        kind: 'sent',
        format: format.format,
        // A PDF has no single resolution: its images keep their pixels.
        ...(format.format === 'application/pdf' ? {} : { pixelsPerInch: format.pixelsPerInch }),
        colorMode: format.colorSpace === 'srgb_8' && format.grayAsColor !== true ? 'color' : 'gray',
        paper: paperText(choice),
        ...(scale === undefined ? {} : { scale }),
      };
    });
  });
}
