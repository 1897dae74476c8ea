// The parts that `transition` (job.ts) is made of: the statuses a job can have, with their terms and sentences, and
// what happens to one delivery.
import { errorTable, type JobErrorCode } from '../errors.ts';
import type { Delivery, JobStatus } from './job-types.ts';

const open = { notBefore: null, finishedAt: null } as const;

export const queued = {
  ...{ state: 'PENDING', reason: 'queued', ...open },
  ...{ statusInfo: 'QUEUED', detail: 'Waiting in the queue.' },
} as const satisfies JobStatus;

export const rendering = {
  ...{ state: 'PRINTING', reason: 'rendering', ...open },
  ...{ statusInfo: 'NORMAL', detail: 'The films are being rendered.' },
} as const satisfies JobStatus;

export const delivering = {
  ...{ state: 'PRINTING', reason: 'delivering', ...open },
  ...{ statusInfo: 'NORMAL', detail: 'The films are on their way to their destinations.' },
} as const satisfies JobStatus;

/** What keeps the first delivery that is kept from printing; else what was said last. */
export function deliveringStatus(deliveries: readonly Delivery[]): JobStatus {
  const under = deliveries.filter((delivery) => delivery.state === 'PRINTING' && delivery.detail !== null);
  const kept = under.find((delivery) => delivery.statusInfo !== 'NORMAL') ?? under[0];
  if (!kept) return delivering;
  const { destination, statusInfo, detail } = kept;
  return { ...delivering, statusInfo: statusInfo ?? 'NORMAL', detail: `${destination}: ${detail ?? ''}` };
}

export const held = {
  ...{ state: 'PENDING', reason: 'held', ...open },
  ...{ statusInfo: 'QUEUED', detail: 'Held until it is released.' },
} as const satisfies JobStatus;

export function waitingForRetry(notBefore: Date, statusInfo: string, detail: string): JobStatus {
  return { state: 'PENDING', reason: 'retry', notBefore, finishedAt: null, statusInfo, detail };
}

/** `statusInfo` when the cause has a better term than the table's. */
export function failed(code: JobErrorCode, finishedAt: Date, detail: string, statusInfo?: string): JobStatus {
  const term = statusInfo ?? errorTable[code].executionStatusInfo;
  return { state: 'FAILURE', reason: code, notBefore: null, finishedAt, statusInfo: term, detail };
}

/**
 * What the deliveries make of the job once each had its turn: one that may be tried again keeps it waiting, one that
 * failed for good fails it, else it is done. Undefined when one has not had its turn.
 */
export function statusAfterRun(deliveries: readonly Delivery[], at: Date): JobStatus | undefined {
  const waiting = deliveries.filter((delivery) => delivery.state === 'PENDING');
  const times = waiting.flatMap((delivery) => delivery.notBefore ?? []);
  if (times.length < waiting.length || deliveries.some((delivery) => delivery.state === 'PRINTING')) {
    return undefined;
  }
  const [first] = waiting;
  if (first) {
    const notBefore = new Date(Math.min(...times.map((time) => time.getTime())));
    return waitingForRetry(notBefore, first.statusInfo ?? 'QUEUED', told(waiting));
  }
  const broken = deliveries.filter((delivery) => delivery.state === 'FAILURE');
  if (broken[0]) return failed('delivery-failed', at, told(broken), broken[0].statusInfo ?? undefined);
  return {
    ...{ state: 'DONE', reason: 'delivered', notBefore: null, finishedAt: at, statusInfo: 'NORMAL' },
    detail: deliveries.length === 0 ? 'Rendered; the printer has no destination.' : told(deliveries),
  };
}

/** One clause for each delivery. */
function told(deliveries: readonly Delivery[]): string {
  return deliveries
    .map(({ destination, state, detail, lastError }) => {
      const text = state === 'DONE' ? detail : lastError;
      return `${destination}: ${text ?? state}`;
    })
    .join('; ');
}

export function newDelivery(destination: string): Delivery {
  return {
    ...{ destination, state: 'PENDING', attempts: 0 },
    ...{ lastError: null, statusInfo: null, detail: null, receipt: null, notBefore: null, finishedAt: null },
  };
}

/** A try that a stop of the server cut short does not count; its receipt stays, so that the next try can ask. */
export function interruptedDelivery(delivery: Delivery): Delivery {
  if (delivery.state !== 'PRINTING') return delivery;
  return { ...delivery, state: 'PENDING', attempts: Math.max(0, delivery.attempts - 1) };
}

export function cancelledDelivery(delivery: Delivery, at: Date): Delivery {
  if (delivery.state === 'DONE' || delivery.state === 'FAILURE') return delivery;
  return { ...delivery, state: 'FAILURE', lastError: 'cancelled', notBefore: null, finishedAt: at };
}

/** A fresh start for a delivery that did not get through. */
export function retriedDelivery(delivery: Delivery): Delivery {
  if (delivery.state === 'DONE') return delivery;
  return { ...delivery, state: 'PENDING', attempts: 0, notBefore: null, finishedAt: null };
}
