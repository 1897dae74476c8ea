// Queries that several pages share, kept up to date by events (events/live.ts).
import { QueryClient, useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Store } from '../../lib/browser/store.ts';
import { call, RequestFailure } from '../requests/client.ts';
import { clockOffset, live } from '../events/live.ts';
import { keys } from './keys.ts';
import { signIn } from '../requests/session.ts';

const stalePollMs = 5_000;

/** Reads without an answer are retried twice; requests with effects are never retried automatically. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        // The server may run on this machine, so requests are sent even if the browser is offline.
        networkMode: 'always',
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && error instanceof RequestFailure && error.code === 'no-answer',
        retryDelay: 1_000,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

export function useStatus() {
  const { isStale } = useStore(live);
  return useQuery({
    queryKey: keys.status,
    queryFn: ({ signal }) => call('GET /api/status', { signal }),
    refetchInterval: isStale ? stalePollMs : false,
    refetchIntervalInBackground: false,
  });
}

/** The data of the wall screen: states and numbers, no data of films. */
export function useWall() {
  const { isStale } = useStore(live);
  return useQuery({
    queryKey: keys.wall,
    queryFn: ({ signal }) => call('GET /api/wall', { signal }),
    refetchInterval: isStale ? stalePollMs : false,
  });
}

/** AE titles of the clients that have called since the server started; empty until loaded. */
export function useClientTitles(): readonly string[] {
  const { data } = useQuery({
    queryKey: keys.clientTitles,
    queryFn: ({ signal }) => call('GET /api/clients', { signal }),
    select: ({ clients }) => clients.map(({ callingAeTitle }) => callingAeTitle),
    staleTime: 60_000,
  });
  return data ?? [];
}

/** Who the user is, what is permitted, and the time zone of the server. */
export function useMe() {
  const isSigned = useStore(signIn) === 'not-needed';
  return useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => call('GET /api/me', { signal }),
    enabled: isSigned,
  });
}

const tickMs = 15_000;

/** The current time of the server, updated often enough to show ages in minutes. */
export function useServerTime(): Date {
  const offset = useStore(clockOffset);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, tickMs);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return new Date(now + offset);
}
