// kysely's dialect for the SQLite thread: its stock SQLite compiler and adapter over `SqliteConnection`.
import {
  type CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
} from 'kysely';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { SqliteResult, SqliteStatement } from './sqlite-protocol.ts';

/** Whether the caller needs nothing from the statement but that it is performed. */
const isPlainWrite = ({ query }: CompiledQuery): boolean =>
  (query.kind === 'InsertQueryNode' || query.kind === 'UpdateQueryNode') && query.returning === undefined;

/**
 * A call to the thread takes as long as several short statements, and other transactions wait meanwhile. Within a transaction,
 * inserts and updates are therefore sent together with the next statement whose result is needed, at the latest the commit; if
 * one fails, that statement fails. Accepting a film takes one call instead of seven.
 */
class ThreadConnection implements DatabaseConnection {
  readonly #sqlite: SqliteConnection;
  /** `begins`: the transaction begins with its first call. */
  #transaction: 'none' | 'begins' | 'begun' = 'none';
  #writes: SqliteStatement[] = [];

  constructor(sqlite: SqliteConnection) {
    this.#sqlite = sqlite;
  }

  begin(): void {
    this.#transaction = 'begins';
  }

  /** Ends a transaction; one without a statement has not begun. */
  async commit(): Promise<void> {
    const isEmpty = this.#transaction === 'begins' && this.#writes.length === 0;
    if (!isEmpty) await this.#send('commit', []);
    this.#transaction = 'none';
  }

  async rollback(): Promise<void> {
    this.#writes = [];
    const hasBegun = this.#transaction === 'begun';
    this.#transaction = 'none';
    if (hasBegun) await this.#sqlite.query('rollback', []);
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { sql, parameters } = query;
    if (this.#transaction !== 'none' && isPlainWrite(query)) {
      this.#writes.push({ sql, parameters });
      return { rows: [] };
    }
    const { rows, changes } = await this.#send(sql, parameters);
    // kysely's types state what a compiled query returns; the driver cannot know.
    return { rows: rows as R[], numAffectedRows: BigInt(changes) };
  }

  #send(sql: string, parameters: readonly unknown[]): Promise<SqliteResult> {
    const begins = this.#transaction === 'begins';
    if (begins) this.#transaction = 'begun';
    const writes = this.#writes;
    this.#writes = [];
    return this.#sqlite.query(sql, parameters, { begins, writes });
  }

  streamQuery(): never {
    throw new Error('the spool streams no rows');
  }
}

class ThreadDriver implements Driver {
  readonly #sqlite: SqliteConnection;
  readonly #connection: ThreadConnection;

  constructor(sqlite: SqliteConnection) {
    this.#sqlite = sqlite;
    this.#connection = new ThreadConnection(sqlite);
  }

  async init(): Promise<void> {
    // Opened by its owner.
  }

  // kysely gives the connection to one user at a time, because the adapter says that there is only one.
  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }

  async releaseConnection(): Promise<void> {
    // There is nothing to release.
  }

  beginTransaction(): Promise<void> {
    this.#connection.begin();
    return Promise.resolve();
  }

  commitTransaction(): Promise<void> {
    return this.#connection.commit();
  }

  rollbackTransaction(): Promise<void> {
    return this.#connection.rollback();
  }

  async destroy(): Promise<void> {
    await this.#sqlite.close();
  }
}

class ThreadAdapter extends SqliteAdapter {
  /** SQLite supports it, and a migration that a crash interrupts must leave no changes. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export function sqliteDialect(sqlite: SqliteConnection): Dialect {
  return {
    createDriver: () => new ThreadDriver(sqlite),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new ThreadAdapter(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  };
}
