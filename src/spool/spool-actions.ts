// Performs what a user requests for jobs and printers, and records the requester in the same transaction. The public
// interface is spool.ts; the actions are defined in job/actions.ts. Start at `act`; spool-reprints.ts prints a job again.
import { TransitionRefusal, UnknownJobRefusal } from '../shared/errors/request-refusals.ts';
import {
  actionDetail,
  actionNote,
  eventOf,
  nameOf,
  type ActionEntry,
  type ActionRecord,
  type ActionResult,
  type JobAction,
  type DeviceCancellation,
} from './job/actions.ts';
import { destinationsOf, recordOf, targetOf, type SpoolActionParts } from './action-parts.ts';
import { orderedKey } from './queue-order.ts';
import { transition } from './job/job.ts';
import { unknownOf } from './job/job-status.ts';
import type { Job, JobEvent } from './job/job-types.ts';

/** Jobs changed in one transaction. Other writers wait for it, for some hundredths of a second. */
const changedAtOnce = 100;

export class SpoolActions {
  readonly #parts: SpoolActionParts;

  constructor(parts: SpoolActionParts) {
    this.#parts = parts;
  }

  async act(jobId: string, action: JobAction, who: string): Promise<ActionResult> {
    const { store, now } = this.#parts;
    const event = eventOf(action, action.kind === 'move' ? targetOf(this.#parts, action.printer) : []);
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
    const event = eventOf(action, action.kind === 'move' ? targetOf(this.#parts, action.printer) : []);
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

  async moveQueue(from: string, to: string, who: string): Promise<readonly Job[]> {
    targetOf(this.#parts, to);
    const moved: Job[] = [];
    const ids = from === to ? [] : await this.#parts.store.pendingIds(from);
    for (let start = 0; start < ids.length; start += changedAtOnce) {
      moved.push(...(await this.#moveThosePending(ids.slice(start, start + changedAtOnce), from, to, who)));
    }
    if (moved.length > 0) {
      const detail = `${moved.length} waiting jobs moved to ${to}.`;
      const note = { code: 'move-queue', params: { jobs: moved.length, to } };
      await this.#parts.store.actions.record(
        recordOf(this.#parts, { who, action: 'move-queue', detail }, { printer: from, note }),
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
    const event = eventOf(action, targetOf(this.#parts, to));
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
    destinationsOf(this.#parts, printer);
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
        () => recordOf(this.#parts, { who, action: 'order', detail }, { jobId, note }),
      );
      if (!change) throw new UnknownJobRefusal(jobId);
      this.#parts.notify(change.after, change.before);
      return { job: change.after, changed: change.after !== change.before };
    });
  }

  async pause(printer: string, who: string): Promise<boolean> {
    destinationsOf(this.#parts, printer);
    const { pauses, changes, turns } = this.#parts.coordination;
    return turns.inTurn(`pause ${printer}`, async () => {
      if (pauses.has(printer)) return false;
      const paused = { printer, at: this.#parts.now(), who: nameOf(who) };
      const record = recordOf(
        this.#parts,
        { who, action: 'pause', detail: 'Paused: films are accepted, none is printed.' },
        {
          printer,
        },
      );
      await pauses.set(printer, paused, record);
      changes.printerChanged(printer);
      return true;
    });
  }

  async resume(printer: string, who: string): Promise<boolean> {
    const { pauses, changes, turns } = this.#parts.coordination;
    return turns.inTurn(`pause ${printer}`, async () => {
      if (!pauses.has(printer)) {
        destinationsOf(this.#parts, printer);
        return false;
      }
      await pauses.set(
        printer,
        undefined,
        recordOf(this.#parts, { who, action: 'resume', detail: 'Resumed.' }, { printer }),
      );
      changes.printerChanged(printer);
      return true;
    });
  }

  async cancelledOnDevice(cancellation: DeviceCancellation, detail: string): Promise<void> {
    const { jobId } = cancellation;
    const record = recordOf(this.#parts, { who: 'hardcopy', action: 'device-cancel', detail }, { jobId });
    await this.#parts.store.actions.removeDeviceCancellation(cancellation, record);
  }

  /** Records in the history of a job that was given up that it had been printed. */
  async cameOut(jobId: string, detail: string): Promise<void> {
    await this.#parts.store.actions.record(
      recordOf(this.#parts, { who: 'hardcopy', action: 'device-cancel', detail }, { jobId }),
    );
  }

  /** The first entry of a job that is being made. */
  recordOf(jobId: string, note: Pick<ActionEntry, 'who' | 'action' | 'detail'>): ActionRecord {
    return recordOf(this.#parts, note, { jobId });
  }

  #recordAction(who: string, action: JobAction, before: Job): ActionRecord {
    const note = actionNote(action, before);
    return recordOf(
      this.#parts,
      { who, action: action.kind, detail: actionDetail(action, before) },
      { jobId: before.id, note },
    );
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
}
