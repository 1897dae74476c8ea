// Converts jobs and user actions to answers of the API (src/api/job.ts).
import type { ApiAction, ApiDelivery, ApiJob } from '../../api/job.ts';
import type { Substitution } from '../../shared/film/film.ts';
import { reasonOf } from '../../api/messages/reason-messages.ts';
import type { JobSubjects } from '../../shared/film/subjects.ts';
import type { HistoryEntry } from '../../console/ports.ts';
import { isoText, jobFacts } from './job-summaries.ts';
import { actionMessage, deliveryMessage, jobMessage } from './messages.ts';
import type { ActionEntry, ActionRecord } from '../../spool/job/actions.ts';
import type { Delivery, Job } from '../../spool/job/job-types.ts';

function deliveryAnswer(delivery: Delivery): ApiDelivery {
  const { destination, required, state, attempts, lastError, cause, statusInfo, detail, receipt } = delivery;
  const times = { notBefore: isoText(delivery.notBefore), finishedAt: isoText(delivery.finishedAt) };
  const message = deliveryMessage(delivery);
  return {
    destination,
    required,
    state,
    attempts,
    lastError,
    cause,
    statusInfo,
    detail,
    message,
    receipt,
    ...times,
  };
}

function substitutionAnswer(substitution: Substitution): ApiJob['substitutions'][number] {
  const message = reasonOf(substitution.reason);
  return message === undefined ? substitution : { ...substitution, message };
}

/** An entry of a history. */
export function actionAnswer({ at, who, action, detail, note }: ActionEntry): ApiAction {
  return { at: at.toISOString(), who, action, detail, message: actionMessage({ action, detail, note }) };
}

/**
 * The job, with its history and subjects if given. Subjects are included only in the answer for a single job, never in lists,
 * events or webhooks.
 */
export function jobAnswer(job: Job, history?: readonly ActionEntry[], subjects?: JobSubjects): ApiJob {
  return {
    ...jobFacts(job),
    printJobUid: job.printJobUid,
    association: job.association,
    message: jobMessage(job, history),
    films: job.films,
    deliveries: job.deliveries.map(deliveryAnswer),
    substitutions: [...job.substitutions, ...job.findings].map(substitutionAnswer),
    clientProfile: job.clientProfile,
    ...(history ? { history: history.map(actionAnswer) } : {}),
    ...subjects,
  };
}

/** The same with the id by which a list of entries is continued. */
export function historyEntry(record: ActionRecord): HistoryEntry {
  return { id: record.id, ...actionAnswer(record) };
}
