// Users, tokens and own sessions. Nothing of it comes by events: it is read when a page is opened, and after each change.
import { useQuery } from '@tanstack/react-query';
import { call, type AnswerOf } from '../requests/client.ts';
import { keys } from './keys.ts';

export type UserRow = AnswerOf<'GET /api/users'>['users'][number];
export type TokenRow = AnswerOf<'GET /api/tokens'>['tokens'][number];
export type SessionRow = AnswerOf<'GET /api/me/sessions'>['sessions'][number];

export type Provider = NonNullable<AnswerOf<'GET /api/sign-in'>['provider']>;

/** Asked for each time the sign-in page is shown: the provider may answer again. */
export function useSignInChoices() {
  return useQuery({
    queryKey: keys.signInChoices,
    queryFn: ({ signal }) => call('GET /api/sign-in', { signal }),
    staleTime: 0,
  });
}

export function useUsers() {
  return useQuery({
    queryKey: keys.users,
    queryFn: ({ signal }) => call('GET /api/users', { signal }),
    staleTime: 0,
  });
}

export function useTokens() {
  return useQuery({
    queryKey: keys.tokens,
    queryFn: ({ signal }) => call('GET /api/tokens', { signal }),
    staleTime: 0,
  });
}

export function useOwnSessions() {
  return useQuery({
    queryKey: keys.ownSessions,
    queryFn: ({ signal }) => call('GET /api/me/sessions', { signal }),
    staleTime: 0,
  });
}
