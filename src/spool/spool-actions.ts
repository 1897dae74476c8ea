// Performs what a user requests for jobs and printers, and records the requester in the same transaction. The public
// interface is spool.ts; the actions are defined in actions.ts.
import {
  PixelsRemovedRefusal,
  PrinterRemovedRefusal,
  RequestReuseRefusal,
  TransitionRefusal,
  UnknownJobRefusal,
  UnknownPrinterRefusal,
} from '../shared/errors/request-refusals.ts';
import { blobsOf } from '../shared/film/film.ts';
import {
  actionDetail,
  actionNote,
  eventOf,
  nameOf,
  type ActionEntry,
  type ActionRecord,
  type ActionResult,
  type JobAction,
  type ReprintOptions,
  type DeviceCancellation,
} from './job/actions.ts';
import type { Coordination } from './coordination/coordination.ts';
import { newUid } from '../shared/uid.ts';
import { orderedKey } from './queue-order.ts';
import { reprintOf } from './job/new-job.ts';
import { transition } from './job/job.ts';
import { reprintChanges, reprintedFilms } from './job/reprint-films.ts';
import { unknownOf } from './job/job-status.ts';
import type { Job, JobDestination, JobEvent } from './job/job-types.ts';
import type { Store } from './store/store.ts';

/** Jobs changed in one transaction. Other writers wait for it, for some hundredths of a second. */
const changedAtOnce = 100;

export interface SpoolActionParts {
  readonly store: Store;
  readonly coordination: Pick<Coordination, 'pauses' | 'admission' | 'turns' | 'keepLock' | 'changes'>;
  readonly now: () => Date;
  /** Ids of jobs, and of records. */
  readonly newId: () => string;
  readonly newRecordId: () => string;
  readonly destinations: (printer: string) => readonly JobDestination[] | undefined;
  /** Whether jobs may be sent there; default: yes. */
  readonly acceptsFilms?: (printer: string) => boolean;
  readonly notify: (job: Job, before: Job | undefined) => void;
}

const reprintDetail = (jobId: string, options: ReprintOptions): string =>
  `Prints job ${jobId} again${reprintChanges(options)}.`;

export class SpoolActions {
  readonly #parts: SpoolActionParts;

  constructor(parts: SpoolActionParts) {
    this.#parts = parts;
  }

  async act(jobId: string, action: JobAction, who: string): Promise<ActionResult> {
    const { store, now } = this.#parts;
    const event = eventOf(action, action.kind === 'move' ? this.#targetOf(action.printer) : []);
    const change = await store.update(
      jobId,
      (job) => this.#requested(job, event, now()),
      (before) => this.#recordAction(who, action, before),
    );
    if (!change) throw new UnknownJobRefusal(jobId);
    this.#parts.notify(change.after, change.before);
    return { job: change.after, changed: change.after !== change.before };
  }

  /** The same for several jobs, some in each transaction; unknown jobs are left out. */
  async actOnAll(
    ids: readonly string[],
    action: JobAction,
    who: string,
  ): Promise<ReadonlyMap<string, ActionResult | TransitionRefusal>> {
    const { store, now } = this.#parts;
    const event = eventOf(action, action.kind === 'move' ? this.#targetOf(action.printer) : []);
    const results = new Map<string, ActionResult | TransitionRefusal>();
    for (let start = 0; start < ids.length; start += changedAtOnce) {
      const refused = new Map<string, TransitionRefusal>();
      const changes = await store.updateAll(
        ids.slice(start, start + changedAtOnce),
        (job) => {
          try {
            return this.#requested(job, event, now());
          } catch (error) {
            if (!(error instanceof TransitionRefusal)) throw error;
            refused.set(job.id, error);
            return job;
          }
        },
        (before) => this.#recordAction(who, action, before),
      );
      for (const { before, after } of changes) {
        this.#parts.notify(after, before);
        results.set(after.id, refused.get(after.id) ?? { job: after, changed: after !== before });
      }
    }
    return results;
  }

  async reprint(jobId: string, options: ReprintOptions, who: string): Promise<Job> {
    // The second request must see the result of the first.
    return this.#parts.coordination.turns.inTurn(`reprint ${jobId}`, async () => {
      const requestId = options.requestId === undefined ? null : nameOf(options.requestId);
      const earlier = requestId === null ? undefined : await this.#parts.store.reprintOf(jobId, requestId);
      if (earlier) return this.#sameRequest(jobId, earlier, options);
      // Shared with accepting: retention removes no blob meanwhile.
      const job = await this.#parts.coordination.keepLock.shared(() =>
        this.#printAgain(jobId, options, requestId, who),
      );
      this.#parts.notify(job, undefined);
      return job;
    });
  }

  /**
   * Handles a request id that was used before: with the same options it is a retry, with other options an error of the
   * caller.
   */
  async #sameRequest(jobId: string, earlier: Job, options: ReprintOptions): Promise<Job> {
    const { printer, copies, requestId } = options;
    const source = await this.#parts.store.job(jobId);
    // A job that was moved since is still the requested job.
    const isSamePrinter =
      earlier.printer === (printer ?? source?.printer) ||
      (await this.#wasMoved(earlier.id)) ||
      (printer === undefined && (await this.#wasMoved(jobId)));
    const isSame =
      isSamePrinter &&
      earlier.copies === (copies ?? source?.copies) &&
      (await this.#wasReprintedSo(earlier.id, jobId, options));
    if (isSame) return earlier;
    throw new RequestReuseRefusal(requestId ?? '', earlier);
  }

  /** Whether the history of a reprint states these changes. */
  async #wasReprintedSo(reprintId: string, jobId: string, options: ReprintOptions): Promise<boolean> {
    const history = await this.#parts.store.actions.ofJob(reprintId);
    return history.some(({ detail }) => detail === reprintDetail(jobId, options));
  }

  async #wasMoved(jobId: string): Promise<boolean> {
    return (await this.#parts.store.actions.ofJob(jobId)).some(({ action }) => action === 'move');
  }

  async #printAgain(
    jobId: string,
    options: ReprintOptions,
    requestId: string | null,
    who: string,
  ): Promise<Job> {
    const { store, newId, now } = this.#parts;
    const source = await store.job(jobId);
    if (!source) throw new UnknownJobRefusal(jobId);
    if (source.payloadRemovedAt) throw new PixelsRemovedRefusal(source);
    const films = reprintedFilms(await store.films(jobId), options);
    const refs = blobsOf(films);
    await this.#parts.coordination.admission.admit(refs);
    const made = {
      id: newId(),
      printJobUid: newUid(),
      at: now(),
      printer: options.printer ?? source.printer,
      copies: options.copies ?? source.copies,
      ...(options.mediumType === undefined ? {} : { mediumType: options.mediumType }),
      films,
    };
    const job = reprintOf(source, { ...made, destinations: this.#targetOf(made.printer) });
    const where = job.printer === source.printer ? '' : ` on ${job.printer}`;
    const records = [
      this.#record(who, 'reprint', reprintDetail(jobId, options), { jobId: job.id, requestId }),
      this.#record(who, 'reprint', `Printed again${where} as job ${job.id}.`, {
        jobId,
        note: { code: 'reprint', params: { printer: job.printer, job: job.id } },
      }),
    ];
    await store.insert({ job, films, blobs: refs, records });
    return job;
  }

  async moveQueue(from: string, to: string, who: string): Promise<readonly Job[]> {
    this.#targetOf(to);
    const moved: Job[] = [];
    const ids = from === to ? [] : await this.#parts.store.pendingIds(from);
    for (let start = 0; start < ids.length; start += changedAtOnce) {
      moved.push(...(await this.#moveThosePending(ids.slice(start, start + changedAtOnce), from, to, who)));
    }
    if (moved.length > 0) {
      const detail = `${moved.length} waiting jobs moved to ${to}.`;
      const note = { code: 'move-queue', params: { jobs: moved.length, to } };
      await this.#parts.store.actions.record(
        this.#record(who, 'move-queue', detail, { printer: from, note }),
      );
    }
    return moved;
  }

  /** Moves jobs in one transaction; jobs that are no longer in that queue stay where they are. */
  async #moveThosePending(
    ids: readonly string[],
    from: string,
    to: string,
    who: string,
  ): Promise<readonly Job[]> {
    const { store, now } = this.#parts;
    const action = { kind: 'move', printer: to } as const;
    const event = eventOf(action, this.#targetOf(to));
    const changes = await store.updateAll(
      ids,
      // A job that may have been printed stays until a person has reported whether it was.
      (job) =>
        job.state === 'PENDING' && job.printer === from && unknownOf(job.deliveries).length === 0
          ? transition(job, event, now())
          : job,
      (before) => this.#recordAction(who, action, before),
    );
    const moved = changes.filter(({ before, after }) => after !== before);
    for (const { before, after } of moved) this.#parts.notify(after, before);
    return moved.map(({ after }) => after);
  }

  /** Moves a waiting job before another one of its priority; null: to the end of its priority. */
  async order(printer: string, jobId: string, before: string | null, who: string): Promise<ActionResult> {
    this.#destinationsOf(printer);
    const { store, now, newId, coordination } = this.#parts;
    // Two moves at once could find the same place.
    return coordination.turns.inTurn(`order ${printer}`, async () => {
      const queueKey = await orderedKey(store, { printer, jobId, before }, newId);
      const detail =
        before === null ? 'Moved to the end of its priority.' : `Moved before job ${before} in the queue.`;
      const note =
        before === null ? { code: 'order-end', params: {} } : { code: 'order', params: { job: before } };
      const change = await store.update(
        jobId,
        (job) => (queueKey === undefined ? job : transition(job, { kind: 'ordered', queueKey }, now())),
        () => this.#record(who, 'order', detail, { jobId, note }),
      );
      if (!change) throw new UnknownJobRefusal(jobId);
      this.#parts.notify(change.after, change.before);
      return { job: change.after, changed: change.after !== change.before };
    });
  }

  async pause(printer: string, who: string): Promise<boolean> {
    this.#destinationsOf(printer);
    const { pauses, changes, turns } = this.#parts.coordination;
    return turns.inTurn(`pause ${printer}`, async () => {
      if (pauses.has(printer)) return false;
      const paused = { printer, at: this.#parts.now(), who: nameOf(who) };
      const record = this.#record(who, 'pause', 'Paused: films are accepted, none is printed.', { printer });
      await pauses.set(printer, paused, record);
      changes.printerChanged(printer);
      return true;
    });
  }

  async resume(printer: string, who: string): Promise<boolean> {
    const { pauses, changes, turns } = this.#parts.coordination;
    return turns.inTurn(`pause ${printer}`, async () => {
      if (!pauses.has(printer)) {
        this.#destinationsOf(printer);
        return false;
      }
      await pauses.set(printer, undefined, this.#record(who, 'resume', 'Resumed.', { printer }));
      changes.printerChanged(printer);
      return true;
    });
  }

  async cancelledOnDevice(cancellation: DeviceCancellation, detail: string): Promise<void> {
    const { jobId } = cancellation;
    const record = this.#record('hardcopy', 'device-cancel', detail, { jobId });
    await this.#parts.store.actions.removeDeviceCancellation(cancellation, record);
  }

  /** Records in the history of a job that was given up that it had been printed. */
  async cameOut(jobId: string, detail: string): Promise<void> {
    await this.#parts.store.actions.record(this.#record('hardcopy', 'device-cancel', detail, { jobId }));
  }

  /** The first entry of a job that is being made. */
  recordOf(jobId: string, note: Pick<ActionEntry, 'who' | 'action' | 'detail'>): ActionRecord {
    return this.#record(note.who, note.action, note.detail, { jobId });
  }

  #recordAction(who: string, action: JobAction, before: Job): ActionRecord {
    const note = actionNote(action, before);
    return this.#record(who, action.kind, actionDetail(action, before), { jobId: before.id, note });
  }

  #record(
    who: string,
    action: string,
    detail: string,
    of: Partial<Pick<ActionRecord, 'jobId' | 'printer' | 'requestId' | 'note'>>,
  ): ActionRecord {
    const { newRecordId, now } = this.#parts;
    const nothing = { jobId: null, printer: null, requestId: null };
    return { ...nothing, ...of, id: newRecordId(), at: now(), who: nameOf(who), action, detail };
  }

  /** A removed printer prints nothing: a job that is retried there would wait without end. */
  #requested(job: Job, event: JobEvent, at: Date): Job {
    if (event.kind === 'retried' && !this.#parts.destinations(job.printer))
      throw new TransitionRefusal(
        job,
        event,
        `there is no printer ${job.printer} any more; move it to another one, or reprint it there`,
      );
    return transition(job, event, at);
  }

  /** The destinations of a printer to which jobs are sent. */
  #targetOf(printer: string): readonly JobDestination[] {
    const destinations = this.#destinationsOf(printer);
    if (this.#parts.acceptsFilms?.(printer) === false) throw new PrinterRemovedRefusal(printer);
    return destinations;
  }

  #destinationsOf(printer: string): readonly JobDestination[] {
    const destinations = this.#parts.destinations(printer);
    if (!destinations) throw new UnknownPrinterRefusal(printer);
    return destinations;
  }
}
