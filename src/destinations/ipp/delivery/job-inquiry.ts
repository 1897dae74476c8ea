// Queries the printer for a job and for its own state, and converts the answers to evidence for the verdict table. A printer
// may refuse, forget, rename, or not answer: each case has its meaning here. Start at `Inquiry.query`.
import { messageOf } from '../../../shared/errors/errors.ts';
import { IppFailure, IppRefusal } from '../../../shared/errors/device-failures.ts';
import type { DeviceState } from '../../destination.ts';
import { isBusy } from './delivery-failure.ts';
import type { IppPrinter, Observation, PrinterJob } from './ipp-printer.ts';
import type { Evidence, Verdict } from './job-verdict.ts';
import { jobFact } from './reported-job.ts';
import { runSince } from '../state/printer-run.ts';
import type { WatchedJob, WatchTiming } from './watched-job.ts';

export interface Answers {
  /** Undefined: the printer does not answer. */
  readonly evidence: Evidence | undefined;
  readonly id: number | undefined;
  /** Our job, as the printer describes it. */
  readonly job: PrinterJob | undefined;
  readonly state: DeviceState | undefined;
  /** Why it does not answer. */
  readonly trouble: string | undefined;
  /** There is no connection to the printer. */
  readonly isUnreachable: boolean;
}

/** A printer that does not report a job counts as idle after this many times the first poll interval. */
const settlingPolls = 3;

type Named = Pick<WatchedJob, 'name' | 'jobId' | 'alone'>;

/** Whether a name is that of the job: complete, or cut off by the printer after our own job's id. */
function isNamed(found: string | undefined, { name, jobId, alone }: Named): boolean {
  if (found === undefined) return false;
  return found === name || (alone && found.includes(jobId) && name.startsWith(found.trimEnd()));
}

type JobAnswer =
  PrinterJob | 'gone' | 'not-reported' | { readonly trouble: string; readonly isUnreachable: boolean };

export class Inquiry {
  readonly #printer: IppPrinter;
  readonly #watched: WatchedJob;
  readonly #timing: WatchTiming;
  readonly #signal: AbortSignal;
  #id: number | undefined;
  #unbroken: boolean;
  #lookedByName = false;
  /** Since when queries for this job have not been answered. */
  #unansweredSince: number | undefined;
  #readySince: number | undefined;
  #seenWorking = false;
  /** The last answer describes the job. */
  #isReported = false;
  /** There are jobs with this name, but none is certainly this job. */
  #ambiguous = false;

  constructor(printer: IppPrinter, watched: WatchedJob, timing: WatchTiming, signal: AbortSignal) {
    this.#printer = printer;
    this.#watched = watched;
    this.#timing = timing;
    this.#signal = signal;
    this.#id = watched.id;
    this.#unbroken = watched.unbroken;
  }

  /** Throws only the signal's reason, and defects. */
  async query(): Promise<Answers> {
    const answer = await this.#queryJob();
    const observed = await this.#observe();
    const { since } = this.#watched;
    const trouble = typeof answer === 'object' && 'trouble' in answer ? answer.trouble : undefined;
    const isUnreachable = typeof answer === 'object' && 'trouble' in answer && answer.isUnreachable;
    const silent = {
      evidence: undefined,
      id: this.#id,
      job: undefined,
      state: observed?.state,
      trouble,
      isUnreachable: isUnreachable && observed === undefined,
    };
    if (trouble !== undefined && !this.#isUnanswered(observed)) return silent;
    if (trouble === undefined) this.#unansweredSince = undefined;
    const run = observed ? runSince(since, observed, this.#unbroken) : this.#unbroken ? 'same' : 'unsure';
    const reported = typeof answer === 'object' && !('trouble' in answer) ? answer : undefined;
    const job = reported && this.#isOurs(reported, run) ? reported : await this.#otherwise(reported, run);
    const fact = job ? jobFact(job) : answer === 'gone' || reported ? 'gone' : 'not-reported';
    const printer = await this.#printerFact(observed);
    this.#readySince = printer === 'ready' ? (this.#readySince ?? performance.now()) : undefined;
    this.#seenWorking ||= printer === 'working';
    const document =
      this.#ambiguous && this.#watched.document === 'accepted' ? 'whole' : this.#watched.document;
    return {
      evidence: { document, job: fact, run, printer },
      id: this.#id,
      job,
      state: observed?.state,
      trouble,
      isUnreachable: false,
    };
  }

  /**
   * Whether a missing report of the job may be taken for its end: right after the document, the printer may not have started
   * it.
   */
  isSettled(verdict: Verdict): boolean {
    if (verdict !== 'done' || this.#isReported || this.#seenWorking || this.#readySince === undefined)
      return true;
    return performance.now() - this.#readySince >= settlingPolls * this.#timing.pollMs;
  }

  async #queryJob(): Promise<JobAnswer> {
    const { user } = this.#watched;
    this.#isReported = false;
    try {
      if (this.#id === undefined) {
        const found = await this.#byName();
        if (typeof found === 'string') return found;
        this.#id = found.id;
        this.#isReported = true;
        return found;
      }
      const job = await this.#printer.job(this.#id, user, this.#signal);
      this.#isReported = typeof job === 'object';
      return job;
    } catch (error) {
      return this.#interrupted(error);
    }
  }

  /** A query without an answer is repeated; the printer may have been off meanwhile. */
  #interrupted(error: unknown): Extract<JobAnswer, { trouble: string }> {
    this.#signal.throwIfAborted();
    if (!(error instanceof IppFailure) && !isBusy(error)) throw error;
    this.#unbroken = false;
    const isUnreachable = error instanceof IppFailure && error.trouble === 'unreachable';
    return { trouble: messageOf(error), isUnreachable };
  }

  async #observe(): Promise<Observation | undefined> {
    try {
      return await this.#printer.observe(this.#signal);
    } catch (error) {
      if (!(error instanceof IppRefusal)) this.#interrupted(error);
      return undefined;
    }
  }

  /** The printer reports its state, but has not answered for the job for a while. */
  #isUnanswered(observed: Observation | undefined): boolean {
    if (!observed) {
      this.#unansweredSince = undefined;
      return false;
    }
    this.#unansweredSince ??= performance.now();
    return performance.now() - this.#unansweredSince >= this.#timing.stuckMs;
  }

  /** By its id, whatever its name, if the printer was not restarted; otherwise by its name. */
  #isOurs(job: PrinterJob, run: Evidence['run']): boolean {
    if (run === 'same' || (run === 'unsure' && job.name === undefined)) return true;
    return isNamed(job.name, this.#watched);
  }

  /** After a restart the job may have another id: it is looked up by name once. */
  async #otherwise(reported: PrinterJob | undefined, run: Evidence['run']): Promise<PrinterJob | undefined> {
    if (this.#lookedByName || (run === 'same' && reported === undefined) || this.#watched.id === undefined)
      return undefined;
    this.#lookedByName = true;
    try {
      const found = await this.#byName();
      if (typeof found === 'string') return undefined;
      this.#id = found.id;
      return found;
    } catch (error) {
      this.#interrupted(error);
      this.#lookedByName = false;
      return undefined;
    }
  }

  async #byName(): Promise<PrinterJob | 'gone' | 'not-reported'> {
    const jobs = await this.#printer.jobs(this.#watched.user, this.#signal);
    if (jobs === 'not-reported') return 'not-reported';
    const ours = jobs.filter((job) => isNamed(job.name, this.#watched));
    // A job that ended without a print may belong to an earlier attempt: it says nothing about this one.
    const ended = (job: PrinterJob) => ['aborted', 'cancelled', 'unreadable'].includes(jobFact(job));
    const found = ours.find((job) => !ended(job));
    this.#ambiguous = found === undefined && ours.length > 0;
    return found ?? 'gone';
  }

  async #printerFact(observed: Observation | undefined): Promise<Evidence['printer']> {
    if (!observed) return 'working';
    const { state, activity } = observed;
    if (!state.ready || activity === 'stopped') return 'troubled';
    if (activity === 'idle') return 'ready';
    if (this.#isReported) return 'working';
    // It works for others if its list of unfinished jobs does not contain ours.
    const open = await this.#printer
      .openJobs(this.#watched.user, this.#signal)
      .catch(() => 'not-reported' as const);
    if (open === 'not-reported' || open.length === 0) return 'working';
    const ours = open.some((job) => job.id === this.#id || isNamed(job.name, this.#watched));
    return ours ? 'working' : 'ready';
  }
}
