// The store on one machine: SQLite in a file, behind the queries of sql-store.ts. Start at `openSqliteStore`.
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { messageOf, SetupFailure } from '../../../shared/errors/errors.ts';
import { migrations, type SpoolSchema } from '../schema.ts';
import { openSqlite } from './sqlite-connection.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { SqlStore } from '../sql-store.ts';
import { searchSqliteWords, subjectIndexMigrations } from './sqlite-subject-index.ts';
import type { Store } from '../store.ts';

/**
 * Opens the store in `file`, made when it is not there, and brings its tables up to date.
 * Throws SetupFailure 'data-folder-unusable' for a file that cannot be opened, is no database, or is newer than this
 * program.
 */
export async function openSqliteStore(file: string): Promise<Store> {
  const sqlite = await openSqlite(file).catch((error: unknown) => unusable(file, error));
  const db = new Kysely<SpoolSchema>({ dialect: sqliteDialect(sqlite) });
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations, ...subjectIndexMigrations }) },
  }).migrateToLatest();
  if (error === undefined) return new SqlStore(db, sqlite.lost, searchSqliteWords);
  await db.destroy();
  return unusable(file, error);
}

function unusable(file: string, error: unknown): never {
  const found = messageOf(error);
  // So the migrator calls tables that have had changes which this program does not know.
  const sentence = found.includes('corrupted migrations')
    ? `the job store ${file} was written by another, probably newer, version of Hardcopy; start that version, or move the file away to begin with an empty spool`
    : `the job store ${file} cannot be used: ${found}; see to the disk and the permissions, or move the file away to begin with an empty spool`;
  throw new SetupFailure('data-folder-unusable', sentence, { cause: error });
}
