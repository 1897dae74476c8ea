// The plan of a print job as data: session, films and images with every attribute that will be sent; pixels are decoded only
// when their image is sent. `planPrintJob` makes a plan from images and settings; print-client.ts performs it.
import { SetupFailure } from '../../shared/errors/errors.ts';
import type {
  DecimateCropBehavior,
  FilmOrientation,
  MagnificationType,
  PrintPriority,
} from '../../shared/film/film.ts';
import { boxCount, type ImageDisplayFormat } from '../../shared/film/display-format.ts';
import { filmSizes, sizeOfId } from '../../shared/film/film-sizes.ts';
import type { Subject } from '../../shared/film/subjects.ts';
import { bestOrientation, boxesOf } from './layout.ts';
import type { ImageSource, SentImage, WindowChoice } from '../../images/pixels/prepared-image.ts';
import { given } from '../../shared/stated.ts';

export type PlannedLut =
  | { readonly kind: 'IDENTITY' }
  | { readonly kind: 'LIN OD' }
  /** P-values of `bits` bits, one for each pixel value. */
  | { readonly kind: 'table'; readonly bits: number; readonly table: readonly number[] };

/** One image box. An absent value is not sent; the film box's value or the printer's default applies. */
export interface PlannedImage {
  /** Image Box Position, from 1. */
  readonly position: number;
  /** File and frame, for messages. */
  readonly name: string;
  /** Patient and study; sent to printers that store them (print-run.ts). */
  readonly subject?: Subject;
  readonly polarity?: 'NORMAL' | 'REVERSE';
  readonly magnificationType?: MagnificationType;
  readonly smoothingType?: string;
  /** Hundredths of OD. */
  readonly minDensity?: number;
  readonly maxDensity?: number;
  /** Printed width in mm. */
  readonly requestedImageSizeMm?: number;
  readonly requestedDecimateCropBehavior?: DecimateCropBehavior;
  readonly presentationLut?: PlannedLut;
  readonly configurationInformation?: string;
  /** Decodes the image for a color or a grayscale film. */
  readonly prepare: (color: boolean) => Promise<SentImage>;
}

export interface PlannedAnnotation {
  readonly position: number;
  readonly text: string;
}

/** One film box. */
export interface PlannedFilm {
  /** Whether the film is sent in the color Meta SOP class; `preferred`: only if the printer offers that class. */
  readonly color: 'never' | 'preferred' | 'required';
  readonly imageDisplayFormat: ImageDisplayFormat;
  readonly filmOrientation: FilmOrientation;
  readonly filmSizeId?: string;
  readonly magnificationType?: MagnificationType;
  readonly smoothingType?: string;
  /** BLACK, WHITE or hundredths of OD. */
  readonly borderDensity?: string;
  readonly emptyImageDensity?: string;
  /** Hundredths of OD. */
  readonly minDensity?: number;
  readonly maxDensity?: number;
  readonly trim?: boolean;
  /** cd/m² */
  readonly illumination?: number;
  readonly reflectedAmbientLight?: number;
  readonly requestedResolutionId?: 'STANDARD' | 'HIGH';
  readonly configurationInformation?: string;
  readonly annotationDisplayFormatId?: string;
  readonly annotations: readonly PlannedAnnotation[];
  /** Not used on a color film, because P-values are gray. */
  readonly presentationLut?: PlannedLut;
  /** In ascending order of position; boxes without an image stay empty. */
  readonly images: readonly PlannedImage[];
}

export interface PlannedSession {
  readonly numberOfCopies: number;
  readonly printPriority?: PrintPriority;
  readonly mediumType?: string;
  readonly filmDestination?: string;
  readonly filmSessionLabel?: string;
}

export interface PrintJobPlan {
  readonly session: PlannedSession;
  /** One N-ACTION on the film session for all films, instead of one on each film box. */
  readonly sessionPrint: boolean;
  readonly films: readonly PlannedFilm[];
}

/** The requested settings. The printer decides about absent ones, except layout and orientation. */
export interface PrintSettings {
  readonly layout: ImageDisplayFormat;
  /** Default: the orientation in which the images are printed largest. */
  readonly filmOrientation?: FilmOrientation;
  readonly filmSizeId?: string;
  readonly copies: number;
  readonly priority?: PrintPriority;
  readonly mediumType?: string;
  readonly filmDestination?: string;
  readonly label?: string;
  readonly magnificationType?: MagnificationType;
  readonly borderDensity?: string;
  readonly emptyImageDensity?: string;
  readonly minDensity?: number;
  readonly maxDensity?: number;
  readonly trim?: boolean;
  readonly polarity?: 'NORMAL' | 'REVERSE';
  /** `none` leaves the tone to the printer's own curve. */
  readonly presentationLut: 'IDENTITY' | 'LIN OD' | 'none';
  /** `auto`: a film is a color film when one of its images has color. */
  readonly color: 'auto' | 'always' | 'never';
  readonly bits: 8 | 12;
  readonly window?: WindowChoice;
  /** Print each image at true size, from its pixel spacing. */
  readonly trueSize: boolean;
  /** Draw the overlay planes of image files. */
  readonly overlays: boolean;
  /** Apply the display shutters of image files. */
  readonly shutters: boolean;
  readonly sessionPrint: boolean;
}

/** The film size used to choose the orientation where the printer chooses the size: all common sizes give the same result. */
const assumedFilmSize = '14INX17IN';

function trueSizeMm(image: ImageSource): number {
  if (image.columnSpacingMm === undefined) {
    throw new SetupFailure(
      'usage',
      `${image.name} has no pixel spacing, so it cannot be printed in true size; leave out --true-size`,
    );
  }
  return Math.round(image.columns * image.columnSpacingMm * 1000) / 1000;
}

/** Size of an image box, in mm. */
interface BoxSize {
  readonly widthMm: number;
  readonly heightMm: number;
}

/** A page fits if its sides exceed the box by at most this, because sheet sizes are rounded. */
const fitToleranceMm = 0.5;

/** The size of a document page: true size where it fits the box; otherwise nothing, and the printer scales it to the box. */
function pageSize(image: ImageSource, box: BoxSize): Partial<PlannedImage> {
  const { columnSpacingMm, keepsSize } = image;
  if (keepsSize !== true || columnSpacingMm === undefined) return {};
  const [vertical, horizontal] = image.pixelAspectRatio;
  const widthMm = image.columns * columnSpacingMm;
  const heightMm = (image.rows * columnSpacingMm * vertical) / horizontal;
  if (widthMm > box.widthMm + fitToleranceMm || heightMm > box.heightMm + fitToleranceMm) return {};
  // The printer's box may be smaller: a page that is scaled down can still be read, a cropped page lacks lines.
  return { requestedImageSizeMm: trueSizeMm(image), requestedDecimateCropBehavior: 'DECIMATE' };
}

function planImage(image: ImageSource, index: number, settings: PrintSettings, box: BoxSize): PlannedImage {
  const { polarity, window, bits, overlays, shutters } = settings;
  return {
    position: index + 1,
    name: image.name,
    ...(image.subject && { subject: image.subject }),
    ...(polarity === undefined ? {} : { polarity }),
    // Cropping keeps the requested size; with decimation, measurements on the film would be wrong without notice.
    ...(settings.trueSize
      ? { requestedImageSizeMm: trueSizeMm(image), requestedDecimateCropBehavior: 'CROP' as const }
      : pageSize(image, box)),
    prepare: (color) =>
      image.prepare({ color, bits, overlays, shutters, ...(window === undefined ? {} : { window }) }),
  };
}

const colorTerms = { always: 'required', never: 'never' } as const;

function planFilm(
  images: readonly ImageSource[],
  orientation: FilmOrientation,
  settings: PrintSettings,
): PlannedFilm {
  const { color, presentationLut } = settings;
  const colored = images.some((image) => image.color) ? 'preferred' : 'never';
  const { widthMm, heightMm } =
    sizeOfId(settings.filmSizeId ?? assumedFilmSize) ?? filmSizes[assumedFilmSize];
  const [across, down] = orientation === 'LANDSCAPE' ? [heightMm, widthMm] : [widthMm, heightMm];
  const boxes = boxesOf(settings.layout);
  const boxOf = (index: number): BoxSize => {
    const { width, height } = boxes[index] ?? { width: 1, height: 1 };
    return { widthMm: width * across, heightMm: height * down };
  };
  return {
    color: color === 'auto' ? colored : colorTerms[color],
    imageDisplayFormat: settings.layout,
    filmOrientation: orientation,
    ...given(settings, [
      'filmSizeId',
      'magnificationType',
      'borderDensity',
      'emptyImageDensity',
      'minDensity',
      'maxDensity',
      'trim',
    ]),
    annotations: [],
    ...(presentationLut === 'none' ? {} : { presentationLut: { kind: presentationLut } }),
    images: images.map((image, index) => planImage(image, index, settings, boxOf(index))),
  };
}

/**
 * Distributes images in their order over as many films as needed; the last film may be partly empty.
 * @throws SetupFailure `usage`, with the name of the image, when a setting cannot be applied
 */
export function planPrintJob(images: readonly ImageSource[], settings: PrintSettings): PrintJobPlan {
  if (images.length === 0)
    throw new SetupFailure('usage', 'there is nothing to print; name at least one image file');
  const { layout, filmOrientation, filmSizeId = assumedFilmSize, priority, label } = settings;
  const orientation = filmOrientation ?? bestOrientation(layout, filmSizeId, images);
  const perFilm = boxCount(layout);
  const films = Array.from({ length: Math.ceil(images.length / perFilm) }, (_, film) =>
    planFilm(images.slice(film * perFilm, (film + 1) * perFilm), orientation, settings),
  );
  return {
    session: {
      numberOfCopies: settings.copies,
      ...(priority === undefined ? {} : { printPriority: priority }),
      ...(label === undefined ? {} : { filmSessionLabel: label }),
      ...given(settings, ['mediumType', 'filmDestination']),
    },
    sessionPrint: settings.sessionPrint,
    films,
  };
}
