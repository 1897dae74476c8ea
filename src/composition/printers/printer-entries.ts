// The entry of each printer in use, and how an applied configuration changes the entries: a printer keeps its devices whose
// settings are unchanged, and printers that are no longer configured become removed ones. Start at `mergedEntries`;
// printers-in-use.ts keeps the entries.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { ConfigSource } from '../../config/config.ts';
import type { ConfiguredPrinter } from '../../config/printer-config.ts';
import { defaultPrinters } from '../../config/schema/config-schema.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { settingsKeyOf, type PrinterDevice } from './printer-device.ts';
import type { UsedPrinter } from './used-printers-file.ts';

/** A printer that is no longer configured and prints what waits for it. */
export interface Removal {
  readonly since: Date;
  /** AE title of the printer that gets its queue; null: it finishes its queue itself. */
  readonly moveTo: string | null;
}

/** A device of a destination that its printer no longer has, kept for the jobs that wait for it. */
interface LeftDevice {
  readonly device: PrinterDevice;
  readonly used: UsedPrinter;
}

/** One printer, with what is open for it. */
export interface Entry {
  printer: ConfiguredPrinter;
  /** Its configuration, stored for the next start. */
  used: UsedPrinter;
  devices: readonly PrinterDevice[];
  left: readonly LeftDevice[];
  removal: Removal | undefined;
  /** About to be forgotten: nothing may begin with it any more. */
  ending: boolean;
  /** Number of associations and runs of jobs that hold it. */
  users: number;
}

/** A printer as it was when an association or a run of a job began. */
export interface HeldPrinter {
  readonly aeTitle: string;
  /** The printer with its present calibration. */
  readonly printer: () => Printer;
  readonly device: (destination: string) => PrinterDevice | undefined;
  readonly release: () => void;
}

/** How the printers changed. */
export interface PrintersChange {
  /** AE titles of added and changed printers, and of those whose removal began. */
  readonly changed: readonly string[];
  /** AE titles of printers that are forgotten. */
  readonly gone: readonly string[];
  /** Destinations whose device was replaced or removed. */
  readonly replaced: readonly { readonly printer: string; readonly destination: string }[];
}

/** The part that is read here of a written configuration, which was checked before. */
const writtenSchema = z.looseObject({
  printers: z.array(z.unknown()).default(defaultPrinters),
});

/** The configuration of each printer alone, in the order of the printers. */
export function usedPrinters({ found }: ConfigSource): readonly UsedPrinter[] {
  const { printers } = writtenSchema.parse(found ?? {});
  return printers.map((printer) => ({ config: { printers: [printer] }, removal: null }));
}

/** A printer in a form that can be compared: destinations contain functions, so their settings stand for them. */
const comparable = (printer: ConfiguredPrinter) => ({
  ...printer,
  destinations: printer.destinations.map(settingsKeyOf),
});

/** A printer of a configuration that is about to be applied, with its devices open. */
export type PreparedPrinter = Pick<Entry, 'printer' | 'devices' | 'used'>;

export interface MergedEntries {
  readonly entries: Map<string, Entry>;
  /** AE titles of added and changed printers, and of those whose removal begins. */
  readonly changed: readonly string[];
  /** Devices that were replaced. */
  readonly closed: readonly PrinterDevice[];
}

/**
 * Applies a configuration to the printers in use. Entries of known printers are changed in place, because associations and runs
 * of jobs hold them; printers that the configuration no longer has follow at the end, as removed.
 */
export function mergedEntries(
  before: ReadonlyMap<string, Entry>,
  prepared: readonly PreparedPrinter[],
  removalOf: (aeTitle: string) => Removal,
): MergedEntries {
  const changed: string[] = [];
  const closed: PrinterDevice[] = [];
  const entries = new Map<string, Entry>();
  for (const { printer, devices, used } of prepared) {
    const { aeTitle } = printer;
    const entry = before.get(aeTitle);
    if (!entry) {
      entries.set(aeTitle, newEntry({ printer, devices, used, removal: undefined }));
      changed.push(aeTitle);
      continue;
    }
    const same = isDeepStrictEqual(comparable(entry.printer), comparable(printer));
    if (!same || entry.removal) changed.push(aeTitle);
    const names = new Set(devices.map(({ destination }) => destination));
    const kept = new Set(devices);
    const left = [...entry.left, ...entry.devices.map((device) => ({ device, used: entry.used }))].filter(
      ({ device }) => !kept.has(device),
    );
    closed.push(...left.flatMap(({ device }) => (names.has(device.destination) ? device : [])));
    entry.left = left.filter(({ device }) => !names.has(device.destination));
    // An unchanged printer stays the same object, so that nothing else notices a change.
    if (!same) entry.printer = printer;
    entry.devices = devices;
    entry.used = used;
    entry.removal = undefined;
    entry.ending = false;
    entries.set(aeTitle, entry);
  }
  for (const [aeTitle, entry] of before) {
    if (entries.has(aeTitle)) continue;
    if (!entry.removal) {
      entry.removal = removalOf(aeTitle);
      changed.push(aeTitle);
    }
    entries.set(aeTitle, entry);
  }
  return { entries, changed, closed };
}

export const newEntry = (start: Pick<Entry, 'printer' | 'devices' | 'used' | 'removal'>): Entry => ({
  ...start,
  left: [],
  ending: false,
  users: 0,
});

/** The devices of a printer, with those of destinations that it no longer has. */
export const devicesOf = ({ devices, left }: Pick<Entry, 'devices' | 'left'>): readonly PrinterDevice[] => [
  ...devices,
  ...left.map(({ device }) => device),
];
