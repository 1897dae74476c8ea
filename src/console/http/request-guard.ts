// Guards requests with effects against cross-site requests. A page of another site can make a
// browser send requests to a console that the browser can reach; it cannot read the responses, but a cancelled job stays
// cancelled. Requests with effects therefore need what such a page cannot send without a preflight request: a JSON content type,
// and no foreign origin. Programs send neither header, and pass. The Host header was checked before (host-check.ts).
import type { FastifyRequest } from 'fastify';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';

/** Whether the request comes from another site, by Sec-Fetch-Site or else by Origin. */
function isForeign(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  // `none`: the user typed the URL. Browsers send the header only to secure origins and the loopback address.
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = request.headers;
  if (origin === undefined) return false;
  // Behind a trusted proxy, the host is that of the proxy.
  return !URL.canParse(origin) || new URL(origin).host !== hostOf(request.host);
}

/** Normalized as in a URL: lower case, without the default port. */
function hostOf(header: string | undefined): string | undefined {
  const url = `http://${header ?? ''}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** Throws RequestRefusal 403 for a page of another site. */
export function requireOwnPage(request: FastifyRequest): void {
  if (!isForeign(request)) return;
  throw new RequestRefusal(
    'foreign-origin',
    'a page of another site may not use this console; open the console itself',
  );
}

/** For requests with effects. Throws RequestRefusal 403 for a page of another site, 415 without JSON. */
export function requireOwnRequest(request: FastifyRequest): void {
  requireOwnPage(request);
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json') return;
  throw new RequestRefusal(
    'json-needed',
    'send it with the header "Content-Type: application/json"; the body may be empty or {}',
  );
}
