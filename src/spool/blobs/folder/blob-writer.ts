// Writes one blob. Fragments as small as those of a PDU are gathered into writes of 128 KiB. One buffer is filled while the
// other is written to the disk; when both are full, the sender waits. A blob takes no other memory. A sync starts every 8
// MiB, while writing continues, so that little is left to sync after the last byte (measured with 42 MB from a sender as fast
// as the disk: 7 ms instead of 16; with a slower sender almost nothing).
import { unlink, type FileHandle } from 'node:fs/promises';
import type { BlobRef, BlobWriter } from '../../../shared/film/film.ts';

export const blobBufferBytes = 128 * 1024;
const syncEveryBytes = 8 * 1024 * 1024;

/** Buffers are reused: allocating and clearing one per write would cost more than the copying. */
export class BufferPool {
  readonly #free: Buffer[] = [];
  readonly #kept: number;

  constructor(kept: number) {
    this.#kept = kept;
  }

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(blobBufferBytes);
  }

  give(buffer: Buffer): void {
    if (this.#free.length < this.#kept) this.#free.push(buffer);
  }
}

export interface BlobFile {
  readonly key: string;
  readonly path: string;
  readonly handle: FileHandle;
  readonly buffers: BufferPool;
  /** Syncs what was written so far, when its turn comes; returns the error. */
  readonly sync: () => Promise<Error | undefined>;
  /** Gets `handle`, still open, once the blob is complete; `syncing` is the last sync that was started. */
  readonly finished: (ref: BlobRef, syncing: Promise<Error | undefined>) => void;
}

/** After a disk error the file is removed, and every further call throws that error. */
export class FileBlobWriter implements BlobWriter {
  readonly #file: BlobFile;
  #filling: Buffer | undefined;
  #filled = 0;
  /** The write in progress; never rejects. */
  #writing: Promise<void> | undefined;
  #byteLength = 0;
  #syncing: Promise<Error | undefined> | undefined;
  #syncedBytes = 0;
  #failure: Error | undefined;
  /** The removal of the file, once it has started. */
  #removed: Promise<void> | undefined;
  #ended = false;

  constructor(file: BlobFile) {
    this.#file = file;
  }

  write(chunk: Uint8Array): void | Promise<void> {
    this.#check();
    if (this.#ended) throw new Error(`blob ${this.#file.key} has ended`);
    const taken = this.#gather(chunk, 0);
    if (taken < chunk.length) return this.#gatherRest(chunk, taken);
  }

  async finish(): Promise<BlobRef> {
    this.#check();
    if (this.#ended) throw new Error(`blob ${this.#file.key} has ended`);
    this.#ended = true;
    await this.#writing;
    if (!this.#failure && this.#filled > 0) {
      this.#startWriting();
      await this.#writing;
    }
    this.#releaseBuffer();
    this.#check();
    const ref = { key: this.#file.key, byteLength: this.#byteLength };
    this.#file.finished(ref, this.#syncing ?? Promise.resolve(undefined));
    return ref;
  }

  async discard(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#writing;
    this.#releaseBuffer();
    await this.#remove();
  }

  #check(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Copies as many bytes as fit without waiting; returns how many it copied. */
  #gather(chunk: Uint8Array, from: number): number {
    for (let offset = from; ;) {
      this.#filling ??= this.#file.buffers.take();
      const part = chunk.subarray(offset, offset + blobBufferBytes - this.#filled);
      this.#filling.set(part, this.#filled);
      this.#filled += part.length;
      offset += part.length;
      if (this.#filled < blobBufferBytes || this.#writing) return offset;
      this.#startWriting();
    }
  }

  async #gatherRest(chunk: Uint8Array, from: number): Promise<void> {
    for (let offset = from; offset < chunk.length; offset = this.#gather(chunk, offset)) {
      await this.#writing;
      this.#check();
    }
  }

  #startWriting(): void {
    const buffer = this.#filling;
    if (!buffer) return;
    const length = this.#filled;
    this.#filling = undefined;
    this.#filled = 0;
    this.#writing = this.#writeAll(buffer.subarray(0, length))
      .catch((error: unknown) => this.#fail(error instanceof Error ? error : new Error(String(error))))
      .finally(() => {
        this.#writing = undefined;
        this.#file.buffers.give(buffer);
      });
  }

  async #writeAll(bytes: Buffer): Promise<void> {
    // A disk that fills up first writes a part of the bytes; the error comes with the next write.
    for (let offset = 0; offset < bytes.length;) {
      const { bytesWritten } = await this.#file.handle.write(bytes, offset, bytes.length - offset);
      offset += bytesWritten;
    }
    this.#byteLength += bytes.length;
    if (this.#byteLength - this.#syncedBytes >= syncEveryBytes && !this.#syncing) this.#startSyncing();
  }

  #startSyncing(): void {
    this.#syncedBytes = this.#byteLength;
    this.#syncing = this.#file.sync().then(async (error) => {
      // The kernel reports a lost write only once. The error stays recorded here and, through `finish`, with the caller that
      // syncs the rest.
      if (!error) this.#syncing = undefined;
      else if (!this.#ended) await this.#fail(error);
      return error;
    });
  }

  async #fail(error: Error): Promise<void> {
    this.#failure ??= error;
    await this.#remove();
  }

  #releaseBuffer(): void {
    if (this.#filling) this.#file.buffers.give(this.#filling);
    this.#filling = undefined;
  }

  #remove(): Promise<void> {
    const { handle, path } = this.#file;
    // What cannot be closed or removed now is removed at the next start, which empties incoming/.
    this.#removed ??= handle
      .close()
      .catch(() => undefined)
      .then(() => unlink(path))
      .catch(() => undefined);
    return this.#removed;
  }
}
