// Reads one job and its films from a store file that another process may have open. Writes nothing and takes no lock. Start
// at `readJobRows`.
import Database from 'better-sqlite3';
import { z } from 'zod';
import { messageOf, SetupFailure } from '../../../shared/errors/errors.ts';
import type { Film } from '../../../shared/film/film.ts';
import { maxCounted } from '../../job/ids.ts';
import { filmOf } from '../sql/rows.ts';

const jobRow = z.object({
  id: z.string(),
  printer: z.string(),
  calling_ae_title: z.string(),
  session_label: z.string().nullable(),
  created_at: z.string(),
  payload_removed_at: z.string().nullable(),
});
const filmRows = z.array(z.object({ film: z.string() }));

export interface JobRows {
  /** Undefined: no job matches, or several do. */
  readonly job: z.output<typeof jobRow> | undefined;
  /** Ids of the matching jobs if there are several, newest first. */
  readonly candidates: readonly string[];
  readonly films: readonly Film[];
}

/**
 * @param jobId - id of the job, or the beginning of it if only one job matches
 * @throws SetupFailure `usage` for a file that cannot be read
 */
export function readJobRows(file: string, jobId: string): JobRows {
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
          .all(beginning, `${beginning}{`, maxCounted + 1),
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
