// What every kind of destination offers. The pipeline hands a finished document over and records what comes of it;
// attempts, retries, their limits and the order of jobs are the pipeline's matter, copies are the destination's.
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
  /** Medium Type (2000,0030) and Film Destination (2000,0040) as the client asked: paper and tray of a device. */
  readonly mediumType: string;
  readonly filmDestination: string;
  readonly sessionLabel: string | null;
  /** Of this try, from 1; tries that only found the device not ready do not count. */
  readonly attempt: number;
  /** The PDF: a page for each film, of the film's true size. */
  readonly document: DeliveredDocument;
  /** What the job prints; for drivers that choose paper by film size, or print the films by other means. */
  readonly films: () => Promise<readonly Film[]>;
  /** Hands local files of the films' pixels and tables to `use`, by their keys. Throws JobFailure 'pixels-missing', and what `use` throws. */
  readonly withBlobFiles: <T>(
    blobs: readonly BlobRef[],
    use: (paths: Readonly<Record<string, string>>) => Promise<T>,
  ) => Promise<T>;
  /**
   * The same films as a document of another kind, or on other paper. Removed once the try is over.
   * Throws JobFailure, and the system's errors.
   */
  readonly variant: (variant: DocumentVariant) => Promise<DeliveredDocument>;
  /** What an earlier try learned of it: then the destination is asked before it is sent again. */
  readonly receipt: string | null;
  /** Writes down, before anything else is done, what the destination calls the job. */
  readonly keepReceipt: (receipt: string) => Promise<void>;
  /** Reports the progress, or what keeps the job, during the attempt. The last report counts. */
  readonly progress: (progress: DeliveryProgress) => Promise<void>;
}

export interface DeliveryProgress {
  /** Execution Status Info (2100,0030): a defined term of PS3.3 C.13.9.1; NORMAL when nothing keeps it. */
  readonly statusInfo: string;
  /** For people. */
  readonly detail: string;
}

/**
 * Why a try failed, which decides what comes next:
 * - `refused`: no later try would go better (the document, or a person at the device, said no);
 * - `passing`: it may pass (a full disk, an aborted job): tried again after a while, a limited number of times;
 * - `device`: the device is off, jammed, empty or busy: the delivery waits until `deviceState` says ready, the jobs
 *   behind it for the same destination too, and the try does not count.
 */
export type FailureCause = 'refused' | 'passing' | 'device';

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
      readonly cause: FailureCause;
      /** Execution Status Info (2100,0030): a defined term of PS3.3 C.13.9.1. */
      readonly statusInfo: string;
      /** For people: what went wrong, and what to do. */
      readonly error: string;
      /** With `device`: it is this job alone that waits, and is tried now and then; the destination takes others. */
      readonly onlyThisJob?: true;
      /**
       * A complete document may be in the device all the same: a later try asks for it. Where none follows, the end of the
       * delivery is not known.
       */
      readonly maybePrinted?: { readonly receipt: string };
    }
  /**
   * The device was sent it, and whether it printed a complete document cannot be known. Nothing is sent again before a
   * person has said so.
   */
  | {
      readonly kind: 'unknown';
      /** What `sendAgain` and `cancel` take. */
      readonly receipt: string;
      /** Execution Status Info (2100,0030). */
      readonly statusInfo: string;
      /** For people: what is not known, and why. */
      readonly error: string;
    };

/** Something that is used up: toner, paper, room. */
export interface Supply {
  /** As the device calls it: `Black Toner`, `Tray 1`. */
  readonly name: string;
  /** What is left, 0 to 100; undefined when the device does not know. */
  readonly percent?: number;
}

/** Printer Status and Info (PS3.3 C.13.9) of what stands behind the destination. */
export interface DeviceState extends PrinterStatus {
  /** A sentence for people: what is wrong and what to do. */
  readonly detail: string;
  /** Whether it takes a document now; deliveries that failed for `device` begin again. */
  readonly ready: boolean;
  /** Why films with colors wait while others are printed: a color is used up. A sentence. */
  readonly colorsWait?: string;
  /** What the device itself says, in its own words: `printer-state-reasons` of IPP. */
  readonly reasons?: readonly string[];
  readonly supplies?: readonly Supply[];
  /** What is loaded, in the device's own words: `media-ready` of IPP. */
  readonly mediaReady?: readonly string[];
  /** Make and model, when the device says. */
  readonly model?: string;
}

/** How a film of a size would be sent to a device as it is now, or what is missing, in one sentence. */
export type FilmProspect = {
  readonly filmSizeId: string;
  /** Whether the film has colors. */
  readonly color: boolean;
} & (
  | {
      readonly kind: 'sent';
      /** MIME type of the document; DICOM for imagers. */
      readonly format: string;
      /** Default: the device's own, or that of the images. */
      readonly pixelsPerInch?: number;
      readonly colorMode: 'gray' | 'color';
      /** For people. */
      readonly paper: string;
      /** Of the film on the paper; 1: true size. Default: the device decides. */
      readonly scale?: number;
    }
  | { readonly kind: 'missing'; readonly missing: string }
);

export interface DestinationDriver {
  /** As in the printer's configuration, in jobs and logs. */
  readonly name: string;
  /**
   * Hands the document over; delivering the same job twice gives one document. A device that holds the job is waited
   * for, with `progress`, for a while. Throws only when `signal` says so, or for a defect.
   */
  deliver(task: DeliveryTask, signal: AbortSignal): Promise<DeliveryResult>;
  /** Asks the device; never throws, and answers within 8 s, for it is asked every few seconds. */
  deviceState(signal?: AbortSignal): Promise<DeviceState>;
  /**
   * How films of these sizes would be sent, gray ones and ones with colors.
   * @throws what the device, or the network, has against the question; the signal's reason
   */
  prospects?(sizes: readonly FilmSize[], signal: AbortSignal): Promise<readonly FilmProspect[]>;
  /**
   * The receipt with which a delivery with an unknown outcome begins again when a person says that it did not come out: what is
   * known to be printed stays in it, the rest is sent. null: nothing of it is in the device. Pure.
   */
  sendAgain?(receipt: string): string | null;
  /** Cancels a job on the device, where that is possible. A job that is already gone is not an error. */
  cancel?(receipt: string): Promise<void>;
  /** `cancel` also removes what was delivered: a file, not a sheet. */
  readonly cancelsDelivered?: true;
  /** Jobs that it accepts at once, as a pool or a folder does; default: 1, which keeps their order. */
  readonly jobsAtOnce?: number;
  /** Ends what it keeps open. */
  close?(): Promise<void>;
}
