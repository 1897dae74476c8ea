// The states of jobs and printers in one word each, as the console says them.
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

/** The worst of its pause and its devices. */
export function printerWord({ paused, removal, status, devices }: ApiPrinter): string {
  const needed = devices.filter(({ required }) => required);
  if (needed.some((device) => device.status === 'FAILURE' || (device.status === 'WARNING' && !device.ready)))
    return 'Stopped';
  if (paused) return 'Paused';
  if (removal) return 'Being removed';
  if (devices.some((device) => device.status === 'WARNING' || device.status === 'FAILURE')) return 'Look';
  if (needed.some((device) => device.status === 'UNKNOWN')) return 'No answer yet';
  return status === 'NORMAL' ? 'Ready' : status === 'WARNING' ? 'Look' : 'Stopped';
}
