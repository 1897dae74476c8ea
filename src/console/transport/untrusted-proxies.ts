// Requests of proxies that the configuration does not name. Their sender counts as the client. Where every local request is allowed
// everything, that would let in every client of the proxy: such a request is refused. Start at `refuseProxy`.
import type { FastifyRequest } from 'fastify';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import type { Log } from '../../shared/log/log.ts';

/** Proxies that the log has named. */
const named = new WeakMap<Log, Set<string>>();
const maxNamed = 100;

/**
 * Logs a proxy once.
 * @param isOpen whether a request needs neither a user nor a token
 * @throws RequestRefusal proxy-not-trusted, if everything is open
 */
export function refuseProxy(request: FastifyRequest, isOpen: boolean, log: Log): void {
  const { ip } = request;
  const known = named.get(log) ?? new Set<string>();
  named.set(log, known);
  if (!known.has(ip) && known.size < maxNamed) {
    known.add(ip);
    log.warn('http.proxy-not-trusted', { peer: ip, help: 'console.trustedProxies' });
  }
  if (!isOpen) return;
  throw new RequestRefusal(
    'proxy-not-trusted',
    `the request came through a proxy, and everyone who reaches it would be an administrator; set accounts or console.token, and console.trustedProxies: ['${ip}']`,
  );
}
