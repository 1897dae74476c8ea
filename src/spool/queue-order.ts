// Moves a waiting job within the queue of its printer. The order is by priority, then as users have arranged it, then by age: a job
// moves only among those of its priority.
import { RequestRefusal, UnknownJobRefusal } from '../shared/errors/request-refusals.ts';
import type { Job } from './job/job-types.ts';
import { keyBetween, maxKeyLength } from './job/queue-keys.ts';
import type { Store } from './store/store.ts';

const refusal = (sentence: string) => new RequestRefusal('not-possible', sentence);

async function waitingJob(store: Pick<Store, 'job'>, id: string, printer: string): Promise<Job> {
  const job = await store.job(id);
  if (!job) throw new UnknownJobRefusal(id);
  if (job.state !== 'PENDING' || job.printer !== printer)
    throw refusal(
      `job ${id} does not wait for ${printer}: it is ${job.state} (${job.reason}) on ${job.printer}`,
    );
  return job;
}

export interface QueueMove {
  /** AE title. */
  readonly printer: string;
  readonly jobId: string;
  /** Id of the job that it is to precede; null: the last of its priority. */
  readonly before: string | null;
}

/**
 * The queue key of the job at its new place; undefined: it is already there.
 * @param newId a new id sorts after every existing job and before later ones
 * @throws UnknownJobRefusal; RequestRefusal `not-possible`
 */
export async function orderedKey(
  store: Pick<Store, 'job' | 'keyBefore'>,
  { printer, jobId, before }: QueueMove,
  newId: () => string,
): Promise<string | undefined> {
  const job = await waitingJob(store, jobId, printer);
  if (before === null) {
    const last = await store.keyBefore(job, undefined);
    return last === undefined || last < job.queueKey ? undefined : newId();
  }
  if (before === jobId) return undefined;
  const next = await waitingJob(store, before, printer);
  if (next.priority !== job.priority)
    throw refusal(
      `job ${jobId} has the priority ${job.priority}, job ${before} ${next.priority}; change the priority first`,
    );
  const previous = await store.keyBefore(job, next.queueKey);
  if (job.queueKey < next.queueKey && (previous === undefined || previous < job.queueKey)) return undefined;
  const key = keyBetween(previous ?? '', next.queueKey);
  if (key.length > maxKeyLength)
    throw refusal(`jobs were moved too often before job ${before}; move that job instead`);
  return key;
}
