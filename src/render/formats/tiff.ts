// A page as TIFF 6.0: strips under Adobe's deflate, big endian as the 16-bit samples of rows are, with its resolution and the
// ICC profile of its device values. The directory comes last, when the position of each strip is known.
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { JobFailure } from '../../shared/errors/errors.ts';
import { grayProfile, rgbProfile } from '../color/icc.ts';
import type { RasterPage } from '../sheet/raster-page.ts';

const compress = promisify(deflate);
const stripBytes = 1 << 20;
/** Offsets have 32 bits. */
const maxFile = 0xffff_fff0;

const short = 3;
const long = 4;
const rational = 5;
const undefinedBytes = 7;

interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly bytes: Buffer;
}

function numbers(tag: number, type: typeof short | typeof long, values: readonly number[]): Field {
  const size = type === short ? 2 : 4;
  const bytes = Buffer.alloc(values.length * size);
  for (const [index, value] of values.entries()) bytes.writeUIntBE(value, index * size, size);
  return { tag, type, count: values.length, bytes };
}

function ratio(tag: number, value: number): Field {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(Math.round(value * 1000), 0);
  bytes.writeUInt32BE(1000, 4);
  return { tag, type: rational, count: 1, bytes };
}

/** The directory at `at`, followed by values that do not fit into its entries. */
function directory(fields: readonly Field[], at: number): Buffer {
  const head = Buffer.alloc(2 + fields.length * 12 + 4);
  head.writeUInt16BE(fields.length, 0);
  const behind: Buffer[] = [];
  let end = at + head.length;
  for (const [index, { tag, type, count, bytes }] of fields.entries()) {
    const entry = 2 + index * 12;
    head.writeUInt16BE(tag, entry);
    head.writeUInt16BE(type, entry + 2);
    head.writeUInt32BE(count, entry + 4);
    if (bytes.length <= 4) {
      bytes.copy(head, entry + 8);
      continue;
    }
    head.writeUInt32BE(end, entry + 8);
    const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
    behind.push(padded);
    end += padded.length;
  }
  return Buffer.concat([head, ...behind]);
}

/**
 * The pieces of the file; its first eight bytes need the position of the directory, so they come after everything is
 * compressed.
 */
export async function* tiffOfRows(
  rows: Iterable<Uint8Array>,
  page: RasterPage,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { width, height, channels, bits, pixelsPerInch } = page;
  const rowBytes = (width * channels * bits) / 8;
  const rowsPerStrip = Math.max(1, Math.floor(stripBytes / rowBytes));
  const strips = await compressedStrips(rows, rowBytes, rowsPerStrip);
  const offsets: number[] = [];
  let end = 8;
  for (const strip of strips) {
    offsets.push(end);
    end += strip.length + (strip.length % 2);
  }
  if (end > maxFile) throw new JobFailure('render-failed', 'The page is too large for a TIFF; ask for PNG.');
  const profile = channels === 1 ? grayProfile : rgbProfile;
  const fields = [
    numbers(256, long, [width]),
    numbers(257, long, [height]),
    numbers(
      258,
      short,
      Array.from({ length: channels }, () => bits),
    ),
    // Adobe's deflate; grey with black as 0, or RGB.
    numbers(259, short, [8]),
    numbers(262, short, [channels === 1 ? 1 : 2]),
    numbers(273, long, offsets),
    numbers(277, short, [channels]),
    numbers(278, long, [rowsPerStrip]),
    numbers(
      279,
      long,
      strips.map(({ length }) => length),
    ),
    ratio(282, pixelsPerInch),
    ratio(283, pixelsPerInch),
    numbers(284, short, [1]),
    // Pixels per inch.
    numbers(296, short, [2]),
    { tag: 34675, type: undefinedBytes, count: profile.length, bytes: profile },
  ];
  const header = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 0]);
  header.writeUInt32BE(end, 4);
  yield header;
  for (const strip of strips) {
    yield strip;
    if (strip.length % 2 === 1) yield Buffer.alloc(1);
  }
  yield directory(fields, end);
}

async function compressedStrips(
  rows: Iterable<Uint8Array>,
  rowBytes: number,
  rowsPerStrip: number,
): Promise<readonly Buffer[]> {
  const strips: Buffer[] = [];
  const strip = Buffer.alloc(rowsPerStrip * rowBytes);
  let filled = 0;
  for (const row of rows) {
    strip.set(row, filled);
    filled += rowBytes;
    if (filled < strip.length) continue;
    strips.push(await compress(strip, { level: 1 }));
    filled = 0;
  }
  if (filled > 0) strips.push(await compress(strip.subarray(0, filled), { level: 1 }));
  return strips;
}
