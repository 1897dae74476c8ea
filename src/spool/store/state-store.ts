// What the store keeps of the states of printers: when each changed, and when the server ran. store.ts has the other parts.

/** A printer is in a state from then on. */
export interface PrinterStateChange {
  /** AE title. */
  readonly printer: string;
  readonly at: Date;
  readonly state: string;
  /** Printer Status Info (PS3.3 C.13.9). */
  readonly statusInfo: string;
  /** What the device reports, or who paused the printer. */
  readonly detail: string;
}

/** A time in which the server ran; afterwards nothing is known of its printers. */
export interface ServerRun {
  readonly startedAt: Date;
  /** When it last ran, as far as is known. */
  readonly aliveAt: Date;
}

/** Changes that are kept of each printer, the newest. */
export const maxPrinterStates = 2_000;
/** Days for which changes and runs are kept. */
export const keptStateDays = 31;

export interface PrinterStateStore {
  /** In one transaction. A change of the same printer and time is replaced. */
  add(changes: readonly PrinterStateChange[]): Promise<void>;
  /** Changes of a printer since a time, and the last one before it; oldest first. Delays no other call. */
  of(printer: string, since: Date): Promise<readonly PrinterStateChange[]>;
  /** Notes that the server runs. Once a day all but the newest `maxPrinterStates` runs are removed. */
  noteRun(run: ServerRun): Promise<void>;
  /** Runs that ended since a time, and the last one before it; oldest first. Delays no other call. */
  runs(since: Date): Promise<readonly ServerRun[]>;
}
