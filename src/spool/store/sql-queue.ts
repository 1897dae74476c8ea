// Which job of a printer is next, and when to look again: the queries behind `claim`. Start at `selectNext`.
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { JobTable, SpoolSchema } from './schema.ts';
import type { ClaimFilter } from './store.ts';

/** The first job in the queue that may start; see `Store.updateNext`. */
export async function selectNext(
  tx: Transaction<SpoolSchema>,
  printer: string,
  filter: ClaimFilter,
): Promise<Selectable<JobTable> | undefined> {
  const [now, latest] = [filter.now.toISOString(), filter.latest.toISOString()];
  return (
    tx
      .selectFrom('job')
      .selectAll()
      .where('printer', '=', printer)
      .where('state', '=', 'PENDING')
      .where('reason', '!=', 'held')
      // Of a job that waits in the queue for one delivery, another may be due: the deliveries tell.
      .where((eb) =>
        eb.or([eb('not_before', 'is', null), eb('not_before', '<=', now), eb('not_before', '>', latest)]),
      )
      .where((eb) => {
        const deliveries = eb
          .selectFrom('delivery')
          .select('delivery.job_id')
          .whereRef('delivery.job_id', '=', 'job.id');
        const due = deliveries
          .where('delivery.state', '=', 'PENDING')
          .where((one) =>
            one.or([
              one('delivery.not_before', 'is', null),
              one('delivery.not_before', '<=', now),
              one('delivery.not_before', '>', latest),
            ]),
          );
        const free =
          filter.busy.length === 0 ? due : due.where('delivery.destination', 'not in', filter.busy);
        const nothingToDeliver = eb.not(eb.exists(deliveries.where('delivery.state', '=', 'PENDING')));
        return eb.or([eb.exists(free), nothingToDeliver]);
      })
      .orderBy('priority_rank')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
  );
}

/** The earliest time after `time` for which a job of the printer, or a delivery of one, waits. */
export async function readDue(
  db: Kysely<SpoolSchema>,
  printer: string,
  time: Date,
): Promise<Date | undefined> {
  const after = time.toISOString();
  const job = await db
    .selectFrom('job')
    .select((eb) => eb.fn.min('not_before').as('due'))
    .where('printer', '=', printer)
    .where('state', '=', 'PENDING')
    .where('reason', '!=', 'held')
    .where('not_before', '>', after)
    .executeTakeFirst();
  const delivery = await db
    .selectFrom('delivery')
    .innerJoin('job', 'job.id', 'delivery.job_id')
    .select((eb) => eb.fn.min('delivery.not_before').as('due'))
    .where('job.printer', '=', printer)
    .where('job.state', '=', 'PENDING')
    .where('job.reason', '!=', 'held')
    .where('delivery.state', '=', 'PENDING')
    .where('delivery.not_before', '>', after)
    .executeTakeFirst();
  const times = [job?.due, delivery?.due].filter((due) => typeof due === 'string').toSorted();
  return times[0] === undefined ? undefined : new Date(times[0]);
}
