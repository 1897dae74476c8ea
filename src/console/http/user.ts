// The user of an API request: the name for the history, the address, the roles.
import type { FastifyRequest } from 'fastify';
import type { Role } from '../../api/user.ts';
import { requesterOf } from './request-guard.ts';

export interface ApiUser {
  /** Name for the history. */
  readonly who: string;
  readonly address: string;
  readonly roles: readonly Role[];
  /** AE titles the user is limited to; null: all. */
  readonly printers: readonly string[] | null;
  /** Whether answers may contain paths of the server. */
  readonly administrator: boolean;
}

/**
 * Without accounts, every user is an administrator.
 * @throws RequestRefusal bad-request for an invalid name
 */
export function userOf(request: FastifyRequest): ApiUser {
  return {
    who: requesterOf(request),
    address: request.ip,
    roles: ['administrator'],
    printers: null,
    administrator: true,
  };
}
