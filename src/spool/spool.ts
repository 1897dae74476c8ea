// The spool's public face: blobs come in, requests become jobs, jobs change, and whoever wants to know is told.
// Start at `openSpool`. The promise it keeps: when `accept` resolves, the job's row and every byte it needs are on
// disk, synced; when it throws, there is no job.
import path from 'node:path';
import { messageOf, QueueFull } from '../errors.ts';
import { blobsOf, type BlobRef, type BlobWriter, type Film, type PrintRequest } from '../film.ts';
import type { Log } from '../log.ts';
import { openBlobs, type Blobs } from './blobs.ts';
import { openDocuments, type Documents } from './documents.ts';
import { SharedLock } from './gate.ts';
import { Housekeeping } from './housekeeping.ts';
import { idMaker } from './ids.ts';
import { newJob, transition } from './job.ts';
import type { Job, JobEvent, JobState } from './job-types.ts';
import { defaultRetention, type RetentionLimits } from './retention.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { JobFilter, JobOwner, Store } from './store.ts';

/** Associations that are accepted at the same moment may pass it by one job each. */
export interface QueueLimits {
  readonly maxJobs: number;
  /** Of pixels. */
  readonly maxBytes: number;
}

/** The part of the queue that one client may take, bounded in the same way. */
export interface QueueShare extends JobOwner {
  readonly maxJobs: number;
}

export interface SpoolOptions {
  /** The spool's part of a data folder that this process holds (data-folder.ts). */
  readonly folder: string;
  /** Names of the destinations of a printer, by AE title: a job gets a delivery for each. */
  readonly destinations: (printer: string) => readonly string[];
  readonly retention?: RetentionLimits;
  /** What may wait at once; absent: no bound but the disk. */
  readonly queue?: QueueLimits;
  readonly log: Log;
  readonly now?: () => Date;
  /** Another engine than SQLite in the folder. */
  readonly store?: Store;
}

/** A job that changed; `before` is undefined for one just accepted. */
export type JobListener = (job: Job, before: Job | undefined) => void;

export class UnknownJob extends Error {
  constructor(id: string) {
    super(`there is no job ${id}`);
    this.name = 'UnknownJob';
  }
}

/**
 * Opens the spool; what a server that crashed had half done is PENDING again when it resolves.
 * Throws SetupFailure 'data-folder-unusable' and the system's errors.
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const now = options.now ?? (() => new Date());
  const blobs = await openBlobs(options.folder, now);
  const documents = await openDocuments(options.folder);
  const store = options.store ?? (await openSqliteStore(path.join(options.folder, 'jobs.db')));
  const spool = new Spool({
    ...options,
    now,
    blobs,
    documents,
    store,
    newId: idMaker(3, now, await store.newestId()),
  });
  await spool.recover();
  spool.startHousekeeping();
  return spool;
}

interface SpoolParts extends SpoolOptions {
  readonly now: () => Date;
  readonly blobs: Blobs;
  readonly documents: Documents;
  readonly store: Store;
  readonly newId: () => string;
}

export class Spool {
  readonly #parts: SpoolParts;
  readonly #listeners = new Set<JobListener>();
  /** Accepting shares it, removing blobs takes it alone: nothing is removed that is just being accepted. */
  readonly #lock = new SharedLock();
  readonly #housekeeping: Housekeeping;

  /** Use `openSpool`. */
  constructor(parts: SpoolParts) {
    this.#parts = parts;
    this.#housekeeping = new Housekeeping({
      ...{ ...parts, limits: parts.retention ?? defaultRetention, lock: this.#lock },
      removePayload: (jobId) => this.#removePayload(jobId),
    });
  }

  /** Begins a blob. Throws the system's error. */
  async openBlob(): Promise<BlobWriter> {
    return this.#parts.blobs.open();
  }

  /** Removes blobs, except those that a job refers to. */
  async discardBlobs(refs: readonly BlobRef[]): Promise<void> {
    if (refs.length > 0) await this.#removeUnreferenced(refs.map((ref) => ref.key));
  }

  /**
   * Makes the request a job; when it resolves, the job outlives a power failure. When it throws there is no job, and
   * the blobs are still the caller's, to try again or to discard.
   * Throws QueueFull, JobFailure 'pixels-missing' for blobs that are not here, and the system's errors (ENOSPC, EIO …).
   */
  async accept(request: PrintRequest, share?: QueueShare): Promise<Job> {
    const { blobs, store, newId, destinations, now } = this.#parts;
    const refs = blobsOf(request.films);
    await this.#heedQueue(refs);
    if (share) await this.#heedShare(share);
    await blobs.synced(refs);
    const job = await this.#lock.shared(async () => {
      await blobs.keep(refs);
      const accepted = newJob(request, {
        id: newId(),
        destinations: destinations(request.printer),
        at: now(),
      });
      await store.insert(accepted, request.films, refs);
      return accepted;
    });
    this.#tell(job, undefined);
    return job;
  }

  /** Throws QueueFull when another job would be one too many. */
  async #heedQueue(refs: readonly BlobRef[]): Promise<void> {
    const { queue, store } = this.#parts;
    if (!queue) return;
    const { jobs, byteLength } = await store.unfinished();
    if (jobs >= queue.maxJobs) throw new QueueFull(`${jobs} jobs wait, at most ${queue.maxJobs}`);
    const bytes = refs.reduce((sum, ref) => sum + ref.byteLength, byteLength);
    if (bytes > queue.maxBytes)
      throw new QueueFull(`${bytes} bytes of pixels wait, at most ${queue.maxBytes}`);
  }

  /** The same for another job of one client. */
  async #heedShare({ maxJobs, ...owner }: QueueShare): Promise<void> {
    const { jobs } = await this.#parts.store.unfinished(owner);
    if (jobs >= maxJobs) throw new QueueFull(`${jobs} jobs of this client wait, at most ${maxJobs}`);
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

  /** The films of a job, whole. */
  async films(jobId: string): Promise<readonly Film[]> {
    return this.#parts.store.films(jobId);
  }

  /** How many jobs there are in each state. */
  async counts(): Promise<Readonly<Record<JobState, number>>> {
    return this.#parts.store.counts();
  }

  /** Where the bytes of an accepted blob are. */
  blobPath(ref: BlobRef): string {
    return this.#parts.blobs.pathOf(ref.key);
  }

  /** Where the job's document is, once it has one (`job.document`). */
  documentPath(job: Pick<Job, 'id'>): string {
    return this.#parts.documents.pathOf(job.id);
  }

  /** The documents of all jobs: for who makes them. */
  get documents(): Documents {
    return this.#parts.documents;
  }

  /** Lets something happen to a job. Throws UnknownJob, IllegalTransition, and the system's errors. */
  async apply(jobId: string, event: JobEvent): Promise<Job> {
    const { store, now } = this.#parts;
    const change = await store.update(jobId, (job) => transition(job, event, now()));
    if (!change) throw new UnknownJob(jobId);
    this.#tell(change.after, change.before);
    return change.after;
  }

  /** Takes up the next job of a printer: HIGH before MED before LOW, the older first. No two callers get the same. */
  async claim(printer: string): Promise<Job | undefined> {
    const { store, now } = this.#parts;
    const at = now();
    const change = await store.updateNext(printer, at, (job) => transition(job, { kind: 'started' }, at));
    if (change) this.#tell(change.after, change.before);
    return change?.after;
  }

  /** When the next job of the printer that waits for a retry may start. */
  async nextDue(printer: string): Promise<Date | undefined> {
    return this.#parts.store.nextDue(printer);
  }

  /** Calls `listener` after every change, in the order of the changes, until the returned function is called. */
  onChange(listener: JobListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Resolves when the cleaning up that has begun is done. */
  async housekept(): Promise<void> {
    await this.#housekeeping.done();
  }

  /** Ends the cleaning up and closes the store. Nothing else may be under way. */
  async close(): Promise<void> {
    await this.#housekeeping.stop();
    await this.#parts.store.close();
  }

  /**
   * Gives back what a server that crashed was working on; returns how many jobs that were. Part of opening: later it
   * would take jobs from who has them.
   */
  async recover(): Promise<number> {
    const { store, log } = this.#parts;
    for (let recovered = 0; ;) {
      const left = await store.jobs({ state: 'PRINTING', limit: 1000 });
      for (const { id } of left) await this.apply(id, { kind: 'interrupted', by: 'crash' });
      recovered += left.length;
      if (left.length > 0) continue;
      if (recovered > 0) log.info('spool.recovered', { jobs: recovered });
      return recovered;
    }
  }

  /** Part of opening. */
  startHousekeeping(): void {
    this.#housekeeping.start();
  }

  #tell(job: Job, before: Job | undefined): void {
    if (job === before) return;
    for (const listener of this.#listeners) {
      try {
        listener(job, before);
      } catch (error) {
        this.#parts.log.error('spool.listener-failed', { job: job.id, error: messageOf(error) });
      }
    }
    if (job.finishedAt && !job.payloadRemovedAt) this.#housekeeping.askForRetention();
  }

  async #removePayload(jobId: string): Promise<void> {
    const { store, documents } = this.#parts;
    const keys = await store.blobsOf(jobId);
    await this.apply(jobId, { kind: 'payload-removed' });
    await this.#removeUnreferenced(keys);
    await documents.remove(jobId);
  }

  async #removeUnreferenced(keys: readonly string[]): Promise<void> {
    const { store, blobs } = this.#parts;
    await this.#lock.alone(async () => {
      const referenced = await store.referencedBlobs(keys);
      await blobs.remove(keys.filter((key) => !referenced.has(key)));
    });
  }
}
