// Plans a film for the imager: the film box and image boxes as the client composed them, value for value. Values that all
// images share are sent once, with the film box, because some imagers do not accept them in image boxes. Values that were not
// requested are left to the imager: CURRENT, and densities that are only our own limits. Start at `planFilm`.
import { readFile } from 'node:fs/promises';
import { densityText, type Film, type ImageBox, type PresentationLut } from '../../shared/film/film.ts';
import type { FilmSize } from '../../shared/film/film-sizes.ts';
import type { Subject } from '../../shared/film/subjects.ts';
import { withContrast, type DensityRange } from '../../shared/film/printer.ts';
import type { PlannedFilm, PlannedImage, PlannedLut, PlannedSession } from '../../print-scu/job/print-job.ts';
import { lutWords } from '../../render/tone/tone.ts';
import { stated } from '../../shared/stated.ts';
import type { DeliveryTask } from '../destination.ts';
import { imagerFilmSize } from './imager-size.ts';
import { forwardedImage, type BlobPath } from './forwarded-image.ts';

export interface PlanOptions {
  readonly blobPath: BlobPath;
  /** Limits of the printer: a density equal to its limit was not requested. */
  readonly densities: DensityRange;
  /** The imager's film sizes, if configured. */
  readonly filmSizes?: readonly FilmSize[] | undefined;
}

/** CURRENT is the default for missing attributes; not every imager knows it. */
const requestedTerm = (term: string) => (term === '' || term === 'CURRENT' ? undefined : term);

export function planSession(task: DeliveryTask): PlannedSession {
  return {
    numberOfCopies: task.copies,
    printPriority: task.priority,
    ...stated({
      mediumType: requestedTerm(task.mediumType),
      filmDestination: requestedTerm(task.filmDestination),
      filmSessionLabel: task.sessionLabel ?? undefined,
    }),
  };
}

/** The value that all images share; undefined when they differ, or there is none. */
function shared<V>(images: readonly ImageBox[], valueOf: (image: ImageBox) => V): V | undefined {
  const [first, ...rest] = images.map(valueOf);
  return rest.every((value) => value === first) ? first : undefined;
}

/** A film imager accepts no device values: it calibrates itself, so DEVICE is sent as P-values. */
async function planLut(lut: PresentationLut, blobPath: BlobPath): Promise<PlannedLut> {
  if (lut.kind === 'DEVICE') return { kind: 'IDENTITY' };
  if (lut.kind !== 'table') return lut;
  const words = lutWords(lut, await readFile(blobPath(lut.data)));
  return { kind: 'table', bits: lut.bits, table: [...words] };
}

/**
 * The subject of the image with this index, for imagers that record it (print-run.ts). A film knows its subjects, but not
 * which image belongs to which. A single subject is sent with all images. Several subjects are sent with the first images,
 * one each, so that all of them are recorded for the film.
 */
function subjectOfImage({ subjects }: Film, index: number): Subject | undefined {
  const { subjects: all = [] } = subjects ?? {};
  return all.length === 1 ? all[0] : all[index];
}

const identity: PresentationLut = { kind: 'IDENTITY' };

export async function planFilm(
  film: Film,
  { blobPath, densities, filmSizes }: PlanOptions,
): Promise<PlannedFilm> {
  const { images, annotations } = film;
  const colorFilm = images.some(({ pixels }) => pixels.kind === 'rgb');
  const planned = images
    .toSorted((a, b) => a.position - b.position)
    .map((image) => ({ image, forwarded: forwardedImage(image, colorFilm, blobPath) }));
  /** The conversion that the pixels still need; LIN OD is about densities, so it stays when they were converted. */
  const lutOf = (toned: boolean, { presentationLut }: ImageBox) =>
    toned && presentationLut.kind === 'table' ? identity : presentationLut;
  const luts = planned.map(({ image, forwarded }) => lutOf(forwarded.toned, image));
  const keys = new Set(luts.map((lut) => (lut.kind === 'table' ? lut.data.key : lut.kind)));
  const oneLut = keys.size <= 1 ? luts[0] : undefined;

  const magnificationType = shared(images, (image) => image.magnificationType);
  const smoothingType = shared(images, (image) => image.smoothingType);
  const configurationInformation = shared(images, (image) => image.configurationInformation);
  const rangeOf = ({ minDensity, maxDensity }: Pick<Film, 'minDensity' | 'maxDensity'>): DensityRange =>
    withContrast({ min: minDensity, max: maxDensity }) ?? densities;
  const ofFilm = rangeOf(film);

  const planImage = async (
    { image, forwarded }: (typeof planned)[number],
    index: number,
  ): Promise<PlannedImage> => {
    const subject = subjectOfImage(film, index);
    const { requestedImageSizeMm, requestedDecimateCropBehavior: behavior } = image;
    const other = <V>(value: V, shared: V) => (value === shared ? undefined : value);
    const { min, max } = rangeOf(image);
    const presentationLut =
      oneLut || colorFilm ? undefined : await planLut(lutOf(forwarded.toned, image), blobPath);
    return {
      position: image.position,
      name: `image ${image.position}`,
      ...(subject && { subject }),
      polarity: forwarded.toned ? 'NORMAL' : image.polarity,
      ...stated({
        magnificationType: other(image.magnificationType, magnificationType),
        smoothingType: other(image.smoothingType, smoothingType),
        configurationInformation: other(image.configurationInformation, configurationInformation),
        minDensity: other(min, ofFilm.min),
        maxDensity: other(max, ofFilm.max),
        requestedImageSizeMm,
        requestedDecimateCropBehavior:
          requestedImageSizeMm === undefined && behavior === 'DECIMATE' ? undefined : behavior,
        presentationLut,
      }),
      prepare: forwarded.prepare,
    };
  };

  return {
    color: colorFilm ? 'preferred' : 'never',
    imageDisplayFormat: film.imageDisplayFormat,
    filmOrientation: film.filmOrientation,
    filmSizeId: imagerFilmSize(film, filmSizes).filmSizeId,
    borderDensity: densityText(film.borderDensity),
    emptyImageDensity: densityText(film.emptyImageDensity),
    trim: film.trim,
    ...stated({
      magnificationType,
      smoothingType,
      configurationInformation,
      minDensity: ofFilm.min === densities.min ? undefined : ofFilm.min,
      maxDensity: ofFilm.max === densities.max ? undefined : ofFilm.max,
      illumination: film.illumination,
      reflectedAmbientLight: film.reflectedAmbientLight,
      requestedResolutionId: film.requestedResolutionId === 'HIGH' ? ('HIGH' as const) : undefined,
      annotationDisplayFormatId:
        annotations.length > 0
          ? (film.requestedAnnotationDisplayFormatId ?? film.annotationDisplayFormatId)
          : undefined,
      presentationLut: oneLut && !colorFilm ? await planLut(oneLut, blobPath) : undefined,
    }),
    annotations: annotations.map(({ position, text }) => ({ position, text })),
    images: await Promise.all(planned.map(planImage)),
  };
}
