// The states of jobs and printers in one word each, as in the console.
import type { ApiJob } from '../../api/job.ts';
import type { ApiPrinter } from '../../api/printer.ts';

const pendingWords: Readonly<Record<string, string>> = { held: 'Held', waiting: 'Waiting', retry: 'Retry' };

export function jobWord({
  state,
  reason,
  deliveries,
}: Pick<ApiJob, 'state' | 'reason' | 'deliveries'>): string {
  switch (state) {
    case 'PENDING':
      return pendingWords[reason] ?? 'Queued';
    case 'PRINTING':
      return 'Printing';
    case 'DONE':
      return deliveries.some((delivery) => delivery.state === 'FAILURE') ? 'Printed in part' : 'Printed';
    case 'FAILURE':
      return reason === 'job-cancelled' ? 'Cancelled' : 'Failed';
    case 'UNKNOWN':
      return 'Unknown';
    default:
      return state satisfies never;
  }
}

const printerWords = {
  ready: 'Ready',
  paused: 'Paused',
  warning: 'Look',
  failure: 'Stopped',
  unknown: 'No answer yet',
} as const satisfies Readonly<Record<ApiPrinter['state'], string>>;

export function printerWord({ state }: Pick<ApiPrinter, 'state'>): string {
  return printerWords[state];
}
