// What the server says of itself: its health, everything at a glance, the remote systems that it calls, and the index of the API.
import { z } from 'zod';
import { jobSchema } from './job.ts';
import { printerSchema } from './printer.ts';
import { list, time } from './values.ts';

export const healthSchema = z
  .object({
    status: z.enum(['ok', 'failing']).describe('failing: films are refused now; the HTTP status is 503'),
    problem: z.string().optional().describe('What is wrong, for people'),
    version: z.string(),
    dicomPort: z.int(),
    associations: z.int(),
    startedAt: time,
  })
  .meta({ id: 'Health' });
export type ApiHealth = z.output<typeof healthSchema>;

const todoSchema = z
  .object({
    kind: z.enum(['server', 'device', 'paused', 'job', 'calibration']),
    printer: z.string().nullable().describe('AE title'),
    destination: z.string().nullable(),
    job: z.string().nullable(),
    severity: z
      .enum(['failure', 'warning'])
      .describe('failure: films do not come out; warning: soon they will not'),
    sentence: z.string().describe('What is wrong, and what to do'),
    command: z.string().nullable().describe('The command that helps, where one does'),
  })
  .meta({ id: 'Todo', description: 'Something that requires attention' });
export type ApiTodo = z.output<typeof todoSchema>;

export const statusSchema = z
  .object({
    status: z.enum(['ok', 'attention-required']).describe('ok: `todo` is empty'),
    todo: list(todoSchema).describe('The most urgent first'),
    version: z.string(),
    at: time,
    startedAt: time,
    dicomPort: z.int(),
    associations: z.int(),
    printers: list(printerSchema),
    printing: list(jobSchema),
    waiting: z.int().describe('All jobs that wait'),
    next: list(jobSchema).describe('The first that wait for each printer'),
    last: list(jobSchema).describe('The last that ended, newest first'),
  })
  .meta({ id: 'Status' });
export type ApiStatus = z.output<typeof statusSchema>;

const remoteSchema = z
  .object({
    names: list(z.string()).describe('Names in the configuration'),
    aeTitle: z.string(),
    host: z.string(),
    port: z.int(),
    callingAeTitle: z.string(),
    answers: z.boolean(),
    totalMs: z.number().describe('From the first connection attempt to the verdict'),
    roundTripMs: z.number().nullable().describe('From the request to its answer; null: there was none'),
    implementation: z.string().nullable(),
    problem: z.string().nullable().describe('A sentence: why it does not answer'),
  })
  .meta({ id: 'Remote', description: 'A DICOM system that the server calls, and how it answered C-ECHO' });
export type ApiRemote = z.output<typeof remoteSchema>;

export const remotesAnswer = z.object({ remotes: list(remoteSchema) });

export const indexSchema = z
  .object({
    product: z.literal('Hardcopy'),
    version: z.string(),
    openapi: z.string().describe('Path of the OpenAPI document'),
    routes: list(z.object({ method: z.string(), path: z.string(), summary: z.string() })),
  })
  .meta({ id: 'Index' });
