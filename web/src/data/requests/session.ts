// The token of a console that is reachable from other machines. It is kept in this tab until the tab closes, and sent with
// every request; the page asks for it when the server refuses a request without it.
import { storeOf } from '../../lib/browser/store.ts';

const key = 'hardcopy-token';

function stored(): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

let token = stored();

/** Whether the page must ask for the token (again, because the last one was wrong), or for a user and a password. */
export const signIn = storeOf<'not-needed' | 'needed' | 'wrong' | 'account' | 'ended'>(
  // A link of an administrator is followed in any case.
  /^#(?:setup|link|sign-in)=/.test(location.hash) ? 'account' : 'not-needed',
);

/** Requests that were refused for lack of a permission. */
export const refusedCount = storeOf(0);

/** No user is signed in. @param hasEnded whether the page had a session */
export function noteSignInNeeded(hasEnded = false): void {
  // Several requests are refused at once: the first reason stays.
  if (signIn.get() === 'not-needed') signIn.set(hasEnded ? 'ended' : 'account');
}

export const hasToken = (): boolean => token !== undefined;

export function tokenHeaders(): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

export const currentToken = (): string | undefined => token;

/** The server refused a request without a token, or with a wrong one. @param sent with the request, which may be late */
export function noteRefusedToken(sent: string | undefined): void {
  if (sent !== token) return;
  signIn.set(token === undefined ? 'needed' : 'wrong');
}

export function setToken(given: string): void {
  token = given.trim();
  try {
    sessionStorage.setItem(key, token);
  } catch {
    // Kept in memory only.
  }
  signIn.set('not-needed');
}

export function signOut(): void {
  token = undefined;
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Not stored.
  }
  signIn.set('needed');
}
