// Stored samples of any color model or palette as red, green and blue in whole levels. Start at `rgbBlocks`.
import { colorModels, isColorModel } from './color-models.ts';
import type { Palette } from './palette.ts';
import { sampleBlocks, type ReadAt, type SampleBlock, type StoredPixels } from './stored-pixels.ts';

/** Bits of the resulting levels: those of the palette, or as many as are stored. */
export function rgbBits({ palette, bitsStored }: StoredPixels): number {
  return palette?.bits ?? bitsStored;
}

/** Converts the samples of a block to levels of red, green and blue; a single array is that of a palette. */
type Convert = (block: SampleBlock, levels: readonly [Uint16Array, Uint16Array, Uint16Array]) => void;

function throughPalette(palette: Palette, { signed, bitsStored }: StoredPixels): Convert {
  const last = palette.red.length - 1;
  const sign = signed ? 2 ** (bitsStored - 1) : 0;
  /** Entry by stored value; two's complement becomes a number. */
  const entries = Uint16Array.from({ length: 2 ** bitsStored }, (_, word) => {
    const value = (word ^ sign) - sign;
    return Math.min(Math.max(value - palette.firstMapped, 0), last);
  });
  return ({ pixels, samples: [words = new Uint16Array(0)] }, [red, green, blue]) => {
    for (let index = 0; index < pixels; index++) {
      const entry = entries[words[index] ?? 0] ?? 0;
      red[index] = palette.red[entry] ?? 0;
      green[index] = palette.green[entry] ?? 0;
      blue[index] = palette.blue[entry] ?? 0;
    }
  };
}

function throughModel({ interpretation, bitsStored }: StoredPixels): Convert {
  const max = 2 ** bitsStored - 1;
  const convert = isColorModel(interpretation)
    ? colorModels[interpretation].model(2 ** (bitsStored - 1) / max)
    : undefined;
  if (interpretation === 'RGB' || !convert) {
    return ({ pixels, samples }, levels) => {
      for (const [index, level] of levels.entries()) {
        level.set((samples[index] ?? level).subarray(0, pixels));
      }
    };
  }
  const pixel = new Float64Array(3);
  const level = (part: number) => Math.round(Math.min(1, Math.max(0, part)) * max);
  return ({ pixels, samples: [first, second, third] }, [red, green, blue]) => {
    for (let index = 0; index < pixels; index++) {
      pixel[0] = (first?.[index] ?? 0) / max;
      pixel[1] = (second?.[index] ?? 0) / max;
      pixel[2] = (third?.[index] ?? 0) / max;
      convert(pixel);
      red[index] = level(pixel[0]);
      green[index] = level(pixel[1]);
      blue[index] = level(pixel[2]);
    }
  };
}

export interface RgbBlock {
  readonly pixels: number;
  readonly levels: readonly [red: Uint16Array, green: Uint16Array, blue: Uint16Array];
}

/** Levels of 0 to 2^rgbBits − 1, in the order of the pixels. The arrays of a block are reused for the next one. */
export async function* rgbBlocks(
  stored: StoredPixels,
  read: ReadAt,
): AsyncGenerator<RgbBlock, void, undefined> {
  const convert = stored.palette ? throughPalette(stored.palette, stored) : throughModel(stored);
  let levels: RgbBlock['levels'] | undefined;
  for await (const block of sampleBlocks(stored, read)) {
    levels ??= [0, 1, 2].map(() => new Uint16Array(block.pixels)) as unknown as RgbBlock['levels'];
    convert(block, levels);
    yield { pixels: block.pixels, levels };
  }
}
