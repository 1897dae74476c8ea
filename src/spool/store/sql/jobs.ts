// Reads jobs from their rows, each with its deliveries, and writes what changed of one.
import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import { deviceCancellationsOf } from '../../job/actions.ts';
import { idsFrom } from '../../job/ids.ts';
import type { Job, JobState, JobStatus } from '../../job/job-types.ts';
import { addToDays } from './daily-counts.ts';
import { changingColumns, deliveryRow, jobOf } from './rows.ts';
import type { DeliveryTable, JobTable, SpoolSchema } from './schema.ts';
import { addToTotals, totalsOfChange, totalsOfRemovedPayload } from './totals.ts';
import type { JobChange, JobFilter } from '../store.ts';

/** Rows or keys in one statement: engines limit the number of parameters. */
const partLength = 200;

type Transactional = Kysely<SpoolSchema> | Transaction<SpoolSchema>;

export function* parts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += partLength) yield all.slice(start, start + partLength);
}

const defaultLimit = 100;
const maxLimit = 1000;

/** The maximum number of jobs that a filter returns. */
export function limitOf({ limit = defaultLimit }: JobFilter): number {
  return Math.min(Math.max(0, Math.trunc(limit)), maxLimit);
}

/**
 * The jobs that match a filter, newest first, without its limit.
 * @param times `ids`: only the ids are compared, which differ from the time of acceptance if the clock was set back
 */
export function filteredJobs(
  db: Transactional,
  { state, reason, anyOf, printer, printers, idBeginning, before, from, client, since, until }: JobFilter,
  times: 'exact' | 'ids' = 'exact',
) {
  let query = db.selectFrom('job').selectAll('job').orderBy('job.id', 'desc');
  if (state !== undefined) query = query.where('state', '=', state);
  // A reason belongs to one state; the index has both.
  if (reason !== undefined) {
    query = query.where('reason', '=', reason);
    if (state === undefined) query = query.where('state', '=', stateOfReason(reason));
  }
  if (anyOf !== undefined)
    query = query.where((eb) =>
      eb.or(
        anyOf.map((one) =>
          eb.and({ state: one.state, ...(one.reason === undefined ? {} : { reason: one.reason }) }),
        ),
      ),
    );
  if (printer !== undefined) query = query.where('printer', '=', printer);
  if (printers !== undefined) query = query.where('printer', 'in', [...printers]);
  if (client !== undefined) query = query.where(sql`upper(calling_ae_title)`, '=', client.toUpperCase());
  // A range of the primary key: "{" comes after every digit of an id.
  if (idBeginning !== undefined)
    query = query.where('job.id', '>=', idBeginning).where('job.id', '<', `${idBeginning}{`);
  if (before !== undefined) query = query.where('job.id', '<', before);
  if (from !== undefined) query = query.where('job.id', '<=', from);
  // Ids start with the time, so that the primary key bounds the range; the column is exact, but in no index.
  if (since !== undefined) query = query.where('job.id', '>=', idsFrom(since));
  if (until !== undefined) query = query.where('job.id', '<', idsFrom(until));
  if (times === 'ids') return query;
  if (since !== undefined) query = query.where('created_at', '>=', since.toISOString());
  if (until !== undefined) query = query.where('created_at', '<', until.toISOString());
  return query;
}

function stateOfReason(reason: JobStatus['reason']): JobState {
  switch (reason) {
    case 'queued':
    case 'held':
    case 'waiting':
    case 'retry':
      return 'PENDING';
    case 'rendering':
    case 'delivering':
      return 'PRINTING';
    case 'delivered':
      return 'DONE';
    case 'outcome-unknown':
      return 'UNKNOWN';
    default:
      return 'FAILURE';
  }
}

export async function readJob(db: Transactional, id: string): Promise<Job | undefined> {
  const row = await db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst();
  return row && (await withDeliveries(db, [row]))[0];
}

/** The jobs of `rows`, in their order, with one query for all their deliveries. */
export async function withDeliveries(
  db: Transactional,
  rows: readonly Selectable<JobTable>[],
): Promise<readonly Job[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const all = await db
    .selectFrom('delivery')
    .selectAll()
    .where('job_id', 'in', ids)
    .orderBy('ordinal')
    .execute();
  const byJob = new Map<string, Selectable<DeliveryTable>[]>();
  for (const delivery of all) {
    const ofJob = byJob.get(delivery.job_id);
    if (ofJob) ofJob.push(delivery);
    else byJob.set(delivery.job_id, [delivery]);
  }
  return rows.map((row) => jobOf(row, byJob.get(row.id) ?? []));
}

/** Writes what changed between `before` and `after`, including deliveries that are not the same objects. */
export async function writeChange(tx: Transaction<SpoolSchema>, before: Job, after: Job): Promise<JobChange> {
  if (after === before) return { before, after };
  await tx.updateTable('job').set(changingColumns(after)).where('id', '=', after.id).execute();
  const isRemoval = after.payloadRemovedAt !== null && before.payloadRemovedAt === null;
  await addToTotals(
    tx,
    isRemoval ? await totalsOfRemovedPayload(tx, before, after) : totalsOfChange(before, after),
  );
  await addToDays(tx, [{ before, after }]);
  await writeDeliveries(tx, before, after);
  for (const { jobId, ...cancellation } of deviceCancellationsOf(before, after)) {
    await tx
      .insertInto('device_cancellation')
      .values({ job_id: jobId, ...cancellation })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (isRemoval) {
    // The films are removed too: their texts are about patients, and without pixels they are not needed.
    for (const table of ['job_blob', 'film', 'job_subject'] as const) {
      await tx.deleteFrom(table).where('job_id', '=', after.id).execute();
    }
  }
  return { before, after };
}

async function writeDeliveries(tx: Transaction<SpoolSchema>, before: Job, after: Job): Promise<void> {
  const rows = after.deliveries.map((delivery, ordinal) => deliveryRow(after.id, ordinal, delivery));
  const names = (job: Job) => job.deliveries.map(({ destination }) => destination).join('\0');
  if (names(before) !== names(after)) {
    // Moved to a printer with other destinations.
    await tx.deleteFrom('delivery').where('job_id', '=', after.id).execute();
    for (const some of parts(rows)) await tx.insertInto('delivery').values(some).execute();
    return;
  }
  for (const [ordinal, { job_id, destination, ...columns }] of rows.entries()) {
    if (after.deliveries[ordinal] === before.deliveries[ordinal]) continue;
    await tx
      .updateTable('delivery')
      .set(columns)
      .where('job_id', '=', job_id)
      .where('destination', '=', destination)
      .execute();
  }
}
