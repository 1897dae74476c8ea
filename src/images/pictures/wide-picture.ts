// TIFF samples other than unsigned 8 or 16 bits: signed, 32-bit, floating point. libvips clips them at 255, which
// prints black or white; here they are read as numbers and printed over the range that the file states, or else over
// their own range.
import sharp from 'sharp';
import type { Note } from '../pixels/modality-lut.ts';
import type { WindowChoice } from '../pixels/prepared-image.ts';
import { rangeFunction, windowFunction } from '../pixels/voi-lut.ts';
import { srgbEncode } from '../../shared/film/luminance.ts';
import { tiffPage } from './tiff-directory.ts';
import { tiffSamples } from './tiff-samples.ts';

const formats = { unsigned: 1, signed: 2, float: 3 } as const;

export interface WideSamples {
  readonly bits: number;
  readonly format: 'unsigned' | 'signed' | 'float';
  readonly channels: number;
  /** Gray values whose lowest value is white. */
  readonly inverse: boolean;
  /** Red, green and blue are the first channels. */
  readonly rgb: boolean;
  readonly range: readonly [low: number, high: number] | undefined;
}

/** The page of a file whose samples are read. */
export interface WidePage {
  /** From 0. */
  readonly page: number;
  readonly grid: { readonly rows: number; readonly columns: number };
  readonly wide: WideSamples;
}

/**
 * The sample format of a page; undefined if libvips reads its samples correctly.
 * @throws RangeError for complex numbers and other samples that cannot be ordered.
 */
export function wideSamples(file: Uint8Array, page: number): WideSamples | undefined {
  const directory = tiffPage(file, page);
  if (!directory) return undefined;
  const bits = directory.value('bitsPerSample') ?? 1;
  const code = directory.value('sampleFormat') ?? formats.unsigned;
  // 4 is "undefined", which readers take as unsigned (TIFF 6.0, SampleFormat).
  const format = code === 4 ? 'unsigned' : Object.entries(formats).find(([, known]) => known === code)?.[0];
  const channels = directory.value('samplesPerPixel') ?? 1;
  if (format === undefined) {
    throw new RangeError(
      `its samples are of format ${code} (complex numbers); integers and floating point can be printed`,
    );
  }
  if (format === 'unsigned' && bits <= 16) return undefined;
  const known = format === 'unsigned' || format === 'signed' || format === 'float' ? format : 'unsigned';
  const [low, high] = [directory.value('minSampleValue'), directory.value('maxSampleValue')];
  return {
    bits,
    format: known,
    channels,
    inverse: directory.value('photometric') === 0,
    rgb: directory.value('photometric') === 2 && channels >= 3,
    range: low !== undefined && high !== undefined && high > low ? [low, high] : undefined,
  };
}

async function channelValues(file: Uint8Array, page: number, wide: WideSamples): Promise<Float64Array> {
  const image = sharp(file, { page, limitInputPixels: false });
  if (wide.format === 'signed' && wide.bits === 16) {
    // Values below 0 are clipped unless an offset is added first.
    const lifted = await image.linear(1, 32768).toColourspace('grey16').raw({ depth: 'double' }).toBuffer();
    return doubles(lifted).map((value) => value - 32768);
  }
  return doubles(await image.extractChannel(0).raw({ depth: 'double' }).toBuffer());
}

function doubles(bytes: Buffer): Float64Array {
  const copy = new Uint8Array(bytes);
  return new Float64Array(copy.buffer, 0, copy.length / 8);
}

/**
 * Black and white of measured values, in this order: the range requested by the user, stated by the file, 0 to 1, or
 * the range of the values.
 */
function toneOf(
  values: Float64Array,
  { format, range }: WideSamples,
  window: WindowChoice | undefined,
  note: Note,
): (value: number) => number {
  if (window?.kind === 'window') return windowFunction(window.center, window.width, 'LINEAR');
  if (range && !window) return rangeFunction(...range);
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (format === 'float' && !window && low >= 0 && high <= 1) return rangeFunction(0, 1);
  if (!window) {
    note(
      `the file does not say which of its values are black and white; from ${low} to ${high} is printed, --window chooses`,
    );
  }
  return rangeFunction(low, high);
}

/**
 * Grays of a page, row by row.
 * @param maxGray the value of white
 * @param source one channel, or one channel and alpha
 * @throws RangeError for samples that cannot be read.
 */
export async function wideGrays(
  file: Uint8Array,
  { page, grid, wide }: WidePage,
  options: { readonly window?: WindowChoice; readonly maxGray: number; readonly note: Note },
): Promise<Uint16Array> {
  const directory = tiffPage(file, page);
  const own = wide.format === 'float' && wide.bits !== 32;
  const values =
    own && directory ? await tiffSamples(file, directory, wide, grid) : await channelValues(file, page, wide);
  const tone = toneOf(values, wide, options.window, options.note);
  // libvips inverts only unsigned samples.
  const inverse = wide.inverse && wide.format !== 'unsigned';
  return Uint16Array.from(values, (value) => {
    const fraction = Number.isFinite(value) ? tone(value) : 0;
    return Math.round((inverse ? 1 - fraction : fraction) * options.maxGray);
  });
}

/**
 * Colors of a page in three planes of 8 bits: floating point as linear light from 0 to 1, integers over the range
 * that the file states or that all channels together have. Further channels are ignored.
 * @throws RangeError for colors other than RGB, or samples that cannot be read.
 */
export async function wideColors(
  file: Uint8Array,
  { page, grid, wide }: WidePage,
  note: Note,
): Promise<Uint8Array> {
  const { format, bits, channels } = wide;
  const directory = tiffPage(file, page);
  if (!directory || !wide.rgb) {
    throw new RangeError(
      `its colors are not RGB and ${format} of ${bits} bits; RGB of any samples, and others of unsigned 8 and 16 bits, can be printed`,
    );
  }
  const values = await tiffSamples(file, directory, wide, grid);
  const pixels = grid.rows * grid.columns;
  const colors = new Float64Array(pixels * 3);
  for (let plane = 0; plane < 3; plane++) {
    for (let index = 0; index < pixels; index++)
      colors[plane * pixels + index] = values[index * channels + plane] ?? 0;
  }
  if (format === 'float')
    note('its colors are floating point; they are interpreted as linear light, from 0 to 1');
  const tone =
    format === 'float'
      ? (value: number) => srgbEncode(Math.min(1, Math.max(0, value)))
      : toneOf(colors, wide, undefined, note);
  return Uint8Array.from(colors, (value) => (Number.isFinite(value) ? Math.round(tone(value) * 255) : 0));
}
