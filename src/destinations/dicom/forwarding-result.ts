// Makes the result of an attempt to print on an imager, from the outcome of each film and the reports of the imager's print
// jobs.
import type { PrintJobReport } from '../../print-scu/job-status.ts';
import type { DeliveryResult } from '../destination.ts';
import { infoTerm } from './dicom-failure.ts';
import { receiptText, type FilmOutcome } from './receipt.ts';

const maxDetailLength = 1000;

export interface ForwardingFacts {
  /** Name of the imager. */
  readonly aeTitle: string;
  /** How long its print jobs were followed, ms. */
  readonly followMs: number;
  /** The imager's remarks, and the values that it used instead of the requested ones. */
  readonly notices: readonly string[];
}

/**
 * @param outcomes - one per film of the job, in order
 * @param reports - the last report of each print job
 */
export function forwardingResult(
  outcomes: readonly FilmOutcome[],
  reports: readonly PrintJobReport[],
  { aeTitle, followMs, notices }: ForwardingFacts,
): DeliveryResult {
  const failed = reports.filter(({ status }) => status === 'FAILURE');
  const [first] = failed;
  if (first) {
    return {
      kind: 'failed',
      cause: 'transient',
      statusInfo: infoTerm(first.info, 'CHECK PRINTER'),
      error: `${aeTitle} could not print ${failed.length} of ${reports.length} jobs: ${first.info || 'no reason given'}; check its panel.`,
    };
  }
  const unknown = outcomes.flatMap(({ kind }, index) => (kind === 'requested' ? [index + 1] : []));
  if (unknown.length > 0) {
    const which = unknown.length === 1 ? `film ${unknown[0]} was` : `films ${unknown.join(', ')} were`;
    const error =
      `${which} sent to ${aeTitle}, and the answer was lost: whether it printed them cannot be queried. ` +
      `Check whether they were printed.`;
    return {
      kind: 'unknown',
      receipt: receiptText(outcomes),
      statusInfo: 'CHECK PRINTER',
      error: error.slice(0, maxDetailLength),
    };
  }
  const seconds = Math.round(followMs / 1000);
  const open = reports.filter(({ status }) => status === 'PENDING' || status === 'PRINTING');
  const sentences = [
    `${aeTitle} accepted ${outcomes.length === 1 ? 'the film' : `${outcomes.length} films`}`,
    ...(reports.length > 0 && reports.every(({ status }) => status === 'DONE') ? ['all printed'] : []),
    ...(open.length > 0 ? [`${open.length} not printed after ${seconds} s, no longer followed`] : []),
    ...(reports.length === 0 || reports.some(({ status }) => status === 'UNKNOWN')
      ? ['it does not report their state']
      : []),
    ...notices,
  ];
  return {
    kind: 'delivered',
    receipt: receiptText(outcomes),
    detail: sentences.join('; ').slice(0, maxDetailLength),
  };
}
