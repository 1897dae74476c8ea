// POST /api/jobs/actions: one action on several jobs. A request with a `requestId` is performed once: the same request again gets
// the same answer while that is kept, and later finds the jobs as they are. Start at `bulkActions`.
import type { ApiBulkAnswer } from '../api/bulk.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import type { BulkRequest, ConsolePorts } from './ports.ts';

/** Answers that are kept; at most 500 results each. */
const maxKept = 32;

interface Kept {
  readonly request: string;
  readonly answer: Promise<ApiBulkAnswer>;
}

/** Throws RequestRefusal for an action without what it needs. */
function checkRequest({ action, printer, priority, copies, requestId }: BulkRequest): void {
  const needs = (key: string) =>
    new RequestRefusal('bad-request', `${key} is missing; ${action} requires it`);
  const excess = (key: string) => new RequestRefusal('bad-request', `${key} is given; ${action} has none`);
  if (action === 'move' && printer === undefined) throw needs('printer');
  if (action === 'priority' && priority === undefined) throw needs('priority');
  // Otherwise a request that is sent again, because its answer was lost, would print everything twice.
  if (action === 'reprint' && requestId === undefined) throw needs('requestId');
  if (action !== 'move' && action !== 'reprint' && printer !== undefined) throw excess('printer');
  if (action !== 'priority' && priority !== undefined) throw excess('priority');
  if (action !== 'reprint' && copies !== undefined) throw excess('copies');
}

/** Performs requests for several jobs; there is one of these per server. */
export function bulkActions(
  ports: Pick<ConsolePorts, 'actOnAll'>,
): (request: BulkRequest, who: string) => Promise<ApiBulkAnswer> {
  const kept = new Map<string, Kept>();
  return async (given, who) => {
    checkRequest(given);
    const request = { ...given, ids: [...new Set(given.ids)] };
    const { requestId } = request;
    if (requestId === undefined) return ports.actOnAll(request, who);
    const text = JSON.stringify(request);
    const earlier = kept.get(requestId);
    if (earlier && earlier.request !== text)
      throw new RequestRefusal(
        'request-id-reused',
        `requestId "${requestId}" was used for another request; use another one`,
      );
    if (earlier) return earlier.answer;
    const answer = ports.actOnAll(request, who);
    kept.set(requestId, { request: text, answer });
    const [oldest] = kept.keys();
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
    // A request that failed as a whole may be sent again.
    answer.catch(() => kept.delete(requestId));
    return answer;
  };
}
