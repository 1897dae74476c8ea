// What requests carry: parameters of paths, queries, bodies. Strict: a key that is not here is refused, not ignored.
import { z } from 'zod';
import { printPriorities } from '../shared/job-terms.ts';
import { aeTitle, anyState, cursor, jobId, moment, oneOf, text, whole, wholeText } from './values.ts';

export const jobParams = z.object({ id: jobId });
export const printerParams = z.object({ aeTitle });
export const pageParams = z.object({ id: jobId, film: wholeText(1, 9999) });

/** Which jobs a list or a search has. */
const jobFilters = {
  state: anyState
    .optional()
    .describe(
      'Of DICOM, or as people call it: QUEUED, HELD, WAITING, RETRY are PENDING, CANCELLED is FAILURE',
    ),
  printer: aeTitle.optional(),
  client: aeTitle.optional().describe('Calling AE title, without regard to case'),
  since: moment
    .optional()
    .describe('Accepted then or later: 2026-11-30, 2026-11-30T08:00, today, yesterday, 2h, 3d'),
  until: moment.optional().describe('Accepted before; of a day, until its end'),
};

export const jobsQuery = z.strictObject({
  ...jobFilters,
  id: jobId.optional().describe('How the ids begin'),
  limit: wholeText(1, 1000).default(100).describe('Default: 100'),
  cursor: cursor.optional(),
});

const maxTextLength = 200;
const textForm = `must be a text of 1 to ${maxTextLength} characters, part of a name, an id, a date or an annotation`;

export const searchBody = z.strictObject({
  text: z
    .string(textForm)
    .max(maxTextLength, textForm)
    // Something besides what separates words (src/spool/search/search-words.ts).
    .regex(/[^\s\p{Cc}\p{Mn}^=,;\\]/u, textForm)
    .describe('Words, or parts of them, in what is known of patients, studies, label and annotations'),
  ...jobFilters,
  limit: whole(1, 100).default(50),
  cursor: cursor.optional(),
});

export const historyQuery = z.strictObject({
  limit: wholeText(1, 200).default(50).describe('Default: 50'),
  cursor: cursor.optional(),
});

export const pictureQuery = z.strictObject({
  width: wholeText(1, 4096).default(800).describe('Pixels; default: 800'),
});

export const toPrinterBody = z.strictObject({ printer: aeTitle.describe('The other printer') });
export const priorityBody = z.strictObject({ priority: oneOf(printPriorities) });
export const reprintBody = z.strictObject({
  printer: aeTitle.optional(),
  copies: whole(1, 999).optional(),
  requestId: text(64).optional().describe('Asked twice under one, it is printed once'),
});
export const targetBody = z.strictObject({
  test: z
    .boolean('must be true or false')
    .default(false)
    .describe('The patches go through tone and calibration, to see how good these are'),
  levels: whole(18, 64).optional(),
  filmSize: z
    .string('must be a Film Size ID')
    .max(16, 'must be a Film Size ID, up to 16 characters')
    .optional(),
});

/** Headers of a request that changes something; other headers pass. */
export const actorHeaders = z.looseObject({
  'x-hardcopy-user': z
    .string()
    .optional()
    .describe(
      'Who does it, for the record, 1 to 64 printable characters; taken on trust. Default: the address',
    ),
});
