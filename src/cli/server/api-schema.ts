// The answers of the HTTP API as the commands read them: checked, for they may come from another version, or another
// program. What is missing of later additions gets a default.
import { z } from 'zod';

const subjectSchema = z.object({
  patientName: z.string().optional(),
  patientId: z.string().optional(),
  accessionNumber: z.string().optional(),
  studyDate: z.string().optional(),
  studyInstanceUid: z.string().optional(),
});

const state = z.enum(['PENDING', 'PRINTING', 'DONE', 'FAILURE', 'UNKNOWN']);
const time = z.iso.datetime();

const actionSchema = z.object({ at: time, who: z.string(), action: z.string(), detail: z.string() });

const deliverySchema = z.object({
  destination: z.string(),
  state,
  required: z.boolean().default(true),
  attempts: z.number(),
  lastError: z.string().nullable(),
  statusInfo: z.string().nullable().default(null),
  detail: z.string().nullable().default(null),
  receipt: z.string().nullable().default(null),
  notBefore: time.nullable().default(null),
  finishedAt: time.nullable().default(null),
});

export const jobSchema = z.object({
  id: z.string(),
  printJobUid: z.string(),
  printer: z.string(),
  callingAeTitle: z.string(),
  peerAddress: z.string().default(''),
  state,
  reason: z.string().default(''),
  statusInfo: z.string(),
  detail: z.string(),
  priority: z.string(),
  copies: z.number(),
  sessionLabel: z.string().nullable(),
  createdAt: time,
  startedAt: time.nullable().default(null),
  finishedAt: time.nullable(),
  notBefore: time.nullable().default(null),
  payloadRemovedAt: time.nullable().default(null),
  films: z.array(
    z.object({
      filmSizeId: z.string(),
      filmOrientation: z.string(),
      imageDisplayFormat: z.string(),
      images: z.number(),
    }),
  ),
  deliveries: z.array(deliverySchema),
  substitutions: z
    .array(
      z.object({
        attribute: z.string(),
        requested: z.string(),
        used: z.string(),
        reason: z.string(),
        images: z.string().optional(),
      }),
    )
    .default([]),
  clientProfile: z.string().nullable().default(null),
  repeats: z.number().default(0),
  reprintOf: z.string().nullable().default(null),
  history: z.array(actionSchema).default([]),
  subjects: z.array(subjectSchema).optional(),
  moreSubjects: z.boolean().optional(),
  texts: z.array(z.string()).optional(),
  moreTexts: z.boolean().optional(),
});
export type ApiJob = z.output<typeof jobSchema>;
export type ApiDelivery = z.output<typeof deliverySchema>;

const foundJobSchema = jobSchema.extend({
  matched: z.array(z.object({ field: z.string(), value: z.string() })).default([]),
});
export type ApiFoundJob = z.output<typeof foundJobSchema>;
export const searchSchema = z.object({ jobs: z.array(foundJobSchema), next: z.string().nullable() });

const deviceSchema = z.object({
  destination: z.string(),
  kind: z.string(),
  required: z.boolean(),
  status: z.enum(['NORMAL', 'WARNING', 'FAILURE', 'UNKNOWN']),
  statusInfo: z.string(),
  ready: z.boolean(),
  detail: z.string(),
  since: time.nullable(),
  model: z.string().nullable(),
  reasons: z.array(z.string()),
  supplies: z.array(z.object({ name: z.string(), percent: z.number().nullable() })),
  mediaReady: z.array(z.string()),
});
export type ApiDevice = z.output<typeof deviceSchema>;

export const printerSchema = z.object({
  aeTitle: z.string(),
  name: z.string(),
  /** Absent from servers that know of none. */
  calibration: z.object({ measuredAt: time, expired: z.boolean() }).nullish(),
  status: z.enum(['NORMAL', 'WARNING', 'FAILURE']).default('NORMAL'),
  statusInfo: z.string().default('NORMAL'),
  paused: z.boolean().default(false),
  pausedAt: time.nullable().default(null),
  pausedBy: z.string().nullable().default(null),
  jobsWaiting: z.number().default(0),
  devices: z.array(deviceSchema).default([]),
});
export type ApiPrinter = z.output<typeof printerSchema>;

const todoSchema = z.object({
  kind: z.string(),
  printer: z.string().nullable(),
  destination: z.string().nullable(),
  job: z.string().nullable(),
  severity: z.enum(['failure', 'warning']),
  sentence: z.string(),
  command: z.string().nullable(),
});
export type ApiTodo = z.output<typeof todoSchema>;

export const statusSchema = z.object({
  status: z.enum(['ok', 'attention-required']),
  todo: z.array(todoSchema),
  version: z.string(),
  at: time,
  startedAt: time,
  dicomPort: z.number(),
  associations: z.number(),
  printers: z.array(printerSchema),
  printing: z.array(jobSchema),
  waiting: z.number(),
  next: z.array(jobSchema),
  last: z.array(jobSchema),
});
export type ApiStatus = z.output<typeof statusSchema>;

export const movedSchema = printerSchema.extend({ moved: z.number() });
export const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
