// POST /api/jobs/actions: one action on several jobs. A request with a `requestId` is performed once: a retry gets the same
// answer while that is kept; later it finds the jobs already changed. Start at `bulkActions`.
import { maxMatchedJobs, type ApiBulkAnswer } from '../api/bulk.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import { searchQuery } from './job-lists.ts';
import type { ConsolePorts } from './ports.ts';
import type { BulkBody } from './ports/requests.ts';

/** Number of answers kept for retries; each has at most 500 results. */
const maxKept = 32;

interface Kept {
  readonly request: string;
  readonly answer: Promise<ApiBulkAnswer>;
}

/** Throws RequestRefusal when the action lacks a key that it needs, or has one that it does not allow. */
function checkRequest({ action, printer, priority, copies, requestId, ids, match }: BulkBody): void {
  const needs = (key: string) =>
    new RequestRefusal('bad-request', `${key} is missing; ${action} requires it`);
  const excess = (key: string) => new RequestRefusal('bad-request', `${key} is given; ${action} has none`);
  if ((ids === undefined) === (match === undefined))
    throw new RequestRefusal('bad-request', 'ids or match is needed, and only one of them');
  // Reprints need ids, because a filter may match far more films than intended.
  if (action === 'reprint' && match !== undefined) throw excess('match');
  if (action === 'move' && printer === undefined) throw needs('printer');
  if (action === 'priority' && priority === undefined) throw needs('priority');
  // Otherwise a request that is sent again, because its answer was lost, would print everything twice.
  if (action === 'reprint' && requestId === undefined) throw needs('requestId');
  if (action !== 'move' && action !== 'reprint' && printer !== undefined) throw excess('printer');
  if (action !== 'priority' && priority !== undefined) throw excess('priority');
  if (action !== 'reprint' && copies !== undefined) throw excess('copies');
}

/** Jobs that one call of the spool changes, and rows that one query answers. */
const [jobsPerCall, rowsPerPage] = [500, 100] as const;
/** Maximum number of failed results in an answer for a filter. */
const maxErrors = 500;

type Ports = Pick<ConsolePorts, 'actOnAll' | 'search'>;

/** @throws RequestRefusal bad-request if too many match */
async function idsOf(
  ports: Ports,
  { asOf, ...filters }: NonNullable<BulkBody['match']>,
): Promise<readonly string[]> {
  const query = searchQuery(filters);
  // Times of acceptance have milliseconds; `asOf` itself is included.
  const limit = new Date(Date.parse(asOf) + 1);
  const until = query.until !== undefined && query.until < limit ? query.until : limit;
  const ids: string[] = [];
  let before: string | undefined;
  do {
    const page = await ports.search(filters.text, {
      ...query,
      until,
      limit: rowsPerPage,
      ...(before === undefined ? {} : { before }),
    });
    ids.push(...page.jobs.map(({ id }) => id));
    before = page.next ?? undefined;
    if (ids.length > maxMatchedJobs)
      throw new RequestRefusal('bad-request', `more than ${maxMatchedJobs} jobs match; narrow the filters`);
  } while (before !== undefined);
  return ids;
}

/** Changes all jobs that match, in parts; what a part has changed stays if a later one fails. */
async function performMatch(
  ports: Ports,
  { ids: _, match, ...action }: BulkBody & { readonly match: NonNullable<BulkBody['match']> },
  who: string,
): Promise<ApiBulkAnswer> {
  const ids = await idsOf(ports, match);
  const changedIds: string[] = [];
  const errors: ApiBulkAnswer['results'][number][] = [];
  let refused = 0;
  for (let at = 0; at < ids.length; at += jobsPerCall) {
    const { results } = await ports.actOnAll({ ...action, ids: ids.slice(at, at + jobsPerCall) }, who);
    for (const result of results) {
      if (result.error !== undefined) {
        refused += 1;
        if (errors.length < maxErrors) errors.push(result);
      } else if (result.changed) changedIds.push(result.id);
    }
  }
  return {
    results: errors,
    counts: { matched: ids.length, changed: changedIds.length, refused },
    changedIds,
  };
}

/** Performs requests for several jobs; there is one of these per server. */
export function bulkActions(ports: Ports): (request: BulkBody, who: string) => Promise<ApiBulkAnswer> {
  const kept = new Map<string, Kept>();
  const perform = ({ ids, match, ...action }: BulkBody, who: string) =>
    match === undefined
      ? ports.actOnAll({ ...action, ids: [...new Set(ids)] }, who)
      : performMatch(ports, { ...action, match }, who);
  return async (given, who) => {
    checkRequest(given);
    const { requestId } = given;
    if (requestId === undefined) return perform(given, who);
    const text = JSON.stringify(given);
    const earlier = kept.get(requestId);
    if (earlier && earlier.request !== text)
      throw new RequestRefusal(
        'request-id-reused',
        `requestId "${requestId}" was used for another request; use another one`,
      );
    if (earlier) return earlier.answer;
    const answer = perform(given, who);
    kept.set(requestId, { request: text, answer });
    const [oldest] = kept.keys();
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
    // A request that failed as a whole may be sent again.
    answer.catch(() => kept.delete(requestId));
    return answer;
  };
}
