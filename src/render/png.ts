// Rows of a page as a PNG in memory (ISO/IEC 15948), compressed on the way: how a page reaches libvips, which reads it row by
// row again, so that a page of hundreds of megabytes is never held whole.
import { crc32 } from 'node:zlib';
import { deflateRows } from './deflate.ts';
import type { PageGrid } from './page-rows.ts';

const signature = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const colorTypes = { gray: 0, rgb: 2 } as const;

function chunk(type: 'IHDR' | 'IDAT' | 'IEND', data: Uint8Array): readonly Uint8Array[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const name = Buffer.from(type, 'latin1');
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(data, crc32(name)));
  return [length, name, data, check];
}

/** The PNG of a page's rows; throws what the rows throw. */
export async function pngOfRows(rows: Iterable<Uint8Array>, page: PageGrid): Promise<Buffer> {
  const { width, height, channels } = page;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = channels === 1 ? colorTypes.gray : colorTypes.rgb;
  const data = await deflateRows(rows, width * channels);
  return Buffer.concat([
    signature,
    ...chunk('IHDR', header),
    ...data.flatMap((piece) => chunk('IDAT', piece)),
    ...chunk('IEND', Buffer.alloc(0)),
  ]);
}
