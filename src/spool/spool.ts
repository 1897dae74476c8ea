// The spool's public face: blobs come in, requests become jobs, jobs change, and whoever wants to know is told.
// Start at `openSpool`. The promise it keeps: when `accept` resolves, the job's row and every byte it needs are on
// disk, synced; when it throws, there is no job.
import {
  blobsOf,
  type BlobReader,
  type BlobRef,
  type BlobWriter,
  type PrintRequest,
} from '../shared/film/film.ts';
import { Subscribers } from '../shared/subscribers.ts';
import type { Log } from '../shared/log/log.ts';
import type {
  ActionEntry,
  ActionResult,
  JobAction,
  PausedPrinter,
  ReprintOptions,
  DeviceCancellation,
} from './job/actions.ts';
import { openFolderBlobs } from './blobs/folder/folder-blobs.ts';
import { openFolderDocuments } from './blobs/folder/folder-documents.ts';
import { SharedLock } from '../shared/gate.ts';
import { Housekeeping } from './upkeep/housekeeping.ts';
import { idMaker } from './job/ids.ts';
import { newJob, transition } from './job/job.ts';
import type { Job, JobDestination, JobEvent } from './job/job-types.ts';
import { enforceQueue, enforceShare, type QueueLimits, type QueueShare } from './queue-limits.ts';
import { recoverJobs } from './upkeep/recovery.ts';
import { defaultRetention, type RetentionLimits } from './upkeep/retention.ts';
import { SpoolActions } from './spool-actions.ts';
import { SpoolReader, type SpoolReaderParts } from './spool-reader.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import { storeFile } from './store/sqlite/store-files.ts';
import type { Store } from './store/store.ts';
import { UnknownJob } from './job/unknown.ts';

export interface SpoolOptions {
  /** The spool's part of a data folder that this process holds (data-folder.ts). */
  readonly folder: string;
  /** The destinations of a printer, by AE title: a job gets a delivery for each. Undefined: there is no such printer. */
  readonly destinations: (printer: string) => readonly JobDestination[] | undefined;
  /** No delivery waits longer for a retry; a job that would was timed by a clock that was wrong. Default: an hour. */
  readonly maxWaitSeconds?: number;
  readonly retention?: RetentionLimits;
  /** What may wait at once; default: no bound but the disk. */
  readonly queue?: QueueLimits;
  readonly log: Log;
  readonly now?: () => Date;
  /** Another engine than SQLite in the folder. */
  readonly store?: Store;
}

/** A job that changed; `before` is undefined for one just accepted. */
export type JobListener = (job: Job, before: Job | undefined) => void;

/**
 * Opens the spool; what a server that crashed had half done is PENDING again when it resolves.
 * Throws SetupFailure 'data-folder-unusable' and the system's errors.
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const now = options.now ?? (() => new Date());
  const blobs = await openFolderBlobs(options.folder, now);
  const documents = await openFolderDocuments(options.folder);
  const store = options.store ?? (await openSqliteStore(storeFile(options.folder)));
  const spool = new Spool({
    ...options,
    now,
    blobs,
    documents,
    store,
    newId: idMaker(3, now, await store.newestId()),
    newRecordId: idMaker(7, now),
  });
  await spool.recover();
  spool.startHousekeeping();
  return spool;
}

interface SpoolParts extends SpoolOptions, SpoolReaderParts {
  readonly now: () => Date;
  readonly store: Store;
  readonly newId: () => string;
  readonly newRecordId: () => string;
}

export class Spool extends SpoolReader {
  readonly #parts: SpoolParts;
  readonly #changes: Subscribers<Parameters<JobListener>>;
  /** Accepting shares it, removing blobs takes it alone: nothing is removed that is just being accepted. */
  readonly #lock = new SharedLock();
  readonly #housekeeping: Housekeeping;
  readonly #actions: SpoolActions;
  readonly #printerChanges: Subscribers<[printer: string]>;
  readonly #deviceCancellations: Subscribers<[]>;

  /** Use `openSpool`. */
  constructor(parts: SpoolParts) {
    super(parts);
    this.#parts = parts;
    this.#changes = new Subscribers(parts.log, 'spool.listener-failed');
    this.#printerChanges = new Subscribers(parts.log, 'spool.listener-failed');
    this.#deviceCancellations = new Subscribers(parts.log, 'spool.listener-failed');
    this.#housekeeping = new Housekeeping({
      ...{ ...parts, limits: parts.retention ?? defaultRetention, lock: this.#lock },
      removePayload: (jobId) => this.#removePayload(jobId),
    });
    this.#actions = new SpoolActions({
      ...{ ...parts, lock: this.#lock },
      enforceQueue: async (refs) => {
        if (parts.queue) await enforceQueue(parts.store, parts.queue, refs);
      },
      notify: (job, before) => {
        this.#notify(job, before);
      },
      printerChanged: (printer) => {
        this.#printerChanges.notify(printer);
      },
    });
  }

  /** Begins a blob. Throws the system's error. */
  readonly openBlob = (): Promise<BlobWriter> => this.#parts.blobs.open();
  /** Opens a finished blob, accepted or not. Throws JobFailure 'pixels-missing', and the system's errors. */
  readonly openBlobReader = (ref: BlobRef): Promise<BlobReader> => this.#parts.blobs.openReader(ref);

  /** Removes blobs, except those that a job refers to. */
  async discardBlobs(refs: readonly BlobRef[]): Promise<void> {
    if (refs.length > 0) await this.#removeUnreferenced(refs.map((ref) => ref.key));
  }

  /**
   * Makes the request a job; when it resolves, the job outlives a power failure. When it throws there is no job, and
   * the blobs are still the caller's, to try again or to discard.
   * `note` begins its history.
   * Throws QueueFull, JobFailure 'pixels-missing' for blobs that are not here, and the system's errors (ENOSPC, EIO …).
   */
  async accept(
    request: PrintRequest,
    share?: QueueShare,
    note?: Pick<ActionEntry, 'who' | 'action' | 'detail'>,
  ): Promise<Job> {
    const { blobs, store, newId, destinations, now, queue } = this.#parts;
    const refs = blobsOf(request.films);
    if (queue) await enforceQueue(store, queue, refs);
    if (share) await enforceShare(store, share);
    await blobs.synced(refs);
    const job = await this.#lock.shared(async () => {
      await blobs.keep(refs);
      const accepted = newJob(request, {
        id: newId(),
        destinations: destinations(request.printer) ?? [],
        at: now(),
      });
      const records = note ? [this.#actions.recordOf(accepted.id, note)] : [];
      await store.insert({ job: accepted, films: request.films, blobs: refs, records });
      return accepted;
    });
    this.#notify(job, undefined);
    return job;
  }

  /** Lets something happen to a job. Throws UnknownJob, IllegalTransition, and the system's errors. */
  async apply(jobId: string, event: JobEvent): Promise<Job> {
    const { store, now } = this.#parts;
    const change = await store.update(jobId, (job) => transition(job, event, now()));
    if (!change) throw new UnknownJob(jobId);
    this.#notify(change.after, change.before);
    return change.after;
  }

  /** The same for several jobs, at once; ids of none are left out. Throws IllegalTransition, and the system's errors. */
  async applyToAll(jobIds: readonly string[], event: JobEvent): Promise<void> {
    const { store, now } = this.#parts;
    const changes = await store.updateAll(jobIds, (job) => transition(job, event, now()));
    for (const { after, before } of changes) this.#notify(after, before);
  }

  /**
   * Does what a person asks of a job; repeated, it changes nothing, and says so. `who` is a name for the record.
   * Throws UnknownJob, UnknownPrinter, IllegalTransition when the job's state forbids it, and the system's errors.
   */
  async act(jobId: string, action: JobAction, who: string): Promise<ActionResult> {
    return this.#actions.act(jobId, action, who);
  }

  /**
   * Makes a new job of the films of another, whatever its state; asked twice under one `requestId`, once.
   * Throws UnknownJob, UnknownPrinter, NotKept when its pixels are gone, RequestReused for a `requestId` that was used with
   * other options, QueueFull, and the system's errors.
   */
  async reprint(jobId: string, options: ReprintOptions, who: string): Promise<Job> {
    return this.#actions.reprint(jobId, options, who);
  }

  /** Moves all jobs in the queue of a printer to another; those being printed stay. Throws UnknownPrinter. */
  async moveQueue(from: string, to: string, who: string): Promise<readonly Job[]> {
    return this.#actions.moveQueue(from, to, who);
  }

  /** From now on nothing of the printer is started; what is under way ends. False: it was so. Throws UnknownPrinter. */
  async pausePrinter(aeTitle: string, who: string): Promise<boolean> {
    return this.#actions.pause(aeTitle, who);
  }

  /** False: it was not paused. Throws UnknownPrinter. */
  async resumePrinter(aeTitle: string, who: string): Promise<boolean> {
    return this.#actions.resume(aeTitle, who);
  }

  pausedPrinters(): readonly PausedPrinter[] {
    return this.#actions.paused;
  }

  /** Calls `listener` after a printer was paused or resumed, until the returned function is called. */
  onPrinterChange(listener: (aeTitle: string) => void): () => void {
    return this.#printerChanges.add(listener);
  }

  /** Notes that a device holds a job which nobody wants any more. */
  async cancelOnDevice(cancellation: DeviceCancellation): Promise<void> {
    await this.#parts.store.actions.addDeviceCancellation(cancellation);
    this.#deviceCancellations.notify();
  }

  /** The device has it no more; `detail` goes into the history of the job. */
  async cancelledOnDevice(cancellation: DeviceCancellation, detail: string): Promise<void> {
    await this.#actions.cancelledOnDevice(cancellation, detail);
  }

  /** A device had printed what nobody wants any more, and cannot take it back; `detail` goes into the history of the job. */
  async cameOut(jobId: string, detail: string): Promise<void> {
    await this.#actions.cameOut(jobId, detail);
  }

  /** Calls `listener` when there may be deviceCancellations, until the returned function is called. */
  onDeviceCancellations(listener: () => void): () => void {
    return this.#deviceCancellations.add(listener);
  }

  /**
   * Takes up the next job of a printer that is not paused: what a device has begun with, then HIGH before MED before LOW,
   * the older first. One that has deliveries only to destinations in `busy` stays. No two callers get the same.
   */
  async claim(printer: string, busy: readonly string[] = []): Promise<Job | undefined> {
    const { store, now } = this.#parts;
    if (this.#actions.isPaused(printer)) return undefined;
    const at = now();
    const filter = { now: at, latest: new Date(at.getTime() + this.maxWaitMs), busy };
    const change = await store.updateNext(printer, filter, (job) => transition(job, { kind: 'started' }, at));
    if (change) this.#notify(change.after, change.before);
    return change?.after;
  }

  /** Calls `listener` after every change, in the order of the changes, until the returned function is called. */
  onChange(listener: JobListener): () => void {
    return this.#changes.add(listener);
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
    await this.#actions.load();
    const recovered = await recoverJobs(store, (ids, event) => this.applyToAll(ids, event));
    if (recovered > 0) log.info('spool.recovered', { jobs: recovered });
    return recovered;
  }

  /** Part of opening. */
  startHousekeeping(): void {
    this.#housekeeping.start();
  }

  #notify(job: Job, before: Job | undefined): void {
    if (job === before) return;
    this.#changes.notify(job, before);
    const left = before?.deliveries.some(({ receipt, state }) => receipt !== null && state !== 'DONE');
    if (left && (job.reason === 'job-cancelled' || job.reason === 'queued' || job.reason === 'held'))
      this.#deviceCancellations.notify();
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
