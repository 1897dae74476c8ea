// The types of the API, as the pages use them. Types alone are imported from the server, so that no schema is in the page.
import type { ApiJob } from '../../../src/api/job.ts';

export type { ApiAction, ApiDelivery, ApiJob } from '../../../src/api/job.ts';
export type { ApiJobSummary } from '../../../src/api/job-summary.ts';
export type { ApiDevice, ApiPrinter } from '../../../src/api/printer.ts';
export type { ApiStatus, ApiTodo, ApiWall } from '../../../src/api/server.ts';
export type { ApiEvent, ApiProgress } from '../../../src/api/events.ts';

/** The fields of a job that rows and commands need; a job and its summary both have them. */
export type JobRow = Pick<
  ApiJob,
  'id' | 'printer' | 'callingAeTitle' | 'state' | 'reason' | 'priority' | 'payloadRemovedAt'
>;

export type { ApiPreview, ApiUpload } from '../../../src/api/sheets/sheets.ts';
export type { ApiBulkResult } from '../../../src/api/bulk.ts';
