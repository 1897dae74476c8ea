// The list of films: its length and the id of every hundredth row are loaded first, then the visible rows in pages of a
// hundred; distant pages are dropped. A text search has no length and continues page by page. Changes of jobs are applied to
// the loaded rows; new films are only counted until the user asks for them. Start at `useFilmList`.
import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { FilmFilters } from '../../lib/films/film-filters.ts';
import { call } from '../requests/client.ts';
import { jobChanges } from '../events/live.ts';
import { keys } from './keys.ts';
import type { ApiJobSummary } from '../types.ts';

const pageRows = 100;
/** Maximum number of pages of a text search. */
const maxSearchPages = 50;
const dropAfterMs = 30_000;

export interface FilmList {
  readonly rowCount: number;
  readonly rowAt: (index: number) => ApiJobSummary | undefined;
  readonly onVisible: (first: number, last: number) => void;
  /** Films accepted since the list was loaded. */
  readonly newCount: number;
  readonly reload: () => void;
  readonly isLoading: boolean;
  readonly error: Error | null;
}

type Page = Awaited<ReturnType<typeof call<'POST /api/jobs/search'>>>;

export function useFilmList(filters: FilmFilters, text: string): FilmList {
  const body = useMemo(() => ({ ...filters, ...(text === '' ? {} : { text }) }), [filters, text]);
  const key = [...keys.jobs, body] as const;
  const head = useQuery({
    queryKey: key,
    // Films that came, and states that changed, while another page was open are not known.
    refetchOnMount: 'always',
    queryFn: ({ signal }) =>
      call('POST /api/jobs/search', {
        body: { ...body, limit: pageRows, ...(text === '' ? { marks: pageRows } : {}) },
        signal,
      }),
  });
  const marks = head.data?.marks;
  const [inSight, setInSight] = useState<readonly [first: number, last: number]>([0, 0]);
  const version = head.dataUpdatedAt;

  const wanted = pagesIn(inSight).filter((page) => page > 0 && (marks === undefined || page < marks.length));
  const isSearch = text !== '';
  const pages = useQueries({
    queries: (isSearch ? [] : wanted).map((page) => ({
      queryKey: [...key, version, page],
      gcTime: dropAfterMs,
      enabled: marks?.[page] !== undefined,
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        call('POST /api/jobs/search', {
          body: { ...body, from: marks?.[page] ?? '', limit: pageRows },
          signal,
        }),
    })),
  });
  const found = useFoundPages(isSearch ? head.data : undefined, body, inSight[1]);

  const [changed, setChanged] = useState<ReadonlyMap<string, ApiJobSummary>>(new Map());
  const [news, setNews] = useState<ReadonlySet<string>>(new Set());
  const newest = head.data?.jobs[0]?.createdAt ?? '';
  useEffect(() => {
    setChanged(new Map());
    setNews(new Set());
    return jobChanges.subscribe(() => {
      const jobs = jobChanges.get();
      setChanged((before) => new Map([...before, ...jobs.map((job) => [job.id, job] as const)]));
      const fresh = jobs.filter((job) => job.createdAt > newest && matches(job, filters));
      if (fresh.length > 0) setNews((before) => new Set([...before, ...fresh.map(({ id }) => id)]));
    });
  }, [version, newest, filters]);

  const byPage = new Map<number, readonly ApiJobSummary[]>();
  if (head.data !== undefined) byPage.set(0, head.data.jobs);
  for (const [at, page] of wanted.entries()) {
    const rows = pages[at]?.data?.jobs;
    if (rows !== undefined) byPage.set(page, rows);
  }
  for (const [at, page] of found.entries()) byPage.set(at + 1, page.jobs);
  const rowCount = isSearch
    ? (head.data?.jobs.length ?? 0) + found.reduce((sum, page) => sum + page.jobs.length, 0)
    : (head.data?.total ?? 0);
  const { refetch } = head;
  return {
    rowCount,
    rowAt: (index) => {
      const row = byPage.get(Math.floor(index / pageRows))?.[index % pageRows];
      return row && (changed.get(row.id) ?? row);
    },
    onVisible: useCallback((first: number, last: number) => {
      setInSight((before) => (before[0] === first && before[1] === last ? before : [first, last]));
    }, []),
    newCount: isSearch ? 0 : news.size,
    reload: useCallback(() => void refetch(), [refetch]),
    isLoading: head.isLoading,
    error: head.error,
  };
}

const pagesIn = ([first, last]: readonly [number, number]): readonly number[] => {
  const [from, to] = [Math.floor(first / pageRows), Math.floor(last / pageRows)];
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
};

/** Further pages of a text search; the next one is loaded when the end becomes visible. */
function useFoundPages(head: Page | undefined, body: FilmFilters & { readonly text?: string }, last: number) {
  const [state, setState] = useState<{ readonly head: Page | undefined; readonly pages: readonly Page[] }>({
    head: undefined,
    pages: [],
  });
  const pages = state.head === head ? state.pages : [];
  const next = head === undefined ? null : (pages.at(-1) ?? head).next;
  const loaded = (head?.jobs.length ?? 0) + pages.reduce((sum, page) => sum + page.jobs.length, 0);
  const isWanted = next !== null && last >= loaded - pageRows / 2 && pages.length < maxSearchPages;
  useEffect(() => {
    if (!isWanted) return undefined;
    const ended = new AbortController();
    call('POST /api/jobs/search', { body: { ...body, limit: pageRows, cursor: next }, signal: ended.signal })
      .then((page) => {
        setState((before) => ({ head, pages: before.head === head ? [...before.pages, page] : [page] }));
      })
      .catch(() => undefined);
    return () => {
      ended.abort();
    };
  }, [isWanted, next, head, body]);
  return pages;
}

/** Whether a new film belongs to the list, as far as the page can decide that without the server. */
function matches(job: ApiJobSummary, { printer, client, state, until }: FilmFilters): boolean {
  return (
    (printer === undefined || job.printer === printer) &&
    (client === undefined || job.callingAeTitle.toLowerCase() === client.toLowerCase()) &&
    (state === undefined || state === job.state) &&
    (until === undefined || until === 'today')
  );
}
