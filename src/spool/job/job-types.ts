// The types of a job: its state, its deliveries, and everything that can happen to it. The states are those of DICOM's Print
// Job (PS3.3 C.13.8); held, waiting for a retry and cancelled are reasons within these states:
//
//   PENDING   queued · held · waiting · retry   PRINTING  rendering · delivering
//   DONE      delivered                         FAILURE   a row of errorTable with the address "job"
//   UNKNOWN   outcome-unknown
//
// DICOM does not define UNKNOWN: the films were sent, and whether they came out cannot be known. A person answers `printed` or
// `retry`; the server never sends a second copy by itself, and no other action does.
//
// `waiting` is for a device that is not ready, without a time limit; `retry` is until a time.
import type { JobErrorCode, OutcomeErrorCode } from '../../shared/errors/error-table.ts';
import type { FilmSize } from '../../shared/film/film-sizes.ts';
import type { FilmOrientation, PrintPriority, Substitution } from '../../shared/film/film.ts';
import type { deliveryCauses, jobStates } from '../../shared/job-terms.ts';
import type { DocumentIdentity } from '../../shared/stored-files.ts';

export type JobState = (typeof jobStates)[number];

/** The state of a job. Every variant has every key, so that one replaces another completely. */
export type JobStatus = (
  | {
      readonly state: 'PENDING';
      readonly reason: 'queued' | 'held' | 'waiting';
      readonly notBefore: null;
      readonly finishedAt: null;
    }
  | {
      readonly state: 'PENDING';
      readonly reason: 'retry';
      readonly notBefore: Date;
      readonly finishedAt: null;
    }
  | {
      readonly state: 'PRINTING';
      readonly reason: 'rendering' | 'delivering';
      readonly notBefore: null;
      readonly finishedAt: null;
    }
  | {
      readonly state: 'DONE';
      readonly reason: 'delivered';
      readonly notBefore: null;
      readonly finishedAt: Date;
    }
  | {
      readonly state: 'FAILURE';
      readonly reason: JobErrorCode;
      readonly notBefore: null;
      readonly finishedAt: Date;
    }
  | {
      readonly state: 'UNKNOWN';
      readonly reason: OutcomeErrorCode;
      readonly notBefore: null;
      readonly finishedAt: Date;
    }
) & {
  /** Execution Status Info (2100,0030): a defined term of PS3.3 C.13.9.1. */
  readonly statusInfo: string;
  /** The same for users: a sentence. */
  readonly detail: string;
};

/** Where a job goes: the destinations of its printer. */
export interface JobDestination {
  readonly name: string;
  /** False: best effort; the job can be DONE without it. */
  readonly required: boolean;
}

export type DeliveryCause = (typeof deliveryCauses)[number];

/** A job on its way to one destination. */
export interface Delivery {
  readonly destination: string;
  readonly required: boolean;
  readonly state: JobState;
  /** Number of attempts; an attempt that a server stop interrupted does not count. */
  readonly attempts: number;
  readonly lastError: string | null;
  /** Cause of `lastError`. A PENDING delivery with `device` waits until the device is ready. */
  readonly cause: DeliveryCause | null;
  /** The job's Execution Status Info if this delivery is what stops it. */
  readonly statusInfo: string | null;
  /** The result, for users. */
  readonly detail: string | null;
  /**
   * The destination's identifier for it (a file, an IPP job): a later attempt uses it to query the device before it sends
   * again.
   */
  readonly receipt: string | null;
  /**
   * A person decided that what may have been printed is sent again; true until the next attempt has started with that
   * decision.
   */
  readonly sendAgain: boolean;
  readonly notBefore: Date | null;
  readonly finishedAt: Date | null;
}

/** What lists show of a film, without reading it. */
export interface FilmSummary extends FilmSize {
  readonly filmOrientation: FilmOrientation;
  /** As DICOM writes it: `STANDARD\2,3`. */
  readonly imageDisplayFormat: string;
  /** Number of images on it. */
  readonly images: number;
  readonly annotations: number;
}

/** A job without its deliveries: what lists show. */
export type JobOutline = Omit<JobFacts, 'deliveries'> & JobStatus;

interface JobFacts {
  /** Short, sorts by the time of acceptance, suitable for file names. */
  readonly id: string;
  /** SOP Instance UID of the Print Job. */
  readonly printJobUid: string;
  /** AE title. */
  readonly printer: string;
  readonly callingAeTitle: string;
  readonly peerAddress: string;
  readonly association: string;
  readonly priority: PrintPriority;
  /** Its place among the jobs of its priority: the id, unless a user has moved it (queue-keys.ts). */
  readonly queueKey: string;
  readonly copies: number;
  readonly mediumType: string;
  readonly filmDestination: string;
  readonly sessionLabel: string | null;
  readonly createdAt: Date;
  /** The job that this job prints again. */
  readonly reprintOf: string | null;
  /** The first job with these pixels; also for a reprint of a reprint. */
  readonly pixelsOf: string | null;
  /** When it was last started. */
  readonly startedAt: Date | null;
  readonly films: readonly FilmSummary[];
  readonly substitutions: readonly Substitution[];
  /** Name of the client profile under which it was accepted. */
  readonly clientProfile: string | null;
  /** Identifies duplicate requests, where the client profile enables that. */
  readonly fingerprint: string | null;
  /** Duplicate requests that were answered with this job instead of being printed again. */
  readonly repeats: number;
  readonly deliveries: readonly Delivery[];
  /** The rendered document in the spool. */
  readonly document: (DocumentIdentity & { readonly pages: number }) | null;
  /** What the last rendering could not show as it was requested. */
  readonly findings: readonly Substitution[];
  readonly renderAttempts: number;
  /** Number of server crashes during this job since it last made progress. */
  readonly crashes: number;
  /** When retention removed its pixels and document. */
  readonly payloadRemovedAt: Date | null;
}

export type Job = JobFacts & JobStatus;

/** Everything that can happen to a job. */
export type JobEvent =
  | { readonly kind: 'started' }
  | {
      readonly kind: 'rendered';
      readonly pages: number;
      readonly byteLength: number;
      readonly version: string;
      /** Default: none. */
      readonly findings?: readonly Substitution[];
    }
  /** With `retryAt` the failure is transient; without it the job has failed. */
  | {
      readonly kind: 'render-failed';
      readonly code: 'render-failed' | 'pixels-missing';
      readonly statusInfo?: string;
      readonly detail: string;
      readonly retryAt?: Date;
    }
  /** No film can be rendered now: the job waits with its deliveries, or until `retryAt` if it has none. */
  | {
      readonly kind: 'render-waits';
      readonly statusInfo: string;
      readonly detail: string;
      readonly retryAt: Date;
    }
  | { readonly kind: 'delivery-started'; readonly destination: string }
  /** null: the destination has no part of it. */
  | { readonly kind: 'delivery-receipt'; readonly destination: string; readonly receipt: string | null }
  /** A device reports progress, or what prevents the job from printing. */
  | {
      readonly kind: 'delivery-progress';
      readonly destination: string;
      readonly statusInfo: string;
      readonly detail: string;
    }
  | {
      readonly kind: 'delivery-done';
      readonly destination: string;
      readonly receipt: string;
      readonly detail: string;
    }
  | {
      readonly kind: 'delivery-failed';
      readonly destination: string;
      readonly statusInfo: string;
      readonly error: string;
      readonly cause: 'refused' | 'transient';
      readonly retryAt?: Date;
    }
  /** The job was sent to the device, and its outcome cannot be known. */
  | {
      readonly kind: 'delivery-unknown';
      readonly destination: string;
      readonly receipt: string;
      readonly statusInfo: string;
      readonly error: string;
    }
  /** The device is not ready: nothing was attempted, or the attempt found that. */
  | {
      readonly kind: 'delivery-waits';
      readonly destination: string;
      readonly statusInfo: string;
      readonly error: string;
      /** Only this job waits, and is retried then; other jobs pass it. Default: until the device is ready. */
      readonly retryAt?: Date;
    }
  /** What it waited for is available. */
  | { readonly kind: 'device-ready'; readonly destination: string }
  /** No more can be done now: the results of the deliveries decide the state of the job. */
  | { readonly kind: 'run-ended' }
  /**
   * With `startedAt`, only the run that started then may report this: a job that another run has started since is not
   * changed.
   */
  | {
      readonly kind: 'interrupted';
      readonly by: 'shutdown' | 'crash';
      readonly startedAt?: Date | null;
    }
  | { readonly kind: 'held' }
  | { readonly kind: 'released' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'retried' }
  /** A person reports that an UNKNOWN job was printed. */
  | { readonly kind: 'printed' }
  /** To another printer. */
  | {
      readonly kind: 'moved';
      readonly printer: string;
      readonly destinations: readonly JobDestination[];
    }
  | { readonly kind: 'prioritized'; readonly priority: PrintPriority }
  /** To another place in its queue. */
  | { readonly kind: 'ordered'; readonly queueKey: string }
  | { readonly kind: 'payload-removed' }
  /** A duplicate request was answered with this job. */
  | { readonly kind: 'requested-again' };
