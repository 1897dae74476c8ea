// Parts of `transition` (job.ts): a delivery that waits until its device is ready, whether the job is still queued or an
// attempt found it so; films that cannot be rendered now; a job that waits for its turn.
import { pendingStatus, waitingDelivery, waitingForRetry } from './job-status.ts';
import type { Delivery, Job, JobEvent, JobState } from './job-types.ts';

type Waits = Extract<JobEvent, { readonly kind: 'delivery-waits' }>;

/** The job with one delivery replaced, and with the reason that follows when the job is in the queue. */
function withPending(job: Job, from: Delivery, to: Delivery): Job {
  const deliveries = job.deliveries.map((delivery) => (delivery === from ? to : delivery));
  // A job that is held, or rests after a crash or a failed rendering, does not wait for its deliveries.
  const own =
    job.reason === 'held' || (job.reason === 'retry' && !job.deliveries.some((one) => one.notBefore));
  if (job.state !== 'PENDING' || own) return { ...job, deliveries };
  return { ...job, deliveries, ...pendingStatus(deliveries) };
}

/** Changes nothing for a delivery that has ended, or when the report is the same as before. */
export function waits(job: Job, { destination, statusInfo, error, retryAt }: Waits): Job {
  const found = job.deliveries.find((delivery) => delivery.destination === destination);
  if (job.finishedAt || (found?.state !== 'PENDING' && found?.state !== 'PRINTING')) return job;
  if (found.state === 'PENDING') {
    const isReported =
      found.cause === 'device' && found.statusInfo === statusInfo && found.lastError === error;
    // A delivery that waits for its time keeps that time.
    if (isReported || found.notBefore !== null) return job;
  }
  return withPending(job, found, waitingDelivery(found, statusInfo, error, retryAt));
}

/** No films can be rendered now: the job waits as if its devices were not ready. */
export function renderWaits(
  job: Job,
  { statusInfo, detail, retryAt }: Extract<JobEvent, { readonly kind: 'render-waits' }>,
): Job {
  const deliveries = job.deliveries.map((delivery) =>
    delivery.state === 'PENDING' || delivery.state === 'PRINTING'
      ? waitingDelivery(delivery, statusInfo, detail)
      : delivery,
  );
  const waiting = deliveries.some(({ state }) => state === 'PENDING');
  const status = waiting ? pendingStatus(deliveries) : waitingForRetry(retryAt, statusInfo, detail);
  return { ...job, document: null, deliveries, ...status };
}

/** What it waited for is available. */
export function ready(job: Job, destination: string): Job {
  const found = job.deliveries.find((delivery) => delivery.destination === destination);
  if (job.finishedAt || found?.state !== 'PENDING' || found.cause !== 'device') return job;
  // It waits for one of several devices, until its own time.
  if (found.notBefore !== null) return job;
  return withPending(job, found, { ...found, cause: null, statusInfo: null });
}

/** Whether it is rendered and waits for its turn: no device has it yet, so it may still be held or moved. */
export function standsInLine(job: Job): boolean {
  const has = (state: JobState) => job.deliveries.some((delivery) => delivery.state === state);
  return job.reason === 'delivering' && has('PENDING') && !has('PRINTING');
}
