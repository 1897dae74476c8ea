// Makes a Film from a film box: N-ACTION prints a snapshot (PS3.4 H.4.2.2.2.1). Values that an image inherits from its film box
// or session are filled in here, so that later stages do not need the hierarchy. Start at `freezeFilm`.
import type { AnnotationBox, Film, ImageBox, ImageOverlay } from '../../shared/film/film.ts';
import type { DensityRange, Printer } from '../../shared/film/printer.ts';
import { sixLines } from '../rules/annotation-formats.ts';
import { sizeUnused } from '../rules/requested-image-size.ts';
import { contrastOf } from '../rules/configuration-information.ts';
import { filmDensities, imageDensities } from './density-range.ts';
import type {
  OpenAnnotationBox,
  OpenFilmBox,
  OpenFilmSession,
  OpenImageBox,
  OpenOverlayBox,
} from './open-instances.ts';
import { subjectsOfFilmBox } from './subject-attributes.ts';

/** The overlay on a film: one overlay pixel per image pixel, unless it is magnified to another number of columns. */
function freezeOverlay({ plane, values }: OpenOverlayBox): ImageOverlay {
  const { rows, columns, origin, data } = plane;
  return {
    rows,
    columns,
    top: origin[0] - 1,
    left: origin[1] - 1,
    pitch: (values.MagnifyToNumberOfColumns ?? columns) / columns,
    foregroundDensity: values.OverlayForegroundDensity,
    data,
  };
}

function freezeImage(
  imageBox: OpenImageBox,
  session: OpenFilmSession,
  own: DensityRange,
): ImageBox | undefined {
  const { content, filmBox } = imageBox;
  if (!content) return undefined;
  const { values, pixels } = content;
  const densities = imageDensities(values, filmBox.values, own);
  const iccProfile = content.iccProfile ?? filmBox.iccProfile;
  const smoothingType = values.SmoothingType ?? filmBox.values.SmoothingType;
  const configurationInformation = values.ConfigurationInformation ?? filmBox.values.ConfigurationInformation;
  const presentationLut = content.presentationLut ?? filmBox.presentationLut ?? session.presentationLut;
  const sizeMm = values.RequestedImageSize ?? filmBox.values.RequestedImageSize;
  const unused =
    sizeUnused(content.substitutions) ||
    (values.RequestedImageSize === undefined && sizeUnused(filmBox.substitutions));
  // A presentation LUT, IDENTITY too, overrides the curve (PS3.4 H.4.9.1).
  const contrast = presentationLut ? undefined : contrastOf(configurationInformation ?? '');
  return {
    kind: 'image',
    sopInstanceUid: imageBox.uid,
    position: imageBox.ordinal,
    pixels: pixels.kind === 'rgb' && iccProfile ? { ...pixels, iccProfile } : pixels,
    polarity: values.Polarity,
    magnificationType: values.MagnificationType ?? filmBox.values.MagnificationType,
    ...(smoothingType === undefined ? {} : { smoothingType }),
    presentationLut: presentationLut ?? { kind: 'IDENTITY' },
    ...(content.voiLutBox ? { voiLut: content.voiLutBox.voiLut } : {}),
    ...(content.overlayBoxes.length > 0 ? { overlays: content.overlayBoxes.map(freezeOverlay) } : {}),
    minDensity: densities.min,
    maxDensity: densities.max,
    ...(sizeMm === undefined ? {} : { requestedImageSizeMm: sizeMm }),
    ...(unused ? { requestedSizeUnused: true } : {}),
    requestedDecimateCropBehavior: values.RequestedDecimateCropBehavior,
    ...(configurationInformation === undefined ? {} : { configurationInformation }),
    ...(contrast === undefined ? {} : { contrast }),
  };
}

function freezeAnnotation({ content, layout }: OpenAnnotationBox): AnnotationBox | undefined {
  if (!content) return undefined;
  const text = content.text.trim();
  if (text === '') return undefined;
  const { position } = content;
  return { kind: 'annotation', position, text, place: layout.placeOf(position) };
}

/** The requested film size where the film has another one, without control characters. */
function replacedSize({ substitutions }: OpenFilmBox): Pick<Film, 'requestedFilmSizeId'> {
  const replaced = substitutions.find(({ attribute }) => attribute === 'FilmSizeID');
  const requested = replaced?.requested.replace(/[^\x20-\x7e]/g, '').slice(0, 16);
  return requested === undefined || requested === '' ? {} : { requestedFilmSizeId: requested };
}

/** The requested annotation format where the printer does not know it; CS, at most 16 characters. */
function unknownFormat({ substitutions }: OpenFilmBox): Pick<Film, 'requestedAnnotationDisplayFormatId'> {
  const replaced = substitutions.find(
    ({ attribute, used }) => attribute === 'AnnotationDisplayFormatID' && used === sixLines,
  );
  const requested = replaced?.requested.replace(/[^\x20-\x7e]/g, '').slice(0, 16);
  return requested === undefined || requested === '' ? {} : { requestedAnnotationDisplayFormatId: requested };
}

/** The film in its current state, on this printer; later changes of the film box do not affect it. */
export function freezeFilm(
  filmBox: OpenFilmBox,
  session: OpenFilmSession,
  { densities: own }: Pick<Printer, 'densities'>,
): Film {
  const { values } = filmBox;
  const densities = filmDensities(filmBox, own);
  const subjects = subjectsOfFilmBox(filmBox, session);
  return {
    kind: 'film',
    sopInstanceUid: filmBox.uid,
    imageDisplayFormat: values.ImageDisplayFormat,
    filmOrientation: values.FilmOrientation,
    filmSizeId: values.FilmSizeID.filmSizeId,
    ...(values.FilmSizeID.filmSizeMm === undefined ? {} : { filmSizeMm: values.FilmSizeID.filmSizeMm }),
    ...replacedSize(filmBox),
    borderDensity: values.BorderDensity,
    emptyImageDensity: values.EmptyImageDensity,
    minDensity: densities.min,
    maxDensity: densities.max,
    trim: values.Trim === 'YES',
    ...(values.Illumination === undefined ? {} : { illumination: values.Illumination }),
    ...(values.ReflectedAmbientLight === undefined
      ? {}
      : { reflectedAmbientLight: values.ReflectedAmbientLight }),
    requestedResolutionId: values.RequestedResolutionID,
    annotationDisplayFormatId: values.AnnotationDisplayFormatID,
    ...unknownFormat(filmBox),
    images: filmBox.imageBoxes
      .map((imageBox) => freezeImage(imageBox, session, own))
      .filter((image) => image !== undefined)
      .sort((a, b) => a.position - b.position),
    annotations: filmBox.annotationBoxes
      .map(freezeAnnotation)
      .filter((annotation) => annotation !== undefined)
      .sort((a, b) => a.position - b.position),
    ...(subjects ? { subjects } : {}),
  };
}

/** Whether the film box is an empty page: none of its image boxes has an image. */
export function isEmptyPage(filmBox: OpenFilmBox): boolean {
  return filmBox.imageBoxes.every((imageBox) => imageBox.content === undefined);
}
