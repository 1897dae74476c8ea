// The receipt of a delivery: what is known of its jobs in the printer, as the text that is stored with it. Start at
// IppReceipt; ReceiptBook writes it.
import { z } from 'zod';
import { documentFormats } from '../../../render/sheet/document-formats.ts';

const jobSchema = z
  .object({
    /** job-id; null: not reported. */
    id: z.int().nullable(),
    /**
     * created: its document is incomplete; sent: complete, except perhaps for the last byte; accepted: answered with success;
     * done: printed; unknown: whether it is printed cannot be known, and it is not sent before a person decides so.
     */
    state: z.enum(['created', 'sent', 'accepted', 'done', 'unknown']),
    /** printer-up-time when it was sent, and our clock then (printer-run.ts). */
    upTime: z.number().optional(),
    at: z.number().optional(),
  })
  .readonly();

const schema = z.object({
  /** printer-uuid; another one is a different printer, whose job ids mean nothing here. */
  uuid: z.string().max(255).optional(),
  /** requesting-user-name: only the user that created a job may cancel it. */
  user: z.string().max(255),
  format: z.enum(documentFormats),
  /** The id of our own job: it is part of the names of its jobs in the printer. */
  jobId: z.string().max(255),
  /** Number of documents of the plan; with another number, the indexes below refer to other documents. */
  documents: z.int(),
  /** By document, in the order of the plan; null: not started, or ended without a print. */
  jobs: z.array(jobSchema.nullable()).max(10_000).readonly(),
});

export type IppReceipt = z.infer<typeof schema>;
export type ReceiptJob = NonNullable<IppReceipt['jobs'][number]>;

export function receiptText(receipt: IppReceipt): string {
  return JSON.stringify(receipt);
}

/** Undefined for text that is not such a receipt. */
export function receiptOf(text: string | null): IppReceipt | undefined {
  if (text === null) return undefined;
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return undefined;
  }
  return schema.safeParse(found).data;
}

/** The receipt with the jobs of some documents replaced. */
function withJobs(receipt: IppReceipt, places: readonly number[], job: ReceiptJob | null): IppReceipt {
  const length = Math.max(receipt.jobs.length, ...places.map((place) => place + 1));
  const jobs = Array.from({ length }, (_, at) => (places.includes(at) ? job : (receipt.jobs[at] ?? null)));
  return { ...receipt, jobs };
}

/** Whether the printer may have, or may have printed, a complete document of it. */
export function mayBePrinted(receipt: IppReceipt | undefined): boolean {
  return receipt?.jobs.some((job) => job !== null && job.state !== 'created') ?? false;
}

/** What a person wants sent again counts as not started; null: nothing else is known of the delivery. */
export function receiptToSendAgain(text: string): string | null {
  const receipt = receiptOf(text);
  if (!receipt) return null;
  const jobs = receipt.jobs.map((job) => (job?.state === 'done' ? job : null));
  return jobs.some((job) => job !== null) ? receiptText({ ...receipt, jobs }) : null;
}

/** The receipt of a delivery in progress; every change is stored before the delivery continues. */
export class ReceiptBook {
  readonly #keep: (text: string) => Promise<void>;
  #receipt: IppReceipt;

  constructor(receipt: IppReceipt, keep: (text: string) => Promise<void>) {
    this.#receipt = receipt;
    this.#keep = keep;
  }

  get receipt(): IppReceipt {
    return this.#receipt;
  }

  /** Undefined: not started. */
  of(place: number): ReceiptJob | undefined {
    return this.#receipt.jobs[place] ?? undefined;
  }

  async write(places: readonly number[], job: ReceiptJob | null): Promise<void> {
    const before = receiptText(this.#receipt);
    this.#receipt = withJobs(this.#receipt, places, job);
    const now = receiptText(this.#receipt);
    if (now !== before) await this.#keep(now);
  }
}
