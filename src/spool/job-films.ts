// The films of one job, read out of a data folder without being its server: that may run meanwhile, or not. Nothing is
// written and nothing is locked. Begin at `readJobFilms`.
import { existsSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { messageOf, SetupFailure } from '../shared/errors/errors.ts';
import { blobsOf, type Film } from '../shared/film/film.ts';
import { Blobs } from './blobs/blobs.ts';
import { ambiguousJob, maxCandidates } from './job/ids.ts';
import { filmOf } from './store/sql/rows.ts';

export interface JobFilms {
  /** AE title of the printer it came for. */
  readonly printer: string;
  readonly callingAeTitle: string;
  readonly sessionLabel?: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly films: readonly Film[];
  /** Where each blob is, by its key: absolute paths. */
  readonly blobPaths: Readonly<Record<string, string>>;
}

const jobRow = z.object({
  id: z.string(),
  printer: z.string(),
  calling_ae_title: z.string(),
  session_label: z.string().nullable(),
  created_at: z.string(),
  payload_removed_at: z.string().nullable(),
});
const filmRows = z.array(z.object({ film: z.string() }));

/**
 * @param data - data folder of a server
 * @param jobId - of the job, or its beginning, if no other begins so
 * @throws SetupFailure `usage` when there is no spool, no such job or several, or its pixels were removed.
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
  const { job, candidates, films } = readRows(file, jobId);
  if (job === undefined) {
    const sentence =
      candidates.length > 0
        ? ambiguousJob(jobId, candidates)
        : `there is no job ${jobId} in ${data}; "hardcopy jobs" lists them`;
    throw new SetupFailure('usage', sentence);
  }
  if (job.payload_removed_at !== null) {
    throw new SetupFailure(
      'usage',
      `the pixels of job ${job.id} were removed at ${job.payload_removed_at}, as retention says`,
    );
  }
  const blobs = new Blobs(root, () => new Date());
  return {
    printer: job.printer,
    callingAeTitle: job.calling_ae_title,
    ...(job.session_label === null ? {} : { sessionLabel: job.session_label }),
    createdAt: job.created_at,
    films,
    blobPaths: Object.fromEntries(blobsOf(films).map(({ key }) => [key, blobs.pathOf(key)])),
  };
}

interface JobRows {
  /** Undefined: there is none, or there are several. */
  readonly job: z.output<typeof jobRow> | undefined;
  /** Ids of the several, newest first. */
  readonly candidates: readonly string[];
  readonly films: readonly Film[];
}

function readRows(file: string, jobId: string): JobRows {
  const beginning = jobId.toLowerCase();
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true, timeout: 5_000 });
    const found = z
      .array(jobRow)
      .parse(
        database
          .prepare(
            'select id, printer, calling_ae_title, session_label, created_at, payload_removed_at from job ' +
              'where id >= ? and id < ? order by id desc limit ?',
          )
          .all(beginning, `${beginning}{`, maxCandidates + 1),
      );
    const job = found.length === 1 ? found[0] : found.find(({ id }) => id === beginning);
    if (job === undefined) return { job, candidates: found.map(({ id }) => id), films: [] };
    const films: unknown = database
      .prepare('select film from film where job_id = ? order by ordinal')
      .all(job.id);
    return { job, candidates: [], films: filmRows.parse(films).map(({ film }) => filmOf(film)) };
  } catch (error) {
    throw new SetupFailure('usage', `the job store ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    database?.close();
  }
}
