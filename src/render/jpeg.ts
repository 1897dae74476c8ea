// A page as a JPEG, for devices that take nothing better. JPEG loses: greys are off by a value or two, so every other
// format that a device takes is the better choice.
import sharp from 'sharp';
import type { DevicePage } from './device-page.ts';
import { pngOfRows } from './png.ts';

/** High enough that what is lost cannot be seen, chroma in full: edges of colour stay sharp. */
const settings = { quality: 95, chromaSubsampling: '4:4:4' } as const;

/** The JPEG of a page's rows, with its resolution; throws what the rows throw. */
export async function jpegOfRows(rows: Iterable<Uint8Array>, page: DevicePage): Promise<Uint8Array> {
  const png = await pngOfRows(rows, page);
  const jpeg = await sharp(png, { sequentialRead: true, limitInputPixels: false })
    .toColourspace(page.channels === 1 ? 'b-w' : 'srgb')
    .jpeg(settings)
    .toBuffer();
  return Buffer.concat([jpeg.subarray(0, 2), jfifSegment(page.pixelsPerInch), jpeg.subarray(2)]);
}

/**
 * The segment APP0 of JFIF 1.02, which belongs behind the marker that begins a JPEG: there devices look for the resolution.
 * libvips leaves it out, and writes a resolution as Exif.
 */
function jfifSegment(pixelsPerInch: number): Buffer {
  const segment = Buffer.from([
    0xff,
    0xe0,
    0,
    16,
    ...Buffer.from('JFIF\0', 'latin1'),
    1,
    2,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
  ]);
  const density = 12;
  segment.writeUInt16BE(pixelsPerInch, density);
  segment.writeUInt16BE(pixelsPerInch, density + 2);
  return segment;
}
