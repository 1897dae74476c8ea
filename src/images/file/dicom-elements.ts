// Finds elements in the bytes of a DICOM file (PS3.5 7.1, 7.5): tag, VR and the position of the value. Values are
// neither copied nor decoded, so a file of any size costs a few hundred objects. Two common writer errors are
// accepted: elements without VR in an explicit data set, and sequences with VR UN. Start at `ElementReader.header`
// and `readElements`.
import { isVR, rulesOf } from '../../dicom/data-set/vr.ts';

/** Position and length of a value, in bytes of the file. */
export interface ByteRange {
  readonly offset: number;
  readonly byteLength: number;
}

export interface Encoding {
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
}

export const implicitLittle: Encoding = { explicitVr: false, littleEndian: true };

export interface StoredElement extends ByteRange {
  readonly tag: number;
  /** The VR in the file; undefined where the file states none. */
  readonly vr?: string;
  /** Undefined length: `byteLength` is 0 and a delimiter ends the value. */
  readonly undefinedLength: boolean;
  /** The encoding of the value. */
  readonly encoding: Encoding;
}

/** Elements of one data set or item by tag. */
export type Elements = ReadonlyMap<number, StoredElement>;

export const structureTags = { item: 0xfffee000, itemEnd: 0xfffee00d, sequenceEnd: 0xfffee0dd } as const;
const undefinedLength = 0xffffffff;
const maxDepth = 32;

export class ElementReader {
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get end(): number {
    return this.#view.byteLength;
  }

  u16(at: number, littleEndian: boolean): number {
    return this.#view.getUint16(at, littleEndian);
  }

  u32(at: number, littleEndian: boolean): number {
    return this.#view.getUint32(at, littleEndian);
  }

  u64(at: number): number {
    return Number(this.#view.getBigUint64(at, true));
  }

  /** The two characters of a VR; undefined if they cannot be a VR. */
  vrAt(at: number): string | undefined {
    if (at + 2 > this.end) return undefined;
    const name = String.fromCharCode(this.#view.getUint8(at), this.#view.getUint8(at + 1));
    return isVR(name) ? name : undefined;
  }

  /** Whether two characters at `at` are a VR or a malformed VR. */
  isPrintable(at: number): boolean {
    const visible = (byte: number) => byte >= 0x20 && byte < 0x7f;
    return visible(this.#view.getUint8(at)) && visible(this.#view.getUint8(at + 1));
  }

  /** @throws RangeError if the header at `at`, or a value of defined length, passes `end`. */
  header(at: number, encoding: Encoding, end = this.end): StoredElement {
    const cut = () => new RangeError(`it ends within an element, at byte ${at}`);
    if (at + 8 > end) throw cut();
    const { explicitVr, littleEndian } = encoding;
    const tag = this.u16(at, littleEndian) * 0x10000 + this.u16(at + 2, littleEndian);
    let offset = at + 8;
    let length = this.u32(at + 4, littleEndian);
    let vr: string | undefined;
    // Items and delimiters never have a VR.
    if (explicitVr && tag >>> 16 !== 0xfffe) {
      const name = String.fromCharCode(this.#view.getUint8(at + 4), this.#view.getUint8(at + 5));
      // VRs of later editions have the long form (PS3.5 6.2); an invalid VR ("??") has the short one. Binary zeros or
      // a length in place of the VR mean an implicit element among explicit ones.
      const long = isVR(name) ? rulesOf(name).longLength : /^[A-Z]{2}$/.test(name);
      if (long) {
        if (at + 12 > end) throw cut();
        vr = name;
        length = this.u32(at + 8, littleEndian);
        offset = at + 12;
      } else if (this.isPrintable(at + 4)) {
        vr = name;
        length = this.u16(at + 6, littleEndian);
      }
    }
    // UN of undefined length, and a sequence in UN, hold implicit VR (PS3.5 6.2.2, note 2).
    const inside = vr === 'UN' ? implicitLittle : encoding;
    const found = { tag, offset, encoding: inside, ...(vr !== undefined && { vr }) };
    if (length === undefinedLength) return { ...found, byteLength: 0, undefinedLength: true };
    if (offset + length > end) {
      const what = tag >>> 16 === 0x7fe0 ? 'it is cut off: its Pixel Data' : 'an element';
      throw new RangeError(`${what} at byte ${at} declares ${length} bytes where ${end - offset} follow`);
    }
    return { ...found, byteLength: length, undefinedLength: false };
  }

  /** The byte after an element's value. */
  after(element: StoredElement, depth = 0): number {
    if (!element.undefinedLength) return element.offset + element.byteLength;
    if (depth >= maxDepth) throw new RangeError(`sequences are nested more than ${maxDepth} deep`);
    let at = element.offset;
    for (;;) {
      const inner = this.header(at, element.encoding);
      if (inner.tag === structureTags.itemEnd || inner.tag === structureTags.sequenceEnd) return inner.offset;
      at = this.after(inner, depth + 1);
    }
  }
}

/** Private elements are skipped: none of them affects printing. */
const isStandard = (tag: number): boolean => (tag >>> 16) % 2 === 0;

/**
 * The elements of an item of a sequence, up to `end` or its delimiter.
 * @throws RangeError with what is wrong with the lengths.
 */
function itemElements(reader: ElementReader, item: StoredElement, encoding: Encoding): [Elements, number] {
  const elements = new Map<number, StoredElement>();
  const end = item.undefinedLength ? reader.end : item.offset + item.byteLength;
  let at = item.offset;
  while (item.undefinedLength || at + 8 <= end) {
    const element = reader.header(at, encoding, end);
    if (element.tag === structureTags.itemEnd) return [elements, element.offset];
    if (isStandard(element.tag)) elements.set(element.tag, element);
    at = reader.after(element);
  }
  return [elements, end];
}

/** How the items of a sequence are encoded: a sequence with VR UN may still use the encoding of the file around it. */
function encodingOfItems(reader: ElementReader, sequence: StoredElement): Encoding {
  const first = sequence.offset + 8;
  if (sequence.vr !== 'UN' || first + 8 > reader.end) return sequence.encoding;
  return { ...implicitLittle, explicitVr: reader.vrAt(first + 4) !== undefined };
}

export interface StoredItem {
  readonly elements: Elements;
  /** Where the item begins; directory records refer to each other by this offset (PS3.10, PS3.3 F.2.2.2). */
  readonly at: number;
}

/**
 * The items of a sequence.
 * @throws RangeError when it is not a sequence, or its lengths contradict each other.
 */
export function itemsOf(reader: ElementReader, sequence: StoredElement): readonly StoredItem[] {
  const encoding = encodingOfItems(reader, sequence);
  const end = sequence.undefinedLength ? reader.end : sequence.offset + sequence.byteLength;
  const items: StoredItem[] = [];
  let at = sequence.offset;
  while (at + 8 <= end) {
    // Some writers omit elements that they counted, so an item may end after its sequence, but not after the end of
    // the file.
    const item = reader.header(at, encoding);
    if (item.tag === structureTags.sequenceEnd) break;
    if (item.tag !== structureTags.item) throw new RangeError(`no item of a sequence at byte ${at}`);
    const [elements, next] = itemElements(reader, item, encoding);
    items.push({ elements, at });
    at = next;
  }
  return items;
}

/**
 * The elements of a data set that begins at `start`, up to and including the first that `isLast` accepts.
 * @throws RangeError with what is wrong with the lengths.
 */
export function readElements(
  reader: ElementReader,
  start: number,
  encoding: Encoding,
  isLast: (tag: number) => boolean,
): { readonly elements: Elements; readonly last: StoredElement | undefined } {
  const elements = new Map<number, StoredElement>();
  let at = start;
  while (at + 8 <= reader.end) {
    const element = reader.header(at, encoding);
    if (isLast(element.tag)) return { elements, last: element };
    if (isStandard(element.tag)) elements.set(element.tag, element);
    at = reader.after(element);
  }
  return { elements, last: undefined };
}
