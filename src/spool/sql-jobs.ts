// Jobs in their rows, each with its deliveries: reading some, and writing what changed of one.
import type { Kysely, Selectable, Transaction } from 'kysely';
import { withdrawalsOf } from './actions.ts';
import type { Job } from './job-types.ts';
import { changingColumns, deliveryRow, jobOf } from './rows.ts';
import type { DeliveryTable, JobTable, SpoolSchema } from './schema.ts';
import type { JobChange } from './store.ts';

/** Rows or keys in one statement: engines limit their parameters. */
const partLength = 200;

type Transactional = Kysely<SpoolSchema> | Transaction<SpoolSchema>;

export function* parts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += partLength) yield all.slice(start, start + partLength);
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

/** Writes what changed between `before` and `after`, the deliveries that are no longer the same objects included. */
export async function writeChange(tx: Transaction<SpoolSchema>, before: Job, after: Job): Promise<JobChange> {
  if (after === before) return { before, after };
  await tx.updateTable('job').set(changingColumns(after)).where('id', '=', after.id).execute();
  await writeDeliveries(tx, before, after);
  for (const { jobId, ...withdrawal } of withdrawalsOf(before, after)) {
    await tx
      .insertInto('withdrawal')
      .values({ job_id: jobId, ...withdrawal })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (after.payloadRemovedAt && !before.payloadRemovedAt) {
    await tx.deleteFrom('job_blob').where('job_id', '=', after.id).execute();
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
