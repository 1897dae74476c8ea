// Whether a request failed because the disk accepts no more data: a status of its own (resource limitation).
import { systemCodeOf } from '../../shared/errors/errors.ts';

/** The system's errors when there is no room: disk full, quota, file too large, read-only. */
const noRoom: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EROFS',
  'EACCES',
  'EPERM',
  'EIO',
  'EMFILE',
]);

/** Whether the spool failed because the disk accepts no more data. */
export function failedForRoom(error: unknown): boolean {
  return noRoom.has(systemCodeOf(error) ?? '');
}
