// Counts the jobs that finished before there were daily counts; once, when the store is updated.
import { sql, type Kysely } from 'kysely';

export async function countFinishedJobs(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into daily_count
    select date(finished_at, 'localtime'), printer, calling_ae_title, medium_type, state, reason, status_info,
      count(*), sum(json_array_length(film_summaries)), sum(json_array_length(film_summaries) * copies)
    from job where finished_at is not null
    group by 1, 2, 3, 4, 5, 6, 7`.execute(db);
}
