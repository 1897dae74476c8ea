// GET /api/me: the user of a request. Without accounts every request that passes the guards has all permissions: on a loopback
// address it comes from this machine, elsewhere it carries the token.
import type { FastifyRequest } from 'fastify';
import { administratorsOnly, permissions, type ApiMe } from '../api/user.ts';
import { userOf } from './http/user.ts';

/** @throws RequestRefusal bad-request for an invalid name */
export function meNow(request: FastifyRequest, at: Date): ApiMe {
  const { who, roles, printers, administrator } = userOf(request);
  return {
    user: who,
    verified: false,
    roles,
    can: administrator ? permissions : permissions.filter((one) => !administratorsOnly.includes(one)),
    printers,
    at: at.toISOString(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
