// Plans what is sent for a job: which jobs the printer gets, with which documents and attributes. Pure. Start at `planJob`.
import type { Film } from '../../../shared/film/film.ts';
import { filmSizes, sizeOfFilm, type FilmSize } from '../../../shared/film/film-sizes.ts';
import type { IppDestination } from '../ipp-settings.ts';
import type { DocumentVariant } from '../../../render/formats/document-variant.ts';
import { partsOnPaper } from '../../../render/layout/tiling.ts';
import { pageFor, type PageChoice } from './page-choice.ts';
import type { DeliveryTask } from '../../destination.ts';
import type { Capabilities } from './capabilities.ts';
import { chooseMedia, type ChosenMedium, type MediaChoice } from '../media/choose-media.ts';
import type { FormatChoice } from './choose-format.ts';
import type { AttributeValues } from '../protocol/ipp-message.ts';
import type { MediaSize } from '../media/medium.ts';

export interface PlannedJob {
  /** job-name: contains no patient data, and is the same for every attempt, so that the job can be found. */
  readonly name: string;
  /** `job`: the PDF of the job, unchanged. */
  readonly documents: readonly (DocumentVariant | 'job')[];
}

export interface JobPlan {
  readonly format: DocumentVariant['format'];
  readonly jobs: readonly PlannedJob[];
  readonly template: AttributeValues;
}

export type UsableMedia = Extract<MediaChoice, { kind: 'chosen' | 'unknown' }>;
type RequestedJob = Pick<DeliveryTask, 'jobId' | 'copies' | 'mediumType' | 'filmDestination'>;

/** The size of a film in the orientation in which it is printed. */
export function filmSizeOf(film: FilmSize & Pick<Film, 'filmOrientation'>): MediaSize {
  const { widthMm, heightMm } = sizeOfFilm(film) ?? filmSizes['14INX17IN'];
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

/** The choices for a job, and the printer that they are for. */
export interface JobChoice {
  readonly format: FormatChoice;
  readonly media: UsableMedia;
  readonly printer: Capabilities;
  readonly destination: Pick<IppDestination, 'name' | 'mediumTypes' | 'trays' | 'whenTooSmall'>;
}

/** @param films - their sizes, in the orientation in which they are printed */
export function planJob(
  task: RequestedJob,
  films: readonly MediaSize[],
  { format, media, printer, destination }: JobChoice,
): JobPlan {
  const { format: type, pixelsPerInch, colorSpace } = format;
  const { paper, scaling } = pageFor(films, media, type, (value) => takes(printer, 'print-scaling', value));
  const tiled = destination.whenTooSmall === 'tile' ? ({ whenTooSmall: 'tile' } as const) : {};
  const variant: DocumentVariant = {
    format: type,
    pixelsPerInch,
    colorSpace,
    ...(paper ? { paper, ...tiled } : {}),
  };
  const onePage = type === 'image/jpeg';
  const pages = onePage
    ? films.flatMap((size, film) => onePageEach({ ...variant, film }, size))
    : [type === 'application/pdf' && !paper && !format.withoutColor ? ('job' as const) : variant];
  const once: readonly (readonly (DocumentVariant | 'job')[])[] =
    onePage && !printer.multipleDocuments ? pages.map((page) => [page]) : [pages];
  const takesCopies =
    task.copies === 1 ||
    (printer.jobAttributes.has('copies') &&
      task.copies >= printer.copies.lower &&
      task.copies <= printer.copies.upper);
  const all = takesCopies ? once : Array.from({ length: task.copies }, () => once).flat();
  return {
    format: type,
    jobs: all.map((documents, index) => ({
      name: jobName(task.jobId, destination.name, index, all.length),
      documents,
    })),
    template: {
      ...(takesCopies && task.copies > 1 ? { copies: task.copies } : {}),
      ...pageTemplate(format, scaling, printer),
      ...mediaTemplate(task, media, printer, destination),
    },
  };
}

/** Documents of one page each; a film over several sheets has one document per sheet. */
function onePageEach(variant: DocumentVariant, film: MediaSize): readonly DocumentVariant[] {
  const { paper, whenTooSmall } = variant;
  const parts = paper !== undefined && whenTooSmall === 'tile' ? partsOnPaper(film, paper) : 1;
  return parts === 1 ? [variant] : Array.from({ length: parts }, (_, part) => ({ ...variant, part }));
}

/** The job's id is unique to this server: two servers, or two destinations, cannot confuse their jobs. */
function jobName(jobId: string, destination: string, index: number, total: number): string {
  return `Hardcopy ${jobId} ${destination}${total > 1 ? ` ${index + 1}/${total}` : ''}`;
}

/** Whether a job may have an attribute with this value: the printer lists both. */
function takes(printer: Capabilities, attribute: string, value: string): boolean {
  return printer.jobAttributes.has(attribute) && printer.values(attribute).includes(value);
}

/** The first of `values` that the printer supports for an attribute. */
function firstOf(printer: Capabilities, attribute: string, ...values: readonly string[]): AttributeValues {
  const value = values.find((one) => takes(printer, attribute, one));
  return value === undefined ? {} : { [attribute]: value };
}

function pageTemplate(
  format: FormatChoice,
  scaling: PageChoice['scaling'],
  printer: Capabilities,
): AttributeValues {
  const colorful = format.colorSpace === 'srgb_8' && format.grayAsColor !== true;
  const modes = colorful ? ['color'] : ['monochrome', 'process-monochrome', 'auto-monochrome'];
  const colorMode = firstOf(printer, 'print-color-mode', ...modes);
  const quality = takes(printer, 'print-quality', 'high') || takes(printer, 'print-quality', '5');
  return {
    ...(scaling === undefined ? {} : { 'print-scaling': scaling }),
    ...firstOf(printer, 'sides', 'one-sided'),
    ...(quality ? { 'print-quality': 'high' } : {}),
    // AirPrint's name for it before PWG 5100.13.
    ...(Object.keys(colorMode).length > 0 ? colorMode : firstOf(printer, 'output-mode', ...modes)),
  };
}

/** Looks up a value regardless of case and surrounding spaces. */
function mapped<T>(map: Readonly<Record<string, T>>, term: string): T | undefined {
  return Object.entries(map).find(([key]) => key.trim() === term.trim().toUpperCase())?.[1];
}

function mediaTemplate(
  task: RequestedJob,
  media: UsableMedia,
  printer: Capabilities,
  { mediumTypes, trays }: Pick<IppDestination, 'mediumTypes' | 'trays'>,
): AttributeValues {
  const type = mapped(mediumTypes, task.mediumType);
  const tray = mapped(trays, task.filmDestination);
  const members = membersOf(printer);
  const bin = tray?.bin !== undefined && takes(printer, 'output-bin', tray.bin) ? tray.bin : undefined;
  const special = {
    ...(type !== undefined && members.has('media-type') ? { 'media-type': type } : {}),
    ...(tray?.source !== undefined && members.has('media-source') ? { 'media-source': tray.source } : {}),
  };
  return { ...(bin === undefined ? {} : { 'output-bin': bin }), ...sizeTemplate(media, special, printer) };
}

/** The members of a job's media-col. */
function membersOf(printer: Capabilities): ReadonlySet<string> {
  return new Set(printer.jobAttributes.has('media-col') ? printer.values('media-col') : []);
}

/** The medium by its name; as a collection if the job specifies more, or if the printer has no name for the medium. */
function sizeTemplate(media: UsableMedia, special: AttributeValues, printer: Capabilities): AttributeValues {
  if (media.kind === 'unknown') return Object.keys(special).length > 0 ? { 'media-col': special } : {};
  const { name, widthMm, heightMm } = media.medium;
  const more = Object.keys(special).length > 0;
  if (membersOf(printer).has('media-size') && (more || name === undefined)) {
    const hundredths = (mm: number) => Math.round(mm * 100);
    const dimensions = { 'x-dimension': hundredths(widthMm), 'y-dimension': hundredths(heightMm) };
    return { 'media-col': { 'media-size': dimensions, ...special } };
  }
  if (!printer.jobAttributes.has('media')) return more ? { 'media-col': special } : {};
  return { media: name ?? customName(media.medium) };
}

/** A name for a size between those of `custom_min_…` and `custom_max_…` (PWG 5101.1 clause 5.1.1). */
function customName({ widthMm, heightMm }: ChosenMedium): string {
  const measure = (mm: number) => String(Number(mm.toFixed(2)));
  return `custom_film_${measure(widthMm)}x${measure(heightMm)}mm`;
}
