// What the spool needs of a database, and no more: nothing above this interface shows which engine it is. Every write
// is durable when its promise resolves. Errors of the disk carry the system's codes whatever the engine: ENOSPC, EIO,
// EROFS.
import type { BlobRef, Film } from '../../shared/film/film.ts';
import type { JobSubjects } from '../../shared/film/subjects.ts';
import type { ActionRecord, PausedPrinter, DeviceCancellation } from '../job/actions.ts';
import type { Job, JobState, JobStatus } from '../job/job-types.ts';

export interface JobFilter {
  readonly state?: JobState | undefined;
  /** Inside the state. */
  readonly reason?: JobStatus['reason'] | undefined;
  /** AE title. */
  readonly printer?: string | undefined;
  /** Only jobs whose ids begin so. */
  readonly idBeginning?: string | undefined;
  /** At most this many, 100 when absent, 1000 at most. */
  readonly limit?: number | undefined;
  /** Only jobs accepted before the one with this id. */
  readonly before?: string | undefined;
  /** Calling AE title, compared without case. */
  readonly client?: string | undefined;
  /** Accepted at this time or later. */
  readonly since?: Date | undefined;
  /** Accepted before this time. */
  readonly until?: Date | undefined;
}

/** A job that a search found, with what it is known by. */
export interface FoundJob {
  readonly job: Job;
  readonly subjects: JobSubjects;
}

export interface FoundJobs {
  /** Newest first. */
  readonly found: readonly FoundJob[];
  /** There may be older ones: search on `before` the job with this id. Undefined: these were all. */
  readonly next: string | undefined;
}

/** Whose a job is; what is absent does not matter. */
export interface JobOwner {
  readonly callingAeTitle?: string;
  readonly peerAddress?: string;
}

/** A new job with what belongs to it. */
export interface JobEntry {
  readonly job: Job;
  readonly films: readonly Film[];
  /** What it refers to: kept until its payload is removed. */
  readonly blobs: readonly BlobRef[];
  /** What begins its history, or goes into that of others; default: nothing. */
  readonly records?: readonly ActionRecord[];
}

/** A job as it was and as it is now. The same object twice: nothing changed. */
export interface JobChange {
  readonly before: Job;
  readonly after: Job;
}

/** Pixels and document of a finished job: what retention weighs. */
export interface Payload {
  readonly jobId: string;
  readonly byteLength: number;
  readonly finishedAt: Date;
}

/** A sum that did not agree with the jobs. */
export interface TotalDifference {
  /** In words, for the log: `jobs DONE of HARDCOPY`. */
  readonly what: string;
  /** How much was missing; negative: how much was too many. */
  readonly difference: number;
}

/** Which jobs of a printer may start. */
export interface ClaimFilter {
  readonly now: Date;
  /** A wait that ends later than this was meant by a clock that was wrong: it is over. */
  readonly latest: Date;
  /** Destinations that take nothing now. */
  readonly busy: readonly string[];
}

/** What people did, which printers are paused, and what is still to be taken out of devices. */
export interface ActionStore {
  /** Oldest first; the newest `maxHistoryLength` are kept. */
  ofJob(jobId: string): Promise<readonly ActionRecord[]>;
  ofPrinter(printer: string): Promise<readonly ActionRecord[]>;
  record(record: ActionRecord): Promise<void>;
  paused(): Promise<readonly PausedPrinter[]>;
  /** Pauses (or, with `undefined`, resumes) a printer and records it, in one transaction. */
  pause(printer: string, paused: PausedPrinter | undefined, record: ActionRecord): Promise<void>;
  /** The oldest jobs first. */
  deviceCancellations(limit: number): Promise<readonly DeviceCancellation[]>;
  addDeviceCancellation(cancellation: DeviceCancellation): Promise<void>;
  /** It is out of the device: the cancellation goes, the record stays. */
  removeDeviceCancellation(cancellation: DeviceCancellation, record: ActionRecord): Promise<void>;
  /** Removes what was recorded of printers before `time`; of jobs it goes with the job. */
  removeBefore(time: Date): Promise<void>;
}

export interface Store {
  readonly actions: ActionStore;
  /** Resolves when the engine has ended by itself: every call fails from then on. Never rejects. */
  readonly lost: Promise<Error>;

  /** In one transaction. Throws for an id or a Print Job UID that is there: then nothing of it is written. */
  insert(entry: JobEntry): Promise<void>;
  job(id: string): Promise<Job | undefined>;
  jobByUid(printJobUid: string): Promise<Job | undefined>;
  /** The newest job of this fingerprint that was accepted at `since` or later and has not failed. */
  jobByFingerprint(fingerprint: string, since: Date): Promise<Job | undefined>;
  /** Newest first. Reads no film. */
  jobs(filter: JobFilter): Promise<readonly Job[]>;
  /**
   * Those of the jobs with every word of `text` in what they are known by, in any part of it; see search-words.ts. A text
   * without words finds none. Looks at a bounded number of jobs: an answer of fewer than `limit` may have more behind it.
   */
  search(text: string, filter: JobFilter): Promise<FoundJobs>;
  /** The job that prints `jobId` again because of the request of this name. */
  reprintOf(jobId: string, requestId: string): Promise<Job | undefined>;
  /** None once the payload was removed. */
  films(jobId: string): Promise<readonly Film[]>;
  /** Whose films the job has; undefined when nothing says it, or once the payload was removed. */
  subjects(jobId: string): Promise<JobSubjects | undefined>;
  counts(): Promise<Readonly<Record<JobState, number>>>;
  newestId(): Promise<string | undefined>;

  /**
   * Reads the job, lets `change` make the next one of it and writes that, in one transaction. A job whose payload was
   * removed refers to no blob any more; what it leaves in devices (`deviceCancellationsOf`) is noted. `record` is written with a
   * change. Undefined when there is no such job; what `change` throws changes nothing.
   */
  update(
    id: string,
    change: (job: Job) => Job,
    record?: (before: Job) => ActionRecord,
  ): Promise<JobChange | undefined>;
  /**
   * The same for several jobs at once, in one transaction and in the order of `ids`; those that are not there are left
   * out, and each has its own `record`. Others wait meanwhile: many jobs are handed over in parts.
   */
  updateAll(
    ids: readonly string[],
    change: (job: Job) => Job,
    record?: (before: Job) => ActionRecord,
  ): Promise<readonly JobChange[]>;
  /**
   * The same for the next job of a printer that may start: what a device has begun with, then by priority, then age;
   * those that wait for a retry only after their time, and those with a delivery to make only if it is due and its
   * destination not busy. Undefined when there is none. No two callers get the same job.
   */
  updateNext(printer: string, filter: ClaimFilter, change: (job: Job) => Job): Promise<JobChange | undefined>;
  /** The earliest time after `after` at which a job of the printer that waits for a retry may start. */
  nextDue(printer: string, after: Date): Promise<Date | undefined>;
  /** How many jobs are in the queue (PENDING) of each printer that has any, by AE title. */
  pendingByPrinter(): Promise<ReadonlyMap<string, number>>;
  /** Ids of the jobs of a printer in the queue, in its order. */
  pendingIds(printer: string): Promise<readonly string[]>;
  /** The first jobs in the queue of each printer, in its order; printers in the order of their AE titles. */
  firstPending(perPrinter: number): Promise<readonly Job[]>;
  /** Those of them that say that they wait for the device of a destination. */
  waitingIds(printer: string, destination: string): Promise<readonly string[]>;

  /** Those of the keys that a job refers to. */
  referencedBlobs(keys: readonly string[]): Promise<ReadonlySet<string>>;
  blobsOf(jobId: string): Promise<readonly string[]>;
  /** Those of the ids whose document is kept. */
  documented(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Jobs that are not finished, of everybody or of one, and the bytes of their pixels. */
  unfinished(owner?: JobOwner): Promise<{ readonly jobs: number; readonly byteLength: number }>;
  /** Bytes of pixels and documents of all jobs, the unfinished ones too. */
  payloadBytes(): Promise<number>;
  /** Payloads of finished jobs, of those that finished before a time or of all, those that finished first before the others. */
  oldestPayloads(limit: number, finishedBefore?: Date): Promise<readonly Payload[]>;
  /** Removes some of the jobs that finished before `time` and have no payload left; returns how many; 0: there are none. */
  removeFinished(time: Date): Promise<number>;
  /**
   * Compares what the store adds up as it goes (`counts`, `pendingByPrinter`, `payloadBytes`) with its jobs, corrects it and
   * returns what did not agree. Walks all jobs, without holding up other calls. One process at a time.
   */
  correctTotals(): Promise<readonly TotalDifference[]>;

  close(): Promise<void>;
}
