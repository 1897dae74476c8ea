// The store's queries, in the SQL that SQLite and PostgreSQL share. An engine hands in its Kysely (sqlite-store.ts).
import { sql, type Kysely } from 'kysely';
import type { BlobRef, Film } from '../../shared/film/film.ts';
import type { ActionRecord } from '../job/actions.ts';
import type { Job, JobState } from '../job/job-types.ts';
import { subjectsOf, type JobSubjects } from '../../shared/film/subjects.ts';
import { deliveryRow, filmOf, filmText, jobRow, subjectRow, subjectsOfRow } from './rows.ts';
import type { SpoolSchema } from './schema.ts';
import { insertRecord, SqlActions } from './sql-actions.ts';
import { updateJobs } from './sql-batch.ts';
import { filteredJobs, limitOf, parts, readJob, withDeliveries, writeChange } from './sql-jobs.ts';
import * as payloads from './sql-payloads.ts';
import { readDue, selectNext } from './sql-queue.ts';
import { searchJobs, type WordSearch } from './sql-search.ts';
import type {
  ActionStore,
  ClaimFilter,
  FoundJobs,
  JobChange,
  JobFilter,
  JobOwner,
  Payload,
  Store,
} from './store.ts';

export class SqlStore implements Store {
  readonly actions: ActionStore;
  readonly lost: Promise<Error>;
  readonly #db: Kysely<SpoolSchema>;
  readonly #searchWords: WordSearch;

  constructor(db: Kysely<SpoolSchema>, lost: Promise<Error>, searchWords: WordSearch) {
    this.#searchWords = searchWords;
    this.lost = lost;
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
      const subjects = subjectRow(job, subjectsOf(films));
      if (subjects) await tx.insertInto('job_subject').values(subjects).execute();
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

  async jobs(filter: JobFilter): Promise<readonly Job[]> {
    const query = filteredJobs(this.#db, filter).limit(limitOf(filter));
    return withDeliveries(this.#db, await query.execute());
  }

  async search(text: string, filter: JobFilter): Promise<FoundJobs> {
    return searchJobs(this.#db, this.#searchWords, text, { ...filter, limit: limitOf(filter) });
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

  async subjects(jobId: string): Promise<JobSubjects | undefined> {
    const row = await this.#db
      .selectFrom('job_subject')
      .select('subjects')
      .where('job_id', '=', jobId)
      .executeTakeFirst();
    return row && subjectsOfRow(row.subjects);
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
      UNKNOWN: count('UNKNOWN'),
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

  async updateAll(
    ids: readonly string[],
    change: (job: Job) => Job,
    record?: (before: Job) => ActionRecord,
  ): Promise<readonly JobChange[]> {
    return this.#db.transaction().execute(async (tx) => {
      const changes = await updateJobs(tx, ids, change);
      if (!record) return changes;
      for (const { before, after } of changes) if (after !== before) await insertRecord(tx, record(before));
      return changes;
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

  async nextDue(printer: string, after: Date): Promise<Date | undefined> {
    return readDue(this.#db, printer, after);
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

  async pendingIds(printer: string, limit?: number): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('job')
      .select('id')
      .where('printer', '=', printer)
      .where('state', '=', 'PENDING')
      .orderBy('priority_rank')
      .orderBy('id')
      .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
      .execute();
    return rows.map((row) => row.id);
  }

  async waitingIds(printer: string, destination: string): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('job')
      .innerJoin('delivery', 'delivery.job_id', 'job.id')
      .select('job.id')
      .where('job.printer', '=', printer)
      .where('job.state', '=', 'PENDING')
      .where('delivery.destination', '=', destination)
      .where('delivery.cause', '=', 'device')
      .orderBy('job.priority_rank')
      .orderBy('job.id')
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
        query.where(sql`upper(calling_ae_title)`, '=', (callingAeTitle ?? '').toUpperCase()),
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
