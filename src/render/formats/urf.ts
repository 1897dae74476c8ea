// Apple Raster, image/urf: the format of AirPrint printers. Apple publishes no specification; this implementation
// follows CUPS. The document has a header of 12 bytes, a page one of 32, then the body that run-length.ts encodes.
// All numbers are big endian. Start at `urfPageHeader`.
import type { DevicePage } from '../sheet/device-page.ts';
import { bitsOf } from '../sheet/device-samples.ts';
import type { PixelType } from '../sheet/document-formats.ts';

/** The word UNIRAST, ended by 0, and the number of pages. */
export function urfFileHeader(pages: number): Buffer {
  const header = Buffer.alloc(12);
  header.write('UNIRAST', 'latin1');
  header.writeUInt32BE(pages, 8);
  return header;
}

/** W and SRGB of the attribute urf-supported; it has no name for black as ink. */
const colorSpaces = { sGray: 0, sRGB: 1 } as const;
const oneSided = 1;

/** The header of a page. Quality, media type and tray stay 0: the print job sets them. */
export function urfPageHeader(
  { width, height, channels, pixelsPerInch }: DevicePage,
  pixels: PixelType,
): Buffer {
  const header = Buffer.alloc(32);
  header[0] = bitsOf(pixels) * channels;
  header[1] = channels === 1 ? colorSpaces.sGray : colorSpaces.sRGB;
  header[2] = oneSided;
  header.writeUInt32BE(width, 12);
  header.writeUInt32BE(height, 16);
  header.writeUInt32BE(pixelsPerInch, 20);
  return header;
}
