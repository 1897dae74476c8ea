// The state of a spool that is neither row nor byte, as ports. One server has its spool alone (one-process.ts); several on
// one store need implementations that keep what is said here between all of them. Start at `Coordination`.
import type { BlobRef } from '../../shared/film/film.ts';
import type { ActionRecord, PausedPrinter } from '../job/actions.ts';
import type { Job } from '../job/job-types.ts';
import type { JobOwner } from '../store/store.ts';

/** The part of the queue that one client may take. Associations accepted at the same moment may pass it by one job each. */
export interface QueueShare extends JobOwner {
  readonly maxJobs: number;
}

/**
 * Paused printers. Between processes: a pause or resume is durable with its record when `set` resolves, and from then on
 * `has` and `all` of every process say it; where that takes a moment, claiming has to look into the store.
 */
export interface Pauses {
  /** Part of opening: what was paused before the start. */
  load(): Promise<void>;
  has(printer: string): boolean;
  all(): readonly PausedPrinter[];
  /** Pauses a printer, or resumes it with `undefined`, and writes the record. */
  set(printer: string, paused: PausedPrinter | undefined, record: ActionRecord): Promise<void>;
}

/**
 * Whether another job may wait. Between processes: jobs and bytes are counted over all of them. A few jobs too many at the
 * same moment are allowed, as many as there are associations; none may be refused while there is room.
 */
export interface Admission {
  /** Throws QueueFullRefusal when a job with these blobs would be one too many, of all or of the share. */
  admit(refs: readonly BlobRef[], share?: QueueShare): Promise<void>;
}

/**
 * Things that must not happen twice at once: accepting a request that may be a retry, printing again under one request id,
 * pausing. Between processes: at most one task of a key runs anywhere, one that waits runs after the writes of the one
 * before are visible to it, and a process that dies lets go of its keys.
 */
export interface Turns {
  /** Runs `task` when no other of this key runs. Throws what it throws. */
  inTurn<T>(key: string, task: () => Promise<T>): Promise<T>;
}

/**
 * Keeps blobs from being removed that are just being accepted. Between processes: no `alone` runs anywhere while a `shared`
 * runs anywhere, and a process that dies lets go.
 */
export interface KeepLock {
  shared<T>(task: () => Promise<T>): Promise<T>;
  alone<T>(task: () => Promise<T>): Promise<T>;
}

/** A job that changed; `before` is undefined for one just accepted. */
export type JobListener = (job: Job, before: Job | undefined) => void;

/**
 * Listeners of changes. Between processes: the listeners of each process get the changes of all, after they are durable,
 * those of one job in order, and at least once; after a gap (a lost connection) they read the store again.
 */
export interface Changes {
  jobChanged(job: Job, before: Job | undefined): void;
  /** A printer was paused or resumed. */
  printerChanged(aeTitle: string): void;
  /** There may be pending device cancellations. */
  deviceCancellationsChanged(): void;
  /** Each calls its listener until the returned function is called. */
  onJob(listener: JobListener): () => void;
  onPrinter(listener: (aeTitle: string) => void): () => void;
  onDeviceCancellations(listener: () => void): () => void;
}

/**
 * Jobs that are PRINTING without a run. Between processes: only those of processes that are known to have ended; a process
 * that is cut off must stop its work before others may take it up, or a film is printed twice.
 */
export interface AbandonedWork {
  /** Ids of some of them; none: there are no more. Those given back are not named again. */
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
