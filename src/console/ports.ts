// What the console asks of the rest of the product, handed in by server.ts: jobs, documents, pages and printers as
// they are shown, and what people may do to them. The console knows no more of them than this.
import type { OpenDocument } from '../shared/stored-files.ts';
import type { JobAction, ReprintOptions } from '../spool/job/actions.ts';
import type { ActionJson, JobJson } from '../spool/job/job-json.ts';
import type { JobState, JobStatus } from '../spool/job/job-types.ts';
import type { SearchMatch } from '../spool/search/search-matches.ts';

export interface JobQuery {
  readonly state?: JobState;
  /** Inside the state: held, job-cancelled … */
  readonly reason?: JobStatus['reason'];
  /** AE title. */
  readonly printer?: string;
  /** How their ids begin. */
  readonly idBeginning?: string;
  readonly limit: number;
  /** Only jobs accepted before the one with this id. */
  readonly before?: string;
  /** Calling AE title. */
  readonly client?: string;
  readonly since?: Date;
  readonly until?: Date;
}

/** A job that a search found, and what it found of it. */
export interface FoundJobJson extends JobJson {
  readonly matched: readonly SearchMatch[];
}

export interface SearchAnswer {
  /** Newest first. */
  readonly jobs: readonly FoundJobJson[];
  /** What to send as `before` for older ones; null: there are none. */
  readonly next: string | null;
}

/** What stands behind a destination of a printer, as it said last. Times are ISO 8601 in UTC. */
export interface DeviceView {
  /** Name of the destination. */
  readonly destination: string;
  readonly kind: string;
  /** False: best effort, jobs are done without it. */
  readonly required: boolean;
  /** UNKNOWN: it has not answered yet. */
  readonly status: 'NORMAL' | 'WARNING' | 'FAILURE' | 'UNKNOWN';
  /** Printer Status Info (PS3.3 C.13.9). */
  readonly statusInfo: string;
  /** Whether it takes a document now. */
  readonly ready: boolean;
  /** A sentence: how it is, and what to do. */
  readonly detail: string;
  /** Since when status, info and readiness are what they are; null before the first answer. */
  readonly since: string | null;
  readonly model: string | null;
  /** What the device itself says, in its own words. */
  readonly reasons: readonly string[];
  /** Percent of what is left; null when the device does not know. */
  readonly supplies: readonly { readonly name: string; readonly percent: number | null }[];
  /** What is loaded, in the device's own words. */
  readonly mediaReady: readonly string[];
}

export interface PrinterView {
  readonly aeTitle: string;
  readonly name: string;
  /** Printer Status and its info, as DICOM clients see them. */
  readonly status: 'NORMAL' | 'WARNING' | 'FAILURE';
  readonly statusInfo: string;
  /** Films are taken, none is started. */
  readonly paused: boolean;
  readonly pausedAt: string | null;
  readonly pausedBy: string | null;
  /** Jobs in its queue: PENDING, whatever they wait for. */
  readonly jobsWaiting: number;
  readonly medium: string;
  /** Device pixels per inch. */
  readonly resolution: number;
  readonly filmSizes: readonly string[];
  /** When it was measured; null: never, or the configuration has it. */
  readonly calibration: { readonly measuredAt: string; readonly expired: boolean } | null;
  readonly maxCopies: number;
  readonly destinations: readonly { readonly kind: string; readonly name: string }[];
  /** One for each destination, in the same order. */
  readonly devices: readonly DeviceView[];
  /** What people did to it, oldest first; absent in lists. */
  readonly history?: readonly ActionJson[];
}

export interface HealthView {
  /** `failing`: films cannot be accepted now; then the answer is 503. */
  readonly status: 'ok' | 'failing';
  /** What is wrong, for people. */
  readonly problem?: string;
  readonly version: string;
  readonly dicomPort: number;
  readonly associations: number;
  readonly startedAt: Date;
}

/** A calibration target as it is asked for. */
export interface TargetWish {
  /** The patches go through tone and calibration, to see how good these are. */
  readonly test: boolean;
  readonly levels?: number | undefined;
  readonly filmSize?: string | undefined;
}

/** A DICOM system that the server calls, and how it answered C-ECHO. */
export interface RemoteView {
  /** Names in the configuration. */
  readonly names: readonly string[];
  readonly aeTitle: string;
  readonly host: string;
  readonly port: number;
  readonly callingAeTitle: string;
  readonly answers: boolean;
  /** From the first connection attempt to the verdict, ms. */
  readonly totalMs: number;
  /** From the request to its answer, ms; null where there was none. */
  readonly roundTripMs: number | null;
  readonly implementation: string | null;
  /** A sentence: why it does not answer. */
  readonly problem: string | null;
}

/** Who asks, for the record, and from which address. */
export interface Requester {
  readonly who: string;
  readonly address: string;
}

export interface ConsolePorts {
  readonly health: () => HealthView | Promise<HealthView>;
  /** Newest first. */
  readonly jobs: (query: JobQuery) => Promise<readonly JobJson[]>;
  /** Jobs with every word of `text` in what is known of their patients, studies and texts. */
  readonly search: (text: string, query: JobQuery) => Promise<SearchAnswer>;
  /** The first that wait for a printer, in the order of its queue. */
  readonly queued: (aeTitle: string, limit: number) => Promise<readonly JobJson[]>;
  /** With its history, and whose films it has. */
  readonly job: (id: string) => Promise<JobJson | undefined>;
  /** The job's document, to be read; undefined while there is none, or no more. */
  readonly openDocument: (id: string) => Promise<OpenDocument | undefined>;
  /** Page `film` (from 1) as PNG, `width` pixels wide; undefined while there is none, or no more. */
  readonly pagePng: (id: string, film: number, width: number) => Promise<Uint8Array | undefined>;
  readonly printers: () => readonly PrinterView[] | Promise<readonly PrinterView[]>;
  /** With its history. */
  readonly printer: (aeTitle: string) => Promise<PrinterView | undefined>;

  /** Verifies every configured film imager and remote system (C-ECHO). */
  readonly verifyRemotes: () => Promise<readonly RemoteView[]>;

  /** Calls `listener` after every change of a job, in their order, until the returned function is called. */
  readonly onJobChange: (listener: (job: JobJson) => void) => () => void;
  /** The same for printers: status, devices, paused, how many jobs wait. */
  readonly onPrinterChange: (listener: (printer: PrinterView) => void) => () => void;

  // Actions resolve with what is then, with its history. They throw UnknownJobRefusal, UnknownPrinterRefusal, TransitionRefusal,
  // PixelsRemovedRefusal, RequestReuseRefusal, QueueFullRefusal, and RequestRefusal.
  readonly act: (jobId: string, action: JobAction, who: string) => Promise<JobJson>;
  /** The new job. */
  readonly reprint: (jobId: string, options: ReprintOptions, who: string) => Promise<JobJson>;
  readonly pausePrinter: (aeTitle: string, who: string) => Promise<PrinterView>;
  readonly resumePrinter: (aeTitle: string, who: string) => Promise<PrinterView>;
  /** Prints the built-in test film; the job. */
  readonly testPage: (aeTitle: string, requester: Requester) => Promise<JobJson>;
  /** Prints a target to calibrate with, or to test the calibration; the job. */
  readonly calibrationTarget: (aeTitle: string, requester: Requester, wanted: TargetWish) => Promise<JobJson>;
  /** Moves what waits to another printer; the first printer, and how many jobs that were. */
  readonly moveQueue: (
    from: string,
    to: string,
    who: string,
  ) => Promise<PrinterView & { readonly moved: number }>;
}
