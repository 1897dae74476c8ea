// Queries of the pages of a printer: the printer, its queue in the order of printing, and its history. Their keys begin with
// the key of the printer, so that an event about it or about one of its jobs renews all of them.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from '../requests/client.ts';
import { live } from '../events/live.ts';
import { keys } from './keys.ts';
import { useStore } from './queries.ts';

const stalePollMs = 5_000;
const historyRows = 50;

/** Polls every 5 s while no events arrive. */
function usePolling() {
  const { isStale } = useStore(live);
  return { refetchInterval: isStale ? stalePollMs : false } as const;
}

export function usePrinterQueue(aeTitle: string) {
  return useQuery({
    queryKey: keys.printerQueue(aeTitle),
    queryFn: ({ signal }) => call('GET /api/printers/{aeTitle}/queue', { params: { aeTitle }, signal }),
    ...usePolling(),
  });
}

export function usePrinterStates(aeTitle: string, days: string) {
  return useQuery({
    queryKey: keys.printerStates(aeTitle, days),
    queryFn: ({ signal }) =>
      call('GET /api/printers/{aeTitle}/states', { params: { aeTitle }, query: { days }, signal }),
    ...usePolling(),
  });
}

/** Films by day, of the last 30 days. */
export function usePrinterStatistics(aeTitle: string) {
  return useQuery({
    queryKey: keys.printerStatistics(aeTitle),
    queryFn: ({ signal }) => call('GET /api/statistics', { query: { printer: aeTitle }, signal }),
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
