// Requests as the ports take them: queries of jobs, actions on several, and who requests them. console/ports.ts has all ports.
import type { z } from 'zod';
import type { bulkBody } from '../../api/bulk.ts';
import type { reprintBody, targetBody } from '../../api/requests.ts';
import type { apiRoutes } from '../../api/routes.ts';
import type { JobState, JobStatus } from '../../spool/job/job-types.ts';

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

/** Selects the rows of a search. */
export interface SearchQuery extends JobQuery {
  readonly anyOf?: readonly { readonly state: JobState; readonly reason?: JobStatus['reason'] }[];
  /** Only the job with this id, and jobs accepted before it. */
  readonly from?: string;
  /** The answer has the id of the first row of each group of this many rows. */
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

/** The requester, for the history, and the address of the request. */
export interface Requester {
  readonly who: string;
  readonly address: string;
}

/** A client whose access is tested. */
export type AccessTestRequest = z.output<typeof apiRoutes.accessTest.body>;
