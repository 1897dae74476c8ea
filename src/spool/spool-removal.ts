// Removes blobs that no job refers to, and the payload of finished jobs. Never removes a blob that is being accepted
// (`KeepLock`).
import type { Blobs } from './blobs/blobs.ts';
import type { Documents } from './blobs/documents.ts';
import type { Coordination } from './coordination/coordination.ts';
import type { Job, JobEvent } from './job/job-types.ts';
import type { Store } from './store/store.ts';

export interface SpoolRemovalParts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly documents: Documents;
  readonly coordination: Pick<Coordination, 'keepLock'>;
  readonly apply: (jobId: string, event: JobEvent) => Promise<Job>;
}

export function spoolRemoval({ store, blobs, documents, coordination, apply }: SpoolRemovalParts) {
  const withoutJob = async (keys: readonly string[]): Promise<readonly string[]> => {
    const referenced = await store.referencedBlobs(keys);
    return keys.filter((key) => !referenced.has(key));
  };
  const removeUnreferenced = async (keys: readonly string[]): Promise<void> => {
    // Usually, every blob belongs to a job: an association releases the blobs of the films that it printed. Without this query,
    // each release would wait for the lock.
    const candidates = await withoutJob(keys);
    if (candidates.length === 0) return;
    await coordination.keepLock.alone(candidates, async () => {
      await blobs.remove(await withoutJob(candidates));
    });
  };
  return {
    removeUnreferenced,
    /** Removes pixels and document of a finished job. Throws what `apply` throws, and the system's errors. */
    removePayload: async (jobId: string): Promise<void> => {
      const keys = await store.blobsOf(jobId);
      await apply(jobId, { kind: 'payload-removed' });
      await removeUnreferenced(keys);
      await documents.remove(jobId);
    },
  };
}
