// Cleans up in the background. After a start it removes the orphans of a crash; then, whenever a job has finished and every
// hour, what retention does not keep. A minute after a start and every day it compares the store's sums with its jobs. One
// task runs at a time; its errors are logged and do not affect the spool.
import { statfs } from 'node:fs/promises';
import { messageOf } from '../../shared/errors/errors.ts';
import { removeOrphans, type OrphanPorts } from './orphans.ts';
import { applyRetention, applySpaceLimit, type RetentionPorts } from './retention.ts';

export interface HousekeepingPorts
  extends Omit<OrphanPorts, 'stopped'>, Omit<RetentionPorts, 'store' | 'stopped' | 'freeBytes'> {
  /** A folder on the disk whose free space counts. */
  readonly folder: string;
}

const retentionEveryMs = 60 * 60 * 1000;
/** Between two looks at the age of what is kept, at the end of a job. */
const ageEveryMs = 60 * 1000;
const totalsEveryMs = 24 * 60 * 60 * 1000;
/** Not at once: counting a million jobs takes a second of processor time that the start needs itself. */
const firstTotalsMs = 60 * 1000;

export class Housekeeping {
  readonly #ports: HousekeepingPorts;
  /** All rounds requested so far. */
  #work: Promise<void> = Promise.resolve();
  #retentionRequested = false;
  #ageCheckedAt = -Infinity;
  #timers: readonly NodeJS.Timeout[] = [];
  #stopped = false;

  constructor(ports: HousekeepingPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#inBackground('spool.orphans-left', async () => {
      const removed = await removeOrphans({ ...this.#ports, stopped: () => this.#stopped });
      if (removed > 0) this.#ports.log.info('spool.orphans-removed', { files: removed });
    });
    this.requestRetention();
    this.#timers = [
      setTimeout(() => {
        this.#correctTotals();
      }, firstTotalsMs).unref(),
      setInterval(() => {
        this.requestRetention();
      }, retentionEveryMs).unref(),
      setInterval(() => {
        this.#correctTotals();
      }, totalsEveryMs).unref(),
    ];
  }

  /** A sum that does not agree is a defect, or the file was changed by hand: it is corrected and logged. */
  #correctTotals(): void {
    this.#inBackground('spool.totals-failed', async () => {
      for (const { what, difference } of await this.#ports.store.correctTotals())
        this.#ports.log.warn('spool.total-corrected', { what, difference });
    });
  }

  requestRetention(): void {
    // A round that is still waiting will cover this request too.
    if (this.#retentionRequested) return;
    this.#retentionRequested = true;
    this.#inBackground('spool.retention-failed', async () => {
      this.#retentionRequested = false;
      const freeBytes = () => freeBytesOf(this.#ports.folder);
      const ports = { ...this.#ports, freeBytes, stopped: () => this.#stopped };
      const now = this.#ports.now().getTime();
      // Pixels or jobs with a limit of 0 days are removed when the job ends.
      const { keepPixelsDays, keepJobsDays } = ports.limits;
      const agesMatter =
        Math.min(keepPixelsDays, keepJobsDays) === 0 || Math.abs(now - this.#ageCheckedAt) >= ageEveryMs;
      if (!agesMatter) return applySpaceLimit(ports);
      await applyRetention(ports);
      this.#ageCheckedAt = now;
    });
  }

  /** Resolves when all rounds requested so far are done. */
  async done(): Promise<void> {
    await this.#work;
  }

  /** Ends the round in progress soon, and waits for it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#work;
  }

  #inBackground(failure: string, task: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      try {
        if (!this.#stopped) await task();
      } catch (error) {
        this.#ports.log.error(failure, { error: messageOf(error) });
      }
    });
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
