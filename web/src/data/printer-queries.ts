// What the pages of a printer read: the printer, its queue in the order of printing, and its history. Their keys begin with the
// key of the printer, so that an event about it or about one of its jobs renews all of them.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from './client.ts';
import { live } from './events/live.ts';
import { keys } from './keys.ts';
import { useStore } from './queries.ts';
import type { ApiJobSummary } from './types.ts';

/** Rows of a queue that are loaded: what comes after them is only counted. */
const maxRows = 500;
const pageRows = 100;
const stalePollMs = 5_000;
const historyRows = 50;

const ranks = { HIGH: 0, MED: 1, LOW: 2 } as const;

/** The order of printing: by priority, then as they were accepted. Ids sort by time. Pure. */
function inQueueOrder(jobs: readonly ApiJobSummary[]): readonly ApiJobSummary[] {
  return jobs.toSorted((a, b) => ranks[a.priority] - ranks[b.priority] || (a.id < b.id ? -1 : 1));
}

export interface PrinterQueue {
  readonly jobs: readonly ApiJobSummary[];
  /** All that wait. */
  readonly total: number;
}

async function queueOf(printer: string, signal: AbortSignal): Promise<PrinterQueue> {
  const jobs: ApiJobSummary[] = [];
  let cursor: string | null = null;
  let total = 0;
  do {
    const body = {
      printer,
      states: ['PENDING' as const],
      limit: pageRows,
      ...(cursor === null ? {} : { cursor }),
    };
    const page: Awaited<ReturnType<typeof search>> = await search(body, signal);
    jobs.push(...page.jobs);
    total = page.total ?? jobs.length;
    cursor = page.next;
  } while (cursor !== null && jobs.length < maxRows);
  return { jobs: inQueueOrder(jobs), total };
}

const search = (
  body: { readonly printer: string; readonly states: 'PENDING'[]; readonly limit: number },
  signal: AbortSignal,
) => call('POST /api/jobs/search', { body, signal });

/** Without events: asked for again every 5 s. */
function usePolling() {
  const { isStale } = useStore(live);
  return { refetchInterval: isStale ? stalePollMs : false } as const;
}

export function usePrinterQueue(aeTitle: string) {
  return useQuery({
    queryKey: keys.printerQueue(aeTitle),
    queryFn: ({ signal }) => queueOf(aeTitle, signal),
    ...usePolling(),
  });
}

export function usePrinterHistory(aeTitle: string) {
  return useInfiniteQuery({
    queryKey: keys.printerHistory(aeTitle),
    queryFn: ({ pageParam, signal }) =>
      call('GET /api/printers/{aeTitle}/history', {
        params: { aeTitle },
        query: { limit: String(historyRows), ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    ...usePolling(),
  });
}
