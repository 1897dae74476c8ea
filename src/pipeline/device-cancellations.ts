// Cancels jobs on devices: cancelled jobs, and jobs that were moved to another printer while a device held them. The spool
// records a device cancellation in the transaction that cancels or moves the job, so that a crash in between cannot lead to a
// print. Start at `startDeviceCancellations`.
import type { DestinationDriver } from '../destinations/destination.ts';
import { messageOf } from '../shared/errors/errors.ts';
import type { Log } from '../shared/log/log.ts';
import type { DeviceCancellation } from '../spool/job/actions.ts';
import type { Spool } from '../spool/spool.ts';
import { destinationKey } from '../shared/destination-key.ts';
import { within } from '../shared/within.ts';

export interface DeviceCancellationOptions {
  readonly spool: Pick<Spool, 'deviceCancellations' | 'cancelledOnDevice' | 'onDeviceCancellations'>;
  /** A printer's destination by its name. */
  readonly destination: (aeTitle: string, name: string) => Pick<DestinationDriver, 'cancel'> | undefined;
  /** Interval before a device that did not answer is tried again; doubles up to a minute. */
  readonly retryMs?: number;
  /** How long a device may take to answer. */
  readonly timeoutMs?: number;
  readonly log: Log;
}

export interface DeviceCancellations {
  /** Stops; pending cancellations continue after the next start. */
  stop(): Promise<void>;
}

const maxRetryMs = 60_000;

/** A device with pending cancellations: a call is in progress, or the device is paused because it did not answer. */
interface Device {
  delayMs: number;
  busy: boolean;
  timer: NodeJS.Timeout | undefined;
}

/**
 * The device's name for the job. The internal data of a driver (JSON, after the name of a pool's device) is not shown to
 * users.
 */
function forUsers(receipt: string): string {
  const brace = receipt.indexOf('{');
  const name = (brace === -1 ? receipt : receipt.slice(0, brace)).trim();
  return name === '' ? '' : ` (${name})`;
}

/** Starts with the cancellations that an earlier run of the server left. */
export function startDeviceCancellations(options: DeviceCancellationOptions): DeviceCancellations {
  const { retryMs = 5_000, timeoutMs = 30_000, log } = options;
  const stop = new AbortController();
  const { signal } = stop;
  /** Each device separately: one that does not answer must not delay the others. */
  const devices = new Map<string, Device>();
  const working = new Set<Promise<void>>();
  /** Number of finished passes: cancellations that were read before a pass ended are outdated. */
  let served = 0;
  let storeTimer: NodeJS.Timeout | undefined;

  const run = (task: Promise<void>) => {
    working.add(task);
    void task.then(() => working.delete(task));
  };

  const wake = () => {
    if (!signal.aborted) run(look());
  };

  const left = async () => {
    for (;;) {
      const before = served;
      const all = await options.spool.deviceCancellations();
      if (before === served) return all;
    }
  };

  /** Starts a pass for every device that is not busy. */
  const look = async () => {
    clearTimeout(storeTimer);
    try {
      const byDevice = Map.groupBy(await left(), ({ printer, destination }) =>
        destinationKey(printer, destination),
      );
      for (const [name, some] of byDevice) {
        const device = devices.get(name) ?? { delayMs: retryMs, busy: false, timer: undefined };
        if (device.busy || signal.aborted) continue;
        device.busy = true;
        devices.set(name, device);
        run(serve(name, device, some));
      }
    } catch (error) {
      log.error('device-cancellation.stopped', { error: messageOf(error) });
      if (!signal.aborted) storeTimer = setTimeout(wake, retryMs).unref();
    }
  };

  const serve = async (name: string, device: Device, some: readonly DeviceCancellation[]) => {
    const answered = await cancelAll(some).catch((error: unknown) => {
      log.error('device-cancellation.stopped', { error: messageOf(error) });
      return false;
    });
    served += 1;
    if (answered) {
      devices.delete(name);
      // Others may have been added meanwhile.
      wake();
    } else if (!signal.aborted) {
      device.timer = setTimeout(() => {
        device.busy = false;
        wake();
      }, device.delayMs).unref();
      device.delayMs = Math.min(device.delayMs * 2, maxRetryMs);
    }
  };

  /** Cancels the jobs of one device in order. False when it does not answer. */
  const cancelAll = async (some: readonly DeviceCancellation[]): Promise<boolean> => {
    for (const cancellation of some) {
      if (signal.aborted) return false;
      const { jobId, printer, destination, receipt } = cancellation;
      const driver = options.destination(printer, destination);
      try {
        await within(timeoutMs, driver?.cancel?.(receipt) ?? Promise.resolve(), signal);
      } catch (error) {
        log.warn('device-cancellation.failed', { job: jobId, printer, destination, error: messageOf(error) });
        return false;
      }
      const taken = driver?.cancel ? 'Cancelled on' : 'Cannot be cancelled on';
      const known = forUsers(receipt);
      await options.spool.cancelledOnDevice(cancellation, `${taken} ${destination} of ${printer}${known}.`);
      log.info('device-cancellation.done', { job: jobId, printer, destination });
    }
    return true;
  };

  const unsubscribe = options.spool.onDeviceCancellations(wake);
  wake();
  return {
    stop: async () => {
      stop.abort(new Error('the server stops'));
      unsubscribe();
      clearTimeout(storeTimer);
      for (const { timer } of devices.values()) clearTimeout(timer);
      while (working.size > 0) await Promise.all(working);
    },
  };
}
