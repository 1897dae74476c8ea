// Attributes of a DICOM file by keyword, decoded on demand: a typed value or undefined. NUL and spaces at both ends
// of text are removed; elements with VR UN are read with the VR of the dictionary.
import { isVR, rulesOf, type VR } from '../../dicom/data-set/vr.ts';
import { itemsOf, type ElementReader, type Elements, type StoredElement } from './dicom-elements.ts';
import { tagOfImage, vrOfImage, type ImageKeyword } from './image-attributes.ts';

const padding = /^[\0 \t\r\n]+|[\0 \t\r\n]+$/g;

/** A number as it appears in files: a decimal comma and padding are accepted. */
function numberOf(text: string): number | undefined {
  const number = Number(text.replace(',', '.'));
  return text !== '' && Number.isFinite(number) ? number : undefined;
}

const readers: Partial<
  Record<VR, readonly [bytes: number, read: (view: DataView, at: number, little: boolean) => number]>
> = {
  US: [2, (view, at, little) => view.getUint16(at, little)],
  SS: [2, (view, at, little) => view.getInt16(at, little)],
  UL: [4, (view, at, little) => view.getUint32(at, little)],
  SL: [4, (view, at, little) => view.getInt32(at, little)],
  FL: [4, (view, at, little) => view.getFloat32(at, little)],
  FD: [8, (view, at, little) => view.getFloat64(at, little)],
  OV: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
};

interface AttributesOfItem {
  readonly attributes: FileAttributes;
  /** Where the item begins in the file. */
  readonly at: number;
}

export class FileAttributes {
  readonly #bytes: Uint8Array;
  readonly #reader: ElementReader;
  readonly #elements: Elements;
  readonly #groupOffset: number;
  /** Cache of items: an enhanced image has thousands of them and reads them for each frame. */
  readonly #items = new Map<ImageKeyword, readonly AttributesOfItem[]>();

  /** @param groupOffset added to the group of every tag: 2 makes 6002 of 6000 */
  constructor(bytes: Uint8Array, reader: ElementReader, elements: Elements, groupOffset = 0) {
    this.#bytes = bytes;
    this.#reader = reader;
    this.#elements = elements;
    this.#groupOffset = groupOffset;
  }

  /** The same data set, in which keywords of group 6000 refer to `group`, 6000 to 60FE. */
  overlayGroup(group: number): FileAttributes {
    return new FileAttributes(this.#bytes, this.#reader, this.#elements, group - 0x6000);
  }

  #element(keyword: ImageKeyword): StoredElement | undefined {
    return this.#elements.get(tagOfImage(keyword) + this.#groupOffset * 0x10000);
  }

  /** The VR to decode a value with: the VR in the file, if the attribute allows it. */
  #vrOf(keyword: ImageKeyword, element: StoredElement): VR {
    const { vr } = element;
    return vr !== undefined && isVR(vr) && vr !== 'UN' ? vr : vrOfImage(keyword);
  }

  /** Whether the attribute is present, with or without a value. */
  has(keyword: ImageKeyword): boolean {
    return this.#element(keyword) !== undefined;
  }

  /** The bytes of a value as stored in the file; undefined if absent, empty or of undefined length. */
  bytes(keyword: ImageKeyword): Uint8Array | undefined {
    const element = this.#element(keyword);
    if (!element || element.undefinedLength || element.byteLength === 0) return undefined;
    return this.#bytes.subarray(element.offset, element.offset + element.byteLength);
  }

  /** Text values without NUL and spaces at their ends. */
  strings(keyword: ImageKeyword): readonly string[] {
    const bytes = this.bytes(keyword);
    if (!bytes) return [];
    return Buffer.from(bytes)
      .toString('latin1')
      .split('\\')
      .map((text) => text.replace(padding, ''));
  }

  /** The first value as text; undefined if absent or empty. */
  string(keyword: ImageKeyword): string | undefined {
    const [text = ''] = this.strings(keyword);
    return text === '' ? undefined : text;
  }

  /** A defined term, converted to upper case. */
  term(keyword: ImageKeyword): string | undefined {
    return this.string(keyword)
      ?.toUpperCase()
      .replace(/[\0 ]+/g, ' ');
  }

  /** Numbers, including those of IS and DS; values that are not numbers are omitted. */
  numbers(keyword: ImageKeyword): readonly number[] {
    const element = this.#element(keyword);
    const bytes = this.bytes(keyword);
    if (!element || !bytes) return [];
    const vr = this.#vrOf(keyword, element);
    const known = readers[vr];
    if (!known) {
      return rulesOf(vr).kind === 'bytes'
        ? []
        : this.strings(keyword).flatMap((text) => numberOf(text) ?? []);
    }
    const [size, read] = known;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: Math.floor(bytes.length / size) }, (_, index) =>
      read(view, index * size, element.encoding.littleEndian),
    );
  }

  number(keyword: ImageKeyword): number | undefined {
    return this.numbers(keyword)[0];
  }

  /** Items of a sequence with their offsets in the file; empty if absent. */
  items(keyword: ImageKeyword): readonly AttributesOfItem[] {
    const known = this.#items.get(keyword);
    if (known) return known;
    const element = this.#element(keyword);
    const items = (element ? itemsOf(this.#reader, element) : []).map(({ elements, at }) => ({
      attributes: new FileAttributes(this.#bytes, this.#reader, elements),
      at,
    }));
    this.#items.set(keyword, items);
    return items;
  }

  /** One item of a sequence; default: the first. */
  item(keyword: ImageKeyword, index = 0): FileAttributes | undefined {
    return this.items(keyword)[index]?.attributes;
  }

  /** 16-bit words of a table (VR US, SS or OW), unsigned. */
  words(keyword: ImageKeyword): Uint16Array | undefined {
    const element = this.#element(keyword);
    const bytes = this.bytes(keyword);
    if (!element || !bytes) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Uint16Array.from({ length: bytes.length >> 1 }, (_, index) =>
      view.getUint16(index * 2, element.encoding.littleEndian),
    );
  }

  /** Bytes of a bit plane or of a byte table: words of big endian files are swapped (PS3.5 7.3). */
  packed(keyword: ImageKeyword): Uint8Array | undefined {
    const element = this.#element(keyword);
    const bytes = this.bytes(keyword);
    if (!element || !bytes || element.encoding.littleEndian) return bytes;
    if (rulesOf(this.#vrOf(keyword, element)).wordBytes !== 2) return bytes;
    return Uint8Array.from(bytes, (_, index) => bytes[index ^ 1] ?? 0);
  }
}
