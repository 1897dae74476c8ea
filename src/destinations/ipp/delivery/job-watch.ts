// Waits for the end of a job in the printer, and reports what keeps it in the meantime. Queries every half second, less often
// the longer nothing changes; an unanswered query is repeated. job-verdict.ts interprets the answers. Start at `watchJob`.
//
// Subscriptions (RFC 3995, 3996) were tried instead: CUPS 2.4 answers Get-Notifications immediately, whatever notify-wait
// says, and requires it to be asked again after 60 s (notify-get-interval); ippeveprinter and most printers do not support
// it. Querying the job finds its end within half a second to five.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryProgress } from '../../destination.ts';
import type { IppPrinter, PrinterJob } from './ipp-printer.ts';
import { Inquiry, type Answers } from './job-inquiry.ts';
import { judge, type Verdict } from './job-verdict.ts';
import { jobText, overdueProgress, progressOf } from './reported-job.ts';
import type { WatchedJob, WatchTiming } from './watched-job.ts';

export interface WatchProgress extends DeliveryProgress {
  /** The job makes no progress, although the printer reports ready. */
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
  /** The job is still in the printer, or the printer does not answer: attention is required. */
  | { readonly kind: 'stuck'; readonly statusInfo: string; readonly detail: string }
  /** Whether it was printed cannot be known. */
  | { readonly kind: 'unknown'; readonly detail: string }
  /** Something must be sent: the rest to the job with this id, or all of it anew, after that job is cancelled. */
  | { readonly kind: 'continue' | 'cancel-and-send' | 'send'; readonly id: number | undefined };

function endOf(
  verdict: Exclude<Verdict, 'wait'>,
  because: string,
  job: PrinterJob | undefined,
  id: number | undefined,
): JobEnd {
  const named = id === undefined ? 'the job' : `job ${id}`;
  const { text, sentence, info } = job ? jobText(job) : { text: named, sentence: '', info: 'CHECK PRINTER' };
  switch (verdict) {
    case 'done':
      return { kind: 'completed', detail: job ? text : `${named} (gone from its list; ${because})` };
    case 'cancelled':
      return { kind: 'cancelled', detail: text.replace(/^job \d+/, '$& was cancelled at the device') };
    case 'aborted':
    case 'next-format': {
      const detail = `the printer aborted ${text}${sentence}`;
      return { kind: 'aborted', aboutFormat: verdict === 'next-format', statusInfo: info, detail };
    }
    case 'unknown':
      return { kind: 'unknown', detail: `${named} was sent, and its outcome is not known: ${because}` };
    case 'continue':
    case 'cancel-and-send':
    case 'send':
      return { kind: verdict, id };
  }
}

export interface JobWatchOptions {
  readonly timing: WatchTiming;
  /** Called when there is something new to report. */
  readonly progress: (progress: WatchProgress) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Waits until the job has ended, is stuck, or something must be sent.
 * @throws the error of `progress`, and the signal's reason.
 */
export async function watchJob(
  printer: IppPrinter,
  watched: WatchedJob,
  { timing, progress, signal }: JobWatchOptions,
): Promise<JobEnd> {
  const inquiry = new Inquiry(printer, watched, timing, signal);
  let reported = '';
  let last = '';
  let changedAt = performance.now();
  let stuckSince: number | undefined;
  let wait = timing.pollMs;
  for (;;) {
    const answers = await inquiry.query();
    const { evidence, id, job } = answers;
    const { verdict, because } = evidence ? judge(evidence) : ({ verdict: 'wait', because: '' } as const);
    if (verdict !== 'wait' && inquiry.isSettled(verdict)) return endOf(verdict, because, job, id);
    const { continues, ...now } = progressFrom(answers, because);
    const state = JSON.stringify([job, now]);
    if (state !== last) [last, changedAt] = [state, performance.now()];
    // It is still waited for, because it may be printed at any time, and sending it again would print a second film.
    const overdue = continues && performance.now() - changedAt >= timing.unchangedMs;
    if (overdue && !job) return endOf('unknown', because, job, id);
    const report = overdue && job ? overdueProgress(job, timing.unchangedMs) : now;
    const text = JSON.stringify(report);
    if (text === reported) wait = Math.min(wait * 1.5, timing.slowestPollMs);
    else {
      await progress({ ...report, overdue });
      reported = text;
      wait = timing.pollMs;
    }
    stuckSince = continues ? undefined : (stuckSince ?? performance.now());
    const stuckMs = answers.isUnreachable ? timing.offlineMs : timing.stuckMs;
    if (stuckSince !== undefined && performance.now() - stuckSince >= stuckMs) {
      // A printer without a problem will not report more about the job. If the printer has a problem, the device gate waits
      // instead.
      if (evidence && evidence.printer !== 'troubled' && evidence.job !== 'active')
        return endOf('unknown', because, job, id);
      return { kind: 'stuck', ...report };
    }
    await sleep(wait, undefined, { signal });
  }
}

/** Progress while the job is waited for; `continues`: no attention is required, as far as is known. */
function progressFrom(
  { evidence, id, job, state, trouble }: Answers,
  because: string,
): DeliveryProgress & { readonly continues: boolean } {
  const named = id === undefined ? 'the job' : `job ${id}`;
  if (!evidence) {
    const detail = `${named}: ${trouble ?? 'the printer does not answer'}`;
    return { statusInfo: 'PRINTER OFFLINE', detail, continues: false };
  }
  if (job) {
    const now = progressOf(job, state);
    return evidence.job === 'incomplete' ? { ...now, continues: false } : now;
  }
  if (state?.ready === false)
    return { statusInfo: state.info, detail: `${named}: ${state.detail}`, continues: false };
  return {
    statusInfo: 'NORMAL',
    detail: `${named}: the printer reports nothing about it; ${because}`,
    continues: true,
  };
}
