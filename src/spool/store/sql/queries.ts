// Reads single jobs and what belongs to them. Lists are in jobs.ts, the queue in queue.ts, sums in totals.ts. Each function
// implements the method of `Store` of that name.
import type { Kysely } from 'kysely';
import type { Film } from '../../../shared/film/film.ts';
import type { JobSubjects } from '../../../shared/film/subjects.ts';
import { idsFrom } from '../../job/ids.ts';
import type { Job } from '../../job/job-types.ts';
import { readJob, withDeliveries } from './jobs.ts';
import { filmOf, subjectsOfRow } from './rows.ts';
import type { SpoolSchema } from './schema.ts';

export async function jobByUid(db: Kysely<SpoolSchema>, printJobUid: string): Promise<Job | undefined> {
  const row = await db
    .selectFrom('job')
    .selectAll()
    .where('print_job_uid', '=', printJobUid)
    .executeTakeFirst();
  return row && (await withDeliveries(db, [row]))[0];
}

export async function jobByFingerprint(
  db: Kysely<SpoolSchema>,
  fingerprint: string,
  since: Date,
): Promise<Job | undefined> {
  const row = await db
    .selectFrom('job')
    .selectAll()
    .where('fingerprint', '=', fingerprint)
    // Ids start with the time: the index bounds the search, whereas the column alone would visit all older jobs.
    .where('id', '>=', idsFrom(since))
    .where('created_at', '>=', since.toISOString())
    .where('state', '!=', 'FAILURE')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && (await withDeliveries(db, [row]))[0];
}

export async function reprintOf(
  db: Kysely<SpoolSchema>,
  jobId: string,
  requestId: string,
): Promise<Job | undefined> {
  const row = await db
    .selectFrom('job')
    .innerJoin('action', 'action.job_id', 'job.id')
    .select('job.id')
    .where('job.reprint_of', '=', jobId)
    .where('action.request_id', '=', requestId)
    .executeTakeFirst();
  return row && readJob(db, row.id);
}

export async function films(db: Kysely<SpoolSchema>, jobId: string): Promise<readonly Film[]> {
  const rows = await db
    .selectFrom('film')
    .select('film')
    .where('job_id', '=', jobId)
    .orderBy('ordinal')
    .execute();
  return rows.map((row) => filmOf(row.film));
}

export async function subjects(db: Kysely<SpoolSchema>, jobId: string): Promise<JobSubjects | undefined> {
  const row = await db
    .selectFrom('job_subject')
    .select('subjects')
    .where('job_id', '=', jobId)
    .executeTakeFirst();
  return row && subjectsOfRow(row.subjects);
}

export async function newestId(db: Kysely<SpoolSchema>): Promise<string | undefined> {
  const row = await db.selectFrom('job').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  return row?.id;
}
