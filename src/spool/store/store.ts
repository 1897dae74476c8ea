// The interface of a store engine: what the spool needs of a database, and no more. No caller depends on the engine. Every
// write is durable when its promise resolves. Disk errors carry the system's codes whatever the engine: ENOSPC, EIO, EROFS.
import type { BlobRef, Film } from '../../shared/film/film.ts';
import type { JobSubjects } from '../../shared/film/subjects.ts';
import type { PrinterStateStore } from './state-store.ts';
import type { ActionRecord, PausedPrinter, DeviceCancellation } from '../job/actions.ts';
import type { Job, JobOutline, JobState, JobStatus } from '../job/job-types.ts';

/** A state, or a reason within it. */
export interface StateFilter {
  readonly state: JobState;
  readonly reason?: JobStatus['reason'] | undefined;
}

/** The size of a long list. */
export interface JobTally {
  readonly total: number;
  /** Ids of the first rows of its pages. */
  readonly marks: readonly string[];
}

export interface JobFilter {
  readonly state?: JobState | undefined;
  /** Reason within the state. */
  readonly reason?: JobStatus['reason'] | undefined;
  /** Only jobs in one of these states; instead of `state` and `reason`. */
  readonly anyOf?: readonly StateFilter[] | undefined;
  /** AE title. */
  readonly printer?: string | undefined;
  /** Only jobs of these printers; none with an empty list. */
  readonly printers?: readonly string[] | undefined;
  /** Only jobs whose ids start with this. */
  readonly idBeginning?: string | undefined;
  /** Maximum number of jobs; default: 100, maximum: 1000. */
  readonly limit?: number | undefined;
  /** Only jobs accepted before the one with this id. */
  readonly before?: string | undefined;
  /** Only the job with this id, and jobs accepted before it. */
  readonly from?: string | undefined;
  /** Calling AE title, compared without case. */
  readonly client?: string | undefined;
  /** Accepted at this time or later. */
  readonly since?: Date | undefined;
  /** Accepted before this time. */
  readonly until?: Date | undefined;
}

/** A job that a search found, with its subjects. */
export interface FoundJob {
  readonly job: Job;
  readonly subjects: JobSubjects;
}

export interface FoundJobs {
  /** Newest first. */
  readonly found: readonly FoundJob[];
  /** There may be older jobs: search again with `before` set to this id. Undefined: there are no more. */
  readonly next: string | undefined;
}

/** The owner of a job; an omitted property matches all. */
export interface JobOwner {
  readonly callingAeTitle?: string;
  readonly peerAddress?: string;
}

/** A new job with what belongs to it. */
export interface JobEntry {
  readonly job: Job;
  readonly films: readonly Film[];
  /** The blobs it refers to, kept until its payload is removed. */
  readonly blobs: readonly BlobRef[];
  /** Entries that start its history, or are added to the histories of others; default: none. */
  readonly records?: readonly ActionRecord[];
}

/** A job before and after a change. The same object twice: nothing changed. */
export interface JobChange {
  readonly before: Job;
  readonly after: Job;
}

/** Pixels and document of a finished job, with their size for retention. */
export interface Payload {
  readonly jobId: string;
  readonly byteLength: number;
  readonly finishedAt: Date;
}

/** A sum that did not agree with the jobs. */
export interface TotalDifference {
  /** A description for the log: `jobs DONE of HARDCOPY`. */
  readonly what: string;
  /** The jobs' sum minus the stored total. */
  readonly difference: number;
}

/** The properties by which finished jobs are counted. */
export type CountKey = 'day' | 'printer' | 'client' | 'medium' | 'state' | 'reason' | 'statusInfo';

export type CountKeys = readonly [CountKey, ...CountKey[]];

/** A range of days of the server's time zone, `2026-11-30`, both included. */
export interface DayRange {
  readonly since: string;
  readonly until: string;
  /** AE titles; default: all. */
  readonly printers?: readonly string[] | undefined;
}

/** A number of finished jobs; the other keys are empty. */
export interface DailyCount extends Readonly<Record<CountKey, string>> {
  readonly jobs: number;
  readonly films: number;
  /** Films times copies. */
  readonly sheets: number;
}

/** Which jobs of a printer may start. */
export interface ClaimFilter {
  readonly now: Date;
  /** A wait that ends later than this was computed with a wrong clock and counts as expired. */
  readonly latest: Date;
  /** Destinations that accept no jobs now. */
  readonly busy: readonly string[];
}

/** User actions, paused printers, and pending device cancellations. */
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
  /** The device no longer has the job: the cancellation is removed, and the record is added. */
  removeDeviceCancellation(cancellation: DeviceCancellation, record: ActionRecord): Promise<void>;
  /** Removes records of printers before `time`; records of a job are removed with the job. */
  removeBefore(time: Date): Promise<void>;
}

export interface Store {
  readonly actions: ActionStore;
  readonly states: PrinterStateStore;
  /** Resolves when the engine has ended unexpectedly: every call fails from then on. Never rejects. */
  readonly lost: Promise<Error>;

  /** In one transaction. Throws for an id or a Print Job UID that exists already; then nothing is written. */
  insert(entry: JobEntry): Promise<void>;
  job(id: string): Promise<Job | undefined>;
  jobByUid(printJobUid: string): Promise<Job | undefined>;
  /** The newest job of this fingerprint that was accepted at `since` or later and has not failed. */
  jobByFingerprint(fingerprint: string, since: Date): Promise<Job | undefined>;
  /** Newest first. Reads no film. */
  jobs(filter: JobFilter): Promise<readonly Job[]>;
  /** The same without their deliveries; times compare with the ids. Delays no other call. */
  jobPage(filter: JobFilter): Promise<readonly JobOutline[]>;
  /**
   * How many jobs match, and the id of the first of every `every` rows (0: none). `before`, `from` and `limit` are ignored. Delays
   * no other call.
   */
  tally(filter: JobFilter, every: number): Promise<JobTally>;
  /**
   * The jobs with every word of `text` in their subjects, each in any part of a word; see search-words.ts. A text without
   * words finds none. Examines a limited number of jobs: an answer with fewer than `limit` jobs may have more after it.
   */
  search(text: string, filter: JobFilter): Promise<FoundJobs>;
  /** The job that prints `jobId` again because of the request of this name. */
  reprintOf(jobId: string, requestId: string): Promise<Job | undefined>;
  /**
   * Finished jobs of a range of days, counted by some keys and sorted by them. Removed jobs are counted too, for three years.
   * Delays no other call.
   */
  dailyCounts(range: DayRange, by: CountKeys, limit: number): Promise<readonly DailyCount[]>;
  /** Empty once the payload was removed. */
  films(jobId: string): Promise<readonly Film[]>;
  /** The subjects of the job's films; undefined when none are known, or once the payload was removed. */
  subjects(jobId: string): Promise<JobSubjects | undefined>;
  counts(): Promise<Readonly<Record<JobState, number>>>;
  newestId(): Promise<string | undefined>;

  /**
   * Reads the job, passes it to `change` and writes the job that `change` returns, in one transaction. A job whose payload
   * was removed no longer refers to blobs; the device cancellations that it requires (`deviceCancellationsOf`) are recorded.
   * `record` is written with a change. Undefined when there is no such job. If `change` throws, nothing is written.
   */
  update(
    id: string,
    change: (job: Job) => Job,
    record?: (before: Job) => ActionRecord,
  ): Promise<JobChange | undefined>;
  /**
   * The same for several jobs, in one transaction and in the order of `ids`. Jobs that do not exist are left out, and each
   * job has its own `record`. Other calls wait meanwhile: split a long list.
   */
  updateAll(
    ids: readonly string[],
    change: (job: Job) => Job,
    record?: (before: Job) => ActionRecord,
  ): Promise<readonly JobChange[]>;
  /**
   * The same for the next job of a printer that may start: first a job that a device has started, then by priority, then by
   * age. A job that waits for a retry may start only after its time; a job with deliveries to make, only if one is due and
   * its destination is not busy. Undefined when there is none. No two callers get the same job.
   */
  updateNext(printer: string, filter: ClaimFilter, change: (job: Job) => Job): Promise<JobChange | undefined>;
  /** The earliest time after `after` at which a job of the printer that waits for a retry may start. */
  nextDue(printer: string, after: Date): Promise<Date | undefined>;
  /** Number of queued (PENDING) jobs per printer that has any, by AE title. */
  pendingByPrinter(): Promise<ReadonlyMap<string, number>>;
  /** Ids of the queued jobs of a printer, in order. */
  pendingIds(printer: string): Promise<readonly string[]>;
  /** The first `limit` queued jobs of a printer, in order. Delays no writer. */
  queuePage(printer: string, limit: number): Promise<readonly JobOutline[]>;
  /**
   * The sort key of the last waiting job of the same printer and priority that precedes `below` (undefined: of all), other than the
   * job itself.
   */
  keyBefore(job: Job, below: string | undefined): Promise<string | undefined>;
  /** The first queued jobs of each printer, in order; printers sorted by AE title. */
  firstPending(perPrinter: number): Promise<readonly Job[]>;
  /** Ids of those that show that they wait for the device of a destination. */
  waitingIds(printer: string, destination: string): Promise<readonly string[]>;

  /** Those of the keys that a job refers to. */
  referencedBlobs(keys: readonly string[]): Promise<ReadonlySet<string>>;
  blobsOf(jobId: string): Promise<readonly string[]>;
  /** Those of the ids whose document is kept. */
  documented(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** The number of unfinished jobs, of all owners or of one, and the bytes of their pixels. */
  unfinished(owner?: JobOwner): Promise<{ readonly jobs: number; readonly byteLength: number }>;
  /** Bytes of pixels and documents of all jobs, including unfinished ones. */
  payloadBytes(): Promise<number>;
  /** Payloads of finished jobs, first finished first; with a time, only of jobs that finished before it. */
  oldestPayloads(limit: number, finishedBefore?: Date): Promise<readonly Payload[]>;
  /** Removes some of the jobs that finished before `time` and have no payload; returns their number; 0: none are left. */
  removeFinished(time: Date): Promise<number>;
  /**
   * Compares the running totals (`counts`, `pendingByPrinter`, `payloadBytes`) with the jobs, corrects them and returns the
   * differences. Reads all jobs, without delaying other calls. Only one process at a time may do this.
   */
  correctTotals(): Promise<readonly TotalDifference[]>;

  close(): Promise<void>;
}
