// The size of an image in its box, and which part of it is visible (PS3.3 C.13.5: Magnification Type, Requested Image Size,
// Requested Decimate/Crop Behavior). Pure arithmetic in millimeters.
import { unreachable } from '../../shared/errors/errors.ts';
import type { ImageBox } from '../../shared/film/film.ts';
import type { BoxArea, RectMm } from './geometry.ts';
import type { SourceWindow } from '../resampling/resample.ts';

/**
 * - `magnified`: as large as the box allows, each image pixel at least a device pixel
 * - `as requested`: Requested Image Size
 * - `one to one`: Magnification Type NONE
 * - `decimated`: too large, scaled down to fit
 * - `cropped`: too large, its middle is shown at the requested scale
 * - `refused`: too large, and the client allows neither
 */
export type Fit = 'magnified' | 'as requested' | 'one to one' | 'decimated' | 'cropped' | 'refused';

export interface FittedImage {
  readonly rect: RectMm;
  readonly window: SourceWindow;
  readonly scale: number;
  readonly fit: Fit;
}

interface SizeMm {
  readonly widthMm: number;
  readonly heightMm: number;
}

/**
 * Size with one device pixel per image pixel; for pixels that are not square, only across, unless Magnification Type
 * is NONE.
 */
function naturalSize(image: ImageBox, pixelsPerMm: number): SizeMm {
  const { columns, rows, pixelAspectRatio } = image.pixels;
  const [vertical, horizontal] = pixelAspectRatio;
  const stretch = image.magnificationType === 'NONE' ? 1 : vertical / horizontal;
  return { widthMm: columns / pixelsPerMm, heightMm: (rows / pixelsPerMm) * stretch };
}

/** The size that the client requires; undefined if it requires none. */
function requestedSize(image: ImageBox, natural: SizeMm): SizeMm | undefined {
  const widthMm = image.requestedImageSizeMm;
  if (widthMm !== undefined && widthMm > 0)
    return { widthMm, heightMm: (widthMm * natural.heightMm) / natural.widthMm };
  return image.magnificationType === 'NONE' ? natural : undefined;
}

/**
 * The position of an image in its box: centered, with its pixel aspect ratio. Whether it is too large is decided by
 * the size that the client requires, or otherwise by whether it has more pixels than the box has device pixels.
 */
export function fitImage(image: ImageBox, box: BoxArea, pixelsPerMm: number): FittedImage {
  const { columns, rows } = image.pixels;
  const natural = naturalSize(image, pixelsPerMm);
  const requested = requestedSize(image, natural);
  const enlargement = Math.min(box.rect.widthMm / natural.widthMm, box.rect.heightMm / natural.heightMm);
  const largest = { widthMm: natural.widthMm * enlargement, heightMm: natural.heightMm * enlargement };
  const wholeImage = { x: { from: 0, length: columns }, y: { from: 0, length: rows } };
  const whole = (size: SizeMm, fit: Fit): FittedImage => ({
    rect: centered(size, box.rect),
    window: wholeImage,
    scale: size.widthMm / natural.widthMm,
    fit,
  });

  const requestedMm = requested ?? natural;
  const halfPixel = 0.5 / pixelsPerMm;
  const tooLarge =
    requestedMm.widthMm > box.rect.widthMm + halfPixel ||
    requestedMm.heightMm > box.rect.heightMm + halfPixel;
  if (!tooLarge) {
    if (requested === undefined) return whole(largest, 'magnified');
    return whole(requested, image.requestedImageSizeMm === undefined ? 'one to one' : 'as requested');
  }
  switch (image.requestedDecimateCropBehavior) {
    case 'DECIMATE':
      return whole(largest, 'decimated');
    case 'FAIL':
      return whole(largest, 'refused');
    case 'CROP': {
      const { rect, device } = box;
      const x = cropped(
        { pixels: columns, wantedMm: requestedMm.widthMm },
        { mm: rect.widthMm, devicePixels: device.width },
        pixelsPerMm,
      );
      const y = cropped(
        { pixels: rows, wantedMm: requestedMm.heightMm },
        { mm: rect.heightMm, devicePixels: device.height },
        pixelsPerMm,
      );
      return {
        rect: centered({ widthMm: x.mm, heightMm: y.mm }, box.rect),
        window: { x: x.span, y: y.span },
        scale: requestedMm.widthMm / natural.widthMm,
        fit: 'cropped',
      };
    }
    default:
      throw unreachable(image.requestedDecimateCropBehavior);
  }
}

function centered({ widthMm, heightMm }: SizeMm, box: RectMm): RectMm {
  return {
    xMm: box.xMm + (box.widthMm - widthMm) / 2,
    yMm: box.yMm + (box.heightMm - heightMm) / 2,
    widthMm,
    heightMm,
  };
}

/** One direction of an image that is too large: its pixels and the length that the client requires for them. */
interface WantedLength {
  readonly pixels: number;
  readonly wantedMm: number;
}

/** The same direction of its box. */
interface BoxLength {
  readonly mm: number;
  readonly devicePixels: number;
}

/** One direction of a crop: the part of the image's pixels that is visible, and its length. */
function cropped({ pixels, wantedMm }: WantedLength, box: BoxLength, pixelsPerMm: number) {
  if (wantedMm <= box.mm) return { mm: wantedMm, span: { from: 0, length: pixels } };
  const devicePixels = Math.min(box.devicePixels, Math.round(wantedMm * pixelsPerMm));
  const seen = (devicePixels * pixels) / (wantedMm * pixelsPerMm);
  // At one to one, pixels must not be interpolated: the crop begins at a whole pixel.
  const whole = Math.round(seen);
  if (Math.abs(seen - whole) < 1e-6)
    return { mm: box.mm, span: { from: Math.floor((pixels - whole) / 2), length: whole } };
  return { mm: box.mm, span: { from: (pixels - seen) / 2, length: seen } };
}
