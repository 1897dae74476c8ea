// Running totals: the number of jobs of each printer in each state, and the bytes of all payloads. Counting them on request
// would read the whole history (400 ms with a million jobs, after each job). Every transaction that changes what they add up
// adds the difference here; `totalDifferences` finds totals that do not agree. Start at `addToTotals`.
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Job, JobState } from '../../job/job-types.ts';
import type { RunningTotalTable, SpoolSchema } from './schema.ts';

/** The difference that a transaction adds to a total. */
export type TotalChange = Readonly<RunningTotalTable>;

const payloads = (value: number): TotalChange => ({ what: 'payload-bytes', printer: '', state: '', value });

const jobs = (value: number, { printer, state }: Pick<Job, 'printer' | 'state'>): TotalChange => ({
  what: 'jobs',
  printer,
  state,
  value,
});

/** Adds to the totals, in one statement. */
export async function addToTotals(
  tx: Transaction<SpoolSchema>,
  changes: readonly TotalChange[],
): Promise<void> {
  const sums = new Map<string, TotalChange>();
  for (const change of changes) {
    const key = JSON.stringify([change.what, change.printer, change.state]);
    sums.set(key, { ...change, value: change.value + (sums.get(key)?.value ?? 0) });
  }
  const rows = [...sums.values()].filter(({ value }) => value !== 0);
  if (rows.length === 0) return;
  await tx
    .insertInto('running_total')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['what', 'printer', 'state'])
        .doUpdateSet({ value: sql<number>`running_total.value + excluded.value` }),
    )
    .execute();
}

/** What a new job adds; must be queried before its row exists. */
export async function totalsOfNew(
  tx: Transaction<SpoolSchema>,
  job: Job,
  pixelBytes: number,
): Promise<readonly TotalChange[]> {
  const shared = job.pixelsOf === null ? 0 : await pixelBytesOfOthers(tx, job);
  return [jobs(1, job), payloads(Math.max(0, pixelBytes - shared) + documentBytes(job))];
}

/** What removed rows subtract; these have no payload. */
export const totalsOfRemoved = (
  rows: readonly { readonly printer: string; readonly state: string }[],
): readonly TotalChange[] => rows.map(({ printer, state }) => ({ what: 'jobs', printer, state, value: -1 }));

/** What a change adds that neither removes nor restores a payload. */
export function totalsOfChange(before: Job, after: Job): readonly TotalChange[] {
  const isCounted = before.printer === after.printer && before.state === after.state;
  const documents = documentBytes(after) - documentBytes(before);
  return [
    ...(isCounted ? [] : [jobs(-1, before), jobs(1, after)]),
    ...(documents === 0 ? [] : [payloads(documents)]),
  ];
}

/** The same when the payload is removed too: pixels that no other job shares are removed. */
export async function totalsOfRemovedPayload(
  tx: Transaction<SpoolSchema>,
  before: Job,
  after: Job,
): Promise<readonly TotalChange[]> {
  const own = await tx
    .selectFrom('job')
    .select('pixel_bytes')
    .where('id', '=', after.id)
    .executeTakeFirstOrThrow();
  const freed = Math.max(0, own.pixel_bytes - (await pixelBytesOfOthers(tx, after)));
  return [...totalsOfChange(before, after), payloads(-freed)];
}

function documentBytes({ document, payloadRemovedAt }: Job): number {
  return payloadRemovedAt === null ? (document?.byteLength ?? 0) : 0;
}

/** Bytes of pixels that other jobs share; 0 when none does. */
async function pixelBytesOfOthers(tx: Transaction<SpoolSchema>, job: Job): Promise<number> {
  const first = job.pixelsOf ?? job.id;
  const row = await tx
    .selectFrom('job')
    .select((eb) => eb.fn.max<number | null>('pixel_bytes').as('pixels'))
    .where((one) => one.or([one('pixels_of', '=', first), one('id', '=', first)]))
    .where('id', '!=', job.id)
    .where('payload_removed_at', 'is', null)
    .executeTakeFirst();
  return row?.pixels ?? 0;
}

/** Jobs by state, over all printers. */
export async function counts(db: Kysely<SpoolSchema>): Promise<Readonly<Record<JobState, number>>> {
  const rows = await db
    .selectFrom('running_total')
    .select((eb) => ['state', eb.fn.sum<number>('value').as('jobs')])
    .where('what', '=', 'jobs')
    .groupBy('state')
    .execute();
  const count = (state: JobState) => rows.find((row) => row.state === state)?.jobs ?? 0;
  return {
    PENDING: count('PENDING'),
    PRINTING: count('PRINTING'),
    DONE: count('DONE'),
    FAILURE: count('FAILURE'),
    UNKNOWN: count('UNKNOWN'),
  };
}

export async function pendingByPrinter(db: Kysely<SpoolSchema>): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('running_total')
    .select(['printer', 'value'])
    .where('what', '=', 'jobs')
    .where('state', '=', 'PENDING')
    .where('value', '>', 0)
    .execute();
  return new Map(rows.map(({ printer, value }) => [printer, value]));
}

export async function payloadBytes(db: Kysely<SpoolSchema>): Promise<number> {
  const row = await db
    .selectFrom('running_total')
    .select('value')
    .where('what', '=', 'payload-bytes')
    .executeTakeFirst();
  return row?.value ?? 0;
}

/**
 * The differences between the totals and the jobs; reads all jobs. It is one statement, which sees jobs and totals at one
 * moment, so that the differences stay correct whatever is written meanwhile.
 */
export async function totalDifferences(db: Kysely<SpoolSchema>): Promise<readonly TotalChange[]> {
  const { rows } = await sql<TotalChange>`
    select what, printer, state, sum(value) as value
    from (
      select what, printer, state, -value as value from running_total
      union all
      select 'jobs', printer, state, count(*) from job group by printer, state
      union all
      select 'payload-bytes', '', '', bytes from (
        select max(pixel_bytes) + coalesce(sum(document_bytes), 0) as bytes
        from job where payload_removed_at is null
        group by coalesce(pixels_of, id)
      ) as shared
    ) as one
    group by what, printer, state
    having sum(value) <> 0
    order by what, printer, state`.execute(db);
  return rows;
}
