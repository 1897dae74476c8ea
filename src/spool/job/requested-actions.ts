// Parts of `transition` (job.ts): actions that a user requests for a job that has ended or waits: retry it, report it as
// printed, or move it to another printer. A delivery with an unknown outcome is sent again only if the user has answered
// exactly that question.
import * as step from './job-status.ts';
import { standsInLine } from './job-waits.ts';
import type { Job, JobEvent } from './job-types.ts';

/** The error for an event that the job's state forbids. */
type Illegal = (because?: string) => Error;

/** Retries as soon as possible. A job that is in progress or queued stays as it is. */
export function retried(job: Job, illegal: Illegal): Job {
  if (job.state === 'DONE' || job.reason === 'held') throw illegal();
  if (!job.finishedAt && job.reason !== 'retry' && job.reason !== 'waiting') return job;
  if (job.payloadRemovedAt) throw illegal('its pixels are no longer kept');
  return {
    ...job,
    deliveries: job.deliveries.map((one) => step.retriedDelivery(one, job.state === 'UNKNOWN')),
    renderAttempts: 0,
    crashes: 0,
    ...step.queued,
  };
}

/** A person reported that the deliveries with an unknown outcome were printed. */
export function printed(job: Job, at: Date, illegal: Illegal): Job {
  if (step.unknownOf(job.deliveries).length === 0) {
    if (job.state === 'DONE') return job;
    throw illegal('nothing was sent with an unknown outcome');
  }
  const deliveries = job.deliveries.map((delivery) => step.printedDelivery(delivery, at));
  if (job.state !== 'UNKNOWN') return { ...job, deliveries };
  return { ...job, deliveries, ...(step.statusAfterRun(deliveries, at) ?? step.queued) };
}

/** Moves to the destinations of another printer, from the beginning: its sheets differ. */
export function moved(
  job: Job,
  { printer, destinations }: Extract<JobEvent, { readonly kind: 'moved' }>,
  illegal: Illegal,
): Job {
  if (job.state !== 'PENDING' && job.state !== 'FAILURE' && !standsInLine(job)) throw illegal();
  if (job.payloadRemovedAt) throw illegal('its pixels are no longer kept');
  const [open] = step.unknownOf(job.deliveries);
  if (open)
    throw illegal(
      `it may have been printed on ${open.destination}; check that, and use printed or retry first`,
    );
  if (job.printer === printer && job.state !== 'FAILURE') return job;
  return {
    ...job,
    printer,
    // The place in one queue says nothing about another.
    queueKey: job.id,
    deliveries: destinations.map(step.newDelivery),
    document: null,
    findings: [],
    renderAttempts: 0,
    crashes: 0,
    ...(job.reason === 'held' ? step.held : step.queued),
  };
}
