// What is sent for a job, before anything is sent: which jobs the printer gets, with which documents and attributes.
// Pure. Start at `planJob`.
import type { Film } from '../../film.ts';
import { filmSizes, isFilmSizeId } from '../../film-sizes.ts';
import type { IppDestination } from '../../printer.ts';
import type { DocumentVariant } from '../../render/document-variant.ts';
import { partsOnPaper } from '../../render/tiling.ts';
import type { DeliveryTask } from '../destination.ts';
import type { Capabilities } from './capabilities.ts';
import { chooseMedia, type MediaChoice } from './choose-media.ts';
import type { FormatChoice } from './choose-format.ts';
import type { AttributeValues } from './ipp-message.ts';
import { mediaSize, type MediaSize } from './media-name.ts';

export interface PlannedJob {
  /** job-name: no patient, and the same for every try, so that it is found again. */
  readonly name: string;
  /** `job`: the PDF as it is. */
  readonly documents: readonly (DocumentVariant | 'job')[];
}

export interface JobPlan {
  readonly format: DocumentVariant['format'];
  readonly jobs: readonly PlannedJob[];
  readonly template: AttributeValues;
}

type Wish = Pick<DeliveryTask, 'jobId' | 'copies' | 'mediumType' | 'filmDestination'>;

/** The size of a film, lying as it is printed. */
export function filmSizeOf(film: Pick<Film, 'filmSizeId' | 'filmOrientation'>): MediaSize {
  const { widthMm, heightMm } = filmSizes[isFilmSizeId(film.filmSizeId) ? film.filmSizeId : '14INX17IN'];
  return film.filmOrientation === 'LANDSCAPE'
    ? { widthMm: heightMm, heightMm: widthMm }
    : { widthMm, heightMm };
}

export function hasColor(films: readonly Pick<Film, 'images'>[]): boolean {
  return films.some(({ images }) => images.some(({ pixels }) => pixels.kind === 'rgb'));
}

/** The medium for all films of a job. */
export function mediaFor(
  films: readonly Film[],
  printer: Capabilities,
  rules: Pick<IppDestination, 'whenTooSmall' | 'whenNotLoaded'>,
): MediaChoice {
  return chooseMedia(films.map(filmSizeOf), printer.media, rules);
}

export function planJob(
  task: Wish,
  films: readonly MediaSize[],
  format: FormatChoice,
  media: Extract<MediaChoice, { kind: 'chosen' | 'unknown' }>,
  printer: Capabilities,
  destination: Pick<IppDestination, 'name' | 'mediumTypes' | 'trays' | 'whenTooSmall'>,
): JobPlan {
  const paper = media.kind === 'chosen' ? media.paper : undefined;
  const tiled = destination.whenTooSmall === 'tile' ? ({ whenTooSmall: 'tile' } as const) : {};
  const { format: type, pixelsPerInch, colorSpace } = format;
  const variant: DocumentVariant = {
    ...{ format: type, pixelsPerInch, colorSpace },
    ...(paper ? { paper, ...tiled } : {}),
  };
  const onePage = type === 'image/jpeg';
  const pages = onePage
    ? films.flatMap((size, film) => onePageEach({ ...variant, film }, size))
    : [type === 'application/pdf' && !paper && !format.withoutColor ? ('job' as const) : variant];
  const once: readonly (readonly (DocumentVariant | 'job')[])[] =
    onePage && !printer.multipleDocuments ? pages.map((page) => [page]) : [pages];
  const takesCopies =
    task.copies === 1 || (task.copies >= printer.copies.lower && task.copies <= printer.copies.upper);
  const all = takesCopies ? once : Array.from({ length: task.copies }, () => once).flat();
  return {
    format: type,
    jobs: all.map((documents, index) => ({
      name: jobName(task.jobId, destination.name, index, all.length),
      documents,
    })),
    template: {
      ...(takesCopies && task.copies > 1 ? { copies: task.copies } : {}),
      ...pageTemplate(format, printer),
      ...mediaTemplate(task, media, printer, destination),
    },
  };
}

/** Documents of one page each: of a film over several sheets, one for each of them. */
function onePageEach(variant: DocumentVariant, film: MediaSize): readonly DocumentVariant[] {
  const { paper, whenTooSmall } = variant;
  const parts = paper !== undefined && whenTooSmall === 'tile' ? partsOnPaper(film, paper) : 1;
  return parts === 1 ? [variant] : Array.from({ length: parts }, (_, part) => ({ ...variant, part }));
}

/** The job's id is the server's own: two servers, or two destinations, never take each other's jobs for their own. */
function jobName(jobId: string, destination: string, index: number, total: number): string {
  return `Hardcopy ${jobId} ${destination}${total > 1 ? ` ${index + 1}/${total}` : ''}`;
}

/** `print-scaling=none`, for the sheet has its size already, and nobody may scale it twice. */
function pageTemplate(format: FormatChoice, printer: Capabilities): AttributeValues {
  const takes = (attribute: string, value: string) => printer.values(attribute).includes(value);
  const color = format.colorSpace === 'srgb_8' ? 'color' : 'monochrome';
  return {
    ...(takes('print-scaling', 'none') ? { 'print-scaling': 'none' } : {}),
    ...(takes('sides', 'one-sided') ? { sides: 'one-sided' } : {}),
    ...(takes('print-quality', 'high') || takes('print-quality', '5') ? { 'print-quality': 'high' } : {}),
    ...(takes('print-color-mode', color) ? { 'print-color-mode': color } : {}),
  };
}

/** Maps are looked up without regard to case and blanks at the ends. */
function mapped<T>(map: Readonly<Record<string, T>>, term: string): T | undefined {
  return Object.entries(map).find(([key]) => key.trim() === term.trim().toUpperCase())?.[1];
}

function mediaTemplate(
  task: Wish,
  media: Extract<MediaChoice, { kind: 'chosen' | 'unknown' }>,
  printer: Capabilities,
  { mediumTypes, trays }: Pick<IppDestination, 'mediumTypes' | 'trays'>,
): AttributeValues {
  const type = mapped(mediumTypes, task.mediumType);
  const tray = mapped(trays, task.filmDestination);
  const members = printer.values('media-col');
  const bin =
    tray?.bin !== undefined && printer.values('output-bin').includes(tray.bin) ? tray.bin : undefined;
  const special = {
    ...(type !== undefined && members.includes('media-type') ? { 'media-type': type } : {}),
    ...(tray?.source !== undefined && members.includes('media-source')
      ? { 'media-source': tray.source }
      : {}),
  };
  return { ...(bin === undefined ? {} : { 'output-bin': bin }), ...sizeTemplate(media, special, printer) };
}

/** The medium by its name; by a collection when more is to be said of it, or when the printer has no name for it. */
function sizeTemplate(
  media: Extract<MediaChoice, { kind: 'chosen' | 'unknown' }>,
  special: AttributeValues,
  printer: Capabilities,
): AttributeValues {
  if (media.kind === 'unknown') return Object.keys(special).length > 0 ? { 'media-col': special } : {};
  const named = [...printer.media.ready, ...printer.media.supported].includes(media.name);
  const size = mediaSize(media.name);
  const describable = printer.values('media-col').includes('media-size') && size !== undefined;
  const ownName = named && !media.name.startsWith('custom_ready_');
  if (describable && (Object.keys(special).length > 0 || !ownName)) {
    const hundredths = (mm: number) => Math.round(mm * 100);
    const dimensions = { 'x-dimension': hundredths(size.widthMm), 'y-dimension': hundredths(size.heightMm) };
    return { 'media-col': { 'media-size': dimensions, ...special } };
  }
  return ownName ? { media: media.name } : {};
}
