// The tables of the spool as types; create-tables.ts makes them. Only what SQLite and PostgreSQL both know is used: text
// (times in ISO 8601 UTC, which sorts), bigint (read as number), foreign keys.
import type { Generated } from 'kysely';

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

/** Jobs that must be cancelled on a device. */
export interface DeviceCancellationTable {
  job_id: string;
  printer: string;
  destination: string;
  receipt: string;
}

/**
 * Sums over all jobs, changed by every statement that changes what they sum up (totals.ts), so that nothing is counted when
 * they are asked for.
 */
export interface RunningTotalTable {
  /** `jobs`: how many a printer has in a state. `payload-bytes`: pixels and documents of all, under no printer or state. */
  what: 'jobs' | 'payload-bytes';
  /** AE title; empty: of all. */
  printer: string;
  state: string;
  value: number;
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
}
