// The store's queries, in the SQL that SQLite and PostgreSQL share. An engine hands in its Kysely (sqlite-store.ts).
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { BlobRef, Film } from '../film.ts';
import { withdrawalsOf, type ActionRecord } from './actions.ts';
import type { Job, JobState } from './job-types.ts';
import { changingColumns, deliveryRow, filmOf, filmText, jobOf, jobRow } from './rows.ts';
import type { DeliveryTable, JobTable, SpoolSchema } from './schema.ts';
import { insertRecord, SqlActions } from './sql-actions.ts';
import * as payloads from './sql-payloads.ts';
import { readDue, selectNext } from './sql-queue.ts';
import type { ActionStore, ClaimFilter, JobChange, JobFilter, JobOwner, Payload, Store } from './store.ts';

const defaultLimit = 100;
const largestLimit = 1000;
/** Rows or keys in one statement: engines limit their parameters. */
const partLength = 200;

export type Transactional = Kysely<SpoolSchema> | Transaction<SpoolSchema>;

export class SqlStore implements Store {
  readonly actions: ActionStore;
  readonly #db: Kysely<SpoolSchema>;

  constructor(db: Kysely<SpoolSchema>) {
    this.#db = db;
    this.actions = new SqlActions(db);
  }

  async insert(
    job: Job,
    films: readonly Film[],
    blobs: readonly BlobRef[],
    records: readonly ActionRecord[] = [],
  ): Promise<void> {
    const pixelBytes = blobs.reduce((sum, blob) => sum + blob.byteLength, 0);
    await this.#db.transaction().execute(async (tx) => {
      await tx.insertInto('job').values(jobRow(job, pixelBytes)).execute();
      const filmRows = films.map((film, ordinal) => ({ job_id: job.id, ordinal, film: filmText(film) }));
      const deliveryRows = job.deliveries.map((delivery, ordinal) => deliveryRow(job.id, ordinal, delivery));
      const blobRows = blobs.map(({ key }) => ({ job_id: job.id, blob_key: key }));
      for (const rows of parts(filmRows)) await tx.insertInto('film').values(rows).execute();
      for (const rows of parts(deliveryRows)) await tx.insertInto('delivery').values(rows).execute();
      for (const rows of parts(blobRows)) await tx.insertInto('job_blob').values(rows).execute();
      for (const record of records) await insertRecord(tx, record);
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

  async reprintOf(jobId: string, requestId: string): Promise<Job | undefined> {
    const row = await this.#db
      .selectFrom('job')
      .innerJoin('action', 'action.job_id', 'job.id')
      .select('job.id')
      .where('job.reprint_of', '=', jobId)
      .where('action.request_id', '=', requestId)
      .executeTakeFirst();
    return row && readJob(this.#db, row.id);
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

  async update(
    id: string,
    change: (job: Job) => Job,
    record?: (before: Job) => ActionRecord,
  ): Promise<JobChange | undefined> {
    return this.#db.transaction().execute(async (tx) => {
      const before = await readJob(tx, id);
      if (!before) return undefined;
      const changed = await writeChange(tx, before, change(before));
      if (record && changed.after !== before) await insertRecord(tx, record(before));
      return changed;
    });
  }

  async updateNext(
    printer: string,
    filter: ClaimFilter,
    change: (job: Job) => Job,
  ): Promise<JobChange | undefined> {
    return this.#db.transaction().execute(async (tx) => {
      const row = await selectNext(tx, printer, filter);
      const [before] = row ? await withDeliveries(tx, [row]) : [];
      return before && writeChange(tx, before, change(before));
    });
  }

  async nextDue(printer: string, now: Date): Promise<Date | undefined> {
    return readDue(this.#db, printer, now);
  }

  async pendingByPrinter(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#db
      .selectFrom('job')
      .select((eb) => ['printer', eb.fn.countAll<number>().as('jobs')])
      .where('state', '=', 'PENDING')
      .groupBy('printer')
      .execute();
    return new Map(rows.map((row) => [row.printer, row.jobs]));
  }

  async pendingIds(printer: string): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('job')
      .select('id')
      .where('printer', '=', printer)
      .where('state', '=', 'PENDING')
      .orderBy('priority_rank')
      .orderBy('id')
      .execute();
    return rows.map((row) => row.id);
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
    return payloads.payloadBytes(this.#db);
  }

  async oldestPayloads(limit: number): Promise<readonly Payload[]> {
    return payloads.oldestPayloads(this.#db, limit);
  }

  async removeFinished(time: Date): Promise<number> {
    return payloads.removeFinished(this.#db, time);
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
