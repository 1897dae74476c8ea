// Cancels jobs on devices: cancelled jobs, and jobs moved to another printer while a device held them. The spool records a
// device cancellation in the transaction that cancels or moves the job, so that nothing is printed after a crash in between.
// Start at `startDeviceCancellations`.
import type { DestinationDriver } from '../destinations/destination.ts';
import { messageOf } from '../shared/errors/errors.ts';
import type { Log } from '../shared/log/log.ts';
import type { DeviceCancellation } from '../spool/job/actions.ts';
import type { Spool } from '../spool/spool.ts';
import { destinationKey } from '../shared/destination-key.ts';
import { within } from '../shared/within.ts';

export interface DeviceCancellationOptions {
  readonly spool: Pick<Spool, 'deviceCancellations' | 'cancelledOnDevice' | 'onDeviceCancellations'>;
  /** The destination of that name of a printer. */
  readonly destination: (aeTitle: string, name: string) => Pick<DestinationDriver, 'cancel'> | undefined;
  /** Until a device that did not answer is asked again; doubles up to a minute. */
  readonly retryMs?: number;
  /** How long a device may take to answer. */
  readonly timeoutMs?: number;
  readonly log: Log;
}

export interface DeviceCancellations {
  /** Asks no more; what is left is asked for after the next start. */
  stop(): Promise<void>;
}

const maxRetryMs = 60_000;

/** A device with pending cancellations: it is being asked, or paused because it did not answer. */
interface Device {
  delayMs: number;
  busy: boolean;
  timer: NodeJS.Timeout | undefined;
}

/**
 * The device's name for the job; a driver's internal data (JSON, after the name of a pool's device) is not meant for people.
 */
function forPeople(receipt: string): string {
  const brace = receipt.indexOf('{');
  const name = (brace === -1 ? receipt : receipt.slice(0, brace)).trim();
  return name === '' ? '' : ` (${name})`;
}

/** Begins with what an earlier run of the server left. */
export function startDeviceCancellations(options: DeviceCancellationOptions): DeviceCancellations {
  const { retryMs = 5_000, timeoutMs = 30_000, log } = options;
  const stop = new AbortController();
  const { signal } = stop;
  /** Each on its own, for one that does not answer must not hold up the others. */
  const devices = new Map<string, Device>();
  const working = new Set<Promise<void>>();
  /** Times that a device was done with: what was read before counts no more. */
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

  /** Asks every device that is not busy. */
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
      // Others may have come meanwhile.
      wake();
    } else if (!signal.aborted) {
      device.timer = setTimeout(() => {
        device.busy = false;
        wake();
      }, device.delayMs).unref();
      device.delayMs = Math.min(device.delayMs * 2, maxRetryMs);
    }
  };

  /** Jobs of one device in their order. False when it does not answer. */
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
      const known = forPeople(receipt);
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
