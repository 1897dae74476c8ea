// The server itself: its health, an overview, the remote systems that it calls, and the index of the API.
import { z } from 'zod';
import { configStateSchema } from './config/config.ts';
import { jobSchema } from './job.ts';
import { printerSchema } from './printer.ts';
import { messageCodes, messageSchema } from './messages/messages.ts';
import { list, time } from './values.ts';

export const healthSchema = z
  .object({
    status: z.enum(['ok', 'failing']).describe('failing: films are refused now; the HTTP status is 503'),
    problem: z.string().optional().describe('The problem, for users'),
    version: z.string(),
    dicomPort: z.int(),
    associations: z.int(),
    startedAt: time,
  })
  .meta({ id: 'Health' });
export type ApiHealth = z.output<typeof healthSchema>;

/** The actions of this API that solve a problem, or the page of the console where no action does. */
const todoActions = ['move-queue', 'resume', 'retry', 'printed', 'calibrate', 'control', 'doctor'] as const;

const todoSchema = z
  .object({
    kind: z.enum(['server', 'device', 'paused', 'removed', 'job', 'calibration', 'control']),
    printer: z.string().nullable().describe('AE title'),
    destination: z.string().nullable(),
    job: z.string().nullable(),
    severity: z
      .enum(['failure', 'warning'])
      .describe('failure: films are not printed; warning: soon they will not be'),
    sentence: z.string().describe('The problem, and what to do'),
    message: messageSchema.describe('`sentence` for other languages'),
    filmsWaiting: z.int().describe('Films that wait for it; counted in the first thousand jobs'),
    actions: list(z.enum(todoActions)).describe('What helps, the best first'),
    command: z.string().nullable().describe('A command that solves it, if there is one'),
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
    waiting: z.int().describe('Number of waiting jobs'),
    next: list(jobSchema).describe('The first waiting jobs of each printer'),
    configuration: configStateSchema
      .optional()
      .describe('Whether the configuration file is in use; for administrators'),
    last: list(jobSchema).describe('The jobs that ended last, newest first'),
  })
  .meta({ id: 'Status' });
export type ApiStatus = z.output<typeof statusSchema>;

export const wallSchema = z
  .object({
    status: z.enum(['ok', 'failing']),
    at: time.describe('Time of the server'),
    printers: list(
      z.object({
        aeTitle: z.string(),
        name: z.string(),
        status: z.enum(['NORMAL', 'WARNING', 'FAILURE']),
        statusInfo: z.string(),
        state: printerSchema.shape.state,
        problem: z.enum(messageCodes).nullable().describe('Code of the first problem of a device'),
        since: time.nullable().describe('Since when'),
        paused: z.boolean(),
        waiting: z.int().describe('Jobs that wait'),
        printing: z.int().describe('Jobs that are being printed'),
      }),
    ),
  })
  .meta({ id: 'Wall', description: 'A screen in the corridor: states and queues, no data of jobs' });
export type ApiWall = z.output<typeof wallSchema>;

const remoteSchema = z
  .object({
    names: list(z.string()).describe('Names in the configuration'),
    aeTitle: z.string(),
    host: z.string(),
    port: z.int(),
    callingAeTitle: z.string(),
    answers: z.boolean(),
    totalMs: z.number().describe('From the first connection attempt to the verdict'),
    roundTripMs: z.number().nullable().describe('From the request to the response; null: no response'),
    implementation: z.string().nullable(),
    problem: z.string().nullable().describe('Why it does not answer, as a sentence'),
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
