// The tables of the spool as types; create-tables.ts creates them. Only types that SQLite and PostgreSQL share are used: text
// (times in ISO 8601 UTC, which sorts), bigint (read as number), foreign keys.
import type { Generated, Kysely } from 'kysely';

export interface JobTable {
  id: string;
  print_job_uid: string;
  printer: string;
  calling_ae_title: string;
  peer_address: string;
  association: string;
  priority: string;
  /** The first sort key of the queue: 0 HIGH, 1 MED, 2 LOW; -1: a device has started it. */
  priority_rank: number;
  /** The second sort key of the queue. */
  queue_key: string;
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
  document_version: string | null;
  payload_removed_at: string | null;
  /** JSON, small: what lists show. */
  film_summaries: string;
  /** JSON. */
  substitutions: string;
  /** JSON. */
  findings: string;
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

/** The subjects of a job's films, if they state any; removed with the payload. */
export interface JobSubjectTable {
  /** Rises from job to job: search results are sorted by it. */
  ordinal: Generated<number>;
  job_id: string;
  /** JSON of JobSubjects. */
  subjects: string;
  /** The searchable text: folded words, each once, separated by spaces (search-words.ts). */
  words: string;
}

export interface JobBlobTable {
  job_id: string;
  blob_key: string;
}

/** Actions of users on a job or a printer. */
export interface ActionTable {
  /** Sorts by time. */
  id: string;
  job_id: string | null;
  printer: string | null;
  at: string;
  who: string;
  action: string;
  detail: string;
  /** The caller's own name for the request: requests with the same name are performed once. */
  request_id: string | null;
  /** Code and values of the sentence, as JSON; null for sentences without a code, and for those of older versions. */
  note: string | null;
}

/** Printers that are paused. */
export interface PauseTable {
  printer: string;
  at: string;
  who: string;
}

/** Jobs that must be cancelled on a device. */
export interface DeviceCancellationTable {
  job_id: string;
  printer: string;
  destination: string;
  receipt: string;
}

/**
 * Sums over all jobs. Every statement that changes the summed rows also changes the sums (totals.ts), so that no query has to
 * count.
 */
export interface RunningTotalTable {
  /**
   * `jobs`: number of jobs of a printer in a state. `payload-bytes`: pixels and documents of all jobs, with empty printer and
   * state.
   */
  what: 'jobs' | 'payload-bytes';
  /** AE title; empty: all printers. */
  printer: string;
  state: string;
  value: number;
}

/** Finished jobs of a day (daily-counts.ts); the day is that of the server's time zone. */
export interface DailyCountTable {
  day: string;
  printer: string;
  /** Calling AE title. */
  client: string;
  medium: string;
  state: string;
  reason: string;
  status_info: string;
  jobs: number;
  films: number;
  /** Films times copies. */
  sheets: number;
}

/** When a printer came into a state (printer-states.ts). */
export interface PrinterStateTable {
  printer: string;
  at: string;
  state: string;
  status_info: string;
  detail: string;
}

/** When the server ran (printer-states.ts). */
export interface ServerRunTable {
  started_at: string;
  alive_at: string;
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
  running_total: RunningTotalTable;
  daily_count: DailyCountTable;
  printer_state: PrinterStateTable;
  server_run: ServerRunTable;
}

/** Runs a long read on another connection, which does not delay the store's own. */
export type Beside = <T>(read: (db: Kysely<SpoolSchema>) => Promise<T>) => Promise<T>;
