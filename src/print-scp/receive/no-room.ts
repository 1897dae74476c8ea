// Recognizes failures because the disk is full; such a request gets a specific status (resource limitation).
import { systemCodeOf } from '../../shared/errors/errors.ts';

/** System errors of a disk that accepts no more data: disk full, quota, file too large, read-only. */
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
