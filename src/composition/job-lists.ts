// Long lists of jobs, and actions on many of them, for the console: pages without deliveries, totals, and a result for each job.
import type { ApiBulkAnswer, ApiBulkResult } from '../api/bulk.ts';
import type { ApiSearch } from '../api/job-summary.ts';
import type { BulkRequest, ReprintRequest, SearchQuery } from '../console/ports/requests.ts';
import { refusalOf, withFirstUser } from '../console/refusals.ts';
import { UnknownJobRefusal } from '../shared/errors/request-refusals.ts';
import type { JobAction } from '../spool/job/actions.ts';
import type { Job } from '../spool/job/job-types.ts';
import type { Spool } from '../spool/spool.ts';
import { actionAnswer } from './answers/job-answers.ts';
import { jobSummary } from './answers/job-summaries.ts';

/** A page of all jobs that match a filter. */
export async function searchPage(
  spool: Pick<Spool, 'jobPage' | 'tally'>,
  { marks: every, ...query }: SearchQuery,
): Promise<ApiSearch> {
  const { limit } = query;
  // One more row than is sent, to know whether another page follows.
  const found = await spool.jobPage({ ...query, limit: limit + 1 });
  const { total, marks } = await spool.tally(query, every);
  const jobs = found.slice(0, limit).map((job) => ({ ...jobSummary(job), matched: [] }));
  const next = found.length > limit ? (jobs.at(-1)?.id ?? null) : null;
  return { jobs, total, ...(every === undefined ? {} : { marks }), next };
}

export interface BulkParts {
  readonly spool: Pick<Spool, 'actOnAll' | 'history'>;
  /** Lets one of the waiting jobs try the device. */
  readonly tryNow: (printer: string, destination: string) => void;
  /** Resolves with the new job; throws the refusal. */
  readonly reprint: (jobId: string, requested: ReprintRequest, who: string) => Promise<Job>;
}

/** @throws UnknownPrinterRefusal, and the system's errors */
export async function actOnAll(parts: BulkParts, request: BulkRequest, who: string): Promise<ApiBulkAnswer> {
  const action = actionOf(request);
  if (action === undefined) return { results: await reprintAll(parts, request, who) };
  const { spool, tryNow } = parts;
  const done = await spool.actOnAll(request.ids, action, who);
  const results: ApiBulkResult[] = [];
  for (const id of request.ids) {
    const result = done.get(id) ?? new UnknownJobRefusal(id);
    if (result instanceof Error) {
      results.push(refused(id, await withFirstUser(result, (job) => historyOf(spool, job), who)));
      continue;
    }
    const { job, changed } = result;
    // The requester has probably just attended to the device, so the job does not wait for the next state query.
    if (action.kind === 'retry')
      for (const { destination } of job.deliveries) tryNow(job.printer, destination);
    results.push({ id, changed, job: jobSummary(job) });
  }
  return { results };
}

const historyOf = async (spool: BulkParts['spool'], job: string) =>
  (await spool.history(job)).map(actionAnswer);

/** The action of the spool; undefined for a reprint. The console has checked that the request is complete. */
function actionOf({ action, printer, priority }: BulkRequest): JobAction | undefined {
  switch (action) {
    case 'reprint':
      return undefined;
    case 'move':
      return { kind: 'move', printer: printer ?? '' };
    case 'priority':
      return { kind: 'priority', priority: priority ?? 'MED' };
    default:
      return { kind: action };
  }
}

/** One after the other: each needs the queue's admission. */
async function reprintAll(
  { reprint }: BulkParts,
  { ids, printer, copies, requestId }: BulkRequest,
  who: string,
): Promise<readonly ApiBulkResult[]> {
  const results: ApiBulkResult[] = [];
  for (const id of ids) {
    try {
      const job = await reprint(id, { printer, copies, requestId }, who);
      results.push({ id, changed: true, job: jobSummary(job) });
    } catch (error) {
      results.push(refused(id, error));
    }
  }
  return results;
}

/** Errors that are not refusals are thrown. */
function refused(id: string, error: unknown): ApiBulkResult {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
  return { id, changed: false, error: refusal.body.error };
}
