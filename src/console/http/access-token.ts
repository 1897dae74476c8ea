// The console token, required if the port can be reached from other machines. Sent as a bearer token (RFC 6750); compared in
// constant time, so that the duration does not reveal how much of it was correct.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';

/** Requested by load balancers without a token. It reveals nothing about films and patients. */
const healthRoute = '/api/health';

const digestOf = (text: string) => createHash('sha256').update(text).digest();

function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
}

/**
 * Checks every request but those for health and open routes.
 * @param expected the configured token
 * @param openRoutes URLs of routes that need no token
 * @returns a check that throws RequestRefusal 401, with the header WWW-Authenticate set, for a request without the token
 */
export function tokenCheck(
  expected: string,
  openRoutes: ReadonlySet<string> = new Set(),
): (request: FastifyRequest, reply: FastifyReply) => void {
  const digest = digestOf(expected);
  return (request, reply) => {
    const { url } = request.routeOptions;
    if (url === healthRoute || (url !== undefined && openRoutes.has(url))) return;
    const token = bearerOf(request.headers.authorization);
    if (token !== undefined && timingSafeEqual(digestOf(token), digest)) return;
    const what = token === undefined ? 'lacks the console token' : 'has a wrong console token';
    reply.header('www-authenticate', 'Bearer realm="hardcopy"');
    throw new RequestRefusal(
      'token-needed',
      `the request ${what} (console.token of the configuration); send it as "Authorization: Bearer TOKEN"`,
    );
  };
}
