// Converts colors with an ICC profile to sRGB with lcms (libvips) before sending: printers interpret RGB as sRGB, and
// few support profiles. An unusable profile is ignored with a note. ICC.1:2022, PS3.3 C.11.15. Start at `inSrgb`.
import sharp from 'sharp';
import { colorTiff } from '../../shared/film/color-tiff.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import type { FileAttributes } from '../file/file-attributes.ts';
import type { Note } from './modality-lut.ts';

/** Limits of a profile, equal to those of received profiles. */
const maxProfileBytes = 4 * 1024 * 1024;
/** Pixels converted per batch. */
const stripPixels = 1 << 20;

/** The profile of a file: its own, or that of its first optical path in whole slide images. */
export function profileOf(image: FileAttributes): Uint8Array | undefined {
  return image.bytes('ICCProfile') ?? image.item('OpticalPathSequence')?.bytes('ICCProfile');
}

/** Why a profile cannot be used, as half a sentence; lcms tries it on one pixel. */
async function faultOf(profile: Buffer): Promise<string | undefined> {
  if (profile.length > maxProfileBytes) return `it has ${profile.length} bytes`;
  if (profile.length < 132 || profile.toString('latin1', 36, 40) !== 'acsp')
    return 'it is not an ICC profile';
  // libvips would silently replace a profile for another color space with its default.
  const space = profile.toString('latin1', 16, 20);
  if (space !== 'RGB ') return 'it is for another color space than RGB';
  const warnings: string[] = [];
  await sharp(colorTiff(profile, 1, 1, Buffer.alloc(3)))
    .on('warning', (warning) => warnings.push(messageOf(warning)))
    .toColourspace('srgb')
    .raw()
    .toBuffer()
    .catch((error: unknown) => warnings.push(messageOf(error)));
  return warnings.length === 0 ? undefined : 'it is broken';
}

/**
 * Converts three planes of 8 bits, one after the other, in place.
 * @param bytes the profile, with or without the padding of an odd length
 */
export async function inSrgb(planes: Uint8Array, bytes: Uint8Array, note: Note): Promise<void> {
  const profile = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fault = await faultOf(profile);
  if (fault !== undefined) {
    note(`its color profile is not used, for ${fault}: its colors are interpreted as sRGB`);
    return;
  }
  const pixels = planes.length / 3;
  const [red, green, blue] = [0, 1, 2].map((plane) => planes.subarray(plane * pixels, (plane + 1) * pixels));
  if (!red || !green || !blue) return;
  for (let from = 0; from < pixels; from += stripPixels) {
    const count = Math.min(stripPixels, pixels - from);
    const strip = Buffer.alloc(count * 3);
    for (let index = 0; index < count; index++) {
      strip[index * 3] = red[from + index] ?? 0;
      strip[index * 3 + 1] = green[from + index] ?? 0;
      strip[index * 3 + 2] = blue[from + index] ?? 0;
    }
    const converted = await sharp(colorTiff(profile, count, 1, strip), { limitInputPixels: false })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    for (let index = 0; index < count; index++) {
      red[from + index] = converted[index * 3] ?? 0;
      green[from + index] = converted[index * 3 + 1] ?? 0;
      blue[from + index] = converted[index * 3 + 2] ?? 0;
    }
  }
}
