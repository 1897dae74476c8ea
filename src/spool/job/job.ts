// The life of a job. `transition`, and `newJob` and `reprintOf` of new-job.ts, are pure and the only functions that make job
// states; only the store writes what they return. Every way a job may change is a case of the switch below.
import { unreachable } from '../../shared/errors/errors.ts';
import { TransitionRefusal } from '../../shared/errors/request-refusals.ts';
import * as step from './job-status.ts';
import { moved, printed, retried } from './requested-actions.ts';
import { ready, renderWaits, standsInLine, waits } from './job-waits.ts';
import type { Delivery, Job, JobEvent, JobState } from './job-types.ts';

/**
 * A job that was in progress in this many crashes lets the other jobs go first; otherwise one film that crashes the server
 * would keep all others from printing. It is never given up: the film may not be the cause of frequent crashes (power
 * failures).
 */
export const crashesBeforeRest = 5;
/** How long it rests each time, ms. */
export const crashRestSeconds = 30;

/**
 * The job after `event` at the time `at`; the same object when the event changes nothing (a job held twice, for example).
 * Throws TransitionRefusal.
 */
export function transition(job: Job, event: JobEvent, at: Date): Job {
  const illegal = (because?: string) => new TransitionRefusal(job, event, because);

  /** The job with one delivery changed. The delivery must be in one of the states `from`. */
  const withDelivery = (
    destination: string,
    from: JobState,
    change: (delivery: Delivery) => Delivery,
  ): Job => {
    const found = job.deliveries.find((delivery) => delivery.destination === destination);
    if (found?.state !== from)
      throw illegal(`its delivery to ${destination} is ${found?.state ?? 'unknown'}`);
    return {
      ...job,
      deliveries: job.deliveries.map((delivery) => (delivery === found ? change(found) : delivery)),
    };
  };

  /** Applies the result of an attempt. A cancelled job still records the result of an attempt that was in progress. */
  const reported = (destination: string, change: (delivery: Delivery) => Delivery): Job => {
    if (job.reason === 'delivering') return withDelivery(destination, 'PRINTING', change);
    if (job.reason === 'job-cancelled') return withDelivery(destination, 'FAILURE', change);
    throw illegal();
  };

  switch (event.kind) {
    case 'started':
      if (job.state !== 'PENDING' || job.reason === 'held') throw illegal();
      return { ...job, startedAt: at, ...(job.document ? step.delivering : step.rendering) };

    case 'rendered': {
      if (job.state !== 'PRINTING') throw illegal();
      const { pages, byteLength, version, findings = [] } = event;
      return { ...job, document: { pages, byteLength, version }, findings, crashes: 0, ...step.delivering };
    }

    case 'render-failed': {
      if (job.state !== 'PRINTING') throw illegal();
      const { code, statusInfo, detail, retryAt } = event;
      const tried = { ...job, document: null, renderAttempts: job.renderAttempts + 1 };
      if (!retryAt) return { ...tried, ...step.failed(code, at, detail, statusInfo) };
      return { ...tried, ...step.waitingForRetry(retryAt, statusInfo ?? 'QUEUED', detail) };
    }

    case 'render-waits':
      if (job.state !== 'PRINTING') throw illegal();
      return renderWaits(job, event);

    case 'delivery-started':
      if (job.reason !== 'delivering') throw illegal();
      return withDelivery(event.destination, 'PENDING', (delivery) => ({
        ...delivery,
        state: 'PRINTING',
        attempts: delivery.attempts + 1,
        cause: null,
        notBefore: null,
      }));

    case 'delivery-receipt':
      // A cancelled job keeps no receipt: the device cancellation has it (Spool.cancelOnDevice).
      if (job.reason !== 'delivering') throw illegal();
      return reported(event.destination, (delivery) => ({
        ...delivery,
        receipt: event.receipt,
        sendAgain: false,
      }));

    case 'delivery-progress': {
      if (job.reason !== 'delivering') return job;
      const { statusInfo, detail } = event;
      const reported = withDelivery(event.destination, 'PRINTING', (delivery) => ({
        ...delivery,
        statusInfo,
        detail,
      }));
      return { ...reported, ...step.deliveringStatus(reported.deliveries) };
    }

    case 'delivery-done': {
      const { receipt, detail } = event;
      const done = reported(event.destination, (delivery) => ({
        ...delivery,
        state: 'DONE',
        receipt,
        detail,
        cause: null,
        statusInfo: null,
        finishedAt: at,
      }));
      return { ...done, crashes: 0 };
    }

    case 'delivery-failed':
      return reported(event.destination, (delivery) => ({
        ...delivery,
        lastError: event.error,
        statusInfo: event.statusInfo,
        cause: event.cause,
        detail: null,
        ...(event.retryAt && job.state === 'PRINTING'
          ? { state: 'PENDING', notBefore: event.retryAt }
          : { state: 'FAILURE', finishedAt: at }),
      }));

    case 'delivery-unknown':
      return reported(event.destination, (delivery) => ({
        ...delivery,
        lastError: event.error,
        statusInfo: event.statusInfo,
        cause: null,
        detail: null,
        receipt: event.receipt,
        state: job.state === 'PRINTING' ? 'UNKNOWN' : 'FAILURE',
        finishedAt: at,
      }));

    case 'delivery-waits':
      return waits(job, event);

    case 'device-ready':
      return ready(job, event.destination);

    case 'run-ended': {
      if (job.reason !== 'delivering') throw illegal();
      const status = step.statusAfterRun(job.deliveries, at);
      if (!status) throw illegal('a delivery is in progress');
      return { ...job, ...status };
    }

    case 'interrupted': {
      if (job.state !== 'PRINTING') throw illegal();
      if (event.startedAt && event.startedAt.getTime() !== job.startedAt?.getTime())
        throw illegal('another run has started it');
      const crashes = event.by === 'crash' ? job.crashes + 1 : job.crashes;
      const given = { ...job, deliveries: job.deliveries.map(step.interruptedDelivery) };
      if (event.by === 'shutdown' || crashes < crashesBeforeRest)
        return { ...given, crashes, ...step.pendingStatus(given.deliveries) };
      const detail = `The server stopped ${crashes} times while it processed this job; other jobs are printed first.`;
      const retryAt = new Date(at.getTime() + crashRestSeconds * 1000);
      return { ...given, crashes, ...step.waitingForRetry(retryAt, 'QUEUED', detail) };
    }

    case 'held':
      if (job.state !== 'PENDING' && !standsInLine(job)) throw illegal();
      return job.reason === 'held' ? job : { ...job, ...step.held };

    case 'released':
      if (job.state !== 'PENDING') throw illegal();
      return job.reason === 'held' ? { ...job, ...step.pendingStatus(job.deliveries) } : job;

    case 'cancelled':
      if (job.reason === 'job-cancelled') return job;
      if (job.state === 'DONE' || job.state === 'FAILURE') throw illegal();
      return {
        ...job,
        deliveries: job.deliveries.map((delivery) => step.cancelledDelivery(delivery, at)),
        ...step.failed('job-cancelled', at, 'Cancelled.'),
      };

    case 'retried':
      return retried(job, illegal);

    case 'printed':
      return printed(job, at, illegal);

    case 'moved':
      return moved(job, event, illegal);

    case 'prioritized':
      if (job.state !== 'PENDING' && job.state !== 'PRINTING') throw illegal();
      return job.priority === event.priority ? job : { ...job, priority: event.priority };

    case 'ordered':
      if (job.state !== 'PENDING') throw illegal();
      return job.queueKey === event.queueKey ? job : { ...job, queueKey: event.queueKey };

    case 'payload-removed':
      if (!job.finishedAt) throw illegal('it is not finished');
      return job.payloadRemovedAt ? job : { ...job, document: null, payloadRemovedAt: at };

    case 'requested-again':
      return { ...job, repeats: job.repeats + 1 };

    default:
      throw unreachable(event);
  }
}
