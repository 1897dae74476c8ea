// The spool's public interface: it receives blobs, makes jobs from requests, changes jobs, and notifies listeners. Its parts
// are spool-intake.ts (films enter), spool-changes.ts (what happens to jobs), spool-actions.ts and
// spool-reprints.ts (what users request) and spool-reader.ts (reading). Start at `openSpool`.
import type { TransitionRefusal } from '../shared/errors/request-refusals.ts';
import type { BlobRef } from '../shared/film/film.ts';
import type { Log } from '../shared/log/log.ts';
import { openFolderBlobs } from './blobs/folder/folder-blobs.ts';
import { openFolderDocuments } from './blobs/folder/folder-documents.ts';
import type { Blobs } from './blobs/blobs.ts';
import type { Documents } from './blobs/documents.ts';
import type { AbandonedWork, Coordination, JobListener } from './coordination/coordination.ts';
import { oneProcess, type QueueLimits } from './coordination/one-process.ts';
import type {
  ActionResult,
  DeviceCancellation,
  JobAction,
  PausedPrinter,
  ReprintOptions,
} from './job/actions.ts';
import { idMaker } from './job/ids.ts';
import type { Job, JobDestination } from './job/job-types.ts';
import { SpoolActions } from './spool-actions.ts';
import { SpoolReprints } from './spool-reprints.ts';
import { spoolChanges } from './spool-changes.ts';
import { spoolIntake } from './spool-intake.ts';
import { spoolReader } from './spool-reader.ts';
import { spoolRemoval } from './spool-removal.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import { storeFile } from './store/sqlite/store-files.ts';
import type { Store } from './store/store.ts';
import { Housekeeping } from './upkeep/housekeeping.ts';
import { defaultRetention, type RetentionLimits } from './upkeep/retention.ts';

export interface SpoolOptions {
  /** The spool's part of a data folder that this process holds (data-folder.ts). */
  readonly folder: string;
  /** The destinations of a printer, by AE title: a job gets one delivery for each. Undefined: there is no such printer. */
  readonly destinations: (printer: string) => readonly JobDestination[] | undefined;
  /** Whether jobs may be sent to a printer that has destinations; default: yes. One that is being removed only finishes its own. */
  readonly acceptsFilms?: (printer: string) => boolean;
  /** Maximum wait for a retry. A longer wait was computed with a wrong clock and is ignored. Default: one hour. */
  readonly maxWaitSeconds?: () => number;
  readonly retention?: RetentionLimits;
  /** Limits of the queue; default: limited only by the disk. */
  readonly queue?: QueueLimits;
  readonly log: Log;
  readonly now?: () => Date;
  /** An engine to use instead of SQLite in the folder. */
  readonly store?: Store;
  /** Default: this process does not share the spool. */
  readonly coordination?: (store: Store) => Coordination;
}

/** What `openSpool` makes. */
export type Spool = ReturnType<typeof spoolOf>['spool'];

/**
 * Opens the spool. Jobs that a crashed server left in progress are PENDING again when it resolves.
 * Throws SetupFailure 'data-folder-unusable' and the system's errors.
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { folder, queue, log, now = () => new Date(), maxWaitSeconds = () => 3600 } = options;
  const blobs = await openFolderBlobs(folder, now);
  const documents = await openFolderDocuments(folder);
  const store = options.store ?? (await openSqliteStore(storeFile(folder)));
  const coordination = options.coordination?.(store) ?? oneProcess({ store, queue, log });
  const { spool, housekeeping } = spoolOf({
    ...options,
    now,
    blobs,
    documents,
    store,
    coordination,
    newId: idMaker(3, now, await store.newestId()),
    maxWaitMs: () => maxWaitSeconds() * 1000,
  });
  await coordination.pauses.load();
  const recovered = await giveBackAbandoned(coordination.abandoned, spool.applyToAll);
  if (recovered > 0) log.info('spool.recovered', { jobs: recovered });
  housekeeping.start();
  return spool;
}

/** Makes jobs that were left PRINTING PENDING again; returns their number. */
async function giveBackAbandoned(abandoned: AbandonedWork, applyToAll: Spool['applyToAll']): Promise<number> {
  for (let recovered = 0; ;) {
    const ids = await abandoned.some();
    if (ids.length === 0) return recovered;
    await applyToAll(ids, { kind: 'interrupted', by: 'crash' });
    recovered += ids.length;
  }
}

interface SpoolParts extends Omit<SpoolOptions, 'coordination'> {
  readonly now: () => Date;
  readonly blobs: Blobs;
  readonly documents: Documents;
  readonly store: Store;
  readonly coordination: Coordination;
  /** Ids of jobs. */
  readonly newId: () => string;
  readonly maxWaitMs: () => number;
}

/** The functions of a spool, from its parts; callers need not know which part has which function. */
function spoolOf(parts: SpoolParts) {
  const { store, coordination } = parts;
  const { changes, turns, pauses } = coordination;

  const notify = (job: Job, before: Job | undefined): void => {
    if (job === before) return;
    changes.jobChanged(job, before);
    const left = before?.deliveries.some(({ receipt, state }) => receipt !== null && state !== 'DONE');
    if (left && (job.reason === 'job-cancelled' || job.reason === 'queued' || job.reason === 'held'))
      changes.deviceCancellationsChanged();
    if (job.finishedAt && !job.payloadRemovedAt) housekeeping.requestRetention();
  };
  const happening = spoolChanges({ ...parts, notify });
  const removal = spoolRemoval({ ...parts, apply: happening.apply });
  const housekeeping = new Housekeeping({
    ...parts,
    limits: parts.retention ?? defaultRetention,
    lock: coordination.keepLock,
    removePayload: removal.removePayload,
  });
  const actionParts = { ...parts, newRecordId: idMaker(7, parts.now), notify };
  const actions = new SpoolActions(actionParts);
  const reprints = new SpoolReprints(actionParts);
  const recordOf: SpoolActions['recordOf'] = (jobId, note) => actions.recordOf(jobId, note);

  const spool = {
    ...spoolReader(parts),
    ...spoolIntake({ ...parts, recordOf, notify }),
    ...happening,
    /** Runs tasks one after another, by key, when they must not run twice at once (coordination.ts). */
    turns,

    /** Removes blobs, except those that a job refers to. */
    discardBlobs: async (refs: readonly BlobRef[]): Promise<void> => {
      if (refs.length > 0) await removal.removeUnreferenced(refs.map((ref) => ref.key));
    },

    /**
     * Performs an action that a user requests for a job. Idempotent: the result says whether anything changed. `who` is the
     * requester's name for the record.
     * Throws UnknownJobRefusal, UnknownPrinterRefusal, TransitionRefusal when the job's state forbids the action, and the
     * system's errors.
     */
    act: (jobId: string, action: JobAction, who: string): Promise<ActionResult> =>
      actions.act(jobId, action, who),

    /**
     * The same for several jobs, by id: the result, or the refusal where a job's state forbids the action. Unknown jobs are left
     * out. Throws UnknownPrinterRefusal, and the system's errors.
     */
    actOnAll: (
      ids: readonly string[],
      action: JobAction,
      who: string,
    ): Promise<ReadonlyMap<string, ActionResult | TransitionRefusal>> => actions.actOnAll(ids, action, who),

    /**
     * Makes a new job with the films of another, whatever its state. Requests with the same `requestId` make one job.
     * Throws UnknownJobRefusal, UnknownPrinterRefusal, PixelsRemovedRefusal when its pixels were removed, RequestReuseRefusal
     * for a `requestId` that was used with other options, QueueFullRefusal, and the system's errors.
     */
    reprint: (jobId: string, options: ReprintOptions, who: string): Promise<Job> =>
      reprints.reprint(jobId, options, who),

    /** Moves all queued jobs of a printer to another; jobs that are being printed stay. Throws UnknownPrinterRefusal. */
    moveQueue: (from: string, to: string, who: string): Promise<readonly Job[]> =>
      actions.moveQueue(from, to, who),

    /**
     * Moves a waiting job before another one of its printer and priority; null: behind all of its priority. Throws
     * UnknownPrinterRefusal, UnknownJobRefusal, RequestRefusal `not-possible`, and the system's errors.
     */
    orderQueue: (printer: string, jobId: string, before: string | null, who: string): Promise<ActionResult> =>
      actions.order(printer, jobId, before, who),

    /**
     * Pauses a printer: no more of its jobs are started; those in progress finish. False: it was paused already. Throws
     * UnknownPrinterRefusal.
     */
    pausePrinter: (aeTitle: string, who: string): Promise<boolean> => actions.pause(aeTitle, who),

    /** False: it was not paused. Throws UnknownPrinterRefusal. */
    resumePrinter: (aeTitle: string, who: string): Promise<boolean> => actions.resume(aeTitle, who),

    pausedPrinters: (): readonly PausedPrinter[] => pauses.all(),

    /** Records that a device holds a job that is no longer wanted. */
    cancelOnDevice: async (cancellation: DeviceCancellation): Promise<void> => {
      await store.actions.addDeviceCancellation(cancellation);
      changes.deviceCancellationsChanged();
    },

    /** The device no longer has the job; `detail` is added to the history of the job. */
    cancelledOnDevice: (cancellation: DeviceCancellation, detail: string): Promise<void> =>
      actions.cancelledOnDevice(cancellation, detail),

    /** A device had already printed a job that is no longer wanted; `detail` is added to the history of the job. */
    cameOut: (jobId: string, detail: string): Promise<void> => actions.cameOut(jobId, detail),

    /** Calls `listener` after every change, in the order of the changes, until the returned function is called. */
    onChange: (listener: JobListener): (() => void) => changes.onJob(listener),

    /** Calls `listener` after a printer was paused or resumed, until the returned function is called. */
    onPrinterChange: (listener: (aeTitle: string) => void): (() => void) => changes.onPrinter(listener),

    /** Calls `listener` when there may be deviceCancellations, until the returned function is called. */
    onDeviceCancellations: (listener: () => void): (() => void) => changes.onDeviceCancellations(listener),

    /** Resolves when the housekeeping in progress is done. */
    housekept: (): Promise<void> => housekeeping.done(),

    /** Stops housekeeping and closes the store. No other call may be in progress. */
    close: async (): Promise<void> => {
      await housekeeping.stop();
      await store.close();
    },
  };
  return { spool, housekeeping };
}
