// The pixels of an image box for an imager, read from their blob while they are sent. Where the formats agree, they are sent
// byte for byte. Print Management defines few formats (PS3.3 C.13.5): gray of 8 bits, gray of 12 bits in 16, color of 8 bits
// plane by plane. All other formats, and content without an attribute of its own (VOI LUTs, overlays, gray on a color film),
// are converted row by row. Start at `forwardedImage`.
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { JobFailure } from '../../shared/errors/errors.ts';
import type { BlobRef, Density, ImageBox, Pixels } from '../../shared/film/film.ts';
import { grayOfColors } from '../../shared/film/luminance.ts';
import type { SentImage } from '../../images/pixels/prepared-image.ts';
import { openPixels } from '../../render/resampling/pixel-source.ts';
import { lutWords, pValueTable, rgbTable, type LoadedVoiLut } from '../../render/tone/tone.ts';

export type BlobPath = (blob: BlobRef) => string;

/**
 * The form of an image as it is sent. For color, the form depends on whether the imager supports color, which is known only
 * later.
 */
export interface ForwardedImage {
  /** Polarity and presentation LUT are already applied to the pixels: they must not be sent as well. */
  readonly toned: boolean;
  readonly prepare: (color: boolean) => Promise<SentImage>;
}

function agrees(image: ImageBox, colorFilm: boolean): boolean {
  const { pixels, voiLut, overlays = [] } = image;
  if (voiLut !== undefined || overlays.length > 0) return false;
  if (pixels.kind === 'rgb') return pixels.bitsAllocated === 8 && pixels.bitsStored === 8;
  const { bitsAllocated, bitsStored, highBit, signed } = pixels;
  const known = bitsAllocated === 8 ? bitsStored === 8 : bitsStored === 12 && highBit === 11;
  return known && !signed && !colorFilm;
}

/** @param colorFilm - whether the film uses the color Meta SOP class, if the imager supports it */
export function forwardedImage(image: ImageBox, colorFilm: boolean, blobPath: BlobPath): ForwardedImage {
  const { pixels } = image;
  const asIs = agrees(image, colorFilm);
  if (pixels.kind === 'gray') {
    return {
      toned: !asIs,
      prepare: (color) => (asIs ? unchanged(pixels, blobPath) : converted(image, color, blobPath)),
    };
  }
  return {
    toned: false,
    prepare: (color) =>
      asIs && color && pixels.planarConfiguration === 1
        ? unchanged(pixels, blobPath)
        : converted(image, color, blobPath),
  };
}

function byteLengthOf({ rows, columns, bitsAllocated, kind }: Pixels): number {
  return (rows * columns * (kind === 'rgb' ? 3 : 1) * bitsAllocated) / 8;
}

/** Throws before any part of the image is sent: a message that ends early costs the association. */
async function checkedFile(pixels: Pixels, blobPath: BlobPath): Promise<string> {
  const file = blobPath(pixels.data);
  const byteLength = byteLengthOf(pixels);
  const size = await stat(file).then(
    (found) => found.size,
    () => undefined,
  );
  if (size === undefined || size < byteLength) {
    const found = size === undefined ? 'is not in the spool' : `has ${size} bytes of ${byteLength}`;
    throw new JobFailure('pixels-missing', `Pixel data ${pixels.data.key} ${found}.`);
  }
  return file;
}

async function unchanged(pixels: Pixels, blobPath: BlobPath): Promise<SentImage> {
  const file = await checkedFile(pixels, blobPath);
  const byteLength = byteLengthOf(pixels);
  const chunks = () => createReadStream(file, { end: byteLength - 1, highWaterMark: 1 << 18 });
  const data = { byteLength, chunks };
  if (pixels.kind === 'gray') return { ...pixels, data };
  const { iccProfile: _, ...grid } = pixels;
  return { ...grid, ...(await profileOf(pixels, blobPath)), data };
}

/** The color space is sent with them: the imager converts, as the server would. */
async function profileOf(pixels: Pixels, blobPath: BlobPath): Promise<{ iccProfile?: Uint8Array }> {
  if (pixels.kind === 'gray' || pixels.iccProfile === undefined) return {};
  const { key } = pixels.iccProfile;
  try {
    return { iccProfile: await readFile(blobPath(pixels.iccProfile)) };
  } catch (cause) {
    throw new JobFailure('pixels-missing', `Color profile ${key} is not in the spool.`, { cause });
  }
}

/** 16-bit value by raw word: P-values for gray, sRGB for color, whose polarity stays an attribute. */
async function tableOf(image: ImageBox, blobPath: BlobPath): Promise<Uint16Array> {
  const { pixels, polarity, presentationLut: lut, voiLut } = image;
  if (pixels.kind === 'rgb') return rgbTable(pixels, 'NORMAL');
  const words = async (table: { readonly entries: number; readonly data: BlobRef }) =>
    lutWords(table, await readFile(blobPath(table.data)));
  const voi: LoadedVoiLut | undefined =
    voiLut?.kind === 'table' ? { ...voiLut, words: await words(voiLut) } : voiLut;
  return pValueTable(pixels, polarity, lut.kind === 'table' ? { ...lut, words: await words(lut) } : lut, voi);
}

interface Sample {
  readonly bytes: 1 | 2;
  /** 8 bits, or 12 in 16. */
  readonly maxValue: 255 | 4095;
}

async function converted(image: ImageBox, color: boolean, blobPath: BlobPath): Promise<SentImage> {
  const { pixels } = image;
  const file = await checkedFile(pixels, blobPath);
  const { rows, columns, pixelAspectRatio } = pixels;
  const grid = { rows, columns, pixelAspectRatio };
  const sample: Sample =
    color || pixels.bitsAllocated === 8 ? { bytes: 1, maxValue: 255 } : { bytes: 2, maxValue: 4095 };
  const table = await tableOf(image, blobPath);
  const overlays = await Promise.all(
    (image.overlays ?? []).map(async (overlay) => ({
      overlay,
      bits: await readFile(blobPath(overlay.data)),
    })),
  );
  const painters = overlays.map(({ overlay, bits }) => painterOf(overlay, bits, image));
  const data = {
    byteLength: rows * columns * sample.bytes * (color ? 3 : 1),
    chunks: () => rowsOf(pixels, file, table, { color, sample, painters }),
  };
  if (color) {
    const shape = { kind: 'rgb', planarConfiguration: 1, bitsAllocated: 8, bitsStored: 8 } as const;
    return { ...grid, ...(await profileOf(pixels, blobPath)), ...shape, data };
  }
  const bits =
    sample.bytes === 1
      ? ({ bitsAllocated: 8, bitsStored: 8, highBit: 7 } as const)
      : ({ bitsAllocated: 16, bitsStored: 12, highBit: 11 } as const);
  return { ...grid, data, kind: 'gray', photometricInterpretation: 'MONOCHROME2', signed: false, ...bits };
}

interface Conversion {
  readonly color: boolean;
  readonly sample: Sample;
  readonly painters: readonly Painter[];
}

const blockBytes = 1 << 16;

async function* rowsOf(
  pixels: Pixels,
  file: string,
  table: Uint16Array,
  { color, sample, painters }: Conversion,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = openPixels(pixels, file, table);
  try {
    const { columns, rows } = pixels;
    const rowBytes = columns * sample.bytes;
    const blockRows = Math.max(1, Math.floor(blockBytes / rowBytes));
    const lines = source.planes.map(() => new Float32Array(columns));
    const line = lines[0] ?? new Float32Array(columns);
    const wholeRow = { from: 0, to: columns };
    const grayOf = color || source.planes.length !== 3 ? undefined : grayOfColors(65_535);
    for (let pass = 0; pass < (color ? 3 : 1); pass++) {
      // One plane per pass; gray on a color film is sent three times, colors on a gray film are mixed.
      const planes = color ? [source.planes[pass % source.planes.length]] : source.planes;
      for (let from = 0; from < rows; from += blockRows) {
        const count = Math.min(blockRows, rows - from);
        const block = Buffer.alloc(count * rowBytes);
        for (let row = 0; row < count; row++) {
          for (const [index, plane] of planes.entries()) {
            plane?.readRow(from + row, wholeRow, lines[index] ?? line, 0);
          }
          const [, green, blue] = lines;
          if (grayOf && green && blue) mix(grayOf, line, green, blue);
          for (const paint of painters) paint(line, from + row);
          writeRow(line, block, row * rowBytes, sample);
        }
        yield block;
        // Reading is synchronous: other work runs between two blocks.
        await setImmediate();
      }
    }
  } finally {
    source.close();
  }
}

/** Red becomes the gray of the same luminance; 16-bit values. */
function mix(
  grayOf: ReturnType<typeof grayOfColors>,
  red: Float32Array,
  green: Float32Array,
  blue: Float32Array,
): void {
  for (let at = 0; at < red.length; at++)
    red[at] = grayOf(Math.round(red[at] ?? 0), Math.round(green[at] ?? 0), Math.round(blue[at] ?? 0));
}

/** 16-bit values as samples. */
function writeRow(line: Float32Array, block: Buffer, offset: number, { bytes, maxValue }: Sample): void {
  for (const [column, value] of line.entries()) {
    const scaled = Math.round((value / 65_535) * maxValue);
    if (bytes === 1) block[offset + column] = scaled;
    else block.writeUInt16LE(scaled, offset + column * 2);
  }
}

/** Draws into the 16-bit values of a row of the image. */
type Painter = (line: Float32Array, row: number) => void;

function painterOf(
  { rows, columns, top, left, pitch, foregroundDensity }: NonNullable<ImageBox['overlays']>[number],
  bits: Uint8Array,
  image: ImageBox,
): Painter {
  const value = brightnessOf(foregroundDensity, image) * 65_535;
  return (line, row) => {
    const overlayRow = Math.floor((row - top) / pitch);
    if (overlayRow < 0 || overlayRow >= rows) return;
    for (let column = Math.max(0, Math.ceil(left)); column < line.length; column++) {
      const overlayColumn = Math.floor((column - left) / pitch);
      if (overlayColumn >= columns) return;
      const bit = overlayRow * columns + overlayColumn;
      if (((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1) line[column] = value;
    }
  };
}

/** 0 (darkest) to 1; a density by its position between the densities of the image. */
function brightnessOf(density: Density, { minDensity, maxDensity, polarity, pixels }: ImageBox): number {
  const shown =
    density.kind === 'density'
      ? Math.min(1, Math.max(0, (maxDensity - density.hundredthsOfOD) / Math.max(1, maxDensity - minDensity)))
      : Number(density.kind === 'white');
  // The polarity of color stays an attribute, which inverts the overlay together with the image.
  return pixels.kind === 'rgb' && polarity === 'REVERSE' ? 1 - shown : shown;
}
