// The films of one job, read out of a data folder without being its server: that may run meanwhile, or not. Nothing is
// written and nothing is locked. Begin at `readJobFilms`.
import { existsSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { messageOf, SetupFailure } from '../errors.ts';
import { blobsOf, type Film } from '../film.ts';
import { Blobs } from './blobs.ts';
import { filmOf } from './rows.ts';

export interface JobFilms {
  /** AE title of the printer it came for. */
  readonly printer: string;
  readonly callingAeTitle: string;
  readonly sessionLabel: string | undefined;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly films: readonly Film[];
  /** Where each blob is, by its key: absolute paths. */
  readonly blobPaths: Readonly<Record<string, string>>;
}

const jobRow = z.object({
  printer: z.string(),
  calling_ae_title: z.string(),
  session_label: z.string().nullable(),
  created_at: z.string(),
  payload_removed_at: z.string().nullable(),
});
const filmRows = z.array(z.object({ film: z.string() }));

/**
 * @param data - data folder of a server
 * @throws SetupFailure `usage` when there is no spool, no such job, or its pixels were removed.
 */
export function readJobFilms(data: string, jobId: string): JobFilms {
  const root = path.resolve(data, 'spool');
  const file = path.join(root, 'jobs.db');
  if (!existsSync(file)) {
    throw new SetupFailure(
      'usage',
      `${path.resolve(data)} is no data folder: name that of the server with --data`,
    );
  }
  const { job, films } = readRows(file, jobId);
  if (job === undefined) {
    throw new SetupFailure('usage', `there is no job ${jobId} in ${data}; "hardcopy jobs" lists them`);
  }
  if (job.payload_removed_at !== null) {
    throw new SetupFailure(
      'usage',
      `the pixels of job ${jobId} were removed at ${job.payload_removed_at}, as retention says`,
    );
  }
  const blobs = new Blobs(root, () => new Date());
  return {
    printer: job.printer,
    callingAeTitle: job.calling_ae_title,
    sessionLabel: job.session_label ?? undefined,
    createdAt: job.created_at,
    films,
    blobPaths: Object.fromEntries(blobsOf(films).map(({ key }) => [key, blobs.pathOf(key)])),
  };
}

function readRows(
  file: string,
  jobId: string,
): { readonly job: z.output<typeof jobRow> | undefined; readonly films: readonly Film[] } {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true, timeout: 5_000 });
    const row: unknown = database
      .prepare(
        'select printer, calling_ae_title, session_label, created_at, payload_removed_at from job where id = ?',
      )
      .get(jobId);
    const films: unknown = database
      .prepare('select film from film where job_id = ? order by ordinal')
      .all(jobId);
    return {
      job: row === undefined ? undefined : jobRow.parse(row),
      films: filmRows.parse(films).map(({ film }) => filmOf(film)),
    };
  } catch (error) {
    throw new SetupFailure('usage', `the job store ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    database?.close();
  }
}
