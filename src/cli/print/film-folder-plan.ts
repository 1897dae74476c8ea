// Turns a film folder into a print plan: what a client would send to print the film that it describes.
import type { FilmFolder, LoadedImage, LoadedPixels } from '../../shared/film/film-folder.ts';
import type { LutDescription } from '../../shared/film/film-description.ts';
import type { PlannedFilm, PlannedImage, PlannedLut, PrintJobPlan } from '../../print-scu/job/print-job.ts';
import type { PreparedImage } from '../../images/pixels/prepared-image.ts';

function lutOf(lut: LutDescription): PlannedLut {
  return typeof lut === 'string' ? { kind: lut } : { kind: 'table', ...lut };
}

function preparedOf({ bytes, ...grid }: LoadedPixels): PreparedImage {
  return { ...grid, data: bytes };
}

function planImage({ description, pixels }: LoadedImage): PlannedImage {
  const { position, file, presentationLut, photometricInterpretation: _shown, ...rest } = description;
  const { polarity, magnificationType, smoothingType, minDensity, maxDensity } = rest;
  const { requestedImageSizeMm, requestedDecimateCropBehavior } = rest;
  return {
    position,
    name: file,
    polarity,
    ...(magnificationType !== undefined && { magnificationType }),
    ...(smoothingType !== undefined && { smoothingType }),
    ...(minDensity !== undefined && { minDensity }),
    ...(maxDensity !== undefined && { maxDensity }),
    ...(requestedImageSizeMm !== undefined && { requestedImageSizeMm }),
    requestedDecimateCropBehavior,
    ...(presentationLut !== undefined && { presentationLut: lutOf(presentationLut) }),
    prepare: () => Promise.resolve(preparedOf(pixels)),
  };
}

export function planFilmFolder({ description, images, name }: FilmFolder): PrintJobPlan {
  const { smoothingType, illumination, reflectedAmbientLight } = description;
  const film: PlannedFilm = {
    color: images.some(({ pixels }) => pixels.kind === 'rgb') ? 'required' : 'never',
    imageDisplayFormat: description.imageDisplayFormat,
    filmOrientation: description.filmOrientation,
    filmSizeId: description.filmSizeId,
    magnificationType: description.magnificationType,
    ...(smoothingType !== undefined && { smoothingType }),
    borderDensity: description.borderDensity,
    emptyImageDensity: description.emptyImageDensity,
    minDensity: description.minDensity,
    maxDensity: description.maxDensity,
    trim: description.trim,
    ...(illumination !== undefined && { illumination }),
    ...(reflectedAmbientLight !== undefined && { reflectedAmbientLight }),
    annotations: [],
    presentationLut: lutOf(description.presentationLut),
    images: images.map(planImage).sort((one, other) => one.position - other.position),
  };
  return {
    session: { numberOfCopies: description.copies, filmSessionLabel: name.slice(0, 64) },
    sessionPrint: false,
    films: [film],
  };
}
