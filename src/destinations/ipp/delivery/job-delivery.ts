// One delivery to one printer: queries documents that an earlier attempt sent, sends the others, and waits until each has
// ended. A document that may be printed is never sent twice; if that cannot be known, the document has an unknown outcome,
// and the others continue. Start at JobDelivery.
import { IppRefusal } from '../../../shared/errors/device-failures.ts';
import type { DeliveryTask } from '../../destination.ts';
import type { Capabilities } from '../choice/capabilities.ts';
import type { IppPrinter } from './ipp-printer.ts';
import { ReceiptBook, type IppReceipt, type ReceiptJob } from './ipp-receipt.ts';
import type { JobPlan } from '../choice/job-plan.ts';
import { documentsOf, JobSending, type PlannedDocument, type SendTiming } from './job-sending.ts';
import type { Evidence } from './job-verdict.ts';
import { watchJob, type JobEnd, type WatchProgress } from './job-watch.ts';

export type DeliveryTiming = SendTiming;

/** How the delivery ended; this class handles the other ends of a job itself. */
export type JobOutcome = Exclude<JobEnd, { kind: 'continue' | 'cancel-and-send' | 'send' }>;

export interface JobDeliveryOptions {
  readonly printer: IppPrinter;
  readonly capabilities: Capabilities;
  /** What an earlier attempt sent. */
  readonly known: IppReceipt | undefined;
  readonly timing: DeliveryTiming;
  readonly signal: AbortSignal;
  /** Called for a job without progress on a printer that reports ready, and with undefined when it continues. */
  readonly overdue?: (detail: string | undefined) => void;
}

export class JobDelivery {
  readonly #printer: IppPrinter;
  readonly #task: DeliveryTask;
  readonly #timing: DeliveryTiming;
  readonly #signal: AbortSignal;
  readonly #user: string;
  readonly #overdue: (detail: string | undefined) => void;
  readonly #documents: readonly PlannedDocument[];
  readonly #book: ReceiptBook;
  readonly #sending: JobSending;
  /** Indexes of documents that were sent in this run, to a printer that has answered since. */
  readonly #fresh = new Set<number>();
  readonly #details: string[] = [];
  readonly #unknown: string[] = [];

  constructor(task: DeliveryTask, plan: JobPlan, options: JobDeliveryOptions) {
    const { printer, capabilities, known, timing, signal, overdue = () => undefined } = options;
    this.#printer = printer;
    this.#task = task;
    this.#timing = timing;
    this.#signal = signal;
    this.#overdue = overdue;
    this.#user = userOf(task);
    this.#documents = documentsOf(plan);
    const { uuid } = capabilities;
    const fresh: IppReceipt = {
      ...(uuid === undefined ? {} : { uuid }),
      user: this.#user,
      format: plan.format,
      jobId: task.jobId,
      documents: this.#documents.length,
      jobs: known?.jobs ?? [],
    };
    this.#book = new ReceiptBook(fresh, task.keepReceipt);
    this.#sending = new JobSending({
      printer,
      capabilities,
      plan,
      task,
      timing,
      signal,
      book: this.#book,
      user: this.#user,
    });
  }

  get receipt(): IppReceipt {
    return this.#book.receipt;
  }

  /**
   * Delivers the documents of the plan one by one. The first failure ends the delivery; an unknown outcome does not.
   * @throws IppFailure, IppRefusal, rendering errors, the signal's reason.
   */
  async run(): Promise<JobOutcome> {
    for (;;) {
      const next = this.#documents.find(({ place }) => isOpen(this.#book.of(place)));
      if (!next) break;
      const known = this.#book.of(next.place);
      if (!known) await this.#send(next);
      else {
        const end = await this.#handleOutcome(next, known);
        if (end) return end;
      }
    }
    const open = this.#documents.filter(({ place }) => this.#book.of(place)?.state === 'unknown').length;
    if (open === 0)
      return { kind: 'completed', detail: `printed as ${this.#details.join(', ') || 'before'}` };
    const of = this.#documents.length === 1 ? '' : `${open} of ${this.#documents.length} documents: `;
    return {
      kind: 'unknown',
      detail: `${of}${this.#unknown.join('; ') || 'sent, and the outcome is not known'}`,
    };
  }

  /** The document and those after it that can be sent in the same job: of the same planned job, and not started. */
  #together(from: PlannedDocument): readonly PlannedDocument[] {
    if (this.#printer.memory.oneDocument || this.#printer.memory.printJobOnly) return [from];
    const rest = this.#documents.slice(from.place);
    const end = rest.findIndex(
      ({ job, place }) => job !== from.job || (place !== from.place && this.#book.of(place) !== undefined),
    );
    return end < 0 ? rest : rest.slice(0, end);
  }

  async #send(next: PlannedDocument): Promise<void> {
    await this.#sending.send(this.#together(next));
    for (const { place } of this.#documents) {
      if (this.#book.of(place)?.state === 'accepted') this.#fresh.add(place);
    }
  }

  /** This document and those after it that are in the same job of the printer, complete or not. */
  #sameJob(from: PlannedDocument, { id, state }: ReceiptJob): readonly PlannedDocument[] {
    const same = (job: ReceiptJob | undefined) =>
      id !== null && job?.id === id && (job.state === 'sent' || job.state === 'accepted');
    const rest = this.#documents.slice(from.place);
    if (state === 'created' || id === null) return [from];
    const end = rest.findIndex(({ place }) => !same(this.#book.of(place)));
    return end < 0 ? rest : rest.slice(0, end);
  }

  #factOf(documents: readonly PlannedDocument[], { id, state }: ReceiptJob): Evidence['document'] {
    if (state === 'created') return 'part';
    const next = this.#book.of(documents.length + (documents[0]?.place ?? 0));
    if (id !== null && next?.id === id && next.state === 'created') return 'some';
    return documents.every(({ place }) => this.#book.of(place)?.state === 'accepted') ? 'accepted' : 'whole';
  }

  /** Handles the outcome of documents that were sent; undefined: there may be more to do. */
  async #handleOutcome(next: PlannedDocument, known: ReceiptJob): Promise<JobOutcome | undefined> {
    const documents = this.#sameJob(next, known);
    const places = documents.map(({ place }) => place);
    const document = this.#factOf(documents, known);
    const end = await this.#watch(next, known, document, documents.length > 1);
    switch (end.kind) {
      case 'completed':
        this.#details.push(end.detail);
        await this.#book.write(places, { id: known.id, state: 'done' });
        return undefined;
      case 'unknown':
        this.#unknown.push(end.detail);
        await this.#book.write(places, { ...known, state: 'unknown' });
        return undefined;
      case 'stuck':
        return end;
      case 'cancelled':
      case 'aborted':
        // A job that ended without a print is finished: a later attempt starts anew.
        await this.#book.write(places, null);
        return end;
      case 'continue':
        await this.#continueSending(documents, document, end.id);
        return undefined;
      case 'cancel-and-send':
      case 'send':
        if (end.kind === 'cancel-and-send' && end.id !== undefined) await this.#cancel(end.id);
        await this.#book.write(places, null);
        return undefined;
    }
  }

  /** Sends the documents that a job in the printer waits for; cancels a job that accepts no more documents. */
  async #continueSending(
    documents: readonly PlannedDocument[],
    document: Evidence['document'],
    id: number | undefined,
  ): Promise<void> {
    const [first] = documents;
    if (!first || id === undefined) return;
    const from = document === 'some' ? this.#documents[first.place + documents.length] : first;
    if (!from) return;
    try {
      await this.#sending.sendTo(id, this.#together(from));
      for (const { place } of this.#documents) if (this.#book.of(place)?.id === id) this.#fresh.add(place);
    } catch (error) {
      if (!(error instanceof IppRefusal)) throw error;
      await this.#cancel(id);
    }
  }

  async #watch(
    { name, nameTogether, place }: PlannedDocument,
    known: ReceiptJob,
    document: Evidence['document'],
    together: boolean,
  ): Promise<JobEnd> {
    const { upTime, at } = known;
    const watched = {
      id: known.id ?? undefined,
      user: this.#user,
      jobId: this.#task.jobId,
      document,
      alone: this.#documents.length === 1,
      name: together ? nameTogether : name,
      since: at === undefined ? undefined : { upTime, at },
      unbroken: this.#fresh.has(place),
    };
    const progress = ({ overdue, ...now }: WatchProgress) => {
      this.#overdue(overdue ? now.detail : undefined);
      return this.#task.progress(now);
    };
    try {
      return await watchJob(this.#printer, watched, {
        timing: this.#timing,
        progress,
        signal: this.#signal,
      });
    } finally {
      this.#overdue(undefined);
    }
  }

  /** If the printer refuses to cancel its job, at worst an incomplete document is printed. */
  async #cancel(id: number): Promise<void> {
    try {
      await this.#printer.cancel(id, this.#user, this.#signal);
    } catch (error) {
      if (!(error instanceof IppRefusal)) throw error;
    }
  }
}

/** Whether the document still has to be handled. */
function isOpen(job: ReceiptJob | undefined): boolean {
  return job?.state !== 'done' && job?.state !== 'unknown';
}

/** requesting-user-name: the user name that the device shows. */
function userOf({ callingAeTitle }: Pick<DeliveryTask, 'callingAeTitle'>): string {
  return callingAeTitle.trim() || 'hardcopy';
}
