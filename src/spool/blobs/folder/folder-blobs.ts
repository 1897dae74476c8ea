// Blobs in a folder of this machine. A blob is written to incoming/. When a request that refers to it is accepted, it is
// synced and renamed into blobs/xy/. Any file in incoming/ at a start was never accepted and is removed.
// Start at `openFolderBlobs`.
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { FolderSyncs, makeFolder, syncFolder } from '../../../shared/durable-files.ts';
import { JobFailure, systemCodeOf } from '../../../shared/errors/errors.ts';
import type { BlobReader, BlobRef, BlobWriter } from '../../../shared/film/film.ts';
import { BufferPool, FileBlobWriter } from './blob-writer.ts';
import { Gate, KeyLock } from '../../../shared/gate.ts';
import type { LeasedFile } from '../../../shared/stored-files.ts';
import { idMaker } from '../../job/ids.ts';
import type { Blobs } from '../blobs.ts';
import { Leases } from './leases.ts';

const keyPattern = /^[0-9a-z]{16}$/;
/** Spare buffers kept for the next blobs. */
const buffersKept = 16;
/** Concurrent syncs: each occupies one of libuv's four threads, and writes need threads as well. */
const syncsAtOnce = 2;

/** Creates the folders under `root` and empties incoming/. Throws the system's error. */
export async function openFolderBlobs(root: string, now: () => Date): Promise<Blobs> {
  const incoming = path.join(root, 'incoming');
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  const kept = path.join(root, 'blobs');
  await mkdir(kept, { recursive: true, mode: 0o700 });
  // The folders in it too: a run that was killed may have created one without syncing its name.
  await syncFolder(kept);
  await syncFolder(root);
  return new FolderBlobs(root, now);
}

/** The kept blobs of a folder that another process may be using; read only. */
export function readFolderBlobs(root: string): Pick<Blobs, 'lease'> {
  return new FolderBlobs(root, () => new Date());
}

class FolderBlobs implements Blobs {
  readonly #incoming: string;
  readonly #kept: string;
  readonly #newKey: () => string;
  /**
   * Finished blobs that no request refers to yet. Each promise settles once its blob is synced and closed, with the error if
   * that failed.
   */
  readonly #arrived = new Map<string, Promise<Error | undefined>>();
  readonly #buffers = new BufferPool(buffersKept);
  readonly #syncs = new Gate(syncsAtOnce);
  readonly #moves = new KeyLock();
  readonly #folderSyncs = new FolderSyncs();
  readonly #leases = new Leases();
  /** Sorts after every key of an earlier run and before every key of this one, if the clock is right. */
  readonly #firstKey: string;

  constructor(root: string, now: () => Date) {
    this.#incoming = path.join(root, 'incoming');
    this.#kept = path.join(root, 'blobs');
    this.#newKey = idMaker(7, now);
    this.#firstKey = this.#newKey();
  }

  async open(): Promise<BlobWriter> {
    const key = this.#newKey();
    const file = path.join(this.#incoming, key);
    const handle = await open(file, 'wx', 0o600);
    return new FileBlobWriter({
      key,
      path: file,
      handle,
      buffers: this.#buffers,
      sync: () => this.#sync(handle),
      finished: (ref, syncing) => {
        // Syncing starts at once, so that little is left to sync when the request is accepted.
        this.#arrived.set(ref.key, this.#syncAndClose(handle, syncing));
      },
    });
  }

  async openReader(ref: BlobRef): Promise<BlobReader> {
    const handle = await open(this.#fileOf(ref.key), 'r').catch((error: unknown) => {
      throw systemCodeOf(error) === 'ENOENT' ? missing(ref) : error;
    });
    let buffer = Buffer.alloc(0);
    return {
      read: async (position, length) => {
        if (buffer.length < length) buffer = Buffer.allocUnsafe(length);
        let filled = 0;
        while (filled < length) {
          const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return buffer.subarray(0, filled);
      },
      close: () => handle.close(),
    };
  }

  async synced(refs: readonly BlobRef[]): Promise<void> {
    const errors = await Promise.all(refs.flatMap((ref) => this.#arrived.get(ref.key) ?? []));
    const error = errors.find((found) => found !== undefined);
    if (error) throw error;
  }

  async keep(refs: readonly BlobRef[]): Promise<void> {
    // Two requests may keep the same blob at once, so one at a time checks and moves it.
    const keys = refs.map(({ key }) => key);
    await this.#moves.alone(keys, async () => {
      for (const ref of refs) await this.#move(ref);
    });
    // Also the folders of blobs that were kept already: an earlier attempt may have failed before it synced the folders.
    const folders = new Set(refs.map((ref) => path.dirname(this.#pathOf(ref.key))));
    for (const folder of folders) await this.#folderSyncs.sync(folder);
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.#arrived.get(key);
      const known = this.#arrived.delete(key);
      if (known) await rm(path.join(this.#incoming, key), { force: true });
      else await this.#leases.remove(this.#pathOf(key));
    }
  }

  async lease(ref: BlobRef): Promise<LeasedFile> {
    const file = this.#pathOf(ref.key);
    if (this.#leases.isRemoved(file)) throw missing(ref);
    // First, so that no other call removes it meanwhile.
    const leased = this.#leases.lease(file);
    try {
      if ((await sizeOf(file)) !== ref.byteLength) throw missing(ref);
      return leased;
    } catch (error) {
      await leased.release();
      throw error;
    }
  }

  async *earlierKeys(): AsyncGenerator<readonly string[]> {
    for (const folder of await readdir(this.#kept)) {
      const names = await readdir(path.join(this.#kept, folder));
      yield names.filter((name) => keyPattern.test(name) && name < this.#firstKey);
    }
  }

  /** Path of a finished blob, kept or not. */
  #fileOf(key: string): string {
    const file = this.#pathOf(key);
    return this.#arrived.has(key) ? path.join(this.#incoming, key) : file;
  }

  /** Path of a kept blob. Throws Error for a key that this folder cannot have made. */
  #pathOf(key: string): string {
    if (!keyPattern.test(key)) throw new Error(`"${key}" is not a key of a blob`);
    // These digits of the time stay the same for half a minute. The blobs of one request share a folder, so that one sync
    // makes all their names durable; over a day, blobs are spread over a thousand folders.
    return path.join(this.#kept, key.slice(4, 6), key);
  }

  async #move(ref: BlobRef): Promise<void> {
    const target = this.#pathOf(ref.key);
    if (this.#arrived.has(ref.key)) {
      await makeFolder(path.dirname(target), 0o700);
      await rename(path.join(this.#incoming, ref.key), target);
      this.#arrived.delete(ref.key);
    } else if (this.#leases.isRemoved(target) || (await sizeOf(target)) !== ref.byteLength) {
      throw missing(ref);
    }
  }

  async #sync(handle: FileHandle): Promise<Error | undefined> {
    try {
      await this.#syncs.pass(() => handle.datasync());
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** Reports the first error of this sync or of the one before, which the kernel would not report again. */
  async #syncAndClose(handle: FileHandle, syncing: Promise<Error | undefined>): Promise<Error | undefined> {
    const error = (await syncing) ?? (await this.#sync(handle));
    await handle.close().catch(() => undefined);
    return error;
  }
}

function missing({ key, byteLength }: BlobRef): JobFailure {
  return new JobFailure('pixels-missing', `blob ${key} of ${byteLength} bytes is not in the spool`);
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
