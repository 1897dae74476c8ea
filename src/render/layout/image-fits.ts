// Determines before rendering how the images of a film will fit their boxes, for the response when a client sets an
// image or prints (PS3.4 H.4.3.1.2.1 and H.4.2.2.4, statuses B604, B609, B60A, C603, C613). It uses the same layout
// as the sheet.
import { JobFailure } from '../../shared/errors/errors.ts';
import type { Film, ImageBox } from '../../shared/film/film.ts';
import { fitImage, type Fit } from './fit.ts';
import { mmPerInch, type BoxArea, type DeviceRect } from './geometry.ts';
import { layoutSheet, type LayoutKeys } from './layout.ts';
import type { RenderPrinter } from '../medium.ts';
import { roomOfLines } from './printer-lines.ts';

/** An image, the device pixels that it will cover, and the device pixels of its box. */
export interface ImageFit {
  readonly image: ImageBox;
  readonly fit: Fit;
  /** The image fits, but image and overlays together are too large for the box and must not be scaled down. */
  readonly combinedTooLarge: boolean;
  readonly device: DeviceRect;
  readonly box: DeviceRect;
}

/**
 * The image with its overlays as one: the smallest rectangle around them all, in the image's own pixels (PS3.4 H.3.2,
 * Combined Print Image).
 */
function combined(image: ImageBox): ImageBox {
  const { rows, columns } = image.pixels;
  const overlays = image.overlays ?? [];
  const extent = (length: number, spans: readonly (readonly [start: number, length: number])[]) =>
    Math.max(length, ...spans.map(([start, span]) => start + span)) -
    Math.min(0, ...spans.map(([start]) => start));
  const wide = extent(
    columns,
    overlays.map(({ left, columns: across, pitch }) => [left, across * pitch]),
  );
  const high = extent(
    rows,
    overlays.map(({ top, rows: down, pitch }) => [top, down * pitch]),
  );
  const widthMm = image.requestedImageSizeMm;
  return {
    ...image,
    pixels: { ...image.pixels, rows: high, columns: wide },
    ...(widthMm === undefined ? {} : { requestedImageSizeMm: (widthMm * wide) / columns }),
  };
}

function combinedTooLarge(image: ImageBox, fit: Fit, box: BoxArea, pixelsPerMm: number): boolean {
  if (fit === 'refused' || image.requestedDecimateCropBehavior !== 'FAIL' || !image.overlays) return false;
  return fitImage(combined(image), box, pixelsPerMm).fit === 'refused';
}

/** By position. Empty for a film that cannot be laid out: rendering reports the reason. */
export function imageFits(film: Film, printer: Pick<RenderPrinter, LayoutKeys>): readonly ImageFit[] {
  try {
    const { boxes, pixelsPerInch } = layoutSheet(
      { ...film, annotations: [...film.annotations, ...roomOfLines(printer)] },
      printer,
    );
    return boxes.flatMap((box) => {
      if (!box.placed) return [];
      const { image, fit, device } = box.placed;
      const together = combinedTooLarge(image, fit, box, pixelsPerInch / mmPerInch);
      return { image, fit, combinedTooLarge: together, device, box: box.device };
    });
  } catch (error) {
    if (error instanceof JobFailure) return [];
    throw error;
  }
}
