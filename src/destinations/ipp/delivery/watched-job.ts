// A job in the printer that is watched until it ends: how it is identified there, and the time limits.
import type { Evidence } from './job-verdict.ts';
import type { Moment } from '../state/printer-run.ts';

export interface WatchTiming {
  /** Interval between two queries, ms: initial and maximum. */
  readonly pollMs: number;
  readonly slowestPollMs: number;
  /** How long to wait for a job without progress, or for a printer that does not answer, ms. */
  readonly stuckMs: number;
  /** The same for a printer that is not reachable, ms: afterwards the device gate waits for it. */
  readonly offlineMs: number;
  /** Time without a change after which a job on a printer that reports ready is reported, ms. */
  readonly unchangedMs: number;
}

export interface WatchedJob {
  /** job-id; undefined: the printer did not report it. */
  readonly id: number | undefined;
  readonly name: string;
  readonly user: string;
  /** The id of our own job, which identifies it. */
  readonly jobId: string;
  /** Only this job can have the id in its name: a job whose name the printer cut off is ours. */
  readonly alone: boolean;
  readonly document: Evidence['document'];
  readonly since: Moment | undefined;
  /** Whether the printer has answered every query since the job was sent. */
  readonly unbroken: boolean;
}
