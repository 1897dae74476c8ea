// Converts color images with an ICC profile to sRGB, by lcms (libvips) on the stored pixels, before any other step:
// colors are resampled and printed as sRGB. Each strip is converted as a TIFF with the profile in it, the only
// container that accepts raw rows and any profile. Start at `inSrgb`. ICC.1:2022; TIFF 6.0.
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { messageOf } from '../../shared/errors/errors.ts';
import type { BlobRef, Film, ImageBox, Pixels, RgbPixels, Substitution } from '../../shared/film/film.ts';
import { openPixels } from '../resampling/pixel-source.ts';
import { colorTiff } from '../../shared/film/color-tiff.ts';
import type { BlobPaths } from '../sheet/sheet.ts';
import { rgbTable } from '../tone/tone.ts';

/** Films and the paths of their blobs. */
export interface FilmBlobs {
  readonly films: readonly Film[];
  readonly blobPaths: BlobPaths;
}

/** The films in sRGB, and per film the images that could not be converted. */
export interface SrgbFilms extends FilmBlobs {
  readonly findings: readonly (readonly Substitution[])[];
}

/** Pixels per strip: with all its copies about 20 MiB. */
const stripPixels = 1 << 20;
/** Maximum length of a profile: the same limit as when it is received. */
const maxProfileBytes = 4 * 1024 * 1024;

type Profiled = RgbPixels & { readonly iccProfile: BlobRef };

const profiled = (pixels: Pixels): pixels is Profiled =>
  pixels.kind === 'rgb' && pixels.iccProfile !== undefined;

/**
 * Passes `use` the films with every color image in sRGB; images without a profile are unchanged. A converted image
 * has 8 bits per sample, whatever it had before: with 16 bits lcms, as libvips calls it, is off by up to 1.4 values
 * of 8 bits in dark colors, with 8 by less than 1. The converted pixels are in a temporary folder, which is removed
 * when `use` is done. A profile that cannot be used is ignored and reported, and the colors are interpreted as sRGB.
 * @throws JobFailure `pixels-missing` when an image with a profile is missing; errors of `use` and of the system.
 */
export async function inSrgb<T>(given: FilmBlobs, use: (films: SrgbFilms) => Promise<T>): Promise<T> {
  if (!given.films.some(({ images }) => images.some(({ pixels }) => profiled(pixels))))
    return await use({ ...given, findings: given.films.map(() => []) });
  const folder = await mkdtemp(path.join(tmpdir(), 'hardcopy-srgb-'));
  try {
    const blobPaths: Record<string, string> = { ...given.blobPaths };
    const films: Film[] = [];
    const findings: Substitution[][] = [];
    for (const film of given.films) {
      const images: ImageBox[] = [];
      const found: Substitution[] = [];
      for (const image of film.images) {
        const { pixels, position } = image;
        const shown = profiled(pixels) ? await convert(pixels, blobPaths, folder) : { pixels };
        images.push({ ...image, pixels: shown.pixels });
        if (shown.unused !== undefined) found.push(notUsed(position, shown.unused));
      }
      films.push({ ...film, images });
      findings.push(found);
    }
    return await use({ films, blobPaths, findings });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function notUsed(position: number, reason: string): Substitution {
  const requested = `profile of the image at position ${position}`;
  return { attribute: 'ICCProfile', requested, used: 'sRGB', reason: `it cannot be used: ${reason}` };
}

interface Shown {
  readonly pixels: Pixels;
  /** The reason why its profile was not used. */
  readonly unused?: string;
}

/**
 * The image in sRGB, with its blob written and added to `blobPaths`; the image unchanged if its profile cannot be
 * used.
 */
async function convert(pixels: Profiled, blobPaths: Record<string, string>, folder: string): Promise<Shown> {
  const { iccProfile, highBit: _, ...plain } = pixels;
  const profile = await profileOf(blobPaths[iccProfile.key], iccProfile);
  if (typeof profile === 'string') {
    const { iccProfile: _profile, ...asSrgb } = pixels;
    return { pixels: asSrgb, unused: profile };
  }
  const { rows, columns } = pixels;
  const key = `${pixels.data.key}-${iccProfile.key}-srgb`;
  const converted: RgbPixels = {
    ...plain,
    planarConfiguration: 0,
    bitsAllocated: 8,
    bitsStored: 8,
    data: { key, byteLength: rows * columns * 3 },
  };
  if (blobPaths[key] !== undefined) return { pixels: converted };
  const file = path.join(folder, String(Object.keys(blobPaths).length));
  const target = openSync(file, 'wx', 0o600);
  try {
    for (const strip of strips(pixels, blobPaths[pixels.data.key])) {
      writeSync(target, await srgbOf(profile, columns, strip));
    }
  } finally {
    closeSync(target);
  }
  blobPaths[key] = file;
  return { pixels: converted };
}

/** The bytes of a usable profile, tested with lcms on one pixel; otherwise the reason, as half a sentence. */
async function profileOf(file: string | undefined, { byteLength }: BlobRef): Promise<Buffer | string> {
  if (byteLength > maxProfileBytes) return `it has ${byteLength} bytes`;
  const profile = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (profile === undefined) return 'it is missing from the spool';
  // libvips would silently replace a profile for another color space with its default.
  if (profile.toString('latin1', 16, 20) !== 'RGB ') return 'it is for a color space other than RGB';
  const warnings: string[] = [];
  const trial = sharp(colorTiff(profile, 1, 1, Buffer.alloc(3)))
    .on('warning', (warning) => warnings.push(messageOf(warning)))
    .toColourspace('srgb');
  await trial
    .raw()
    .toBuffer()
    .catch((error: unknown) => warnings.push(messageOf(error)));
  const [warning] = warnings;
  return warning === undefined ? profile : `it is broken (${warning.trim()})`;
}

/** The image from the top down, 8 bits per sample, RGBRGB…; the yielded array is reused and differs only in length. */
function* strips(pixels: RgbPixels, file: string | undefined): Generator<Buffer, void, undefined> {
  const { rows, columns } = pixels;
  const source = openPixels(pixels, file, rgbTable(pixels, 'NORMAL'));
  try {
    const height = Math.min(rows, Math.max(1, Math.floor(stripPixels / columns)));
    const strip = Buffer.alloc(height * columns * 3);
    const line = new Float32Array(columns);
    const wholeRow = { from: 0, to: columns };
    for (let top = 0; top < rows; top += height) {
      const count = Math.min(height, rows - top);
      for (const [channel, plane] of source.planes.entries()) {
        for (let row = 0; row < count; row++) {
          plane.readRow(top + row, wholeRow, line, 0);
          let at = row * columns * 3 + channel;
          for (const value of line) {
            strip[at] = Math.round(value / 257);
            at += 3;
          }
        }
      }
      yield strip.subarray(0, count * columns * 3);
    }
  } finally {
    source.close();
  }
}

async function srgbOf(profile: Buffer, columns: number, strip: Buffer): Promise<Buffer> {
  const rows = strip.length / columns / 3;
  return await sharp(colorTiff(profile, columns, rows, strip))
    .toColourspace('srgb')
    .raw()
    .toBuffer();
}
