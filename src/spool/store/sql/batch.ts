// Changes many jobs in one transaction. An event of a device changes every job in its queue in the same way, so changes that
// set the same columns to the same values are one statement. Start at `updateJobs`.
import type { Transaction, Updateable } from 'kysely';
import { deviceCancellationsOf } from '../../job/actions.ts';
import type { Delivery, Job } from '../../job/job-types.ts';
import { addToDays } from './daily-counts.ts';
import { changingColumns, deliveryRow } from './rows.ts';
import type { DeliveryTable, JobTable, SpoolSchema } from './schema.ts';
import { addToTotals, totalsOfChange, type TotalChange } from './totals.ts';
import { parts, withDeliveries, writeChange } from './jobs.ts';
import type { JobChange } from '../store.ts';

/** Changes the jobs that exist, in the order of `ids`; see `Store.updateAll`. */
export async function updateJobs(
  tx: Transaction<SpoolSchema>,
  ids: readonly string[],
  change: (job: Job) => Job,
): Promise<readonly JobChange[]> {
  const changes: JobChange[] = [];
  for (const some of parts(ids)) {
    const rows = await tx.selectFrom('job').selectAll().where('id', 'in', some).execute();
    const found = new Map((await withDeliveries(tx, rows)).map((job) => [job.id, job]));
    const jobs = some.flatMap((id) => found.get(id) ?? []);
    const changed = jobs.map((before) => ({ before, after: change(before) }));
    await writeChanges(
      tx,
      changed.filter(({ before, after }) => before !== after),
    );
    changes.push(...changed);
  }
  return changes;
}

async function writeChanges(tx: Transaction<SpoolSchema>, changes: readonly JobChange[]): Promise<void> {
  const jobs = new Groups<Updateable<JobTable>>();
  const deliveries = new Groups<Updateable<DeliveryTable>>();
  const totals: TotalChange[] = [];
  const counted: JobChange[] = [];
  for (const { before, after } of changes) {
    if (!onlyColumns(before, after)) {
      await writeChange(tx, before, after);
      continue;
    }
    totals.push(...totalsOfChange(before, after));
    counted.push({ before, after });
    jobs.add(after.id, differing(changingColumns(before), changingColumns(after)));
    for (const [ordinal, delivery] of after.deliveries.entries()) {
      const was = before.deliveries[ordinal];
      if (!was || was === delivery) continue;
      const columns = (one: Delivery) => deliveryRow(after.id, ordinal, one);
      deliveries.add(after.id, differing(columns(was), columns(delivery)), delivery.destination);
    }
  }
  await addToTotals(tx, totals);
  await addToDays(tx, counted);
  for (const { ids, columns } of jobs.all()) {
    await tx.updateTable('job').set(columns).where('id', 'in', ids).execute();
  }
  for (const { ids, columns, name } of deliveries.all()) {
    await tx
      .updateTable('delivery')
      .set(columns)
      .where('job_id', 'in', ids)
      .where('destination', '=', name)
      .execute();
  }
}

/** Whether the change adds or removes no row. */
function onlyColumns(before: Job, after: Job): boolean {
  return (
    before.payloadRemovedAt === after.payloadRemovedAt &&
    before.deliveries.length === after.deliveries.length &&
    before.deliveries.every((one, index) => one.destination === after.deliveries[index]?.destination) &&
    deviceCancellationsOf(before, after).length === 0
  );
}

function differing<Columns extends Readonly<Record<string, unknown>>>(
  before: Columns,
  after: Columns,
): Partial<Columns> {
  const changed: Partial<Columns> = {};
  for (const name of Object.keys(after) as (keyof Columns)[]) {
    if (after[name] !== before[name]) changed[name] = after[name];
  }
  return changed;
}

/** Ids by the columns that change, and by a name for what the values belong to. */
class Groups<Columns extends object> {
  readonly #groups = new Map<
    string,
    { readonly ids: string[]; readonly columns: Columns; readonly name: string }
  >();

  add(id: string, columns: Columns, name = ''): void {
    if (Object.keys(columns).length === 0) return;
    const key = JSON.stringify([name, columns]);
    const group = this.#groups.get(key);
    if (group) group.ids.push(id);
    else this.#groups.set(key, { ids: [id], columns, name });
  }

  all() {
    return this.#groups.values();
  }
}
