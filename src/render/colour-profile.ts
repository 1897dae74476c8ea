// Colour images with an ICC profile → the same images in sRGB, by lcms (libvips) on the stored pixels, before anything else
// is made of them: colours are resampled and printed as sRGB. A strip at a time goes through as a TIFF with the profile in
// it, the one container that takes raw rows and any profile. Begin at `inSrgb`. ICC.1:2022; TIFF 6.0.
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { BlobRef, Film, ImageBox, Pixels, RgbPixels } from '../film.ts';
import { openPixels } from './pixel-source.ts';
import { colourTiff } from './colour-tiff.ts';
import type { BlobPaths } from './sheet.ts';
import { rgbTable } from './tone.ts';

/** Films, and where their blobs are. */
export interface FilmBlobs {
  readonly films: readonly Film[];
  readonly blobPaths: BlobPaths;
}

/** Pixels of a strip: with all its copies about 20 MiB. */
const stripPixels = 1 << 20;
/** What a profile may have: the same as when it is received. */
const largestProfileBytes = 4 * 1024 * 1024;

type Profiled = RgbPixels & { readonly iccProfile: BlobRef };

const profiled = (pixels: Pixels): pixels is Profiled =>
  pixels.kind === 'rgb' && pixels.iccProfile !== undefined;

/**
 * Hands `use` the films with every colour image in sRGB; those without a profile are as they were. An image with one has 8
 * bits a sample after it, whatever it had. What is made for it lies in a temporary folder and is gone when `use` is done.
 * A profile that cannot be used is passed over: the colours are taken as sRGB.
 * @throws JobFailure `pixels-missing` when an image with a profile is not there; what `use` and the system throw.
 */
export async function inSrgb<T>(given: FilmBlobs, use: (films: FilmBlobs) => Promise<T>): Promise<T> {
  if (!given.films.some(({ images }) => images.some(({ pixels }) => profiled(pixels))))
    return await use(given);
  const folder = await mkdtemp(path.join(tmpdir(), 'hardcopy-srgb-'));
  try {
    const blobPaths: Record<string, string> = { ...given.blobPaths };
    const films: Film[] = [];
    for (const film of given.films) {
      const images: ImageBox[] = [];
      for (const image of film.images) {
        const { pixels } = image;
        const shown = profiled(pixels) ? await convert(pixels, blobPaths, folder) : pixels;
        images.push({ ...image, pixels: shown });
      }
      films.push({ ...film, images });
    }
    return await use({ films, blobPaths });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The image in sRGB, its blob written and named in `blobPaths`; the image as it is if its profile is of no use. */
async function convert(
  pixels: Profiled,
  blobPaths: Record<string, string>,
  folder: string,
): Promise<RgbPixels> {
  const { iccProfile, ...plain } = pixels;
  const profile = await profileOf(blobPaths[iccProfile.key], iccProfile);
  if (profile === undefined) return plain;
  const { rows, columns } = pixels;
  const byteLength = rows * columns * 3;
  const key = `${pixels.data.key}-${iccProfile.key}-srgb`;
  const converted: RgbPixels = {
    ...plain,
    planarConfiguration: 0,
    bitsAllocated: 8,
    bitsStored: 8,
    data: { key, byteLength },
  };
  if (blobPaths[key] !== undefined) return converted;
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
  return converted;
}

/** The bytes of a profile that can be used: lcms tries it on one pixel. */
async function profileOf(file: string | undefined, { byteLength }: BlobRef): Promise<Buffer | undefined> {
  if (file === undefined || byteLength > largestProfileBytes) return undefined;
  const profile = await readFile(file).catch(() => undefined);
  // Of a profile for another colour space libvips would take its own instead, and say nothing.
  if (profile?.toString('latin1', 16, 20) !== 'RGB ') return undefined;
  const warnings: unknown[] = [];
  const trial = sharp(colourTiff(profile, 1, 1, Buffer.alloc(3)))
    .on('warning', (warning) => warnings.push(warning))
    .toColourspace('srgb');
  await trial
    .raw()
    .toBuffer()
    .catch((error: unknown) => warnings.push(error));
  return warnings.length === 0 ? profile : undefined;
}

/** The image from its top down, 8 bits a sample, RGBRGB…; the array yielded is the same each time but for its length. */
function* strips(pixels: RgbPixels, file: string | undefined): Generator<Buffer, void, undefined> {
  const { rows, columns } = pixels;
  const source = openPixels(pixels, file, rgbTable(pixels, 'NORMAL'));
  try {
    const height = Math.min(rows, Math.max(1, Math.floor(stripPixels / columns)));
    const strip = Buffer.alloc(height * columns * 3);
    const line = new Float32Array(columns);
    for (let top = 0; top < rows; top += height) {
      const count = Math.min(height, rows - top);
      for (const [channel, plane] of source.planes.entries()) {
        for (let row = 0; row < count; row++) {
          plane.readRow(top + row, 0, columns, line, 0);
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
  return await sharp(colourTiff(profile, columns, rows, strip))
    .toColourspace('srgb')
    .raw()
    .toBuffer();
}
