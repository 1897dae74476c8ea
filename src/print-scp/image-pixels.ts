// The image inside an image box N-SET (PS3.3 C.13.5): its attributes checked against each other and against the
// pixels that arrived, then turned into `Pixels` as the renderer takes them.
import { unreachable } from '../errors.ts';
import type { DataSet } from '../dicom/data-set.ts';
import { tagOf } from '../dicom/dictionary.ts';
import type { Pixels } from '../film.ts';
import type { Printer } from '../printer.ts';
import { assign, type Findings } from './assign.ts';
import { colorImageAttributes, grayImageAttributes } from './image-box-attributes.ts';
import { failure, type Reply } from './operation.ts';
import { lengthFits, pixelDataLength, type ReceivedPixels } from './pixel-receiver.ts';
import { status } from './status.ts';

/** The image as it can be printed; undefined if its findings or the reply say why not. */
export interface ReadImage {
  readonly findings: Findings;
  readonly pixels?: Pixels;
  /** A failure that no single attribute accounts for. */
  readonly failure?: Reply;
}

const invalid = status.invalidAttributeValue;

/** Why the pixels could not be kept, if so. */
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

/** Whether Bits Stored and High Bit fit into Bits Allocated. */
function bitsProblem(bitsAllocated: number, bitsStored: number, highBit: number): string | undefined {
  if (bitsStored > bitsAllocated) return `Bits Stored ${bitsStored} in ${bitsAllocated} allocated`;
  if (highBit >= bitsAllocated || highBit < bitsStored - 1) {
    return `High Bit ${highBit} for ${bitsStored} bits in ${bitsAllocated}`;
  }
  return undefined;
}

function withoutPixelData(item: DataSet): DataSet {
  return item.filter((element) => element.tag !== tagOf('PixelData'));
}

/** Reads an image item of a grayscale or a colour image box. */
export function readImage(
  item: DataSet,
  received: ReceivedPixels,
  printer: Printer,
  color: boolean,
): ReadImage {
  const attributes = withoutPixelData(item);
  const gray = color ? undefined : assign(grayImageAttributes, attributes, printer);
  const rgb = color ? assign(colorImageAttributes, attributes, printer) : undefined;
  const assignment = gray ?? rgb;
  if (!assignment) throw new Error('an image is grey or colour');
  const { values } = assignment;
  const missing = [...assignment.findings.missing];
  if (!item.has('PixelData')) missing.push(tagOf('PixelData'));
  const findings = { ...assignment.findings, missing };
  if (missing.length > 0 || findings.empty.length > 0 || findings.invalid.length > 0) return { findings };

  const {
    Rows: rows,
    Columns: columns,
    BitsAllocated: allocated,
    BitsStored: bitsStored,
    HighBit: highBit,
  } = values;
  const bits = bitsProblem(allocated, bitsStored, highBit);
  if (bits !== undefined) return { findings, failure: failure(invalid, bits) };
  const problem = transferFailure(received);
  if (problem) return { findings, failure: problem };
  const expected = pixelDataLength(rows, columns, values.SamplesPerPixel, allocated) ?? 0;
  if (received.kind !== 'received' || !lengthFits(received.byteLength, expected)) {
    const byteLength = received.kind === 'received' ? received.byteLength : 0;
    return { findings, failure: failure(invalid, `Pixel Data has ${byteLength} bytes, not ${expected}`) };
  }
  const bitsAllocated = allocated === 8 ? 8 : 16;
  const grid = { rows, columns, pixelAspectRatio: values.PixelAspectRatio, data: received.blob, bitsStored };
  if (rgb) {
    const planarConfiguration = rgb.values.PlanarConfiguration === 0 ? 0 : 1;
    return { findings, pixels: { kind: 'rgb', ...grid, bitsAllocated, highBit, planarConfiguration } };
  }
  if (!gray) throw new Error('an image is grey or colour');
  return {
    findings,
    pixels: {
      kind: 'gray',
      ...grid,
      bitsAllocated,
      highBit,
      photometricInterpretation: gray.values.PhotometricInterpretation,
      signed: gray.values.PixelRepresentation === 1,
    },
  };
}
