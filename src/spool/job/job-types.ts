// The shapes of a job: where it stands, its deliveries, and everything that can happen to it. The states are those of
// DICOM's Print Job (PS3.3 C.13.8); held, waiting for a retry and cancelled are reasons inside them:
//
//   PENDING   queued · held · waiting · retry   PRINTING  rendering · delivering
//   DONE      delivered                         FAILURE   a row of errorTable with the address "job"
//   UNKNOWN   outcome-unknown
//
// UNKNOWN is not of DICOM: the films were sent, and whether they came out cannot be known. A person answers `printed` or
// `retry`; the server never sends a second copy by itself, and no other action does.
//
// `waiting` is for a device that is not ready, without an end; `retry` is until a time.
import type { JobErrorCode, OutcomeErrorCode } from '../../shared/errors/error-table.ts';
import type { FilmSize } from '../../shared/film/film-sizes.ts';
import type { FilmOrientation, PrintPriority, Substitution } from '../../shared/film/film.ts';
import type { deliveryCauses, jobStates } from '../../shared/job-terms.ts';
import type { DocumentIdentity } from '../../shared/stored-files.ts';

export type JobState = (typeof jobStates)[number];

/** Where a job stands. Every arm has every key, so that one replaces another whole. */
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
  /** The same for people: a sentence. */
  readonly detail: string;
};

/** Where a job goes: the destinations of its printer. */
export interface JobDestination {
  readonly name: string;
  /** False: best effort, the job is DONE without it. */
  readonly required: boolean;
}

export type DeliveryCause = (typeof deliveryCauses)[number];

/** A job on its way to one destination. */
export interface Delivery {
  readonly destination: string;
  readonly required: boolean;
  readonly state: JobState;
  /** Tries that began; one that a stop of the server cut short does not count. */
  readonly attempts: number;
  readonly lastError: string | null;
  /** Of `lastError`. PENDING for `device`, it waits until the device is ready. */
  readonly cause: DeliveryCause | null;
  /** What the job's Execution Status Info is if this delivery is what stops it. */
  readonly statusInfo: string | null;
  /** What came of it, for people. */
  readonly detail: string | null;
  /** The destination's own name for it (a file, an IPP job): with it a later try asks before it sends again. */
  readonly receipt: string | null;
  /** A person decided that what may have come out is sent again; until the next try has begun with that. */
  readonly sendAgain: boolean;
  readonly notBefore: Date | null;
  readonly finishedAt: Date | null;
}

/** What lists show of a film, without reading it. */
export interface FilmSummary extends FilmSize {
  readonly filmOrientation: FilmOrientation;
  /** As DICOM writes it: `STANDARD\2,3`. */
  readonly imageDisplayFormat: string;
  /** How many images are on it. */
  readonly images: number;
  readonly annotations: number;
}

interface JobFacts {
  /** Short, sorts by the time of acceptance, fit for file names. */
  readonly id: string;
  /** SOP Instance UID of the Print Job. */
  readonly printJobUid: string;
  /** AE title. */
  readonly printer: string;
  readonly callingAeTitle: string;
  readonly peerAddress: string;
  readonly association: string;
  readonly priority: PrintPriority;
  readonly copies: number;
  readonly mediumType: string;
  readonly filmDestination: string;
  readonly sessionLabel: string | null;
  readonly createdAt: Date;
  /** The job that it prints again. */
  readonly reprintOf: string | null;
  /** The first job of which this one has the pixels; of a reprint of a reprint, too. */
  readonly pixelsOf: string | null;
  /** When it was last taken up. */
  readonly startedAt: Date | null;
  readonly films: readonly FilmSummary[];
  readonly substitutions: readonly Substitution[];
  /** Name of the client profile it was accepted under. */
  readonly clientProfile: string | null;
  /** By what a retry of it is recognized, where the profile asks for that. */
  readonly fingerprint: string | null;
  /** Identical requests that were answered with this job instead of being printed again. */
  readonly repeats: number;
  readonly deliveries: readonly Delivery[];
  /** The rendered document in the spool. */
  readonly document: (DocumentIdentity & { readonly pages: number }) | null;
  /** What rendering could not show as it was asked for, the last time that it was rendered. */
  readonly findings: readonly Substitution[];
  readonly renderAttempts: number;
  /** Times the server died on it since it last got anywhere. */
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
  /** With `retryAt` the cause may pass, without it the job has failed. */
  | {
      readonly kind: 'render-failed';
      readonly code: 'render-failed' | 'pixels-missing';
      readonly statusInfo?: string;
      readonly detail: string;
      readonly retryAt?: Date;
    }
  /** Nothing can be rendered now, whatever the film: it waits with its deliveries, or until `retryAt` where it has none. */
  | {
      readonly kind: 'render-waits';
      readonly statusInfo: string;
      readonly detail: string;
      readonly retryAt: Date;
    }
  | { readonly kind: 'delivery-started'; readonly destination: string }
  /** null: nothing of it is in the destination. */
  | { readonly kind: 'delivery-receipt'; readonly destination: string; readonly receipt: string | null }
  /** A device reports progress, or what keeps the job. */
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
      readonly cause: 'refused' | 'passing';
      readonly retryAt?: Date;
    }
  /** The device was sent it, and its end cannot be known. */
  | {
      readonly kind: 'delivery-unknown';
      readonly destination: string;
      readonly receipt: string;
      readonly statusInfo: string;
      readonly error: string;
    }
  /** The device is not ready: nothing was tried, or the try found that. */
  | {
      readonly kind: 'delivery-waits';
      readonly destination: string;
      readonly statusInfo: string;
      readonly error: string;
      /** It alone waits, and is tried again then; others pass it. Default: until the device is ready. */
      readonly retryAt?: Date;
    }
  /** What it waited for is there. */
  | { readonly kind: 'device-ready'; readonly destination: string }
  /** Nothing more can be done now: what became of the deliveries decides the job. */
  | { readonly kind: 'run-ended' }
  /** With `startedAt` by the run that began then: what another has taken up meanwhile is not its to give back. */
  | {
      readonly kind: 'interrupted';
      readonly by: 'shutdown' | 'crash';
      readonly startedAt?: Date | null;
    }
  | { readonly kind: 'held' }
  | { readonly kind: 'released' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'retried' }
  /** A person says that what is UNKNOWN came out. */
  | { readonly kind: 'printed' }
  /** To another printer. */
  | {
      readonly kind: 'moved';
      readonly printer: string;
      readonly destinations: readonly JobDestination[];
    }
  | { readonly kind: 'prioritized'; readonly priority: PrintPriority }
  | { readonly kind: 'payload-removed' }
  /** An identical request was answered with this job. */
  | { readonly kind: 'requested-again' };
