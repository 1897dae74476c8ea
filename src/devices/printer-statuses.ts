// The status of every printer, as DICOM clients and the console see it (PS3.3 C.13.9), and the listeners of its changes.
// device-monitor.ts queries the devices; `printerStatusOf` combines their answers to the status of a printer.
import type { DeviceState } from '../destinations/destination.ts';
import { Subscribers } from '../shared/subscribers.ts';
import type { Log } from '../shared/log/log.ts';
import { severityOf, type PrinterStatus } from '../shared/film/printer.ts';

export type PrinterStatusListener = (aeTitle: string, status: PrinterStatus) => void;

const normal: PrinterStatus = { status: 'NORMAL', info: 'NORMAL' };

/** One destination of a printer, with the facts that determine the printer's status. */
export interface DeviceOfPrinter {
  /** False: jobs can be done without it, and it never hides the status of a required one. */
  readonly required: boolean;
  /** Undefined: the device has not answered yet, and does not affect the printer's status. */
  readonly state: Pick<DeviceState, 'status' | 'info' | 'ready'> | undefined;
}

/**
 * The status of a printer with these devices, in the order of the configuration. NORMAL when all are. Otherwise the Printer
 * Status Info is that of one device, chosen in this order: required before best effort; a device that does not print (not
 * `ready`) before one that does; FAILURE before WARNING; first in the configuration.
 *
 * The Printer Status is then WARNING, never FAILURE: the cause is transient, and the spool accepts films in the meantime,
 * while clients discard theirs at FAILURE. For a client that fails on a WARNING, its profile lowers the status.
 */
export function printerStatusOf(devices: readonly DeviceOfPrinter[]): PrinterStatus {
  const troubled = devices.flatMap(({ required, state }) =>
    state && state.status !== 'NORMAL' ? [{ required, ...state }] : [],
  );
  // Sorting is stable: equal devices stay in the order of the configuration.
  const [worst] = troubled.sort(
    (a, b) =>
      Number(b.required) - Number(a.required) ||
      Number(a.ready) - Number(b.ready) ||
      severityOf[b.status] - severityOf[a.status],
  );
  return worst ? { status: 'WARNING', info: worst.info } : normal;
}

export class PrinterStatuses {
  readonly #statuses = new Map<string, PrinterStatus>();
  readonly #listeners: Subscribers<Parameters<PrinterStatusListener>>;

  constructor(log: Log) {
    this.#listeners = new Subscribers(log, 'printer-status.listener-failed');
  }

  /** NORMAL for a printer without a reported status. */
  of(aeTitle: string): PrinterStatus {
    return this.#statuses.get(aeTitle) ?? normal;
  }

  set(aeTitle: string, status: PrinterStatus): void {
    const before = this.of(aeTitle);
    if (before.status === status.status && before.info === status.info) return;
    this.#statuses.set(aeTitle, status);
    this.#listeners.notify(aeTitle, status);
  }

  /** The printer is gone: a later one of the same AE title begins anew. */
  forget(aeTitle: string): void {
    this.#statuses.delete(aeTitle);
  }

  /** Calls `listener` after every change until the returned function is called. */
  onChange(listener: PrinterStatusListener): () => void {
    return this.#listeners.add(listener);
  }
}
