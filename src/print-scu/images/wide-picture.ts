// TIFF samples that are no plain 8 or 16 bits: signed, of 32 bits, floating point. libvips shows them cut off at 255, which
// prints black or white; here they come as numbers, and are printed over the range that the file says, or that they have.
import { promisify } from 'node:util';
import { unzip } from 'node:zlib';
import sharp from 'sharp';
import type { Note } from '../modality-lut.ts';
import type { WindowChoice } from '../prepared-image.ts';
import { rangeFunction, windowFunction } from '../voi-lut.ts';
import { tiffPage, type TiffPage } from './tiff-directory.ts';

const formats = { unsigned: 1, signed: 2, float: 3 } as const;

export interface WideSamples {
  readonly bits: number;
  readonly format: 'unsigned' | 'signed' | 'float';
  readonly channels: number;
  /** Grays whose smallest value is white. */
  readonly inverse: boolean;
  readonly range: readonly [low: number, high: number] | undefined;
}

/**
 * What the samples of a page are, if they are none that libvips shows as they are meant.
 * @throws RangeError for complex numbers and what else has no order.
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
    range: low !== undefined && high !== undefined && high > low ? [low, high] : undefined,
  };
}

/** Strips of samples that libvips does not read: floating point of 16 and 64 bits. */
async function ownSamples(
  file: Uint8Array,
  page: TiffPage,
  bits: number,
  count: number,
): Promise<Float64Array> {
  const compression = page.value('compression') ?? 1;
  if (![1, 8, 32946].includes(compression) || (page.value('predictor') ?? 1) !== 1) {
    throw new RangeError(
      `its samples are floating point of ${bits} bits, compressed (${compression}); uncompressed and deflated ones can be printed`,
    );
  }
  const sizes = page.values('stripByteCounts');
  const strips = await Promise.all(
    page.values('stripOffsets').map(async (offset, index) => {
      const strip = file.subarray(offset, offset + (sizes[index] ?? 0));
      return compression === 1 ? strip : await promisify(unzip)(strip, { maxOutputLength: count * 8 });
    }),
  );
  const bytes = Buffer.concat(strips);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bits / 8;
  if (bytes.length < count * size) {
    throw new RangeError(`its strips hold ${bytes.length} bytes where ${count * size} are needed`);
  }
  const read = bits === 64 ? view.getFloat64.bind(view) : view.getFloat16.bind(view);
  return Float64Array.from({ length: count }, (_, index) => read(index * size, page.littleEndian));
}

async function channelValues(file: Uint8Array, page: number, wide: WideSamples): Promise<Float64Array> {
  const image = sharp(file, { page, limitInputPixels: false });
  if (wide.format === 'signed' && wide.bits === 16) {
    // Values below 0 are cut off unless they are lifted first.
    const lifted = await image.linear(1, 32768).toColourspace('grey16').raw({ depth: 'double' }).toBuffer();
    return doubles(lifted).map((value) => value - 32768);
  }
  return doubles(await image.extractChannel(0).raw({ depth: 'double' }).toBuffer());
}

function doubles(bytes: Buffer): Float64Array {
  const copy = new Uint8Array(bytes);
  return new Float64Array(copy.buffer, 0, copy.length / 8);
}

/** Black and white of measured values: what the person asks for, what the file says, 0 to 1, or the values that there are. */
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
 * @param wide of one channel, or of one and transparency
 * @throws RangeError for samples that cannot be read.
 */
export async function wideGrays(
  file: Uint8Array,
  page: number,
  grid: { readonly rows: number; readonly columns: number },
  wide: WideSamples,
  options: { readonly window?: WindowChoice; readonly maxGray: number; readonly note: Note },
): Promise<Uint16Array> {
  const directory = tiffPage(file, page);
  const own = wide.format === 'float' && wide.bits !== 32;
  const values =
    own && directory
      ? await ownSamples(file, directory, wide.bits, grid.rows * grid.columns)
      : await channelValues(file, page, wide);
  const tone = toneOf(values, wide, options.window, options.note);
  // libvips inverts unsigned samples alone.
  const inverse = wide.inverse && wide.format !== 'unsigned';
  return Uint16Array.from(values, (value) => {
    const fraction = Number.isFinite(value) ? tone(value) : 0;
    return Math.round((inverse ? 1 - fraction : fraction) * options.maxGray);
  });
}
