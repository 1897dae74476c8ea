// The building blocks of `transition` (job.ts): the statuses a job can have, with their terms and sentences, and what happens
// to one delivery.
import { type JobErrorCode, errorTable } from '../../shared/errors/error-table.ts';
import type { Delivery, JobDestination, JobStatus } from './job-types.ts';

const open = { notBefore: null, finishedAt: null } as const;

export const queued = {
  state: 'PENDING',
  reason: 'queued',
  ...open,
  statusInfo: 'QUEUED',
  detail: 'Waiting in the queue.',
} as const satisfies JobStatus;

export const rendering = {
  state: 'PRINTING',
  reason: 'rendering',
  ...open,
  statusInfo: 'NORMAL',
  detail: 'The films are being rendered.',
} as const satisfies JobStatus;

export const delivering = {
  state: 'PRINTING',
  reason: 'delivering',
  ...open,
  statusInfo: 'NORMAL',
  detail: 'The films are being delivered.',
} as const satisfies JobStatus;

/** What prevents the first unfinished delivery from printing; otherwise the last reported error. */
export function deliveringStatus(deliveries: readonly Delivery[]): JobStatus {
  const under = deliveries.filter((delivery) => delivery.state === 'PRINTING' && delivery.detail !== null);
  const kept = under.find((delivery) => delivery.statusInfo !== 'NORMAL') ?? under[0];
  if (!kept) return delivering;
  const { destination, statusInfo, detail } = kept;
  return { ...delivering, statusInfo: statusInfo ?? 'NORMAL', detail: `${destination}: ${detail ?? ''}` };
}

export const held = {
  state: 'PENDING',
  reason: 'held',
  ...open,
  statusInfo: 'QUEUED',
  detail: 'Held until it is released.',
} as const satisfies JobStatus;

export function waitingForRetry(notBefore: Date, statusInfo: string, detail: string): JobStatus {
  return { state: 'PENDING', reason: 'retry', notBefore, finishedAt: null, statusInfo, detail };
}

/** `statusInfo` when the cause has a better term than the table. */
export function failed(code: JobErrorCode, finishedAt: Date, detail: string, statusInfo?: string): JobStatus {
  const term = statusInfo ?? errorTable[code].executionStatusInfo;
  return { state: 'FAILURE', reason: code, notBefore: null, finishedAt, statusInfo: term, detail };
}

/** Until a person reports what came out. */
function unknown(finishedAt: Date, detail: string, statusInfo?: string): JobStatus {
  const term = statusInfo ?? errorTable['outcome-unknown'].executionStatusInfo;
  return {
    state: 'UNKNOWN',
    reason: 'outcome-unknown',
    notBefore: null,
    finishedAt,
    statusInfo: term,
    detail,
  };
}

/** Deliveries whose outcome is unknown. */
export function unknownOf(deliveries: readonly Delivery[]): readonly Delivery[] {
  return deliveries.filter((delivery) => delivery.state === 'UNKNOWN');
}

/** Whether it waits for its device, without a time limit. */
const waitsForDevice = ({ state, cause }: Delivery) => state === 'PENDING' && cause === 'device';

/** Why a job that is not held is PENDING: something may start now, waits for its device, or waits for its time. */
export function pendingStatus(deliveries: readonly Delivery[]): JobStatus {
  const pending = deliveries.filter((delivery) => delivery.state === 'PENDING');
  const waiting = pending.filter(waitsForDevice);
  const times = pending.flatMap((delivery) => (waitsForDevice(delivery) ? [] : (delivery.notBefore ?? [])));
  if (pending.length > waiting.length + times.length || pending.length === 0) return queued;
  const statusInfo = (waiting[0] ?? pending[0])?.statusInfo ?? 'QUEUED';
  // Waiting for a device says more than waiting for a time, and may end earlier.
  const detail = detailOf([...pending, ...unknownOf(deliveries)]);
  if (waiting.length > 0) return { ...queued, reason: 'waiting', statusInfo, detail };
  const notBefore = new Date(Math.min(...times.map((time) => time.getTime())));
  return waitingForRetry(notBefore, statusInfo, detail);
}

/**
 * The state of the job that follows from its deliveries when no more can be done now. A pending delivery keeps the job
 * waiting. A required delivery with an unknown outcome makes it UNKNOWN; this precedes a failure, because retrying the failed
 * delivery must not print the other one again. A delivery that failed permanently fails the job. Otherwise the job is DONE.
 * Undefined while a delivery is in progress.
 */
export function statusAfterRun(deliveries: readonly Delivery[], at: Date): JobStatus | undefined {
  if (deliveries.some((delivery) => delivery.state === 'PRINTING')) return undefined;
  if (deliveries.some((delivery) => delivery.state === 'PENDING')) return pendingStatus(deliveries);
  const failures = deliveries.filter((delivery) => delivery.state === 'FAILURE');
  // If all deliveries are best effort, at least one must succeed: a film that was delivered nowhere is not done.
  const counts = deliveries.some((delivery) => delivery.state === 'DONE')
    ? (delivery: Delivery) => delivery.required
    : () => true;
  const broken = failures.filter(counts);
  const open = unknownOf(deliveries).filter(counts);
  if (open[0]) return unknown(at, detailOf([...open, ...broken]), open[0].statusInfo ?? undefined);
  if (broken[0]) return failed('delivery-failed', at, detailOf(broken), broken[0].statusInfo ?? undefined);
  return {
    state: 'DONE',
    reason: 'delivered',
    notBefore: null,
    finishedAt: at,
    statusInfo: 'NORMAL',
    detail: deliveries.length === 0 ? 'Rendered; the printer has no destination.' : detailOf(deliveries),
  };
}

/** One clause per delivery. */
function detailOf(deliveries: readonly Delivery[]): string {
  return deliveries
    .map(({ destination, state, detail, lastError }) => {
      const text = state === 'DONE' ? detail : lastError;
      return `${destination}: ${text ?? state}`;
    })
    .join('; ');
}

export function newDelivery({ name, required }: JobDestination): Delivery {
  return {
    destination: name,
    required,
    state: 'PENDING',
    attempts: 0,
    cause: null,
    lastError: null,
    statusInfo: null,
    detail: null,
    receipt: null,
    sendAgain: false,
    notBefore: null,
    finishedAt: null,
  };
}

/**
 * An attempt that a server stop interrupted does not count. Its receipt stays, so that the next attempt can query the device.
 */
export function interruptedDelivery(delivery: Delivery): Delivery {
  if (delivery.state !== 'PRINTING') return delivery;
  return { ...delivery, state: 'PENDING', attempts: Math.max(0, delivery.attempts - 1) };
}

/** The receipt is removed from the delivery; the store records it to cancel the job on the device (deviceCancellations). */
export function cancelledDelivery(delivery: Delivery, at: Date): Delivery {
  if (delivery.state === 'DONE') return delivery;
  if (delivery.state === 'FAILURE') return { ...delivery, receipt: null };
  return {
    ...delivery,
    state: 'FAILURE',
    lastError: 'cancelled',
    cause: 'refused',
    receipt: null,
    sendAgain: false,
    notBefore: null,
    finishedAt: at,
  };
}

/** It waits until its device is ready; an attempt that found the device not ready does not count. */
export function waitingDelivery(
  delivery: Delivery,
  statusInfo: string,
  error: string,
  notBefore: Date | null = null,
): Delivery {
  const attempts = delivery.state === 'PRINTING' ? Math.max(0, delivery.attempts - 1) : delivery.attempts;
  return {
    ...delivery,
    state: 'PENDING',
    attempts,
    cause: 'device',
    statusInfo,
    lastError: error,
    detail: null,
    notBefore,
  };
}

/** Resets a delivery that did not succeed; one with an unknown outcome only if `again` is true. */
export function retriedDelivery(delivery: Delivery, again: boolean): Delivery {
  const open = delivery.state === 'UNKNOWN';
  if (delivery.state === 'DONE' || (open && !again)) return delivery;
  return {
    ...delivery,
    state: 'PENDING',
    attempts: 0,
    cause: null,
    statusInfo: null,
    notBefore: null,
    finishedAt: null,
    sendAgain: open || delivery.sendAgain,
  };
}

/** It was printed, as a person reported. */
export function printedDelivery(delivery: Delivery, at: Date): Delivery {
  if (delivery.state !== 'UNKNOWN') return delivery;
  const detail = 'printed, as confirmed by a user';
  return { ...delivery, state: 'DONE', detail, cause: null, statusInfo: null, finishedAt: at };
}
