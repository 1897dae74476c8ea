// Converts between jobs and rows. Reading validates: a row with an impossible combination of values throws instead of
// becoming a job that the rest of the code does not expect.
import type { Insertable, Selectable } from 'kysely';
import { errorTable, type JobErrorCode } from '../../../shared/errors/error-table.ts';
import type { Film, PrintPriority, Substitution } from '../../../shared/film/film.ts';
import type { JobSubjects } from '../../../shared/film/subjects.ts';
import { deliveryCauses, jobStates, printPriorities } from '../../../shared/job-terms.ts';
import type {
  Delivery,
  DeliveryCause,
  FilmSummary,
  Job,
  JobOutline,
  JobState,
  JobStatus,
} from '../../job/job-types.ts';
import type { DeliveryTable, JobSubjectTable, JobTable } from './schema.ts';
import { searchWords } from '../../search/search-words.ts';

type JobRow = Selectable<JobTable>;
type DeliveryRow = Selectable<DeliveryTable>;

const isoText = (time: Date | null) => time?.toISOString() ?? null;
const dateOf = (text: string | null) => (text === null ? null : new Date(text));

/**
 * The first sort key of the queue, before age: jobs that a device has started come first. After a server stop such a job
 * would otherwise wait forever behind others that its device does not accept because of it. A transient failure ends the
 * attempt: the device no longer has the job, and no other job waits for it.
 */
export function queueRank({ priority, deliveries }: Job): number {
  const begun = deliveries.some(
    ({ state, receipt, cause }) => state === 'PENDING' && receipt !== null && cause !== 'transient',
  );
  return begun ? -1 : printPriorities.indexOf(priority);
}

/** The columns of a job that change during its life. */
export function changingColumns(job: Job) {
  return {
    printer: job.printer,
    priority: job.priority,
    priority_rank: queueRank(job),
    queue_key: job.queueKey,
    state: job.state,
    reason: job.reason,
    status_info: job.statusInfo,
    detail: job.detail,
    not_before: isoText(job.notBefore),
    started_at: isoText(job.startedAt),
    finished_at: isoText(job.finishedAt),
    render_attempts: job.renderAttempts,
    crashes: job.crashes,
    document_pages: job.document?.pages ?? null,
    document_bytes: job.document?.byteLength ?? null,
    document_version: job.document?.version ?? null,
    findings: JSON.stringify(job.findings),
    payload_removed_at: isoText(job.payloadRemovedAt),
    repeats: job.repeats,
  } satisfies Partial<JobTable>;
}

export function jobRow(job: Job, pixelBytes: number): Insertable<JobTable> {
  return {
    id: job.id,
    print_job_uid: job.printJobUid,
    calling_ae_title: job.callingAeTitle,
    peer_address: job.peerAddress,
    association: job.association,
    copies: job.copies,
    medium_type: job.mediumType,
    film_destination: job.filmDestination,
    session_label: job.sessionLabel,
    created_at: job.createdAt.toISOString(),
    pixel_bytes: pixelBytes,
    film_summaries: JSON.stringify(job.films),
    substitutions: JSON.stringify(job.substitutions),
    client_profile: job.clientProfile,
    fingerprint: job.fingerprint,
    reprint_of: job.reprintOf,
    pixels_of: job.pixelsOf,
    ...changingColumns(job),
  };
}

export function deliveryRow(jobId: string, ordinal: number, delivery: Delivery): Insertable<DeliveryTable> {
  return {
    job_id: jobId,
    ordinal,
    destination: delivery.destination,
    required: delivery.required ? 1 : 0,
    state: delivery.state,
    attempts: delivery.attempts,
    last_error: delivery.lastError,
    cause: delivery.cause,
    status_info: delivery.statusInfo,
    detail: delivery.detail,
    receipt: delivery.receipt,
    send_again: delivery.sendAgain ? 1 : 0,
    not_before: isoText(delivery.notBefore),
    finished_at: isoText(delivery.finishedAt),
  };
}

/** The job of a row and its delivery rows, which are in order. Throws Error for an invalid row. */
export function jobOf(row: JobRow, deliveries: readonly DeliveryRow[]): Job {
  return { ...outlineOf(row), deliveries: deliveries.map(deliveryOf) };
}

/** The job of a row without its deliveries. Throws Error for an invalid row. */
export function outlineOf(row: JobRow): JobOutline {
  const { document_pages: pages, document_bytes: byteLength, document_version: version } = row;
  return {
    id: row.id,
    printJobUid: row.print_job_uid,
    printer: row.printer,
    callingAeTitle: row.calling_ae_title,
    peerAddress: row.peer_address,
    association: row.association,
    priority: priorityOf(row.priority),
    queueKey: row.queue_key || row.id,
    copies: row.copies,
    mediumType: row.medium_type,
    filmDestination: row.film_destination,
    sessionLabel: row.session_label,
    createdAt: new Date(row.created_at),
    reprintOf: row.reprint_of,
    pixelsOf: row.pixels_of,
    startedAt: dateOf(row.started_at),
    films: summariesOf(row.film_summaries),
    substitutions: substitutionsOf(row.substitutions),
    clientProfile: row.client_profile,
    fingerprint: row.fingerprint,
    repeats: row.repeats,
    document:
      pages === null || byteLength === null || version === null ? null : { pages, byteLength, version },
    findings: substitutionsOf(row.findings),
    renderAttempts: row.render_attempts,
    crashes: row.crashes,
    payloadRemovedAt: dateOf(row.payload_removed_at),
    ...statusOf(row),
  };
}

function deliveryOf(row: DeliveryRow): Delivery {
  return {
    destination: row.destination,
    required: row.required !== 0,
    state: stateOf(row.state),
    attempts: row.attempts,
    lastError: row.last_error,
    cause: causeOf(row.cause),
    statusInfo: row.status_info,
    detail: row.detail,
    receipt: row.receipt,
    sendAgain: row.send_again !== 0,
    notBefore: dateOf(row.not_before),
    finishedAt: dateOf(row.finished_at),
  };
}

function statusOf(row: JobRow): JobStatus {
  const { reason, status_info: statusInfo, detail } = row;
  const [notBefore, finishedAt] = [dateOf(row.not_before), dateOf(row.finished_at)];
  const shown = { statusInfo, detail };
  switch (stateOf(row.state)) {
    case 'PENDING':
      if (reason === 'retry' && notBefore)
        return { state: 'PENDING', reason, notBefore, finishedAt: null, ...shown };
      if (reason !== 'queued' && reason !== 'held' && reason !== 'waiting') break;
      return { state: 'PENDING', reason, notBefore: null, finishedAt: null, ...shown };
    case 'PRINTING':
      if (reason !== 'rendering' && reason !== 'delivering') break;
      return { state: 'PRINTING', reason, notBefore: null, finishedAt: null, ...shown };
    case 'DONE':
      if (reason !== 'delivered' || !finishedAt) break;
      return { state: 'DONE', reason, notBefore: null, finishedAt, ...shown };
    case 'FAILURE':
      if (!isJobErrorCode(reason) || !finishedAt) break;
      return { state: 'FAILURE', reason, notBefore: null, finishedAt, ...shown };
    case 'UNKNOWN':
      if (reason !== 'outcome-unknown' || !finishedAt) break;
      return { state: 'UNKNOWN', reason, notBefore: null, finishedAt, ...shown };
  }
  throw new Error(
    `the row of job ${row.id} says ${row.state} with the reason "${reason}", which is not a valid combination`,
  );
}

function stateOf(text: string): JobState {
  const state = jobStates.find((known) => known === text);
  if (!state) throw new Error(`"${text}" is not a job state`);
  return state;
}

function causeOf(text: string | null): DeliveryCause | null {
  if (text === null) return null;
  const cause = deliveryCauses.find((known) => known === text);
  if (!cause) throw new Error(`"${text}" is not a cause of a failed delivery`);
  return cause;
}

function priorityOf(text: string): PrintPriority {
  const priority = printPriorities.find((known) => known === text);
  if (!priority) throw new Error(`"${text}" is not a print priority`);
  return priority;
}

function isJobErrorCode(text: string): text is JobErrorCode {
  return Object.entries(errorTable).some(([code, row]) => code === text && row.address === 'job');
}

// Five columns hold JSON that only `jobRow`, `filmText` and `subjectRow` write, in a schema that the engine has checked. This
// is the only place where their shape is not validated.

/** The row by which a job is found; undefined when it has no subjects. */
export function subjectRow(job: Job, subjects: JobSubjects): Insertable<JobSubjectTable> | undefined {
  const words = searchWords(subjects, job.sessionLabel);
  return words === '' ? undefined : { job_id: job.id, subjects: JSON.stringify(subjects), words };
}
export const subjectsOfRow = (text: string): JobSubjects => JSON.parse(text) as JobSubjects;

export const filmText = (film: Film): string => JSON.stringify(film);
export const filmOf = (text: string): Film => JSON.parse(text) as Film;
const summariesOf = (text: string) => JSON.parse(text) as readonly FilmSummary[];
const substitutionsOf = (text: string) => JSON.parse(text) as readonly Substitution[];
