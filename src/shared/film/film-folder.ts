// A film as files: a folder with film.json and one PNG per image. Fixtures are such folders: render tests lay them out as
// they are, the demonstration prints them through the network, both from the same bytes. Start at `readFilmFolder`;
// film-description.ts says what film.json holds. A PNG holds stored values: 8 or 16 bits per sample, gray or RGB; signed
// values as two's complement of bitsStored bits.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import {
  filmDescriptionSchema,
  type FilmDescription,
  type ImageDescription,
  type LutDescription,
} from './film-description.ts';
import { SetupFailure, messageOf } from '../errors/errors.ts';
import type { BlobRef, Density, Film, ImageBox, Pixels, PresentationLut } from './film.ts';

type WithBytes<P extends Pixels> = P extends Pixels
  ? Omit<P, 'data' | 'iccProfile'> & { readonly bytes: Buffer }
  : never;

/** Pixels with their bytes: what Pixel Data (7FE0,0010) holds, little endian. */
export type LoadedPixels = WithBytes<Pixels>;

export interface LoadedImage {
  readonly description: ImageDescription;
  readonly pixels: LoadedPixels;
}

export interface FilmFolder {
  /** The folder's name: what the film demonstrates. */
  readonly name: string;
  readonly description: FilmDescription;
  /** In the order of film.json. */
  readonly images: readonly LoadedImage[];
}

/** The folders under `parent` that hold a film.json, absolute, sorted by name. */
export async function listFilmFolders(parent: string): Promise<readonly string[]> {
  const found = await readdir(parent, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && entry.name === 'film.json')
    .map((entry) => path.resolve(entry.parentPath))
    .sort();
}

/**
 * Reads one folder with all its pixels.
 * @throws SetupFailure `usage` with the file and the key when film.json or a PNG is not as described.
 */
export async function readFilmFolder(folder: string): Promise<FilmFolder> {
  const file = path.join(folder, 'film.json');
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new SetupFailure('usage', `${file}: ${messageOf(error)}`, { cause: error });
  }
  const parsed = filmDescriptionSchema.safeParse(json);
  if (!parsed.success) throw new SetupFailure('usage', `${file}: ${z.prettifyError(parsed.error)}`);
  const images: LoadedImage[] = [];
  for (const description of parsed.data.images) {
    images.push({ description, pixels: await loadPixels(path.join(folder, description.file), description) });
  }
  return { name: path.basename(folder), description: parsed.data, images };
}

async function loadPixels(file: string, image: ImageDescription): Promise<LoadedPixels> {
  try {
    const rgb = image.photometricInterpretation === 'RGB';
    const { depth } = await sharp(file).metadata();
    const wide = depth === 'ushort';
    if ((!wide && depth !== 'uchar') || wide !== image.bitsStored > 8)
      throw new Error(`${depth} samples do not fit bitsStored ${image.bitsStored}`);
    // Name the color space and depth: otherwise sharp returns 16-bit gray as 8-bit sRGB.
    const space = wide ? (rgb ? 'rgb16' : 'grey16') : rgb ? 'srgb' : 'b-w';
    const { data, info } = await sharp(file)
      .toColourspace(space)
      .raw({ depth: wide ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== (rgb ? 3 : 1)) throw new Error(`${info.channels} channels`);
    const bitsAllocated = wide ? 16 : 8;
    const grid = {
      rows: info.height,
      columns: info.width,
      pixelAspectRatio: image.pixelAspectRatio,
      bitsAllocated,
      bitsStored: image.bitsStored,
    } as const;
    if (image.photometricInterpretation === 'RGB') {
      const { planarConfiguration } = image;
      const bytes = planarConfiguration === 1 ? toPlanes(data, wide ? 2 : 1) : data;
      return { kind: 'rgb', ...grid, planarConfiguration, bytes };
    }
    const highBit = image.highBit ?? image.bitsStored - 1;
    return {
      kind: 'gray',
      ...grid,
      photometricInterpretation: image.photometricInterpretation,
      highBit,
      signed: image.signed,
      bytes: shiftUp(data, highBit + 1 - image.bitsStored),
    };
  } catch (error) {
    throw new SetupFailure('usage', `${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** RGBRGB… → RRR…GGG…BBB…, samples of `size` bytes. */
function toPlanes(data: Buffer, size: 1 | 2): Buffer {
  const planes = Buffer.allocUnsafe(data.length);
  const pixels = data.length / 3 / size;
  for (let sample = 0; sample < pixels * 3; sample++) {
    const target = ((sample % 3) * pixels + Math.floor(sample / 3)) * size;
    data.copy(planes, target, sample * size, (sample + 1) * size);
  }
  return planes;
}

function shiftUp(words: Buffer, bits: number): Buffer {
  if (bits === 0) return words;
  for (let at = 0; at < words.length; at += 2)
    words.writeUInt16LE((words.readUInt16LE(at) << bits) & 0xffff, at);
  return words;
}

/** BLACK, WHITE or hundredths of OD, as clients write it. */
function densityOf(text: string): Density {
  if (text === 'BLACK') return { kind: 'black' };
  if (text === 'WHITE') return { kind: 'white' };
  return { kind: 'density', hundredthsOfOD: Number(text) };
}

/** The words of a LUT table as LUT Data holds them: 16 bits each, little endian. */
function lutBytes(table: readonly number[]): Buffer {
  const bytes = Buffer.alloc(table.length * 2);
  for (const [index, value] of table.entries()) bytes.writeUInt16LE(value, index * 2);
  return bytes;
}

export interface FolderFilm {
  readonly film: Film;
  /** Where each blob of the film was written, by its key. */
  readonly blobPaths: Readonly<Record<string, string>>;
}

/** The film that a Print SCP would make of the folder, its blobs written to `blobFolder`. */
export async function toFilm(folder: FilmFolder, blobFolder: string): Promise<FolderFilm> {
  await mkdir(blobFolder, { recursive: true });
  const blobPaths: Record<string, string> = {};
  const writeBlob = async (key: string, bytes: Buffer): Promise<BlobRef> => {
    blobPaths[key] = path.join(blobFolder, key);
    await writeFile(blobPaths[key], bytes);
    return { key, byteLength: bytes.length };
  };
  const lutOf = async (key: string, lut: LutDescription): Promise<PresentationLut> =>
    typeof lut === 'string'
      ? { kind: lut }
      : {
          kind: 'table',
          entries: lut.table.length,
          bits: lut.bits,
          data: await writeBlob(key, lutBytes(lut.table)),
        };

  const { description } = folder;
  const images: ImageBox[] = [];
  for (const { description: image, pixels } of folder.images) {
    const key = `${folder.name}-${image.position}`;
    const { bytes, ...grid } = pixels;
    const smoothingType = image.smoothingType ?? description.smoothingType;
    images.push({
      kind: 'image',
      sopInstanceUid: `2.25.${image.position}`,
      position: image.position,
      pixels: { ...grid, data: await writeBlob(key, bytes) },
      polarity: image.polarity,
      magnificationType: image.magnificationType ?? description.magnificationType,
      ...(smoothingType === undefined ? {} : { smoothingType }),
      presentationLut: await lutOf(`${key}-lut`, image.presentationLut ?? description.presentationLut),
      minDensity: image.minDensity ?? description.minDensity,
      maxDensity: image.maxDensity ?? description.maxDensity,
      ...(image.requestedImageSizeMm === undefined
        ? {}
        : { requestedImageSizeMm: image.requestedImageSizeMm }),
      requestedDecimateCropBehavior: image.requestedDecimateCropBehavior,
    });
  }
  return {
    blobPaths,
    film: {
      kind: 'film',
      sopInstanceUid: '2.25.0',
      imageDisplayFormat: description.imageDisplayFormat,
      filmOrientation: description.filmOrientation,
      filmSizeId: description.filmSizeId,
      borderDensity: densityOf(description.borderDensity),
      emptyImageDensity: densityOf(description.emptyImageDensity),
      minDensity: description.minDensity,
      maxDensity: description.maxDensity,
      trim: description.trim,
      ...(description.illumination === undefined ? {} : { illumination: description.illumination }),
      ...(description.reflectedAmbientLight === undefined
        ? {}
        : { reflectedAmbientLight: description.reflectedAmbientLight }),
      requestedResolutionId: 'STANDARD',
      images,
      annotations: [],
    },
  };
}
