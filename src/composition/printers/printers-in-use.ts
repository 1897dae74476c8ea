// The printers in use with their devices: those of the configuration, and removed ones that still have something to print. An
// applied configuration changes them in one step. An association or a run of a job that has begun with a printer holds it: its
// drivers stay open until then. Start at `prepare`; printer-entries.ts compares
// the printers before and after, draining.ts decides when a removed printer is forgotten.
import type { CalibratedPrinters } from '../../calibration/calibrations.ts';
import type { Config } from '../../config/config.ts';
import type { ConfiguredPrinter } from '../../config/printer-config.ts';
import type { Destination } from '../../destinations/destination-kind.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import { PrinterTitles } from '../../shared/film/printer-titles.ts';
import type { Log } from '../../shared/log/log.ts';
import { Subscribers } from '../../shared/subscribers.ts';
import { PrinterDevice, settingsKeyOf } from './printer-device.ts';
import {
  devicesOf,
  mergedEntries,
  newEntry,
  usedPrinters,
  type Entry,
  type HeldPrinter,
  type PreparedPrinter,
  type PrintersChange,
  type Removal,
} from './printer-entries.ts';
import type { UsedPrinter } from './used-printers-file.ts';

export interface PrintersInUseOptions {
  readonly config: Config;
  /** Updated with every change, so that its readers see it at once. */
  readonly printers: CalibratedPrinters;
  readonly log: Log;
  readonly now?: () => Date;
}

export class PrintersInUse {
  readonly #log: Log;
  readonly #calibrated: CalibratedPrinters;
  readonly #now: () => Date;
  /** In the order of the configuration, then the removed ones. */
  #entries = new Map<string, Entry>();
  #titles = new PrinterTitles([]);
  /** Removals that were requested and are not in the configuration yet. */
  readonly #planned = new Map<string, Removal>();
  readonly #closing = new Set<Promise<void>>();
  readonly #listeners: Subscribers<[change: PrintersChange]>;
  readonly #releases: Subscribers<[]>;

  /** Opens all devices. Throws SetupFailure. */
  constructor({ config, printers, log, now = () => new Date() }: PrintersInUseOptions) {
    this.#log = log;
    this.#calibrated = printers;
    this.#now = now;
    this.#listeners = new Subscribers(log, 'printers.listener-failed');
    this.#releases = new Subscribers(log, 'printers.listener-failed');
    this.prepare(config)();
  }

  /** AE titles of the printers that accept films. */
  get titles(): PrinterTitles {
    return this.#titles;
  }

  /** Every device, also of removed printers and destinations. */
  get devices(): readonly PrinterDevice[] {
    return [...this.#entries.values()].flatMap((entry) => devicesOf(entry));
  }

  /** AE titles of all printers, removed ones last. */
  get aeTitles(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** Undefined: the printer is configured, or does not exist. */
  removalOf(aeTitle: string): Removal | undefined {
    return this.#entries.get(aeTitle)?.removal;
  }

  /** A destination of a printer, also of a removed one. */
  destination(aeTitle: string, name: string): Destination | undefined {
    return this.#entries.get(aeTitle)?.printer.destinations.find((one) => one.name === name);
  }

  /** Whether the printer accepts films. */
  accepts(aeTitle: string): boolean {
    const entry = this.#entries.get(aeTitle);
    return entry !== undefined && entry.removal === undefined;
  }

  /** Whether jobs of the printer are printed. */
  has(aeTitle: string): boolean {
    return this.#entries.get(aeTitle)?.ending === false;
  }

  device(aeTitle: string, destination: string): PrinterDevice | undefined {
    const entry = this.#entries.get(aeTitle);
    return entry && devicesOf(entry).find((device) => device.destination === destination);
  }

  /** Keeps the printer and the drivers that it has now, until `release`. */
  hold(aeTitle: string): HeldPrinter | undefined {
    const entry = this.#entries.get(aeTitle);
    if (!entry) return undefined;
    const { printer } = entry;
    const devices = devicesOf(entry);
    const releases = devices.map((device) => device.hold());
    entry.users += 1;
    let held = true;
    return {
      aeTitle,
      printer: () => this.#calibrated.calibrated(printer),
      device: (destination) => devices.find((device) => device.destination === destination),
      release: () => {
        if (!held) return;
        held = false;
        entry.users -= 1;
        for (const release of releases) release();
        this.#releases.notify();
      },
    };
  }

  /** Whether an association or a run of a job has begun with it. */
  isHeld(aeTitle: string): boolean {
    return (this.#entries.get(aeTitle)?.users ?? 0) > 0;
  }

  /** The next configuration that is applied without this printer removes it in this way. */
  planRemoval(aeTitle: string, moveTo: string | null): void {
    this.#planned.set(aeTitle, { since: this.#now(), moveTo });
  }

  /** Undoes `planRemoval`: the printer stays. */
  forgetPlan(aeTitle: string): void {
    this.#planned.delete(aeTitle);
  }

  /**
   * Opens what a configuration adds; the returned function puts it into use, and never throws. Throws SetupFailure; nothing was
   * changed then.
   */
  prepare({ printers, source }: Pick<Config, 'printers' | 'source'>): () => void {
    const used = usedPrinters(source);
    const prepared = printers.map((printer, index) => {
      const entry = this.#entries.get(printer.aeTitle);
      const known = entry ? devicesOf(entry) : [];
      const devices = printer.destinations.map(
        (destination) =>
          known.find(
            (device) =>
              device.destination === destination.name && device.settingsKey === settingsKeyOf(destination),
          ) ?? new PrinterDevice(printer.aeTitle, destination),
      );
      const mine = used[index] ?? { config: { printers: [] }, removal: null };
      return { printer, devices, used: mine };
    });
    return () => {
      this.#use(prepared);
    };
  }

  #use(prepared: readonly PreparedPrinter[]): void {
    const { entries, changed, closed } = mergedEntries(this.#entries, prepared, (aeTitle) => {
      return this.#planned.get(aeTitle) ?? { since: this.#now(), moveTo: null };
    });
    this.#planned.clear();
    this.#changeTo(entries, { changed, gone: [] }, closed);
  }

  /**
   * Adds a printer of an earlier run that is no longer configured, or destinations that it no longer has: their jobs wait.
   * Throws SetupFailure.
   */
  addLeft(printer: ConfiguredPrinter, used: UsedPrinter): void {
    const { aeTitle } = printer;
    const entries = new Map(this.#entries);
    const entry = entries.get(aeTitle);
    if (entry) {
      const names = devicesOf(entry).map(({ destination }) => destination);
      const missing = printer.destinations.filter(({ name }) => !names.includes(name));
      const left = missing.map((destination) => ({ device: new PrinterDevice(aeTitle, destination), used }));
      entry.left = [...entry.left, ...left];
    } else {
      const devices = printer.destinations.map((destination) => new PrinterDevice(aeTitle, destination));
      const { since = this.#now().toISOString(), moveTo = null } = used.removal ?? {};
      const removal = { since: new Date(since), moveTo };
      entries.set(aeTitle, newEntry({ printer, devices, used, removal }));
    }
    this.#changeTo(entries, { changed: [aeTitle], gone: [] }, []);
  }

  /** With `ending` true, no association and no run of a job begins with a removed printer any more; false undoes that. */
  ending(aeTitle: string, ending: boolean): void {
    const entry = this.#entries.get(aeTitle);
    if (entry?.removal) entry.ending = ending;
  }

  /** Forgets a removed printer. */
  forget(aeTitle: string): void {
    const entry = this.#entries.get(aeTitle);
    if (!entry?.removal) return;
    const entries = new Map(this.#entries);
    entries.delete(aeTitle);
    this.#changeTo(entries, { changed: [], gone: [aeTitle] }, devicesOf(entry));
  }

  /** Devices of destinations that their printers no longer have. */
  leftDestinations(): readonly Pick<PrinterDevice, 'printer' | 'destination' | 'kind' | 'required'>[] {
    return [...this.#entries.values()].flatMap(({ left }) => left.map(({ device }) => device));
  }

  /** Forgets the device of a destination that its printer no longer has. */
  forgetLeft(aeTitle: string, destination: string): void {
    const entry = this.#entries.get(aeTitle);
    const closed = entry?.left.filter(({ device }) => device.destination === destination) ?? [];
    if (!entry || closed.length === 0) return;
    entry.left = entry.left.filter((one) => !closed.includes(one));
    this.#changeTo(
      this.#entries,
      { changed: [aeTitle], gone: [] },
      closed.map(({ device }) => device),
    );
  }

  /** The printers in the form that is stored for the next start. */
  used(): readonly UsedPrinter[] {
    return [...this.#entries.entries()].flatMap(([aeTitle, { used, removal, left }]) => {
      const planned = removal ?? this.#planned.get(aeTitle);
      const shown = planned ? { since: planned.since.toISOString(), moveTo: planned.moveTo } : null;
      return [{ ...used, removal: shown }, ...new Set(left.map((one) => one.used))];
    });
  }

  /** Calls `listener` after every change, until the returned function is called. Replaced drivers are closed afterwards. */
  onChange(listener: (change: PrintersChange) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Calls `listener` when a printer is no longer held by one of its users, until the returned function is called. */
  onRelease(listener: () => void): () => void {
    return this.#releases.add(listener);
  }

  /** Closes every driver as soon as it is no longer used. */
  async close(): Promise<void> {
    for (const device of this.devices) this.#close(device);
    await Promise.all(this.#closing);
  }

  #changeTo(
    entries: Map<string, Entry>,
    { changed, gone }: Pick<PrintersChange, 'changed' | 'gone'>,
    closed: readonly PrinterDevice[],
  ): void {
    this.#entries = entries;
    const all = [...entries.values()];
    this.#calibrated.use(all.map(({ printer }) => printer));
    this.#titles = new PrinterTitles(all.filter(({ removal }) => !removal).map(({ printer }) => printer));
    const replaced = closed.map(({ printer, destination }) => ({ printer, destination }));
    this.#listeners.notify({ changed, gone, replaced });
    for (const device of closed) this.#close(device);
  }

  #close(device: PrinterDevice): void {
    const closing = device.close().catch((error: unknown) => {
      const { printer, destination } = device;
      this.#log.error('device.not-closed', { printer, destination, error: messageOf(error) });
    });
    this.#closing.add(closing);
    void closing.then(() => this.#closing.delete(closing));
  }
}
