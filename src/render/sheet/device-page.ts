// The properties of a page that a raster format states before its rows, and the rows: the same for PWG Raster, Apple
// Raster and JPEG.
import { JobFailure } from '../../shared/errors/errors.ts';
import { mmPerInch } from '../layout/geometry.ts';
import type { PageGrid } from './page-rows.ts';
import type { Sheet } from './sheet.ts';

/** A page for a device. */
export interface DevicePage extends PageGrid {
  readonly pixelsPerInch: number;
  /** The paper in its orientation. */
  readonly widthMm: number;
  readonly heightMm: number;
}

/** Maximum pixels of the longest side of a page, and per inch: the limit of JPEG, and more than any device has. */
const maxSideLength = 65_535;

/**
 * The page of a sheet: all device pixels that lie completely on the paper. Devices count them the same way; with one
 * more column, a device would scale the page or reject it.
 * @throws JobFailure `render-failed` when the page has no pixels, or too many, or a fractional number per inch.
 */
export function devicePage(sheet: Sheet, channels: 1 | 3): DevicePage {
  const { pixelsPerInch, widthMm, heightMm } = sheet;
  const pixels = (mm: number) => Math.floor((mm * pixelsPerInch) / mmPerInch + 1e-6);
  const [width, height] = [pixels(widthMm), pixels(heightMm)];
  const sides = width >= 1 && height >= 1 && width <= maxSideLength && height <= maxSideLength;
  if (sides && Number.isInteger(pixelsPerInch) && pixelsPerInch <= maxSideLength) {
    return { width, height, channels, pixelsPerInch, widthMm, heightMm };
  }
  throw new JobFailure(
    'render-failed',
    `A page of ${widthMm} × ${heightMm} mm cannot have ${pixelsPerInch} pixels per inch.`,
  );
}
