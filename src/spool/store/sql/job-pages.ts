// Pages of a long list: rows without their deliveries, how many jobs match, and where its pages begin. Runs on the connection for
// readers, so that a count over the whole history delays no job. Start at `jobPage` and `tally`.
import { sql, type Kysely, type Selectable } from 'kysely';
import type { JobOutline } from '../../job/job-types.ts';
import { filteredJobs, limitOf } from './jobs.ts';
import { outlineOf } from './rows.ts';
import type { JobTable, SpoolSchema } from './schema.ts';
import type { JobFilter, JobTally, StateFilter } from '../store.ts';

/** A filter for each state, none of which selects a job that another one selects. */
function branches(filter: JobFilter): readonly JobFilter[] {
  const { printers, ...others } = filter;
  // Each printer has its own index and running totals.
  if (printers !== undefined)
    return [...new Set(printers)]
      .filter((printer) => others.printer === undefined || others.printer === printer)
      .flatMap((printer) => branches({ ...others, printer }));
  const { anyOf, ...rest } = filter;
  if (anyOf === undefined) return [rest];
  const whole = new Set(anyOf.flatMap(({ state, reason }) => (reason === undefined ? state : [])));
  const single = new Map<string, StateFilter>();
  for (const one of anyOf) {
    if (one.reason !== undefined && whole.has(one.state)) continue;
    single.set(`${one.state} ${one.reason ?? ''}`, one);
  }
  return [...single.values()].map((one) => ({ ...rest, ...one }));
}

/**
 * The rows of the filter, newest first. Each state is read from its own index, because one query for several states would sort all
 * of their jobs.
 */
export async function jobPage(db: Kysely<SpoolSchema>, filter: JobFilter): Promise<readonly JobOutline[]> {
  const limit = limitOf(filter);
  const rows: Selectable<JobTable>[] = [];
  for (const branch of branches(filter))
    rows.push(...(await filteredJobs(db, branch, 'ids').limit(limit).execute()));
  return rows
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, limit)
    .map(outlineOf);
}

/** Whether the running totals have the answer. */
const isCounted = ({ reason, client, since, until, idBeginning }: JobFilter) =>
  [reason, client, since, until, idBeginning].every((value) => value === undefined);

/**
 * How many jobs match, and the id of the first row of each page of `every` rows. `before` and `from` are ignored.
 * @param every 0: no pages
 */
export async function tally(
  db: Kysely<SpoolSchema>,
  { before: _before, from: _from, ...filter }: JobFilter,
  every: number,
): Promise<JobTally> {
  const all = branches(filter);
  const marks = every > 0 ? await marksOf(db, all, every) : [];
  let total = 0;
  for (const branch of all)
    total += isCounted(branch) ? await countedJobs(db, branch) : await matchingJobs(db, branch);
  return { total, marks };
}

async function countedJobs(db: Kysely<SpoolSchema>, { state, printer }: JobFilter): Promise<number> {
  let query = db
    .selectFrom('running_total')
    .select((eb) => eb.fn.sum<number | null>('value').as('jobs'))
    .where('what', '=', 'jobs');
  if (state !== undefined) query = query.where('state', '=', state);
  if (printer !== undefined) query = query.where('printer', '=', printer);
  return (await query.executeTakeFirst())?.jobs ?? 0;
}

async function matchingJobs(db: Kysely<SpoolSchema>, filter: JobFilter): Promise<number> {
  const row = await db
    .selectFrom(idsOf(db, filter).as('matching'))
    .select((eb) => eb.fn.countAll<number>().as('jobs'))
    .executeTakeFirst();
  return row?.jobs ?? 0;
}

const idsOf = (db: Kysely<SpoolSchema>, filter: JobFilter) =>
  filteredJobs(db, filter, 'ids').clearOrderBy().clearSelect().select('job.id');

async function marksOf(
  db: Kysely<SpoolSchema>,
  [first, ...others]: readonly JobFilter[],
  every: number,
): Promise<readonly string[]> {
  if (!first) return [];
  const ids = others.reduce((query, filter) => query.unionAll(idsOf(db, filter)), idsOf(db, first));
  const numbered = db
    .selectFrom(ids.as('matching'))
    .select(['id', sql<number>`row_number() over (order by id desc)`.as('number')]);
  const rows = await db
    .selectFrom(numbered.as('numbered'))
    .select('id')
    .where(sql<number>`(number - 1) % ${sql.lit(every)}`, '=', 0)
    .orderBy('id', 'desc')
    .execute();
  return rows.map(({ id }) => id);
}
