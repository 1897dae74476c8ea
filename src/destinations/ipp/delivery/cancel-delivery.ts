// Cancels a delivery on a printer: its unfinished jobs, if they are certainly its own.
import type { IppPrinter } from './ipp-printer.ts';
import { receiptOf, type IppReceipt, type ReceiptJob } from './ipp-receipt.ts';
import { runSince } from '../state/printer-run.ts';

/**
 * @param limitMs - time limit per job
 * @throws IppFailure, IppRefusal.
 */
export async function cancelDelivery(printer: IppPrinter, receipt: string, limitMs: number): Promise<void> {
  const known = receiptOf(receipt);
  for (const job of known?.jobs ?? []) {
    if (!known || !job || job.state === 'done' || job.id === null) continue;
    const signal = AbortSignal.timeout(limitMs);
    if (await isOurs(printer, known, { ...job, id: job.id }, signal))
      await printer.cancel(job.id, known.user, signal);
  }
}

/** Not a job of another client that got this number after a restart of the printer. */
async function isOurs(
  printer: IppPrinter,
  { user, jobId, uuid }: IppReceipt,
  { id, upTime, at }: ReceiptJob & { readonly id: number },
  signal: AbortSignal,
): Promise<boolean> {
  const found = await printer.job(id, user, signal);
  if (found === 'gone') return false;
  const [observed, { capabilities }] = [await printer.observe(signal), await printer.look(signal)];
  if (capabilities.uuid !== uuid) return false;
  const run = runSince(at === undefined ? undefined : { upTime, at }, observed, false);
  const name = typeof found === 'object' ? found.name : undefined;
  const named = name?.includes(jobId) === true;
  return named || run === 'same' || (run === 'unsure' && name === undefined);
}
