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

class ThreadConnection implements DatabaseConnection {
  readonly #sqlite: SqliteConnection;
  #begins = false;

  constructor(sqlite: SqliteConnection) {
    this.#sqlite = sqlite;
  }

  /** The transaction begins with its first query: each call to the thread takes as long as a short query. */
  begin(): void {
    this.#begins = true;
  }

  /** Ends a transaction; one without a query has not begun. */
  async end(how: 'commit' | 'rollback'): Promise<void> {
    if (!this.#begins) await this.#sqlite.query(how, []);
    this.#begins = false;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const begins = this.#begins;
    this.#begins = false;
    const { rows, changes } = await this.#sqlite.query(sql, parameters, begins);
    // kysely's types state what a compiled query returns; the driver cannot know.
    return { rows: rows as R[], numAffectedRows: BigInt(changes) };
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
    return this.#connection.end('commit');
  }

  rollbackTransaction(): Promise<void> {
    return this.#connection.end('rollback');
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
