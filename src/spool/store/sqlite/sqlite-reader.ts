// A connection for readers, on a thread of its own: it sees what is committed, and delays no writer. Opened by the first reader and
// closed when it was idle for a while, because it takes memory. Start at `openReader`.
import { Kysely } from 'kysely';
import type { SpoolSchema } from '../sql/schema.ts';
import type { Beside } from '../sql/schema.ts';
import { openSqlite } from './sqlite-connection.ts';
import { sqliteDialect } from './sqlite-dialect.ts';

/** Time without readers after which the connection is closed, ms. */
const idleMs = 60_000;

export interface Reader {
  readonly read: Beside;
  /** Closes the connection; no reader may be active. */
  readonly close: () => Promise<void>;
}

/** @param file of a store that exists */
export function openReader(file: string): Reader {
  let opened: Promise<Kysely<SpoolSchema>> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let readers = 0;
  const close = async () => {
    clearTimeout(timer);
    const db = opened;
    opened = undefined;
    await (await db)?.destroy();
  };
  const connected = () => {
    opened ??= openSqlite(file).then((sqlite) => new Kysely<SpoolSchema>({ dialect: sqliteDialect(sqlite) }));
    // The next reader tries again.
    opened.catch(() => (opened = undefined));
    return opened;
  };
  return {
    read: async (use) => {
      clearTimeout(timer);
      readers += 1;
      try {
        return await use(await connected());
      } finally {
        readers -= 1;
        if (readers === 0) timer = setTimeout(() => void close().catch(() => undefined), idleMs).unref();
      }
    },
    close,
  };
}
