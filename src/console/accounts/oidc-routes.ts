// Sign-in at an OpenID Connect provider: the browser is sent there, and comes back with a code. Both are pages, not requests of a
// program: they answer with where to go next. Start at `addOidcRoutes`.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Accounts } from '../../accounts/accounts.ts';
import { newSecret } from '../../accounts/secrets.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { flowKey, sessionSecret, setFlowCookie, setSessionCookie } from './session-cookie.ts';

export const oidcPath = '/sign-in/oidc';
export const oidcReturnPath = '/sign-in/oidc/callback';

export function addOidcRoutes(server: FastifyInstance, accounts: Accounts): void {
  server.get<{ Querystring: { next?: unknown } }>(oidcPath, async (request, reply) =>
    orSay(reply, async () => {
      const key = newSecret();
      const url = await accounts.beginOidc(key, ownPath(request.query.next));
      setFlowCookie(request, reply, key);
      return reply.redirect(url.href);
    }),
  );
  server.get(oidcReturnPath, async (request, reply) =>
    orSay(reply, async () => {
      const key = flowKey(request) ?? '';
      setFlowCookie(request, reply, undefined);
      const query = request.url.slice(request.url.indexOf('?'));
      const { secret, next } = await accounts.finishOidc(key, query, whereOf(request));
      setSessionCookie(request, reply, secret);
      return reply.redirect(next);
    }),
  );
}

const whereOf = (request: FastifyRequest) => ({ address: request.ip, replaced: sessionSecret(request) });

/** Sends a browser that cannot go on to the sign-in page, which says why. */
async function orSay(reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RequestRefusal)) throw error;
    return reply.redirect(`/#sign-in=${error.code}`);
  }
}

/**
 * A path of the own page; `/` for anything that could lead elsewhere, such as `//host`, which browsers read as an address, and `/\host`,
 * which they read alike.
 */
export function ownPath(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])[\w/.%~-]{0,200}$/.test(next) ? next : '/';
}
