// The store's queries, in the SQL that SQLite and PostgreSQL share. An engine hands in its Kysely (sqlite-store.ts).
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { BlobRef, Film } from '../film.ts';
import type { Job, JobState } from './job-types.ts';
import { changingColumns, deliveryRow, filmOf, filmText, jobOf, jobRow } from './rows.ts';
import type { DeliveryTable, JobTable, SpoolSchema } from './schema.ts';
import type { JobChange, JobFilter, JobOwner, Payload, Store } from './store.ts';

const defaultLimit = 100;
const largestLimit = 1000;
/** Rows a retention step removes in one transaction, so that nobody waits long behind it. */
const removedAtOnce = 200;
/** Rows or keys in one statement: engines limit their parameters. */
const partLength = 200;

type Transactional = Kysely<SpoolSchema> | Transaction<SpoolSchema>;

export class SqlStore implements Store {
  readonly #db: Kysely<SpoolSchema>;

  constructor(db: Kysely<SpoolSchema>) {
    this.#db = db;
  }

  async insert(job: Job, films: readonly Film[], blobs: readonly BlobRef[]): Promise<void> {
    const pixelBytes = blobs.reduce((sum, blob) => sum + blob.byteLength, 0);
    await this.#db.transaction().execute(async (tx) => {
      await tx.insertInto('job').values(jobRow(job, pixelBytes)).execute();
      const filmRows = films.map((film, ordinal) => ({ job_id: job.id, ordinal, film: filmText(film) }));
      const deliveryRows = job.deliveries.map((delivery, ordinal) => deliveryRow(job.id, ordinal, delivery));
      const blobRows = blobs.map(({ key }) => ({ job_id: job.id, blob_key: key }));
      for (const rows of parts(filmRows)) await tx.insertInto('film').values(rows).execute();
      for (const rows of parts(deliveryRows)) await tx.insertInto('delivery').values(rows).execute();
      for (const rows of parts(blobRows)) await tx.insertInto('job_blob').values(rows).execute();
    });
  }

  async job(id: string): Promise<Job | undefined> {
    return readJob(this.#db, id);
  }

  async jobByUid(printJobUid: string): Promise<Job | undefined> {
    const row = await this.#db
      .selectFrom('job')
      .selectAll()
      .where('print_job_uid', '=', printJobUid)
      .executeTakeFirst();
    return row && (await withDeliveries(this.#db, [row]))[0];
  }

  async jobByFingerprint(fingerprint: string, since: Date): Promise<Job | undefined> {
    const row = await this.#db
      .selectFrom('job')
      .selectAll()
      .where('fingerprint', '=', fingerprint)
      .where('created_at', '>=', since.toISOString())
      .where('state', '!=', 'FAILURE')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && (await withDeliveries(this.#db, [row]))[0];
  }

  async jobs({ state, printer, limit = defaultLimit, before }: JobFilter): Promise<readonly Job[]> {
    let query = this.#db.selectFrom('job').selectAll().orderBy('id', 'desc');
    if (state !== undefined) query = query.where('state', '=', state);
    if (printer !== undefined) query = query.where('printer', '=', printer);
    if (before !== undefined) query = query.where('id', '<', before);
    const atMost = Math.min(Math.max(0, Math.trunc(limit)), largestLimit);
    return withDeliveries(this.#db, await query.limit(atMost).execute());
  }

  async films(jobId: string): Promise<readonly Film[]> {
    const rows = await this.#db
      .selectFrom('film')
      .select('film')
      .where('job_id', '=', jobId)
      .orderBy('ordinal')
      .execute();
    return rows.map((row) => filmOf(row.film));
  }

  async counts(): Promise<Readonly<Record<JobState, number>>> {
    const rows = await this.#db
      .selectFrom('job')
      .select((eb) => ['state', eb.fn.countAll<number>().as('jobs')])
      .groupBy('state')
      .execute();
    const count = (state: JobState) => rows.find((row) => row.state === state)?.jobs ?? 0;
    return {
      PENDING: count('PENDING'),
      PRINTING: count('PRINTING'),
      DONE: count('DONE'),
      FAILURE: count('FAILURE'),
    };
  }

  async newestId(): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('job')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.id;
  }

  async update(id: string, change: (job: Job) => Job): Promise<JobChange | undefined> {
    return this.#db.transaction().execute(async (tx) => {
      const before = await readJob(tx, id);
      return before && writeChange(tx, before, change(before));
    });
  }

  async updateNext(printer: string, now: Date, change: (job: Job) => Job): Promise<JobChange | undefined> {
    return this.#db.transaction().execute(async (tx) => {
      const row = await tx
        .selectFrom('job')
        .selectAll()
        .where('printer', '=', printer)
        .where('state', '=', 'PENDING')
        .where('reason', '!=', 'held')
        .where((eb) => eb.or([eb('not_before', 'is', null), eb('not_before', '<=', now.toISOString())]))
        .orderBy('priority_rank')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      const [before] = row ? await withDeliveries(tx, [row]) : [];
      return before && writeChange(tx, before, change(before));
    });
  }

  async nextDue(printer: string): Promise<Date | undefined> {
    const row = await this.#db
      .selectFrom('job')
      .select((eb) => eb.fn.min('not_before').as('due'))
      .where('printer', '=', printer)
      .where('state', '=', 'PENDING')
      .executeTakeFirst();
    return row?.due ? new Date(row.due) : undefined;
  }

  async referencedBlobs(keys: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const some of parts(keys)) {
      const rows = await this.#db
        .selectFrom('job_blob')
        .select('blob_key')
        .where('blob_key', 'in', some)
        .execute();
      for (const row of rows) found.add(row.blob_key);
    }
    return found;
  }

  async blobsOf(jobId: string): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('job_blob')
      .select('blob_key')
      .where('job_id', '=', jobId)
      .execute();
    return rows.map((row) => row.blob_key);
  }

  async documented(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.#db
      .selectFrom('job')
      .select('id')
      .where('id', 'in', ids)
      .where('payload_removed_at', 'is', null)
      .execute();
    return new Set(rows.map((row) => row.id));
  }

  async unfinished(owner: JobOwner = {}): Promise<{ readonly jobs: number; readonly byteLength: number }> {
    const { callingAeTitle, peerAddress } = owner;
    const row = await this.#db
      .selectFrom('job')
      .select((eb) => [
        eb.fn.countAll<number>().as('jobs'),
        eb.fn.sum<number | null>('pixel_bytes').as('byteLength'),
      ])
      .where('state', 'in', ['PENDING', 'PRINTING'])
      .$if(callingAeTitle !== undefined, (query) =>
        query.where('calling_ae_title', '=', callingAeTitle ?? ''),
      )
      .$if(peerAddress !== undefined, (query) => query.where('peer_address', '=', peerAddress ?? ''))
      .executeTakeFirst();
    return { jobs: row?.jobs ?? 0, byteLength: row?.byteLength ?? 0 };
  }

  async payloadBytes(): Promise<number> {
    const row = await this.#db
      .selectFrom('job')
      .select((eb) => [
        eb.fn.sum<number | null>('pixel_bytes').as('pixels'),
        eb.fn.sum<number | null>('document_bytes').as('documents'),
      ])
      .where('payload_removed_at', 'is', null)
      .executeTakeFirst();
    return (row?.pixels ?? 0) + (row?.documents ?? 0);
  }

  async oldestPayloads(limit: number): Promise<readonly Payload[]> {
    const rows = await this.#db
      .selectFrom('job')
      .select(['id', 'finished_at', 'pixel_bytes', 'document_bytes'])
      .where('payload_removed_at', 'is', null)
      .where('finished_at', 'is not', null)
      .orderBy('finished_at')
      .limit(limit)
      .execute();
    return rows.flatMap(({ id, finished_at, pixel_bytes, document_bytes }) => {
      if (finished_at === null) return [];
      const byteLength = pixel_bytes + (document_bytes ?? 0);
      return [{ jobId: id, byteLength, finishedAt: new Date(finished_at) }];
    });
  }

  async removeFinished(time: Date): Promise<number> {
    const rows = await this.#db
      .selectFrom('job')
      .select('id')
      .where('payload_removed_at', 'is not', null)
      .where('finished_at', '<', time.toISOString())
      .limit(removedAtOnce)
      .execute();
    const ids = rows.map((row) => row.id);
    if (ids.length > 0) await this.#db.deleteFrom('job').where('id', 'in', ids).execute();
    return ids.length;
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }
}

function* parts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += partLength) yield all.slice(start, start + partLength);
}

async function readJob(db: Transactional, id: string): Promise<Job | undefined> {
  const row = await db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst();
  return row && (await withDeliveries(db, [row]))[0];
}

/** The jobs of `rows`, in their order, with one query for all their deliveries. */
async function withDeliveries(
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
async function writeChange(tx: Transaction<SpoolSchema>, before: Job, after: Job): Promise<JobChange> {
  if (after === before) return { before, after };
  await tx.updateTable('job').set(changingColumns(after)).where('id', '=', after.id).execute();
  for (const [ordinal, delivery] of after.deliveries.entries()) {
    if (delivery === before.deliveries[ordinal]) continue;
    const { job_id, destination, ...columns } = deliveryRow(after.id, ordinal, delivery);
    await tx
      .updateTable('delivery')
      .set(columns)
      .where('job_id', '=', job_id)
      .where('destination', '=', destination)
      .execute();
  }
  if (after.payloadRemovedAt && !before.payloadRemovedAt) {
    await tx.deleteFrom('job_blob').where('job_id', '=', after.id).execute();
  }
  return { before, after };
}
