// What a delivery knows of its jobs in the printer, as the text that is stored with it. Start at IppReceipt; it is
// written by ReceiptBook.
import { z } from 'zod';
import { documentFormats } from '../../../render/sheet/document-formats.ts';

const jobSchema = z
  .object({
    /** job-id; null: not reported. */
    id: z.int().nullable(),
    /**
     * created: its document is not whole; sent: it is, but for the last byte at most; accepted: and was answered with
     * success; done: printed; unknown: whether it is printed cannot be known, and it is not sent before a person says so.
     */
    state: z.enum(['created', 'sent', 'accepted', 'done', 'unknown']),
    /** printer-up-time when it was handed over, and our clock then (printer-run.ts). */
    upTime: z.number().optional(),
    at: z.number().optional(),
  })
  .readonly();

const schema = z.object({
  /** printer-uuid; another one is another printer, whose job ids mean nothing. */
  uuid: z.string().max(255).optional(),
  /** requesting-user-name: the user that made a job may cancel it. */
  user: z.string().max(255),
  format: z.enum(documentFormats),
  /** Our own job: it is in the names of its jobs in the printer. */
  jobId: z.string().max(255),
  /** How many documents the plan has; with another number the places below mean others. */
  documents: z.int(),
  /** By document, in the order of the plan; null: not begun, or ended without a print. */
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

/** Whether a complete document of it may be in the printer, or out of it already. */
export function mayBePrinted(receipt: IppReceipt | undefined): boolean {
  return receipt?.jobs.some((job) => job !== null && job.state !== 'created') ?? false;
}

/** What a person wants sent again is as if it had not begun; null: nothing else is known of the delivery. */
export function receiptToSendAgain(text: string): string | null {
  const receipt = receiptOf(text);
  if (!receipt) return null;
  const jobs = receipt.jobs.map((job) => (job?.state === 'done' ? job : null));
  return jobs.some((job) => job !== null) ? receiptText({ ...receipt, jobs }) : null;
}

/** The receipt of one delivery while it is under way; every change is written down before anything else is done. */
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

  /** Undefined: not begun. */
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
