// The events of GET /api/events (server-sent events, HTML standard 9.2): the name and the JSON data of each.
import { z } from 'zod';
import { jobSummarySchema } from './job-summary.ts';
import { printerSchema } from './printer.ts';
import { time } from './values.ts';

export const eventSchema = z
  .discriminatedUnion('event', [
    z
      .object({ event: z.literal('job'), data: jobSummarySchema })
      .describe('A job after changes: at most one event per job in 250 ms, the last state always'),
    z
      .object({ event: z.literal('printer'), data: printerSchema })
      .describe('A printer after a change, as in lists'),
    z
      .object({
        event: z.literal('progress'),
        data: z.object({
          id: z.string().describe('The job'),
          rendered: z.int().describe('Films that are rendered'),
          films: z.int(),
        }),
      })
      .describe('The films of a long job are being rendered: at most one event per job in 250 ms'),
    z
      .object({ event: z.literal('printer-removed'), data: z.object({ aeTitle: z.string() }) })
      .describe('A printer that was removed has printed everything, and is no longer in lists'),
    z
      .object({ event: z.literal('reload'), data: z.object({ reason: z.string() }) })
      .describe('Events were missed: load everything again'),
    z
      .object({ event: z.literal('alive'), data: z.object({ at: time }) })
      .describe('At the beginning and every 15 s: the server is alive, with its time'),
  ])
  .meta({ id: 'Event', description: 'A server-sent event: its name, and its data as JSON' });
export type ApiEvent = z.output<typeof eventSchema>;
export type ApiProgress = Extract<ApiEvent, { event: 'progress' }>['data'];
