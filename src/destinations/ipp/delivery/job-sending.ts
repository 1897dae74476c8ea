// Sends documents as jobs in the ways that a printer accepts: Create-Job with Send-Document, otherwise Print-Job; several
// documents in one job, otherwise one. A way that the printer refuses is tried once and remembered (device-memory.ts). The
// receipt is stored before the last byte of a document is sent, and again when the printer has answered. Start at
// `JobSending.send`.
import { setTimeout as sleep } from 'node:timers/promises';
import { IppFailure, IppRefusal } from '../../../shared/errors/device-failures.ts';
import type { DeliveredDocument, DeliveryTask } from '../../destination.ts';
import type { DocumentVariant } from '../../../render/formats/document-variant.ts';
import type { Capabilities } from '../choice/capabilities.ts';
import { isBusy, isOperationRefused } from './delivery-failure.ts';
import type { IppPrinter, JobRequest } from './ipp-printer.ts';
import type { ReceiptBook, ReceiptJob } from './ipp-receipt.ts';
import type { JobPlan } from '../choice/job-plan.ts';
import type { WatchTiming } from './watched-job.ts';

export interface SendTiming extends WatchTiming {
  /** How long a busy printer is retried at once, ms. */
  readonly busyMs: number;
}

/** A document with its index in the plan. */
export interface PlannedDocument {
  readonly place: number;
  readonly document: DocumentVariant | 'job';
  /** job-name when it is sent alone, and when it is sent with the other documents of its job. */
  readonly name: string;
  readonly nameTogether: string;
  /** Index of the planned job. */
  readonly job: number;
}

/** The documents of all jobs of a plan, in order. */
export function documentsOf(plan: JobPlan): readonly PlannedDocument[] {
  return plan.jobs
    .flatMap(({ name, documents }, job) =>
      documents.map((document, at) => ({
        document,
        job,
        nameTogether: name,
        name: documents.length === 1 ? name : `${name} ${at + 1}/${documents.length}`,
      })),
    )
    .map((document, place) => ({ ...document, place }));
}

export interface SendingParts {
  readonly printer: IppPrinter;
  readonly capabilities: Capabilities;
  readonly plan: JobPlan;
  readonly task: DeliveryTask;
  readonly book: ReceiptBook;
  readonly timing: SendTiming;
  readonly signal: AbortSignal;
  readonly user: string;
}

export class JobSending {
  readonly #parts: SendingParts;

  constructor(parts: SendingParts) {
    this.#parts = parts;
  }

  /**
   * Sends documents that were not sent, several of them as one job. The book records the progress.
   * @throws IppFailure, IppRefusal, rendering errors, the signal's reason.
   */
  async send(documents: readonly PlannedDocument[]): Promise<void> {
    const { printer, capabilities } = this.#parts;
    const { operations } = capabilities;
    const [first] = documents;
    if (!first) return;
    const valid = await this.#validated(this.#requestFor(documents));
    const creates = operations.has('Create-Job') && operations.has('Send-Document');
    if (creates && !printer.memory.printJobOnly && (await this.#sendAsCreated(documents, valid))) return;
    await this.#print(first, { ...valid, name: first.name });
  }

  #requestFor(documents: readonly PlannedDocument[]): JobRequest {
    const { plan, user, capabilities } = this.#parts;
    const [first] = documents;
    const name = documents.length > 1 ? first?.nameTogether : first?.name;
    const listed = Object.entries(plan.template).filter(([attribute]) =>
      capabilities.jobAttributes.has(attribute),
    );
    return { name: name ?? '', user, format: plan.format, template: Object.fromEntries(listed) };
  }

  /** False: the printer does not accept jobs in this way, and nothing of the first document was accepted. */
  async #sendAsCreated(documents: readonly PlannedDocument[], request: JobRequest): Promise<boolean> {
    const { printer, book, signal } = this.#parts;
    const places = documents.map(({ place }) => place);
    // The answer may be lost: then the empty job is looked up by its name.
    await book.write(places.slice(0, 1), { id: null, state: 'created' });
    let id: number;
    try {
      id = await this.#whenFree(() => printer.create(request, signal));
    } catch (error) {
      if (error instanceof IppRefusal) await book.write(places.slice(0, 1), null);
      this.#otherWay(error);
      return false;
    }
    await book.write(places.slice(0, 1), { id, state: 'created' });
    try {
      await this.sendTo(id, documents);
    } catch (error) {
      // Documents that were not accepted are sent in jobs of their own.
      if (isOneDocument(error) && documents.length > 1) return true;
      const taken = book.of(first(places))?.state === 'accepted';
      this.#otherWay(error);
      return taken;
    }
    return true;
  }

  /** If the error says that the printer does not accept this way, remembers that; otherwise throws it again. */
  #otherWay(error: unknown): void {
    const { printer, capabilities } = this.#parts;
    if (!isOperationRefused(error) || !capabilities.operations.has('Print-Job')) throw error;
    printer.memory.printJobOnly = true;
  }

  /**
   * Sends documents to a job that waits for them; the last one is marked as the last of the job. After a refusal the job is
   * cancelled, because an empty job would keep others waiting.
   */
  async sendTo(id: number, documents: readonly PlannedDocument[]): Promise<void> {
    const { printer, book, plan, user, signal } = this.#parts;
    for (const [at, { place, document }] of documents.entries()) {
      const last = at === documents.length - 1;
      const { path, byteLength } = await this.#file(document);
      await book.write([place], { id, state: 'created' });
      const moment = await this.#moment();
      const beforeLastByte = () => book.write([place], { id, state: 'sent', ...moment });
      try {
        const part = { id, user, format: plan.format, last };
        await this.#whenFree(() => printer.send(part, { path, byteLength, beforeLastByte }, signal));
        await book.write([place], { id, state: 'accepted', ...moment });
      } catch (error) {
        if (!(error instanceof IppRefusal)) throw error;
        await book.write([place], null);
        if (isOneDocument(error)) printer.memory.oneDocument = true;
        // A job with accepted documents is closed; an empty job is cancelled.
        if (at > 0) await printer.close(id, user, signal).catch(ignoreRefusal);
        else await printer.cancel(id, user, signal).catch(ignoreRefusal);
        throw error;
      }
    }
  }

  async #print({ place, document }: PlannedDocument, request: JobRequest): Promise<void> {
    const { printer, book, signal } = this.#parts;
    const file = await this.#file(document);
    const moment = await this.#moment();
    await book.write([place], { id: null, state: 'created' });
    const beforeLastByte = () => book.write([place], { id: null, state: 'sent', ...moment });
    try {
      const id = await this.#whenFree(() => printer.print(request, { ...file, beforeLastByte }, signal));
      await book.write([place], { id: id ?? null, state: 'accepted', ...moment });
    } catch (error) {
      if (error instanceof IppRefusal) await book.write([place], null);
      throw error;
    }
  }

  /** When the printer was started, if it reports that; a missing answer does not prevent printing. */
  async #moment(): Promise<Pick<ReceiptJob, 'upTime' | 'at'>> {
    const { printer, signal } = this.#parts;
    const { upTime, at } = await printer.observe(signal).catch(() => {
      signal.throwIfAborted();
      return { upTime: undefined, at: Date.now() };
    });
    return { at, ...(upTime === undefined ? {} : { upTime }) };
  }

  /** The request without the attributes that the printer reports as unsupported. */
  async #validated(request: JobRequest): Promise<JobRequest> {
    const { printer, capabilities, signal } = this.#parts;
    const { memory } = printer;
    if (memory.noValidation || !capabilities.operations.has('Validate-Job')) return request;
    try {
      await this.#whenFree(() => printer.validate(request, signal));
      return request;
    } catch (error) {
      if (isOperationRefused(error)) {
        memory.noValidation = true;
        return request;
      }
      if (!(error instanceof IppRefusal)) throw error;
      if (!/attributes-or-values-not-supported|conflicting-attributes/.test(error.status)) throw error;
      const rest = Object.entries(request.template).filter(([name]) => !error.unsupported.includes(name));
      // If it does not say which, none are sent.
      const template = error.unsupported.length > 0 ? Object.fromEntries(rest) : {};
      const less = { ...request, template };
      await this.#whenFree(() => printer.validate(less, signal));
      return less;
    }
  }

  async #file(document: PlannedDocument['document']): Promise<DeliveredDocument> {
    const { task } = this.#parts;
    return document === 'job' ? task.document : await task.variant(document);
  }

  /** Retries while the printer is busy, for a limited time. */
  async #whenFree<T>(ask: () => Promise<T>): Promise<T> {
    const { timing, task, signal } = this.#parts;
    const until = performance.now() + timing.busyMs;
    for (let wait = timing.pollMs; ; wait = Math.min(wait * 1.5, timing.slowestPollMs)) {
      try {
        return await ask();
      } catch (error) {
        if (!isBusy(error) || performance.now() >= until) throw error;
        await task.progress({ statusInfo: 'PRINTER BUSY', detail: 'The printer is busy.' });
        await sleep(wait, undefined, { signal });
      }
    }
  }
}

const first = (places: readonly number[]): number => places[0] ?? 0;

function isOneDocument(error: unknown): boolean {
  return error instanceof IppRefusal && error.status === 'server-error-multiple-document-jobs-not-supported';
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof IppRefusal) && !(error instanceof IppFailure)) throw error;
}
