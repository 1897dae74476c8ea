// A lock that ends with its process, however that dies, on every platform: SQLite's exclusive lock on a database that
// holds nothing. Start at `takeFile`.
import Database from 'better-sqlite3';
import { systemCodeOf } from '../../../shared/errors/errors.ts';

export type TakenFile =
  | { readonly kind: 'taken'; readonly release: () => void }
  /** Another process has it. */
  | { readonly kind: 'held' }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Takes the file, created when missing. It must never be opened otherwise here: on POSIX systems closing it again
 * would let go of the lock.
 */
export function takeFile(file: string): TakenFile {
  let database: Database.Database | undefined;
  try {
    const opened = (database = new Database(file, { timeout: 0 }));
    opened.exec('begin exclusive');
    return {
      kind: 'taken',
      release: () => {
        opened.close();
      },
    };
  } catch (error) {
    database?.close();
    return systemCodeOf(error) === 'SQLITE_BUSY' ? { kind: 'held' } : { kind: 'failed', error };
  }
}
