// GET /api/me: the user of a request. Without accounts every request that passes the guards has all permissions: on a loopback
// address it comes from this machine, and on other addresses it carries the token.
import type { FastifyRequest } from 'fastify';
import type { ApiMe } from '../api/user.ts';
import { userOf } from './http/user.ts';

/** @throws RequestRefusal bad-request for an invalid name */
export function meNow(request: FastifyRequest, at: Date): ApiMe {
  const { who, verified, roles, can, printers } = userOf(request);
  return {
    user: who,
    verified,
    roles,
    can,
    printers,
    at: at.toISOString(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
