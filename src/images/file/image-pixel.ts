// The Image Pixel module of a file (PS3.3 C.7.6.3), validated: how the pixel data is to be interpreted.
import { colorModels, isColorModel, type Sampling } from '../../dicom/pixels/color-models.ts';
import type { FileAttributes } from './file-attributes.ts';
import type { PixelNumbers } from './file-structure.ts';
import type { ImageKeyword } from './image-attributes.ts';

const grayInterpretations = ['MONOCHROME1', 'MONOCHROME2'] as const;
const colorInterpretations = [
  'RGB',
  'YBR_FULL',
  'YBR_FULL_422',
  'YBR_PARTIAL_422',
  'YBR_PARTIAL_420',
  'YBR_ICT',
  'YBR_RCT',
  'PALETTE COLOR',
] as const;

export type GrayInterpretation = (typeof grayInterpretations)[number];
export type ColorInterpretation = (typeof colorInterpretations)[number];

export interface ImagePixel {
  readonly rows: number;
  readonly columns: number;
  readonly numberOfFrames: number;
  readonly samplesPerPixel: 1 | 3;
  readonly photometricInterpretation: GrayInterpretation | ColorInterpretation;
  /** 0: RGBRGB…, 1: RRR…GGG…BBB… */
  readonly planarConfiguration: 0 | 1;
  readonly numbers: PixelNumbers;
  readonly bitsAllocated: 1 | 8 | 16 | 32 | 64;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
}

export function isGray(
  interpretation: ImagePixel['photometricInterpretation'],
): interpretation is GrayInterpretation {
  return interpretation === 'MONOCHROME1' || interpretation === 'MONOCHROME2';
}

/** Maximum pixels per side: the range of US, and more than any practical image has. */
const maxSide = 65535;

function required(attributes: FileAttributes, keyword: ImageKeyword): number {
  const value = attributes.number(keyword);
  if (value === undefined) throw new RangeError(`${keyword} is missing`);
  return value;
}

function between(keyword: string, value: number, low: number, high: number): number {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(`${keyword} is ${value}; must be ${low} to ${high}`);
  }
  return value;
}

function oneOf<T extends string | number>(keyword: string, value: string | number, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined)
    throw new RangeError(`${keyword} is ${value}; ${allowed.join(', ')} can be printed`);
  return found;
}

/** Supported Bits Allocated by number format and samples per pixel. */
function bitsAllocatedOf(
  attributes: FileAttributes,
  numbers: PixelNumbers,
  samplesPerPixel: 1 | 3,
): ImagePixel['bitsAllocated'] {
  // The element determines the width of a floating point number, regardless of Bits Allocated.
  if (numbers !== 'integer') return numbers === 'float' ? 32 : 64;
  const found = required(attributes, 'BitsAllocated');
  return samplesPerPixel === 3
    ? oneOf('BitsAllocated', found, [8, 16, 32])
    : oneOf('BitsAllocated', found, [1, 8, 16, 32]);
}

/**
 * @param numbers the number format of the pixels, from the element that holds them
 * @throws RangeError that names the attribute, the value found and the supported values.
 */
export function readImagePixel(attributes: FileAttributes, numbers: PixelNumbers = 'integer'): ImagePixel {
  const samplesPerPixel = oneOf('SamplesPerPixel', attributes.number('SamplesPerPixel') ?? 1, [1, 3]);
  const bitsAllocated = bitsAllocatedOf(attributes, numbers, samplesPerPixel);
  const bitsStored =
    numbers === 'integer'
      ? between('BitsStored', attributes.number('BitsStored') ?? bitsAllocated, 1, bitsAllocated)
      : bitsAllocated;
  const photometricInterpretation = oneOf(
    'PhotometricInterpretation',
    attributes.term('PhotometricInterpretation') ?? (samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2'),
    [...grayInterpretations, ...colorInterpretations],
  );
  const oneSample = isGray(photometricInterpretation) || photometricInterpretation === 'PALETTE COLOR';
  if (oneSample !== (samplesPerPixel === 1)) {
    throw new RangeError(
      `SamplesPerPixel is ${samplesPerPixel}, which ${photometricInterpretation} does not have`,
    );
  }
  if (photometricInterpretation === 'PALETTE COLOR') oneOf('BitsAllocated', bitsAllocated, [8, 16]);
  return {
    rows: between('Rows', required(attributes, 'Rows'), 1, maxSide),
    columns: between('Columns', required(attributes, 'Columns'), 1, maxSide),
    // Some images with one frame declare 0 frames.
    numberOfFrames: Math.max(
      1,
      between('NumberOfFrames', attributes.number('NumberOfFrames') ?? 1, 0, 0x7fffffff),
    ),
    samplesPerPixel,
    photometricInterpretation,
    planarConfiguration: oneOf('PlanarConfiguration', attributes.number('PlanarConfiguration') ?? 0, [0, 1]),
    numbers,
    bitsAllocated,
    bitsStored,
    highBit:
      numbers === 'integer'
        ? between(
            'HighBit',
            attributes.number('HighBit') ?? bitsStored - 1,
            bitsStored - 1,
            bitsAllocated - 1,
          )
        : bitsAllocated - 1,
    signed: oneOf('PixelRepresentation', attributes.number('PixelRepresentation') ?? 0, [0, 1]) === 1,
  };
}

/** Samples per pixel of a native color frame: fewer where adjacent pixels share their chroma. */
const samplesOfPixel: Readonly<Record<Sampling, number>> = { '4:4:4': 3, '4:2:2': 2, '4:2:0': 1.5 };

/** Bits of one native frame. Frames of 1 bit follow each other without padding (PS3.5 8.1.1). */
export function nativeFrameBits(pixel: ImagePixel): number {
  const { photometricInterpretation: interpretation } = pixel;
  const samples = isColorModel(interpretation) ? samplesOfPixel[colorModels[interpretation].sampling] : 1;
  return pixel.rows * pixel.columns * samples * pixel.bitsAllocated;
}
