// Schemas of requests: path parameters, queries, bodies. Strict: unknown keys are refused, not ignored.
import { z } from 'zod';
import { magnificationTypes } from '../shared/film/film.ts';
import { mediumTypes, printPriorities } from '../shared/job-terms.ts';
import {
  aeTitle,
  anyState,
  cursor,
  filmSizeId,
  headerLine,
  jobId,
  moment,
  oneOf,
  text,
  whole,
  wholeText,
} from './values.ts';

export const jobParams = z.object({ id: jobId });
export const printerParams = z.object({ aeTitle });
export const pageParams = z.object({ id: jobId, film: wholeText(1, 9999) });

/** Filters of lists and searches of jobs. */
const jobFilters = {
  state: anyState
    .optional()
    .describe('DICOM state, or one of QUEUED, HELD, WAITING, RETRY (all PENDING) and CANCELLED (FAILURE)'),
  printer: aeTitle.optional(),
  client: aeTitle.optional().describe('Calling AE title; case is ignored'),
  since: moment
    .optional()
    .describe('Accepted at this time or later: 2026-11-30, 2026-11-30T08:00, today, yesterday, 2h, 3d'),
  until: moment.optional().describe('Accepted before this time; a day is included'),
};

export const jobsQuery = z.strictObject({
  ...jobFilters,
  id: jobId.optional().describe('First characters of the ids'),
  limit: wholeText(1, 1000).default(100).describe('Default: 100'),
  cursor: cursor.optional(),
});

const maxTextLength = 200;
const textForm = `must be a text of 1 to ${maxTextLength} characters, part of a name, an id, a date or an annotation`;

const statesForm = 'must be a list of 1 to 16 states';

/** The criteria of a search: a text, filters, several states. */
export const searchFilters = {
  text: z
    .string(textForm)
    .max(maxTextLength, textForm)
    // At least one character that does not separate words (src/spool/search/search-words.ts).
    .regex(/[^\s\p{Cc}\p{Mn}^=,;\\]/u, textForm)
    .optional()
    .describe('Words, or parts of them, in patients, studies, label and annotations; default: all jobs'),
  ...jobFilters,
  states: z
    .array(anyState, statesForm)
    .min(1, statesForm)
    .max(16, statesForm)
    .optional()
    .describe('Jobs in one of these states; instead of `state`'),
};

export const searchBody = z.strictObject({
  ...searchFilters,
  from: jobId.optional().describe('Only this job and those before it: one of the `marks`'),
  marks: whole(10, 1000)
    .optional()
    .describe('Answer the id of the first of every so many rows; without `text`'),
  limit: whole(1, 100).default(50),
  cursor: cursor.optional(),
});

export const historyQuery = z.strictObject({
  limit: wholeText(1, 200).default(50).describe('Default: 50'),
  cursor: cursor.optional(),
});

const tileForm = 'must be COLUMN_ROW, both from 0';
export const tileParams = z.object({
  id: jobId,
  film: wholeText(1, 9999),
  level: wholeText(0, 32),
  tile: z
    .string(tileForm)
    .regex(/^\d{1,4}_\d{1,4}$/, tileForm)
    .describe('Column and row of the tile, from 0: 3_7'),
});
export const tileQuery = z.strictObject({
  v: text(32).optional().describe('The `version` of the tiles, so that no cache confuses two pictures'),
});

export const pictureQuery = z.strictObject({
  width: wholeText(1, 4096).default(800).describe('Pixels; default: 800'),
});

const pagesForm = 'must be a list of 1 to 1000 page numbers';

export const toPrinterBody = z.strictObject({ printer: aeTitle.describe('The other printer') });
export const priorityBody = z.strictObject({ priority: oneOf(printPriorities) });
export const reprintBody = z.strictObject({
  printer: aeTitle.optional(),
  copies: whole(1, 999).optional(),
  pages: z
    .array(whole(1, 9999), pagesForm)
    .min(1, pagesForm)
    .max(1000, pagesForm)
    .readonly()
    .optional()
    .describe('Pages to print, from 1; default: all. They keep their order'),
  filmSize: filmSizeId
    .optional()
    .describe('Film Size ID that the printer offers; default: that of each film'),
  magnification: oneOf(magnificationTypes).optional().describe('Default: that of each image'),
  mediumType: oneOf(mediumTypes).optional().describe('Default: that of the job'),
  header: headerLine.optional(),
  requestId: text(64).optional().describe('Requests with the same id print once'),
});
/** The body of a preview of a reprint. */
export const reprintPreviewBody = reprintBody.omit({ requestId: true });
export const orderBody = z.strictObject({
  job: jobId,
  before: jobId.nullable().describe('The job that it is to precede; null: the end of its priority'),
});
export const targetBody = z.strictObject({
  test: z
    .boolean('must be true or false')
    .default(false)
    .describe('The patches go through tone and calibration, as a test of both'),
  levels: whole(18, 64).optional(),
  filmSize: z
    .string('must be a Film Size ID')
    .max(16, 'must be a Film Size ID, up to 16 characters')
    .optional(),
});

/** Headers of a request with effects; other headers are ignored. */
export const actorHeaders = z.looseObject({
  'x-hardcopy-user': z
    .string()
    .optional()
    .describe(
      'Name of the user for the history, 1 to 64 printable characters; not verified. Default: the address',
    ),
});
