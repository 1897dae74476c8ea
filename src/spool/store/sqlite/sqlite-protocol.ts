// The messages between the two sides of the SQLite thread.

export interface SqliteStatement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export type SqliteCall =
  | { readonly kind: 'open'; readonly file: string }
  | {
      readonly kind: 'query';
      /** A transaction begins before the first statement. */
      readonly begins: boolean;
      /** Performed first, in order; their results are not returned. */
      readonly writes: readonly SqliteStatement[];
      readonly statement: SqliteStatement;
    }
  | { readonly kind: 'close' };

export interface SqliteRequest {
  readonly id: number;
  readonly call: SqliteCall;
}

export interface SqliteResult {
  readonly rows: readonly unknown[];
  /** Rows inserted, updated or deleted. */
  readonly changes: number;
}

export type SqliteReply =
  | { readonly id: number; readonly ok: true; readonly result: SqliteResult }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly code: string | undefined };
