// A document on its way to the disk: written as it is made, never faster than the disk takes it, synced at its end.
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/**
 * Writes pieces to a file and syncs it; returns the number of bytes. Memory of a piece must not be reused. Throws the errors
 * of the pieces, or the system's error; then there is no file left.
 */
export async function writeSynced(file: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
  const stream = createWriteStream(file, { flush: true });
  try {
    await pipeline(pieces, stream);
    return stream.bytesWritten;
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}
