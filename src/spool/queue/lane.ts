// The lane of one printer: looks for work, starts jobs while a destination has a place, and ends their runs. Each destination has a
// line (lines.ts). A lane looks for work when it is woken, and when a retry is due. Start at `Lane`.
import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../../shared/errors/errors.ts';
import { TransitionRefusal } from '../../shared/errors/request-refusals.ts';
import type { Log } from '../../shared/log/log.ts';
import { settlesWithin } from '../../shared/within.ts';
import type { Job } from '../job/job-types.ts';
import type { Spool } from '../spool.ts';
import type { DeviceGates } from './device-gates.ts';
import { Lines, type Turn } from './lines.ts';

export interface LaneOptions {
  readonly spool: Pick<Spool, 'claim' | 'dueDestinations' | 'nextDue' | 'apply'>;
  /**
   * Works on a job until it is finished or waits again. `signal` is aborted when the job was cancelled, held or moved, or
   * when the server stops; the run then leaves the job as it is or makes it PENDING again. `turn` says where it may deliver,
   * and when. Throws only errors of the spool.
   */
  readonly run: (job: Job, signal: AbortSignal, turn: Turn) => Promise<void>;
  /**
   * How many jobs each destination of a printer accepts at once, by name; 1 keeps their order. Default: one destination. Read
   * again by `use`.
   */
  readonly destinations?: (printer: string) => ReadonlyMap<string, number>;
  /** Which devices accept jobs. */
  readonly gates: DeviceGates;
  /**
   * Maximum time between two looks for work of a waiting lane, because the clock may have been corrected; default: one
   * minute.
   */
  readonly lookAgainMs?: number;
  /** After an error of the spool (a full disk, for example) a lane rests this long. */
  readonly restMs?: number;
  /** Time that running jobs have to end when the server stops; default: 30 s. */
  readonly stopMs?: number;
  readonly now?: () => Date;
  readonly log: Log;
}

interface Run {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

export class Lane {
  readonly #printer: string;
  readonly #options: LaneOptions;
  /** Concurrent jobs at each destination. */
  #places: ReadonlyMap<string, number> = new Map();
  #jobsAtOnce = 1;
  readonly #lines: Lines;
  readonly #restMs: number;
  readonly #runs = new Map<string, Run>();
  /** The end of every job's newest run, in all lanes: a job may be moved while its run is still ending. */
  readonly #ends: Map<string, Promise<void>>;
  readonly #stop = new AbortController();
  /** The printer was removed: no more jobs are started. */
  #halted = false;
  /** The current look for work; undefined when there is none. */
  #looking: Promise<void> | undefined;
  /** Counts wake-ups, so that one that arrives while the lane looks for work is noticed. */
  #wakes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(printer: string, options: LaneOptions, ends: Map<string, Promise<void>>) {
    this.#printer = printer;
    this.#options = options;
    this.#ends = ends;
    this.#readPlaces();
    this.#lines = new Lines(
      (destination) => this.#placesAt(destination),
      () => {
        this.wake();
      },
    );
    this.#restMs = options.restMs ?? 5_000;
  }

  #readPlaces(): void {
    this.#places = this.#options.destinations?.(this.#printer) ?? new Map<string, number>();
    const all = [...this.#places.values()].reduce((sum, places) => sum + places, 0);
    this.#jobsAtOnce = Math.max(1, all);
  }

  /** The destinations of the printer may have changed. */
  refresh(): void {
    this.#readPlaces();
    this.#lines.changed();
    this.wake();
  }

  /** Starts no more jobs; resolves when those in progress have ended. */
  async ended(): Promise<void> {
    this.#halted = true;
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all([...this.#runs.values()].map((run) => run.ended));
  }

  changed(job: Job, before: Job | undefined): void {
    // A job in the queue has no run: its run has ended, or it was held or moved while the run waited in line.
    if (job.state === 'PENDING' || job.reason === 'job-cancelled') this.#runs.get(job.id)?.controller.abort();
    if (job.state !== 'PENDING') return;
    // A queued job that only got a report about its device is not new work: it was there before, and waits as before.
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
    if (this.#stop.signal.aborted || this.#halted) return;
    this.#wakes += 1;
    this.#looking ??= this.#look();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    // First, because a job that is being claimed has a run afterwards.
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
        // A lane without a free place looks again when a run ends. Jobs that have become due are still due, because they were
        // not claimed.
        const due = this.#hasPlace() ? await spool.nextDue(this.#printer, lookedAt) : undefined;
        if (due) this.#wakeIn(due.getTime() - now().getTime());
      } while (seen !== this.#wakes && !this.#stop.signal.aborted);
    } catch (error) {
      log.error('scheduler.no-work', { printer: this.#printer, error: messageOf(error) });
      this.#wakeIn(this.#restMs);
    } finally {
      // In the same turn of the event loop as the last check of #wakes; otherwise a wake-up in between would be lost.
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
    // One device of a pool may keep a job for hours: another job must be able to try the other devices.
    return state === 'trial' ? Math.min(places, this.#lines.kept(destination) + 1) : places;
  }

  #hasPlace(): boolean {
    return this.#runs.size < this.#jobsAtOnce && !this.#stop.signal.aborted && !this.#halted;
  }

  #start(job: Job): void {
    const controller = new AbortController();
    // A job that was cancelled and retried, or moved here: its first run may still be ending.
    const earlier = this.#ends.get(job.id);
    // Before another job is claimed; otherwise that job would come before this one.
    const turn = this.#lines.join(this.#options.spool.dueDestinations(job));
    // An aborted run that still waits for its document has no destination and must not keep others waiting.
    controller.signal.addEventListener('abort', turn.leaveIdle, { once: true });
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

  /** Makes a job without a run PENDING again; while the spool cannot, the lane waits. */
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
    if (this.#stop.signal.aborted || this.#halted) return;
    this.#timer = globalThis.setTimeout(
      () => {
        this.wake();
      },
      Math.min(Math.max(ms, 1), this.#options.lookAgainMs ?? 60_000),
    );
  }
}
