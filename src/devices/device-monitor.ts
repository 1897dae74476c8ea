// Queries the state of every device every few seconds, so that a change is noticed within ten, and less often while no job
// waits for it. Keeps the last answer for the console, derives the printers' status from it, and reports when a device
// accepts jobs again. Depends on no kind of device, only on `deviceState` (destinations/destination.ts). Start at
// `watchDevices`.
import type { DeliveryResult, DestinationDriver, DeviceState } from '../destinations/destination.ts';
import { messageOf } from '../shared/errors/errors.ts';
import { Subscribers } from '../shared/subscribers.ts';
import type { Log } from '../shared/log/log.ts';
import { printerStatusOf, type PrinterStatuses } from './printer-statuses.ts';

/** A destination of a printer. If two printers share a device, it is queried for each. */
export interface WatchedDevice {
  /** AE title. */
  readonly printer: string;
  /** Name of the destination. */
  readonly destination: string;
  /** False: best effort; jobs can be done without it. */
  readonly required: boolean;
  readonly driver: Pick<DestinationDriver, 'deviceState'>;
}

export type FailedDelivery = Extract<DeliveryResult, { readonly kind: 'failed' }>;

/** The last known state of a device. */
export interface KnownDevice {
  readonly printer: string;
  readonly destination: string;
  readonly required: boolean;
  readonly state: DeviceState;
  /** When status, info and readiness last changed. */
  readonly since: Date;
}

export interface DeviceMonitorOptions {
  /** At the start. */
  readonly devices: readonly WatchedDevice[];
  /** Interval between two queries, plus or minus a tenth, so that devices are not all queried at once. */
  readonly pollMs: number;
  /**
   * The maximum interval for devices of printers without jobs (`hasJobs`): each answer without a change makes the interval a
   * quarter longer. Default: `pollMs`.
   */
  readonly idlePollMs?: number;
  /** Whether a printer has unfinished jobs; default: all printers have. */
  readonly hasJobs?: (printer: string) => boolean;
  readonly statuses: PrinterStatuses;
  /**
   * Called for every answer that reports ready, not only the first, at the rate of the queries, so that a job that waits for
   * a device cannot miss it. Must do nothing when no job waits.
   */
  readonly onReady: (printer: string, destination: string) => void;
  readonly log: Log;
  /** 0 to 1; default: Math.random. */
  readonly random?: () => number;
}

export interface DeviceMonitor {
  /**
   * The devices from now on, in the order of the configuration. Those with a driver that is queried already keep their state;
   * when it returns, no query of a driver that was left out will be sent, and those in progress are aborted.
   */
  use(devices: readonly WatchedDevice[]): void;
  /**
   * The last known state of each device, in the order of the configuration; without devices whose first query is not finished.
   */
  states(): readonly KnownDevice[];
  /** Calls `listener` whenever the report of a device changes, until the returned function is called. */
  onChange(listener: (device: KnownDevice) => void): () => void;
  /** A delivery failed; the device is queried at once, because it may be the reason. */
  deliveryFailed(printer: string, destination: string, failed: FailedDelivery): void;
  /** A printer got a job: its devices are queried at once if the last query may be long ago. */
  jobArrived(printer: string): void;
  /** Stops the queries. The owner of the drivers closes them. */
  close(): void;
}

/** A driver must answer within this time; otherwise its query is given up. */
const maxAnswerMs = 8_000;
/** A device that appears or disappears is noticed within this time. */
const noticedWithinMs = 9_500;
const minTimeoutMs = 4_000;

/**
 * How long a device may be silent before it counts as not reachable: noticed within ten seconds, including the time until the
 * query. Only a device that is known to answer slowly gets all of that time; otherwise its state would alternate.
 */
function timeoutMs(pollMs: number, slow: boolean): number {
  if (slow) return maxAnswerMs;
  return Math.min(Math.max(noticedWithinMs - pollMs * 1.1, minTimeoutMs), maxAnswerMs);
}

/** Starts the queries. */
export function watchDevices(options: DeviceMonitorOptions): DeviceMonitor {
  const listeners = new Subscribers<[device: KnownDevice]>(options.log, 'device.listener-failed');
  let watches: readonly Watch[] = [];
  let byPrinter: ReadonlyMap<string, readonly Watch[]> = new Map();
  const setStatus = (printer: string) => {
    const ofPrinter = byPrinter.get(printer) ?? [];
    options.statuses.set(
      printer,
      printerStatusOf(
        ofPrinter.map(({ device: { required }, known: last }) => ({ required, state: last?.state })),
      ),
    );
  };
  const newWatch = (device: WatchedDevice) =>
    new Watch(device, options, (known) => {
      setStatus(device.printer);
      listeners.notify(known);
    });
  const use = (devices: readonly WatchedDevice[]) => {
    const before = new Set(watches);
    const watchOf = (device: WatchedDevice) =>
      watches.find(({ device: { driver } }) => driver === device.driver) ?? newWatch(device);
    watches = devices.map(watchOf);
    byPrinter = Map.groupBy(watches, ({ device: { printer } }) => printer);
    const [started, ended] = [new Set(watches).difference(before), before.difference(new Set(watches))];
    for (const watch of ended) watch.close();
    for (const printer of new Set([...started, ...ended].map(({ device }) => device.printer))) {
      if (byPrinter.has(printer)) setStatus(printer);
      else options.statuses.forget(printer);
    }
    for (const watch of started) watch.start();
  };
  use(options.devices);
  return {
    use,
    states: () => watches.flatMap(({ known }) => known ?? []),
    onChange: (listener) => listeners.add(listener),
    deliveryFailed: (printer, destination, failed) => {
      watches
        .find(({ device }) => device.printer === printer && device.destination === destination)
        ?.deliveryFailed(failed);
    },
    jobArrived: (printer) => {
      for (const watch of byPrinter.get(printer) ?? []) watch.jobArrived();
    },
    close: () => {
      for (const watch of watches) watch.close();
    },
  };
}

class Watch {
  readonly device: WatchedDevice;
  known: KnownDevice | undefined;
  readonly #options: DeviceMonitorOptions;
  readonly #changed: (device: KnownDevice) => void;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** Aborts the query in progress. */
  #question: AbortController | undefined;
  /** A delivery failed after the query in progress was sent: its answer may be outdated. */
  #outdated = false;
  #slow = false;
  /** The current interval, without its random part. */
  #intervalMs: number;
  readonly #ready: Subscribers<[printer: string, destination: string]>;

  constructor(device: WatchedDevice, options: DeviceMonitorOptions, changed: (device: KnownDevice) => void) {
    this.device = device;
    this.#options = options;
    this.#changed = changed;
    this.#intervalMs = options.pollMs;
    this.#ready = new Subscribers(options.log, 'device.listener-failed');
    this.#ready.add(options.onReady);
  }

  /** The first query is sent at once, because nothing is known yet. */
  start(): void {
    this.#wait(0);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#question?.abort();
  }

  /**
   * A delivery failed: the device is queried at once. The result of the delivery counts until the answer. Jobs that wait for
   * the device are released not by that answer but at the rate of the timer; otherwise a device that reports ready and
   * refuses would be tried without end.
   */
  deliveryFailed({ cause, statusInfo, error }: FailedDelivery): void {
    if (this.#closed || cause === 'refused') return;
    if (cause === 'device') this.#learn({ status: 'FAILURE', info: statusInfo, ready: false, detail: error });
    if (this.#question) this.#outdated = true;
    else void this.#ask();
  }

  /** A long interval must not delay jobs that wait for the device. */
  jobArrived(): void {
    this.#hurry(0);
  }

  /** Changes from a long interval back to the usual one; the next query is sent after `ms`. */
  #hurry(ms: number): void {
    if (this.#closed || this.#intervalMs === this.#options.pollMs) return;
    this.#intervalMs = this.#options.pollMs;
    clearTimeout(this.#timer);
    this.#wait(ms);
  }

  #wait(ms: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      const { random = Math.random } = this.#options;
      this.#wait(this.#nextInterval() * (0.9 + 0.2 * random()));
      void this.#queryInTurn();
    }, ms);
  }

  /** Lengthens the interval as long as no job waits for the device; `#hurry` makes it short again. */
  #nextInterval(): number {
    const { pollMs, idlePollMs = pollMs, hasJobs = () => true } = this.#options;
    const isIdle = !hasJobs(this.device.printer);
    this.#intervalMs = isIdle ? Math.max(pollMs, Math.min(idlePollMs, this.#intervalMs * 1.25)) : pollMs;
    return this.#intervalMs;
  }

  async #queryInTurn(): Promise<void> {
    // One query at a time: a device that does not answer gets no second one.
    if (this.#question) return;
    await this.#ask();
    const { printer, destination } = this.device;
    if (this.known?.state.ready && !this.#closed) this.#ready.notify(printer, destination);
  }

  async #ask(): Promise<void> {
    const question = new AbortController();
    this.#question = question;
    const receiveRate = timeoutMs(this.#options.pollMs, this.#slow);
    const answer = { late: false };
    const impatient = setTimeout(() => {
      answer.late = true;
      this.#learn(silent(receiveRate));
    }, receiveRate);
    const limit = setTimeout(() => {
      question.abort();
    }, maxAnswerMs);
    try {
      const state = await this.#answer(question.signal);
      if (answer.late && !question.signal.aborted) this.#slow = true;
      if (!this.#outdated) this.#learn(state);
    } finally {
      clearTimeout(impatient);
      clearTimeout(limit);
      this.#question = undefined;
    }
    if (!this.#outdated) return;
    this.#outdated = false;
    await this.#ask();
  }

  async #answer(signal: AbortSignal): Promise<DeviceState> {
    const { driver, printer, destination } = this.device;
    try {
      return await driver.deviceState(signal);
    } catch (error) {
      // Drivers do not throw by contract; a defective one must not affect the others.
      const detail = messageOf(error);
      if (!signal.aborted) this.#options.log.error('device.not-asked', { printer, destination, detail });
      return { status: 'FAILURE', info: 'PRINTER OFFLINE', ready: false, detail };
    }
  }

  #learn(state: DeviceState): void {
    if (this.#closed) return;
    const before = this.known;
    const { printer, destination, required } = this.device;
    const changed =
      before?.state.status !== state.status ||
      before.state.info !== state.info ||
      before.state.ready !== state.ready;
    const since = changed ? new Date() : before.since;
    this.known = { printer, destination, required, state, since };
    if (changed) {
      this.#hurry(this.#options.pollMs);
      this.#log(before);
    }
    // Supplies and texts change without a change of status, and the console shows them.
    if (changed || JSON.stringify(before.state) !== JSON.stringify(state)) this.#changed(this.known);
  }

  #log(before: KnownDevice | undefined): void {
    if (!this.known) return;
    const { printer, destination, state } = this.known;
    const { status, info, ready, detail } = state;
    const fields = { printer, destination, status, info, ready, detail };
    if (status !== 'NORMAL') this.#options.log.warn('device.trouble', fields);
    // A device that is ready from the start is not logged.
    else if (before) this.#options.log.info('device.recovered', fields);
  }
}

function silent(ms: number): DeviceState {
  const detail = `It has not answered for ${Math.round(ms / 1000)} s; check that it is switched on and in the network.`;
  return { status: 'FAILURE', info: 'PRINTER OFFLINE', ready: false, detail };
}
