// The queue: which job of a printer is next, when to look again, and which jobs wait. Start at `selectNext`.
import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { Job, JobOutline } from '../../job/job-types.ts';
import { outlineOf, queueRank } from './rows.ts';
import type { JobTable, SpoolSchema } from './schema.ts';
import type { ClaimFilter, JobOwner } from '../store.ts';

/**
 * Not a parameter: the index of the queue contains only jobs in this state, and an engine must see that the query does too.
 */
const pending = sql.lit('PENDING');

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
      .where('state', '=', pending)
      .where('reason', '!=', 'held')
      // While a queued job waits for one delivery, another may be due: the deliveries show it.
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
      .orderBy('queue_key')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
  );
}

/** The earliest time after `time` for which a job of the printer, or one of its deliveries, waits. */
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
    .where('state', '=', pending)
    .where('reason', '!=', 'held')
    .where('not_before', '>', after)
    .executeTakeFirst();
  const delivery = await db
    .selectFrom('delivery')
    .innerJoin('job', 'job.id', 'delivery.job_id')
    .select((eb) => eb.fn.min('delivery.not_before').as('due'))
    .where('job.printer', '=', printer)
    .where('job.state', '=', pending)
    .where('job.reason', '!=', 'held')
    .where('delivery.state', '=', 'PENDING')
    .where('delivery.not_before', '>', after)
    .executeTakeFirst();
  const times = [job?.due, delivery?.due].filter((due) => typeof due === 'string').toSorted();
  return times[0] === undefined ? undefined : new Date(times[0]);
}

/** The queued jobs of a printer, in order. */
const queueOf = (db: Kysely<SpoolSchema>, printer: string) =>
  db
    .selectFrom('job')
    .where('printer', '=', printer)
    .where('state', '=', pending)
    .orderBy('priority_rank')
    .orderBy('queue_key')
    .orderBy('id');

export async function pendingIds(db: Kysely<SpoolSchema>, printer: string): Promise<readonly string[]> {
  const rows = await queueOf(db, printer).select('id').execute();
  return rows.map((row) => row.id);
}

export async function queuePage(
  db: Kysely<SpoolSchema>,
  printer: string,
  limit: number,
): Promise<readonly JobOutline[]> {
  const rows = await queueOf(db, printer).selectAll().limit(limit).execute();
  return rows.map(outlineOf);
}

/** The rows of `Store.firstPending`: the totals name the printers with queued jobs; the index has the first jobs of each. */
export async function selectFirstPending(
  db: Kysely<SpoolSchema>,
  perPrinter: number,
): Promise<readonly Selectable<JobTable>[]> {
  return db
    .selectFrom('running_total')
    .innerJoin('job', (join) =>
      join.on((on) =>
        on(
          'job.id',
          'in',
          on
            .selectFrom('job as queued')
            .select('queued.id')
            .whereRef('queued.printer', '=', 'running_total.printer')
            .where('queued.state', '=', pending)
            .orderBy('queued.priority_rank')
            .orderBy('queued.queue_key')
            .orderBy('queued.id')
            .limit(perPrinter),
        ),
      ),
    )
    .selectAll('job')
    .where('running_total.what', '=', 'jobs')
    .where('running_total.state', '=', 'PENDING')
    .where('running_total.value', '>', 0)
    .orderBy('job.printer')
    .orderBy('job.priority_rank')
    .orderBy('job.queue_key')
    .orderBy('job.id')
    .execute();
}

export async function waitingIds(
  db: Kysely<SpoolSchema>,
  printer: string,
  destination: string,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('job')
    .innerJoin('delivery', 'delivery.job_id', 'job.id')
    .select('job.id')
    .where('job.printer', '=', printer)
    .where('job.state', '=', pending)
    .where('delivery.destination', '=', destination)
    .where('delivery.cause', '=', 'device')
    .orderBy('job.priority_rank')
    .orderBy('job.queue_key')
    .orderBy('job.id')
    .execute();
  return rows.map((row) => row.id);
}

export async function unfinished(
  db: Kysely<SpoolSchema>,
  owner: JobOwner = {},
): Promise<{ readonly jobs: number; readonly byteLength: number }> {
  const { callingAeTitle, peerAddress } = owner;
  const row = await db
    .selectFrom('job')
    .select((eb) => [
      eb.fn.countAll<number>().as('jobs'),
      eb.fn.sum<number | null>('pixel_bytes').as('byteLength'),
    ])
    .where('finished_at', 'is', null)
    .$if(callingAeTitle !== undefined, (query) =>
      query.where(sql`upper(calling_ae_title)`, '=', (callingAeTitle ?? '').toUpperCase()),
    )
    .$if(peerAddress !== undefined, (query) => query.where('peer_address', '=', peerAddress ?? ''))
    .executeTakeFirst();
  return { jobs: row?.jobs ?? 0, byteLength: row?.byteLength ?? 0 };
}

/** The key of the last job of the same queue and priority before `below` (undefined: of all), other than the job itself. */
export async function keyBefore(
  db: Kysely<SpoolSchema>,
  job: Job,
  below: string | undefined,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('job')
    .select('queue_key')
    .where('printer', '=', job.printer)
    .where('state', '=', pending)
    .where('priority_rank', '=', queueRank(job))
    .where('id', '!=', job.id)
    .$if(below !== undefined, (query) => query.where('queue_key', '<', below ?? ''))
    .orderBy('queue_key', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.queue_key;
}
