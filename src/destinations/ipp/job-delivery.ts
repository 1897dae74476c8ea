// One job on its way to one printer: what is there already is found again, what is not is sent, and its end is waited
// for. Nothing is sent twice while the printer knows of the first. Start at JobDelivery.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveredDocument, DeliveryTask } from '../destination.ts';
import type { Capabilities } from './capabilities.ts';
import { isBusy } from './delivery-failure.ts';
import { receiptText, withJob, type IppReceipt, type ReceiptJob } from './ipp-receipt.ts';
import { IppRefusal } from './ipp-failure.ts';
import type { IppPrinter, JobRequest, PrinterJob } from './ipp-printer.ts';
import type { JobPlan, PlannedJob } from './job-plan.ts';
import {
  endOf,
  isIncomplete,
  watchJob,
  type JobEnd,
  type WatchedJob,
  type WatchProgress,
  type WatchTiming,
} from './job-watch.ts';

export interface DeliveryTiming extends WatchTiming {
  /** How long a busy printer is asked again at once, ms. */
  readonly busyMs: number;
}

/** How the delivery ended; the other ends of a job are dealt with here. */
export type JobOutcome = Exclude<JobEnd, { kind: 'unknown' | 'incomplete' }>;

export class JobDelivery {
  readonly #printer: IppPrinter;
  readonly #capabilities: Capabilities;
  readonly #plan: JobPlan;
  readonly #task: DeliveryTask;
  readonly #timing: DeliveryTiming;
  readonly #signal: AbortSignal;
  readonly #user: string;
  readonly #overdue: (detail: string | undefined) => void;
  #receipt: IppReceipt;

  constructor(
    printer: IppPrinter,
    capabilities: Capabilities,
    plan: JobPlan,
    known: IppReceipt | undefined,
    task: DeliveryTask,
    timing: DeliveryTiming,
    signal: AbortSignal,
    /** Told of a job that does not go on though the printer says that all is well, and undefined when it does. */
    overdue: (detail: string | undefined) => void = () => undefined,
  ) {
    this.#printer = printer;
    this.#capabilities = capabilities;
    this.#plan = plan;
    this.#task = task;
    this.#timing = timing;
    this.#signal = signal;
    this.#overdue = overdue;
    this.#user = userOf(task);
    const { uuid } = capabilities;
    const jobs = known?.format === plan.format && known.uuid === uuid ? known.jobs : [];
    this.#receipt = { ...(uuid === undefined ? {} : { uuid }), user: this.#user, format: plan.format, jobs };
  }

  get receipt(): IppReceipt {
    return this.#receipt;
  }

  /**
   * Delivers job after job of the plan; the first that does not complete ends it.
   * @throws IppFailure, IppRefusal, what rendering throws, the signal's reason.
   */
  async run(): Promise<JobOutcome> {
    const details: string[] = [];
    for (const [index, planned] of this.#plan.jobs.entries()) {
      if (this.#receipt.jobs[index]?.state === 'done') continue;
      const end = await this.#deliver(index, planned);
      if (end.kind === 'stuck') return end;
      // A job that ended without a print is done with: whoever tries again begins anew.
      await this.#keep(
        index,
        end.kind === 'completed' ? { id: this.#receipt.jobs[index]?.id ?? null, state: 'done' } : null,
      );
      if (end.kind !== 'completed') return end;
      details.push(end.detail);
    }
    return { kind: 'completed', detail: `printed as ${details.join(', ')}` };
  }

  async #keep(index: number, job: ReceiptJob | null): Promise<void> {
    this.#receipt = withJob(this.#receipt, index, job);
    await this.#task.keepReceipt(receiptText(this.#receipt));
  }

  async #deliver(index: number, planned: PlannedJob): Promise<JobOutcome> {
    let id = await this.#takeUp(index, planned);
    // Once more for a printer that forgot the job while it was watched, for instance in a restart.
    for (let sending = 0; ; sending += 1) {
      id ??= await this.#send(index, planned);
      const watched = { id, name: planned.name, user: this.#user };
      const end = await this.#watch(watched);
      if (end.kind !== 'unknown' && end.kind !== 'incomplete') return end;
      if (end.kind === 'incomplete') await this.#cancel(id);
      if (sending > 0) {
        const detail = `the printer lost job ${id}`;
        return { kind: 'aborted', aboutFormat: false, statusInfo: 'CHECK PRINTER', detail };
      }
      // It may have the job under another id.
      id = await this.#find(index, planned, end.kind === 'unknown');
      if (id === undefined) await this.#keep(index, null);
    }
  }

  async #watch(watched: WatchedJob): Promise<JobEnd> {
    const progress = ({ overdue, ...now }: WatchProgress) => {
      this.#overdue(overdue ? now.detail : undefined);
      return this.#task.progress(now);
    };
    try {
      return await watchJob(this.#printer, watched, this.#timing, progress, this.#signal);
    } finally {
      this.#overdue(undefined);
    }
  }

  #cancel(id: number): Promise<void> {
    return this.#printer.cancel(id, this.#user, this.#signal);
  }

  /** The id of the job that an earlier try left in the printer, now with its document. */
  async #takeUp(index: number, planned: PlannedJob): Promise<number | undefined> {
    const known = this.#receipt.jobs[index];
    const whole = known?.state === 'sent';
    if (known && known.id !== null) {
      const job = await this.#printer.job(known.id, this.#user, this.#signal);
      const ours = job !== undefined && (job.name === undefined || job.name === planned.name);
      if (ours && (await this.#resume(index, planned, whole, job))) return known.id;
    }
    const found = await this.#find(index, planned, whole);
    if (known && found === undefined) await this.#keep(index, null);
    return found;
  }

  /** Looks by name for a job whose id was never learnt, or is another now: the answer, or the server, was lost in between. */
  async #find(index: number, planned: PlannedJob, whole: boolean): Promise<number | undefined> {
    if (!this.#capabilities.operations.has('Get-Jobs')) return undefined;
    for (const job of await this.#printer.jobsNamed(planned.name, this.#user, this.#signal)) {
      const end = endOf(job);
      // Why one was given up or cancelled nobody can tell any more: it is sent again.
      if (end && end.kind !== 'completed') continue;
      if (await this.#resume(index, planned, whole, job)) return job.id;
    }
    return undefined;
  }

  /**
   * Whether a job in the printer is gone on with. `whole`: all of its document was sent. Otherwise a printer may have
   * printed the part that came, or be about to.
   */
  async #resume(index: number, planned: PlannedJob, whole: boolean, job: PrinterJob): Promise<boolean> {
    const { id } = job;
    if (isIncomplete(job) && planned.documents.length === 1) {
      await this.#keep(index, { id, state: 'created' });
      try {
        await this.#sendDocuments(index, id, planned);
        return true;
      } catch (error) {
        // It takes no document any more, and is taken away.
        if (error instanceof IppRefusal) return false;
        throw error;
      }
    }
    if (whole && !isIncomplete(job)) {
      await this.#keep(index, { id, state: 'sent' });
      return true;
    }
    if (!endOf(job)) await this.#cancel(id);
    return false;
  }

  /** Gives the job's id. */
  async #send(index: number, planned: PlannedJob): Promise<number> {
    const { operations } = this.#capabilities;
    const request: JobRequest = {
      ...{ name: planned.name, user: this.#user, format: this.#plan.format, template: this.#plan.template },
    };
    const valid = operations.has('Validate-Job') ? await this.#validated(request) : request;
    if (operations.has('Create-Job') && operations.has('Send-Document')) {
      const id = await this.#whenFree(() => this.#printer.create(valid, this.#signal));
      await this.#keep(index, { id, state: 'created' });
      await this.#sendDocuments(index, id, planned);
      return id;
    }
    const [document = 'job'] = planned.documents;
    const file = await this.#file(document);
    const beforeLastByte = () => this.#keep(index, { id: null, state: 'sent' });
    try {
      const id = await this.#whenFree(() =>
        this.#printer.print(valid, { ...file, beforeLastByte }, this.#signal),
      );
      await this.#keep(index, { id, state: 'sent' });
      return id;
    } catch (error) {
      if (error instanceof IppRefusal) await this.#keep(index, null);
      throw error;
    }
  }

  /** The request without what the printer says it does not take. */
  async #validated(request: JobRequest): Promise<JobRequest> {
    try {
      await this.#whenFree(() => this.#printer.validate(request, this.#signal));
      return request;
    } catch (error) {
      if (!(error instanceof IppRefusal)) throw error;
      // Printers that lie about their operations.
      if (error.status === 'server-error-operation-not-supported') return request;
      if (!/attributes-or-values-not-supported|conflicting-attributes/.test(error.status)) throw error;
      const rest = Object.entries(request.template).filter(([name]) => !error.unsupported.includes(name));
      // One that does not say what it means gets none of it.
      const template = error.unsupported.length > 0 ? Object.fromEntries(rest) : {};
      const less = { ...request, template };
      await this.#whenFree(() => this.#printer.validate(less, this.#signal));
      return less;
    }
  }

  /** What is refused is taken away again: an empty job would keep others waiting. */
  async #sendDocuments(index: number, id: number, planned: PlannedJob): Promise<void> {
    const { format } = this.#plan;
    const beforeLastByte = () => this.#keep(index, { id, state: 'sent' });
    try {
      for (const [at, document] of planned.documents.entries()) {
        const last = at === planned.documents.length - 1;
        const { path, byteLength } = await this.#file(document);
        const file = { path, byteLength, ...(last ? { beforeLastByte } : {}) };
        const part = { id, user: this.#user, format, last };
        await this.#whenFree(() => this.#printer.send(part, file, this.#signal));
      }
    } catch (error) {
      if (error instanceof IppRefusal) {
        await this.#cancel(id);
        await this.#keep(index, null);
      }
      throw error;
    }
  }

  async #file(document: PlannedJob['documents'][number]): Promise<DeliveredDocument> {
    return document === 'job' ? this.#task.document : await this.#task.variant(document);
  }

  /** Asks again while the printer is busy, for a while. */
  async #whenFree<T>(ask: () => Promise<T>): Promise<T> {
    const until = performance.now() + this.#timing.busyMs;
    for (let wait = this.#timing.pollMs; ; wait = Math.min(wait * 1.5, this.#timing.slowestPollMs)) {
      try {
        return await ask();
      } catch (error) {
        if (!isBusy(error) || performance.now() >= until) throw error;
        await this.#task.progress({ statusInfo: 'PRINTER BUSY', detail: 'The printer is busy.' });
        await sleep(wait, undefined, { signal: this.#signal });
      }
    }
  }
}

/** requesting-user-name: who printed, as the device knows it. */
function userOf({ callingAeTitle }: Pick<DeliveryTask, 'callingAeTitle'>): string {
  return callingAeTitle.trim() || 'hardcopy';
}
