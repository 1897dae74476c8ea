// The last lines of the server's log: schemas and routes.
import { z } from 'zod';
import type { ApiRoute } from '../route.ts';
import { list, oneOf, text, time, whole, wholeText } from '../values.ts';

const shownLevels = ['info', 'warn', 'error'] as const;
const maxLogRows = 500;

const level = oneOf(shownLevels).describe('The lowest level; default: info');
const sequence = whole(0, Number.MAX_SAFE_INTEGER);

const logAnswer = z
  .object({
    lines: list(
      z.object({
        number: z.int().describe('Rises by one from line to line'),
        at: time,
        level: z.enum(shownLevels),
        event: z.string(),
        fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      }),
    ).describe('Newest first'),
    total: z.int().describe('Lines that match, up to `upTo`'),
    newest: z.int().describe('Number of the newest line; 0: there is none'),
    oldestAt: time.nullable().describe('Time of the oldest line that is kept'),
  })
  .meta({
    id: 'LogPage',
    description: 'Lines of the log that are kept in memory, without those of level debug',
  });
export type ApiLogPage = z.output<typeof logAnswer>;

export const logRoutes = {
  log: {
    method: 'GET',
    path: '/api/log',
    summary: 'The newest lines of the log; for administrators',
    query: z.strictObject({
      level: level.optional(),
      limit: wholeText(1, maxLogRows).default(100),
    }),
    answer: logAnswer,
    errors: ['not-permitted'],
  },
  searchLog: {
    method: 'POST',
    path: '/api/log/search',
    summary: 'Any part of the log, with a text in the body; for administrators',
    body: z.strictObject({
      text: text(200).optional().describe('Words that must all be in the line'),
      level: level.optional(),
      limit: whole(1, maxLogRows).default(100),
      offset: whole(0, 1_000_000).default(0).describe('Matching lines that are skipped'),
      upTo: sequence.optional().describe('Number of the newest line to use; default: all'),
    }),
    answer: logAnswer,
    errors: ['not-permitted'],
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
