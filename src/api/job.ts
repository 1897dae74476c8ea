// A job in responses and events. A public contract: keys may be added, but never renamed or removed.
import { z } from 'zod';
import { deliveryCauses, jobStates, printPriorities } from '../shared/job-terms.ts';
import { messageSchema } from './messages/messages.ts';
import { list, next, time } from './values.ts';

export const actionSchema = z
  .object({
    at: time,
    who: z.string().describe('Name in X-Hardcopy-User, or the address of the requester'),
    action: z
      .string()
      .describe(
        'hold, release, cancel, retry, printed, move, priority, order, reprint, device-cancel, test-page, calibration-target; of printers pause, resume, move-queue',
      ),
    detail: z.string().describe('A sentence'),
    message: messageSchema.describe('`detail` for other languages'),
  })
  .meta({ id: 'Action', description: 'An action of a user on a job or a printer' });
export type ApiAction = z.output<typeof actionSchema>;

const deliverySchema = z
  .object({
    destination: z.string(),
    state: z.enum(jobStates),
    required: z.boolean().describe('False: best effort, the job is DONE without it'),
    attempts: z.int(),
    lastError: z.string().nullable(),
    cause: z
      .enum(deliveryCauses)
      .nullable()
      .describe(
        'Kind of lastError: refused (permanent), transient (is retried), device (waits until the device is ready)',
      ),
    statusInfo: z.string().nullable().describe('Execution Status Info if this delivery stops the job'),
    detail: z.string().nullable(),
    message: messageSchema.describe('`lastError` or `detail` for other languages'),
    receipt: z.string().nullable().describe('How the device identifies the delivery'),
    notBefore: time.nullable().describe('Time of the next attempt'),
    finishedAt: time.nullable(),
  })
  .meta({ id: 'Delivery', description: 'The delivery of a job to one destination' });
export type ApiDelivery = z.output<typeof deliverySchema>;

const subjectSchema = z
  .object({
    patientName: z.string().optional(),
    patientId: z.string().optional(),
    studyInstanceUid: z.string().optional(),
    accessionNumber: z.string().optional(),
    studyDate: z.string().optional().describe('YYYYMMDD'),
  })
  .meta({ id: 'Subject', description: 'A patient and a study, as named by the client' });

const filmSchema = z.object({
  filmSizeId: z.string(),
  filmOrientation: z.enum(['PORTRAIT', 'LANDSCAPE']),
  imageDisplayFormat: z.string().describe('In DICOM syntax: STANDARD\\2,3'),
  images: z.int(),
  annotations: z.int(),
});

const substitutionSchema = z
  .object({
    attribute: z.string(),
    requested: z.string(),
    used: z.string(),
    reason: z.string(),
    message: messageSchema.optional().describe('`reason` for other languages'),
    images: z.string().optional().describe('Positions of the images it applies to: 1-20'),
  })
  .meta({ id: 'Substitution', description: 'A requested value that was replaced' });

const askedSchema = z
  .object({
    attribute: z.string().describe('Keyword of DICOM'),
    asked: z.string().nullable().describe('What the client asked; null: nothing else than what is used'),
    used: z.string(),
    reason: z.string().nullable().describe('Why it differs, a sentence'),
    images: z.string().optional().describe('Positions of the images it applies to: 1-20'),
  })
  .meta({ id: 'Asked', description: 'A value that the client asked for, and the value that is used' });
export type ApiAsked = z.output<typeof askedSchema>;

/** Why a job is in its state: a stable term. */
const jobReasons = [
  'queued',
  'held',
  'waiting',
  'retry',
  'rendering',
  'delivering',
  'delivered',
  'outcome-unknown',
  'render-failed',
  'pixels-missing',
  'delivery-failed',
  'job-cancelled',
] as const;

export const jobTrace = z
  .object({
    trace: z
      .string()
      .nullable()
      .describe('Id of the trace; null: the association was not recorded, or its trace was removed'),
    text: z.string().nullable().describe('The beginning of the trace, up to 256 KiB'),
    isCut: z.boolean().describe('Whether the trace is longer; `hardcopy trace ID` shows all of it'),
  })
  .meta({ id: 'JobTrace' });
export type ApiJobTrace = z.output<typeof jobTrace>;

export const jobSchema = z
  .object({
    id: z.string(),
    printJobUid: z.string(),
    printer: z.string().describe('AE title'),
    callingAeTitle: z.string(),
    peerAddress: z.string(),
    association: z.string(),
    state: z
      .enum(jobStates)
      .describe('DICOM Execution Status, and UNKNOWN: sent, but it is not known whether it was printed'),
    reason: z.enum(jobReasons),
    statusInfo: z.string().describe('Execution Status Info'),
    detail: z.string().describe('The state as a sentence'),
    message: messageSchema.describe('`detail` for other languages'),
    priority: z.enum(printPriorities),
    copies: z.int(),
    sessionLabel: z.string().nullable(),
    createdAt: time,
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    notBefore: time.nullable(),
    pages: z
      .int()
      .nullable()
      .describe('Pages of the document; null before it is rendered and after it was removed'),
    payloadRemovedAt: time.nullable().describe('When retention removed pixels and document'),
    films: list(filmSchema),
    deliveries: list(deliverySchema),
    substitutions: list(substitutionSchema).describe('Requested values that were replaced'),
    clientProfile: z.string().nullable(),
    repeats: z.int().describe('Duplicate requests of the client that were not printed again'),
    reprintOf: z.string().nullable().describe('Id of the job that this one reprints'),
    history: list(actionSchema)
      .optional()
      .describe('Oldest first, the newest 200; only in the response for one job'),
    subjects: list(subjectSchema)
      .optional()
      .describe('Patients and studies; only in the response for one job, until its pixels are removed'),
    moreSubjects: z.boolean().optional().describe('There are more subjects than are kept'),
    asked: list(askedSchema)
      .optional()
      .describe('What was asked and what is used, differences first; only in the response for one job'),
    texts: list(z.string()).optional().describe('Texts of annotations'),
    moreTexts: z.boolean().optional(),
  })
  .meta({ id: 'Job' });
export type ApiJob = z.output<typeof jobSchema>;

export const jobsPage = z.object({ jobs: list(jobSchema).describe('Newest first'), next });

export const historyPage = z.object({ actions: list(actionSchema).describe('Newest first'), next });
export type ApiHistory = z.output<typeof historyPage>;

export const tilesAnswer = z
  .object({
    width: z.int().describe('Of the largest level, pixels'),
    height: z.int(),
    tileSize: z
      .int()
      .describe('Width and height of a tile; those at the right and at the bottom are smaller'),
    minLevel: z.int().describe('The level that is one tile'),
    maxLevel: z.int().describe('The level of all pixels; every level below is half as large'),
    pixelsPerInch: z.number(),
    widthMm: z.number().describe('Width of the film in true size'),
    version: z.string().describe('Changes with the picture; send it as `v`'),
  })
  .meta({ id: 'Tiles', description: 'A page as tiles of a zooming viewer, numbered as in Deep Zoom' });
export type ApiTiles = z.output<typeof tilesAnswer>;
