// Blobs of a preview: files in a folder of its own, which no job will ever refer to, so they are not synced. Start at
// `ScratchBlobs`.
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { BlobReader, BlobRef, BlobWriter } from '../../shared/film/film.ts';

export class ScratchBlobs {
  readonly #folder: string;
  readonly #maxBytes: number;
  #number = 0;
  #bytes = 0;

  /** @param maxBytes of all blobs together */
  constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** The folder, empty. */
  async make(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
  }

  pathOf(key: string): string {
    return path.join(this.#folder, key);
  }

  async openBlob(): Promise<BlobWriter> {
    const key = `${(this.#number += 1)}.blob`;
    const file = this.pathOf(key);
    const handle = await open(file, 'wx', 0o600);
    let byteLength = 0;
    return {
      write: async (chunk) => {
        this.#bytes += chunk.length;
        if (this.#bytes > this.#maxBytes)
          throw new RangeError(`the images have more than ${Math.floor(this.#maxBytes / 1e6)} MB`);
        byteLength += chunk.length;
        await handle.writeFile(chunk);
      },
      finish: async () => {
        await handle.close();
        return { key, byteLength };
      },
      discard: async () => {
        await handle.close();
        await rm(file, { force: true });
      },
    };
  }

  async openReader({ key }: BlobRef): Promise<BlobReader> {
    const handle = await open(this.pathOf(key), 'r');
    return {
      read: async (position, length) => {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
        return buffer.subarray(0, bytesRead);
      },
      close: () => handle.close(),
    };
  }

  async discard(blobs: readonly BlobRef[]): Promise<void> {
    for (const { key, byteLength } of blobs) {
      this.#bytes -= byteLength;
      await rm(this.pathOf(key), { force: true });
    }
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
