// A data set in memory: elements by tag; small, because pixel data goes to a sink while it is read (data-set-reader.ts). Text
// is decoded, padding is removed, numbers are numbers. Immutable.
import type { Keyword } from './dictionary.ts';
import { tagOf, vrOf } from './dictionary.ts';
import type { Tag, VR } from './vr.ts';
import { rulesOf } from './vr.ts';

export type { Tag, VR } from './vr.ts';

export type Value =
  /** Character strings. LT, ST, UT and UR have one value, in which a backslash is data. Zero length: no values. */
  | { readonly kind: 'text'; readonly values: readonly string[] }
  /** US SS UL SL FL FD AT */
  | { readonly kind: 'numbers'; readonly values: readonly number[] }
  /** SV UV */
  | { readonly kind: 'bigints'; readonly values: readonly bigint[] }
  /** OB OW OF OL OD OV UN: little endian, whatever the transfer syntax was. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'items'; readonly items: readonly DataSet[] }
  /** The value went to a sink while it was read. */
  | { readonly kind: 'streamed'; readonly byteLength: number };

export interface Element {
  readonly tag: Tag;
  readonly vr: VR;
  readonly value: Value;
}

/** What `dataSetOf` accepts for an attribute; `undefined` leaves it out, '' and [] make it zero length. */
export type PlainValue =
  string | number | readonly (string | number)[] | Uint8Array | readonly DataSet[] | undefined;

export class DataSet implements Iterable<Element> {
  readonly #elements: ReadonlyMap<Tag, Element>;

  constructor(elements: Iterable<Element>) {
    const sorted = [...elements].sort((a, b) => a.tag - b.tag);
    this.#elements = new Map(sorted.map((element) => [element.tag, element]));
  }

  /** Elements in ascending order of their tags. */
  [Symbol.iterator](): Iterator<Element> {
    return this.#elements.values();
  }

  get size(): number {
    return this.#elements.size;
  }

  get(attribute: Keyword | Tag): Element | undefined {
    return this.#elements.get(typeof attribute === 'number' ? attribute : tagOf(attribute));
  }

  has(attribute: Keyword | Tag): boolean {
    return this.get(attribute) !== undefined;
  }

  /** Text values without spaces at both ends; none if absent or of another kind. */
  strings(attribute: Keyword | Tag): readonly string[] {
    const value = this.get(attribute)?.value;
    return value?.kind === 'text' ? value.values.map((text) => text.trim()) : [];
  }

  /** The first text value without spaces at its ends; undefined if absent or zero length. */
  string(attribute: Keyword | Tag): string | undefined {
    const first = this.strings(attribute)[0];
    return first === '' ? undefined : first;
  }

  /** Numbers, also from IS and DS as clients write them; what is not a number is NaN. */
  numbers(attribute: Keyword | Tag): readonly number[] {
    const value = this.get(attribute)?.value;
    if (value?.kind === 'numbers') return value.values;
    if (value?.kind === 'bigints') return value.values.map(Number);
    if (value?.kind !== 'text') return [];
    return value.values.map(decimalOf);
  }

  /** The first number; undefined if absent or zero length. */
  number(attribute: Keyword | Tag): number | undefined {
    return this.numbers(attribute)[0];
  }

  /** Items of a sequence; none if absent. */
  items(attribute: Keyword | Tag): readonly DataSet[] {
    const value = this.get(attribute)?.value;
    return value?.kind === 'items' ? value.items : [];
  }

  bytes(attribute: Keyword | Tag): Uint8Array | undefined {
    const value = this.get(attribute)?.value;
    return value?.kind === 'bytes' ? value.bytes : undefined;
  }

  /** Whether the attribute is present with a zero-length value. */
  isEmpty(attribute: Keyword | Tag): boolean {
    const value = this.get(attribute)?.value;
    switch (value?.kind) {
      case undefined:
        return false;
      case 'text':
        return value.values.every((text) => text.trim() === '');
      case 'numbers':
      case 'bigints':
        return value.values.length === 0;
      case 'bytes':
        return value.bytes.length === 0;
      case 'items':
        return value.items.length === 0;
      case 'streamed':
        return value.byteLength === 0;
    }
  }

  /** A data set with these elements added to, or replacing, this one's. */
  with(elements: Iterable<Element>): DataSet {
    return new DataSet([...this, ...elements]);
  }

  /** The elements that `keep` accepts. */
  filter(keep: (element: Element) => boolean): DataSet {
    return new DataSet([...this].filter(keep));
  }
}

/**
 * A DS or IS as clients write it: padded with spaces or NUL, with more than 16 digits, with an exponent, with the decimal
 * comma of their country (PS3.5 6.2 has the point). NaN for everything else, including `0x10` and `Infinity`.
 */
function decimalOf(text: string): number {
  const plain = text.replace(/[\s\0]+/g, '').replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

function valueOf(vr: VR, plain: Exclude<PlainValue, undefined>): Value {
  if (plain instanceof Uint8Array) return { kind: 'bytes', bytes: plain };
  const values =
    typeof plain === 'string' || typeof plain === 'number' ? (plain === '' ? [] : [plain]) : plain;
  const scalars = values.flatMap((value) => (value instanceof DataSet ? [] : [value]));
  const { kind } = rulesOf(vr);
  switch (kind) {
    case 'items':
      return { kind, items: values.filter((item) => item instanceof DataSet) };
    case 'numbers':
      return { kind, values: scalars.map(Number) };
    case 'bigints':
      return { kind, values: scalars.map(BigInt) };
    case 'bytes':
      // '' and [] are the only plain values of a byte attribute other than its bytes.
      return { kind, bytes: new Uint8Array(0) };
    case 'string':
    case 'text':
      return { kind: 'text', values: scalars.map(String) };
  }
}

/** One element by keyword, with the dictionary's VR. */
export function element(keyword: Keyword, plain: Exclude<PlainValue, undefined>): Element {
  const vr = vrOf(keyword);
  return { tag: tagOf(keyword), vr, value: valueOf(vr, plain) };
}

/** A data set from keywords and plain values: `dataSetOf({ NumberOfCopies: 2, PrintPriority: 'HIGH' })`. */
export function dataSetOf(values: Partial<Record<Keyword, PlainValue>>): DataSet {
  const elements: Element[] = [];
  for (const [keyword, plain] of Object.entries(values) as [Keyword, PlainValue][]) {
    if (plain !== undefined) elements.push(element(keyword, plain));
  }
  return new DataSet(elements);
}
