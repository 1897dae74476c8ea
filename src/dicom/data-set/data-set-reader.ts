// Reads a data set as a stream (PS3.5 7). Framing happens while bytes arrive: every declared length is checked against
// what the enclosing items have left and against the limits before anything is allocated, and big values go to
// sinks. Text is decoded at the end (data-set-tree.ts), because its character set may come after it. Start at
// `readDataSet`; what a header means is in element-header.ts.
import { TruncationFailure } from '../../shared/errors/wire-failures.ts';
import { wordSwapper } from './byte-order.ts';
import { ByteSource } from './byte-source.ts';
import { decodeText, dependsOnCharacterSet } from '../text/character-sets.ts';
import type { DataSetLimits } from './data-set-limits.ts';
import { Allowance, defaultLimits, invalidDataSet } from './data-set-limits.ts';
import type { RawElement, RawItem } from './data-set-tree.ts';
import { characterSetsOf, decodeElements } from './data-set-tree.ts';
import type { Element, Value } from './data-set.ts';
import { DataSet } from './data-set.ts';
import { keywordOf, tagText } from './dictionary.ts';
import type { ElementHeader, Encoding } from './element-header.ts';
import {
  encodingOf,
  isStructure,
  itemDelimitationTag,
  itemTag,
  readHeaderStart,
  sequenceDelimitationTag,
  undefinedLength,
} from './element-header.ts';
import { decodeBinary } from './element-values.ts';
import type { TransferSyntax } from './uids.ts';
import type { Tag, VR } from './vr.ts';
import { rulesOf } from './vr.ts';

/** Receives a value while it arrives. `write` may return a promise: reading waits for it. */
export interface ValueSink {
  write(chunk: Uint8Array): void | Promise<void>;
  /** The value is complete. Not called when reading fails: the caller that opened the sink then discards it. */
  end(): void | Promise<void>;
}

export interface ValueHeader {
  /** Sequences around the value, outermost first. */
  readonly path: readonly Tag[];
  readonly tag: Tag;
  readonly vr: VR;
  readonly byteLength: number;
  /** Elements of the same item that came before. */
  readonly before: ReadonlyMap<Tag, Element>;
}

export interface DataSetReaderOptions {
  readonly transferSyntax: TransferSyntax;
  /**
   * Chooses a sink for a byte value (OB OW OF OL OD OV UN); undefined keeps it in memory, if the limits allow. Chunks are
   * little endian.
   */
  readonly sinkFor?: (header: ValueHeader) => ValueSink | undefined | Promise<ValueSink | undefined>;
  readonly limits?: Partial<DataSetLimits>;
  /** Specific Character Set for a data set that has none of its own; default: the default repertoire. */
  readonly characterSets?: readonly string[];
}

/**
 * Reads one data set to its end. Byte values are little endian in the result, whatever the transfer syntax was. An element
 * that is too large for memory and has no sink is refused, unless its VR is UN: then it is skipped (`streamed`). Throws
 * WireFailure `data-set-invalid` when lengths contradict each other, the stream or the limits, and any error of a sink;
 * nothing is allocated from an unchecked length.
 */
export async function readDataSet(
  chunks: AsyncIterable<Uint8Array>,
  options: DataSetReaderOptions,
): Promise<DataSet> {
  const source = new ByteSource(chunks);
  try {
    return await new Reader(source, options).readRoot(encodingOf(options.transferSyntax));
  } finally {
    await source.close();
  }
}

/** The data set or an item of it, while it is read. */
interface Frame {
  readonly item: RawItem;
  readonly path: readonly Tag[];
  /** Position that nothing inside may exceed; Infinity for the data set itself, whose end only the stream knows. */
  readonly end: number;
  readonly parent: Frame | undefined;
}

class Reader {
  readonly #source: ByteSource;
  readonly #sinkFor: DataSetReaderOptions['sinkFor'];
  readonly #allowance: Allowance;
  readonly #characterSets: readonly string[];

  constructor(source: ByteSource, options: DataSetReaderOptions) {
    this.#characterSets = options.characterSets ?? [];
    this.#source = source;
    this.#sinkFor = options.sinkFor;
    this.#allowance = new Allowance({ ...defaultLimits, ...options.limits });
  }

  async readRoot(encoding: Encoding): Promise<DataSet> {
    const frame: Frame = { item: new Map(), path: [], end: Infinity, parent: undefined };
    while (!(await this.#source.isAtEnd()))
      await this.#readElement(frame, await this.#readHeader(frame.end, encoding));
    return new DataSet(decodeElements(frame.item, this.#characterSets));
  }

  async #readElement(frame: Frame, header: ElementHeader): Promise<void> {
    const { tag, vr, length } = header;
    this.#allowance.countElement(tag);
    if (isStructure(tag)) throw invalidDataSet(`${tagText(tag)} is out of place`);
    if (vr === 'SQ') {
      frame.item.set(tag, { kind: 'items', tag, items: await this.#readItems(frame, header) });
      return;
    }
    if (length === undefinedLength) throw invalidDataSet(withoutLength(header));
    this.#checkRoom(tag, length, frame.end);
    if (isFiller(tag)) await this.#pass(header);
    else frame.item.set(tag, await this.#readValue(frame, header));
  }

  async #readValue(frame: Frame, header: ElementHeader): Promise<RawElement> {
    const { kind } = rulesOf(header.vr);
    if (kind === 'bytes') return this.#readBytes(frame, header);
    return kind === 'numbers' || kind === 'bigints' ? this.#readNumbers(header) : this.#readText(header);
  }

  async #readNumbers({ tag, vr, length, encoding }: ElementHeader): Promise<RawElement> {
    const { kind, wordBytes } = rulesOf(vr);
    this.#allowance.keep(
      tag,
      length,
      (kind === 'bigints' ? bigintBytes : numberBytes) * (length / wordBytes),
    );
    return decoded(tag, vr, decodeBinary(vr, await this.#read(tag, length), encoding.bigEndian));
  }

  async #readText({ tag, vr, length }: ElementHeader): Promise<RawElement> {
    this.#allowance.keep(tag, length);
    const bytes = await this.#read(tag, length);
    const { kind, separated } = rulesOf(vr);
    if (separated) this.#allowance.add(tag, stringBytes * countSeparators(bytes));
    if (kind !== 'text' || !dependsOnCharacterSet(bytes)) {
      return decoded(tag, vr, { kind: 'text', values: decodeText(bytes, [], vr) });
    }
    // The bytes are kept in addition to the text decoded from them, which may take two bytes for each.
    this.#allowance.add(tag, 2 * length);
    return { kind, tag, vr, bytes: new Uint8Array(bytes) };
  }

  async #readBytes(frame: Frame, header: ElementHeader): Promise<RawElement> {
    const { tag, vr, length, encoding } = header;
    const sink = await this.#sinkFor?.({
      path: frame.path,
      tag,
      vr,
      byteLength: length,
      // Few sinks need them, so nothing is decoded twice for the others.
      get before() {
        return new Map(elementsSoFar(frame).map((element) => [element.tag, element]));
      },
    });
    if (sink !== undefined || (vr === 'UN' && !this.#allowance.fits(length))) {
      await this.#pass(header, sink);
      return decoded(tag, vr, { kind: 'streamed', byteLength: length });
    }
    this.#allowance.keep(tag, length);
    return decoded(tag, vr, decodeBinary(vr, await this.#read(tag, length), encoding.bigEndian));
  }

  /** Sends a value to a sink, or discards it. */
  async #pass({ tag, vr, length, encoding }: ElementHeader, sink?: ValueSink): Promise<void> {
    this.#allowance.stream(tag, length);
    const swap = encoding.bigEndian ? wordSwapper(vr) : undefined;
    await this.#forward(tag, length, (piece) => {
      const words = swap === undefined ? piece : swap(piece);
      return words.length === 0 ? undefined : sink?.write(words);
    });
    const rest = swap?.();
    if (rest !== undefined && rest.length > 0) await sink?.write(rest);
    await sink?.end();
  }

  async #readItems(frame: Frame, sequence: ElementHeader): Promise<readonly RawItem[]> {
    const { tag, length, encoding } = sequence;
    const isDelimited = length === undefinedLength;
    if (!isDelimited) this.#checkRoom(tag, length, frame.end);
    this.#allowance.enter(tag, frame.path.length);
    const end = isDelimited ? frame.end : this.#source.position + length;
    const items: RawItem[] = [];
    while (isDelimited || this.#source.position < end) {
      const header = await this.#readHeader(end, encoding);
      if (header.tag === sequenceDelimitationTag && this.#endsHere(isDelimited, end)) break;
      if (header.tag !== itemTag) {
        throw invalidDataSet(`${keywordOf(tag)} holds ${tagText(header.tag)} where an item should be`);
      }
      this.#allowance.countItem(tag);
      items.push(
        await this.#readItem({ item: new Map(), path: [...frame.path, tag], end, parent: frame }, header),
      );
    }
    return items;
  }

  async #readItem(around: Frame, { tag, length, encoding }: ElementHeader): Promise<RawItem> {
    const isDelimited = length === undefinedLength;
    if (!isDelimited) this.#checkRoom(tag, length, around.end);
    const frame = isDelimited ? around : { ...around, end: this.#source.position + length };
    while (isDelimited || this.#source.position < frame.end) {
      const header = await this.#readHeader(frame.end, encoding);
      if (header.tag === itemDelimitationTag && this.#endsHere(isDelimited, frame.end)) break;
      await this.#readElement(frame, header);
    }
    return frame.item;
  }

  /** A delimiter ends an item or sequence of undefined length; in one of defined length it is superfluous, not an error. */
  #endsHere(isDelimited: boolean, end: number): boolean {
    return isDelimited || this.#source.position === end;
  }

  async #readHeader(end: number, encoding: Encoding): Promise<ElementHeader> {
    const needed = (bytes: number) => {
      if (bytes <= end - this.#source.position) return;
      throw invalidDataSet(`an element begins where its item has ${end - this.#source.position} bytes left`);
    };
    needed(8);
    const start = readHeaderStart(await this.#read(undefined, 8), encoding);
    if (start.kind === 'complete') return start.header;
    needed(4);
    return start.withLength(await this.#read(undefined, 4));
  }

  #checkRoom(tag: Tag, length: number, end: number): void {
    const room = end - this.#source.position;
    if (length <= room) return;
    throw invalidDataSet(`${keywordOf(tag)} declares ${length} bytes where its item has ${room} left`);
  }

  async #read(tag: Tag | undefined, length: number): Promise<Buffer> {
    return this.#source.read(length).catch(endedIn(tag));
  }

  async #forward(tag: Tag, length: number, write: (piece: Buffer) => void | Promise<void>): Promise<void> {
    await this.#source.forward(length, write).catch(endedIn(tag));
  }
}

/** The memory that numbers take, and the overhead of a string in addition to its characters. */
const numberBytes = 8;
const bigintBytes = 32;
const stringBytes = 32;

function countSeparators(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => (byte === 0x5c ? count + 1 : count), 0);
}

function endedIn(tag: Tag | undefined): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof TruncationFailure)) throw error;
    throw invalidDataSet(
      `the data set ends inside ${tag === undefined ? 'an element header' : keywordOf(tag)}`,
    );
  };
}

/** Unused group lengths (gggg,0000), and (FFFC,FFFC), padding after the data set. */
function isFiller(tag: Tag): boolean {
  return (tag & 0xffff) === 0 || tag === 0xfffcfffc;
}

function withoutLength({ tag, vr }: ElementHeader): string {
  return rulesOf(vr).kind === 'bytes'
    ? `${keywordOf(tag)} is encapsulated (undefined length); only native pixel data can be printed`
    : `${keywordOf(tag)} of VR ${vr} has an undefined length`;
}

function decoded(tag: Tag, vr: VR, value: Value): RawElement {
  return { kind: 'decoded', element: { tag, vr, value } };
}

function elementsSoFar(frame: Frame): readonly Element[] {
  return decodeElements(frame.item, frame.parent === undefined ? [] : characterSetsAround(frame.parent));
}

/** The character sets in force in a frame, as far as they are known while it is read. */
function characterSetsAround(frame: Frame): readonly string[] {
  return characterSetsOf(frame.item, frame.parent === undefined ? [] : characterSetsAround(frame.parent));
}
