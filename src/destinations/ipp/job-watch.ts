// Waits for the end of a job in the printer, and tells what keeps it meanwhile. Asks every half second, less often the
// longer nothing changes. Start at `watchJob`.
//
// Subscriptions (RFC 3995, 3996) were tried instead: CUPS 2.4 answers Get-Notifications at once, whatever notify-wait
// says, and wants it asked again after 60 s (notify-get-interval); ippeveprinter and most printers have none. Asking for
// the job knows of its end within half a second to five.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryProgress, DeviceState } from '../destination.ts';
import type { IppPrinter, PrinterJob } from './ipp-printer.ts';
import { hindrances, jobFates, jobReasons, type JobFate, type JobReason } from './status-table.ts';

export interface WatchTiming {
  /** Between two questions, ms: at first, and at most. */
  readonly pollMs: number;
  readonly slowestPollMs: number;
  /** How long a job that does not go on is waited for, ms. */
  readonly stuckMs: number;
  /** After so long without a change a job on a printer that says all is well is told of, ms. */
  readonly unchangedMs: number;
}

export interface WatchProgress extends DeliveryProgress {
  /** The job does not go on, though the printer says that all is well. */
  readonly overdue: boolean;
}

export type JobEnd =
  | { readonly kind: 'completed'; readonly detail: string }
  | { readonly kind: 'cancelled'; readonly detail: string }
  | {
      readonly kind: 'aborted';
      readonly aboutFormat: boolean;
      readonly statusInfo: string;
      readonly detail: string;
    }
  /** It is in the printer still, and needs hands. */
  | { readonly kind: 'stuck'; readonly statusInfo: string; readonly detail: string }
  /** The printer does not know it. */
  | { readonly kind: 'unknown' }
  /** The printer waits for a document that nobody is sending. */
  | { readonly kind: 'incomplete' };

export interface WatchedJob {
  readonly id: number;
  readonly name: string;
  readonly user: string;
}

/** The row of the first reason of the table that the job has. */
function reasonOf(job: PrinterJob): JobReason | undefined {
  return Object.entries(jobReasons).find(([keyword]) => job.reasons.includes(keyword))?.[1];
}

function fateOf(job: PrinterJob): JobFate {
  return Object.hasOwn(jobFates, job.state) ? (jobFates[job.state] ?? 'waiting') : 'waiting';
}

/** Whether it lacks its document. */
export function isIncomplete(job: PrinterJob): boolean {
  if (fateOf(job) !== 'waiting') return false;
  return job.documents === 0 || job.reasons.some((reason) => jobReasons[reason]?.incomplete);
}

/** Undefined for a job that has not ended. */
export function endOf(job: PrinterJob): JobEnd | undefined {
  const fate = fateOf(job);
  const reason = reasonOf(job);
  const why = job.reasons.filter((keyword) => keyword !== 'none').join(', ');
  const said = why === '' ? '' : ` (${why})`;
  if (fate === 'completed') return { kind: 'completed', detail: `job ${job.id}${said}` };
  if (fate === 'cancelled') {
    return { kind: 'cancelled', detail: `job ${job.id} was cancelled at the device${said}` };
  }
  if (fate !== 'aborted') return undefined;
  return {
    ...{ kind: 'aborted', aboutFormat: reason?.aboutFormat ?? false },
    statusInfo: reason?.info ?? 'CHECK PRINTER',
    detail: `the printer gave job ${job.id} up${said}${reason ? `: ${reason.sentence}` : ''}`,
  };
}

/** What is told of a job that has not ended, on a printer in this state. */
function progressOf(job: PrinterJob, state: DeviceState): DeliveryProgress & { readonly goesOn: boolean } {
  const fate = fateOf(job);
  const reason = reasonOf(job);
  const at = `job ${job.id}`;
  if (!state.ready) return { statusInfo: state.info, detail: `${at}: ${state.detail}`, goesOn: false };
  if (fate === 'stopped') {
    const detail = `${at} is stopped. ${reason?.sentence ?? state.detail}`;
    return {
      statusInfo: reason && reason.info !== 'NORMAL' ? reason.info : 'CHECK PRINTER',
      detail,
      goesOn: false,
    };
  }
  if (fate === 'waiting') {
    return {
      statusInfo: 'QUEUED',
      detail: `${at} waits in the printer. ${reason?.sentence ?? ''}`.trim(),
      goesOn: true,
    };
  }
  // It may get on all the same: by another tray, or because somebody clears it now.
  if (state.status !== 'NORMAL' && hindrances.has(state.info)) {
    return { statusInfo: state.info, detail: `${at}: ${state.detail}`, goesOn: true };
  }
  return { statusInfo: 'NORMAL', detail: `${at} is printing`, goesOn: true };
}

/** What is told of a job that has not changed for so long, on a printer that says all is well. */
function overdueProgress(job: PrinterJob, unchangedMs: number): DeliveryProgress {
  const detail =
    `job ${job.id} has not gone on for ${Math.round(unchangedMs / 60_000)} minutes, though the printer says that it ` +
    `is ready. Look at its panel. If the film did not come out, cancel the job here and try it again.`;
  return { statusInfo: 'CHECK PRINTER', detail };
}

/**
 * Waits until the job has ended, is stuck, or turns out to be unknown or without its document.
 * @throws what asking throws, and the signal's reason.
 */
export async function watchJob(
  printer: IppPrinter,
  watched: WatchedJob,
  timing: WatchTiming,
  progress: (progress: WatchProgress) => Promise<void>,
  signal: AbortSignal,
): Promise<JobEnd> {
  let told = '';
  let last = '';
  let unchangedSince = performance.now();
  let stuckSince: number | undefined;
  let wait = timing.pollMs;
  for (;;) {
    const job = await printer.job(watched.id, watched.user, signal);
    // After a restart a printer may count its jobs from 1 again: another's job is not ours.
    if (!job || (job.name !== undefined && job.name !== watched.name)) return { kind: 'unknown' };
    const end = endOf(job);
    if (end) return end;
    const now = progressOf(job, await printer.state(signal));
    const { goesOn, ...said } = now;
    const state = JSON.stringify([job, said]);
    if (state !== last) [last, unchangedSince] = [state, performance.now()];
    // Waited for all the same, for it may come out at any time, and a second one would be a second film.
    const overdue = goesOn && performance.now() - unchangedSince >= timing.unchangedMs;
    const tell = overdue ? overdueProgress(job, timing.unchangedMs) : said;
    const telling = JSON.stringify(tell);
    if (telling === told) wait = Math.min(wait * 1.5, timing.slowestPollMs);
    else {
      await progress({ ...tell, overdue });
      told = telling;
      wait = timing.pollMs;
    }
    const incomplete = isIncomplete(job);
    stuckSince = goesOn && !incomplete ? undefined : (stuckSince ?? performance.now());
    if (stuckSince !== undefined && performance.now() - stuckSince >= timing.stuckMs) {
      return incomplete ? { kind: 'incomplete' } : { kind: 'stuck', ...tell };
    }
    await sleep(wait, undefined, { signal });
  }
}
