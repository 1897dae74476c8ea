// Removed printers print what waits for them, or their queue is moved; then they are forgotten, with their jobs and history kept. A
// job that is held, or whose outcome is unknown, keeps its printer until a person has decided, because the decision may need
// the device. Start at `Draining`.
import { messageOf } from '../../shared/errors/errors.ts';
import { UnknownPrinterRefusal } from '../../shared/errors/request-refusals.ts';
import type { Log } from '../../shared/log/log.ts';
import type { Job, JobState } from '../../spool/job/job-types.ts';
import type { Spool } from '../../spool/spool.ts';
import type { PrintersInUse } from './printers-in-use.ts';

export interface DrainingOptions {
  readonly inUse: PrintersInUse;
  readonly spool: Pick<
    Spool,
    'jobs' | 'moveQueue' | 'onChange' | 'deviceCancellations' | 'resumePrinter' | 'pausedPrinters'
  >;
  readonly log: Log;
  /** Interval between two checks when nothing is reported; default: 15 s. */
  readonly lookAgainMs?: number;
  readonly now?: () => Date;
}

/** How long a removed printer is kept only because a device has not confirmed the cancellation of a job. */
const maxCancellationMs = 600_000;
/** Jobs that are read at once. */
const pageSize = 1000;

const unfinished = ['PENDING', 'PRINTING', 'UNKNOWN'] as const satisfies readonly JobState[];

/** The name in the history of jobs. */
const mover = 'hardcopy';

export class Draining {
  readonly #options: DrainingOptions;
  readonly #unsubscribes: readonly (() => void)[];
  #looking: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DrainingOptions) {
    this.#options = options;
    const { inUse, spool } = options;
    const look = () => {
      this.look();
    };
    this.#unsubscribes = [
      inUse.onChange(look),
      inUse.onRelease(look),
      spool.onChange((job, before) => {
        if (before && (before.state !== job.state || before.printer !== job.printer)) look();
      }),
    ];
  }

  /** Resolves when everything is decided that can be decided now. */
  async settled(): Promise<void> {
    this.look();
    while (this.#looking) await this.#looking;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
    await this.#looking;
  }

  /** Checks what the removed printers still have to print. Returns at once while no printer is being removed. */
  look(): void {
    if (this.#stopped || !this.#hasWork()) return;
    this.#again = true;
    this.#looking ??= this.#lookAll().finally(() => {
      this.#looking = undefined;
    });
  }

  #removed(): readonly string[] {
    const { inUse } = this.#options;
    return inUse.aeTitles.filter((aeTitle) => inUse.removalOf(aeTitle) !== undefined);
  }

  #hasWork(): boolean {
    return this.#removed().length > 0 || this.#options.inUse.leftDestinations().length > 0;
  }

  async #lookAll(): Promise<void> {
    clearTimeout(this.#timer);
    const { inUse, log, lookAgainMs = 15_000 } = this.#options;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        for (const aeTitle of this.#removed()) await this.#drain(aeTitle);
        for (const { printer, destination } of inUse.leftDestinations())
          if (!(await this.#hasDelivery(printer, destination))) inUse.forgetLeft(printer, destination);
      } catch (error) {
        log.error('printers.not-drained', { error: messageOf(error) });
      }
    }
    if (this.#stopped || !this.#hasWork()) return;
    this.#timer = setTimeout(() => {
      this.look();
    }, lookAgainMs).unref();
  }

  async #drain(aeTitle: string): Promise<void> {
    const { inUse, spool, log } = this.#options;
    const moveTo = inUse.removalOf(aeTitle)?.moveTo ?? null;
    if (moveTo !== null) await this.#move(aeTitle, moveTo);
    if (inUse.isHeld(aeTitle) || (await this.#isNeeded(aeTitle))) return;
    // From now on no job of it is retried and no association begins. The check is repeated, because one may have begun before.
    inUse.ending(aeTitle, true);
    if ((await this.#isNeeded(aeTitle)) || inUse.isHeld(aeTitle) || !inUse.removalOf(aeTitle)) {
      inUse.ending(aeTitle, false);
      return;
    }
    // A printer with this AE title that is added later must not be paused from the start.
    if (spool.pausedPrinters().some(({ printer }) => printer === aeTitle))
      await spool.resumePrinter(aeTitle, mover);
    inUse.forget(aeTitle);
    log.info('printers.removed', { printer: aeTitle });
  }

  async #move(aeTitle: string, moveTo: string): Promise<void> {
    const { spool, log } = this.#options;
    try {
      const moved = await spool.moveQueue(aeTitle, moveTo, mover);
      if (moved.length > 0)
        log.info('printers.queue-moved', { printer: aeTitle, to: moveTo, jobs: moved.length });
    } catch (error) {
      // The other printer was removed too: the queue is printed where it is.
      if (!(error instanceof UnknownPrinterRefusal)) throw error;
    }
  }

  async #isNeeded(aeTitle: string): Promise<boolean> {
    const { spool, inUse, now = () => new Date() } = this.#options;
    for (const state of unfinished)
      if ((await spool.jobs({ state, printer: aeTitle, limit: 1 })).length > 0) return true;
    const since = inUse.removalOf(aeTitle)?.since ?? now();
    if (now().getTime() - since.getTime() > maxCancellationMs) return false;
    return (await spool.deviceCancellations()).some(({ printer }) => printer === aeTitle);
  }

  /** Whether a job still has to be delivered to a destination, or may have been. */
  async #hasDelivery(aeTitle: string, destination: string): Promise<boolean> {
    const { spool, inUse } = this.#options;
    const goesThere = ({ deliveries }: Pick<Job, 'deliveries'>) =>
      deliveries.some((one) => one.destination === destination && unfinished.some((s) => s === one.state));
    for (const state of unfinished) {
      for (let before: string | undefined; ;) {
        const page = await spool.jobs({
          state,
          printer: aeTitle,
          limit: pageSize,
          ...(before === undefined ? {} : { before }),
        });
        if (page.some(goesThere)) return true;
        const last = page.at(-1);
        if (!last || page.length < pageSize) break;
        before = last.id;
      }
    }
    const cancelled = (await spool.deviceCancellations()).some(
      (one) => one.printer === aeTitle && one.destination === destination,
    );
    return cancelled && inUse.device(aeTitle, destination)?.driver.cancel !== undefined;
  }
}
