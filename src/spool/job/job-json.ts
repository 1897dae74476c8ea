// A job as the outside sees it: the API, `hardcopy job --json`, events. A public contract: keys may be added, never
// renamed or removed.
import type { PrintPriority, Substitution } from '../../shared/film/film.ts';
import type { JobSubjects, Subject } from '../../shared/film/subjects.ts';
import type { ActionEntry } from './actions.ts';
import type { Delivery, DeliveryCause, FilmSummary, Job, JobState } from './job-types.ts';

/** Times are ISO 8601 in UTC. */
export interface JobJson {
  readonly id: string;
  readonly printJobUid: string;
  readonly printer: string;
  readonly callingAeTitle: string;
  readonly peerAddress: string;
  readonly association: string;
  /** Of DICOM; besides, UNKNOWN: sent, and whether it came out is not known (`printed` or `retry` answers that). */
  readonly state: JobState;
  /** Why it is in this state, a stable word: queued, held, waiting (for a device), retry, rendering, delivering, delivered, end-unknown, or a failure's code. */
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
  /** What the client asked for and did not get: found when it was accepted, and, once it is rendered, on its pages. */
  readonly substitutions: readonly Substitution[];
  /** Name of the client profile it was accepted under; null for what no client sent: pages of the server. */
  readonly clientProfile: string | null;
  /** Identical requests, retries of the client, that were not printed again. */
  readonly repeats: number;
  /** The job that it prints again. */
  readonly reprintOf: string | null;
  /** What people did to it, oldest first; absent in lists. */
  readonly history?: readonly ActionJson[];
  /** Whose films they are, as far as the client said; in the answer of one job alone, until its payload is removed. */
  readonly subjects?: readonly Subject[];
  /** More patients and studies than are kept. */
  readonly moreSubjects?: boolean;
  /** Texts of annotations. */
  readonly texts?: readonly string[];
  readonly moreTexts?: boolean;
}

export interface ActionJson {
  readonly at: string;
  readonly who: string;
  /** A stable word: hold, release, cancel, retry, printed, move, priority, reprint, device-cancel, test-page; of printers pause, resume, move-queue. */
  readonly action: string;
  readonly detail: string;
}

export interface DeliveryJson {
  readonly destination: string;
  readonly state: JobState;
  /** False: best effort, the job is DONE without it. */
  readonly required: boolean;
  readonly attempts: number;
  readonly lastError: string | null;
  /** Of lastError: refused (for good), passing (tried again), device (waits until the device is ready). */
  readonly cause: DeliveryCause | null;
  /** Execution Status Info if this delivery is what stops the job. */
  readonly statusInfo: string | null;
  readonly detail: string | null;
  readonly receipt: string | null;
  readonly notBefore: string | null;
  readonly finishedAt: string | null;
}

const isoText = (time: Date | null) => time?.toISOString() ?? null;

function deliveryJson(delivery: Delivery): DeliveryJson {
  const { destination, required, state, attempts, lastError, cause, statusInfo, detail, receipt } = delivery;
  const times = { notBefore: isoText(delivery.notBefore), finishedAt: isoText(delivery.finishedAt) };
  return { destination, required, state, attempts, lastError, cause, statusInfo, detail, receipt, ...times };
}

/** An entry of a history in the public form. */
export function actionJson({ at, who, action, detail }: ActionEntry): ActionJson {
  return { at: at.toISOString(), who, action, detail };
}

/**
 * The job in the public form, with its history and subjects if given. Subjects go to those who asked for this one job and to no
 * list, event or webhook.
 */
export function jobJson(job: Job, history?: readonly ActionEntry[], subjects?: JobSubjects): JobJson {
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
    substitutions: [...job.substitutions, ...job.findings],
    clientProfile: job.clientProfile,
    repeats: job.repeats,
    reprintOf: job.reprintOf,
    ...(history ? { history: history.map(actionJson) } : {}),
    ...subjects,
  };
}
