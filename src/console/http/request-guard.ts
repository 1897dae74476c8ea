// Who may change something, and who it was. A page of another site can make a browser send requests to a console that
// the browser can reach; it cannot read the answers, but a cancelled job stays cancelled. So what changes something
// demands what such a page cannot send unasked: JSON as the content type, and no sign of a foreign origin. Requests of
// programs, which send neither sign, pass. The check of the Host header (host-check.ts) comes before.
import type { FastifyRequest } from 'fastify';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';

/** Whether the browser says, by Sec-Fetch-Site or else by Origin, that another site sends this. */
function isForeign(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  // `none`: a person typed it. Browsers send it to secure origins and to the loopback address only.
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin, host } = request.headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== hostOf(host);
}

/** As a URL has it: in lower case, without the port that http means anyway. */
function hostOf(header: string | undefined): string | undefined {
  const url = `http://${header ?? ''}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** Throws RequestRefusal 403 for a page of another site. */
export function demandOwnPage(request: FastifyRequest): void {
  if (!isForeign(request)) return;
  throw new RequestRefusal(
    'foreign-origin',
    'a page of another site may not use this console; open the console itself',
  );
}

/** For everything that changes something. Throws RequestRefusal 403 for a page of another site, 415 without JSON. */
export function demandOwnRequest(request: FastifyRequest): void {
  demandOwnPage(request);
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json') return;
  throw new RequestRefusal(
    'json-needed',
    'send it with the header "Content-Type: application/json"; the body may be empty or {}',
  );
}

/** Printable, and as long as the spool's record keeps it. */
const printableName = /^[\x20-\x7e\xa0-\xff]{1,64}$/;

/**
 * Who asks, for the record: the name in X-Hardcopy-User, which is taken on trust, or the client's address.
 * Throws RequestRefusal 400 for a name that cannot be kept.
 */
export function whoAsks(request: FastifyRequest): string {
  const header = request.headers['x-hardcopy-user'];
  if (header === undefined) return request.ip;
  const name = String(header).trim();
  if (printableName.test(name)) return name;
  throw new RequestRefusal('bad-request', 'X-Hardcopy-User is a name of 1 to 64 printable characters');
}
