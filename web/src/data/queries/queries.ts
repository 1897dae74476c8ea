// What pages read from the server, kept up to date by events (events/live.ts).
import { QueryClient, useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Store } from '../../lib/browser/store.ts';
import { call, RequestFailure } from '../requests/client.ts';
import { clockOffset, live } from '../events/live.ts';
import { keys } from './keys.ts';
import { signIn } from '../requests/session.ts';

const stalePollMs = 5_000;

/** Reads are tried twice more when there was no answer; requests with effects are never repeated by themselves. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        // The server may be this machine: whether there is a network does not matter.
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

/** What a screen in the corridor shows: no data of films. */
export function useWall() {
  const { isStale } = useStore(live);
  return useQuery({
    queryKey: keys.wall,
    queryFn: ({ signal }) => call('GET /api/wall', { signal }),
    refetchInterval: isStale ? stalePollMs : false,
  });
}

/** The AE titles of clients that have called since the start of the server; empty until they are known. */
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

/** The time of the server, renewed often enough for ages in minutes. */
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
