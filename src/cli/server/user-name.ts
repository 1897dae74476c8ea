// The name of the user who runs a command, for the history of a job.
import { userInfo } from 'node:os';

/** The user of the operating system: 1 to 64 printable characters. */
export function userName(): string {
  const found = nameFound();
  return found.replace(/[^\x20-\x7e\xa0-\xff]/g, '?').slice(0, 64) || 'unknown';
}

function nameFound(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry, as in containers.
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}
