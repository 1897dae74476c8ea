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
  const removeUnreferenced = async (keys: readonly string[]): Promise<void> => {
    await coordination.keepLock.alone(async () => {
      const referenced = await store.referencedBlobs(keys);
      await blobs.remove(keys.filter((key) => !referenced.has(key)));
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
