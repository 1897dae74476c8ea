// Finished jobs by day, printer, client, medium and outcome, for statistics. Every transaction that changes the outcome of a job
// changes them too, so that statistics of a year read no job, and outlive the jobs that retention removes. Start at `addToDays`.
import { sql, type CreateTableBuilder, type Kysely, type Transaction } from 'kysely';
import type { Job } from '../../job/job-types.ts';
import type { CountKey, CountKeys, DailyCount, DayRange } from '../store.ts';
import type { DailyCountTable, SpoolSchema } from './schema.ts';

/** The name of the migration that creates the table. */
export const dailyCounts = '0004-daily-counts';

/** Days that are kept. */
const keptDays = 1_100;
const dayMs = 86_400_000;

const keyColumns = ['day', 'printer', 'client', 'medium', 'state', 'reason', 'status_info'] as const;
const columnOf = {
  day: 'day',
  printer: 'printer',
  client: 'client',
  medium: 'medium',
  state: 'state',
  reason: 'reason',
  statusInfo: 'status_info',
} as const satisfies Readonly<Record<CountKey, keyof DailyCountTable>>;

export async function createDailyCounts(db: Kysely<unknown>): Promise<void> {
  let table: CreateTableBuilder<string, string> = db.schema.createTable('daily_count');
  for (const name of keyColumns) table = table.addColumn(name, 'text', (column) => column.notNull());
  for (const name of ['jobs', 'films', 'sheets'] as const)
    table = table.addColumn(name, 'bigint', (column) => column.notNull());
  // The day is first: a range of days is a range of the index.
  await table.addPrimaryKeyConstraint('daily_count_key', [...keyColumns]).execute();
}

/** The day in the time zone of the server: `2026-11-30`. */
function dayOf(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

function rowOf(job: Job, sign: 1 | -1): DailyCountTable | undefined {
  if (job.finishedAt === null) return undefined;
  return {
    day: dayOf(job.finishedAt),
    printer: job.printer,
    client: job.callingAeTitle,
    medium: job.mediumType,
    state: job.state,
    reason: job.reason,
    status_info: job.statusInfo,
    jobs: sign,
    films: sign * job.films.length,
    sheets: sign * job.films.length * job.copies,
  };
}

const keyText = (row: DailyCountTable) => JSON.stringify(keyColumns.map((name) => row[name]));

/** Counts the outcomes of jobs that were changed. A job that is tried again is not counted until it finishes again. */
export async function addToDays(
  tx: Transaction<SpoolSchema>,
  changes: readonly { readonly before: Job; readonly after: Job }[],
): Promise<void> {
  const rows = new Map<string, DailyCountTable>();
  for (const { before, after } of changes) {
    if (before.finishedAt === null && after.finishedAt === null) continue;
    const changed = [rowOf(before, -1), rowOf(after, 1)].flatMap((row) => row ?? []);
    for (const row of changed) {
      const known = rows.get(keyText(row));
      rows.set(keyText(row), {
        ...row,
        jobs: row.jobs + (known?.jobs ?? 0),
        films: row.films + (known?.films ?? 0),
        sheets: row.sheets + (known?.sheets ?? 0),
      });
    }
  }
  const added = [...rows.values()].filter(({ jobs }) => jobs !== 0);
  if (added.length === 0) return;
  await tx
    .insertInto('daily_count')
    .values(added)
    .onConflict((conflict) =>
      conflict.columns([...keyColumns]).doUpdateSet({
        jobs: sql<number>`daily_count.jobs + excluded.jobs`,
        films: sql<number>`daily_count.films + excluded.films`,
        sheets: sql<number>`daily_count.sheets + excluded.sheets`,
      }),
    )
    .execute();
}

/** The sums of a range of days, grouped by some keys, in their order. */
export async function countsOf(
  db: Kysely<SpoolSchema>,
  { since, until, printers }: DayRange,
  by: CountKeys,
  limit: number,
): Promise<readonly DailyCount[]> {
  const columns = by.map((key) => columnOf[key]);
  const counted = db
    .selectFrom('daily_count')
    .select(columns)
    .select((eb) => [
      eb.fn.sum<number>('jobs').as('jobs'),
      eb.fn.sum<number>('films').as('films'),
      eb.fn.sum<number>('sheets').as('sheets'),
    ])
    .where('day', '>=', since)
    .where('day', '<=', until)
    .groupBy(columns)
    .$if(printers !== undefined, (all) => all.where('printer', 'in', [...(printers ?? [])]))
    .having((eb) => eb.fn.sum<number>('jobs'), '>', 0)
    .limit(limit);
  const rows = await columns.reduce((sorted, column) => sorted.orderBy(column), counted).execute();
  return rows.map((row) => {
    const found: Partial<DailyCountTable> = row;
    return {
      day: found.day ?? '',
      printer: found.printer ?? '',
      client: found.client ?? '',
      medium: found.medium ?? '',
      state: found.state ?? '',
      reason: found.reason ?? '',
      statusInfo: found.status_info ?? '',
      jobs: row.jobs,
      films: row.films,
      sheets: row.sheets,
    };
  });
}

/** Removes days that are too old. */
export async function forgetOldDays(db: Kysely<SpoolSchema>, now: Date): Promise<void> {
  const oldest = dayOf(new Date(now.getTime() - keptDays * dayMs));
  await db.deleteFrom('daily_count').where('day', '<', oldest).execute();
}
