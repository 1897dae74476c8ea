// How many films were printed, for whom, where and on what, and why others were not: schemas and routes.
import { z } from 'zod';
import type { ApiRoute } from '../route.ts';
import { aeTitle, list } from '../values.ts';

const dayForm = 'must be a day such as 2026-11-30';
const day = z.iso.date(dayForm).describe('Day in the time zone of the server');

/** Maximum number of rows of each list. */
export const maxStatisticsRows = 200;
/** Maximum number of rows of the CSV file. */
export const maxCsvRows = 100_000;
/** Maximum length of a range, days. */
export const maxDays = 1_100;

const query = z.strictObject({
  since: day.optional().describe('First day; default: 29 days before the last one'),
  until: day.optional().describe('Last day; default: today'),
  printer: aeTitle.optional().describe('Of this printer only'),
});

const sums = {
  jobs: z.int().describe('Jobs that were printed'),
  films: z.int().describe('Films of these jobs'),
  sheets: z.int().describe('Films times copies'),
  failed: z.int().describe('Jobs that were not printed, without cancelled ones'),
  cancelled: z.int().describe('Jobs that were cancelled'),
};
const row = z.object({ name: z.string(), ...sums });

const statisticsAnswer = z
  .object({
    since: day,
    until: day,
    timeZone: z.string(),
    total: z.object(sums),
    clients: list(row).describe(`The busiest first, at most ${maxStatisticsRows}`),
    printers: list(row),
    media: list(row).describe('By Medium Type'),
    days: list(z.object({ day, ...sums })).describe('In their order; days without jobs are left out'),
    causes: list(
      z.object({
        reason: z.string().describe('Reason of the state'),
        statusInfo: z.string().describe('Execution Status Info'),
        jobs: z.int(),
        films: z.int(),
      }),
    ).describe('Why jobs were not printed, the most frequent first'),
  })
  .meta({ id: 'Statistics', description: 'Finished jobs of a range of days; removed jobs are counted too' });
export type ApiStatistics = z.output<typeof statisticsAnswer>;

export const statisticsRoutes = {
  statistics: {
    method: 'GET',
    path: '/api/statistics',
    summary: 'Films by client, printer, medium and day, and failures by cause',
    query,
    answer: statisticsAnswer,
    errors: [],
  },
  statisticsCsv: {
    method: 'GET',
    path: '/api/statistics.csv',
    summary: 'The same as a table: a row for each day, client, printer, medium and outcome',
    query,
    answer: { mediaType: 'text/csv' },
    errors: [],
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
