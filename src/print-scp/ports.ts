// The interfaces that the Print SCP needs from the rest of the product, passed in by server.ts: storage for pixels, a spool that
// accepts requests, and the state of jobs and printers. print-scp has no other connection to them.
import type {
  BlobRef,
  BlobReader,
  BlobWriter,
  Film,
  FilmOrientation,
  ImageBox,
  PrintPriority,
  PrintRequest,
} from '../shared/film/film.ts';
import type { ImageDisplayFormat } from '../shared/film/display-format.ts';
import type { FilmSize } from '../shared/film/film-sizes.ts';
import type { Printer, PrinterStatus } from '../shared/film/printer.ts';

/** A Print Job as N-GET and events show it (PS3.3 C.13.8). */
export interface PrintJobView {
  /** Job id of the spool. */
  readonly id: string;
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

/** The job of a request: a new one, or the one that an identical request created before. */
export interface AcceptedJob {
  readonly printJobUid: string;
  readonly isDuplicate: boolean;
}

/** Maximum number of waiting jobs of one client, and the client's identification; an absent field does not restrict. */
export interface QueueShare {
  readonly maxJobs: number;
  readonly callingAeTitle?: string;
  readonly peerAddress?: string;
}

/** A sheet without images, as a client can request it. */
export interface BlankSheet extends FilmSize {
  readonly filmOrientation: FilmOrientation;
  readonly imageDisplayFormat: ImageDisplayFormat;
  readonly requestedResolutionId: 'STANDARD' | 'HIGH';
}

interface DevicePixels {
  readonly width: number;
  readonly height: number;
}

/** How an image fits its box. */
export interface ImageFit {
  readonly image: ImageBox;
  /** `decimated`, `cropped` and `refused`: the image is larger than its box and is scaled down, cropped, or must be neither. */
  readonly fit: 'magnified' | 'as requested' | 'one to one' | 'decimated' | 'cropped' | 'refused';
  /** Image and overlays together are larger than the box, and must not be scaled down. */
  readonly combinedTooLarge: boolean;
  /** Device pixels that the image covers; `box`: those of its box. */
  readonly device: DevicePixels;
  readonly box: DevicePixels;
}

export interface PrintScpPorts {
  /** The printer that a called AE title means. */
  readonly printer: (aeTitle: string) => Printer | undefined;
  readonly printerStatus: (aeTitle: string) => PrinterStatus;
  /** Rows and columns of an image box in device pixels; undefined when the boxes differ in size. */
  readonly printableMatrix: (
    sheet: BlankSheet,
    printer: Printer,
  ) => { readonly rows: number; readonly columns: number } | undefined;
  /** How the images of a film fit their boxes. */
  readonly imageFits: (film: Film, printer: Printer) => readonly ImageFit[];
  readonly openBlob: () => Promise<BlobWriter>;
  /** Opens a finished blob for reading, to convert it. */
  readonly openBlobReader: (blob: BlobRef) => Promise<BlobReader>;
  /** Discards blobs, except those that an accepted request refers to. */
  readonly discardBlobs: (blobs: readonly BlobRef[]) => Promise<void>;
  /**
   * Makes the request a job. When it resolves, the job's row and every byte of its blobs are on disk and synced. With
   * `duplicatesSince`, a job of the same fingerprint that was accepted since then, and has not failed, is given instead.
   * Throws QueueFullRefusal when too many jobs wait, of all clients or of the `share` of this one.
   */
  readonly accept: (
    request: PrintRequest,
    duplicatesSince?: Date,
    share?: QueueShare,
  ) => Promise<AcceptedJob>;
  readonly findJob: (printJobUid: string) => Promise<PrintJobView | undefined>;
  /** Calls `listener` after every change of a job, in the order of the changes, until the returned function is called. */
  readonly onJobChange: (listener: (job: PrintJobView) => void) => () => void;
  /** The same for the status of a printer. */
  readonly onPrinterStatus: (listener: (aeTitle: string, status: PrinterStatus) => void) => () => void;
  /** Free bytes on the disk of the spool. */
  readonly roomBytes: () => number;
  /** Whether the spool can accept more films, whatever the state of the devices. */
  readonly spoolHasRoom: () => Promise<boolean>;
}
