// The cookie of a session. It is sent to this host only, to no script, and with no request of another site (RFC 6265bis). Over HTTPS its
// name has the prefix that browsers accept only with `Secure`, so that no page of another host or of plain HTTP can set it.
import type { FastifyReply, FastifyRequest } from 'fastify';

const plainName = 'hardcopy';
const secureName = '__Host-hardcopy';
/** Number of cookies of a header that are searched. */
const maxCookies = 50;

/** The secret of the session; undefined without a cookie. */
export function sessionSecret(request: FastifyRequest): string | undefined {
  const name = request.protocol === 'https' ? secureName : plainName;
  for (const part of (request.headers.cookie ?? '').split(';', maxCookies)) {
    const [key = '', value = ''] = part.split('=', 2).map((text) => text.trim());
    if (key === name && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  }
  return undefined;
}

const flowName = 'hardcopy-oidc';

/** The key of the sign-in at a provider that this browser has begun. */
export function flowKey(request: FastifyRequest): string | undefined {
  return new RegExp(`(?:^|;\\s*)${flowName}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(
    request.headers.cookie ?? '',
  )?.[1];
}

/** Sets the key; undefined: removes it. It is sent with the request to which the provider's page leads: `Lax`. */
export function setFlowCookie(request: FastifyRequest, reply: FastifyReply, key: string | undefined): void {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  reply.header(
    'set-cookie',
    `${flowName}=${key ?? ''}; Path=/sign-in/oidc; HttpOnly; SameSite=Lax${secure}; Max-Age=${key === undefined ? 0 : 600}`,
  );
}

/** Sets the cookie; undefined: removes it. The cookie ends with the browser; the session has its own end. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string | undefined,
): void {
  const isSecure = request.protocol === 'https';
  const name = isSecure ? secureName : plainName;
  const end = secret === undefined ? '; Max-Age=0' : '';
  reply.header(
    'set-cookie',
    `${name}=${secret ?? ''}; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}${end}`,
  );
}
