// The console's interface to the rest of the product, passed in by server.ts: jobs, documents, pages and printers in the form in
// which they are shown, and the actions of users. The console depends on nothing else of them.
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { OpenDocument } from '../shared/stored-files.ts';
import type { ApiConfig, ApiConfigChange, ApiConfigCheck, ApiConfigState } from '../api/config/config.ts';
import type { ApiDiscovery, ApiProbe, ApiWrittenPrinter } from '../api/config/printers.ts';
import type { JobAction } from '../spool/job/actions.ts';
import type { ApiAction, ApiJob, ApiTiles } from '../api/job.ts';
import type { ApiProgress } from '../api/events.ts';
import type { ApiJobSummary, ApiQueue, ApiSearch } from '../api/job-summary.ts';
import type { ApiBulkAnswer, bulkBody } from '../api/bulk.ts';
import type { ApiAccessTest, ApiClientEcho, ApiClients, ApiClientTrace } from '../api/clients.ts';
import type { ApiConformance } from '../api/system/conformance.ts';
import type { ApiLogPage } from '../api/system/log.ts';
import type { ApiStatistics } from '../api/system/statistics.ts';
import type { ApiAbout, ApiCertificates, ApiDoctor, ApiStorage } from '../api/system/system.ts';
import type { KeptLevel } from '../shared/log/recent-log.ts';
import type { apiRoutes } from '../api/routes.ts';
import type { ApiPreview, ApiPrint, ApiUpload, PrintBody, PreviewBody } from '../api/sheets/sheets.ts';
import type { ApiMovedQueue, ApiPrinter } from '../api/printer.ts';
import type {
  ApiCalibrationDetail,
  ApiCalibrationState,
  ApiMeasurement,
  ApiTarget,
  ApiUploadedScan,
  MeasureWish,
} from '../api/quality/calibrations.ts';
import type {
  ApiControlDetail,
  ApiControlRecord,
  ApiControlState,
  ControlWish,
  NoteWish,
  ReferenceWish,
} from '../api/quality/controls.ts';
import type { reprintBody, targetBody } from '../api/requests.ts';
import type { ApiHealth, ApiRemote } from '../api/server.ts';
import type { JobState, JobStatus } from '../spool/job/job-types.ts';

export interface JobQuery {
  readonly state?: JobState;
  /** Reason within the state: held, job-cancelled … */
  readonly reason?: JobStatus['reason'];
  /** AE title. */
  readonly printer?: string;
  /** Only jobs of these printers. */
  readonly printers?: readonly string[];
  /** First characters of their ids. */
  readonly idBeginning?: string;
  readonly limit: number;
  /** Only jobs accepted before the one with this id. */
  readonly before?: string;
  /** Calling AE title. */
  readonly client?: string;
  readonly since?: Date;
  readonly until?: Date;
}

/** Which rows a search answers. */
export interface SearchQuery extends JobQuery {
  readonly anyOf?: readonly { readonly state: JobState; readonly reason?: JobStatus['reason'] }[];
  /** Only the job with this id, and jobs accepted before it. */
  readonly from?: string;
  /** The id of the first of every so many rows is answered. */
  readonly marks?: number;
}

/** A request for an action on several jobs. */
export type BulkBody = z.output<typeof bulkBody>;

/** The same with the ids of its jobs. */
export type BulkRequest = Omit<BulkBody, 'ids' | 'match'> & { readonly ids: readonly string[] };

/** The request for a calibration target. */
export type TargetOptions = z.output<typeof targetBody>;

/** The request to print a job again. */
export type ReprintRequest = z.output<typeof reprintBody>;

/** An entry of a history with its id, which sorts by time. */
export interface HistoryEntry extends ApiAction {
  readonly id: string;
}

/** The requester, for the history, and the address of the request. */
export interface Requester {
  readonly who: string;
  readonly address: string;
}

/** A client whose access is tested. */
export type AccessTestRequest = z.output<typeof apiRoutes.accessTest.body>;

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

/** The configuration and its changes. All throw RequestRefusal. */
export interface ConfigPorts {
  readonly shown: () => Promise<ApiConfig>;
  /** Without a text, the file is checked. */
  readonly check: (text?: string) => Promise<ApiConfigCheck>;
  readonly save: (text: string, version: string, who: string) => Promise<ApiConfigChange>;
  /** @param expected version of the file that must not have changed; undefined: any */
  readonly rollback: (version: string, expected: string | undefined, who: string) => Promise<ApiConfigChange>;
  readonly reload: (who: string) => Promise<ApiConfigChange>;
  readonly state: () => Promise<ApiConfigState>;
}

/** A file that is being uploaded. */
export interface UploadBody {
  readonly name: string | null;
  /** As announced; undefined: not announced. */
  readonly byteLength: number | undefined;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Files that are printed from the console. All throw RequestRefusal. */
export interface SheetPorts {
  readonly upload: (body: UploadBody) => Promise<ApiUpload>;
  readonly uploaded: (id: string) => ApiUpload;
  readonly removeUpload: (id: string) => Promise<void>;
  readonly uploadThumbnail: (id: string) => Promise<Uint8Array>;
  readonly preview: (body: PreviewBody, address: string) => Promise<ApiPreview>;
  readonly previewSheet: (id: string, sheet: number, width: number) => Promise<Uint8Array>;
  readonly print: (body: PrintBody, requester: Requester) => Promise<ApiPrint>;
  readonly reprintPreview: (jobId: string, requested: ReprintRequest) => Promise<ApiPreview>;
}

/** The clients of the server. All throw RequestRefusal. */
export interface ClientPorts {
  /** Those that requested associations, the last seen first, and since when they are counted. */
  readonly all: () => ApiClients;
  /** @param minutes 0: no longer */
  readonly trace: (aeTitle: string, minutes: number, who: string) => ApiClientTrace;
  /** @param options an address that is not known is for administrators */
  readonly echo: (
    aeTitle: string,
    options: { readonly address?: string | undefined; readonly port?: number | undefined },
    administrator: boolean,
  ) => Promise<ApiClientEcho>;
}

/** A range of days, as it is requested. */
export interface DayRange {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** The server as its administrator sees it. */
export interface SystemPorts {
  readonly doctor: () => Promise<ApiDoctor>;
  readonly storage: () => Promise<ApiStorage>;
  readonly certificates: () => ApiCertificates;
  readonly reloadCertificates: () => ApiCertificates;
  readonly about: () => Promise<ApiAbout>;
  readonly log: (query: LogQuery) => ApiLogPage;
  /** Throws RequestRefusal for an impossible range, as `statisticsCsv` does. */
  readonly statistics: (days: DayRange) => Promise<ApiStatistics>;
  readonly statisticsCsv: (days: DayRange) => AsyncIterable<string>;
  readonly conformance: () => Promise<ApiConformance>;
}

export interface LogQuery {
  readonly level: KeptLevel;
  readonly text?: string | undefined;
  readonly offset: number;
  readonly limit: number;
  readonly upTo?: number | undefined;
}

/** Printers in the configuration. All throw RequestRefusal. */
export interface SetupPorts {
  readonly discover: (seconds: number) => Promise<ApiDiscovery>;
  readonly probe: (device: ProbeRequest) => Promise<ApiProbe>;
  readonly written: (aeTitle: string) => Promise<ApiWrittenPrinter>;
  readonly add: (printer: SentPrinter, version: string | undefined, who: string) => Promise<ApiConfigChange>;
  readonly change: (
    aeTitle: string,
    printer: SentPrinter,
    version: string,
    who: string,
  ) => Promise<ApiConfigChange>;
  /** @param moveTo the printer that gets the queue; undefined: it finishes its queue */
  readonly remove: (
    aeTitle: string,
    moveTo: string | undefined,
    version: string,
    who: string,
  ) => Promise<ApiConfigChange>;
}

/** The device that is probed. */
export type ProbeRequest = z.output<typeof apiRoutes.probe.body>;
/** A printer as it is written in the configuration. */
export type SentPrinter = z.output<typeof apiRoutes.addPrinter.body>['printer'];

/** A printer on a medium. */
export interface PrinterMedium {
  readonly aeTitle: string;
  readonly medium: string;
}

/** A document of the quality of a printer, as bytes. */
export interface QualityDocument {
  readonly bytes: Uint8Array | string;
  /** File name for browsers. */
  readonly name: string;
}

/**
 * Calibrations. All throw UnknownPrinterRefusal for a printer, or a medium, that is neither configured nor has calibrations, and
 * RequestRefusal.
 */
export interface CalibrationPorts {
  readonly list: () => readonly ApiCalibrationState[];
  readonly target: (levels: number) => ApiTarget;
  readonly detail: (of: PrinterMedium) => ApiCalibrationDetail;
  readonly upload: (of: PrinterMedium, name: string, content: Readable) => Promise<ApiUploadedScan>;
  readonly measure: (of: PrinterMedium, wish: MeasureWish, who: string) => Promise<ApiMeasurement>;
  /** @param inUse id of the calibration that the user saw in use; null: none */
  readonly accept: (
    of: PrinterMedium,
    id: string,
    inUse: string | null,
    who: string,
  ) => Promise<ApiCalibrationDetail>;
  readonly discard: (of: PrinterMedium, id: string, who: string) => Promise<ApiCalibrationDetail>;
  readonly report: (of: PrinterMedium, id: string) => Promise<QualityDocument>;
}

/** Constancy controls. All throw UnknownPrinterRefusal as above, and RequestRefusal. `days`: how far back. */
export interface ControlPorts {
  readonly list: () => readonly ApiControlState[];
  readonly detail: (of: PrinterMedium, days: number) => ApiControlDetail;
  readonly record: (of: PrinterMedium, wish: ControlWish, who: string) => Promise<ApiControlRecord>;
  readonly note: (of: PrinterMedium, id: string, wish: NoteWish, who: string) => Promise<ApiControlRecord>;
  readonly setReference: (of: PrinterMedium, wish: ReferenceWish, who: string) => Promise<ApiControlDetail>;
  readonly pdf: (of: PrinterMedium, days: number) => Promise<QualityDocument>;
  readonly csv: (of: PrinterMedium, days: number) => QualityDocument;
}

export interface ConsolePorts {
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
  /** What the access rules say of a client. */
  readonly accessTest: (request: AccessTestRequest) => ApiAccessTest;
  readonly printers: () => readonly ApiPrinter[] | Promise<readonly ApiPrinter[]>;
  /** With its history. */
  readonly printer: (aeTitle: string) => Promise<ApiPrinter | undefined>;
  /** In the order of printing. */
  readonly printerQueue: (aeTitle: string) => Promise<ApiQueue>;
  /** Oldest first. */
  readonly printerHistory: (aeTitle: string) => Promise<readonly HistoryEntry[]>;

  /** Verifies every configured film imager and remote system (C-ECHO). */
  readonly verifyRemotes: () => Promise<readonly ApiRemote[]>;

  /** Calls `listener` after every change of a job, in their order, until the returned function is called. */
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
  /** One action on several jobs; the action is complete (`bulkActions`). */
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
