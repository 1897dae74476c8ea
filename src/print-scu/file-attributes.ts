// Attributes of a DICOM file as dcmjs read them, checked on the way out: `unknown` in, typed values or nothing out.
import { data as dcmjsData } from 'dcmjs';

/** Elements of one data set by "GGGGEEEE". */
type Elements = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Elements => typeof value === 'object' && value !== null;

function tagKey(keyword: string): string {
  const entry = dcmjsData.DicomMetaDictionary.nameMap[keyword];
  if (!entry) throw new RangeError(`no attribute ${keyword} in the dictionary`);
  return entry.tag.replace(/[(),]/g, '');
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export class FileAttributes {
  readonly #elements: Elements;

  /** @param elements a data set by dcmjs: {"00280010": {vr, Value}} */
  constructor(elements: unknown) {
    this.#elements = isRecord(elements) ? elements : {};
  }

  #values(keyword: string): readonly unknown[] {
    const element = this.#elements[tagKey(keyword)];
    const values = isRecord(element) ? element.Value : undefined;
    return Array.isArray(values) ? (values as readonly unknown[]) : [];
  }

  /** Whether the attribute is there, with a value or without. */
  has(keyword: string): boolean {
    return tagKey(keyword) in this.#elements;
  }

  /** The first value as text without blanks at its ends; undefined if absent or empty. */
  string(keyword: string): string | undefined {
    const value = this.#values(keyword)[0];
    const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
    return text === '' ? undefined : text;
  }

  /** Numbers, also those of IS and DS; whatever is no number is left out. */
  numbers(keyword: string): readonly number[] {
    return this.#values(keyword).flatMap((value) => numberOf(value) ?? []);
  }

  number(keyword: string): number | undefined {
    return this.numbers(keyword)[0];
  }

  /** One item of a sequence, the first unless said otherwise. */
  item(keyword: string, index = 0): FileAttributes | undefined {
    const item = this.#values(keyword)[index];
    return item === undefined ? undefined : new FileAttributes(item);
  }

  /**
   * 16-bit words of a LUT (VR US, SS or OW), unsigned.
   * @param littleEndian byte order of the file, for an OW value is read as bytes
   */
  words(keyword: string, littleEndian: boolean): Uint16Array | undefined {
    const values = this.#values(keyword);
    const first = values[0];
    if (first instanceof ArrayBuffer) {
      const view = new DataView(first);
      return Uint16Array.from({ length: first.byteLength >> 1 }, (_, index) =>
        view.getUint16(index * 2, littleEndian),
      );
    }
    const numbers = this.numbers(keyword);
    return numbers.length > 0 ? Uint16Array.from(numbers, (word) => word & 0xffff) : undefined;
  }
}
