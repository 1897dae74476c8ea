// The status of every printer, as DICOM clients and the console see it (PS3.3 C.13.9), and who wants to know when it
// changes. What is known of a device comes from its deliveries: one that must be tried again says what is wrong, one
// that got through says that it is well.
import type { PrinterStatus } from './printer.ts';
import type { Job } from './spool/job-types.ts';

export type PrinterStatusListener = (aeTitle: string, status: PrinterStatus) => void;

const normal: PrinterStatus = { status: 'NORMAL', info: 'NORMAL' };

export class PrinterStatuses {
  readonly #statuses = new Map<string, PrinterStatus>();
  readonly #listeners = new Set<PrinterStatusListener>();

  /** NORMAL for a printer of which nothing else was said. */
  of(aeTitle: string): PrinterStatus {
    return this.#statuses.get(aeTitle) ?? normal;
  }

  set(aeTitle: string, status: PrinterStatus): void {
    const before = this.of(aeTitle);
    if (before.status === status.status && before.info === status.info) return;
    this.#statuses.set(aeTitle, status);
    for (const listener of this.#listeners) listener(aeTitle, status);
  }

  /** Calls `listener` after every change until the returned function is called. */
  onChange(listener: PrinterStatusListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Learns from a job that changed. Never FAILURE: what stops a device passes, and meanwhile the spool takes films
   * (clients drop them at FAILURE).
   */
  learn(job: Pick<Job, 'printer' | 'state' | 'reason' | 'statusInfo'>): void {
    if (job.reason === 'delivered') this.set(job.printer, normal);
    else if (job.reason === 'delivery-failed' || (job.reason === 'retry' && job.statusInfo !== 'QUEUED')) {
      this.set(job.printer, { status: 'WARNING', info: job.statusInfo });
    }
  }
}
