// Finds the user of each request, and refuses what the user may not do. A browser has a session, a program a token. Used only
// with accounts; without them access-token.ts is used. Start at `authorize`.
import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Accounts, Principal } from '../../accounts/accounts.ts';
import { digestOf } from '../../accounts/secrets.ts';
import { permissions } from '../../api/user.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { bearerOf, passwordOf } from '../http/access-token.ts';
import { needOf } from './route-permissions.ts';
import { sessionSecret } from './session-cookie.ts';
import { requirePermission } from '../http/permission.ts';
import { noUser, setUser, statedName, userOf } from '../http/user.ts';

export interface Credentials {
  readonly accounts: Pick<Accounts, 'ofSession' | 'ofToken' | 'isOpen'>;
  /** Tokens of administrators: that of the configuration, and that of the commands on this machine. */
  readonly administratorTokens: readonly string[];
  /** Routes that need no user. */
  readonly open: ReadonlySet<string>;
  /** Routes of pages without scripts, where the browser sends a token as a password. */
  readonly byPassword: ReadonlySet<string>;
}

/** Of requests that have been authorized: whether session or token still last. */
const lasting = new WeakMap<FastifyRequest, () => boolean>();

/** Whether the user of an answer that takes long, such as the event stream, is still signed in with the same rights. */
export const isStillSignedIn = (request: FastifyRequest): boolean => lasting.get(request)?.() ?? true;

/** @throws RequestRefusal sign-in-needed, not-permitted */
export function authorize(
  request: FastifyRequest,
  reply: FastifyReply,
  { accounts, administratorTokens, open, byPassword }: Credentials,
): void {
  const { url } = request.routeOptions;
  const need = needOf(request.method, url, open);
  const isPage = url !== undefined && byPassword.has(url);
  const { authorization } = request.headers;
  const token = bearerOf(authorization) ?? (isPage ? passwordOf(authorization) : undefined);
  const session = sessionSecret(request);
  if (token !== undefined && administratorTokens.some((known) => isSame(known, token))) {
    const who = statedName(request);
    setUser(request, { who, verified: false, roles: ['administrator'], can: permissions, printers: null });
  } else {
    const principal: Principal | undefined =
      token !== undefined
        ? accounts.ofToken(token)
        : session === undefined
          ? undefined
          : accounts.ofSession(session);
    if (principal) {
      const { name: who, roles, can, printers } = principal;
      setUser(request, { who, verified: true, roles, can, printers });
      lasting.set(request, () =>
        token === undefined
          ? accounts.isOpen(session ?? '')
          : hasSameRights(accounts.ofToken(token), principal),
      );
    } else {
      // Set for open routes too, because their answers depend on the user (health names its problem only to some).
      setUser(request, noUser(request));
      if (need === 'open') return;
      reply.header(
        'www-authenticate',
        isPage ? 'Basic realm="hardcopy", charset="UTF-8"' : 'Bearer realm="hardcopy"',
      );
      const why =
        token === undefined
          ? session === undefined
            ? 'no user is signed in'
            : 'the session has ended'
          : 'the token is not valid';
      throw new RequestRefusal('sign-in-needed', `${why}; sign in, or send "Authorization: Bearer TOKEN"`, {
        had: (token ?? session) ? 'ended' : 'none',
      });
    }
  }
  if (need !== 'open' && need !== 'user') requirePermission(request, need);
}

/** Changed rights end sessions, but not tokens. */
const hasSameRights = (now: Principal | undefined, before: Principal): boolean =>
  now !== undefined &&
  JSON.stringify([now.can, now.printers]) === JSON.stringify([before.can, before.printers]);

/** For users who are limited to printers. @throws RequestRefusal not-permitted */
export function requirePrinters(request: FastifyRequest): void {
  const { printers, who } = userOf(request);
  if (printers === null) return;
  for (const given of [request.params, request.query, request.body].flatMap(printersNamedBy)) {
    if (printers.includes(given)) continue;
    throw new RequestRefusal(
      'not-permitted',
      `${who} is limited to the printers ${printers.join(', ')}; found ${JSON.stringify(given)}`,
    );
  }
}

/** The AE titles in a part of a request. */
function printersNamedBy(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    (key === 'aeTitle' || key === 'printer') && typeof value === 'string' ? [value] : [],
  );
}

const isSame = (one: string, other: string) =>
  timingSafeEqual(Buffer.from(digestOf(one)), Buffer.from(digestOf(other)));
