// The shared state of a spool that is neither a row nor a blob, as ports. For a server that does not share its spool,
// one-process.ts implements them. Several servers on one store need implementations that keep these promises between all of
// them. Start at `Coordination`.
import type { BlobRef } from '../../shared/film/film.ts';
import type { ActionRecord, PausedPrinter } from '../job/actions.ts';
import type { Job } from '../job/job-types.ts';
import type { JobOwner } from '../store/store.ts';

/** The part of the queue that one client may fill. Associations accepted at the same moment may exceed it by one job each. */
export interface QueueShare extends JobOwner {
  readonly maxJobs: number;
}

/**
 * Paused printers. Between processes: when `set` resolves, the pause or resume is durable together with its record, and from
 * then on `has` and `all` return it in every process. Where that takes time, claiming a job must read the store.
 */
export interface Pauses {
  /** Part of opening the spool: the printers that were paused before the start. */
  load(): Promise<void>;
  has(printer: string): boolean;
  all(): readonly PausedPrinter[];
  /** Pauses a printer, or resumes it with `undefined`, and writes the record. */
  set(printer: string, paused: PausedPrinter | undefined, record: ActionRecord): Promise<void>;
}

/**
 * Whether another job may enter the queue. Between processes: jobs and bytes are counted over all processes. A few jobs too
 * many at the same moment are acceptable, at most one per association. No job may be refused while there is room.
 */
export interface Admission {
  /** Throws QueueFullRefusal when a job with these blobs would exceed the limits of the queue or of the share. */
  admit(refs: readonly BlobRef[], share?: QueueShare): Promise<void>;
}

/**
 * Serializes tasks that must not run twice at once: accepting a request that may be a duplicate, printing again under one
 * request id, pausing a printer. Between processes: at most one task of a key runs in all processes; a waiting task runs once
 * the writes of the previous one are visible to it; and a process that ends releases its keys.
 */
export interface Turns {
  /** Runs `task` when no other task of this key runs. Throws what it throws. */
  inTurn<T>(key: string, task: () => Promise<T>): Promise<T>;
}

/**
 * Prevents the removal of blobs that are being accepted. Between processes: no `alone` runs in any process while a `shared` with
 * one of its blobs runs in any, and a process that ends releases what it holds.
 */
export interface KeepLock {
  /** @param blobKeys the blobs that become those of a job */
  shared<T>(blobKeys: readonly string[], task: () => Promise<T>): Promise<T>;
  /** @param blobKeys the blobs that may be removed */
  alone<T>(blobKeys: readonly string[], task: () => Promise<T>): Promise<T>;
}

/** A job that changed; `before` is undefined for a job that was just accepted. */
export type JobListener = (job: Job, before: Job | undefined) => void;

/**
 * Listeners of changes. Between processes: the listeners of each process receive the changes of all processes, after they are
 * durable, at least once, and in order for each job. After a gap (a lost connection) they read the store again.
 */
export interface Changes {
  jobChanged(job: Job, before: Job | undefined): void;
  /** A printer was paused or resumed. */
  printerChanged(aeTitle: string): void;
  /** There may be pending device cancellations. */
  deviceCancellationsChanged(): void;
  /** These methods call the listener until the returned function is called. */
  onJob(listener: JobListener): () => void;
  onPrinter(listener: (aeTitle: string) => void): () => void;
  onDeviceCancellations(listener: () => void): () => void;
}

/**
 * Jobs that are PRINTING without a run. Between processes: only jobs of processes that are known to have ended. A process
 * that is cut off must stop its work before others take it over; otherwise a film is printed twice.
 */
export interface AbandonedWork {
  /** Ids of some of these jobs; an empty list means there are no more. Jobs that are PENDING again are not returned again. */
  some(): Promise<readonly string[]>;
}

export interface Coordination {
  readonly pauses: Pauses;
  readonly admission: Admission;
  readonly turns: Turns;
  readonly keepLock: KeepLock;
  readonly changes: Changes;
  readonly abandoned: AbandonedWork;
}
