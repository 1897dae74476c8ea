// Starts jobs: for each printer a lane of its own, so that one that fails or is slow holds up no other; in a lane, a
// line for each destination (lines.ts), so that none holds up another. A lane looks for work when a job of its printer
// changes, when a device is ready again and when a retry is due. Start at `startScheduler`.
import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../../shared/errors/errors.ts';
import { TransitionRefusal } from '../../shared/errors/request-refusals.ts';
import type { Log } from '../../shared/log/log.ts';
import type { DeviceGates } from './device-gates.ts';
import type { Job } from '../job/job-types.ts';
import { Lines, type Turn } from './lines.ts';
import type { Spool } from '../spool.ts';
import { settlesWithin } from '../../shared/within.ts';

export interface SchedulerOptions {
  readonly spool: Pick<
    Spool,
    'claim' | 'dueDestinations' | 'nextDue' | 'apply' | 'onChange' | 'onPrinterChange'
  >;
  /** AE titles. */
  readonly printers: readonly string[];
  /**
   * Works on a job until it is finished or waits again. When `signal` is aborted, because the job was cancelled, held or
   * moved, or the server stops, it leaves the job as it is, or makes it PENDING again. `turn` says where it may deliver, and
   * when. Its errors are those of the spool.
   */
  readonly run: (job: Job, signal: AbortSignal, turn: Turn) => Promise<void>;
  /** How many jobs each destination of a printer takes at once, by name: 1 keeps their order. Default: one destination. */
  readonly destinations?: (printer: string) => ReadonlyMap<string, number>;
  /** Which devices accept jobs. */
  readonly gates: DeviceGates;
  /** A lane that waits looks again so often at least, for the clock may have been put right; a minute when absent. */
  readonly lookAgainMs?: number;
  /** After an error of the spool (a full disk, say) a lane rests this long. */
  readonly restMs?: number;
  /** Running jobs that are asked to end have this long; default: half a minute. */
  readonly stopMs?: number;
  readonly now?: () => Date;
  readonly log: Log;
}

export interface Scheduler {
  /**
   * Starts no more jobs, signals the running ones, and waits for them, within limits: one that a driver does not release
   * stays PRINTING, and the next start takes it up as after a crash.
   */
  stop(): Promise<void>;
}

export function startScheduler(options: SchedulerOptions): Scheduler {
  const ends = new Map<string, Promise<void>>();
  const lanes = new Map(options.printers.map((printer) => [printer, new Lane(printer, options, ends)]));
  const unsubscribe = options.spool.onChange((job, before) => {
    // Moved: the lane that it came from lets go of it.
    if (before && before.printer !== job.printer) lanes.get(before.printer)?.changed(job, before);
    lanes.get(job.printer)?.changed(job, before);
  });
  const unsubscribePrinters = options.spool.onPrinterChange((printer) => {
    lanes.get(printer)?.wake();
  });
  const unsubscribeGates = options.gates.onChange((printer, destination) => {
    lanes.get(printer)?.deviceChanged(destination);
  });
  for (const lane of lanes.values()) lane.wake();
  return {
    stop: async () => {
      unsubscribe();
      unsubscribePrinters();
      unsubscribeGates();
      await Promise.all([...lanes.values()].map((lane) => lane.stop()));
    },
  };
}

interface Run {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

class Lane {
  readonly #printer: string;
  readonly #options: SchedulerOptions;
  /** Jobs at once, at each destination. */
  readonly #places: ReadonlyMap<string, number>;
  readonly #jobsAtOnce: number;
  readonly #lines: Lines;
  readonly #restMs: number;
  readonly #runs = new Map<string, Run>();
  /** The end of every job's newest run, in all lanes: a job may be moved while its run is on its way out. */
  readonly #ends: Map<string, Promise<void>>;
  readonly #stop = new AbortController();
  /** Looking for work; set while it does. */
  #looking: Promise<void> | undefined;
  /** Counts the reasons to look, so that one that comes while it looks is seen. */
  #wakes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(printer: string, options: SchedulerOptions, ends: Map<string, Promise<void>>) {
    this.#printer = printer;
    this.#options = options;
    this.#ends = ends;
    this.#places = options.destinations?.(printer) ?? new Map<string, number>();
    this.#jobsAtOnce = Math.max(
      1,
      [...this.#places.values()].reduce((sum, places) => sum + places, 0),
    );
    this.#lines = new Lines(
      (destination) => this.#placesAt(destination),
      () => {
        this.wake();
      },
    );
    this.#restMs = options.restMs ?? 5_000;
  }

  changed(job: Job, before: Job | undefined): void {
    // A job in the queue has no run: it ended its run itself, or was held or moved while that waited in line.
    if (job.state === 'PENDING' || job.reason === 'job-cancelled') this.#runs.get(job.id)?.controller.abort();
    if (job.state !== 'PENDING') return;
    // A job in the queue whose device's problem is reported is not new work: it was there before, and waits as before.
    const onlyReported =
      job.reason === 'waiting' && (before?.reason === 'queued' || before?.reason === 'waiting');
    if (!onlyReported || before.printer !== job.printer || before.priority !== job.priority) this.wake();
  }

  /** A device accepts jobs now, or no longer does. */
  deviceChanged(destination: string): void {
    if (this.#options.gates.state(this.#printer, destination) === 'closed') this.#lines.closed(destination);
    this.#lines.changed();
    this.wake();
  }

  wake(): void {
    if (this.#stop.signal.aborted) return;
    this.#wakes += 1;
    this.#looking ??= this.#look();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    // First, for a job that is just being claimed is a run afterwards.
    await this.#looking;
    for (const { controller } of this.#runs.values()) controller.abort();
    if (this.#runs.size > 0) await this.#runsEnded();
  }

  async #runsEnded(): Promise<void> {
    const { log, stopMs = 30_000 } = this.#options;
    await settlesWithin(stopMs, Promise.all([...this.#runs.values()].map((run) => run.ended)));
    for (const job of this.#runs.keys()) {
      log.error('scheduler.run-left', { job, printer: this.#printer, afterMs: stopMs });
    }
  }

  async #look(): Promise<void> {
    const { spool, log, now = () => new Date() } = this.#options;
    clearTimeout(this.#timer);
    try {
      let seen: number;
      do {
        seen = this.#wakes;
        const lookedAt = now();
        await this.#startJobs();
        // A lane without a free place looks again when a run ends. What has become due since is still due, because it was not
        // claimed.
        const due = this.#hasPlace() ? await spool.nextDue(this.#printer, lookedAt) : undefined;
        if (due) this.#wakeIn(due.getTime() - now().getTime());
      } while (seen !== this.#wakes && !this.#stop.signal.aborted);
    } catch (error) {
      log.error('scheduler.no-work', { printer: this.#printer, error: messageOf(error) });
      this.#wakeIn(this.#restMs);
    } finally {
      // In the same turn as the last look at #wakes, or a wake in between would be lost.
      this.#looking = undefined;
    }
  }

  async #startJobs(): Promise<void> {
    while (this.#hasPlace()) {
      const full = this.#lines.full([...this.#places.keys()]);
      const job = await this.#options.spool.claim(this.#printer, full);
      if (!job) return;
      this.#start(job);
    }
  }

  /** How many jobs may be on their way to a destination now. */
  #placesAt(destination: string): number {
    const state = this.#options.gates.state(this.#printer, destination);
    if (state === 'closed') return 0;
    const places = this.#places.get(destination) ?? 1;
    // Of a pool, one device may keep a job for hours: another job is to try the others.
    return state === 'trial' ? Math.min(places, this.#lines.kept(destination) + 1) : places;
  }

  #hasPlace(): boolean {
    return this.#runs.size < this.#jobsAtOnce && !this.#stop.signal.aborted;
  }

  #start(job: Job): void {
    const controller = new AbortController();
    // A job that was cancelled and retried, or moved here: its first run may still be on its way out.
    const earlier = this.#ends.get(job.id);
    // Before anything else is claimed, or another job would come before this one.
    const turn = this.#lines.join(this.#options.spool.dueDestinations(job));
    // A job without a destination that waits for its document keeps no other waiting.
    controller.signal.addEventListener('abort', turn.stepOut, { once: true });
    const run: Run = {
      controller,
      ended: this.#work(job, controller.signal, turn, earlier).finally(() => {
        for (const destination of turn.destinations) turn.leave(destination);
        if (this.#runs.get(job.id) === run) this.#runs.delete(job.id);
        if (this.#ends.get(job.id) === run.ended) this.#ends.delete(job.id);
        this.wake();
      }),
    };
    this.#runs.set(job.id, run);
    this.#ends.set(job.id, run.ended);
  }

  async #work(job: Job, signal: AbortSignal, turn: Turn, earlier: Promise<void> | undefined): Promise<void> {
    const { run, log } = this.#options;
    await earlier;
    try {
      await run(job, signal, turn);
    } catch (error) {
      log.error('scheduler.run-failed', { job: job.id, printer: this.#printer, error: messageOf(error) });
      await this.#giveBack(job);
    }
  }

  /** Makes a job without a run PENDING again; while the spool cannot, the lane waits for it. */
  async #giveBack(job: Job): Promise<void> {
    const { spool, log } = this.#options;
    while (!this.#stop.signal.aborted) {
      await setTimeout(this.#restMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      try {
        await spool.apply(job.id, { kind: 'interrupted', by: 'shutdown', startedAt: job.startedAt });
        return;
      } catch (error) {
        if (error instanceof TransitionRefusal) return;
        log.error('scheduler.not-given-back', {
          job: job.id,
          printer: this.#printer,
          error: messageOf(error),
        });
      }
    }
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#stop.signal.aborted) return;
    this.#timer = globalThis.setTimeout(
      () => {
        this.wake();
      },
      Math.min(Math.max(ms, 1), this.#options.lookAgainMs ?? 60_000),
    );
  }
}
