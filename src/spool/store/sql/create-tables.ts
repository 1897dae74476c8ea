// Makes the tables of an empty store (schema.ts), the same in every engine. Once a version has been released this is never
// edited: what comes later is a migration of its own. Start at `createTables`.
import { sql, type CreateTableBuilder, type Kysely } from 'kysely';

/** The name of the migration that makes them; an engine adds what is its own to it. */
export const initialSchema = '0001-initial';

export async function createTables(db: Kysely<unknown>): Promise<void> {
  await createJobs(db);
  await createParts(db);
  await createActions(db);
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

async function createIndices(db: Kysely<unknown>): Promise<void> {
  const indices = {
    // The queue of a printer; lists by printer and state, by printer, by state.
    job_queue: { table: 'job', columns: ['printer', 'state', 'priority_rank', 'id'] },
    job_by_printer: { table: 'job', columns: ['printer', 'id'] },
    job_by_state: { table: 'job', columns: ['state', 'id'] },
    // Retention: what still has pixels, what finished when, and which jobs share pixels.
    job_by_payload: { table: 'job', columns: ['payload_removed_at', 'finished_at'] },
    job_by_pixels: { table: 'job', columns: ['pixels_of'] },
    // Retries are looked for by what they would print.
    job_by_fingerprint: { table: 'job', columns: ['fingerprint', 'id'] },
    job_blob_by_key: { table: 'job_blob', columns: ['blob_key'] },
    action_by_job: { table: 'action', columns: ['job_id', 'id'] },
    action_by_printer: { table: 'action', columns: ['printer', 'id'] },
  };
  for (const [name, { table, columns }] of Object.entries(indices))
    await db.schema.createIndex(name).on(table).columns(columns).execute();
  // Lists of a client's jobs; AE titles are compared without case.
  await db.schema
    .createIndex('job_by_client')
    .on('job')
    .columns([sql`upper(calling_ae_title)`, 'id'])
    .execute();
}
