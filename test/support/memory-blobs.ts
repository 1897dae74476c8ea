// Blobs in memory: a second engine for the contract, and for tests without a disk. A borrowed blob is copied to a
// local file, as an object store has to do. Start at `MemoryBlobPlace`.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JobFailure } from '../../src/shared/errors/errors.ts';
import type { BlobReader, BlobRef, BlobWriter } from '../../src/shared/film/film.ts';
import type { LeasedFile } from '../../src/shared/stored-files.ts';
import type { Blobs } from '../../src/spool/blobs/blobs.ts';
import { idMaker } from '../../src/spool/job/ids.ts';

/** The part that persists across runs: the blobs that jobs refer to. */
export class MemoryBlobPlace {
  readonly kept = new Map<string, Buffer>();
  #opened: MemoryBlobs | undefined;

  open(now: () => Date): Promise<Blobs> {
    this.#opened = new MemoryBlobs(this.kept, now);
    return Promise.resolve(this.#opened);
  }

  fill(): Promise<() => void> {
    const blobs = this.#opened;
    if (blobs) blobs.isFull = true;
    return Promise.resolve(() => {
      if (blobs) blobs.isFull = false;
    });
  }

  keys(): Promise<readonly string[]> {
    return Promise.resolve([...this.kept.keys(), ...(this.#opened?.arrived.keys() ?? [])]);
  }

  tear({ key }: BlobRef): Promise<void> {
    const bytes = this.kept.get(key);
    if (bytes) this.kept.set(key, bytes.subarray(0, -1));
    return Promise.resolve();
  }
}

const missing = ({ key, byteLength }: BlobRef) =>
  new JobFailure('pixels-missing', `blob ${key} of ${byteLength} bytes is not in the spool`);

class MemoryBlobs implements Blobs {
  readonly #kept: Map<string, Buffer>;
  readonly arrived = new Map<string, Buffer>();
  isFull = false;
  readonly #newKey: () => string;
  readonly #firstKey: string;

  constructor(kept: Map<string, Buffer>, now: () => Date) {
    this.#kept = kept;
    this.#newKey = idMaker(7, now);
    this.#firstKey = this.#newKey();
  }

  open(): Promise<BlobWriter> {
    const key = this.#newKey();
    const chunks: Buffer[] = [];
    let ended = false;
    const check = () => {
      if (ended) throw new Error(`blob ${key} has ended`);
    };
    return Promise.resolve({
      write: (chunk) => {
        check();
        chunks.push(Buffer.from(chunk));
      },
      finish: async () => {
        check();
        if (this.isFull) {
          const error = new Error('ENOSPC: no room for blobs in memory');
          return Promise.reject(Object.assign(error, { code: 'ENOSPC' }));
        }
        ended = true;
        const bytes = Buffer.concat(chunks);
        this.arrived.set(key, bytes);
        return Promise.resolve({ key, byteLength: bytes.length });
      },
      discard: () => {
        ended = true;
        return Promise.resolve();
      },
    });
  }

  openReader(ref: BlobRef): Promise<BlobReader> {
    const bytes = this.arrived.get(ref.key) ?? this.#kept.get(ref.key);
    if (!bytes) return Promise.reject(missing(ref));
    return Promise.resolve({
      read: (position, length) => Promise.resolve(bytes.subarray(position, position + length)),
      close: () => Promise.resolve(),
    });
  }

  synced(): Promise<void> {
    return Promise.resolve();
  }

  async keep(refs: readonly BlobRef[]): Promise<void> {
    for (const ref of refs) {
      const bytes = this.arrived.get(ref.key) ?? this.#kept.get(ref.key);
      if (bytes?.length !== ref.byteLength) throw missing(ref);
      this.#kept.set(ref.key, bytes);
      this.arrived.delete(ref.key);
    }
    return Promise.resolve();
  }

  async lease(ref: BlobRef): Promise<LeasedFile> {
    if (!/^[0-9a-z]{16}$/.test(ref.key)) throw new Error(`"${ref.key}" is not a key of a blob`);
    const bytes = this.#kept.get(ref.key);
    if (bytes?.length !== ref.byteLength) throw missing(ref);
    const folder = await mkdtemp(path.join(tmpdir(), 'hardcopy-lease-'));
    const file = path.join(folder, ref.key);
    await writeFile(file, bytes);
    return { path: file, release: () => rm(folder, { recursive: true, force: true }) };
  }

  remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.arrived.delete(key);
      this.#kept.delete(key);
    }
    return Promise.resolve();
  }

  async *earlierKeys(): AsyncGenerator<readonly string[]> {
    yield await Promise.resolve([...this.#kept.keys()].filter((key) => key < this.#firstKey));
  }
}
