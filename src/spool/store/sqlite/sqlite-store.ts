// The store on one machine: SQLite in a file, behind the queries of ../sql/. Start at `openSqliteStore`.
import path from 'node:path';
import { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { messageOf, SetupFailure } from '../../../shared/errors/errors.ts';
import { createTables, initialSchema } from '../sql/create-tables.ts';
import { createDailyCounts, dailyCounts } from '../sql/daily-counts.ts';
import { createPrinterStates, printerStates } from '../sql/printer-states.ts';
import type { Beside, SpoolSchema } from '../sql/schema.ts';
import { actionNotes, addActionNotes } from '../migrations/action-notes.ts';
import { addQueueOrder, queueOrder } from '../migrations/queue-order.ts';
import { SqlStore } from '../sql/sql-store.ts';
import type { Store } from '../store.ts';
import { openSqlite } from './sqlite-connection.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { countFinishedJobs } from './sqlite-daily-counts.ts';
import { openReader } from './sqlite-reader.ts';
import { createSubjectIndex, searchSqliteWords } from './sqlite-subject-index.ts';

/** By name, in the order in which they are applied. */
const migrations: Readonly<Record<string, Migration>> = {
  [initialSchema]: {
    up: async (db: Kysely<unknown>) => {
      await createTables(db);
      await createSubjectIndex(db);
    },
  },
  [queueOrder]: { up: addQueueOrder },
  [actionNotes]: { up: addActionNotes },
  [dailyCounts]: {
    up: async (db: Kysely<unknown>) => {
      await createDailyCounts(db);
      await countFinishedJobs(db);
    },
  },
  [printerStates]: { up: createPrinterStates },
};

/**
 * Opens the store in `file`, which is created when missing, and updates its tables. Throws SetupFailure
 * 'data-folder-unusable' for a file that cannot be opened, is not a database, or was written by a version whose tables this
 * program does not know.
 */
export async function openSqliteStore(file: string): Promise<Store> {
  const sqlite = await openSqlite(file).catch((error: unknown) => unusable(file, error));
  const db = new Kysely<SpoolSchema>({ dialect: sqliteDialect(sqlite) });
  try {
    // Before anything is written: a store of another version is not changed.
    checkVersion(file, await appliedTo(db));
    const { error } = await new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    }).migrateToLatest();
    if (error !== undefined) unusable(file, error);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return new SqlStore({
    db,
    lost: sqlite.lost,
    searchWords: searchSqliteWords,
    beside: besideIn(file),
    reader: openReader(file),
  });
}

/** Reads on a thread of its own, which sees the file as it is when reading starts. */
function besideIn(file: string): Beside {
  return async (read) => {
    const db = new Kysely<SpoolSchema>({ dialect: sqliteDialect(await openSqlite(file)) });
    try {
      return await read(db);
    } finally {
      await db.destroy();
    }
  };
}

/** Names of the migrations that were applied; empty if there are no tables, or no database. */
async function appliedTo(db: Kysely<SpoolSchema>): Promise<readonly string[]> {
  try {
    const rows = await db
      .$extendTables<{ kysely_migration: { name: string } }>()
      .selectFrom('kysely_migration')
      .select('name')
      .orderBy('name')
      .execute();
    return rows.map(({ name }) => name);
  } catch {
    return [];
  }
}

/** Throws SetupFailure for tables that this program does not know. */
function checkVersion(file: string, applied: readonly string[]): void {
  const found = applied.findLast((name) => !Object.hasOwn(migrations, name));
  if (found === undefined) return;
  const sentence = applied.includes(initialSchema)
    ? `the job store ${file} was written by a newer version of Hardcopy (its tables are "${found}"); start that version, or move the file away to begin with an empty spool`
    : `the job store ${file} was written by a version of Hardcopy from before 0.1.0 (its tables are "${found}"), and cannot be converted; print the waiting jobs with that version, then move the folder ${path.dirname(file)} away to begin with an empty spool`;
  throw new SetupFailure('data-folder-unusable', sentence);
}

function unusable(file: string, error: unknown): never {
  const sentence = `the job store ${file} cannot be used: ${messageOf(error)}; check the disk and the permissions, or move the file away to begin with an empty spool`;
  throw new SetupFailure('data-folder-unusable', sentence, { cause: error });
}
