// What every kind of destination offers. The pipeline hands a finished document over and records what comes of it;
// attempts, retries and their limits are the pipeline's matter, copies are the destination's.
import type { PrintPriority } from '../film.ts';
import type { PrinterStatus } from '../printer.ts';

/** One job on its way to one destination. */
export interface DeliveryTask {
  readonly jobId: string;
  /** AE title of the printer. */
  readonly printer: string;
  readonly callingAeTitle: string;
  /** When the job was accepted. */
  readonly createdAt: Date;
  readonly priority: PrintPriority;
  readonly copies: number;
  /** A PDF, complete; `path` is absolute. */
  readonly document: { readonly path: string; readonly pages: number; readonly byteLength: number };
  /** What an earlier try learned of it: then the destination is asked before it is sent again. */
  readonly receipt: string | null;
  /** Writes down, before anything else is done, what the destination calls the job. */
  readonly keepReceipt: (receipt: string) => Promise<void>;
}

export type DeliveryResult =
  | {
      readonly kind: 'delivered';
      /** The destination's own name for what it got. */
      readonly receipt: string;
      /** For people: what became of it. */
      readonly detail: string;
    }
  | {
      readonly kind: 'failed';
      /** The cause may pass: a full disk, a device that is offline. A refused document stays refused. */
      readonly retryable: boolean;
      /** Execution Status Info (2100,0030): a defined term of PS3.3 C.13.9.1. */
      readonly statusInfo: string;
      /** For people: what went wrong. */
      readonly error: string;
    };

/** Printer Status and Info (PS3.3 C.13.9) of what stands behind the destination, and a sentence for people. */
export interface DeviceState extends PrinterStatus {
  readonly detail: string;
}

export interface DestinationDriver {
  /** As in the printer's configuration, in jobs and logs. */
  readonly name: string;
  /**
   * Hands the document over; delivering the same job twice gives one document. Throws only when `signal` says so, or
   * for a defect.
   */
  deliver(task: DeliveryTask, signal: AbortSignal): Promise<DeliveryResult>;
  deviceState(): Promise<DeviceState>;
}
