// PNG, JPEG and TIFF pictures as things to print: a scan, a logo, a test pattern. Decoded by sharp; what is transparent
// prints as empty film. A picture has no window: its values pass as they are.
import sharp, { type Sharp } from 'sharp';
import { grayAsRgb, rgbImage } from './color-image.ts';
import {
  preparedGray,
  type PreparedGray,
  type PreparedImage,
  type PrepareOptions,
} from './prepared-image.ts';

export interface Picture {
  readonly pages: number;
  readonly rows: number;
  readonly columns: number;
  readonly color: boolean;
  /** From the resolution that the file declares. */
  readonly columnSpacingMm?: number;
}

const pictureFormats = ['png', 'jpeg', 'tiff'] as const;

/** @throws Error when sharp does not know the bytes, RangeError when they are no PNG, JPEG or TIFF. */
export async function describePicture(file: Uint8Array): Promise<Picture> {
  const { format, pages, autoOrient, space, density } = await sharp(file).metadata();
  if (!pictureFormats.some((known) => known === format)) throw new RangeError(`it is a ${format} picture`);
  return {
    pages: pages ?? 1,
    rows: autoOrient.height,
    columns: autoOrient.width,
    color: space !== 'b-w' && space !== 'grey16',
    ...(density === undefined ? {} : { columnSpacingMm: 25.4 / density }),
  };
}

/** @param page from 0 */
export async function preparePicture(
  file: Uint8Array,
  picture: Picture,
  page: number,
  options: PrepareOptions,
): Promise<PreparedImage> {
  const image = sharp(file, { page }).autoOrient().flatten({ background: 'black' });
  if (options.color && picture.color) {
    const { data, info } = await image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    const pixels = info.width * info.height;
    const planes = new Uint8Array(pixels * 3);
    for (let sample = 0; sample < data.length; sample++) {
      planes[(sample % 3) * pixels + Math.floor(sample / 3)] = data[sample] ?? 0;
    }
    return rgbImage({ rows: info.height, columns: info.width }, planes);
  }
  if (options.color) return grayAsRgb(await grayPicture(image, 8));
  return grayPicture(image, options.bits);
}

async function grayPicture(image: Sharp, bits: 8 | 12): Promise<PreparedGray> {
  const { data, info } = await (
    bits === 8 ? image.toColourspace('b-w').raw() : image.toColourspace('grey16').raw({ depth: 'ushort' })
  ).toBuffer({ resolveWithObject: true });
  if (bits === 12) {
    for (let at = 0; at < data.length; at += 2) {
      data.writeUInt16LE(Math.round((data.readUInt16LE(at) / 65535) * 4095), at);
    }
  }
  return preparedGray({ rows: info.height, columns: info.width }, bits, data);
}
