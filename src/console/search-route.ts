// POST /api/jobs/search: jobs by patient, study and text. The text is in the body alone: URLs are written into the logs of
// proxies and the histories of browsers.
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { foldedWords } from '../spool/search/search-words.ts';
import { aeTitleText, anyState, jobId, moment, parse, stateFilter } from './http/answers.ts';
import { stated } from '../shared/stated.ts';
import type { ConsolePorts, SearchAnswer } from './ports.ts';

const maxTextLength = 200;
const maxLimit = 100;
const textPossible = `a text of 1 to ${maxTextLength} characters, part of a name, an id, a date or an annotation, is possible`;
const limitPossible = `a whole number from 1 to ${maxLimit} is possible`;

/** What people look for, and among which jobs. */
const searchSchema = z.strictObject({
  text: z
    .string(textPossible)
    .max(maxTextLength, textPossible)
    .refine((text) => foldedWords(text).length > 0, textPossible),
  state: anyState.optional(),
  printer: aeTitleText.optional(),
  client: aeTitleText.optional(),
  since: moment({ end: false }).optional(),
  until: moment({ end: true }).optional(),
  limit: z.int(limitPossible).min(1, limitPossible).max(maxLimit, limitPossible).default(50),
  before: jobId.optional(),
});

/** Throws Refusal 400. */
export async function searchJobs(ports: ConsolePorts, body: FastifyRequest['body']): Promise<SearchAnswer> {
  const { text, state, ...filter } = parse(searchSchema, body);
  return ports.search(text, { limit: filter.limit, ...stated(filter), ...stateFilter(state) });
}
