// Samples of a TIFF page as numbers, for formats that libvips does not read or clips: floating point of 16 and 64
// bits, and colors of signed and of 32-bit samples. Reads strips, uncompressed or deflated, interleaved or planar
// (TIFF 6.0). Start at `tiffSamples`.
import { promisify } from 'node:util';
import { unzip } from 'node:zlib';
import type { TiffPage } from './tiff-directory.ts';

export interface SampleShape {
  readonly bits: number;
  readonly format: 'unsigned' | 'signed' | 'float';
  readonly channels: number;
}

type Read = (view: DataView, at: number, little: boolean) => number;

const readers: Readonly<Record<SampleShape['format'], Readonly<Record<number, Read>>>> = {
  unsigned: {
    8: (view, at) => view.getUint8(at),
    16: (view, at, little) => view.getUint16(at, little),
    32: (view, at, little) => view.getUint32(at, little),
    64: (view, at, little) => Number(view.getBigUint64(at, little)),
  },
  signed: {
    8: (view, at) => view.getInt8(at),
    16: (view, at, little) => view.getInt16(at, little),
    32: (view, at, little) => view.getInt32(at, little),
    64: (view, at, little) => Number(view.getBigInt64(at, little)),
  },
  float: {
    16: (view, at, little) => view.getFloat16(at, little),
    32: (view, at, little) => view.getFloat32(at, little),
    64: (view, at, little) => view.getFloat64(at, little),
  },
};

/** Uncompressed, deflated, and deflated under its old number. */
const readable = [1, 8, 32946];

/** The decompressed strips, joined; `maxBytes` is their maximum total length in bytes. */
async function stripBytes(
  file: Uint8Array,
  page: TiffPage,
  compression: number,
  maxBytes: number,
): Promise<Buffer> {
  const sizes = page.values('stripByteCounts');
  const strips = await Promise.all(
    page.values('stripOffsets').map(async (offset, index) => {
      const strip = file.subarray(offset, offset + (sizes[index] ?? 0));
      return compression === 1 ? strip : await promisify(unzip)(strip, { maxOutputLength: maxBytes });
    }),
  );
  return Buffer.concat(strips);
}

/**
 * The samples of a page, interleaved.
 * @throws RangeError for an unsupported compression, for tiles or samples that are not supported, and for strips that
 * are too short.
 */
export async function tiffSamples(
  file: Uint8Array,
  page: TiffPage,
  { bits, format, channels }: SampleShape,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Promise<Float64Array> {
  const compression = page.value('compression') ?? 1;
  const what = `${format === 'float' ? 'floating point' : format} of ${bits} bits`;
  if (!readable.includes(compression) || (page.value('predictor') ?? 1) !== 1) {
    throw new RangeError(
      `its samples are ${what}, compressed (${compression}); uncompressed and deflated ones can be printed`,
    );
  }
  if (page.value('tileWidth') !== undefined)
    throw new RangeError(`its samples are ${what} in tiles; those in strips can be printed`);
  const read = readers[format][bits];
  if (!read) throw new RangeError(`its samples are ${what}; such samples are not supported`);
  const pixels = rows * columns;
  const count = pixels * channels;
  const size = bits / 8;
  const bytes = await stripBytes(file, page, compression, count * size);
  if (bytes.length < count * size)
    throw new RangeError(`its strips hold ${bytes.length} bytes where ${count * size} are needed`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const planar = page.value('planarConfiguration') === 2;
  return Float64Array.from({ length: count }, (_, index) => {
    const at = planar ? (index % channels) * pixels + Math.floor(index / channels) : index;
    return read(view, at * size, page.littleEndian);
  });
}
