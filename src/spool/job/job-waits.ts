// Parts of `transition` (job.ts): a delivery that waits until its device is ready, in the queue or found so by a try; films
// that cannot be rendered now; a job that waits for its turn in line.
import { pendingStatus, waitingDelivery, waitingForRetry } from './job-status.ts';
import type { Delivery, Job, JobEvent, JobState } from './job-types.ts';

type Waits = Extract<JobEvent, { readonly kind: 'delivery-waits' }>;

/** A job of which one delivery is another now, with the reason that this makes when it is in the queue. */
function withPending(job: Job, from: Delivery, to: Delivery): Job {
  const deliveries = job.deliveries.map((delivery) => (delivery === from ? to : delivery));
  // Held, resting after crashes or after a failed rendering: the deliveries are not what it waits for.
  const own =
    job.reason === 'held' || (job.reason === 'retry' && !job.deliveries.some((one) => one.notBefore));
  if (job.state !== 'PENDING' || own) return { ...job, deliveries };
  return { ...job, deliveries, ...pendingStatus(deliveries) };
}

/** Nothing to note of a delivery that is over, and nothing new when it says the same as before. */
export function waits(job: Job, { destination, statusInfo, error, retryAt }: Waits): Job {
  const found = job.deliveries.find((delivery) => delivery.destination === destination);
  if (job.finishedAt || (found?.state !== 'PENDING' && found?.state !== 'PRINTING')) return job;
  if (found.state === 'PENDING') {
    const said = found.cause === 'device' && found.statusInfo === statusInfo && found.lastError === error;
    // One that waits for its time keeps that.
    if (said || found.notBefore !== null) return job;
  }
  return withPending(job, found, waitingDelivery(found, statusInfo, error, retryAt));
}

/** Its films cannot be rendered now, nor any others: it waits as if its devices were not ready. */
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

/** What it waited for is there. */
export function ready(job: Job, destination: string): Job {
  const found = job.deliveries.find((delivery) => delivery.destination === destination);
  if (job.finishedAt || found?.state !== 'PENDING' || found.cause !== 'device') return job;
  // It waits for a device of its own, one of several.
  if (found.notBefore !== null) return job;
  return withPending(job, found, { ...found, cause: null, statusInfo: null });
}

/** Whether it is rendered and waits for its turn: nothing has it yet, so that it may still be held or moved. */
export function standsInLine(job: Job): boolean {
  const has = (state: JobState) => job.deliveries.some((delivery) => delivery.state === state);
  return job.reason === 'delivering' && has('PENDING') && !has('PRINTING');
}
