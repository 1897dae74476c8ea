// The tables of the spool and how they came to be. Only what SQLite and PostgreSQL both know is used: text (times in
// ISO 8601 UTC, which sorts), bigint (read as number), foreign keys. A migration that has shipped is never edited.
import { sql, type Generated, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export interface JobTable {
  id: string;
  print_job_uid: string;
  printer: string;
  calling_ae_title: string;
  peer_address: string;
  association: string;
  priority: string;
  /** What the queue sorts by: 0 HIGH, 1 MED, 2 LOW; -1: a device has begun with it. */
  priority_rank: number;
  copies: number;
  medium_type: string;
  film_destination: string;
  session_label: string | null;
  state: string;
  reason: string;
  status_info: string;
  detail: string;
  not_before: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  render_attempts: number;
  crashes: number;
  pixel_bytes: number;
  document_pages: number | null;
  document_bytes: number | null;
  payload_removed_at: string | null;
  /** JSON, small: what lists show. */
  film_summaries: string;
  /** JSON. */
  substitutions: string;
  /** JSON; null: none. */
  findings: string | null;
  client_profile: string | null;
  fingerprint: string | null;
  repeats: number;
  reprint_of: string | null;
  pixels_of: string | null;
}

export interface FilmTable {
  job_id: string;
  /** From 0. */
  ordinal: number;
  /** JSON of a Film. */
  film: string;
}

export interface DeliveryTable {
  job_id: string;
  /** From 0, in the order of the printer's destinations. */
  ordinal: number;
  destination: string;
  /** 0 or 1. */
  required: number;
  state: string;
  attempts: number;
  last_error: string | null;
  cause: string | null;
  status_info: string | null;
  detail: string | null;
  receipt: string | null;
  /** 0 or 1. */
  send_again: number;
  not_before: string | null;
  finished_at: string | null;
}

/** Whose films a job has, for those that say it; removed with the payload. */
export interface JobSubjectTable {
  /** Rises from job to job: what is found is in the order of it. */
  ordinal: Generated<number>;
  job_id: string;
  /** JSON of JobSubjects. */
  subjects: string;
  /** What is looked for: folded words, each once, with spaces between them (search-words.ts). */
  words: string;
}

export interface JobBlobTable {
  job_id: string;
  blob_key: string;
}

/** What people did, to a job or to a printer. */
export interface ActionTable {
  /** Sorts by time. */
  id: string;
  job_id: string | null;
  printer: string | null;
  at: string;
  who: string;
  action: string;
  detail: string;
  /** The caller's own name for it: what is asked twice under one name is done once. */
  request_id: string | null;
}

/** Printers that are paused. */
export interface PauseTable {
  printer: string;
  at: string;
  who: string;
}

/** Jobs that have to be taken back out of a device. */
export interface DeviceCancellationTable {
  job_id: string;
  printer: string;
  destination: string;
  receipt: string;
}

export interface SpoolSchema {
  job: JobTable;
  film: FilmTable;
  delivery: DeliveryTable;
  job_blob: JobBlobTable;
  job_subject: JobSubjectTable;
  action: ActionTable;
  pause: PauseTable;
  device_cancellation: DeviceCancellationTable;
}

async function createTables(db: Kysely<unknown>): Promise<void> {
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
    .execute();
  await db.schema
    .createTable('film')
    .addColumn('job_id', 'text', (column) => column.notNull().references('job.id').onDelete('cascade'))
    .addColumn('ordinal', 'integer', (column) => column.notNull())
    .addColumn('film', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('film_key', ['job_id', 'ordinal'])
    .execute();
  await db.schema
    .createTable('delivery')
    .addColumn('job_id', 'text', (column) => column.notNull().references('job.id').onDelete('cascade'))
    .addColumn('ordinal', 'integer', (column) => column.notNull())
    .addColumn('destination', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('last_error', 'text')
    .addColumn('status_info', 'text')
    .addColumn('detail', 'text')
    .addColumn('receipt', 'text')
    .addColumn('not_before', 'text')
    .addColumn('finished_at', 'text')
    .addPrimaryKeyConstraint('delivery_key', ['job_id', 'destination'])
    .execute();
  await db.schema
    .createTable('job_blob')
    .addColumn('job_id', 'text', (column) => column.notNull().references('job.id').onDelete('cascade'))
    .addColumn('blob_key', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('job_blob_key', ['job_id', 'blob_key'])
    .execute();
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
  await index(db, 'action_by_job', 'action', ['job_id', 'id']);
  await index(db, 'action_by_printer', 'action', ['printer', 'id']);
  await db.schema
    .createTable('pause')
    .addColumn('printer', 'text', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('who', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('device_cancellation')
    .addColumn('job_id', 'text', (column) => column.notNull().references('job.id').onDelete('cascade'))
    .addColumn('printer', 'text', (column) => column.notNull())
    .addColumn('destination', 'text', (column) => column.notNull())
    .addColumn('receipt', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('device_cancellation_key', ['job_id', 'printer', 'destination', 'receipt'])
    .execute();
}

async function createIndices(db: Kysely<unknown>): Promise<void> {
  // The queue of a printer; lists by printer and state, by printer, by state.
  await index(db, 'job_queue', 'job', ['printer', 'state', 'priority_rank', 'id']);
  await index(db, 'job_by_printer', 'job', ['printer', 'id']);
  await index(db, 'job_by_state', 'job', ['state', 'id']);
  // Retention: what still has pixels, and what finished when.
  await index(db, 'job_by_payload', 'job', ['payload_removed_at', 'finished_at']);
  await index(db, 'job_blob_by_key', 'job_blob', ['blob_key']);
}

async function createSubjects(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('job_subject')
    .addColumn('ordinal', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('job_id', 'text', (column) =>
      column.notNull().unique().references('job.id').onDelete('cascade'),
    )
    .addColumn('subjects', 'text', (column) => column.notNull())
    .addColumn('words', 'text', (column) => column.notNull())
    .execute();
  // Lists of a client's jobs; AE titles are compared without case.
  await db.schema
    .createIndex('job_by_client')
    .on('job')
    .columns([sql`upper(calling_ae_title)`, 'id'])
    .execute();
}

async function index(
  db: Kysely<unknown>,
  name: string,
  table: string,
  columns: readonly string[],
): Promise<void> {
  await db.schema
    .createIndex(name)
    .on(table)
    .columns([...columns])
    .execute();
}

/** By name, in the order in which they are applied. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-jobs': {
    up: async (db: Kysely<unknown>) => {
      await createTables(db);
      await createIndices(db);
    },
  },
  '0002-clients': {
    up: async (db: Kysely<unknown>) => {
      await db.schema.alterTable('job').addColumn('client_profile', 'text').execute();
      await db.schema.alterTable('job').addColumn('fingerprint', 'text').execute();
      await db.schema
        .alterTable('job')
        .addColumn('repeats', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
      // Retries are looked for by what they would print.
      await index(db, 'job_by_fingerprint', 'job', ['fingerprint', 'id']);
    },
  },
  '0003-actions': {
    up: async (db: Kysely<unknown>) => {
      await createActions(db);
      await db.schema.alterTable('job').addColumn('reprint_of', 'text').execute();
      await db.schema.alterTable('job').addColumn('pixels_of', 'text').execute();
      await db.schema
        .alterTable('delivery')
        .addColumn('required', 'integer', (column) => column.notNull().defaultTo(1))
        .execute();
      await db.schema.alterTable('delivery').addColumn('cause', 'text').execute();
      // Which jobs share pixels.
      await index(db, 'job_by_pixels', 'job', ['pixels_of']);
    },
  },
  '0004-findings': {
    up: async (db: Kysely<unknown>) => {
      await db.schema.alterTable('job').addColumn('findings', 'text').execute();
    },
  },
  '0005-unknown-ends': {
    up: async (db: Kysely<unknown>) => {
      await db.schema
        .alterTable('delivery')
        .addColumn('send_again', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
    },
  },
  '0006-subjects': { up: createSubjects },
};
