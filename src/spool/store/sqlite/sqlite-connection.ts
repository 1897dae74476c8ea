// The caller's side of the SQLite thread: sends calls and receives results. Start at `openSqlite`. Disk errors get the
// system's codes here, so that no layer above depends on SQLite's.
import { Worker } from 'node:worker_threads';
import { DatabaseFailure } from '../../../shared/errors/thread-failures.ts';
import type {
  SqliteCall,
  SqliteReply,
  SqliteRequest,
  SqliteResult,
  SqliteStatement,
} from './sqlite-protocol.ts';

/** SQLite's result codes (by prefix) as the corresponding system errors. */
const systemCodes = {
  SQLITE_FULL: 'ENOSPC',
  SQLITE_IOERR: 'EIO',
  SQLITE_READONLY: 'EROFS',
  SQLITE_CANTOPEN: 'EACCES',
} as const;

/** The system's code where the disk is the cause, otherwise SQLite's own. */
function codeOf(sqliteCode: string | undefined): string | undefined {
  return Object.entries(systemCodes).find(([prefix]) => sqliteCode?.startsWith(prefix))?.[1] ?? sqliteCode;
}

interface Waiting {
  readonly resolve: (result: SqliteResult) => void;
  readonly reject: (error: Error) => void;
}

export class SqliteConnection {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #lost = Promise.withResolvers<Error>();
  #closing = false;
  #lastId = 0;
  #ended: Error | undefined;

  constructor() {
    this.#worker = new Worker(new URL('./sqlite-thread.ts', import.meta.url));
    this.#worker.on('message', (reply: SqliteReply) => {
      this.#answered(reply);
    });
    const failed = (error: unknown) => {
      this.#end(error instanceof Error ? error : new Error(String(error)));
    };
    this.#worker.on('error', failed);
    // The call of an unreadable answer would otherwise wait forever.
    this.#worker.on('messageerror', failed);
    this.#worker.on('exit', () => {
      this.#end(new Error('the database thread has ended'));
    });
    // An idle thread keeps no process alive; a call in progress does.
    this.#worker.unref();
  }

  /** Resolves when the thread has ended without being closed: the store can no longer be read or written. */
  get lost(): Promise<Error> {
    return this.#lost.promise;
  }

  /**
   * Performs the writes of `first`, then the statement, and returns the result of the statement.
   * @param first `begins`: a transaction begins before
   * @throws DatabaseFailure; when the transaction cannot begin or a write fails, the rest is not performed
   */
  query(
    sql: string,
    parameters: readonly unknown[],
    first: { readonly begins: boolean; readonly writes: readonly SqliteStatement[] } = {
      begins: false,
      writes: [],
    },
  ): Promise<SqliteResult> {
    return this.call({ kind: 'query', ...first, statement: { sql, parameters } });
  }

  call(call: SqliteCall): Promise<SqliteResult> {
    if (this.#ended) return Promise.reject(this.#ended);
    const request: SqliteRequest = { id: ++this.#lastId, call };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(request);
    });
  }

  /** Closes the database and ends the thread. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#ended) return;
    try {
      await this.call({ kind: 'close' });
    } finally {
      await this.#worker.terminate();
    }
  }

  #answered(reply: SqliteReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (reply.ok) waiting?.resolve(reply.result);
    else waiting?.reject(new DatabaseFailure(reply.message, codeOf(reply.code)));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    if (!this.#closing) this.#lost.resolve(this.#ended);
    for (const waiting of this.#waiting.values()) waiting.reject(this.#ended);
    this.#waiting.clear();
  }
}

/** Opens a database file, which is created when missing. Throws DatabaseFailure. */
export async function openSqlite(file: string): Promise<SqliteConnection> {
  const connection = new SqliteConnection();
  try {
    await connection.call({ kind: 'open', file });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}
