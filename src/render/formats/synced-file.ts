// Writes a document to disk piece by piece, at the speed of the disk, and syncs it at the end.
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Pieces of a file; the returned bytes overwrite its first bytes. */
export type FilePieces =
  AsyncGenerator<Uint8Array, void, undefined> | AsyncGenerator<Uint8Array, Uint8Array, undefined>;

/**
 * Writes pieces to a file and syncs it; returns the number of bytes. The memory of a piece must not be reused. Throws
 * the errors of the pieces, or the system's error; the file is then removed.
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
