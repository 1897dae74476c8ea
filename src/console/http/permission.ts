// What is for administrators only.
import type { FastifyRequest } from 'fastify';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { userOf } from './user.ts';

/**
 * The name of an administrator.
 * @param what `the log`
 * @throws RequestRefusal not-permitted
 */
export function administrator(request: FastifyRequest, what: string): string {
  const { who, administrator: is } = userOf(request);
  if (is) return who;
  throw new RequestRefusal('not-permitted', `${what} is for administrators only; ask one`);
}
