// Converts a color frame for printing: RGB, YBR or palette → RRR…GGG…BBB… of 8 bits, or gray of the same luminance.
import { grayOfColors } from '../../shared/film/luminance.ts';
import { unreachable } from '../../shared/errors/errors.ts';
import { colorModels, type ColorModel } from '../../dicom/pixels/color-models.ts';
import type { NativeFrame } from './decompress.ts';
import type { FileAttributes } from '../file/file-attributes.ts';
import { inSrgb, profileOf } from './color-profile.ts';
import { storedValue, storedWords, type Samples } from './samples.ts';
import type { ImagePixel } from '../file/image-pixel.ts';
import { readLut } from './lut.ts';
import type { Note } from './modality-lut.ts';
import { preparedGray, type PreparedGray, type PreparedImage, type PreparedRgb } from './prepared-image.ts';

/** Three planes of 8 bits. */
interface Planes {
  readonly red: Uint8Array;
  readonly green: Uint8Array;
  readonly blue: Uint8Array;
  /** The three planes, one after the other. */
  readonly all: Uint8Array;
}

function emptyPlanes(pixels: number): Planes {
  const all = new Uint8Array(pixels * 3);
  const plane = (index: number) => all.subarray(index * pixels, (index + 1) * pixels);
  return { red: plane(0), green: plane(1), blue: plane(2), all };
}

const toByte = (value: number): number => Math.min(Math.max(Math.round(value), 0), 255);

/** Puts a pixel of three samples of 0 to 255 into planes. */
type Fill = (index: number, first: number, second: number, third: number) => void;

function fillOf(planes: Planes, model: ColorModel, bitsStored: number): Fill {
  const fillFromRgb: Fill = (index, red, green, blue) => {
    planes.red[index] = toByte(red);
    planes.green[index] = toByte(green);
    planes.blue[index] = toByte(blue);
  };
  if (model === 'RGB') return fillFromRgb;
  const toRgb = colorModels[model].model(2 ** (bitsStored - 1) / (2 ** bitsStored - 1));
  const color = new Float64Array(3);
  return (index, first, second, third) => {
    color[0] = first / 255;
    color[1] = second / 255;
    color[2] = third / 255;
    toRgb(color);
    fillFromRgb(index, color[0] * 255, color[1] * 255, color[2] * 255);
  };
}

function fromPalette(frame: NativeFrame, image: FileAttributes, littleEndian: boolean): Planes {
  const words = storedWords(frame, littleEndian);
  const planes = emptyPlanes(words.length);
  for (const [color, plane] of [
    ['Red', planes.red],
    ['Green', planes.green],
    ['Blue', planes.blue],
  ] as const) {
    const lut = readLut(image, frame.pixel.signed, {
      descriptor: `${color}PaletteColorLookupTableDescriptor`,
      data: `${color}PaletteColorLookupTableData`,
      segments: `Segmented${color}PaletteColorLookupTableData`,
    });
    if (!lut) throw new RangeError(`its ${color} Palette Color Lookup Table is missing`);
    // Some palettes declare 16 bits but contain 8-bit values.
    const max = lut.peak <= 255 ? 255 : lut.maxOutput;
    const table = new Uint8Array(2 ** frame.pixel.bitsAllocated);
    for (let word = 0; word < table.length; word++) {
      table[word] = toByte((lut.lookup(storedValue(word, frame.pixel)) / max) * 255);
    }
    for (let index = 0; index < words.length; index++) plane[index] = table[words[index] ?? 0] ?? 0;
  }
  return planes;
}

/** Samples scaled to 0 to 255: wider samples keep their proportion, signed ones begin at their lowest value. */
function toBytes(words: Samples, pixel: ImagePixel): (at: number) => number {
  if (pixel.bitsAllocated === 8 && pixel.bitsStored === 8 && !pixel.signed) return (at) => words[at] ?? 0;
  const scale = 255 / (2 ** pixel.bitsStored - 1);
  const lowest = pixel.signed ? 2 ** (pixel.bitsStored - 1) : 0;
  return (at) => (storedValue(words[at] ?? 0, pixel) + lowest) * scale;
}

function fillFromSamples(fill: Fill, frame: NativeFrame, littleEndian: boolean): void {
  const { pixel } = frame;
  const pixels = pixel.rows * pixel.columns;
  const sample = toBytes(storedWords(frame, littleEndian), pixel);
  const [step, next] = pixel.planarConfiguration === 1 ? [1, pixels] : [3, 1];
  for (let index = 0; index < pixels; index++) {
    const at = index * step;
    fill(index, sample(at), sample(at + next), sample(at + 2 * next));
  }
}

/** Native 4:2:2: Y1 Y2 Cb Cr for two neighbors (PS3.3 C.7.6.3.1.2). */
function fillFromPairs(fill: Fill, frame: NativeFrame, littleEndian: boolean): void {
  const { pixel } = frame;
  const pixels = pixel.rows * pixel.columns;
  const sample = toBytes(storedWords(frame, littleEndian), pixel);
  for (let index = 0; index < pixels; index++) {
    const pair = (index >> 1) * 4;
    fill(index, sample(pair + (index & 1)), sample(pair + 2), sample(pair + 3));
  }
}

/** Native 4:2:0: in even rows Y1 Y2 Cb Cr, in odd rows Y1 Y2 alone; the chroma holds for both. */
function fillFromSquares(fill: Fill, frame: NativeFrame, littleEndian: boolean): void {
  const { pixel } = frame;
  const { rows, columns } = pixel;
  const sample = toBytes(storedWords(frame, littleEndian), pixel);
  for (let row = 0; row < rows; row++) {
    const upper = (row >> 1) * columns * 3;
    for (let column = 0; column < columns; column++) {
      const pair = upper + (column >> 1) * 4;
      const luma = row % 2 === 0 ? pair + (column & 1) : upper + columns * 2 + column;
      fill(row * columns + column, sample(luma), sample(pair + 2), sample(pair + 3));
    }
  }
}

function planesOf(frame: NativeFrame, image: FileAttributes, littleEndian: boolean): Planes {
  const { photometricInterpretation, bitsStored, rows, columns } = frame.pixel;
  switch (photometricInterpretation) {
    case 'PALETTE COLOR':
      return fromPalette(frame, image, littleEndian);
    case 'YBR_ICT':
    case 'YBR_RCT':
      throw new RangeError(`${photometricInterpretation} is only possible in JPEG 2000`);
    case 'MONOCHROME1':
    case 'MONOCHROME2':
      throw new RangeError(`${photometricInterpretation} has no colors`);
    default: {
      const { sampling } = colorModels[photometricInterpretation];
      const planes = emptyPlanes(rows * columns);
      const fill = fillOf(planes, photometricInterpretation, bitsStored);
      switch (sampling) {
        case '4:4:4':
          fillFromSamples(fill, frame, littleEndian);
          return planes;
        case '4:2:2':
          fillFromPairs(fill, frame, littleEndian);
          return planes;
        case '4:2:0':
          fillFromSquares(fill, frame, littleEndian);
          return planes;
        default:
          throw unreachable(sampling);
      }
    }
  }
}

interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/** Three planes of 8 bits, one after the other, as an image box requires them. */
export function rgbImage(grid: Grid, planes: Uint8Array): PreparedRgb {
  return {
    kind: 'rgb',
    rows: grid.rows,
    columns: grid.columns,
    pixelAspectRatio: [1, 1],
    planarConfiguration: 1,
    bitsAllocated: 8,
    bitsStored: 8,
    data: planes,
  };
}

/** A gray image of 8 bits as RGB, for a color film. */
export function grayAsRgb(image: PreparedGray): PreparedRgb {
  const planes = new Uint8Array(image.data.length * 3);
  for (let plane = 0; plane < 3; plane++) planes.set(image.data, plane * image.data.length);
  return { ...rgbImage(image, planes), pixelAspectRatio: image.pixelAspectRatio };
}

/** Three planes of 8 bits as gray of the same luminance, for a grayscale film. */
export function grayImage(grid: Grid, planes: Uint8Array, bits: 8 | 12): PreparedGray {
  const grayOf = grayOfColors(255, 2 ** bits - 1);
  const pixels = planes.length / 3;
  const data = new Uint8Array(bits === 8 ? pixels : pixels * 2);
  for (let index = 0; index < pixels; index++) {
    const gray = grayOf(planes[index] ?? 0, planes[pixels + index] ?? 0, planes[2 * pixels + index] ?? 0);
    if (bits === 8) data[index] = gray;
    else {
      data[index * 2] = gray & 0xff;
      data[index * 2 + 1] = gray >> 8;
    }
  }
  return preparedGray(grid, bits, data);
}

export interface ColorOptions {
  /** Whether the film is a color film. */
  readonly color: boolean;
  readonly bits: 8 | 12;
  readonly littleEndian: boolean;
  readonly note: Note;
}

/** @throws RangeError when the colors of the file cannot be interpreted. */
export async function prepareColor(
  frame: NativeFrame,
  image: FileAttributes,
  options: ColorOptions,
): Promise<PreparedImage> {
  const planes = planesOf(frame, image, options.littleEndian);
  const { photometricInterpretation, signed } = frame.pixel;
  if (signed && photometricInterpretation !== 'PALETTE COLOR')
    options.note('its colors are signed; they are printed from their lowest to their highest value');
  const profile = profileOf(image);
  if (profile) await inSrgb(planes.all, profile, options.note);
  return options.color ? rgbImage(frame.pixel, planes.all) : grayImage(frame.pixel, planes.all, options.bits);
}
