// The reading side of the spool: jobs, films, histories, and where their bytes are. Reading changes nothing; spool.ts does.
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
  /** No delivery waits longer for a retry; a job that would was timed by a clock that was wrong. */
  readonly maxWaitMs: number;
}

/** The functions by which a spool is read; spool.ts puts them together with those that change it. */
export function spoolReader({ store, blobs, documents, now, maxWaitMs }: SpoolReaderParts) {
  return {
    /** Resolves when nothing can be read or kept any more, and only another start of the server helps. */
    lost: store.lost,

    async job(id: string): Promise<Job | undefined> {
      return store.job(id);
    },

    async jobByUid(printJobUid: string): Promise<Job | undefined> {
      return store.jobByUid(printJobUid);
    },

    /** What retries are compared with (duplicate-requests.ts). */
    async jobByFingerprint(fingerprint: string, since: Date): Promise<Job | undefined> {
      return store.jobByFingerprint(fingerprint, since);
    },

    /** Newest first. */
    async jobs(filter: JobFilter = {}): Promise<readonly Job[]> {
      return store.jobs(filter);
    },

    /** How many jobs are in the queue of each printer that has any, by AE title. */
    async pendingByPrinter(): Promise<ReadonlyMap<string, number>> {
      return store.pendingByPrinter();
    },

    /** The first jobs in the queue of each printer that has any, in its order: what is printed next, and what waits. */
    async firstPending(perPrinter: number): Promise<ReadonlyMap<string, readonly Job[]>> {
      return Map.groupBy(await store.firstPending(perPrinter), ({ printer }) => printer);
    },

    /** The films of a job, whole. */
    async films(jobId: string): Promise<readonly Film[]> {
      return store.films(jobId);
    },

    /** Whose films a job has: patients, studies, texts; undefined when nothing says it, or once its payload was removed. */
    async subjects(jobId: string): Promise<JobSubjects | undefined> {
      return store.subjects(jobId);
    },

    /** Jobs by what is known of whose films they have (store.ts). */
    async search(text: string, filter: JobFilter = {}): Promise<FoundJobs> {
      return store.search(text, filter);
    },

    /** How many jobs there are in each state. */
    async counts(): Promise<Readonly<Record<JobState, number>>> {
      return store.counts();
    },

    /** Bytes of pixels and documents of all jobs. */
    async payloadBytes(): Promise<number> {
      return store.payloadBytes();
    },

    /** Hands local files of accepted blobs to `use`, by their keys. Throws JobFailure 'pixels-missing', the system's errors, and what `use` throws. */
    async withBlobFiles<T>(
      refs: readonly BlobRef[],
      use: (paths: Readonly<Record<string, string>>) => Promise<T>,
    ): Promise<T> {
      return withBlobFiles(blobs, refs, use);
    },

    /** The job's document, to be read; undefined when it has none, or no more. Throws the system's error. */
    async openDocument({ id, document }: Job): Promise<OpenDocument | undefined> {
      return document === null ? undefined : documents.open(id, document);
    },

    /** The documents of all jobs: for who makes them. */
    documents,

    /** What people did to a job, oldest first. */
    async history(jobId: string): Promise<readonly ActionEntry[]> {
      return historyOf(store.actions.ofJob(jobId));
    },

    /** What people did to a printer, oldest first. */
    async printerHistory(aeTitle: string): Promise<readonly ActionEntry[]> {
      return historyOf(store.actions.ofPrinter(aeTitle));
    },

    /** The same with their ids, by which a list goes on. */
    async jobActions(jobId: string): Promise<readonly ActionRecord[]> {
      return store.actions.ofJob(jobId);
    },

    async printerActions(aeTitle: string): Promise<readonly ActionRecord[]> {
      return store.actions.ofPrinter(aeTitle);
    },

    /** Jobs with a pending device cancellation, at most 1000. */
    async deviceCancellations(): Promise<readonly DeviceCancellation[]> {
      return store.actions.deviceCancellations(1000);
    },

    /** Where a job that was claimed may be delivered to: every delivery whose time has come. */
    dueDestinations({ startedAt, deliveries }: Job): readonly string[] {
      const at = (startedAt ?? now()).getTime();
      const isDue = (time: number) => time <= at || time > at + maxWaitMs;
      return deliveries
        .filter(({ state, notBefore }) => state === 'PENDING' && (!notBefore || isDue(notBefore.getTime())))
        .map(({ destination }) => destination);
    },

    /** Ids of the jobs in the queue of a printer, in its order. */
    async pendingIds(printer: string): Promise<readonly string[]> {
      return store.pendingIds(printer);
    },

    /** Those of them that say that they wait for the device of a destination. */
    async waitingIds(printer: string, destination: string): Promise<readonly string[]> {
      return store.waitingIds(printer, destination);
    },

    /** The earliest time after `after` at which a job of the printer that waits for a retry may start. */
    async nextDue(printer: string, after: Date): Promise<Date | undefined> {
      return store.nextDue(printer, after);
    },
  };
}

async function historyOf(records: Promise<readonly ActionRecord[]>): Promise<readonly ActionEntry[]> {
  return (await records).map(({ at, who, action, detail }) => ({ at, who, action, detail }));
}
