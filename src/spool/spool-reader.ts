// The read side of the spool: jobs, films, histories, and the locations of their bytes. It changes nothing.
import type { BlobRef, Film } from '../shared/film/film.ts';
import type { JobSubjects } from '../shared/film/subjects.ts';
import type { OpenDocument } from '../shared/stored-files.ts';
import type { ActionEntry, ActionRecord, DeviceCancellation } from './job/actions.ts';
import { withBlobFiles, type Blobs } from './blobs/blobs.ts';
import type { Documents } from './blobs/documents.ts';
import type { Job, JobOutline, JobState } from './job/job-types.ts';
import type {
  CountKeys,
  DailyCount,
  DayRange,
  FoundJobs,
  JobFilter,
  JobTally,
  Store,
} from './store/store.ts';

export interface SpoolReaderParts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly documents: Documents;
  readonly now: () => Date;
  /** Maximum wait for a retry. A longer wait was computed with a wrong clock and is ignored. */
  readonly maxWaitMs: () => number;
}

/** The functions that read a spool; spool.ts combines them with those that change it. */
export function spoolReader({ store, blobs, documents, now, maxWaitMs }: SpoolReaderParts) {
  return {
    /** Resolves when the store has ended: nothing can be read or written until the server is started again. */
    lost: store.lost,

    /** When the states of printers changed, and when the server ran. */
    printerStates: store.states,

    async job(id: string): Promise<Job | undefined> {
      return store.job(id);
    },

    async jobByUid(printJobUid: string): Promise<Job | undefined> {
      return store.jobByUid(printJobUid);
    },

    /** Finds the job that a request may duplicate (duplicate-requests.ts). */
    async jobByFingerprint(fingerprint: string, since: Date): Promise<Job | undefined> {
      return store.jobByFingerprint(fingerprint, since);
    },

    /** Newest first. */
    async jobs(filter: JobFilter = {}): Promise<readonly Job[]> {
      return store.jobs(filter);
    },

    /** The same without their deliveries. Delays no other call, whatever the length of the history. */
    async jobPage(filter: JobFilter): Promise<readonly JobOutline[]> {
      return store.jobPage(filter);
    },

    /** Finished jobs of a range of days, by some keys (store.ts). */
    async dailyCounts(range: DayRange, by: CountKeys, limit: number): Promise<readonly DailyCount[]> {
      return store.dailyCounts(range, by, limit);
    },

    /** How many jobs match, and the ids of every `every`th row (0: none). */
    async tally(filter: JobFilter, every = 0): Promise<JobTally> {
      return store.tally(filter, every);
    },

    /** Number of queued jobs per printer that has any, by AE title. */
    async pendingByPrinter(): Promise<ReadonlyMap<string, number>> {
      return store.pendingByPrinter();
    },

    /** The first queued jobs of each printer, in its order: what is printed next, and what waits. */
    async firstPending(perPrinter: number): Promise<ReadonlyMap<string, readonly Job[]>> {
      return Map.groupBy(await store.firstPending(perPrinter), ({ printer }) => printer);
    },

    /** The films of a job, complete. */
    async films(jobId: string): Promise<readonly Film[]> {
      return store.films(jobId);
    },

    /**
     * The subjects of a job's films: patients, studies, texts; undefined when none are known, or once its payload was
     * removed.
     */
    async subjects(jobId: string): Promise<JobSubjects | undefined> {
      return store.subjects(jobId);
    },

    /** Finds jobs by the subjects of their films (store.ts). */
    async search(text: string, filter: JobFilter = {}): Promise<FoundJobs> {
      return store.search(text, filter);
    },

    /** Number of jobs in each state. */
    async counts(): Promise<Readonly<Record<JobState, number>>> {
      return store.counts();
    },

    /** Bytes of pixels and documents of all jobs. */
    async payloadBytes(): Promise<number> {
      return store.payloadBytes();
    },

    /**
     * Leases local files of accepted blobs for the time of `use`, by key. Throws JobFailure 'pixels-missing', the system's
     * errors, and what `use` throws.
     */
    async withBlobFiles<T>(
      refs: readonly BlobRef[],
      use: (paths: Readonly<Record<string, string>>) => Promise<T>,
    ): Promise<T> {
      return withBlobFiles(blobs, refs, use);
    },

    /** The job's document as a stream; undefined when it has none, or no longer has one. Throws the system's error. */
    async openDocument({ id, document }: Job): Promise<OpenDocument | undefined> {
      return document === null ? undefined : documents.open(id, document);
    },

    /** The documents of all jobs, for the code that renders them. */
    documents,

    /** Actions of users on a job, oldest first. */
    async history(jobId: string): Promise<readonly ActionEntry[]> {
      return historyOf(store.actions.ofJob(jobId));
    },

    /** Actions of users on a printer, oldest first. */
    async printerHistory(aeTitle: string): Promise<readonly ActionEntry[]> {
      return historyOf(store.actions.ofPrinter(aeTitle));
    },

    /** The same with their ids, by which a list is continued. */
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

    /** Destinations to which a claimed job may be delivered now: every delivery whose time has come. */
    dueDestinations({ startedAt, deliveries }: Job): readonly string[] {
      const at = (startedAt ?? now()).getTime();
      const isDue = (time: number) => time <= at || time > at + maxWaitMs();
      return deliveries
        .filter(({ state, notBefore }) => state === 'PENDING' && (!notBefore || isDue(notBefore.getTime())))
        .map(({ destination }) => destination);
    },

    /** Ids of the queued jobs of a printer, in order. */
    async pendingIds(printer: string): Promise<readonly string[]> {
      return store.pendingIds(printer);
    },

    /** The queued jobs of a printer in order, the first `limit`, and how many there are. */
    async queue(
      printer: string,
      limit: number,
    ): Promise<{ readonly jobs: readonly JobOutline[]; readonly total: number }> {
      const jobs = await store.queuePage(printer, limit);
      return { jobs, total: (await store.tally({ state: 'PENDING', printer }, 0)).total };
    },

    /** Ids of those that show that they wait for the device of a destination. */
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
