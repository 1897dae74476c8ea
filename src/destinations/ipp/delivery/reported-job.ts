// Interprets one job as the printer describes it, for the verdict table and for users. Pure. Start at `jobFact`.
import type { DeliveryProgress, DeviceState } from '../../destination.ts';
import type { PrinterJob } from './ipp-printer.ts';
import type { Evidence } from './job-verdict.ts';
import { hindrances, jobFates, jobReasons, type JobFate, type JobReason } from '../state/status-table.ts';

/** The first row of the table whose reason the job has. */
function reasonOf(job: PrinterJob): JobReason | undefined {
  return Object.entries(jobReasons).find(([keyword]) => job.reasons.includes(keyword))?.[1];
}

function fateOf(job: PrinterJob): JobFate {
  return Object.hasOwn(jobFates, job.state) ? (jobFates[job.state] ?? 'waiting') : 'waiting';
}

/** Whether its document is missing. */
function isIncomplete(job: PrinterJob): boolean {
  return job.documents === 0 || job.reasons.some((reason) => jobReasons[reason]?.incomplete);
}

export function jobFact(job: PrinterJob): Evidence['job'] {
  const aboutFormat = reasonOf(job)?.aboutFormat ?? false;
  switch (fateOf(job)) {
    case 'completed':
      return aboutFormat ? 'unreadable' : 'completed';
    case 'cancelled':
      return 'cancelled';
    case 'aborted':
      return aboutFormat ? 'unreadable' : 'aborted';
    case 'waiting':
      return isIncomplete(job) ? 'incomplete' : 'active';
    case 'printing':
    case 'stopped':
      return 'active';
  }
}

/** `job 7 (reasons)`, with the meaning of the reasons. */
export function jobText(job: PrinterJob): {
  readonly text: string;
  readonly sentence: string;
  readonly info: string;
} {
  const reason = reasonOf(job);
  const why = job.reasons.filter((keyword) => keyword !== 'none').join(', ');
  return {
    text: `job ${job.id}${why === '' ? '' : ` (${why})`}`,
    sentence: reason ? `: ${reason.sentence}` : '',
    info: reason?.info ?? 'CHECK PRINTER',
  };
}

/** Progress of a job that has not ended, on a printer in this state. */
export function progressOf(
  job: PrinterJob,
  state: DeviceState | undefined,
): DeliveryProgress & { readonly continues: boolean } {
  const fate = fateOf(job);
  const reason = reasonOf(job);
  const at = `job ${job.id}`;
  if (state?.ready === false)
    return { statusInfo: state.info, detail: `${at}: ${state.detail}`, continues: false };
  if (fate === 'stopped') {
    const detail = `${at} is stopped. ${reason?.sentence ?? state?.detail ?? ''}`.trim();
    const statusInfo = reason && reason.info !== 'NORMAL' ? reason.info : 'CHECK PRINTER';
    return { statusInfo, detail, continues: false };
  }
  if (fate === 'waiting') {
    const detail = `${at} waits in the printer. ${reason?.sentence ?? ''}`.trim();
    return { statusInfo: 'QUEUED', detail, continues: true };
  }
  // It may still be printed: from another tray, or because a person solves the problem now.
  if (state && state.status !== 'NORMAL' && hindrances.has(state.info)) {
    return { statusInfo: state.info, detail: `${at}: ${state.detail}`, continues: true };
  }
  return { statusInfo: 'NORMAL', detail: `${at} is printing`, continues: true };
}

/** Progress of a job that has not changed for this long, on a printer that reports ready. */
export function overdueProgress(job: PrinterJob, unchangedMs: number): DeliveryProgress {
  const detail =
    `job ${job.id} has made no progress for ${Math.round(unchangedMs / 60_000)} minutes, although the printer reports that ` +
    `it is ready. Check its panel. If the film was not printed, cancel the job here and retry it.`;
  return { statusInfo: 'CHECK PRINTER', detail };
}
