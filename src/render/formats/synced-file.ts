// A document on its way to the disk: written as it is made, never faster than the disk takes it, synced at its end.
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Pieces of a file; what they return is written over its first bytes. */
export type FilePieces =
  AsyncGenerator<Uint8Array, void, undefined> | AsyncGenerator<Uint8Array, Uint8Array, undefined>;

/**
 * Writes pieces to a file and syncs it; returns the number of bytes. Memory of a piece must not be reused. Throws the errors
 * of the pieces, or the system's error; then there is no file left.
 */
export async function writeSynced(file: string, pieces: FilePieces): Promise<number> {
  const stream = createWriteStream(file, { flush: true });
  const written: { head?: Uint8Array } = {};
  async function* all(): AsyncGenerator<Uint8Array, void, undefined> {
    const head = yield* pieces;
    if (head instanceof Uint8Array) written.head = head;
  }
  try {
    await pipeline(all(), stream);
    if (written.head !== undefined) await overwrite(file, written.head);
    return stream.bytesWritten;
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

/** Replaces the first bytes of a file, and syncs it. */
async function overwrite(file: string, head: Uint8Array): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.write(head, 0, head.length, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
