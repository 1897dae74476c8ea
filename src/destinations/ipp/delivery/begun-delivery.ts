// How an earlier attempt of a delivery affects this one. Its format comes first, and its receipt is read by the same plan. If
// that is not possible, documents that may be printed have an unknown outcome. Pure. Start at `mayGoOn`.
import type { DeliveryResult } from '../../destination.ts';
import type { Capabilities } from '../choice/capabilities.ts';
import type { FormatChoice } from '../choice/choose-format.ts';
import type { DeviceMemory } from '../protocol/device-memory.ts';
import { mayBePrinted, receiptText, type IppReceipt } from './ipp-receipt.ts';

/** Whether the receipt is from a different printer. */
export function isAnother({ uuid }: IppReceipt, now: Pick<Capabilities, 'uuid'>): boolean {
  return uuid !== undefined && now.uuid !== undefined && uuid !== now.uuid;
}

/** The best format first. A format in which the delivery was started comes first; a format that failed before comes last. */
export function inOrder(
  formats: readonly FormatChoice[],
  known: IppReceipt | undefined,
  { unreadable }: DeviceMemory,
): readonly FormatChoice[] {
  const begun = known && mayBePrinted(known) ? known.format : undefined;
  // A started format that is no longer offered is still queried.
  const gone: readonly FormatChoice[] =
    begun === undefined || formats.some(({ format }) => format === begun)
      ? []
      : [{ format: begun, pixelsPerInch: 300, colorSpace: 'sgray_8' }];
  const rank = ({ format }: FormatChoice) => (format === begun ? 0 : unreadable.has(format) ? 2 : 1);
  return [...gone, ...formats.toSorted((a, b) => rank(a) - rank(b))];
}

/** Whether the indexes of a receipt refer to the documents of this plan. */
export function mayGoOn(known: IppReceipt, format: string, documents: number): boolean {
  return known.format === format && known.documents === documents;
}

/** Reports an unknown outcome for documents that may be printed, and how many were not sent: a person decides. */
export function unknownOutcome(receipt: IppReceipt, why: string): DeliveryResult {
  const jobs = receipt.jobs.map((job) =>
    job === null || job.state === 'created' || job.state === 'done'
      ? job
      : { ...job, state: 'unknown' as const },
  );
  const sent = jobs.filter((job) => job !== null && job.state !== 'created').length;
  const all = receipt.documents;
  const rest = sent < all ? ` ${all - sent} of ${all} documents were not sent.` : '';
  return {
    kind: 'unknown',
    receipt: receiptText({ ...receipt, jobs }),
    statusInfo: 'CHECK PRINTER',
    error: `${sentenceOf(why)}${rest} Check whether the films were printed.`,
  };
}

/** Makes a sentence from a clause. */
export function sentenceOf(detail: string): string {
  const text = detail.charAt(0).toUpperCase() + detail.slice(1);
  return text.endsWith('.') ? text : `${text}.`;
}
