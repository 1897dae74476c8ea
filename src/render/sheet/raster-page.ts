// The size of a sheet as a picture in pixels.
import { JobFailure } from '../../shared/errors/errors.ts';
import { mmPerInch } from '../layout/geometry.ts';
import type { PageGrid } from './page-rows.ts';
import type { Sheet } from './sheet.ts';

/** The properties of a pixel picture that a file states. */
export interface RasterPage extends PageGrid {
  readonly bits: 8 | 16;
  readonly pixelsPerInch: number;
}

/** Maximum pixels of the longest side: more than any device has, and for most shapes within the 4 GiB of a TIFF. */
const maxSideLength = 65_535;

/** The pixels that lie completely or partly on the page, as PDF viewers count them. */
export function rasterPage(sheet: Sheet, bits: 8 | 16): RasterPage {
  const { pixelsPerInch, widthMm, heightMm } = sheet;
  const size = (mm: number) => Math.ceil((mm / mmPerInch) * pixelsPerInch - 1e-6);
  const [width, height] = [size(widthMm), size(heightMm)];
  if (width > maxSideLength || height > maxSideLength) {
    throw new JobFailure(
      'render-failed',
      `A page of ${width} × ${height} pixels is too large for a picture; request fewer pixels per inch.`,
    );
  }
  const channels = sheet.images.some((image) => image.channels === 3) ? 3 : 1;
  return { width, height, channels, bits, pixelsPerInch };
}
