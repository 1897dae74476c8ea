// Encodes data sets (PS3.5 7), the mirror of data-set-reader.ts. Small elements are collected into blocks; large byte values
// are passed on unchanged, so that an image is never copied on its way to the socket.
import { swapWords, wordSwapper } from './byte-order.ts';
import { encodeText } from '../text/character-sets.ts';
import type { DataSet, Element, Value } from './data-set.ts';
import { keywordOf } from './dictionary.ts';
import type { Encoding } from './element-header.ts';
import {
  encodingOf,
  implicitLittle,
  itemDelimitationTag,
  itemTag,
  sequenceDelimitationTag,
  undefinedLength,
} from './element-header.ts';
import { encodeBigints, encodeNumbers, writeTag } from './element-values.ts';
import type { TransferSyntax } from './uids.ts';
import type { Tag, VR } from './vr.ts';
import { rulesOf } from './vr.ts';

export interface EncodeOptions {
  /** How sequences and items mark their ends; default: `defined`, which every peer reads. */
  readonly sequenceLengths?: 'defined' | 'undefined';
}

/** Bytes of a `streamed` value, requested when it is its turn. */
export type StreamedValue = () => AsyncIterable<Uint8Array>;

/** Byte values of at least this length are not copied into blocks. */
const bigValue = 16 * 1024;
/** Big endian words are swapped in pieces of this length. */
const swapPiece = 64 * 1024;
/** Maximum length of a value, and of a sequence of defined length. */
const maxLength = 0xfffffffe;
/** Maximum length of a value with a 16-bit length field. */
const maxShortLength = 0xfffe;

/**
 * Bytes of the data set in one piece; text is encoded by its Specific Character Set (0008,0005), with `?` for characters that
 * the set does not have. A `streamed` value is left out: its bytes are elsewhere. Throws RangeError if a value is longer than
 * 4 GiB.
 */
export function encodeDataSet(
  dataSet: DataSet,
  transferSyntax: TransferSyntax,
  options?: EncodeOptions,
): Uint8Array {
  return Buffer.concat([...encodeDataSetChunks(dataSet, transferSyntax, options)]);
}

/** The same bytes in pieces, created on demand; large byte values are pieces themselves, not copied. */
export function* encodeDataSetChunks(
  dataSet: DataSet,
  transferSyntax: TransferSyntax,
  options: EncodeOptions = {},
): Generator<Uint8Array, void, undefined> {
  const { parts } = encodeElements(dataSet, {
    encoding: encodingOf(transferSyntax),
    characterSets: [],
    options,
    gaps: false,
  });
  yield* chunksOf(parts);
}

/**
 * The same for a data set with at most one `streamed` value, whose bytes come from elsewhere while they are sent, so that an
 * image is never in memory. They are little endian, and swapped on their way where the transfer syntax is not. Throws
 * RangeError when there are more or fewer bytes than the element declares; the message is then unusable.
 */
export async function* encodeDataSetStream(
  dataSet: DataSet,
  transferSyntax: TransferSyntax,
  value: StreamedValue,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoding = encodingOf(transferSyntax);
  const { parts } = encodeElements(dataSet, { encoding, characterSets: [], options: {}, gaps: true });
  const gapAt = parts.findIndex(({ gap }) => gap !== undefined);
  const before = gapAt < 0 ? parts : parts.slice(0, gapAt);
  yield* chunksOf(before);
  const gap = parts[gapAt]?.gap;
  if (gap === undefined) return;
  const { byteLength, vr } = gap;
  const swap = encoding.bigEndian ? wordSwapper(vr) : undefined;
  let sent = 0;
  for await (const chunk of value()) {
    sent += chunk.length;
    if (sent > byteLength) break;
    yield swap?.(chunk) ?? chunk;
  }
  if (sent !== byteLength) throw new RangeError(`a value declared with ${byteLength} bytes has ${sent}`);
  const padding = new Uint8Array(byteLength % 2);
  yield swap?.(padding) ?? padding;
  yield* chunksOf(parts.slice(gapAt + 1));
}

function* chunksOf(parts: readonly Part[]): Generator<Uint8Array, void, undefined> {
  let block: Uint8Array[] = [];
  for (const { bytes, wordBytes } of parts) {
    if (bytes.length < bigValue) {
      block.push(wordBytes === 1 ? bytes : swapped(bytes, wordBytes));
      continue;
    }
    if (block.length > 0) yield Buffer.concat(block);
    block = [];
    if (wordBytes === 1) {
      yield bytes;
      continue;
    }
    for (let at = 0; at < bytes.length; at += swapPiece)
      yield swapped(bytes.subarray(at, at + swapPiece), wordBytes);
  }
  if (block.length > 0) yield Buffer.concat(block);
}

type WordBytes = ReturnType<typeof rulesOf>['wordBytes'];

/** Bytes to send; with `wordBytes` other than 1 each word must be swapped first. */
interface Part {
  readonly bytes: Uint8Array;
  readonly wordBytes: WordBytes;
  /** Instead of bytes: this many come from elsewhere, followed by padding to an even number. */
  readonly gap?: { readonly byteLength: number; readonly vr: VR };
}

interface Encoded {
  readonly parts: readonly Part[];
  readonly length: number;
}

interface Context {
  readonly encoding: Encoding;
  readonly characterSets: readonly string[];
  readonly options: EncodeOptions;
  /** Whether `streamed` values leave a gap for their bytes; otherwise they are left out. */
  readonly gaps: boolean;
}

function swapped(bytes: Uint8Array, wordBytes: WordBytes): Uint8Array {
  const copy = new Uint8Array(bytes);
  swapWords(copy, wordBytes);
  return copy;
}

function asIs(...pieces: readonly Uint8Array[]): Encoded {
  return {
    parts: pieces.map((bytes) => ({ bytes, wordBytes: 1 })),
    length: pieces.reduce((sum, { length }) => sum + length, 0),
  };
}

function join(...pieces: readonly Encoded[]): Encoded {
  return {
    parts: pieces.flatMap(({ parts }) => parts),
    length: pieces.reduce((sum, { length }) => sum + length, 0),
  };
}

function encodeElements(dataSet: DataSet, context: Context): Encoded {
  const own = dataSet.strings('SpecificCharacterSet');
  const inner = own.length === 0 ? context : { ...context, characterSets: own };
  return join(...[...dataSet].map((element) => encodeElement(element, inner)));
}

function encodeElement({ tag, vr, value }: Element, context: Context): Encoded {
  if (value.kind === 'streamed') return context.gaps ? encodeGap(tag, vr, value.byteLength, context) : asIs();
  if (value.kind === 'items') return encodeSequence(tag, value.items, context);
  const { encoding } = context;
  const content = encodeValue(vr, value, context);
  if (encoding.explicitVR && !rulesOf(vr).longLength && content.length > maxShortLength) {
    // Too long for the 16-bit length of its VR: UN, which has 32 bits and is little endian inside (PS3.5 6.2.2).
    const little = encodeValue(vr, value, { ...context, encoding: implicitLittle });
    return join(asIs(elementHeader(tag, 'UN', little.length, encoding)), little);
  }
  return join(asIs(elementHeader(tag, vr, content.length, encoding)), content);
}

function encodeGap(tag: Tag, vr: VR, byteLength: number, { encoding }: Context): Encoded {
  const length = byteLength + (byteLength % 2);
  const header = asIs(elementHeader(tag, vr, length, encoding));
  const gap: Part = { bytes: new Uint8Array(0), wordBytes: 1, gap: { byteLength, vr } };
  return join(header, { parts: [gap], length });
}

/** A value's bytes, of even length. */
function encodeValue(vr: VR, value: InMemory, { encoding, characterSets }: Context): Encoded {
  const { padding, wordBytes } = rulesOf(vr);
  switch (value.kind) {
    case 'text': {
      const bytes = encodeText(value.values, characterSets, vr);
      return asIs(bytes, evenWith(padding, bytes));
    }
    case 'numbers':
      return asIs(encodeNumbers(vr, value.values, encoding.bigEndian));
    case 'bigints':
      return asIs(encodeBigints(value.values, encoding.bigEndian));
    case 'bytes': {
      const pad = evenWith(padding, value.bytes);
      if (!encoding.bigEndian || wordBytes === 1) return asIs(value.bytes, pad);
      const bytes = pad.length === 0 ? value.bytes : Buffer.concat([value.bytes, pad]);
      return { parts: [{ bytes, wordBytes }], length: bytes.length };
    }
  }
}
type InMemory = Exclude<Value, { kind: 'items' | 'streamed' }>;

function evenWith(padding: number, bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.length % 2).fill(padding);
}

function encodeSequence(tag: Tag, items: readonly DataSet[], context: Context): Encoded {
  const content = join(
    ...items.map((item) => {
      const elements = encodeElements(item, context);
      return enclosed(
        (length) => structure(itemTag, length, context.encoding),
        elements,
        itemDelimitationTag,
        context,
      );
    }),
  );
  return enclosed(
    (length) => elementHeader(tag, 'SQ', length, context.encoding),
    content,
    sequenceDelimitationTag,
    context,
  );
}

/** Content after a header with its length and no delimiter, or after a header of undefined length with a delimiter. */
function enclosed(
  header: (length: number) => Uint8Array,
  content: Encoded,
  delimitationTag: Tag,
  { encoding, options }: Context,
): Encoded {
  if (options.sequenceLengths !== 'undefined' && content.length <= maxLength) {
    return join(asIs(header(content.length)), content);
  }
  return join(asIs(header(undefinedLength)), content, asIs(structure(delimitationTag, 0, encoding)));
}

function structure(tag: Tag, length: number, { bigEndian }: Encoding): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  writeTag(view, 0, tag, !bigEndian);
  view.setUint32(4, length, !bigEndian);
  return bytes;
}

function elementHeader(tag: Tag, vr: VR, length: number, encoding: Encoding): Uint8Array {
  if (length > maxLength && length !== undefinedLength) throw new RangeError(`${keywordOf(tag)} is too long`);
  if (!encoding.explicitVR) return structure(tag, length, encoding);
  const { longLength } = rulesOf(vr);
  const bytes = new Uint8Array(longLength ? 12 : 8);
  const view = new DataView(bytes.buffer);
  writeTag(view, 0, tag, !encoding.bigEndian);
  bytes.set(Buffer.from(vr, 'latin1'), 4);
  if (longLength) view.setUint32(8, length, !encoding.bigEndian);
  else view.setUint16(6, length, !encoding.bigEndian);
  return bytes;
}
