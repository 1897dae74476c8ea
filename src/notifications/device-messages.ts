// Which changes of a device are worth a message. A device that requires attention is reported immediately; every later change
// (another problem, or recovered) only when it has lasted for a minute. So a device that comes and goes causes one message,
// and a person who opens the cover to clear a jam gets no message that the cover is open.
import type { KnownDevice } from '../devices/device-monitor.ts';
import { troubleOf } from './notification.ts';
import { destinationKey } from '../shared/destination-key.ts';

export const settleMs = 60_000;

interface Reported {
  device: KnownDevice;
  /** What it requires attention for now; undefined: nothing. */
  now: string | undefined;
  /** The problem that was reported last. */
  reported: string | undefined;
  timer: NodeJS.Timeout | undefined;
}

export class DeviceMessages {
  readonly #devices = new Map<string, Reported>();
  readonly #report: (device: KnownDevice) => void;

  /** @param report gets a device with a new problem, or one that has recovered. */
  constructor(report: (device: KnownDevice) => void) {
    this.#report = report;
  }

  /** The device said something else than before. */
  changed(device: KnownDevice): void {
    const key = destinationKey(device.printer, device.destination);
    // Assume that a device without earlier reports has no problem.
    const entry = this.#devices.get(key) ?? { device, now: undefined, reported: undefined, timer: undefined };
    this.#devices.set(key, entry);
    entry.device = device;
    const trouble = troubleOf(device.state);
    if (trouble === entry.now) return;
    entry.now = trouble;
    clearTimeout(entry.timer);
    if (trouble === entry.reported) return;
    if (entry.reported === undefined) this.#news(entry);
    else
      entry.timer = setTimeout(() => {
        this.#news(entry);
      }, settleMs).unref();
  }

  #news(entry: Reported): void {
    entry.reported = entry.now;
    this.#report(entry.device);
  }

  stop(): void {
    for (const { timer } of this.#devices.values()) clearTimeout(timer);
    this.#devices.clear();
  }
}
