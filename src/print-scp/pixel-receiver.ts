// Takes the Pixel Data of an N-SET from the wire to a blob while it arrives, so that an image never lies in memory.
// What cannot be kept (wrong length, too large, disk full) is read to its end and let go: the message stays in
// step, and image-box.ts answers with a status.
import type { Tag } from '../dicom/data-set.ts';
import type { ValueHeader, ValueSink } from '../dicom/data-set-reader.ts';
import { tagOf } from '../dicom/dictionary.ts';
import type { BlobRef, BlobWriter } from '../film.ts';

/** Where clients put the image: the two of the standard, and one that a well-known example uses by mistake. */
export const imageSequences: readonly Tag[] = [
  tagOf('BasicGrayscaleImageSequence'),
  tagOf('BasicColorImageSequence'),
  tagOf('ReferencedImageBoxSequence'),
];

const pixelData = tagOf('PixelData');
const lutData = tagOf('LUTData');
/** Byte values beyond this that nobody asked for are let go while they are read. */
const largestUnwanted = 65_536;

export type ReceivedPixels =
  | { readonly kind: 'none' }
  | { readonly kind: 'received'; readonly blob: BlobRef; readonly byteLength: number }
  /** The length contradicts Rows, Columns and the rest. */
  | { readonly kind: 'wrong length'; readonly byteLength: number; readonly expected: number }
  | { readonly kind: 'too large'; readonly byteLength: number; readonly limit: number }
  | { readonly kind: 'failed'; readonly error: unknown };

const nowhere: ValueSink = { write: () => undefined, end: () => undefined };

function numberIn(header: ValueHeader, tag: Tag): number | undefined {
  const value = header.before.get(tag)?.value;
  return value?.kind === 'numbers' ? value.values[0] : undefined;
}

/** Bytes of native pixel data; undefined if an attribute is missing. */
export function pixelDataLength(
  rows: number | undefined,
  columns: number | undefined,
  samplesPerPixel: number | undefined,
  bitsAllocated: number | undefined,
): number | undefined {
  const bits = bitsAllocated === undefined ? undefined : Math.ceil(bitsAllocated / 8);
  if (rows === undefined || columns === undefined || samplesPerPixel === undefined || bits === undefined) {
    return undefined;
  }
  return rows * columns * samplesPerPixel * bits;
}

/** An odd number of bytes is padded to an even one (PS3.5 8.1.1). */
export function lengthFits(byteLength: number, expected: number): boolean {
  return byteLength === expected || byteLength === expected + (expected % 2);
}

export class PixelReceiver {
  readonly #openBlob: () => Promise<BlobWriter>;
  readonly #limit: number;
  readonly #place: 'image box' | 'object';
  #result: ReceivedPixels = { kind: 'none' };

  /**
   * `limit`: most bytes an image may have. `place`: whether the pixels are in the sequence of a box, or those of an image
   * object.
   */
  constructor(
    openBlob: () => Promise<BlobWriter>,
    limit: number,
    place: 'image box' | 'object' = 'image box',
  ) {
    this.#openBlob = openBlob;
    this.#limit = limit;
    this.#place = place;
  }

  /** What became of the pixels, once the data set was read. A blob in it belongs to the caller. */
  get result(): ReceivedPixels {
    return this.#result;
  }

  /** For readDataSet. */
  readonly sinkFor = async (header: ValueHeader): Promise<ValueSink | undefined> => {
    if (header.tag !== pixelData) {
      return header.byteLength > largestUnwanted && header.tag !== lutData ? nowhere : undefined;
    }
    const { path } = header;
    const inImage =
      this.#place === 'object'
        ? path.length === 0
        : path.length === 1 && imageSequences.includes(path[0] ?? 0);
    // Pixels in a second item are let go; image-box.ts refuses the number of items.
    if (!inImage || this.#result.kind !== 'none') return nowhere;
    const { byteLength } = header;
    const expected = pixelDataLength(
      numberIn(header, tagOf('Rows')),
      numberIn(header, tagOf('Columns')),
      numberIn(header, tagOf('SamplesPerPixel')),
      numberIn(header, tagOf('BitsAllocated')),
    );
    if (byteLength > this.#limit) {
      this.#result = { kind: 'too large', byteLength, limit: this.#limit };
      return nowhere;
    }
    if (expected !== undefined && !lengthFits(byteLength, expected)) {
      this.#result = { kind: 'wrong length', byteLength, expected };
      return nowhere;
    }
    return this.#open(byteLength);
  };

  async #open(byteLength: number): Promise<ValueSink> {
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
    return {
      write: (chunk) => {
        if (this.#result.kind === 'failed') return;
        try {
          return blob.write(chunk)?.catch(fail);
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

  /** Gives up a blob whose data set was not read to its end. */
  async abandon(): Promise<void> {
    await this.#writer?.discard();
    this.#writer = undefined;
  }
}
