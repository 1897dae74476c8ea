// A lock that ends with its process, however the process ends, on every platform: SQLite's exclusive lock on an empty
// database. Start at `lockFile`.
import Database from 'better-sqlite3';
import { systemCodeOf } from '../../../shared/errors/errors.ts';

export type FileLock =
  | { readonly kind: 'locked'; readonly release: () => void }
  /** Another process holds it. */
  | { readonly kind: 'in-use' }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Locks the file, which is created when missing. This process must not open the file in another way: on POSIX systems,
 * closing it again would release the lock.
 */
export function lockFile(file: string): FileLock {
  let database: Database.Database | undefined;
  try {
    const opened = (database = new Database(file, { timeout: 0 }));
    opened.exec('begin exclusive');
    return {
      kind: 'locked',
      release: () => {
        opened.close();
      },
    };
  } catch (error) {
    database?.close();
    return systemCodeOf(error) === 'SQLITE_BUSY' ? { kind: 'in-use' } : { kind: 'failed', error };
  }
}
