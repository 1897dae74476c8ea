// Decides which changes of a device cause a message. A device that requires attention is reported immediately; every
// later change (another problem, or recovered) only after it has lasted for a minute. So an unstable device causes
// one message, and a technician who opens the cover to clear a jam causes no message about the cover.
import type { KnownDevice } from '../devices/device-monitor.ts';
import { troubleOf } from './notification.ts';
import { destinationKey } from '../shared/destination-key.ts';

export const settleMs = 60_000;

interface Reported {
  device: KnownDevice;
  /** The problem that requires attention now; undefined: none. */
  now: string | undefined;
  /** The problem that was reported last. */
  reported: string | undefined;
  timer: NodeJS.Timeout | undefined;
}

export class DeviceMessages {
  readonly #devices = new Map<string, Reported>();
  readonly #report: (device: KnownDevice) => void;

  /** @param report called with a device that has a new problem or has recovered. */
  constructor(report: (device: KnownDevice) => void) {
    this.#report = report;
  }

  /** To be called when the reported state of a device has changed. */
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
