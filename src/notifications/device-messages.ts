// Which changes of a device are worth a message. That it requires attention is told at once; everything after that (another
// trouble, or well again) only when it has stayed so for a minute. So a device that comes and goes is one message, and
// whoever opens the cover to clear a jam is not told that the cover is open.
import type { KnownDevice } from '../devices/device-monitor.ts';
import { troubleOf } from './notification.ts';
import { destinationKey } from '../shared/destination-key.ts';

export const settleMs = 60_000;

interface Told {
  device: KnownDevice;
  /** What it requires attention for now; undefined: nothing. */
  now: string | undefined;
  /** The same as it was told last. */
  told: string | undefined;
  timer: NodeJS.Timeout | undefined;
}

export class DeviceMessages {
  readonly #devices = new Map<string, Told>();
  readonly #tell: (device: KnownDevice) => void;

  /** @param tell gets a device whose trouble is news, or that is well again. */
  constructor(tell: (device: KnownDevice) => void) {
    this.#tell = tell;
  }

  /** The device said something else than before. */
  changed(device: KnownDevice): void {
    const key = destinationKey(device.printer, device.destination);
    // All is well with a device of which nothing was said.
    const told = this.#devices.get(key) ?? { device, now: undefined, told: undefined, timer: undefined };
    this.#devices.set(key, told);
    told.device = device;
    const trouble = troubleOf(device.state);
    if (trouble === told.now) return;
    told.now = trouble;
    clearTimeout(told.timer);
    if (trouble === told.told) return;
    if (told.told === undefined) this.#news(told);
    else
      told.timer = setTimeout(() => {
        this.#news(told);
      }, settleMs).unref();
  }

  #news(told: Told): void {
    told.told = told.now;
    this.#tell(told.device);
  }

  stop(): void {
    for (const { timer } of this.#devices.values()) clearTimeout(timer);
    this.#devices.clear();
  }
}
