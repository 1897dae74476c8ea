// A job in the printer whose end is waited for: how it is known there, and how patiently.
import type { Evidence } from './job-verdict.ts';
import type { Moment } from '../state/printer-run.ts';

export interface WatchTiming {
  /** Between two questions, ms: at first, and at most. */
  readonly pollMs: number;
  readonly slowestPollMs: number;
  /** How long a job that does not go on, and a printer that does not answer, is waited for, ms. */
  readonly stuckMs: number;
  /** The same of a printer to which there is no connection at all, ms: it is waited for elsewhere, by its state. */
  readonly offlineMs: number;
  /** Time without a change after which a job on a printer that reports ready is reported, ms. */
  readonly unchangedMs: number;
}

export interface WatchedJob {
  /** job-id; undefined: the printer did not report it. */
  readonly id: number | undefined;
  readonly name: string;
  readonly user: string;
  /** Our own job, identified by its name. */
  readonly jobId: string;
  /** No other job in the printer has the name in part: one that the printer cut off is ours. */
  readonly alone: boolean;
  readonly document: Evidence['document'];
  readonly since: Moment | undefined;
  /** Whether the printer has answered everything since it was handed over. */
  readonly unbroken: boolean;
}
