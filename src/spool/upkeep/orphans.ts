// Files that a crash left between two steps and that no job refers to. After every start they are searched for in the
// background. Only files from an earlier run are examined; these can no longer be accepted.
import type { Blobs } from '../blobs/blobs.ts';
import type { Documents } from '../blobs/documents.ts';
import type { KeepLock } from '../coordination/coordination.ts';
import type { Store } from '../store/store.ts';

/** Names looked up in one query. */
const namesAtOnce = 500;

export interface OrphanPorts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly documents: Documents;
  readonly lock: KeepLock;
  readonly stopped: () => boolean;
}

/** Removes orphans; returns their number. */
export async function removeOrphans({
  store,
  blobs,
  documents,
  lock,
  stopped,
}: OrphanPorts): Promise<number> {
  let removed = 0;
  for await (const keys of blobs.earlierKeys()) {
    for (const some of parts(keys)) {
      if (stopped()) return removed;
      await lock.alone(some, async () => {
        const referenced = await store.referencedBlobs(some);
        const orphans = some.filter((key) => !referenced.has(key));
        await blobs.remove(orphans);
        removed += orphans.length;
      });
    }
  }
  for (const some of parts(await documents.jobIds())) {
    if (stopped()) return removed;
    const owned = await store.documented(some);
    for (const jobId of some.filter((id) => !owned.has(id))) {
      await documents.remove(jobId);
      removed += 1;
    }
  }
  return removed;
}

function* parts(names: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < names.length; start += namesAtOnce)
    yield names.slice(start, start + namesAtOnce);
}
