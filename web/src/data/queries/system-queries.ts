// Queries of the pages System and Clients. No events report these data: they are loaded when a page is opened, and again on
// request.
import { useQuery } from '@tanstack/react-query';
import { call, send } from '../requests/client.ts';
import { keys } from './keys.ts';

const clientsEveryMs = 10_000;

export function useDoctor() {
  return useQuery({
    queryKey: keys.system('doctor'),
    queryFn: ({ signal }) => call('GET /api/system/doctor', { signal }),
    staleTime: 0,
  });
}

export function useStorage() {
  return useQuery({
    queryKey: keys.system('storage'),
    queryFn: ({ signal }) => call('GET /api/system/storage', { signal }),
    staleTime: 0,
  });
}

export function useCertificates() {
  return useQuery({
    queryKey: keys.system('certificates'),
    queryFn: ({ signal }) => call('GET /api/system/certificates', { signal }),
    staleTime: 0,
  });
}

export function useAbout() {
  return useQuery({
    queryKey: keys.system('about'),
    queryFn: ({ signal }) => call('GET /api/system/about', { signal }),
  });
}

export function useConformance() {
  return useQuery({
    queryKey: keys.system('conformance'),
    queryFn: ({ signal }) => call('GET /api/system/conformance', { signal }),
    staleTime: 0,
  });
}

export function useApiIndex() {
  return useQuery({
    queryKey: keys.system('api'),
    queryFn: ({ signal }) => call('GET /api', { signal }),
  });
}

export interface Days {
  readonly since: string;
  readonly until: string;
}

export function useStatistics(days: Days) {
  return useQuery({
    queryKey: [...keys.system('statistics'), days],
    queryFn: ({ signal }) => call('GET /api/statistics', { query: days, signal }),
    staleTime: 0,
  });
}

export function useConfiguration() {
  return useQuery({
    queryKey: keys.system('config'),
    queryFn: ({ signal }) => call('GET /api/config', { signal }),
    staleTime: 0,
  });
}

/** Polled every 10 s while the page is open, because clients call at any time. */
export function useClients() {
  return useQuery({
    queryKey: keys.clients,
    queryFn: ({ signal }) => call('GET /api/clients', { signal }),
    staleTime: 0,
    refetchInterval: clientsEveryMs,
  });
}

/** Saves the table of a range of days to the disk of the user. @throws RequestFailure */
export async function downloadStatistics(days: Days): Promise<void> {
  const response = await send('GET /api/statistics.csv', { query: days });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `hardcopy-${days.since}-${days.until}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
