// A small picture as PNG (ISO/IEC 15948), for tiles that are cut in the main thread: libvips is loaded in worker threads only. Every
// row is stored as its difference from the row above, which compresses images well. Start at `pngOf`.
import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

const compress = promisify(deflate);
const signature = Buffer.from('89504e470d0a1a0a', 'hex');
/** Filter type "Up" (9.2). */
const upFilter = 2;
/** Color types of 8-bit samples (11.2.2). */
const colorTypes = { 1: 0, 3: 2 } as const;

export interface Samples {
  /** 8 bits per sample, row by row: gray or RGB. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Length, type, data, and the checksum of type and data (5.3). */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Compresses on a thread of the system's pool. */
export async function pngOf({ data, width, height, channels }: Samples): Promise<Buffer> {
  const rowLength = width * channels;
  const rows = new Uint8Array(height * (rowLength + 1));
  for (let row = 0; row < height; row += 1) {
    const to = row * (rowLength + 1);
    const from = row * rowLength;
    rows[to] = upFilter;
    for (let at = 0; at < rowLength; at += 1) {
      const above = row === 0 ? 0 : (data[from - rowLength + at] ?? 0);
      rows[to + 1 + at] = (data[from + at] ?? 0) - above;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colorTypes[channels], 0, 0, 0], 8);
  const pixels = await compress(rows, { level: 3 });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
