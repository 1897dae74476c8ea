// The interface of a blob engine: what the spool needs, and no more. An engine is a folder of its own (folder/) and keeps the
// contract of test/spool/blobs/blob-contract.ts. A blob is written once, by one process. It is `kept` when a job refers to it;
// from then on every process of the spool can read it. Start at `Blobs`.
import type { BlobReader, BlobRef, BlobWriter } from '../../shared/film/film.ts';
import type { LeasedFile } from '../../shared/stored-files.ts';

export interface Blobs {
  /** Creates a blob to be written. Throws the system's error. */
  open(): Promise<BlobWriter>;
  /** Opens a finished blob, kept or not. Throws JobFailure 'pixels-missing' when it is missing, and the system's errors. */
  openReader(ref: BlobRef): Promise<BlobReader>;
  /** Waits until the bytes of the blobs are durable. Throws the system's error of a failed write, on every later call too. */
  synced(refs: readonly BlobRef[]): Promise<void>;
  /**
   * Keeps synced blobs for a job: when it resolves, they are found after a crash. Blobs that are kept already stay kept.
   * Throws JobFailure 'pixels-missing' for a missing or incomplete blob, and the system's errors.
   */
  keep(refs: readonly BlobRef[]): Promise<void>;
  /**
   * A kept blob as a local file. A blob that is removed meanwhile stays readable for the holder of a lease, and is missing
   * for all others. An engine that copies blobs limits the number of leases and makes callers wait.
   * Throws JobFailure 'pixels-missing', and the system's errors.
   */
  lease(ref: BlobRef): Promise<LeasedFile>;
  /** Removes blobs, kept or not. A missing blob is not an error. */
  remove(keys: readonly string[]): Promise<void>;
  /**
   * Keys of kept blobs that no request in progress can refer to: an earlier run of this process made them, or another process
   * that has ended. Those that no job refers to are orphans.
   */
  earlierKeys(): AsyncGenerator<readonly string[]>;
}

/**
 * Leases the local files of blobs for the time of `use`, which gets their paths by key.
 * Throws what `Blobs.lease` and `use` throw.
 */
export async function withBlobFiles<T>(
  blobs: Pick<Blobs, 'lease'>,
  refs: readonly BlobRef[],
  use: (paths: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const leased: LeasedFile[] = [];
  const paths: Record<string, string> = {};
  try {
    for (const ref of refs) {
      const file = await blobs.lease(ref);
      leased.push(file);
      paths[ref.key] = file.path;
    }
    return await use(paths);
  } finally {
    for (const file of leased) await file.release();
  }
}
