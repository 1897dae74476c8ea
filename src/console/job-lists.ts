// Lists of jobs: GET /api/jobs and POST /api/jobs/search. Converts the filters of a request into a query of the spool, and the last
// row of a page into a cursor. The text of a search is only in the body, because proxies log URLs.
import type { z } from 'zod';
import type { ApiJob } from '../api/job.ts';
import type { ApiSearch } from '../api/job-summary.ts';
import type { jobsQuery, searchBody } from '../api/requests.ts';
import type { AnyState, ShownState } from '../api/values.ts';
import { jobStates } from '../shared/job-terms.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import { momentOf } from '../shared/moments.ts';
import { stated } from '../shared/stated.ts';
import { cursorOf, idOfCursor, type ListKey } from './http/cursors.ts';
import type { ConsolePorts } from './ports.ts';
import type { JobQuery, SearchQuery } from './ports/requests.ts';

/** The states that lists offer in addition to those of DICOM, and the jobs that each selects. */
const shownStates = {
  QUEUED: { state: 'PENDING', reason: 'queued' },
  HELD: { state: 'PENDING', reason: 'held' },
  WAITING: { state: 'PENDING', reason: 'waiting' },
  RETRY: { state: 'PENDING', reason: 'retry' },
  CANCELLED: { state: 'FAILURE', reason: 'job-cancelled' },
} as const satisfies Record<ShownState, Pick<JobQuery, 'state' | 'reason'>>;

/** The jobs that a state selects. */
function stateFilter(state: AnyState | undefined): Pick<JobQuery, 'state' | 'reason'> {
  if (state === undefined) return {};
  const jobState = jobStates.find((word) => word === state);
  if (jobState !== undefined) return { state: jobState };
  const shown = Object.entries(shownStates).find(([word]) => word === state);
  return shown?.[1] ?? {};
}

type Filters = Omit<z.output<typeof searchBody>, 'text' | 'limit' | 'cursor' | 'states' | 'from' | 'marks'> &
  Pick<z.output<typeof jobsQuery>, 'id'>;

function queryOf({ state, printer, client, since, until, id }: Filters): Omit<JobQuery, 'limit'> {
  const now = new Date();
  return stated({
    ...stateFilter(state),
    printer,
    client,
    since: since === undefined ? undefined : momentOf(since, { now, end: false }),
    until: until === undefined ? undefined : momentOf(until, { now, end: true }),
    idBeginning: id?.toLowerCase(),
  });
}

/** Jobs per chunk: 2 to 3 ms of work. */
const jobsPerPart = 100;

/**
 * A page of jobs as JSON in UTF-8, built in chunks: a thousand jobs at once would block the event loop, and with it every
 * association, for 30 ms. The store is queried between two chunks, which lets other work run. A job that changes in the meantime
 * appears as it was when its chunk was built.
 * @throws Refusal cursor-invalid
 */
export async function jobsBody(
  { jobs }: Pick<ConsolePorts, 'jobs'>,
  { limit, cursor, ...filters }: z.output<typeof jobsQuery>,
): Promise<Buffer> {
  const key: ListKey = { list: 'jobs', filters };
  const query = queryOf(filters);
  const parts: Buffer[] = [];
  let left = limit;
  let before = idOfCursor(key, cursor);
  let hasMore = true;
  while (left > 0 && hasMore) {
    const length = Math.min(left, jobsPerPart);
    // One more row than is sent, to know whether another page follows.
    const found = await jobs({
      ...query,
      limit: length + 1,
      ...(before === undefined ? {} : { before }),
    });
    const part: readonly ApiJob[] = found.slice(0, length);
    hasMore = found.length > length;
    before = part.at(-1)?.id ?? before;
    const separator = parts.length > 0 && part.length > 0 ? ',' : '';
    parts.push(Buffer.from(separator + JSON.stringify(part).slice(1, -1)));
    left -= length;
  }
  const next = hasMore && before !== undefined ? cursorOf(key, before) : null;
  return Buffer.concat([
    Buffer.from('{"jobs":['),
    ...parts,
    Buffer.from(`],"next":${JSON.stringify(next)}}`),
  ]);
}

type SearchFilters = Filters & Pick<z.output<typeof searchBody>, 'states'>;

/** The filters of a search as a query of the spool. @throws RequestRefusal bad-request */
export function searchQuery({ states, ...filters }: SearchFilters): Omit<SearchQuery, 'limit'> {
  if (filters.state !== undefined && states !== undefined)
    throw new RequestRefusal('bad-request', 'state and states are both given; send one of them');
  const anyOf = states?.flatMap((state) => {
    const { state: is, reason } = stateFilter(state);
    return is === undefined ? [] : { state: is, ...(reason === undefined ? {} : { reason }) };
  });
  return { ...queryOf(filters), ...stated({ anyOf }) };
}

/** A page of the results of a search. @throws Refusal cursor-invalid, bad-request */
export async function searchJobs(
  ports: Pick<ConsolePorts, 'search'>,
  { text, limit, cursor, states, from, marks, ...filters }: z.output<typeof searchBody>,
): Promise<ApiSearch> {
  // Without the text: even its digest would reveal something about a patient.
  const key: ListKey = { list: 'search', filters: { ...filters, states: states?.join(' ') } };
  const before = idOfCursor(key, cursor);
  const found = await ports.search(text, {
    ...searchQuery({ ...filters, states }),
    ...stated({ before, from, marks }),
    limit,
  });
  return { ...found, next: found.next === null ? null : cursorOf(key, found.next) };
}
