// The structure of a DICOM file: meta information, attributes and pixels (PS3.5 7.1, 7.5, A.4; PS3.10 7.1). If the
// preamble or the meta information is missing or wrong, the bytes decide how the file is read. Start at
// `readFileMeta`, then `readStructure`.
import {
  ElementReader,
  implicitLittle,
  readElements,
  structureTags,
  type ByteRange,
  type Elements,
  type Encoding,
  type StoredElement,
} from './dicom-elements.ts';

/** Which element holds the pixels: integers, or floating point numbers of 32 or 64 bits (PS3.3 C.7.6.24, C.7.6.25). */
export type PixelNumbers = 'integer' | 'float' | 'double';

export interface NativePixelData {
  readonly kind: 'native';
  readonly numbers: PixelNumbers;
  /** Undefined in implicit VR, where the VR is OW. */
  readonly vr?: string;
  readonly value: ByteRange;
}

/** PS3.5 A.4: a Basic Offset Table (possibly empty) and fragments. Offsets count from the first fragment's item. */
export interface EncapsulatedPixelData {
  readonly kind: 'encapsulated';
  readonly offsetTable: readonly number[];
  readonly fragments: readonly ByteRange[];
}

export type PixelDataElement = NativePixelData | EncapsulatedPixelData;

const transferSyntaxTag = 0x00020010;
const metaLengthTag = 0x00020000;
const pixelTags: ReadonlyMap<number, PixelNumbers> = new Map([
  [0x7fe00010, 'integer'],
  [0x7fe00008, 'float'],
  [0x7fe00009, 'double'],
]);
const implicitUid = '1.2.840.10008.1.2';
const bigEndianUid = '1.2.840.10008.1.2.2';
export const explicitLittleUid = '1.2.840.10008.1.2.1';
export const deflatedUid = '1.2.840.10008.1.2.1.99';

function encapsulated(reader: ElementReader, start: number, encoding: Encoding): EncapsulatedPixelData {
  const items: ByteRange[] = [];
  let at = start;
  // The delimiter is missing, or the file ends within it; all fragments are complete.
  while (at + 8 <= reader.end) {
    const header = reader.header(at, encoding);
    if (header.tag === structureTags.sequenceEnd) break;
    if (header.tag !== structureTags.item || header.undefinedLength) {
      throw new RangeError(`no fragment at byte ${at} of Pixel Data`);
    }
    items.push({ offset: header.offset, byteLength: header.byteLength });
    at = header.offset + header.byteLength;
  }
  const [table, ...fragments] = items;
  if (!table || fragments.length === 0) throw new RangeError('its Pixel Data holds no fragment');
  const offsetTable = Array.from({ length: table.byteLength >> 2 }, (_, index) =>
    reader.u32(table.offset + index * 4, encoding.littleEndian),
  );
  return { kind: 'encapsulated', offsetTable, fragments };
}

/**
 * How the data set at `at` is encoded. The first element decides if it can: data sets begin with group 0008, and the
 * two characters after the tag are a VR or not. Otherwise the meta information decides.
 */
function encodingAt(reader: ElementReader, at: number, said: Encoding): Encoding {
  if (at + 8 > reader.end) return said;
  const group = reader.u16(at, true);
  return {
    explicitVr: reader.vrAt(at + 4) !== undefined || (said.explicitVr && reader.isPrintable(at + 4)),
    littleEndian: group === 0x0008 || (group !== 0x0800 && said.littleEndian),
  };
}

/** Where elements begin: after the preamble and DICM, after DICM alone, or at the first byte. */
function startOf(bytes: Uint8Array): number {
  const named = (at: number) => Buffer.from(bytes.subarray(at, at + 4)).toString('latin1') === 'DICM';
  return named(128) ? 132 : named(0) ? 4 : 0;
}

/** Whether the bytes are a DICOM file, with or without preamble and meta information. */
export function looksLikeDicom(bytes: Uint8Array): boolean {
  const start = startOf(bytes);
  if (start > 0) return bytes.length > start + 8;
  // There is no signature: three elements in ascending order, the first in group 0002 or 0008.
  const reader = new ElementReader(bytes);
  let last = -1;
  try {
    const encoding = encodingAt(reader, 0, implicitLittle);
    for (let at = 0, count = 0; count < 3; count++) {
      const element = reader.header(at, encoding);
      const first = count === 0 && ![0x0002, 0x0008].includes(element.tag >>> 16);
      if (first || element.tag <= last) return false;
      last = element.tag;
      at = reader.after(element);
    }
    return true;
  } catch {
    return false;
  }
}

export interface FileMeta {
  /** The transfer syntax in the file; undefined where the file states none or has no meta information. */
  readonly transferSyntax: string | undefined;
  /** Where the data set begins. */
  readonly end: number;
}

/**
 * Reads the File Meta Information (PS3.10 7.1), if there is any.
 * @throws RangeError with what is wrong with it.
 */
export function readFileMeta(bytes: Uint8Array): FileMeta {
  const reader = new ElementReader(bytes);
  let at = startOf(bytes);
  let declaredEnd = reader.end;
  let transferSyntax: string | undefined;
  // Group lengths are often wrong or absent; the group of the next tag is a more reliable end of the meta
  // information. Only deflated data does not begin with a tag.
  while (at + 8 <= reader.end && reader.u16(at, true) === 0x0002) {
    if (at >= declaredEnd && transferSyntax === deflatedUid) break;
    const header = reader.header(at, { ...implicitLittle, explicitVr: true });
    const value = bytes.subarray(header.offset, header.offset + header.byteLength);
    if (header.tag === metaLengthTag && header.byteLength === 4) {
      declaredEnd = header.offset + 4 + reader.u32(header.offset, true);
    } else if (header.tag === transferSyntaxTag) {
      transferSyntax = Buffer.from(value)
        .toString('latin1')
        .replace(/^[\0 ]+|[\0 ]+$/g, '');
    }
    at = reader.after(header);
  }
  return { transferSyntax: transferSyntax === '' ? undefined : transferSyntax, end: at };
}

export interface DataSetStructure {
  readonly reader: ElementReader;
  readonly elements: Elements;
  readonly encoding: Encoding;
  /** The pixels; undefined where the data set has none. */
  readonly pixelData: PixelDataElement | undefined;
}

function pixelDataOf(reader: ElementReader, element: StoredElement): PixelDataElement {
  const { vr, offset, byteLength } = element;
  if (element.undefinedLength) return encapsulated(reader, offset, element.encoding);
  const numbers = pixelTags.get(element.tag) ?? 'integer';
  return { kind: 'native', numbers, ...(vr !== undefined && { vr }), value: { offset, byteLength } };
}

/**
 * Reads the element headers of the data set that starts at `start`, up to its pixels.
 * @param transferSyntax from the meta information; the bytes override it where it is wrong
 * @throws RangeError with what is wrong with the file's structure.
 */
export function readStructure(
  bytes: Uint8Array,
  start: number,
  transferSyntax: string | undefined,
): DataSetStructure {
  const reader = new ElementReader(bytes);
  const encoding = encodingAt(reader, start, {
    explicitVr: transferSyntax !== undefined && transferSyntax !== implicitUid,
    littleEndian: transferSyntax !== bigEndianUid,
  });
  const { elements, last } = readElements(reader, start, encoding, (tag) => pixelTags.has(tag));
  return { reader, elements, encoding, pixelData: last && pixelDataOf(reader, last) };
}
