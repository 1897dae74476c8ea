// The token of the console: required of every client that can reach its port from another machine. Sent as a bearer token
// (RFC 6750); compared in constant time, so that the duration does not reveal how much of it was right.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';

/** What load balancers request. It reveals nothing about films and patients. */
const openRoutes: ReadonlySet<string> = new Set(['/api/health']);

const digestOf = (text: string) => createHash('sha256').update(text).digest();

function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
}

/**
 * Checks every request but those for health.
 * @param expected the configured token
 * @returns a check that throws RequestRefusal 401, with the header WWW-Authenticate set, for a request without the token
 */
export function tokenCheck(expected: string): (request: FastifyRequest, reply: FastifyReply) => void {
  const digest = digestOf(expected);
  return (request, reply) => {
    if (openRoutes.has(request.routeOptions.url ?? '')) return;
    const token = bearerOf(request.headers.authorization);
    if (token !== undefined && timingSafeEqual(digestOf(token), digest)) return;
    const what =
      token === undefined ? 'needs the token of the console' : 'has another token than the console';
    reply.header('www-authenticate', 'Bearer realm="hardcopy"');
    throw new RequestRefusal(
      'token-needed',
      `the request ${what} (console.token of the configuration); send it as "Authorization: Bearer TOKEN"`,
    );
  };
}
