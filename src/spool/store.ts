// What the spool needs of a database, and no more: nothing above this interface shows which engine it is. Every write
// is durable when its promise resolves. Errors of the disk carry the system's codes whatever the engine: ENOSPC, EIO,
// EROFS.
import type { BlobRef, Film } from '../film.ts';
import type { Job, JobState } from './job-types.ts';

export interface JobFilter {
  readonly state?: JobState | undefined;
  /** AE title. */
  readonly printer?: string | undefined;
  /** At most this many, 100 when absent, 1000 at most. */
  readonly limit?: number | undefined;
  /** Only jobs accepted before the one with this id. */
  readonly before?: string | undefined;
}

/** Whose a job is; what is absent does not matter. */
export interface JobOwner {
  readonly callingAeTitle?: string;
  readonly peerAddress?: string;
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

export interface Store {
  /** Job, films and references to blobs, in one transaction. */
  insert(job: Job, films: readonly Film[], blobs: readonly BlobRef[]): Promise<void>;
  job(id: string): Promise<Job | undefined>;
  jobByUid(printJobUid: string): Promise<Job | undefined>;
  /** The newest job of this fingerprint that was accepted at `since` or later and has not failed. */
  jobByFingerprint(fingerprint: string, since: Date): Promise<Job | undefined>;
  /** Newest first. Reads no film. */
  jobs(filter: JobFilter): Promise<readonly Job[]>;
  films(jobId: string): Promise<readonly Film[]>;
  counts(): Promise<Readonly<Record<JobState, number>>>;
  newestId(): Promise<string | undefined>;

  /**
   * Reads the job, lets `change` make the next one of it and writes that, in one transaction. A job whose payload was
   * removed refers to no blob any more. Undefined when there is no such job; what `change` throws changes nothing.
   */
  update(id: string, change: (job: Job) => Job): Promise<JobChange | undefined>;
  /**
   * The same for the next job of a printer that may start: by priority, then age, those that wait for a retry only
   * after their time. Undefined when there is none. No two callers get the same job.
   */
  updateNext(printer: string, now: Date, change: (job: Job) => Job): Promise<JobChange | undefined>;
  /** The earliest time at which a job of the printer that waits for a retry may start. */
  nextDue(printer: string): Promise<Date | undefined>;

  /** Those of the keys that a job refers to. */
  referencedBlobs(keys: readonly string[]): Promise<ReadonlySet<string>>;
  blobsOf(jobId: string): Promise<readonly string[]>;
  /** Those of the ids whose document is kept. */
  documented(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Jobs that are not finished, of everybody or of one, and the bytes of their pixels. */
  unfinished(owner?: JobOwner): Promise<{ readonly jobs: number; readonly byteLength: number }>;
  /** Bytes of pixels and documents of all jobs, the unfinished ones too. */
  payloadBytes(): Promise<number>;
  /** Payloads of finished jobs, those that finished first before the others. */
  oldestPayloads(limit: number): Promise<readonly Payload[]>;
  /** Removes jobs that finished before `time` and have no payload left; returns how many. */
  removeFinished(time: Date): Promise<number>;

  close(): Promise<void>;
}
