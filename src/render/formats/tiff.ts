// A page as TIFF 6.0: strips with Adobe's deflate after horizontal differencing, big endian like the 16-bit samples
// of rows, with its resolution and the ICC profile of its device values. The directory comes last, when the position
// of each strip is known; then the header, which states its position, is overwritten. Start at `tiffOfRows`.
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { JobFailure } from '../../shared/errors/errors.ts';
import { grayProfile, rgbProfile } from '../color/icc.ts';
import type { RasterPage } from '../sheet/raster-page.ts';
import { deflateOptions } from '../compression/deflate.ts';

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
 * The pieces of the file. The first eight bytes depend on the position of the directory: the caller overwrites them
 * with the returned bytes. Memory holds two strips.
 * @throws JobFailure for a page that exceeds the 32-bit offsets of the format.
 */
export async function* tiffOfRows(
  rows: Iterable<Uint8Array>,
  page: RasterPage,
): AsyncGenerator<Uint8Array, Buffer, undefined> {
  const { width, height, channels, bits, pixelsPerInch } = page;
  const rowBytes = (width * channels * bits) / 8;
  const rowsPerStrip = Math.max(1, Math.floor(stripBytes / rowBytes));
  yield headerOf(0);
  const offsets: number[] = [];
  const lengths: number[] = [];
  let end = 8;
  for await (const strip of compressedStrips(rows, page, rowsPerStrip)) {
    offsets.push(end);
    lengths.push(strip.length);
    end += strip.length + (strip.length % 2);
    if (end > maxFile)
      throw new JobFailure('render-failed', 'The page is too large for a TIFF; request a PNG.');
    yield strip;
    if (strip.length % 2 === 1) yield Buffer.alloc(1);
  }
  const profile = channels === 1 ? grayProfile : rgbProfile;
  const fields = [
    numbers(256, long, [width]),
    numbers(257, long, [height]),
    numbers(
      258,
      short,
      Array.from({ length: channels }, () => bits),
    ),
    // Adobe's deflate; gray with black as 0, or RGB.
    numbers(259, short, [8]),
    numbers(262, short, [channels === 1 ? 1 : 2]),
    numbers(273, long, offsets),
    numbers(277, short, [channels]),
    numbers(278, long, [rowsPerStrip]),
    numbers(279, long, lengths),
    ratio(282, pixelsPerInch),
    ratio(283, pixelsPerInch),
    numbers(284, short, [1]),
    // Pixels per inch.
    numbers(296, short, [2]),
    // The predictor: horizontal differencing.
    numbers(317, short, [2]),
    { tag: 34675, type: undefinedBytes, count: profile.length, bytes: profile },
  ];
  yield directory(fields, end);
  return headerOf(end);
}

/** "MM" for big endian, 42, and the position of the directory. */
function headerOf(directoryAt: number): Buffer {
  const header = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 0]);
  header.writeUInt32BE(directoryAt, 4);
  return header;
}

/** Strips of rows, in order: while one is compressed on another thread, the rows of the next are made. */
async function* compressedStrips(
  rows: Iterable<Uint8Array>,
  { width, channels, bits }: RasterPage,
  rowsPerStrip: number,
): AsyncGenerator<Buffer, void, undefined> {
  const rowBytes = (width * channels * bits) / 8;
  const options = deflateOptions({ channels });
  const spare = [Buffer.alloc(rowsPerStrip * rowBytes), Buffer.alloc(rowsPerStrip * rowBytes)] as const;
  let before: Promise<Buffer> | undefined;
  let [strip, next]: readonly [Buffer, Buffer] = spare;
  let filled = 0;
  const compressed = (bytes: Uint8Array) => {
    const result = compress(bytes, options);
    // The error is handled when this strip is awaited.
    result.catch(() => undefined);
    return result;
  };
  for (const row of rows) {
    differ(row, channels, bits, strip.subarray(filled, filled + rowBytes));
    filled += rowBytes;
    if (filled < strip.length) continue;
    const current = compressed(strip);
    if (before !== undefined) yield await before;
    before = current;
    [strip, next] = [next, strip];
    filled = 0;
  }
  if (before !== undefined) yield await before;
  if (filled > 0) yield await compressed(strip.subarray(0, filled));
}

/** Each sample as the difference from the sample to its left, modulo its range (TIFF 6.0, section 14). */
function differ(row: Uint8Array, channels: 1 | 3, bits: 8 | 16, target: Buffer): void {
  const pixelBytes = (channels * bits) / 8;
  target.set(row.subarray(0, pixelBytes));
  if (bits === 8) {
    for (let at = channels; at < row.length; at++) target[at] = (row[at] ?? 0) - (row[at - channels] ?? 0);
    return;
  }
  for (let at = pixelBytes; at < row.length; at += 2) {
    const left = at - pixelBytes;
    const low = (row[at + 1] ?? 0) - (row[left + 1] ?? 0);
    target[at + 1] = low;
    target[at] = (row[at] ?? 0) - (row[left] ?? 0) - (low < 0 ? 1 : 0);
  }
}
