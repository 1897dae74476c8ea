// A colour frame made printable: RGB, YBR or palette → RRR…GGG…BBB… of 8 bits, or grey by its luma.
import { unreachable } from '../errors.ts';
import type { NativeFrame } from './decompress.ts';
import type { FileAttributes } from './file-attributes.ts';
import { storedValue, storedWords } from './gray-image.ts';
import { readLut } from './lut.ts';
import {
  lumaOf,
  preparedGray,
  type PreparedGray,
  type PreparedImage,
  type PreparedRgb,
} from './prepared-image.ts';

/** Three planes of 8 bits. */
interface Planes {
  readonly red: Uint8Array;
  readonly green: Uint8Array;
  readonly blue: Uint8Array;
  /** The three of them, one after the other. */
  readonly all: Uint8Array;
}

function emptyPlanes(pixels: number): Planes {
  const all = new Uint8Array(pixels * 3);
  const plane = (index: number) => all.subarray(index * pixels, (index + 1) * pixels);
  return { red: plane(0), green: plane(1), blue: plane(2), all };
}

const toByte = (value: number): number => Math.min(Math.max(Math.round(value), 0), 255);

/** PS3.3 C.7.6.3.1.2, YBR_FULL solved for red, green and blue; 128 is no chroma. */
function fillFromYbr(planes: Planes, index: number, y: number, cb: number, cr: number): void {
  planes.red[index] = toByte(y + 1.402 * (cr - 128));
  planes.green[index] = toByte(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128));
  planes.blue[index] = toByte(y + 1.772 * (cb - 128));
}

function fromPalette(frame: NativeFrame, image: FileAttributes, littleEndian: boolean): Planes {
  const words = storedWords(frame, littleEndian);
  const planes = emptyPlanes(words.length);
  for (const [color, plane] of [
    ['Red', planes.red],
    ['Green', planes.green],
    ['Blue', planes.blue],
  ] as const) {
    const palette = `${color}PaletteColorLookupTable`;
    const keywords = { descriptor: `${palette}Descriptor`, data: `${palette}Data` };
    const lut = readLut(image, frame.pixel.signed, littleEndian, keywords);
    if (!lut) {
      const segmented = image.has(`Segmented${palette}Data`);
      throw new RangeError(
        segmented
          ? 'its palette is segmented; whole palettes can be printed'
          : `its ${color} Palette Color Lookup Table is missing`,
      );
    }
    // Some palettes declare 16 bits and hold 8.
    const max = lut.peak <= 255 ? 255 : lut.maxOutput;
    const table = new Uint8Array(2 ** frame.pixel.bitsAllocated);
    for (let word = 0; word < table.length; word++) {
      table[word] = toByte((lut.lookup(storedValue(word, frame.pixel)) / max) * 255);
    }
    for (let index = 0; index < words.length; index++) plane[index] = table[words[index] ?? 0] ?? 0;
  }
  return planes;
}

function fromSamples({ bytes, pixel }: NativeFrame): Planes {
  const pixels = pixel.rows * pixel.columns;
  const planes = emptyPlanes(pixels);
  const ybr = pixel.photometricInterpretation !== 'RGB';
  const planar = pixel.planarConfiguration === 1;
  for (let index = 0; index < pixels; index++) {
    const [first, second, third] = planar
      ? [bytes[index], bytes[index + pixels], bytes[index + 2 * pixels]]
      : [bytes[index * 3], bytes[index * 3 + 1], bytes[index * 3 + 2]];
    if (ybr) {
      fillFromYbr(planes, index, first ?? 0, second ?? 0, third ?? 0);
    } else {
      planes.red[index] = first ?? 0;
      planes.green[index] = second ?? 0;
      planes.blue[index] = third ?? 0;
    }
  }
  return planes;
}

/** Native YBR_FULL_422: Y1 Y2 Cb Cr for two neighbours (PS3.3 C.7.6.3.1.2). */
function fromYbr422({ bytes, pixel }: NativeFrame): Planes {
  const pixels = pixel.rows * pixel.columns;
  const planes = emptyPlanes(pixels);
  for (let index = 0; index < pixels; index++) {
    const pair = (index >> 1) * 4;
    fillFromYbr(
      planes,
      index,
      bytes[pair + (index & 1)] ?? 0,
      bytes[pair + 2] ?? 128,
      bytes[pair + 3] ?? 128,
    );
  }
  return planes;
}

function planesOf(frame: NativeFrame, image: FileAttributes, littleEndian: boolean): Planes {
  const { photometricInterpretation } = frame.pixel;
  switch (photometricInterpretation) {
    case 'PALETTE COLOR':
      return fromPalette(frame, image, littleEndian);
    case 'YBR_FULL_422':
      return fromYbr422(frame);
    case 'YBR_ICT':
    case 'YBR_RCT':
      throw new RangeError(`${photometricInterpretation} is only possible in JPEG 2000`);
    case 'RGB':
    case 'YBR_FULL':
      return fromSamples(frame);
    case 'MONOCHROME1':
    case 'MONOCHROME2':
      throw new RangeError(`${photometricInterpretation} has no colours`);
    default:
      throw unreachable(photometricInterpretation);
  }
}

interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/** Three planes of 8 bits, one after the other, as the image box takes them. */
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

/** A grey image of 8 bits as RGB: what a colour film takes. */
export function grayAsRgb(image: PreparedGray): PreparedRgb {
  const planes = new Uint8Array(image.data.length * 3);
  for (let plane = 0; plane < 3; plane++) planes.set(image.data, plane * image.data.length);
  return { ...rgbImage(image, planes), pixelAspectRatio: image.pixelAspectRatio };
}

function lumaImage(grid: Grid, planes: Planes, bits: 8 | 12): PreparedGray {
  const pixels = planes.red.length;
  const data = new Uint8Array(bits === 8 ? pixels : pixels * 2);
  for (let index = 0; index < pixels; index++) {
    const luma = lumaOf(planes.red[index] ?? 0, planes.green[index] ?? 0, planes.blue[index] ?? 0);
    if (bits === 8) {
      data[index] = Math.round(luma);
    } else {
      const value = Math.round((luma / 255) * 4095);
      data[index * 2] = value & 0xff;
      data[index * 2 + 1] = value >> 8;
    }
  }
  return preparedGray(grid, bits, data);
}

/** @throws RangeError when the file's colours cannot be made out. */
export function prepareColor(
  frame: NativeFrame,
  image: FileAttributes,
  options: { readonly color: boolean; readonly bits: 8 | 12; readonly littleEndian: boolean },
): PreparedImage {
  const planes = planesOf(frame, image, options.littleEndian);
  return options.color ? rgbImage(frame.pixel, planes.all) : lumaImage(frame.pixel, planes, options.bits);
}
