// What the spool does not keep: pixels and documents of finished jobs go after their time, or early, oldest first, when
// all of them take too much room or the disk is nearly full; rows go later. Nothing of an unfinished job ever goes.
import type { Log } from '../../shared/log/log.ts';
import type { Payload, Store } from '../store/store.ts';

export interface RetentionLimits {
  /** Pixels and documents of finished jobs. */
  readonly keepPixelsDays: number;
  /** Rows of finished jobs. */
  readonly keepJobsDays: number;
  /** Above this, pixels and documents of finished jobs go early. */
  readonly maxBytes: number;
  /** So much of the disk is kept free for films to come, at the cost of finished jobs; 512 MiB when absent. */
  readonly keepFreeBytes?: number;
}

export const defaultRetention: RetentionLimits = {
  keepPixelsDays: 7,
  keepJobsDays: 90,
  maxBytes: 50 * 1024 ** 3,
};

const dayMs = 24 * 60 * 60 * 1000;
const payloadsAtOnce = 100;
const usualFreeBytes = 512 * 1024 ** 2;

/** What all payloads together may take, when they take `totalBytes` and the disk has `freeBytes` left. */
export function budgetOf(totalBytes: number, freeBytes: number, limits: RetentionLimits): number {
  return Math.min(limits.maxBytes, totalBytes + freeBytes - (limits.keepFreeBytes ?? usualFreeBytes));
}

/**
 * Those of `payloads` (finished first, first) that have to go for their age, or because all payloads together take
 * `totalBytes` and may take `budget`.
 */
export function payloadsToRemove(
  payloads: readonly Payload[],
  totalBytes: number,
  budget: number,
  keepFrom: Date,
): readonly Payload[] {
  let left = totalBytes;
  return payloads.filter(({ finishedAt, byteLength }) => {
    if (finishedAt >= keepFrom && left <= budget) return false;
    left -= byteLength;
    return true;
  });
}

export interface RetentionPorts {
  readonly store: Pick<Store, 'payloadBytes' | 'oldestPayloads' | 'removeFinished'> & {
    readonly actions: Pick<Store['actions'], 'removeBefore'>;
  };
  readonly limits: RetentionLimits;
  readonly now: () => Date;
  readonly log: Log;
  /** Room left on the disk. */
  readonly freeBytes: () => Promise<number>;
  /** Takes pixels and document from a finished job. */
  readonly removePayload: (jobId: string) => Promise<void>;
  readonly stopped: () => boolean;
}

/** One round: everything that is due goes. Looks only at what is due: a round with nothing to do costs the same, whatever is kept. */
export async function applyRetention(ports: RetentionPorts): Promise<void> {
  const { store, limits, log, stopped } = ports;
  const daysAgo = (days: number) => new Date(ports.now().getTime() - days * dayMs);
  let removed = 0;
  for (;;) {
    const total = await store.payloadBytes();
    const budget = budgetOf(total, await ports.freeBytes(), limits);
    const keepFrom = daysAgo(limits.keepPixelsDays);
    const oldest = await store.oldestPayloads(payloadsAtOnce, total > budget ? undefined : keepFrom);
    const due = payloadsToRemove(oldest, total, budget, keepFrom);
    for (const { jobId } of due) {
      if (stopped()) return;
      await ports.removePayload(jobId);
    }
    removed += due.length;
    if (due.length < payloadsAtOnce) break;
  }
  if (removed > 0) log.info('spool.payloads-removed', { jobs: removed });
  while (!stopped() && (await store.removeFinished(daysAgo(limits.keepJobsDays))) > 0);
  await store.actions.removeBefore(daysAgo(limits.keepJobsDays));
}
