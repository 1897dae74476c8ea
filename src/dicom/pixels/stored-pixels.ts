// Native Pixel Data as it is stored (PS3.3 C.7.6.3, PS3.5 8.2): how many bytes it has, and its samples in blocks of some
// thousand pixels, from any source of bytes. Start at `sampleBlocks`.
import { colorModels, isColorModel, samplesOf, type PhotometricInterpretation } from './color-models.ts';
import type { Palette } from './palette.ts';

export interface StoredPixels {
  readonly rows: number;
  readonly columns: number;
  readonly interpretation: PhotometricInterpretation;
  /** 0: the samples of a pixel follow one another, 1: three planes. Only for full chroma (4:4:4). */
  readonly planarConfiguration: 0 | 1;
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  /** Of PALETTE COLOR. */
  readonly palette?: Palette;
}

type Layout = Pick<StoredPixels, 'rows' | 'columns' | 'interpretation' | 'bitsAllocated'>;

/** Bytes of one frame. The shared samples of 4:2:2 and 4:2:0 count for two and four pixels. */
export function storedBytes({ rows, columns, interpretation, bitsAllocated }: Layout): number {
  const pixels = rows * columns;
  const bytes = bitsAllocated / 8;
  if (!isColorModel(interpretation)) return pixels * bytes;
  switch (colorModels[interpretation].sampling) {
    case '4:4:4':
      return pixels * 3 * bytes;
    case '4:2:2':
      return pixels * 2 * bytes;
    case '4:2:0':
      return Math.ceil(pixels * 1.5) * bytes;
  }
}

/** Reads a number of bytes from a position. The bytes are valid until the next call. */
export type ReadAt = (position: number, length: number) => Promise<Uint8Array>;

/** Samples of consecutive pixels: one array for each sample of a pixel. */
export interface SampleBlock {
  readonly pixels: number;
  readonly samples: readonly Uint16Array[];
}

/** Even, so that pairs of 4:2:2 stay together. */
const blockPixels = 1 << 14;

/** Which samples among others: the first is number `offset`, and every `stride`th follows. */
interface SampleOrder {
  readonly offset: number;
  readonly stride: number;
}

const adjacent: SampleOrder = { offset: 0, stride: 1 };

/** Fills `target` with samples from bytes. */
type PickSamples = (bytes: Uint8Array, target: Uint16Array, order: SampleOrder) => void;

/** Stored bits of a word, moved down to bit 0. */
function picker({ bitsAllocated, bitsStored, highBit }: StoredPixels): PickSamples {
  const shift = Math.max(0, highBit + 1 - bitsStored);
  const mask = 2 ** bitsStored - 1;
  return (bytes, target, { offset, stride }) => {
    const count = target.length;
    if (bitsAllocated === 8) {
      for (let index = 0, at = offset; index < count; index++, at += stride) {
        target[index] = ((bytes[at] ?? 0) >> shift) & mask;
      }
      return;
    }
    for (let index = 0, at = offset * 2; index < count; index++, at += stride * 2) {
      target[index] = (((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)) >> shift) & mask;
    }
  };
}

/** Gives each of two neighbors the chroma that they share. */
function doubled(target: Uint16Array, count: number): void {
  for (let index = count - 1; index >= 0; index--) target[index] = target[index >> 1] ?? 0;
}

/** The samples of an image in the order of its pixels. The arrays of a block are reused for the next one. */
export async function* sampleBlocks(
  stored: StoredPixels,
  read: ReadAt,
): AsyncGenerator<SampleBlock, void, undefined> {
  const { rows, columns, interpretation, planarConfiguration } = stored;
  const sampling = isColorModel(interpretation) ? colorModels[interpretation].sampling : '4:4:4';
  const pixels = rows * columns;
  const step = sampling === '4:2:0' ? 2 * columns : blockPixels;
  const size = Math.min(step, pixels + 1);
  const count = samplesOf(interpretation);
  const samples = Array.from({ length: count }, () => new Uint16Array(size));
  const [first = new Uint16Array(0), second = first, third = first] = samples;
  const bytes = stored.bitsAllocated / 8;
  const pick = picker(stored);
  for (let from = 0; from < pixels; from += step) {
    const block = Math.min(step, pixels - from);
    if (sampling === '4:2:2') {
      const words = await read(from * 2 * bytes, block * 2 * bytes);
      // Y1 Y2 Cb Cr for each two pixels.
      for (const half of [0, 1]) {
        const luma = new Uint16Array(block >> 1);
        pick(words, luma, { offset: half, stride: 4 });
        luma.forEach((value, index) => (first[index * 2 + half] = value));
      }
      pick(words, second.subarray(0, block >> 1), { offset: 2, stride: 4 });
      pick(words, third.subarray(0, block >> 1), { offset: 3, stride: 4 });
      doubled(second, block);
      doubled(third, block);
    } else if (sampling === '4:2:0') {
      // Y1 Y2 Cb Cr for each two pixels of the upper row, whose chroma the lower row shares; the lower row has only luma.
      const words = await read(from * 1.5 * bytes, block * 1.5 * bytes);
      const half = columns >> 1;
      for (let pair = 0; pair < half; pair++) {
        pick(words.subarray(pair * 4 * bytes), first.subarray(pair * 2, pair * 2 + 2), adjacent);
      }
      pick(words, first.subarray(columns, columns * 2), { offset: columns * 2, stride: 1 });
      for (const [plane, offset] of [
        [second, 2],
        [third, 3],
      ] as const) {
        pick(words, plane.subarray(0, half), { offset, stride: 4 });
        doubled(plane, columns);
        plane.copyWithin(columns, 0, columns);
      }
    } else if (count === 3 && planarConfiguration === 1) {
      for (const [index, plane] of samples.entries()) {
        const words = await read((index * pixels + from) * bytes, block * bytes);
        pick(words, plane.subarray(0, block), adjacent);
      }
    } else {
      const words = await read(from * count * bytes, block * count * bytes);
      for (const [index, plane] of samples.entries()) {
        pick(words, plane.subarray(0, block), { offset: index, stride: count });
      }
    }
    yield { pixels: block, samples };
  }
}
