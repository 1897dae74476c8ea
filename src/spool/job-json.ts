// A job as the outside sees it: the API, `hardcopy job --json`, events. A public contract: keys may be added, never
// renamed or removed.
import type { PrintPriority, Substitution } from '../film.ts';
import type { Delivery, FilmSummary, Job, JobState } from './job-types.ts';

/** Times are ISO 8601 in UTC. */
export interface JobJson {
  readonly id: string;
  readonly printJobUid: string;
  readonly printer: string;
  readonly callingAeTitle: string;
  readonly peerAddress: string;
  readonly association: string;
  readonly state: JobState;
  /** Why it is in this state, a stable word: queued, held, retry, rendering, delivering, delivered, or a failure's code. */
  readonly reason: string;
  readonly statusInfo: string;
  readonly detail: string;
  readonly priority: PrintPriority;
  readonly copies: number;
  readonly sessionLabel: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly notBefore: string | null;
  /** Pages of the document; null before it is rendered and after it was removed. */
  readonly pages: number | null;
  /** When retention removed its pixels and document. */
  readonly payloadRemovedAt: string | null;
  readonly films: readonly FilmSummary[];
  readonly deliveries: readonly DeliveryJson[];
  readonly substitutions: readonly Substitution[];
  /** Name of the client profile it was accepted under; null for jobs from before there were any. */
  readonly clientProfile: string | null;
  /** Identical requests, retries of the client, that were not printed again. */
  readonly repeats: number;
}

export interface DeliveryJson {
  readonly destination: string;
  readonly state: JobState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly detail: string | null;
  readonly receipt: string | null;
  readonly notBefore: string | null;
  readonly finishedAt: string | null;
}

const isoText = (time: Date | null) => time?.toISOString() ?? null;

function deliveryJson(delivery: Delivery): DeliveryJson {
  const { destination, state, attempts, lastError, detail, receipt } = delivery;
  const times = { notBefore: isoText(delivery.notBefore), finishedAt: isoText(delivery.finishedAt) };
  return { destination, state, attempts, lastError, detail, receipt, ...times };
}

/** The job in the public form. */
export function jobJson(job: Job): JobJson {
  return {
    id: job.id,
    printJobUid: job.printJobUid,
    printer: job.printer,
    callingAeTitle: job.callingAeTitle,
    peerAddress: job.peerAddress,
    association: job.association,
    state: job.state,
    reason: job.reason,
    statusInfo: job.statusInfo,
    detail: job.detail,
    priority: job.priority,
    copies: job.copies,
    sessionLabel: job.sessionLabel,
    createdAt: job.createdAt.toISOString(),
    startedAt: isoText(job.startedAt),
    finishedAt: isoText(job.finishedAt),
    notBefore: isoText(job.notBefore),
    pages: job.document?.pages ?? null,
    payloadRemovedAt: isoText(job.payloadRemovedAt),
    films: job.films,
    deliveries: job.deliveries.map(deliveryJson),
    substitutions: job.substitutions,
    clientProfile: job.clientProfile,
    repeats: job.repeats,
  };
}
