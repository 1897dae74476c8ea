// The permissions of this user, from GET /api/me. Until they are loaded every command is offered, because the server checks
// each request.
import type { ApiMe } from '../../../../src/api/user.ts';
import type { Command } from '../requests/commands.ts';
import { useMe } from '../queries/queries.ts';

export type Permission = ApiMe['can'][number];

/** The permission that a command needs. */
function permissionOf(kind: Command['kind']): Permission {
  switch (kind) {
    case 'order':
      return 'queue.order';
    case 'pause':
    case 'resume':
    case 'move-queue':
    case 'test-page':
    case 'calibration-target':
      return `printer.${kind}`;
    case 'hold':
    case 'release':
    case 'retry':
    case 'printed':
    case 'cancel':
    case 'move':
    case 'priority':
    case 'reprint':
      return `job.${kind}`;
    default:
      return kind satisfies never;
  }
}

export function useCan(): (permission: Permission) => boolean {
  const { data } = useMe();
  return (permission) => data === undefined || data.can.includes(permission);
}

/** Whether a command is permitted. */
export function useMay(): (kind: Command['kind']) => boolean {
  const can = useCan();
  return (kind) => can(permissionOf(kind));
}
