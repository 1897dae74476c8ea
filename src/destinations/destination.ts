// The interface of every destination driver. The pipeline passes a finished document to the driver and records the result.
// The pipeline decides about attempts, retries, their limits and the order of jobs; the driver makes the copies.
// Start at DestinationDriver.
import type { FilmSize } from '../shared/film/film-sizes.ts';
import type { BlobRef, Film, PrintPriority } from '../shared/film/film.ts';
import type { PrinterStatus } from '../shared/film/printer.ts';
import type { DocumentVariant, WrittenDocument } from '../render/formats/document-variant.ts';

/** A complete document on disk; `path` is absolute. */
export interface DeliveredDocument extends WrittenDocument {
  readonly path: string;
}

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
  /**
   * Medium Type (2000,0030) and Film Destination (2000,0040) as the client requested them; they select paper and tray of a
   * device.
   */
  readonly mediumType: string;
  readonly filmDestination: string;
  readonly sessionLabel: string | null;
  /** Number of this attempt, from 1; attempts that only found the device not ready do not count. */
  readonly attempt: number;
  /** The PDF: one page per film, in the film's true size. */
  readonly document: DeliveredDocument;
  /** The films of the job, for drivers that choose paper by film size, or that do not print the document. */
  readonly films: () => Promise<readonly Film[]>;
  /**
   * Leases local files of the films' pixels and tables for the time of `use`, by key. Throws JobFailure 'pixels-missing', and
   * what `use` throws.
   */
  readonly withBlobFiles: <T>(
    blobs: readonly BlobRef[],
    use: (paths: Readonly<Record<string, string>>) => Promise<T>,
  ) => Promise<T>;
  /**
   * Renders the same films as a document of another format, or for other paper. The document is removed when the attempt
   * ends.
   * Throws JobFailure, and the system's errors.
   */
  readonly variant: (variant: DocumentVariant) => Promise<DeliveredDocument>;
  /** The receipt of an earlier attempt: if there is one, the driver queries the destination before it sends the job again. */
  readonly receipt: string | null;
  /** Stores the receipt, before the attempt continues. */
  readonly keepReceipt: (receipt: string) => Promise<void>;
  /** Reports the progress of the attempt, or what prevents the job from printing. Only the last report counts. */
  readonly progress: (progress: DeliveryProgress) => Promise<void>;
}

export interface DeliveryProgress {
  /** Execution Status Info (2100,0030): a defined term of PS3.3 C.13.9.1; NORMAL when nothing prevents printing. */
  readonly statusInfo: string;
  /** For users. */
  readonly detail: string;
}

/**
 * Why an attempt failed, which decides what comes next:
 * - `refused`: permanent; no later attempt would succeed (because of the document, or a decision at the device);
 * - `transient`: a transient failure (a full disk, an aborted job); retried after a while, a limited number of times;
 * - `device`: the device is off, jammed, empty or busy. This delivery and the jobs behind it for the same destination wait
 *   until `deviceState` reports ready, and the attempt does not count.
 */
export type FailureCause = 'refused' | 'transient' | 'device';

export type DeliveryResult =
  | {
      readonly kind: 'delivered';
      /** The destination's identifier for what it received. */
      readonly receipt: string;
      /** The result, for users. */
      readonly detail: string;
    }
  | {
      readonly kind: 'failed';
      readonly cause: FailureCause;
      /** Execution Status Info (2100,0030): a defined term of PS3.3 C.13.9.1. */
      readonly statusInfo: string;
      /** For users: what went wrong, and what to do. */
      readonly error: string;
      /** With `device`: only this job waits, and is retried from time to time; the destination accepts others. */
      readonly onlyThisJob?: true;
      /**
       * The device may nevertheless have a complete document: a later attempt queries it. If no attempt follows, the outcome
       * of the delivery is unknown.
       */
      readonly maybePrinted?: { readonly receipt: string };
    }
  /**
   * The document was sent to the device, and whether it was printed completely cannot be known. It is not sent again before a
   * person decides so.
   */
  | {
      readonly kind: 'unknown';
      /** The receipt for `sendAgain` and `cancel`. */
      readonly receipt: string;
      /** Execution Status Info (2100,0030). */
      readonly statusInfo: string;
      /** For users: what is unknown, and why. */
      readonly error: string;
    };

/** A supply: toner, paper, disk space. */
export interface Supply {
  /** The device's name for it: `Black Toner`, `Tray 1`. */
  readonly name: string;
  /** Remaining percentage, 0 to 100; undefined when the device does not report it. */
  readonly percent?: number;
}

/** Printer Status and Info (PS3.3 C.13.9) of the device. */
export interface DeviceState extends PrinterStatus {
  /** A sentence for users: what is wrong and what to do. */
  readonly detail: string;
  /** Whether it accepts a document now; deliveries that failed for `device` start again. */
  readonly ready: boolean;
  /** Why films with colors wait while others are printed: a color is used up. A sentence. */
  readonly colorsWait?: string;
  /** The device's own words: `printer-state-reasons` of IPP. */
  readonly reasons?: readonly string[];
  readonly supplies?: readonly Supply[];
  /** The loaded media in the device's own words: `media-ready` of IPP. */
  readonly mediaReady?: readonly string[];
  /** Make and model, if reported. */
  readonly model?: string;
}

/** How a film of this size would be sent to the device in its present state, or what is missing, in one sentence. */
export type FilmProspect = {
  readonly filmSizeId: string;
  /** Whether the film has colors. */
  readonly color: boolean;
} & (
  | {
      readonly kind: 'sent';
      /** MIME type of the document; DICOM for imagers. */
      readonly format: string;
      /** Default: the device's own resolution, or that of the images. */
      readonly pixelsPerInch?: number;
      readonly colorMode: 'gray' | 'color';
      /** For users. */
      readonly paper: string;
      /** Scale of the film on the paper; 1: true size. Default: the device decides. */
      readonly scale?: number;
    }
  | { readonly kind: 'missing'; readonly missing: string }
);

export interface DestinationDriver {
  /** The name in the printer's configuration, in jobs and logs. */
  readonly name: string;
  /**
   * Delivers the document; idempotent: delivering a job twice gives one document. Waits for a limited time for a device that
   * has the job, and reports `progress`. Throws only when `signal` is aborted, or for a defect.
   */
  deliver(task: DeliveryTask, signal: AbortSignal): Promise<DeliveryResult>;
  /** Queries the device. Never throws, and answers within 8 s, because it is called every few seconds. */
  deviceState(signal?: AbortSignal): Promise<DeviceState>;
  /**
   * How films of these sizes would be sent, gray films and films with colors.
   * @throws the error of the device or the network; the signal's reason
   */
  prospects?(sizes: readonly FilmSize[], signal: AbortSignal): Promise<readonly FilmProspect[]>;
  /**
   * The receipt for a new attempt after a person reported that a delivery with an unknown outcome was not printed. Documents
   * that are known to be printed stay in it; the others are sent. null: the device has no part of the job. Pure.
   */
  sendAgain?(receipt: string): string | null;
  /** Cancels a job on the device, where that is possible. A job that no longer exists is not an error. */
  cancel?(receipt: string): Promise<void>;
  /** Whether `cancel` also removes what was delivered: true for a file, not for a sheet. */
  readonly cancelsDelivered?: true;
  /** Number of jobs that it accepts at once, as a pool or a folder does; default: 1, which keeps their order. */
  readonly jobsAtOnce?: number;
  /** Closes what it keeps open. */
  close?(): Promise<void>;
}
