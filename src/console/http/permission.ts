// What a user may do. Start at `requirePermission`.
import type { FastifyRequest } from 'fastify';
import { rolesWith } from '../../accounts/roles.ts';
import type { Permission } from '../../api/user.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { userOf } from './user.ts';

/**
 * The name of the user, who has the permission.
 * @throws RequestRefusal not-permitted
 */
export function requirePermission(request: FastifyRequest, permission: Permission): string {
  const { who, can, roles } = userOf(request);
  if (can.includes(permission)) return who;
  const others = rolesWith(permission).join(' or ');
  const role = roles.length === 0 ? 'no role' : roles.join(', ');
  throw new RequestRefusal(
    'not-permitted',
    `${who} (${role}) lacks the permission ${permission}, which the role ${others} has; ask an administrator`,
    roles.length === 0
      ? { permission }
      : { permission, role: roles.join(', '), others: rolesWith(permission).join(', ') },
  );
}
