// What the Print SCP needs from the rest of the product, handed in by server.ts: a place for pixels, a spool that
// accepts requests, and what is known of jobs and printers. print-scp knows no more of them than this.
import type { BlobRef, BlobWriter, PrintPriority, PrintRequest } from '../film.ts';
import type { Printer, PrinterStatus } from '../printer.ts';

/** A Print Job as N-GET shows it (PS3.3 C.13.8). */
export interface PrintJobView {
  readonly printJobUid: string;
  readonly executionStatus: 'PENDING' | 'PRINTING' | 'DONE' | 'FAILURE';
  readonly executionStatusInfo: string;
  readonly priority: PrintPriority;
  readonly createdAt: Date;
  /** AE title of the printer. */
  readonly printer: string;
  readonly callingAeTitle: string;
  readonly sessionLabel?: string;
}

export interface PrintScpPorts {
  /** The printer of an AE title. */
  readonly printer: (aeTitle: string) => Printer | undefined;
  readonly printerStatus: (aeTitle: string) => PrinterStatus;
  readonly openBlob: () => Promise<BlobWriter>;
  /** Gives up blobs; those that an accepted request refers to stay. */
  readonly discardBlobs: (blobs: readonly BlobRef[]) => Promise<void>;
  /** Makes the request a job. When it resolves, the job's row and every byte of its blobs are on disk and synced. */
  readonly accept: (request: PrintRequest) => Promise<void>;
  readonly findJob: (printJobUid: string) => Promise<PrintJobView | undefined>;
}
