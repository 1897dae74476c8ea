// How much may wait at once: of everybody, and of one client. Whoever comes too late is told that the queue is full.
import { QueueFull } from '../shared/errors/errors.ts';
import type { BlobRef } from '../shared/film/film.ts';
import type { JobOwner, Store } from './store/store.ts';

/** Associations that are accepted at the same moment may pass it by one job each. */
export interface QueueLimits {
  readonly maxJobs: number;
  /** Of pixels. */
  readonly maxBytes: number;
}

/** The part of the queue that one client may take, bounded in the same way. */
export interface QueueShare extends JobOwner {
  readonly maxJobs: number;
}

/** Throws QueueFull when another job with these blobs would be one too many. */
export async function enforceQueue(
  store: Pick<Store, 'unfinished'>,
  queue: QueueLimits,
  refs: readonly BlobRef[],
): Promise<void> {
  const { jobs, byteLength } = await store.unfinished();
  if (jobs >= queue.maxJobs) throw new QueueFull(`${jobs} jobs wait, at most ${queue.maxJobs}`);
  const bytes = refs.reduce((sum, ref) => sum + ref.byteLength, byteLength);
  if (bytes > queue.maxBytes) throw new QueueFull(`${bytes} bytes of pixels wait, at most ${queue.maxBytes}`);
}

/** The same for another job of one client. */
export async function enforceShare(
  store: Pick<Store, 'unfinished'>,
  { maxJobs, ...owner }: QueueShare,
): Promise<void> {
  const { jobs } = await store.unfinished(owner);
  if (jobs >= maxJobs) throw new QueueFull(`${jobs} jobs of this client wait, at most ${maxJobs}`);
}
