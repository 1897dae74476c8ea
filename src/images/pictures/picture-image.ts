// PNG, JPEG and TIFF pictures as printable images: a scan, a logo, a test pattern. Decoded by sharp; transparent
// areas print as empty film. Plain pictures have no window: their values are used unchanged.
import sharp, { type Sharp } from 'sharp';
import { grayAsRgb, grayImage, rgbImage } from '../pixels/color-image.ts';
import { pictureResolution } from './picture-resolution.ts';
import { tiffPage } from './tiff-directory.ts';
import { wideColors, wideGrays, wideSamples, type WideSamples } from './wide-picture.ts';
import type { Note } from '../pixels/modality-lut.ts';
import { wholeRatio, type PixelGeometry } from '../pixels/pixel-geometry.ts';
import {
  preparedGray,
  type PreparedGray,
  type PreparedImage,
  type PrepareOptions,
} from '../pixels/prepared-image.ts';

export interface PicturePage extends PixelGeometry {
  readonly rows: number;
  readonly columns: number;
  readonly color: boolean;
}

const pictureFormats = ['png', 'jpeg', 'tiff'] as const;
/** To read the size of a picture that is too large, which image-file.ts refuses. */
const anySize = { limitInputPixels: false } as const;
/** A TIFF with more pages is refused: describing them takes a minute. */
const maxPages = 10_000;
/** Exif orientations that exchange rows and columns. */
const sideways: ReadonlySet<number> = new Set([5, 6, 7, 8]);

/** A page of measured gray values or colors, described by its own TIFF directory: libvips cannot read all of them. */
function describeOwnPage(file: Uint8Array, page: number): PicturePage | undefined {
  const directory = tiffPage(file, page);
  const [rows, columns] = [directory?.value('height'), directory?.value('width')];
  const wide = wideSamples(file, page);
  if (!wide || rows === undefined || columns === undefined) return undefined;
  if (wide.channels > 2 && (!wide.rgb || shownByLibvips(wide))) return undefined;
  return { rows, columns, color: wide.channels > 2, ...geometryOf(file, page, false) };
}

function geometryOf(file: Uint8Array, page: number, rotated: boolean): PixelGeometry {
  const { columnMm, rowMm, aspect } = pictureResolution(file, page);
  const columnSpacingMm = rotated ? rowMm : columnMm;
  return {
    pixelAspectRatio: rotated ? wholeRatio(1, aspect) : wholeRatio(aspect, 1),
    ...(columnSpacingMm !== undefined && { columnSpacingMm }),
  };
}

async function describePage(file: Uint8Array, page: number): Promise<PicturePage> {
  const own = describeOwnPage(file, page);
  if (own) return own;
  const { autoOrient, space, orientation = 1 } = await sharp(file, { page, ...anySize }).metadata();
  return {
    rows: autoOrient.height,
    columns: autoOrient.width,
    color: space !== 'b-w' && space !== 'grey16',
    ...geometryOf(file, page, sideways.has(orientation)),
  };
}

/**
 * The pages of a picture; formats other than TIFF have one.
 * @throws Error when sharp does not recognize the bytes, RangeError when they are not PNG, JPEG or TIFF.
 */
export async function describePicture(file: Uint8Array): Promise<readonly PicturePage[]> {
  const { format, pages = 1 } = await sharp(file, anySize)
    .metadata()
    .catch((error: unknown) => {
      if (describeOwnPage(file, 0)) return { format: 'tiff', pages: 1 } as const;
      throw error;
    });
  if (!pictureFormats.some((known) => known === format)) throw new RangeError(`it is a ${format} picture`);
  if (pages > maxPages) throw new Error(`it has ${pages} pages; at most ${maxPages} are allowed`);
  const described: PicturePage[] = [];
  for (let page = 0; page < pages; page++) described.push(await describePage(file, page));
  return described;
}

/** @param page from 0 */
export async function preparePicture(
  file: Uint8Array,
  picture: PicturePage,
  page: number,
  options: PrepareOptions,
): Promise<PreparedImage> {
  const { pixelAspectRatio } = picture;
  const notes: string[] = [];
  const note = (text: string): void => void notes.push(text);
  const prepared = await preparePage(file, picture, page, { ...options, note });
  return { ...prepared, pixelAspectRatio, ...(notes.length > 0 && { notes }) };
}

async function preparePage(
  file: Uint8Array,
  picture: PicturePage,
  page: number,
  options: PrepareOptions & { readonly note: Note },
): Promise<PreparedImage> {
  const { note } = options;
  const bits = options.color ? 8 : options.bits;
  const wide = wideSamples(file, page);
  if (wide && picture.color && !shownByLibvips(wide)) {
    const planes = await wideColors(file, { page, grid: picture, wide }, note);
    return options.color ? rgbImage(picture, planes) : grayImage(picture, planes, bits);
  }
  if (wide && !picture.color) {
    const grays = await wideGrays(
      file,
      { page, grid: picture, wide },
      { ...options, maxGray: 2 ** bits - 1 },
    );
    const gray = preparedGray(
      picture,
      bits,
      bits === 8 ? Uint8Array.from(grays) : new Uint8Array(grays.buffer),
    );
    return options.color ? grayAsRgb(gray) : gray;
  }
  if (wide) note('its colors are floating point; they are interpreted as linear light, from 0 to 1');
  const image = sharp(file, { page }).autoOrient().flatten({ background: 'black' });
  if (options.color && picture.color) return colorPicture(image);
  const gray = await grayPicture(image, bits);
  return options.color ? grayAsRgb(gray) : gray;
}

/** Whether libvips converts the colors correctly: linear light of 32 bits. It clips others without an error. */
const shownByLibvips = ({ format, bits }: WideSamples) => format === 'float' && bits === 32;

async function colorPicture(image: Sharp): Promise<PreparedImage> {
  const { data, info } = await image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const pixels = info.width * info.height;
  const planes = new Uint8Array(pixels * 3);
  for (let sample = 0; sample < data.length; sample++) {
    planes[(sample % 3) * pixels + Math.floor(sample / 3)] = data[sample] ?? 0;
  }
  return rgbImage({ rows: info.height, columns: info.width }, planes);
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
