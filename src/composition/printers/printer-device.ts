// A destination of a printer with its driver. A driver that is replaced stays open until its last user has ended. Start at
// `PrinterDevice`.
import type { Destination } from '../../destinations/destination-kind.ts';
import type { DestinationDriver } from '../../destinations/destination.ts';
import type { WatchedDevice } from '../../devices/device-monitor.ts';

/** Equal for destinations with equal settings. */
export const settingsKeyOf = (destination: Destination): string => JSON.stringify(destination);

export class PrinterDevice implements WatchedDevice {
  /** AE title. */
  readonly printer: string;
  readonly destination: string;
  readonly kind: string;
  readonly required: boolean;
  readonly driver: DestinationDriver;
  readonly settingsKey: string;
  #users = 0;
  #closing: Promise<void> | undefined;
  #unused = Promise.withResolvers<undefined>();

  /** Opens the driver, which reaches no device yet. Throws SetupFailure. */
  constructor(printer: string, destination: Destination) {
    this.printer = printer;
    this.destination = destination.name;
    this.kind = destination.kind;
    this.required = destination.required;
    this.settingsKey = settingsKeyOf(destination);
    this.driver = destination.open();
  }

  /** Keeps the driver open until the returned function is called. */
  hold(): () => void {
    this.#users += 1;
    let held = true;
    return () => {
      if (held) this.#users -= 1;
      held = false;
      if (this.#users === 0) this.#unused.resolve(undefined);
    };
  }

  /** Cancels a job on the device; a driver that cannot does nothing. */
  async cancel(receipt: string): Promise<void> {
    const release = this.hold();
    try {
      await this.driver.cancel?.(receipt);
    } finally {
      release();
    }
  }

  /** Closes the driver as soon as it has no users; throws what it throws. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    while (this.#users > 0) {
      this.#unused = Promise.withResolvers();
      await this.#unused.promise;
    }
    await this.driver.close?.();
  }
}
