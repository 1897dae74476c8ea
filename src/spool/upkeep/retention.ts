// Removes data that the spool no longer keeps. Pixels and documents of finished jobs are removed after their time, or earlier,
// oldest first, when all of them take too much space or the disk is nearly full; rows are removed later. Data of an unfinished
// job is never removed.
import type { Log } from '../../shared/log/log.ts';
import type { Payload, Store } from '../store/store.ts';

export interface RetentionLimits {
  /** How long pixels and documents of finished jobs are kept. */
  readonly keepPixelsDays: number;
  /** How long rows of finished jobs are kept. */
  readonly keepJobsDays: number;
  /** Above this, pixels and documents of finished jobs are removed early. */
  readonly maxBytes: number;
  /** Bytes of the disk to keep free for new films, at the cost of finished jobs; default: 512 MiB. */
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

/** The maximum for all payloads together, when they take `totalBytes` and the disk has `freeBytes` left. */
export function budgetOf(totalBytes: number, freeBytes: number, limits: RetentionLimits): number {
  return Math.min(limits.maxBytes, totalBytes + freeBytes - (limits.keepFreeBytes ?? usualFreeBytes));
}

/**
 * The `payloads` (first finished first) to remove because of their age, or because all payloads together take `totalBytes`
 * and may take `budget`.
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
  /** Free bytes on the disk. */
  readonly freeBytes: () => Promise<number>;
  /** Removes pixels and document of a finished job. */
  readonly removePayload: (jobId: string) => Promise<void>;
  readonly stopped: () => boolean;
}

/**
 * Removes what takes too much space. When a job ends, this is all that can be due; while there is room, it costs one query.
 */
export async function applySpaceLimit(ports: RetentionPorts): Promise<void> {
  const total = await ports.store.payloadBytes();
  if (total > budgetOf(total, await ports.freeBytes(), ports.limits)) await applyRetention(ports);
}

/**
 * One round: removes everything that is due. Looks only at what is due: a round with nothing to do costs the same however
 * much is kept.
 */
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
