// The user of an API request: the name for the history, the address, the roles. A guard finds the user once (authorization.ts).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { permissions, type Permission, type Role } from '../../api/user.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';

export interface ApiUser {
  /** Name for the history. */
  readonly who: string;
  /** Whether the user signed in or sent a token, rather than only stating a name. */
  readonly verified: boolean;
  readonly address: string;
  readonly roles: readonly Role[];
  readonly can: readonly Permission[];
  /** AE titles the user is limited to; null: all. */
  readonly printers: readonly string[] | null;
  /** Whether answers may contain paths of the server. */
  readonly administrator: boolean;
}

const users = new WeakMap<FastifyRequest, ApiUser>();

/** Notes who makes a request. */
export function setUser(request: FastifyRequest, user: Omit<ApiUser, 'address' | 'administrator'>): void {
  const administrator = user.can.includes('server.paths');
  users.set(request, { ...user, address: request.ip, administrator });
}

/** The user of a request without a session or token, on an open route. */
export const noUser = (request: FastifyRequest): Omit<ApiUser, 'address' | 'administrator'> => ({
  who: request.ip,
  verified: false,
  roles: [],
  can: [],
  printers: null,
});

/**
 * Without accounts, every user is an administrator.
 * @throws RequestRefusal bad-request for an invalid name
 */
function everybody(request: FastifyRequest): ApiUser {
  return {
    who: statedName(request),
    verified: false,
    address: request.ip,
    roles: ['administrator'],
    can: permissions,
    printers: null,
    administrator: true,
  };
}

const usersOf = new WeakMap<FastifyInstance, (request: FastifyRequest) => ApiUser>();

/** Decides who sends the requests of a server without accounts; default: everybody is an administrator. */
export function decideUsers(server: FastifyInstance, users: (request: FastifyRequest) => ApiUser): void {
  usersOf.set(server, users);
}

/** @throws RequestRefusal bad-request for an invalid name */
export function userOf(request: FastifyRequest): ApiUser {
  return users.get(request) ?? (usersOf.get(request.server) ?? everybody)(request);
}

/** The name for the history. @throws RequestRefusal bad-request for an invalid name */
export const requesterOf = (request: FastifyRequest): string => userOf(request).who;

/** Who owns what a request makes: a user who signed in or sent a token; null: no verified user, all share it. */
export function ownerOf(request: FastifyRequest): string | null {
  const { who, verified } = userOf(request);
  return verified ? who : null;
}

/** Printable, with the maximum length of the spool's history. */
const printableName = /^[\x20-\x7e\xa0-\xff]{1,64}$/;

/**
 * The name in X-Hardcopy-User, which is not verified, or the client's address.
 * @throws RequestRefusal bad-request for an invalid name
 */
export function statedName(request: FastifyRequest): string {
  const header = request.headers['x-hardcopy-user'];
  if (header === undefined) return request.ip;
  const name = String(header).trim();
  if (printableName.test(name)) return name;
  throw new RequestRefusal('bad-request', 'X-Hardcopy-User must be a name of 1 to 64 printable characters');
}
