// The console's interface to the rest of the product, implemented in composition/ and passed in by server.ts: jobs, documents,
// pages and printers in the form in which they are shown, and the actions of users. The console knows nothing else of the
// product.
import type { ApiBulkAnswer } from '../api/bulk.ts';
import type { ApiAccessTest } from '../api/clients.ts';
import type { ApiProgress } from '../api/events.ts';
import type { ApiJobSummary, ApiQueue, ApiSearch } from '../api/job-summary.ts';
import type { ApiAction, ApiJob, ApiTiles } from '../api/job.ts';
import type { ApiMovedQueue, ApiPrinter, ApiPrinterStates } from '../api/printer.ts';
import type { ApiHealth, ApiRemote } from '../api/server.ts';
import type { OpenDocument } from '../shared/stored-files.ts';
import type { JobAction } from '../spool/job/actions.ts';
import type { AuditPorts } from './ports/audit.ts';
import type { ConfigPorts, SetupPorts } from './ports/config.ts';
import type { CalibrationPorts, ControlPorts } from './ports/quality.ts';
import type {
  JobQuery,
  SearchQuery,
  BulkRequest,
  TargetOptions,
  ReprintRequest,
  Requester,
  AccessTestRequest,
} from './ports/requests.ts';
import type { SheetPorts } from './ports/sheets.ts';
import type { ClientPorts, SystemPorts } from './ports/system.ts';

/** An entry of a history with its id, which sorts by time. */
export interface HistoryEntry extends ApiAction {
  readonly id: string;
}

/** Where a tile is: the level, and column and row from 0. */
export interface TileAddress {
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

/** Pictures of pages (from 1), as PNG; undefined: the pixels are not kept, or there is no such page. */
export interface FilmPictures {
  /** `width` in pixels. */
  readonly page: (id: string, film: number, width: number) => Promise<Uint8Array | undefined>;
  readonly thumbnail: (id: string, film: number) => Promise<Uint8Array | undefined>;
  readonly tiles: (id: string, film: number) => Promise<ApiTiles | undefined>;
  readonly tile: (id: string, film: number, at: TileAddress) => Promise<Uint8Array | 'outside' | undefined>;
}

export interface ConsolePorts {
  readonly audit: AuditPorts;
  readonly setup: SetupPorts;
  readonly configuration: ConfigPorts;
  readonly sheets: SheetPorts;
  readonly system: SystemPorts;
  /** Absolute paths that are shown to administrators only. */
  readonly serverFolders: () => readonly string[];
  readonly calibrations: CalibrationPorts;
  readonly controls: ControlPorts;
  readonly health: () => ApiHealth | Promise<ApiHealth>;
  /** Newest first. */
  readonly jobs: (query: JobQuery) => Promise<readonly ApiJob[]>;
  /**
   * Jobs that have every word of `text` in their patients, studies or texts; without a text, all that match. `next` is the id of a
   * job; there may be more `before` it.
   */
  readonly search: (text: string | undefined, query: SearchQuery) => Promise<ApiSearch>;
  /** The first waiting jobs of each printer, by AE title, in the order of its queue. */
  readonly firstPending: (perPrinter: number) => Promise<ReadonlyMap<string, readonly ApiJob[]>>;
  /** Films in the queue of a printer; counted in its first thousand jobs. */
  readonly filmsWaiting: (aeTitle: string) => Promise<number>;
  /** With its history, patients and studies. */
  readonly job: (id: string) => Promise<ApiJob | undefined>;
  /** Oldest first. */
  readonly jobHistory: (id: string) => Promise<readonly HistoryEntry[]>;
  /** The job's document, for reading; undefined before it is rendered and after it was removed. */
  readonly openDocument: (id: string) => Promise<OpenDocument | undefined>;
  readonly pictures: FilmPictures;
  readonly clients: ClientPorts;
  /** The decision of the access rules for a client. */
  readonly accessTest: (request: AccessTestRequest) => ApiAccessTest;
  readonly printers: () => readonly ApiPrinter[] | Promise<readonly ApiPrinter[]>;
  /** With its history. */
  readonly printer: (aeTitle: string) => Promise<ApiPrinter | undefined>;
  /** In the order of printing. */
  readonly printerQueue: (aeTitle: string) => Promise<ApiQueue>;
  /** Oldest first; also of a removed printer. Undefined: there was never such a printer, as far as is known. */
  readonly printerHistory: (aeTitle: string) => Promise<readonly HistoryEntry[] | undefined>;
  /** Its states over the last days; undefined as above. */
  readonly printerStates: (aeTitle: string, days: number) => Promise<ApiPrinterStates | undefined>;

  /** Verifies every configured film imager and remote system (C-ECHO). */
  readonly verifyRemotes: () => Promise<readonly ApiRemote[]>;

  /** Calls `listener` after every change of a job, in the order of the changes, until the returned function is called. */
  readonly onJobChange: (listener: (job: ApiJobSummary) => void) => () => void;
  /** The same for the films of a long job while they are rendered. */
  readonly onRenderProgress: (listener: (progress: ApiProgress) => void) => () => void;
  /** The same for printers: status, devices, paused, how many jobs wait. */
  readonly onPrinterChange: (listener: (printer: ApiPrinter) => void) => () => void;
  /** Calls `listener` with the AE title when a removed printer is gone, until the returned function is called. */
  readonly onPrinterGone: (listener: (aeTitle: string) => void) => () => void;

  // Actions resolve with the job or printer after the change, with its history. They throw UnknownJobRefusal, UnknownPrinterRefusal, TransitionRefusal,
  // PixelsRemovedRefusal, RequestReuseRefusal, QueueFullRefusal, and RequestRefusal.
  readonly act: (jobId: string, action: JobAction, who: string) => Promise<ApiJob>;
  /** Performs one action on several jobs. `bulkActions` has checked that the request has the keys that the action needs. */
  readonly actOnAll: (request: BulkRequest, who: string) => Promise<ApiBulkAnswer>;
  /** The new job. */
  readonly reprint: (jobId: string, requested: ReprintRequest, who: string) => Promise<ApiJob>;
  /** Moves a waiting job before another one; null: behind all of its priority. */
  readonly orderQueue: (aeTitle: string, job: string, before: string | null, who: string) => Promise<ApiJob>;
  readonly pausePrinter: (aeTitle: string, who: string) => Promise<ApiPrinter>;
  readonly resumePrinter: (aeTitle: string, who: string) => Promise<ApiPrinter>;
  /** Prints the built-in test page and resolves with its job. */
  readonly testPage: (aeTitle: string, requester: Requester) => Promise<ApiJob>;
  /** Prints a target for a calibration or for its test, and resolves with its job. */
  readonly calibrationTarget: (
    aeTitle: string,
    requester: Requester,
    options: TargetOptions,
  ) => Promise<ApiJob>;
  /** Moves the waiting jobs to another printer; resolves with the first printer and the number of jobs moved. */
  readonly moveQueue: (from: string, to: string, who: string) => Promise<ApiMovedQueue>;
}
