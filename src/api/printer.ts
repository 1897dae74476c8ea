// A printer and its devices, in responses and events.
import { z } from 'zod';
import { actionSchema } from './job.ts';
import { messageSchema } from './messages/messages.ts';
import { list, time } from './values.ts';

const deviceSchema = z
  .object({
    destination: z.string().describe('Name of the destination'),
    kind: z.string(),
    removed: z
      .literal(true)
      .optional()
      .describe('The printer no longer has the destination; the device gets the jobs that wait for it'),
    required: z.boolean().describe('False: best effort, jobs are DONE without it'),
    status: z.enum(['NORMAL', 'WARNING', 'FAILURE', 'UNKNOWN']).describe('UNKNOWN: it has not answered yet'),
    statusInfo: z.string().describe('Printer Status Info (PS3.3 C.13.9)'),
    ready: z.boolean().describe('Whether it accepts a document now'),
    state: z.enum(['ready', 'warning', 'failure', 'unknown']).describe('The same in one word'),
    detail: z.string().describe('Its state and what to do, as a sentence'),
    message: messageSchema.describe('`detail` for other languages'),
    since: time
      .nullable()
      .describe('Time of the last change of status, info or readiness; null before the first answer'),
    model: z.string().nullable(),
    reasons: list(z.string()).describe('Reasons reported by the device'),
    supplies: list(
      z.object({ name: z.string(), percent: z.number().nullable().describe('null: not known') }),
    ),
    mediaReady: list(z.string()).describe('Loaded media, as named by the device'),
  })
  .meta({ id: 'Device', description: 'The device of a destination, in its last reported state' });
export type ApiDevice = z.output<typeof deviceSchema>;

export const printerSchema = z
  .object({
    aeTitle: z.string(),
    name: z.string(),
    status: z.enum(['NORMAL', 'WARNING', 'FAILURE']).describe('Printer Status, as DICOM clients see it'),
    statusInfo: z.string(),
    state: z
      .enum(['ready', 'paused', 'warning', 'failure', 'unknown'])
      .describe('In one word: the worst of its pause and its devices; failure: it prints nothing now'),
    troubled: z
      .string()
      .nullable()
      .describe('Destination of the device that explains the state; null: all are in order'),
    paused: z.boolean().describe('Films are accepted, but not printed'),
    pausedAt: time.nullable(),
    pausedBy: z.string().nullable(),
    removal: z
      .object({
        since: time,
        moveTo: z.string().nullable().describe('The printer that gets its queue; null: it finishes it'),
      })
      .optional()
      .describe(
        'Only while it is being removed: it accepts no more films, and disappears when its queue is empty',
      ),
    jobsWaiting: z.int().describe('PENDING jobs, whatever they wait for'),
    medium: z.string(),
    resolution: z.number().describe('Pixels per inch'),
    filmSizes: list(z.string()),
    calibration: z
      .object({ measuredAt: time, expired: z.boolean() })
      .nullable()
      .describe('null: not measured, or set in the configuration'),
    maxCopies: z.int(),
    destinations: list(z.object({ kind: z.string(), name: z.string() })),
    devices: list(deviceSchema).describe(
      'One for each destination, in the same order, then those of removed destinations',
    ),
    history: list(actionSchema)
      .optional()
      .describe('Oldest first, the newest 200; only in the response for one printer'),
  })
  .meta({ id: 'Printer' });
export type ApiPrinter = z.output<typeof printerSchema>;

export const printerStatesAnswer = z
  .object({
    since: time,
    until: time.describe('Now'),
    states: list(
      z.object({
        from: time,
        until: time.nullable().describe('null: it still is'),
        state: z
          .enum([...printerSchema.shape.state.options, 'off', 'removed'])
          .describe('off: the server did not run'),
        statusInfo: z.string().describe('Printer Status Info (PS3.3 C.13.9); empty: none'),
        detail: z.string().describe('What the device reported; of a pause: who paused it'),
        message: messageSchema.nullable().describe('`detail` of a device for other languages'),
      }),
    ).describe('Oldest first, without gaps; the newest 2000 of the last 31 days are kept'),
  })
  .meta({ id: 'PrinterStates' });
export type ApiPrinterStates = z.output<typeof printerStatesAnswer>;

export const printersAnswer = z.object({ printers: list(printerSchema) });

export const movedQueue = z
  .object({ ...printerSchema.shape, moved: z.int().describe('Jobs that were moved') })
  .meta({ id: 'MovedQueue' });
export type ApiMovedQueue = z.output<typeof movedQueue>;
