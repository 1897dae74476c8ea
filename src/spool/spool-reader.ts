// What the spool tells: jobs, films, histories, and where their bytes are. Reading changes nothing; spool.ts does.
import type { BlobRef, Film } from '../shared/film/film.ts';
import type { JobSubjects } from '../shared/film/subjects.ts';
import type { OpenDocument } from '../shared/stored-files.ts';
import type { ActionEntry, ActionRecord, DeviceCancellation } from './job/actions.ts';
import { withBlobFiles, type Blobs } from './blobs/blobs.ts';
import type { Documents } from './blobs/documents.ts';
import type { Job, JobState } from './job/job-types.ts';
import type { FoundJobs, JobFilter, Store } from './store/store.ts';

export interface SpoolReaderParts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly documents: Documents;
  readonly now: () => Date;
  /** No delivery waits longer for a retry; a job that would was timed by a clock that was wrong. Default: an hour. */
  readonly maxWaitSeconds?: number;
}

export class SpoolReader {
  readonly #parts: SpoolReaderParts;

  constructor(parts: SpoolReaderParts) {
    this.#parts = parts;
  }

  /** Resolves when nothing can be read or kept any more, and only another start of the server helps. */
  get lost(): Promise<Error> {
    return this.#parts.store.lost;
  }

  async job(id: string): Promise<Job | undefined> {
    return this.#parts.store.job(id);
  }

  async jobByUid(printJobUid: string): Promise<Job | undefined> {
    return this.#parts.store.jobByUid(printJobUid);
  }

  /** What retries are compared with (repeats.ts). */
  async jobByFingerprint(fingerprint: string, since: Date): Promise<Job | undefined> {
    return this.#parts.store.jobByFingerprint(fingerprint, since);
  }

  /** Newest first. */
  async jobs(filter: JobFilter = {}): Promise<readonly Job[]> {
    return this.#parts.store.jobs(filter);
  }

  /** How many jobs are in the queue of each printer that has any, by AE title. */
  async pendingByPrinter(): Promise<ReadonlyMap<string, number>> {
    return this.#parts.store.pendingByPrinter();
  }

  /** The first jobs in the queue of a printer, in its order: what is printed next, and what waits. */
  async queued(printer: string, limit: number): Promise<readonly Job[]> {
    const ids = await this.#parts.store.pendingIds(printer, limit);
    const jobs = await Promise.all(ids.map((id) => this.#parts.store.job(id)));
    return jobs.flatMap((job) => (job?.state === 'PENDING' ? job : []));
  }

  /** The films of a job, whole. */
  async films(jobId: string): Promise<readonly Film[]> {
    return this.#parts.store.films(jobId);
  }

  /** Whose films a job has: patients, studies, texts; undefined when nothing says it, or once its payload was removed. */
  async subjects(jobId: string): Promise<JobSubjects | undefined> {
    return this.#parts.store.subjects(jobId);
  }

  /** Jobs by what is known of whose films they have (store.ts). */
  async search(text: string, filter: JobFilter = {}): Promise<FoundJobs> {
    return this.#parts.store.search(text, filter);
  }

  /** How many jobs there are in each state. */
  async counts(): Promise<Readonly<Record<JobState, number>>> {
    return this.#parts.store.counts();
  }

  /** Bytes of pixels and documents of all jobs. */
  async payloadBytes(): Promise<number> {
    return this.#parts.store.payloadBytes();
  }

  /** Hands local files of accepted blobs to `use`, by their keys. Throws JobFailure 'pixels-missing', the system's errors, and what `use` throws. */
  async withBlobFiles<T>(
    refs: readonly BlobRef[],
    use: (paths: Readonly<Record<string, string>>) => Promise<T>,
  ): Promise<T> {
    return withBlobFiles(this.#parts.blobs, refs, use);
  }

  /** The job's document, to be read; undefined when it has none, or no more. Throws the system's error. */
  async openDocument({ id, document }: Job): Promise<OpenDocument | undefined> {
    const found = document && (await this.#parts.documents.open(id));
    if (!found || found.byteLength === document.byteLength) return found ?? undefined;
    await found.close();
    return undefined;
  }

  /** The documents of all jobs: for who makes them. */
  get documents(): Documents {
    return this.#parts.documents;
  }

  /** What people did to a job, oldest first. */
  async history(jobId: string): Promise<readonly ActionEntry[]> {
    return historyOf(this.#parts.store.actions.ofJob(jobId));
  }

  /** What people did to a printer, oldest first. */
  async printerHistory(aeTitle: string): Promise<readonly ActionEntry[]> {
    return historyOf(this.#parts.store.actions.ofPrinter(aeTitle));
  }

  /** Jobs that have to be taken back out of devices, at most 1000. */
  async deviceCancellations(): Promise<readonly DeviceCancellation[]> {
    return this.#parts.store.actions.deviceCancellations(1000);
  }

  /** Where a job that was claimed may be delivered to: every delivery whose time has come. */
  dueDestinations({ startedAt, deliveries }: Job): readonly string[] {
    const at = (startedAt ?? this.#parts.now()).getTime();
    const isDue = (time: number) => time <= at || time > at + this.maxWaitMs;
    return deliveries
      .filter(({ state, notBefore }) => state === 'PENDING' && (!notBefore || isDue(notBefore.getTime())))
      .map(({ destination }) => destination);
  }

  /** Ids of the jobs in the queue of a printer, in its order. */
  async pendingIds(printer: string): Promise<readonly string[]> {
    return this.#parts.store.pendingIds(printer);
  }

  /** Those of them that say that they wait for the device of a destination. */
  async waitingIds(printer: string, destination: string): Promise<readonly string[]> {
    return this.#parts.store.waitingIds(printer, destination);
  }

  /** The earliest time after `after` at which a job of the printer that waits for a retry may start. */
  async nextDue(printer: string, after: Date): Promise<Date | undefined> {
    return this.#parts.store.nextDue(printer, after);
  }

  protected get maxWaitMs(): number {
    return (this.#parts.maxWaitSeconds ?? 3600) * 1000;
  }
}

async function historyOf(records: Promise<readonly ActionRecord[]>): Promise<readonly ActionEntry[]> {
  return (await records).map(({ at, who, action, detail }) => ({ at, who, action, detail }));
}
