// Reads the image of an image box N-SET (PS3.3 C.13.5): completes its attributes, checks them against each other and against
// the received pixels, and describes the image as `Pixels`, or as pixels that must be converted first (pixel-conversion.ts).
// Start at `readImage`.
import { unreachable } from '../../shared/errors/errors.ts';
import type { DataSet, Tag } from '../../dicom/data-set/data-set.ts';
import { tagOf } from '../../dicom/data-set/dictionary.ts';
import { colorModels, isColorModel, samplesOf } from '../../dicom/pixels/color-models.ts';
import { missingOfPalette, paletteKeywords, readPalette } from '../../dicom/pixels/palette.ts';
import { storedBytes, type StoredPixels } from '../../dicom/pixels/stored-pixels.ts';
import type { BlobRef, Pixels, Substitution } from '../../shared/film/film.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { assign, type Findings } from '../tables/assign.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import {
  colorImageAttributes,
  grayImageAttributes,
  imageAttributes,
} from '../tables/image-box-attributes.ts';
import { completed } from '../receive/image-completion.ts';
import { ignoredAttribute } from '../tables/ignored-attributes.ts';
import { failure, type Reply } from '../film/operation.ts';
import { convertedPixels, type ConvertedKind } from '../receive/pixel-conversion.ts';
import { holdsImage, type ReceivedPixels } from '../receive/pixel-receiver.ts';
import { status } from '../rules/status.ts';

/** Pixels that a film does not support as they are. */
export interface Conversion {
  readonly stored: StoredPixels;
  readonly kind: ConvertedKind;
}

/** The image for printing. Without pixels, `findings` or `failure` has the reason. */
export interface ReadImage {
  readonly findings: Findings;
  /** With a conversion: the pixels after it, except for their blob. */
  readonly pixels?: Pixels;
  readonly conversion?: Conversion;
  /** A failure that cannot be attributed to a single attribute. */
  readonly failure?: Reply;
}

const invalid = status.invalidAttributeValue;

/** The failure of pixels that could not be stored; undefined where they were stored. */
export function transferFailure(received: ReceivedPixels, what = 'Pixel Data'): Reply | undefined {
  switch (received.kind) {
    case 'none':
    case 'received':
      return undefined;
    case 'wrong length':
      return failure(invalid, `${what} has ${received.byteLength} bytes, not ${received.expected}`);
    case 'too large':
      return failure(
        status.insufficientMemory,
        `${what} has ${received.byteLength} bytes, at most ${received.limit}`,
      );
    case 'failed':
      return failure(status.insufficientMemory, 'the image could not be stored: disk full or unwritable');
    default:
      throw unreachable(received);
  }
}

/** Contradictions in the description of the pixels, with the values. */
function contradiction({ rows, columns, interpretation, ...stored }: StoredPixels, samples: number) {
  const { bitsAllocated, bitsStored, highBit } = stored;
  if (samples !== samplesOf(interpretation)) {
    return `SamplesPerPixel ${samples} for PhotometricInterpretation ${interpretation}`;
  }
  if (bitsStored > bitsAllocated) return `Bits Stored ${bitsStored} in ${bitsAllocated} allocated`;
  if (highBit >= bitsAllocated || highBit < bitsStored - 1) {
    return `High Bit ${highBit} for ${bitsStored} bits in ${bitsAllocated}`;
  }
  const sampling = isColorModel(interpretation) ? colorModels[interpretation].sampling : '4:4:4';
  if (sampling !== '4:4:4' && columns % 2 === 1)
    return `Columns ${columns} of ${interpretation}: must be even`;
  if (sampling === '4:2:0' && rows % 2 === 1) return `Rows ${rows} of ${interpretation}: must be even`;
  return undefined;
}

const palette: ReadonlySet<Tag> = new Set(paletteKeywords.map(tagOf));

/**
 * The attributes that the table judges: without pixels and palettes, which are read separately, and without Planar
 * Configuration where there is a single sample.
 */
function described(item: DataSet): DataSet {
  const single = item.number('SamplesPerPixel') === 1;
  const isPalette = item.string('PhotometricInterpretation') === 'PALETTE COLOR';
  return item.filter(
    ({ tag }) =>
      tag !== tagOf('PixelData') &&
      !(isPalette && palette.has(tag)) &&
      !(single && tag === tagOf('PlanarConfiguration')),
  );
}

/** The record for Planar Configuration of an image with a single sample, which has no effect. */
function planeNotes(item: DataSet): readonly Substitution[] {
  const tag = tagOf('PlanarConfiguration');
  if (item.number('SamplesPerPixel') !== 1 || !item.has(tag) || item.isEmpty(tag)) return [];
  const { reason } = ignoredAttribute(tag);
  return [{ attribute: 'PlanarConfiguration', requested: 'sent', used: 'not used', reason }];
}

/** Records for colors that are signed or in a grayscale box, and for Pixel Data that is longer than needed. */
function notes(stored: StoredPixels, color: boolean, byteLength: number): readonly Substitution[] {
  const needed = storedBytes(stored);
  const { interpretation, signed } = stored;
  const excess = byteLength - needed - (needed % 2);
  return [
    ...(excess > 0
      ? [
          {
            attribute: 'PixelData',
            requested: `${byteLength} bytes`,
            used: `the first ${needed}`,
            reason: 'the image has no more',
          },
        ]
      : []),
    ...(samplesOf(interpretation) === 3 && signed
      ? [{ attribute: 'PixelRepresentation', requested: '1', used: '0', reason: 'colors have no sign' }]
      : []),
    ...(samplesOf(interpretation) === 3 && !color
      ? [
          {
            attribute: 'PhotometricInterpretation',
            requested: interpretation,
            used: 'MONOCHROME2',
            reason: 'a grayscale image box shows the luminance of colors',
          },
        ]
      : []),
  ];
}

/** Reads an image item of a grayscale or a color image box. */
export function readImage(
  item: DataSet,
  received: ReceivedPixels,
  printer: Printer,
  { color, reading }: { readonly color: boolean; readonly reading: ClientProfile['reading'] },
): ReadImage {
  const byteLength = 'byteLength' in received ? received.byteLength : 0;
  const strict = reading === 'strict';
  const whole = strict ? { item, substitutions: [] } : completed(item, byteLength);
  const attributes = strict ? item.filter(({ tag }) => tag !== tagOf('PixelData')) : described(whole.item);
  const { values, findings: kind } = assign(imageAttributes, attributes, printer);
  const found = strict
    ? assign(color ? colorImageAttributes : grayImageAttributes, attributes, printer).findings
    : kind;
  const isPalette = values.PhotometricInterpretation === 'PALETTE COLOR';
  const findings: Findings = {
    ...found,
    missing: [
      ...found.missing,
      ...(isPalette && !strict ? missingOfPalette(item).map(tagOf) : []),
      ...(item.has('PixelData') ? [] : [tagOf('PixelData')]),
    ],
    substitutions: [
      ...whole.substitutions,
      ...(strict ? [] : planeNotes(whole.item)),
      ...found.substitutions,
    ],
  };
  const { missing, empty } = findings;
  if (missing.length > 0 || empty.length > 0 || findings.invalid.length > 0) return { findings };

  const stored: StoredPixels = {
    rows: values.Rows,
    columns: values.Columns,
    interpretation: values.PhotometricInterpretation,
    planarConfiguration: values.PlanarConfiguration === 1 ? 1 : 0,
    bitsAllocated: values.BitsAllocated === 8 ? 8 : 16,
    bitsStored: values.BitsStored,
    highBit: values.HighBit,
    signed: values.PixelRepresentation === 1,
  };
  const refused = (comment: string): ReadImage => ({ findings, failure: failure(invalid, comment) });
  const problem = contradiction(stored, values.SamplesPerPixel);
  if (problem !== undefined) return refused(problem);
  const needed = storedBytes(stored);
  const frames = item.number('NumberOfFrames') ?? 1;
  if (frames > 1 && byteLength >= needed * frames) {
    return refused(`NumberOfFrames ${frames}: an image box takes one frame`);
  }
  const unkept = transferFailure(received);
  if (unkept) return { findings, failure: unkept };
  if (received.kind !== 'received' || !holdsImage(byteLength, needed)) {
    return refused(`Pixel Data has ${byteLength} bytes, not ${needed}`);
  }
  const recorded = {
    ...findings,
    substitutions: [...findings.substitutions, ...notes(stored, color, byteLength)],
  };
  const shape = { pixelAspectRatio: values.PixelAspectRatio, data: received.blob };
  try {
    const tables = isPalette ? { palette: readPalette(item, stored.signed) } : {};
    return { findings: recorded, ...shown({ ...stored, ...tables }, color, shape) };
  } catch (error) {
    if (error instanceof RangeError) return refused(error.message);
    throw error;
  }
}

/** Gray is printed unchanged in both classes of boxes, RGB in color boxes; other pixels are converted. */
function shown(
  stored: StoredPixels,
  color: boolean,
  shape: { readonly pixelAspectRatio: Pixels['pixelAspectRatio']; readonly data: BlobRef },
): Pick<ReadImage, 'pixels' | 'conversion'> {
  const { rows, columns, interpretation, signed, planarConfiguration, bitsAllocated, bitsStored, highBit } =
    stored;
  const grid = { rows, columns, ...shape, bitsAllocated, bitsStored, highBit };
  switch (interpretation) {
    case 'MONOCHROME1':
    case 'MONOCHROME2':
      return { pixels: { kind: 'gray', photometricInterpretation: interpretation, signed, ...grid } };
    case 'RGB':
    case 'YBR_ICT':
    case 'YBR_RCT':
      if (color) return { pixels: { kind: 'rgb', planarConfiguration, ...grid } };
      break;
    default:
  }
  const kind = color ? 'rgb' : 'gray';
  return { pixels: convertedPixels(stored, kind, shape), conversion: { stored, kind } };
}
