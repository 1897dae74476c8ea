// Writes one blob: fragments as small as a PDU brings them are gathered into writes of 128 KiB. One buffer is filled
// while the other is on its way to the disk; when both are full the sender waits. That is all the memory a blob takes.
// Every 8 MiB a sync begins beside the writing, so that little is left to sync when the last byte has come (measured
// with 42 MB as fast as the disk takes them: 7 ms instead of 16; with a slower sender next to nothing).
import { unlink, type FileHandle } from 'node:fs/promises';
import type { BlobRef, BlobWriter } from '../../../shared/film/film.ts';

export const blobBufferBytes = 128 * 1024;
const syncEveryBytes = 8 * 1024 * 1024;

/** Buffers are used again: allocating and clearing one for each write would cost more than the copying. */
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
  /** Takes over `handle`, still open, once the blob is complete; `syncing` is the last sync that began. */
  readonly finished: (ref: BlobRef, syncing: Promise<Error | undefined>) => void;
}

/** After an error of the disk the file is gone, and every further call throws that error. */
export class FileBlobWriter implements BlobWriter {
  readonly #file: BlobFile;
  #filling: Buffer | undefined;
  #filled = 0;
  /** The write under way; never rejects. */
  #writing: Promise<void> | undefined;
  #byteLength = 0;
  #syncing: Promise<Error | undefined> | undefined;
  #syncedBytes = 0;
  #failure: Error | undefined;
  /** The removal of the file, once it began. */
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

  /** Copies what fits without waiting; returns how far it came. */
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
    // A disk that fills up takes part of the bytes first and says why only when asked again.
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
      // The kernel reports a lost write once: it stays on record here and, by `finish`, with who syncs the rest.
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
    // What cannot be closed or removed now is removed at the next start: incoming/ is emptied then.
    this.#removed ??= handle
      .close()
      .catch(() => undefined)
      .then(() => unlink(path))
      .catch(() => undefined);
    return this.#removed;
  }
}
