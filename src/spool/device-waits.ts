// Tells the jobs in the queue what keeps their device, and that it is well again: the client of a job at the end of the
// queue learns of the jam as soon as that of the first. Begin at `DeviceWaits`.
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { DeviceGates } from './device-gates.ts';
import type { Job } from './job-types.ts';
import type { Spool } from './spool.ts';

export interface DeviceWaitOptions {
  readonly spool: Pick<Spool, 'apply' | 'pendingIds' | 'onChange'>;
  readonly gates: DeviceGates;
  readonly log: Log;
}

export class DeviceWaits {
  readonly #options: DeviceWaitOptions;
  readonly #unsubscribe: (() => void)[];
  /** Destinations whose jobs are to be told, as `[printer, destination]`, by both. */
  readonly #asked = new Map<string, readonly [string, string]>();
  #telling: Promise<void> | undefined;
  #stopped = false;

  constructor(options: DeviceWaitOptions) {
    this.#options = options;
    const { spool, gates } = options;
    this.#unsubscribe = [
      gates.onChange((printer, destination) => {
        this.#ask(printer, destination);
      }),
      spool.onChange((job) => {
        this.#joined(job);
      }),
    ];
  }

  /** Resolves when all are told. */
  async told(): Promise<void> {
    while (this.#telling) await this.#telling;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.told();
  }

  /** A job came into the queue of a device that is not ready. */
  #joined(job: Job): void {
    if (job.state !== 'PENDING') return;
    for (const { destination, required, state, cause, notBefore } of job.deliveries) {
      if (state !== 'PENDING' || !required || cause === 'device' || notBefore !== null) continue;
      if (this.#options.gates.trouble(job.printer, destination)) this.#ask(job.printer, destination);
    }
  }

  #ask(printer: string, destination: string): void {
    if (this.#stopped) return;
    this.#asked.set(`${printer}\0${destination}`, [printer, destination]);
    this.#telling ??= this.#tellAll().finally(() => {
      this.#telling = undefined;
    });
  }

  async #tellAll(): Promise<void> {
    for (;;) {
      const [next] = this.#asked;
      if (!next || this.#stopped) return;
      const [name, [printer, destination]] = next;
      this.#asked.delete(name);
      try {
        await this.#tell(printer, destination);
      } catch (error) {
        // What a job says of its device is for information: the device is tried all the same.
        this.#options.log.error('device.waits-not-told', { printer, destination, error: messageOf(error) });
      }
    }
  }

  async #tell(printer: string, destination: string): Promise<void> {
    const { spool, gates } = this.#options;
    const trouble = gates.trouble(printer, destination);
    for (const id of await spool.pendingIds(printer)) {
      // The gate changed meanwhile: it has been asked for again.
      if (this.#stopped || gates.trouble(printer, destination) !== trouble) return;
      const event = trouble
        ? ({ kind: 'delivery-waits', destination, ...trouble } as const)
        : ({ kind: 'device-ready', destination } as const);
      await spool.apply(id, event);
    }
  }
}
