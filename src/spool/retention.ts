// What the spool does not keep: pixels and documents of finished jobs go after their time, or early, oldest first, when
// all of them take too much room; rows go later. Nothing of an unfinished job ever goes.
import type { Log } from '../log.ts';
import type { Payload, Store } from './store.ts';

export interface RetentionLimits {
  /** Pixels and documents of finished jobs. */
  readonly keepPixelsDays: number;
  /** Rows of finished jobs. */
  readonly keepJobsDays: number;
  /** Above this, pixels and documents of finished jobs go early. */
  readonly maxBytes: number;
}

export const defaultRetention: RetentionLimits = {
  keepPixelsDays: 7,
  keepJobsDays: 90,
  maxBytes: 50 * 1024 ** 3,
};

const dayMs = 24 * 60 * 60 * 1000;
const payloadsAtOnce = 100;

/** Those of `payloads` (finished first, first) that have to go when all payloads together take `totalBytes`. */
export function payloadsToRemove(
  payloads: readonly Payload[],
  totalBytes: number,
  limits: RetentionLimits,
  now: Date,
): readonly Payload[] {
  const keepFrom = now.getTime() - limits.keepPixelsDays * dayMs;
  let left = totalBytes;
  return payloads.filter(({ finishedAt, byteLength }) => {
    if (finishedAt.getTime() >= keepFrom && left <= limits.maxBytes) return false;
    left -= byteLength;
    return true;
  });
}

export interface RetentionPorts {
  readonly store: Store;
  readonly limits: RetentionLimits;
  readonly now: () => Date;
  readonly log: Log;
  /** Takes pixels and document from a finished job. */
  readonly removePayload: (jobId: string) => Promise<void>;
  readonly stopped: () => boolean;
}

/** One round: everything that is due goes. */
export async function applyRetention({
  store,
  limits,
  now,
  log,
  removePayload,
  stopped,
}: RetentionPorts): Promise<void> {
  let removed = 0;
  for (;;) {
    const oldest = await store.oldestPayloads(payloadsAtOnce);
    const due = payloadsToRemove(oldest, await store.payloadBytes(), limits, now());
    for (const { jobId } of due) {
      if (stopped()) return;
      await removePayload(jobId);
    }
    removed += due.length;
    if (due.length < payloadsAtOnce) break;
  }
  if (removed > 0) log.info('spool.payloads-removed', { jobs: removed });
  const keepFrom = new Date(now().getTime() - limits.keepJobsDays * dayMs);
  while (!stopped() && (await store.removeFinished(keepFrom)) > 0);
}
