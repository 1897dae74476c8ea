// Refusals of the spool as errors of the API: 404 for a job or printer that does not exist, 409 with the sentence when the state of a job
// forbids it, 503 while the queue is full.
import type { ApiAction } from '../api/job.ts';
import {
  PixelsRemovedRefusal,
  PrinterRemovedRefusal,
  QueueFullRefusal,
  RequestRefusal,
  RequestReuseRefusal,
  TransitionRefusal,
  UnknownJobRefusal,
  UnknownPrinterRefusal,
} from '../shared/errors/request-refusals.ts';

/** The refusal for an error of the spool; undefined for an error that is a defect of the server. */
export function refusalOf(error: unknown): RequestRefusal | undefined {
  if (error instanceof RequestRefusal) return error;
  if (error instanceof UnknownJobRefusal)
    return new RequestRefusal('no-such-job', `${error.message}; GET /api/jobs lists existing ones`, {
      job: error.job,
    });
  if (error instanceof UnknownPrinterRefusal)
    return new RequestRefusal('no-such-printer', `${error.message}; GET /api/printers lists existing ones`, {
      printer: error.printer,
    });
  if (error instanceof TransitionRefusal)
    return new RequestRefusal('not-possible', error.message, stateParams(error));
  if (error instanceof PrinterRemovedRefusal) return new RequestRefusal('printer-removed', error.message);
  if (error instanceof PixelsRemovedRefusal) return new RequestRefusal('pixels-removed', error.message);
  if (error instanceof RequestReuseRefusal) return new RequestRefusal('request-id-reused', error.message);
  if (error instanceof QueueFullRefusal)
    return new RequestRefusal(
      'queue-full',
      `the print queue is full: ${error.message}`,
      error.jobs === undefined ? undefined : { jobs: error.jobs },
    );
  return undefined;
}

const pendingWords: Readonly<Record<string, string>> = { held: 'held', waiting: 'waiting', retry: 'retry' };
const words: Readonly<Record<string, string>> = { PRINTING: 'printing', DONE: 'printed', UNKNOWN: 'unknown' };

/** The state of a job in one word, as pages name it. */
function stateWord({ state, reason }: TransitionRefusal['job']): string {
  if (state === 'PENDING') return pendingWords[reason] ?? 'queued';
  return words[state] ?? (reason === 'job-cancelled' ? 'cancelled' : 'failed');
}

const stateParams = ({ job }: TransitionRefusal) => ({ job: job.id, state: stateWord(job) });

/** The state that follows from an action of a user. */
const stateAfter: Readonly<Record<string, string>> = {
  hold: 'held',
  release: 'queued',
  retry: 'queued',
  move: 'queued',
  cancel: 'cancelled',
  printed: 'printed',
};

/**
 * Adds to the refusal of an action the user whose earlier action led to the job's state, for the case that two people act on
 * one job.
 * @param historyOf of a job, oldest first
 * @param who the user that the refusal is for
 * @returns other errors as they are
 */
export async function withFirstUser(
  error: unknown,
  historyOf: (job: string) => Promise<readonly Pick<ApiAction, 'who' | 'action' | 'at'>[]>,
  who: string,
): Promise<unknown> {
  if (!(error instanceof TransitionRefusal)) return error;
  const params = stateParams(error);
  const last = (await historyOf(params.job)).at(-1);
  if (last === undefined || last.who === who || stateAfter[last.action] !== params.state) return error;
  return new RequestRefusal('not-possible', `${error.message}; ${last.who} was first`, {
    ...params,
    user: last.who,
  });
}
