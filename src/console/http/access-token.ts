// The console token, required if the port can be reached from other machines. Sent as a bearer token (RFC 6750); compared in
// constant time, so that the duration does not reveal how much of it was correct.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noUser, setUser } from './user.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';

/** Requested by load balancers without a token. It reveals nothing about films and patients. */
const healthRoute = '/api/health';

const digestOf = (text: string) => createHash('sha256').update(text).digest();

export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
}

/** The password of HTTP Basic (RFC 7617); any user name. */
export function passwordOf(header: string | undefined): string | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [, ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return password.join(':');
}

export interface TokenRoutes {
  /** URLs that need no token. */
  readonly open?: ReadonlySet<string>;
  /**
   * URLs of pages without scripts: the browser asks for the token as a password, and sends it with every request from then on.
   * Only pages without effects may be in this set; on other routes the password is ignored, so that no other site can use it
   * for actions.
   */
  readonly byPassword?: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/**
 * Checks every request but those for health and open routes.
 * @param expected the configured token
 * @returns a check that throws RequestRefusal 401, with the header WWW-Authenticate set, for a request without the token
 */
export function tokenCheck(
  expected: string,
  { open = none, byPassword = none }: TokenRoutes = {},
): (request: FastifyRequest, reply: FastifyReply) => void {
  const digest = digestOf(expected);
  return (request, reply) => {
    const { url } = request.routeOptions;
    const isPage = url !== undefined && byPassword.has(url);
    const { authorization } = request.headers;
    const token = bearerOf(authorization) ?? (isPage ? passwordOf(authorization) : undefined);
    if (token !== undefined && timingSafeEqual(digestOf(token), digest)) return;
    setUser(request, noUser(request));
    if (url === healthRoute || (url !== undefined && open.has(url))) return;
    const what = token === undefined ? 'lacks the console token' : 'has a wrong console token';
    reply.header(
      'www-authenticate',
      isPage ? 'Basic realm="hardcopy", charset="UTF-8"' : 'Bearer realm="hardcopy"',
    );
    throw new RequestRefusal(
      'token-needed',
      `the request ${what} (console.token of the configuration); send it as "Authorization: Bearer TOKEN"`,
    );
  };
}
