// Where things lie in a DICOM file: its meta information, and Pixel Data (7FE0,0010) (PS3.5 7.1, 7.5, A.4). dcmjs reads the
// attributes; it would copy all pixels, for a file of many frames many times over, so the pixels are found here by one
// walk over the lengths.
import { isVR, rulesOf } from '../dicom/vr.ts';

/** Position and length of the value, in bytes of the file. */
export interface ByteRange {
  readonly offset: number;
  readonly byteLength: number;
}

export interface NativePixelData {
  readonly kind: 'native';
  /** Absent in implicit VR, where it is OW. */
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

export interface Encoding {
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
}

const undefinedLength = 0xffffffff;
const tags = {
  metaLength: 0x00020000,
  transferSyntax: 0x00020010,
  pixelData: 0x7fe00010,
  item: 0xfffee000,
  itemEnd: 0xfffee00d,
  sequenceEnd: 0xfffee0dd,
};
const maxDepth = 32;

interface Header extends ByteRange {
  readonly tag: number;
  readonly vr?: string;
  readonly undefinedLength: boolean;
}

class Walk {
  readonly #view: DataView;
  readonly #littleEndian: boolean;

  constructor(bytes: Uint8Array, littleEndian: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#littleEndian = littleEndian;
  }

  get end(): number {
    return this.#view.byteLength;
  }

  groupAt(at: number): number {
    return this.#u16(at);
  }

  #u16(at: number): number {
    return this.#view.getUint16(at, this.#littleEndian);
  }

  u32(at: number): number {
    return this.#view.getUint32(at, this.#littleEndian);
  }

  /** The header at `at`; throws if it, or a value of defined length, passes the end of the file. */
  header(at: number, explicitVr: boolean): Header {
    if (at + 8 > this.end) throw new RangeError(`it ends within an element, at byte ${at}`);
    const tag = this.#u16(at) * 0x10000 + this.#u16(at + 2);
    let offset = at + 8;
    let length = this.u32(at + 4);
    let vr: string | undefined;
    // Items and delimiters never have a VR.
    if (explicitVr && tag >>> 16 !== 0xfffe) {
      vr = String.fromCharCode(this.#view.getUint8(at + 4), this.#view.getUint8(at + 5));
      if (isVR(vr) && rulesOf(vr).longLength) {
        if (at + 12 > this.end) throw new RangeError(`it ends within an element, at byte ${at}`);
        length = this.u32(at + 8);
        offset = at + 12;
      } else {
        length = this.#u16(at + 6);
      }
    }
    const named = { tag, offset, ...(vr === undefined ? {} : { vr }) };
    if (length === undefinedLength) return { ...named, byteLength: 0, undefinedLength: true };
    if (offset + length > this.end) {
      throw new RangeError(
        `an element at byte ${at} declares ${length} bytes where ${this.end - offset} follow`,
      );
    }
    return { ...named, byteLength: length, undefinedLength: false };
  }

  /** The byte after `header`'s value. */
  after(header: Header, explicitVr: boolean, depth = 0): number {
    if (!header.undefinedLength) return header.offset + header.byteLength;
    // UN of undefined length holds implicit VR (PS3.5 6.2.2, note 2).
    return this.#skip(header.offset, explicitVr && header.vr !== 'UN', depth + 1);
  }

  /** The byte after a sequence or item of undefined length that starts at `at`. */
  #skip(at: number, explicitVr: boolean, depth: number): number {
    if (depth > maxDepth) throw new RangeError(`sequences are nested more than ${maxDepth} deep`);
    let next = at;
    for (;;) {
      const header = this.header(next, explicitVr);
      if (header.tag === tags.itemEnd || header.tag === tags.sequenceEnd) return header.offset;
      next = this.after(header, explicitVr, depth);
    }
  }
}

function encapsulated(walk: Walk, start: number): EncapsulatedPixelData {
  const items: ByteRange[] = [];
  let at = start;
  for (;;) {
    const header = walk.header(at, true);
    if (header.tag === tags.sequenceEnd) break;
    if (header.tag !== tags.item || header.undefinedLength)
      throw new RangeError(`no fragment at byte ${at} of Pixel Data`);
    items.push({ offset: header.offset, byteLength: header.byteLength });
    at = header.offset + header.byteLength;
  }
  const [table, ...fragments] = items;
  if (!table || fragments.length === 0) throw new RangeError('its Pixel Data holds no fragment');
  const offsetTable = Array.from({ length: table.byteLength >> 2 }, (_, index) =>
    walk.u32(table.offset + index * 4),
  );
  return { kind: 'encapsulated', offsetTable, fragments };
}

export interface FileMeta {
  readonly transferSyntax: string;
  /** Where the data set begins. */
  readonly end: number;
}

/**
 * Reads the File Meta Information (PS3.10 7.1) of a file whose first 132 bytes end in DICM.
 * @throws RangeError with what is wrong with it.
 */
export function readFileMeta(bytes: Uint8Array): FileMeta {
  const walk = new Walk(bytes, true);
  let at = 132;
  // What follows may be coded otherwise, or deflated: where the meta information ends is said by its group length, and
  // by the group of the next tag only in files that lack it.
  let end = walk.end;
  let transferSyntax: string | undefined;
  while (at + 8 <= end && walk.groupAt(at) === 0x0002) {
    const header = walk.header(at, true);
    const value = bytes.subarray(header.offset, header.offset + header.byteLength);
    if (header.tag === tags.metaLength && header.byteLength === 4) {
      end = Math.min(end, header.offset + 4 + walk.u32(header.offset));
    } else if (header.tag === tags.transferSyntax) {
      transferSyntax = Buffer.from(value)
        .toString('latin1')
        .replace(/[\0 ]+$/, '');
    }
    at = walk.after(header, true);
  }
  if (transferSyntax === undefined) throw new RangeError('its meta information names no Transfer Syntax');
  return { transferSyntax, end: at };
}

export interface DataSetStructure {
  /** Elements of the standard before Pixel Data, whole. Private ones are left out: none of them says how to print. */
  readonly attributes: readonly ByteRange[];
  readonly pixelData: PixelDataElement;
}

/**
 * Walks over the data set that starts at `start`, up to its Pixel Data.
 * @throws RangeError with what is wrong with the file's structure, or that it holds no Pixel Data.
 */
export function readStructure(bytes: Uint8Array, start: number, encoding: Encoding): DataSetStructure {
  const walk = new Walk(bytes, encoding.littleEndian);
  const attributes: ByteRange[] = [];
  let at = start;
  while (at + 8 <= walk.end) {
    const header = walk.header(at, encoding.explicitVr);
    if (header.tag === tags.pixelData) {
      const { vr, offset, byteLength } = header;
      const pixelData = header.undefinedLength
        ? encapsulated(walk, offset)
        : ({ kind: 'native', ...(vr !== undefined && { vr }), value: { offset, byteLength } } as const);
      return { attributes, pixelData };
    }
    const next = walk.after(header, encoding.explicitVr);
    if ((header.tag >>> 16) % 2 === 0) attributes.push({ offset: at, byteLength: next - at });
    at = next;
  }
  throw new RangeError('it holds no Pixel Data (7FE0,0010), so there is no image to print');
}
