// What the console asks of the rest of the product, handed in by server.ts: jobs, documents, pages and printers as
// they are shown, and what people may do to them. The console knows no more of them than this.
import type { z } from 'zod';
import type { OpenDocument } from '../shared/stored-files.ts';
import type { JobAction, ReprintOptions } from '../spool/job/actions.ts';
import type { ApiAction, ApiJob, ApiSearch } from '../api/job.ts';
import type { ApiMovedQueue, ApiPrinter } from '../api/printer.ts';
import type { targetBody } from '../api/requests.ts';
import type { ApiHealth, ApiRemote } from '../api/server.ts';
import type { JobState, JobStatus } from '../spool/job/job-types.ts';

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

/** A calibration target as it is asked for. */
export type TargetWish = z.output<typeof targetBody>;

/** An entry of a history with its id, which sorts by time. */
export interface HistoryEntry extends ApiAction {
  readonly id: string;
}

/** Who asks, for the record, and from which address. */
export interface Requester {
  readonly who: string;
  readonly address: string;
}

export interface ConsolePorts {
  readonly health: () => ApiHealth | Promise<ApiHealth>;
  /** Newest first. */
  readonly jobs: (query: JobQuery) => Promise<readonly ApiJob[]>;
  /** Jobs with every word of `text` in what is known of their patients, studies and texts. */
  /** `next` is the id of a job; `before` it there may be more. */
  readonly search: (text: string, query: JobQuery) => Promise<ApiSearch>;
  /** The first that wait for each printer, by AE title, in the order of its queue. */
  readonly firstPending: (perPrinter: number) => Promise<ReadonlyMap<string, readonly ApiJob[]>>;
  /** With its history, and whose films it has. */
  readonly job: (id: string) => Promise<ApiJob | undefined>;
  /** Oldest first. */
  readonly jobHistory: (id: string) => Promise<readonly HistoryEntry[]>;
  /** The job's document, to be read; undefined while there is none, or no more. */
  readonly openDocument: (id: string) => Promise<OpenDocument | undefined>;
  /** Page `film` (from 1) as PNG, `width` pixels wide; undefined while there is none, or no more. */
  readonly pagePng: (id: string, film: number, width: number) => Promise<Uint8Array | undefined>;
  readonly printers: () => readonly ApiPrinter[] | Promise<readonly ApiPrinter[]>;
  /** With its history. */
  readonly printer: (aeTitle: string) => Promise<ApiPrinter | undefined>;
  /** Oldest first. */
  readonly printerHistory: (aeTitle: string) => Promise<readonly HistoryEntry[]>;

  /** Verifies every configured film imager and remote system (C-ECHO). */
  readonly verifyRemotes: () => Promise<readonly ApiRemote[]>;

  /** Calls `listener` after every change of a job, in their order, until the returned function is called. */
  readonly onJobChange: (listener: (job: ApiJob) => void) => () => void;
  /** The same for printers: status, devices, paused, how many jobs wait. */
  readonly onPrinterChange: (listener: (printer: ApiPrinter) => void) => () => void;

  // Actions resolve with what is then, with its history. They throw UnknownJobRefusal, UnknownPrinterRefusal, TransitionRefusal,
  // PixelsRemovedRefusal, RequestReuseRefusal, QueueFullRefusal, and RequestRefusal.
  readonly act: (jobId: string, action: JobAction, who: string) => Promise<ApiJob>;
  /** The new job. */
  readonly reprint: (jobId: string, options: ReprintOptions, who: string) => Promise<ApiJob>;
  readonly pausePrinter: (aeTitle: string, who: string) => Promise<ApiPrinter>;
  readonly resumePrinter: (aeTitle: string, who: string) => Promise<ApiPrinter>;
  /** Prints the built-in test film; the job. */
  readonly testPage: (aeTitle: string, requester: Requester) => Promise<ApiJob>;
  /** Prints a target to calibrate with, or to test the calibration; the job. */
  readonly calibrationTarget: (aeTitle: string, requester: Requester, wanted: TargetWish) => Promise<ApiJob>;
  /** Moves what waits to another printer; the first printer, and how many jobs that were. */
  readonly moveQueue: (from: string, to: string, who: string) => Promise<ApiMovedQueue>;
}
