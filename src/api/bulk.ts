// One action on several jobs: the request, and a result for each job.
import { z } from 'zod';
import { printPriorities } from '../shared/job-terms.ts';
import { apiError } from './errors.ts';
import { jobSummarySchema } from './job-summary.ts';
import { searchFilters } from './requests.ts';
import { aeTitle, list, oneOf, text, whole } from './values.ts';

/** The actions, as the routes of one job name them. */
const bulkActions = ['hold', 'release', 'cancel', 'retry', 'printed', 'move', 'priority', 'reprint'] as const;

const maxBulkJobs = 500;
/** Maximum number of jobs that the filter of an action may match. */
export const maxMatchedJobs = 10_000;
const idForm = 'must be a list of job ids, each up to 64 letters, digits, dashes and underscores';
const idsForm = `must be a list of 1 to ${maxBulkJobs} job ids`;

export const bulkBody = z.strictObject({
  action: oneOf(bulkActions),
  ids: z
    .array(z.string(idForm).regex(/^[A-Za-z0-9_-]{1,64}$/, idForm), idsForm)
    .min(1, idsForm)
    .max(maxBulkJobs, idsForm)
    .readonly()
    .optional()
    .describe('Whole ids; an id that is named twice counts once. Either this or `match`'),
  match: z
    .strictObject({
      ...searchFilters,
      asOf: z.iso
        .datetime('must be a time in UTC: 2026-11-30T08:00:00.000Z')
        .describe('Jobs accepted later are left out: the user has not seen them'),
    })
    .optional()
    .describe(`All jobs that match, at most ${maxMatchedJobs}; not for reprint`),
  printer: aeTitle.optional().describe('The other printer: required by move, possible for reprint'),
  priority: oneOf(printPriorities).optional().describe('Required by priority'),
  copies: whole(1, 999).optional().describe('Only for reprint'),
  requestId: text(64)
    .optional()
    .describe('Requests with the same id are performed once; required by reprint'),
});

const bulkResultSchema = z
  .object({
    id: z.string(),
    changed: z.boolean().describe('False: it was so already, or there is an error'),
    job: jobSummarySchema.optional().describe('The job after the action; of reprint the new job'),
    error: apiError.optional().describe('Why the action was not possible'),
  })
  .meta({ id: 'BulkResult' });
export type ApiBulkResult = z.output<typeof bulkResultSchema>;

export const bulkAnswer = z
  .object({
    results: list(bulkResultSchema).describe(
      'In the order of `ids`; for `match` only the first 500 with an error',
    ),
    counts: z
      .object({ matched: z.int(), changed: z.int(), refused: z.int() })
      .optional()
      .describe('For `match`: how many jobs matched, were changed, and could not be'),
    changedIds: list(z.string()).optional().describe('For `match`: the jobs that were changed'),
  })
  .meta({ id: 'BulkAnswer' });
export type ApiBulkAnswer = z.output<typeof bulkAnswer>;
