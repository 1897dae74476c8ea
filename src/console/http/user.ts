// The user of an API request: the name for the history, the address, the roles.
import type { FastifyInstance, FastifyRequest } from 'fastify';
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

/** Without accounts, every user is an administrator. */
function everybody(request: FastifyRequest): ApiUser {
  return {
    who: requesterOf(request),
    address: request.ip,
    roles: ['administrator'],
    printers: null,
    administrator: true,
  };
}

const usersOf = new WeakMap<FastifyInstance, (request: FastifyRequest) => ApiUser>();

/** Decides who sends the requests of a server; default: everybody is an administrator. */
export function decideUsers(server: FastifyInstance, users: (request: FastifyRequest) => ApiUser): void {
  usersOf.set(server, users);
}

/** @throws RequestRefusal bad-request for an invalid name */
export function userOf(request: FastifyRequest): ApiUser {
  return (usersOf.get(request.server) ?? everybody)(request);
}
