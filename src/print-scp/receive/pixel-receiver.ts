// Streams the Pixel Data of an N-SET from the network to a blob, so that an image is never in memory as a whole. Pixel Data that
// cannot be stored (wrong length, too large, disk full) is read to its end and dropped, so that the next message can be read;
// image-box.ts answers with a status. Start at `PixelReceiver`.
import { DataSet, type Tag } from '../../dicom/data-set/data-set.ts';
import type { ValueHeader, ValueSink } from '../../dicom/data-set/data-set-reader.ts';
import { tagOf } from '../../dicom/data-set/dictionary.ts';
import { paletteKeywords } from '../../dicom/pixels/palette.ts';
import type { BlobRef, BlobWriter } from '../../shared/film/film.ts';
import { completed, neededBytes } from './image-completion.ts';
import { redactedOverlaySpans, redactedSpans, SpanFiller, type Span } from './pixel-redaction.ts';
import type { RedactedRectangle } from '../clients/redaction.ts';

/** Sequences in which clients send the image: the two of the standard, and one that a well-known example uses by mistake. */
export const imageSequences: readonly Tag[] = [
  tagOf('BasicGrayscaleImageSequence'),
  tagOf('BasicColorImageSequence'),
  tagOf('ReferencedImageBoxSequence'),
];

const overlaySequence = tagOf('OverlayPixelDataSequence');
const pixelData = tagOf('PixelData');
/** Maximum bytes of the tables of a palette: 65536 entries of 16 bits. */
const palettes: ReadonlySet<Tag> = new Set(paletteKeywords.map(tagOf));
const maxTable = 131_072;
const lutData = tagOf('LUTData');
/** Unused byte values longer than this are dropped while they are read. */
const maxIgnoredBytes = 65_536;

export type ReceivedPixels =
  | { readonly kind: 'none' }
  /** `byteLength`: length as sent; the blob has only the bytes of the image. */
  | { readonly kind: 'received'; readonly blob: BlobRef; readonly byteLength: number }
  /** The length contradicts Rows, Columns and the other attributes. */
  | { readonly kind: 'wrong length'; readonly byteLength: number; readonly expected: number }
  | { readonly kind: 'too large'; readonly byteLength: number; readonly limit: number }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Groups of overlay planes: 6000 to 601E, even (PS3.5 7.6). */
export function isOverlayGroup(group: number): boolean {
  return group >= 0x6000 && group <= 0x601e && group % 2 === 0;
}

/** Whether the tag is Overlay Data (60xx,3000), of any group. */
export function isOverlayData(tag: Tag): boolean {
  return (tag & 0xffff) === 0x3000 && isOverlayGroup(tag >>> 16);
}

/** 8192 × 8192 bits: more pixels than a film has. */
const maxOverlayBytes = 8_388_608;

/** Bytes of an overlay plane: one bit per pixel, rows not padded (PS3.3 C.9.2). */
export function overlayDataLength(rows: number, columns: number): number {
  return Math.ceil((rows * columns) / 8);
}

/** Discards a value while it is read. */
export const nowhere: ValueSink = { write: () => undefined, end: () => undefined };

function numberIn(header: ValueHeader, tag: Tag): number | undefined {
  const value = header.before.get(tag)?.value;
  return value?.kind === 'numbers' ? value.values[0] : undefined;
}

/** Bytes that the image needs, computed from the attributes before its pixels; undefined where they do not suffice. */
function expectedPixels({ before, byteLength }: ValueHeader): number | undefined {
  return neededBytes(completed(new DataSet(before.values()), byteLength).item);
}

/** Rows and columns of an overlay plane. */
function overlaySize(header: ValueHeader): [rows: number | undefined, columns: number | undefined] {
  const inGroup = (tag: Tag) => header.tag - 0x3000 + (tag & 0xffff);
  return [
    numberIn(header, inGroup(tagOf('OverlayRows'))),
    numberIn(header, inGroup(tagOf('OverlayColumns'))),
  ];
}

function expectedOverlay(header: ValueHeader): number | undefined {
  const [rows, columns] = overlaySize(header);
  return rows === undefined || columns === undefined ? undefined : overlayDataLength(rows, columns);
}

/** An odd number of bytes is padded to an even one (PS3.5 8.1.1). */
export function lengthFits(byteLength: number, expected: number): boolean {
  return byteLength === expected || byteLength === expected + (expected % 2);
}

/** Maximum bytes after the pixels that are ignored, such as padding of the sender's buffers. */
const maxExcess = (expected: number) => Math.max(65_536, expected / 100);

/** Whether Pixel Data contains the image. Bytes after the image are dropped. */
export function holdsImage(byteLength: number, expected: number): boolean {
  return byteLength >= expected && byteLength <= expected + maxExcess(expected);
}

/** Place of the pixels in a message: in the sequence of a box, in an image object, or in an overlay box of a film object. */
export type PixelPlace = 'box' | 'object' | 'overlay of an object';

/** Whether a value in these sequences, outermost first, is an overlay plane of a Stored Print object. */
export function isStoredOverlay({ tag, path }: Pick<ValueHeader, 'tag' | 'path'>): boolean {
  const [outer, inner, ...deeper] = path;
  return (
    isOverlayData(tag) &&
    outer === tagOf('ImageOverlayBoxContentSequence') &&
    inner === overlaySequence &&
    deeper.length === 0
  );
}

export class PixelReceiver {
  readonly #openBlob: () => Promise<BlobWriter>;
  readonly #limit: number;
  readonly #place: PixelPlace;
  readonly #rectangles: readonly RedactedRectangle[];
  #result: ReceivedPixels = { kind: 'none' };

  /** `limit`: maximum bytes of an image. `rectangles`: parts of images that are made blank before they are stored. */
  constructor(
    openBlob: () => Promise<BlobWriter>,
    limit: number,
    {
      place = 'box',
      rectangles = [],
    }: { readonly place?: PixelPlace; readonly rectangles?: readonly RedactedRectangle[] } = {},
  ) {
    this.#openBlob = openBlob;
    this.#limit = limit;
    this.#place = place;
    this.#rectangles = rectangles;
  }

  /** The result for the pixels, once the data set was read. A blob in it belongs to the caller. */
  get result(): ReceivedPixels {
    return this.#result;
  }

  /** For readDataSet. */
  readonly sinkFor = async (header: ValueHeader): Promise<ValueSink | undefined> => {
    const overlay = isOverlayData(header.tag);
    if (header.tag !== pixelData && !overlay) {
      const most = palettes.has(header.tag) ? maxTable : maxIgnoredBytes;
      return header.byteLength > most && header.tag !== lutData ? nowhere : undefined;
    }
    // Pixels in a second item are dropped; the reader of the data set refuses the number of items.
    if (!this.#isInPlace(header, overlay) || this.#result.kind !== 'none') return nowhere;
    const { byteLength } = header;
    const limit = overlay ? Math.min(maxOverlayBytes, this.#limit) : this.#limit;
    if (byteLength > limit) {
      this.#result = { kind: 'too large', byteLength, limit };
      return nowhere;
    }
    const expected = overlay ? expectedOverlay(header) : expectedPixels(header);
    const fits = overlay ? lengthFits : holdsImage;
    if (expected !== undefined && !fits(byteLength, expected)) {
      this.#result = { kind: 'wrong length', byteLength, expected };
      return nowhere;
    }
    const kept = Math.min(byteLength, (overlay ? undefined : expected) ?? byteLength);
    const spans = overlay
      ? redactedOverlaySpans(...overlaySize(header), byteLength, this.#rectangles)
      : redactedSpans(new DataSet(header.before.values()), byteLength, this.#rectangles);
    return this.#open(byteLength, kept, spans);
  };

  #isInPlace(header: ValueHeader, overlay: boolean): boolean {
    if (this.#place === 'overlay of an object') return isStoredOverlay(header);
    const [around, ...deeper] = header.path;
    if (this.#place === 'object') return around === undefined && !overlay;
    if (deeper.length > 0) return false;
    return overlay ? around === overlaySequence : imageSequences.includes(around ?? 0);
  }

  /** Keeps the first `kept` bytes of a value, with `spans` made blank. */
  async #open(byteLength: number, kept: number, spans: readonly Span[]): Promise<ValueSink> {
    let blob: BlobWriter;
    try {
      blob = await this.#openBlob();
    } catch (error) {
      this.#result = { kind: 'failed', error };
      return nowhere;
    }
    this.#writer = blob;
    const fail = async (error: unknown): Promise<void> => {
      if (this.#result.kind === 'failed') return;
      this.#result = { kind: 'failed', error };
      this.#writer = undefined;
      await blob.discard();
    };
    let left = kept;
    const filler = spans.length > 0 ? new SpanFiller(spans) : undefined;
    return {
      write: (chunk) => {
        if (this.#result.kind === 'failed' || left === 0) return;
        const pixels = chunk.subarray(0, left);
        left -= pixels.length;
        filler?.fill(pixels);
        try {
          return blob.write(pixels)?.catch(fail);
        } catch (error) {
          return fail(error);
        }
      },
      end: async () => {
        if (this.#result.kind === 'failed') return;
        try {
          this.#result = { kind: 'received', blob: await blob.finish(), byteLength };
          this.#writer = undefined;
        } catch (error) {
          await fail(error);
        }
      },
    };
  }

  #writer: BlobWriter | undefined;

  /** Discards a blob whose data set was not read to its end. */
  async abandon(): Promise<void> {
    await this.#writer?.discard();
    this.#writer = undefined;
  }
}
