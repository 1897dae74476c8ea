// Reports to the jobs in the queue what prevents their device from printing, and its recovery. The client of the last job in
// the queue learns of a jam as soon as the client of the first. Start at `DeviceWaits`.
import { messageOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';
import type { DeviceGates } from './device-gates.ts';
import type { Job } from '../job/job-types.ts';
import type { Spool } from '../spool.ts';
import { destinationKey } from '../../shared/destination-key.ts';

export interface DeviceWaitOptions {
  readonly spool: Pick<Spool, 'applyToAll' | 'pendingIds' | 'waitingIds' | 'onChange'>;
  readonly gates: DeviceGates;
  readonly log: Log;
  /** Every destination of every printer: reports from an earlier run of the server are no longer valid. */
  readonly destinations: readonly { readonly printer: string; readonly destination: string }[];
}

/**
 * Jobs per transaction. Other writers wait for a transaction, and its listeners are notified in one turn of the event loop.
 * One job per transaction took more than 12 s for 10,000 jobs: each waited for the disk, and the scheduler looked for work
 * after each.
 */
const reportedAtOnce = 100;

interface PendingReport {
  readonly printer: string;
  readonly destination: string;
  /** Jobs that were queued since; undefined: the whole queue. */
  jobs: Set<string> | undefined;
}

export class DeviceWaits {
  readonly #options: DeviceWaitOptions;
  readonly #unsubscribe: (() => void)[];
  /** What remains to be reported, by printer and destination. */
  readonly #pending = new Map<string, PendingReport>();
  #reporting: Promise<void> | undefined;
  #stopped = false;

  constructor(options: DeviceWaitOptions) {
    this.#options = options;
    const { spool, gates } = options;
    this.#unsubscribe = [
      gates.onChange((printer, destination) => {
        this.#request(printer, destination, undefined);
      }),
      spool.onChange((job) => {
        this.#joined(job);
      }),
    ];
    for (const { printer, destination } of options.destinations)
      this.#request(printer, destination, undefined);
  }

  /** Resolves when all is reported. */
  async reported(): Promise<void> {
    while (this.#reporting) await this.#reporting;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.reported();
  }

  /** A job was queued for a device that is not ready. */
  #joined(job: Job): void {
    if (job.state !== 'PENDING') return;
    for (const { destination, required, state, cause, notBefore } of job.deliveries) {
      if (state !== 'PENDING' || !required || cause === 'device' || notBefore !== null) continue;
      if (this.#options.gates.trouble(job.printer, destination))
        this.#request(job.printer, destination, job.id);
    }
  }

  #request(printer: string, destination: string, jobId: string | undefined): void {
    if (this.#stopped) return;
    const name = destinationKey(printer, destination);
    const report = this.#pending.get(name) ?? { printer, destination, jobs: new Set<string>() };
    if (jobId === undefined) report.jobs = undefined;
    else report.jobs?.add(jobId);
    this.#pending.set(name, report);
    this.#reporting ??= this.#reportAll().finally(() => {
      this.#reporting = undefined;
    });
  }

  async #reportAll(): Promise<void> {
    for (;;) {
      const [next] = this.#pending;
      if (!next || this.#stopped) return;
      const [name, report] = next;
      this.#pending.delete(name);
      const { printer, destination } = report;
      try {
        await this.#report(report);
      } catch (error) {
        // What a job shows about its device is only information: the device is tried in any case.
        this.#options.log.error('device.waits-not-reported', {
          printer,
          destination,
          error: messageOf(error),
        });
      }
    }
  }

  async #report({ printer, destination, jobs }: PendingReport): Promise<void> {
    const { spool, gates } = this.#options;
    const trouble = gates.trouble(printer, destination);
    const queue = trouble ? spool.pendingIds(printer) : spool.waitingIds(printer, destination);
    const event = trouble
      ? ({ kind: 'delivery-waits', destination, ...trouble } as const)
      : ({ kind: 'device-ready', destination } as const);
    const ids = [...(jobs ?? (await queue))];
    for (let start = 0; start < ids.length; start += reportedAtOnce) {
      // The gate changed meanwhile: this report was requested again.
      if (this.#stopped || gates.trouble(printer, destination) !== trouble) return;
      await spool.applyToAll(ids.slice(start, start + reportedAtOnce), event);
    }
  }
}
