// What a delivery knows of its jobs in the printer, as the text that is stored with it. Start at IppReceipt.
import { z } from 'zod';
import { documentFormats } from '../../render/document-formats.ts';

const schema = z.object({
  /** printer-uuid; another one is another printer, whose job ids mean nothing. */
  uuid: z.string().max(255).optional(),
  /** requesting-user-name: whoever made a job may cancel it. */
  user: z.string().max(255),
  format: z.enum(documentFormats),
  /** By their place in the plan; null: not begun, or ended without a print. */
  jobs: z
    .array(
      z
        .object({
          /** job-id; null: not told yet. */
          id: z.int().nullable(),
          /** created: its document is not whole; sent: it is, but for the last byte at most; done: printed. */
          state: z.enum(['created', 'sent', 'done']),
        })
        .readonly()
        .nullable(),
    )
    .max(10_000)
    .readonly(),
});

export type IppReceipt = z.infer<typeof schema>;
export type ReceiptJob = NonNullable<IppReceipt['jobs'][number]>;

export function receiptText(receipt: IppReceipt): string {
  return JSON.stringify(receipt);
}

/** Undefined for what is no receipt of ours. */
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

/** The receipt with job `index` replaced. */
export function withJob(receipt: IppReceipt, index: number, job: ReceiptJob | null): IppReceipt {
  const length = Math.max(receipt.jobs.length, index + 1);
  const jobs = Array.from({ length }, (_, at) => (at === index ? job : (receipt.jobs[at] ?? null)));
  return { ...receipt, jobs };
}
