// The worker thread that owns the SQLite connection. better-sqlite3 is synchronous and a commit waits for the disk: measured
// while pixels were written, a commit on the event loop took 20 ms on a fast disk, and a checkpoint longer. In this thread it
// does not block the event loop. Calls are answered in the order in which they arrive.
import { parentPort } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { messageOf, systemCodeOf } from '../../../shared/errors/errors.ts';
import { searchGrams } from './search-grams.ts';
import type { SqliteCall, SqliteReply, SqliteRequest, SqliteResult } from './sqlite-protocol.ts';

/** Prepared statements kept. The spool has about forty; lists of ids of different lengths add a few. */
const statementsKept = 200;

const statements = new Map<string, Database.Statement>();
let connection: Database.Database | undefined;

function open(file: string): Database.Database {
  const database = new Database(file, { timeout: 5_000 });
  database.pragma('journal_mode = WAL');
  // Each commit is synced: a film that was answered with Success must survive a power failure.
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  // Removed rows are about patients: their bytes are overwritten, not only released.
  database.pragma('secure_delete = ON');
  // For the triggers of sqlite-subject-index.ts.
  database.function('search_grams', { deterministic: true }, (words) => searchGrams(String(words)));
  // A long reader (a backup) lets the log grow; afterwards it is truncated to this size.
  database.pragma('journal_size_limit = 67108864');
  return database;
}

function prepared(database: Database.Database, sql: string): Database.Statement {
  const known = statements.get(sql);
  if (known) return known;
  if (statements.size >= statementsKept) statements.clear();
  const statement = database.prepare(sql);
  statements.set(sql, statement);
  return statement;
}

function perform(call: SqliteCall): SqliteResult {
  const nothing = { rows: [], changes: 0 };
  if (call.kind === 'open') {
    connection = open(call.file);
    return nothing;
  }
  if (call.kind === 'close') {
    statements.clear();
    connection?.close();
    connection = undefined;
    return nothing;
  }
  if (!connection) throw new Error('the database is closed');
  const { begins, writes, statement } = call;
  // A failed commit has usually rolled back by itself; the rollback that follows must not hide its error.
  if (statement.sql === 'rollback' && !connection.inTransaction) return nothing;
  // Immediate: a transaction that reads first and writes later cannot be interleaved with another write.
  if (begins) prepared(connection, 'begin immediate').run();
  for (const { sql, parameters } of writes) prepared(connection, sql).run(...parameters);
  const last = prepared(connection, statement.sql);
  if (last.reader) return { rows: last.all(...statement.parameters), changes: 0 };
  return { rows: [], changes: last.run(...statement.parameters).changes };
}

parentPort?.on('message', ({ id, call }: SqliteRequest) => {
  let reply: SqliteReply;
  try {
    reply = { id, ok: true, result: perform(call) };
  } catch (error) {
    reply = { id, ok: false, message: messageOf(error), code: systemCodeOf(error) };
  }
  parentPort?.postMessage(reply);
});
