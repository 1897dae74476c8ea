// Attributes of the Basic Grayscale and Basic Color Image Box SOP Classes, N-SET (PS3.4 H.4.3.1.2.1, tables H.4-10 and
// H.4-11; ranges as in PS3.2 table E.4.2-26), and of the image in their sequence (PS3.3 C.13.5).
import {
  decimateCropBehaviors,
  magnificationTypes,
  type DecimateCropBehavior,
  type MagnificationType,
} from '../../shared/film/film.ts';
import { configurationInformation } from '../rules/configuration-information.ts';
import type { AttributeRule } from '../rules/attribute-rules.ts';
import { reference, references } from '../rules/reference-rules.ts';
import { count, integer, oneOf, term, unused } from '../rules/value-rules.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import { densityLimit } from '../rules/density-limit.ts';
import {
  photometricInterpretations,
  type PhotometricInterpretation,
} from '../../dicom/pixels/color-models.ts';
import { requestedImageSize } from '../rules/requested-image-size.ts';
import { iccProfile } from '../receive/icc-profile.ts';
import { nearSpellings } from '../rules/near-spellings.ts';
import { smoothingType } from '../rules/smoothing-type.ts';
import { status } from '../rules/status.ts';

const fails = status.invalidAttributeValue;

/** Without a value, that of the film box applies. */
const density = densityLimit<undefined>('U/U', () => undefined);

type Reading = ClientProfile['reading'];

/** Strict reading: a position of the film, or 0106. Lenient reading: any position or none, which image-placement.ts interprets. */
function imageBoxPosition(boxes: number, reading: Reading): AttributeRule<number | undefined> {
  const strict = integer<number | undefined>({
    usage: 'M/M',
    invalid: fails,
    min: () => 1,
    max: () => boxes,
    fallback: () => undefined,
  });
  if (reading === 'strict') return strict;
  return {
    ...strict,
    usage: 'U/M',
    read: (dataSet, keyword) => {
      const value = dataSet.number(keyword);
      return { kind: 'ok', value: Number.isInteger(value) ? value : undefined };
    },
  };
}

/** For an image box of a film box with `boxes` image boxes. */
export function imageBoxAttributes(boxes: number, reading: Reading = 'lenient') {
  return {
    ImageBoxPosition: imageBoxPosition(boxes, reading),
    Polarity: term<'NORMAL' | 'REVERSE'>({
      usage: 'U/M',
      invalid: fails,
      terms: () => ['NORMAL', 'REVERSE'],
      aliases: nearSpellings.Polarity,
      fallback: ({ defaults }) => defaults.polarity ?? 'NORMAL',
    }),
    MagnificationType: term<MagnificationType | undefined>({
      usage: 'U/U',
      terms: () => magnificationTypes,
      aliases: nearSpellings.MagnificationType,
      fallback: () => undefined,
    }),
    SmoothingType: smoothingType(() => undefined),
    MaxDensity: density,
    MinDensity: density,
    ConfigurationInformation: configurationInformation('U/U'),
    RequestedImageSize: requestedImageSize,
    RequestedDecimateCropBehavior: term<DecimateCropBehavior>({
      usage: 'U/U',
      terms: () => decimateCropBehaviors,
      aliases: nearSpellings.RequestedDecimateCropBehavior,
      fallback: (printer) => printer.defaults.decimateCrop,
    }),
    ReferencedPresentationLUTSequence: reference('U/U'),
    // Has the patient and the original images: stored to find the job, not printed.
    OriginalImageSequence: unused('U/U', 'recorded on the job, for searches by patient and study'),
    ICCProfile: iccProfile,
  } as const;
}

/** As many overlays as a DICOM image can have (groups 6000 to 601E); each needs a pass over the image when it is printed. */
const maxOverlays = 16;

/** References to boxes of retired classes (PS3.3-2004 C.13.5), for printers that serve those. */
export const retiredImageBoxAttributes = {
  ReferencedImageOverlayBoxSequence: references('U/U', maxOverlays),
  ReferencedVOILUTBoxSequence: references('U/U', 1),
} as const;

const pixelAspectRatio: AttributeRule<readonly [vertical: number, horizontal: number]> = {
  usage: 'U/M',
  invalid: status.attributeValueOutOfRange,
  visible: 'always',
  range: () => 'two whole numbers of 1 to 32767',
  fallback: () => [1, 1],
  read: (dataSet, keyword) => {
    const [vertical = NaN, horizontal = NaN, ...rest] = dataSet.numbers(keyword);
    const fits = [vertical, horizontal].every(
      (side) => Number.isInteger(side) && side >= 1 && side <= 32_767,
    );
    if (fits && rest.length === 0) return { kind: 'ok', value: [vertical, horizontal] };
    return { kind: 'substituted', value: [1, 1], reason: 'not two whole numbers of 1 to 32767' };
  },
  show: (value) => [...value],
};

const gridAttributes = {
  Rows: count(1, 65_535),
  Columns: count(1, 65_535),
  PixelAspectRatio: pixelAspectRatio,
} as const;

/**
 * Attributes of an image with lenient reading. Boxes of both classes accept gray, color and palette images (image-pixels.ts
 * converts). Missing attributes are derived where others determine them (image-completion.ts); the rest is mandatory.
 */
export const imageAttributes = {
  SamplesPerPixel: oneOf(1, 3),
  PhotometricInterpretation: term<PhotometricInterpretation>({
    usage: 'M/M',
    invalid: fails,
    terms: () => photometricInterpretations,
    fallback: () => 'MONOCHROME2',
  }),
  PlanarConfiguration: { ...oneOf(0, 1), usage: 'U/M' },
  ...gridAttributes,
  BitsAllocated: oneOf(8, 16),
  BitsStored: count(1, 16),
  HighBit: count(0, 15),
  PixelRepresentation: oneOf(0, 1),
  ICCProfile: iccProfile,
} as const;

/**
 * Attributes of a gray image with strict reading. Bits Stored 8 to 16 and signed pixels extend the standard's 8 and 12 bits
 * (PS3.2 E.8.5.3).
 */
export const grayImageAttributes = {
  SamplesPerPixel: oneOf(1),
  PhotometricInterpretation: term<'MONOCHROME1' | 'MONOCHROME2'>({
    usage: 'M/M',
    invalid: fails,
    terms: () => ['MONOCHROME2', 'MONOCHROME1'],
    fallback: () => 'MONOCHROME2',
  }),
  ...gridAttributes,
  BitsAllocated: oneOf(8, 16),
  BitsStored: count(8, 16),
  HighBit: count(7, 15),
  PixelRepresentation: oneOf(0, 1),
} as const;

/** Attributes of a color image with strict reading. Planar Configuration 0 and 16 bits are beyond the standard. */
export const colorImageAttributes = {
  SamplesPerPixel: oneOf(3),
  PhotometricInterpretation: term<'RGB'>({
    usage: 'M/M',
    invalid: fails,
    terms: () => ['RGB'],
    fallback: () => 'RGB',
  }),
  PlanarConfiguration: oneOf(0, 1),
  ...gridAttributes,
  BitsAllocated: oneOf(8, 16),
  BitsStored: count(8, 16),
  HighBit: count(7, 15),
  PixelRepresentation: oneOf(0),
  ICCProfile: iccProfile,
} as const;
