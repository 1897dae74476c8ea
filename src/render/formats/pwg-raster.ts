// PWG Raster, image/pwg-raster (PWG 5102.4-2012): a sync word, and for each page a header of 1796 bytes and the body that
// run-length.ts encodes. All numbers are big endian. Start at `pwgPageHeader`.
import type { DevicePage } from '../sheet/device-page.ts';
import { bitsOf, bytesPerRow } from '../sheet/device-samples.ts';
import type { PixelType } from '../sheet/document-formats.ts';
import { mediaSizeName } from '../layout/media-size-name.ts';

/** The sync word, "RaS2": it stands once, before the first page. */
export const pwgSyncWord: Uint8Array = Buffer.from('RaS2', 'latin1');

const pwgHeaderBytes = 1796;

/** Positions of the header fields that are not 0 (PWG 5102.4 table 1). */
const field = {
  pwgRaster: 0,
  hwResolution: 276,
  numCopies: 340,
  pageSize: 352,
  width: 372,
  height: 376,
  bitsPerColor: 384,
  bitsPerPixel: 388,
  bytesPerLine: 392,
  colorSpace: 400,
  numColors: 420,
  totalPageCount: 452,
  crossFeedTransform: 456,
  feedTransform: 460,
  imageBoxRight: 472,
  alternatePrimary: 480,
  pageSizeName: 1732,
} as const;

/** cupsColorSpace by kind of pixel: Black, sGray, sRGB (PWG 5102.4 clause 4.3.2.1). */
const colorSpaces: Readonly<Record<PixelType, number>> = {
  black_1: 3,
  black_8: 3,
  sgray_1: 18,
  sgray_8: 18,
  srgb_8: 19,
};
const pointsPerMm = 72 / 25.4;

/**
 * The header of a page. Fields that stay 0 leave the choice to the print job (Print Quality, tray, type of the media), or
 * have 0 as their value: one side, interleaved pixels, portrait, because the page is in the orientation of the device.
 */
export function pwgPageHeader(page: DevicePage, pages: number, pixels: PixelType): Buffer {
  const header = Buffer.alloc(pwgHeaderBytes);
  const put = (offset: number, ...values: readonly number[]) => {
    for (const [index, value] of values.entries()) header.writeUInt32BE(value, offset + index * 4);
  };
  const { width, height, channels, pixelsPerInch, widthMm, heightMm } = page;
  header.write('PwgRaster', field.pwgRaster, 'latin1');
  put(field.hwResolution, pixelsPerInch, pixelsPerInch);
  put(field.numCopies, 1);
  put(field.pageSize, Math.round(widthMm * pointsPerMm), Math.round(heightMm * pointsPerMm));
  put(field.width, width);
  put(field.height, height);
  put(field.bitsPerColor, bitsOf(pixels));
  put(field.bitsPerPixel, bitsOf(pixels) * channels);
  put(field.bytesPerLine, bytesPerRow(page, pixels));
  put(field.colorSpace, colorSpaces[pixels]);
  put(field.numColors, channels);
  put(field.totalPageCount, pages);
  // A front side, neither mirrored nor upside down.
  put(field.crossFeedTransform, 1);
  put(field.feedTransform, 1);
  // Left and top stay 0: the picture covers the page.
  put(field.imageBoxRight, width, height);
  put(field.alternatePrimary, 0xffffff);
  header.write(mediaSizeName(widthMm, heightMm), field.pageSizeName, 63, 'latin1');
  return header;
}
