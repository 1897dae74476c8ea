// Films and printers for render tests: everything has a plain default, and tests state only the relevant values.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Film, GrayPixels, ImageBox, RgbPixels } from '../../src/shared/film/film.ts';
import { media } from '../../src/shared/film/printer.ts';
import type { RenderPrinter } from '../../src/render/medium.ts';

/** A printer as the configuration makes it by default. */
export const paperPrinter: RenderPrinter = {
  medium: media.paper,
  resolution: 300,
  highResolution: 600,
  bits: 8,
  dither: false,
  densities: { min: 20, max: 320 },
  gapMm: 2,
  marginMm: 5,
  linOdZero: 'darkest',
};

export function grayPixels(columns: number, rows: number, more: Partial<GrayPixels> = {}): GrayPixels {
  const bitsAllocated = more.bitsAllocated ?? 16;
  return {
    kind: 'gray',
    columns,
    rows,
    pixelAspectRatio: [1, 1],
    photometricInterpretation: 'MONOCHROME2',
    bitsAllocated,
    bitsStored: bitsAllocated,
    highBit: (more.bitsStored ?? bitsAllocated) - 1,
    signed: false,
    data: { key: 'pixels', byteLength: (columns * rows * bitsAllocated) / 8 },
    ...more,
  };
}

export function rgbPixels(columns: number, rows: number, more: Partial<RgbPixels> = {}): RgbPixels {
  const bitsAllocated = more.bitsAllocated ?? 8;
  return {
    kind: 'rgb',
    columns,
    rows,
    pixelAspectRatio: [1, 1],
    planarConfiguration: 1,
    bitsAllocated,
    bitsStored: bitsAllocated,
    data: { key: 'pixels', byteLength: (columns * rows * 3 * bitsAllocated) / 8 },
    ...more,
  };
}

export function imageBox(pixels: ImageBox['pixels'], more: Partial<ImageBox> = {}): ImageBox {
  return {
    kind: 'image',
    sopInstanceUid: '2.25.2',
    position: 1,
    pixels,
    polarity: 'NORMAL',
    magnificationType: 'REPLICATE',
    presentationLut: { kind: 'IDENTITY' },
    minDensity: 20,
    maxDensity: 320,
    requestedDecimateCropBehavior: 'DECIMATE',
    ...more,
  };
}

export function filmOf(images: readonly ImageBox[], more: Partial<Film> = {}): Film {
  return {
    kind: 'film',
    sopInstanceUid: '2.25.1',
    imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 1 },
    filmOrientation: 'PORTRAIT',
    filmSizeId: '8INX10IN',
    borderDensity: { kind: 'black' },
    emptyImageDensity: { kind: 'black' },
    minDensity: 20,
    maxDensity: 320,
    trim: false,
    requestedResolutionId: 'STANDARD',
    images,
    annotations: [],
    ...more,
  };
}

/** Writes bytes or 16-bit words as a blob; returns its path. */
export function writeBlob(folder: string, key: string, values: Uint8Array | Uint16Array): string {
  const file = path.join(folder, key);
  writeFileSync(file, Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  return file;
}
