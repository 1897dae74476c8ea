// Makes the tables of an empty store (schema.ts), the same in every engine. Once a version has been released this is never
// edited: what comes later is a migration of its own. Start at `createTables`.
import { sql, type CreateTableBuilder, type Kysely, type RawBuilder, type SqlBool } from 'kysely';

/** The name of the migration that makes them; an engine adds what is its own to it. */
export const initialSchema = '0001-initial';

export async function createTables(db: Kysely<unknown>): Promise<void> {
  await createJobs(db);
  await createParts(db);
  await createActions(db);
  await createTotals(db);
  await createIndices(db);
}

async function createJobs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('job')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('print_job_uid', 'text', (column) => column.notNull().unique())
    .addColumn('printer', 'text', (column) => column.notNull())
    .addColumn('calling_ae_title', 'text', (column) => column.notNull())
    .addColumn('peer_address', 'text', (column) => column.notNull())
    .addColumn('association', 'text', (column) => column.notNull())
    .addColumn('priority', 'text', (column) => column.notNull())
    .addColumn('priority_rank', 'integer', (column) => column.notNull())
    .addColumn('copies', 'integer', (column) => column.notNull())
    .addColumn('medium_type', 'text', (column) => column.notNull())
    .addColumn('film_destination', 'text', (column) => column.notNull())
    .addColumn('session_label', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('status_info', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('not_before', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('started_at', 'text')
    .addColumn('finished_at', 'text')
    .addColumn('render_attempts', 'integer', (column) => column.notNull())
    .addColumn('crashes', 'integer', (column) => column.notNull())
    .addColumn('pixel_bytes', 'bigint', (column) => column.notNull())
    .addColumn('document_pages', 'integer')
    .addColumn('document_bytes', 'bigint')
    .addColumn('document_version', 'text')
    .addColumn('payload_removed_at', 'text')
    .addColumn('film_summaries', 'text', (column) => column.notNull())
    .addColumn('substitutions', 'text', (column) => column.notNull())
    .addColumn('findings', 'text', (column) => column.notNull())
    .addColumn('client_profile', 'text')
    .addColumn('fingerprint', 'text')
    .addColumn('repeats', 'integer', (column) => column.notNull())
    .addColumn('reprint_of', 'text')
    .addColumn('pixels_of', 'text')
    .execute();
}

/** What belongs to a job and goes with it. */
async function createParts(db: Kysely<unknown>): Promise<void> {
  await ofJob(db, 'film')
    .addColumn('ordinal', 'integer', (column) => column.notNull())
    .addColumn('film', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('film_key', ['job_id', 'ordinal'])
    .execute();
  await ofJob(db, 'delivery')
    .addColumn('ordinal', 'integer', (column) => column.notNull())
    .addColumn('destination', 'text', (column) => column.notNull())
    .addColumn('required', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('last_error', 'text')
    .addColumn('cause', 'text')
    .addColumn('status_info', 'text')
    .addColumn('detail', 'text')
    .addColumn('receipt', 'text')
    .addColumn('send_again', 'integer', (column) => column.notNull())
    .addColumn('not_before', 'text')
    .addColumn('finished_at', 'text')
    .addPrimaryKeyConstraint('delivery_key', ['job_id', 'destination'])
    .execute();
  await ofJob(db, 'job_blob')
    .addColumn('blob_key', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('job_blob_key', ['job_id', 'blob_key'])
    .execute();
  await ofJob(db, 'device_cancellation')
    .addColumn('printer', 'text', (column) => column.notNull())
    .addColumn('destination', 'text', (column) => column.notNull())
    .addColumn('receipt', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('device_cancellation_key', ['job_id', 'printer', 'destination', 'receipt'])
    .execute();
  await db.schema
    .createTable('job_subject')
    .addColumn('ordinal', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('job_id', 'text', (column) =>
      column.notNull().unique().references('job.id').onDelete('cascade'),
    )
    .addColumn('subjects', 'text', (column) => column.notNull())
    .addColumn('words', 'text', (column) => column.notNull())
    .execute();
}

function ofJob(db: Kysely<unknown>, table: string): CreateTableBuilder<string, 'job_id'> {
  return db.schema
    .createTable(table)
    .addColumn('job_id', 'text', (column) => column.notNull().references('job.id').onDelete('cascade'));
}

async function createActions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('action')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('job_id', 'text', (column) => column.references('job.id').onDelete('cascade'))
    .addColumn('printer', 'text')
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text')
    .execute();
  await db.schema
    .createTable('pause')
    .addColumn('printer', 'text', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('who', 'text', (column) => column.notNull())
    .execute();
}

async function createTotals(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('running_total')
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('printer', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('running_total_key', ['what', 'printer', 'state'])
    .execute();
}

/**
 * An index for every question that is asked while jobs are printed, so that none takes longer for all that were printed before
 * (test/spool/store/sqlite/query-plans.test.ts). Partial where most jobs are finished and what is looked for is not: the
 * condition must stand in the query as it stands here, without a parameter.
 */
async function createIndices(db: Kysely<unknown>): Promise<void> {
  const clientColumn = sql`upper(calling_ae_title)`;
  const indices: Readonly<Record<string, Index>> = {
    // Lists, newest first: by printer, state, reason and client. AE titles are compared without case.
    job_by_printer: { table: 'job', columns: ['printer', 'id'] },
    job_by_printer_state: { table: 'job', columns: ['printer', 'state', 'id'] },
    job_by_state: { table: 'job', columns: ['state', 'id'] },
    job_by_reason: { table: 'job', columns: ['state', 'reason', 'id'] },
    job_by_client: { table: 'job', columns: [clientColumn, 'id'] },
    // The queue of a printer, in its order.
    job_queue: {
      table: 'job',
      columns: ['printer', 'priority_rank', 'id'],
      where: sql<SqlBool>`state = 'PENDING'`,
    },
    // What counts against the limits of the queue.
    job_unfinished: {
      table: 'job',
      // All that the question needs, `finished_at` too: then no row is read.
      columns: [clientColumn, 'peer_address', 'pixel_bytes', 'finished_at'],
      where: sql<SqlBool>`finished_at is null`,
    },
    // Retention: whose pixels go next, whose row goes next, and which jobs share pixels.
    job_with_payload: {
      table: 'job',
      columns: ['finished_at', 'id'],
      where: sql<SqlBool>`payload_removed_at is null`,
    },
    job_without_payload: {
      table: 'job',
      columns: ['finished_at'],
      where: sql<SqlBool>`payload_removed_at is not null`,
    },
    job_by_pixels: { table: 'job', columns: ['pixels_of'], where: sql<SqlBool>`pixels_of is not null` },
    // A request that was repeated is found by what it would print, or by its name.
    job_by_fingerprint: {
      table: 'job',
      columns: ['fingerprint', 'id'],
      where: sql<SqlBool>`fingerprint is not null`,
    },
    job_by_original: { table: 'job', columns: ['reprint_of'], where: sql<SqlBool>`reprint_of is not null` },
    job_blob_by_key: { table: 'job_blob', columns: ['blob_key'] },
    action_by_job: { table: 'action', columns: ['job_id', 'id'] },
    action_by_printer: { table: 'action', columns: ['printer', 'id'] },
    action_by_age: { table: 'action', columns: ['at'], where: sql<SqlBool>`job_id is null` },
  };
  for (const [name, { table, columns, where }] of Object.entries(indices)) {
    const index = db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns]);
    await (where ? index.where(where) : index).execute();
  }
}

interface Index {
  readonly table: string;
  readonly columns: readonly (string | RawBuilder<unknown>)[];
  /** Rows of others are not in it. */
  readonly where?: RawBuilder<SqlBool>;
}
