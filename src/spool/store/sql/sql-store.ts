// The store in the SQL that SQLite and PostgreSQL share. An engine provides its Kysely (sqlite-store.ts) and its word search.
import type { Kysely } from 'kysely';
import type { Film } from '../../../shared/film/film.ts';
import type { ActionRecord } from '../../job/actions.ts';
import type { Job, JobOutline, JobState } from '../../job/job-types.ts';
import { subjectsOf, type JobSubjects } from '../../../shared/film/subjects.ts';
import { deliveryRow, filmText, jobRow, subjectRow } from './rows.ts';
import type { Beside, SpoolSchema } from './schema.ts';
import { insertRecord, SqlActions } from './actions.ts';
import { updateJobs } from './batch.ts';
import { jobPage, tally } from './job-pages.ts';
import { filteredJobs, limitOf, parts, readJob, withDeliveries, writeChange } from './jobs.ts';
import { countsOf, forgetOldDays } from './daily-counts.ts';
import { forgetOldStates, SqlPrinterStates } from './printer-states.ts';
import * as payloads from './payloads.ts';
import * as queries from './queries.ts';
import * as queue from './queue.ts';
import * as totals from './totals.ts';
import { searchJobs, type WordSearch } from './search.ts';
import type {
  ActionStore,
  ClaimFilter,
  CountKeys,
  DailyCount,
  DayRange,
  FoundJobs,
  JobChange,
  JobEntry,
  JobFilter,
  JobOwner,
  JobTally,
  Payload,
  Store,
  TotalDifference,
} from '../store.ts';

export interface SqlEngine {
  readonly db: Kysely<SpoolSchema>;
  /** Resolves when the engine has ended unexpectedly. */
  readonly lost: Promise<Error>;
  readonly searchWords: WordSearch;
  readonly beside: Beside;
  /** Runs short reads on a connection that stays open. */
  readonly reader: { readonly read: Beside; readonly close: () => Promise<void> };
}

export class SqlStore implements Store {
  readonly actions: ActionStore;
  readonly states: SqlPrinterStates;
  readonly lost: Promise<Error>;
  readonly #db: Kysely<SpoolSchema>;
  readonly #searchWords: WordSearch;
  readonly #beside: Beside;
  readonly #reader: SqlEngine['reader'];

  constructor({ db, lost, searchWords, beside, reader }: SqlEngine) {
    this.#reader = reader;
    this.#searchWords = searchWords;
    this.#beside = beside;
    this.lost = lost;
    this.#db = db;
    this.actions = new SqlActions(db);
    this.states = new SqlPrinterStates(db, (read) => reader.read(read));
  }

  async insert({ job, films, blobs, records = [] }: JobEntry): Promise<void> {
    const pixelBytes = blobs.reduce((sum, blob) => sum + blob.byteLength, 0);
    await this.#db.transaction().execute(async (tx) => {
      const added = await totals.totalsOfNew(tx, job, pixelBytes);
      await tx.insertInto('job').values(jobRow(job, pixelBytes)).execute();
      await totals.addToTotals(tx, added);
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
    return queries.jobByUid(this.#db, printJobUid);
  }

  async jobByFingerprint(fingerprint: string, since: Date): Promise<Job | undefined> {
    return queries.jobByFingerprint(this.#db, fingerprint, since);
  }

  async jobs(filter: JobFilter): Promise<readonly Job[]> {
    const query = filteredJobs(this.#db, filter).limit(limitOf(filter));
    return withDeliveries(this.#db, await query.execute());
  }

  async jobPage(filter: JobFilter): Promise<readonly JobOutline[]> {
    return this.#reader.read((db) => jobPage(db, filter));
  }

  async tally(filter: JobFilter, every: number): Promise<JobTally> {
    return this.#reader.read((db) => tally(db, filter, every));
  }

  async dailyCounts(range: DayRange, by: CountKeys, limit: number): Promise<readonly DailyCount[]> {
    return this.#reader.read((db) => countsOf(db, range, by, limit));
  }

  async search(text: string, filter: JobFilter): Promise<FoundJobs> {
    return searchJobs(this.#db, this.#searchWords, text, { ...filter, limit: limitOf(filter) });
  }

  async reprintOf(jobId: string, requestId: string): Promise<Job | undefined> {
    return queries.reprintOf(this.#db, jobId, requestId);
  }

  async films(jobId: string): Promise<readonly Film[]> {
    return queries.films(this.#db, jobId);
  }

  async subjects(jobId: string): Promise<JobSubjects | undefined> {
    return queries.subjects(this.#db, jobId);
  }

  async counts(): Promise<Readonly<Record<JobState, number>>> {
    return totals.counts(this.#db);
  }

  async newestId(): Promise<string | undefined> {
    return queries.newestId(this.#db);
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
      const row = await queue.selectNext(tx, printer, filter);
      const [before] = row ? await withDeliveries(tx, [row]) : [];
      return before && writeChange(tx, before, change(before));
    });
  }

  async nextDue(printer: string, after: Date): Promise<Date | undefined> {
    return queue.readDue(this.#db, printer, after);
  }

  async pendingByPrinter(): Promise<ReadonlyMap<string, number>> {
    return totals.pendingByPrinter(this.#db);
  }

  async pendingIds(printer: string): Promise<readonly string[]> {
    return queue.pendingIds(this.#db, printer);
  }

  async queuePage(printer: string, limit: number): Promise<readonly JobOutline[]> {
    return this.#reader.read((db) => queue.queuePage(db, printer, limit));
  }

  async keyBefore(job: Job, below: string | undefined): Promise<string | undefined> {
    return queue.keyBefore(this.#db, job, below);
  }

  async firstPending(perPrinter: number): Promise<readonly Job[]> {
    return withDeliveries(this.#db, await queue.selectFirstPending(this.#db, perPrinter));
  }

  async waitingIds(printer: string, destination: string): Promise<readonly string[]> {
    return queue.waitingIds(this.#db, printer, destination);
  }

  async referencedBlobs(keys: readonly string[]): Promise<ReadonlySet<string>> {
    return payloads.referencedBlobs(this.#db, keys);
  }

  async blobsOf(jobId: string): Promise<readonly string[]> {
    return payloads.blobsOf(this.#db, jobId);
  }

  async documented(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return payloads.documented(this.#db, ids);
  }

  async unfinished(owner?: JobOwner): Promise<{ readonly jobs: number; readonly byteLength: number }> {
    return queue.unfinished(this.#db, owner);
  }

  async payloadBytes(): Promise<number> {
    return totals.payloadBytes(this.#db);
  }

  async oldestPayloads(limit: number, finishedBefore?: Date): Promise<readonly Payload[]> {
    return payloads.oldestPayloads(this.#db, limit, finishedBefore);
  }

  async removeFinished(time: Date): Promise<number> {
    const ids = await payloads.removableIds(this.#db, time);
    if (ids.length === 0) return 0;
    return this.#db.transaction().execute((tx) => payloads.removeRows(tx, ids));
  }

  async correctTotals(): Promise<readonly TotalDifference[]> {
    await forgetOldDays(this.#db, new Date());
    await forgetOldStates(this.#db, new Date());
    const differences = await this.#beside(totals.totalDifferences);
    if (differences.length > 0)
      await this.#db.transaction().execute((tx) => totals.addToTotals(tx, differences));
    return differences.map(({ what, printer, state, value }) => ({
      what: what === 'jobs' ? `jobs ${state} of ${printer}` : 'bytes of payloads',
      difference: value,
    }));
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#db.destroy();
  }
}
