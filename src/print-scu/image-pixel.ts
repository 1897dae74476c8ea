// The Image Pixel module of a file (PS3.3 C.7.6.3), checked: what the numbers in Pixel Data mean.
import type { FileAttributes } from './file-attributes.ts';

const grayInterpretations = ['MONOCHROME1', 'MONOCHROME2'] as const;
const colorInterpretations = [
  'RGB',
  'YBR_FULL',
  'YBR_FULL_422',
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
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
}

export function isGray(
  interpretation: ImagePixel['photometricInterpretation'],
): interpretation is GrayInterpretation {
  return interpretation === 'MONOCHROME1' || interpretation === 'MONOCHROME2';
}

/** Pixels of one side: what a Print SCP can be told (US), and what a person can want. */
const maxSide = 65535;

function required(attributes: FileAttributes, keyword: string): number {
  const value = attributes.number(keyword);
  if (value === undefined) throw new RangeError(`${keyword} is missing`);
  return value;
}

function between(keyword: string, value: number, low: number, high: number): number {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(`${keyword} is ${value}; ${low} to ${high} is possible`);
  }
  return value;
}

function oneOf<T extends string | number>(keyword: string, value: string | number, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined)
    throw new RangeError(`${keyword} is ${value}; ${allowed.join(', ')} can be printed`);
  return found;
}

/** @throws RangeError that names the attribute, the value found and what can be printed. */
export function readImagePixel(attributes: FileAttributes): ImagePixel {
  const bitsAllocated = oneOf('BitsAllocated', required(attributes, 'BitsAllocated'), [8, 16]);
  const bitsStored = between(
    'BitsStored',
    attributes.number('BitsStored') ?? bitsAllocated,
    1,
    bitsAllocated,
  );
  const samplesPerPixel = oneOf('SamplesPerPixel', attributes.number('SamplesPerPixel') ?? 1, [1, 3]);
  const photometricInterpretation = oneOf(
    'PhotometricInterpretation',
    attributes.string('PhotometricInterpretation') ?? (samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2'),
    [...grayInterpretations, ...colorInterpretations],
  );
  const oneSample = isGray(photometricInterpretation) || photometricInterpretation === 'PALETTE COLOR';
  if (oneSample !== (samplesPerPixel === 1)) {
    throw new RangeError(
      `SamplesPerPixel is ${samplesPerPixel}, which ${photometricInterpretation} does not have`,
    );
  }
  if (samplesPerPixel === 3 && bitsAllocated !== 8) {
    throw new RangeError(`BitsAllocated is ${bitsAllocated} in a colour image; 8 can be printed`);
  }
  return {
    rows: between('Rows', required(attributes, 'Rows'), 1, maxSide),
    columns: between('Columns', required(attributes, 'Columns'), 1, maxSide),
    numberOfFrames: between('NumberOfFrames', attributes.number('NumberOfFrames') ?? 1, 1, 0x7fffffff),
    samplesPerPixel,
    photometricInterpretation,
    planarConfiguration: oneOf('PlanarConfiguration', attributes.number('PlanarConfiguration') ?? 0, [0, 1]),
    bitsAllocated,
    bitsStored,
    highBit: between(
      'HighBit',
      attributes.number('HighBit') ?? bitsStored - 1,
      bitsStored - 1,
      bitsAllocated - 1,
    ),
    signed: oneOf('PixelRepresentation', attributes.number('PixelRepresentation') ?? 0, [0, 1]) === 1,
  };
}

/** Bytes of one native frame (PS3.3 C.7.6.3.1.2: YBR_FULL_422 has two samples a pixel). */
export function nativeFrameBytes(pixel: ImagePixel): number {
  const samples = pixel.photometricInterpretation === 'YBR_FULL_422' ? 2 : pixel.samplesPerPixel;
  return pixel.rows * pixel.columns * samples * (pixel.bitsAllocated / 8);
}
