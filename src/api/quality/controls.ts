// Constancy controls of printers, per medium: references, records, due dates and exports.
import { z } from 'zod';
import type { ApiErrorCode } from '../../shared/errors/api-error-table.ts';
import type { ApiRoute } from '../route.ts';
import { list, oneOf, text, time, wholeText } from '../values.ts';
import { density, measurementId, printerMedium, scanIds } from './calibrations.ts';

const kinds = ['daily', 'weekly'] as const;
const roles = ['dmin', 'outer', 'step', 'dmax'] as const;

const due = z
  .object({
    state: z.enum(['never', 'current', 'due', 'overdue']).describe('never: not required, or no reference'),
    on: z.iso.date().nullable().describe('The day on which the next one is due; null: never'),
  })
  .meta({ id: 'ControlDue' });

const stepDensity = z.object({ pValue: z.int().describe('255: white'), density: z.number() });

const note = z
  .object({
    at: time,
    who: z.string(),
    kind: z.enum(['comment', 'correction']).describe('correction: what was done about a failed control'),
    text: z.string(),
  })
  .meta({ id: 'ControlNote' });

const record = z
  .object({
    id: z.string(),
    at: time,
    who: z.string(),
    kind: z.enum(kinds),
    source: z.object({ kind: z.enum(['typed', 'scan']), file: z.string() }),
    reference: z.string().nullable().describe('Id of the reference; null: there was none'),
    values: list(
      z.object({
        ...stepDensity.shape,
        role: z.enum(roles).describe('outer: a step near white or black'),
        reference: z.number().nullable(),
        limit: z.number().describe('Largest permitted difference from the reference, OD'),
        passed: z.boolean().nullable().describe('null: not judged'),
      }),
    ),
    passed: z.boolean().nullable(),
    advice: list(
      z.object({
        code: z.enum(['dmin-high', 'dmin-low', 'dmax-low', 'dmax-high', 'steps-shifted']),
        sentence: z.string(),
      }),
    ).describe('What to do, if it failed'),
    notes: list(note),
  })
  .meta({ id: 'ControlRecord' });
export type ApiControlRecord = z.output<typeof record>;

const reference = z
  .object({
    id: z.string(),
    at: time,
    who: z.string(),
    comment: z.string(),
    densities: list(stepDensity).describe('From white to black'),
  })
  .meta({ id: 'ControlReference', description: 'The densities that a person established as right' });

const entry = {
  printer: z.string().describe('AE title'),
  medium: z.string(),
  loaded: z.boolean().describe('Whether it is the medium of the printer now'),
  reference: reference.nullable(),
  daily: due,
  weekly: due,
  last: record.nullable().describe('The last control of the last 90 days'),
  failing: z.boolean().describe('The last control failed, and no correction is noted'),
};

const controlState = z
  .object(entry)
  .meta({ id: 'ControlState', description: 'The constancy control of a printer on a medium' });
export type ApiControlState = z.output<typeof controlState>;

const steps = list(
  z.object({
    pValue: z.int(),
    role: z.enum(roles),
    patches: list(z.int()).describe('Numbers of its patches on the test target'),
  }),
);

const limits = z
  .object({ dmin: z.number(), steps: z.number(), outerSteps: z.number(), dmax: z.number() })
  .meta({ id: 'ControlLimits', description: 'Largest permitted differences from the reference, OD' });

const controlDetail = z
  .object({
    ...entry,
    limits,
    steps: z.object({ daily: steps, weekly: steps }).describe('The steps to measure, from white to black'),
    since: time,
    records: list(record).describe('Newest first'),
    references: list(reference).describe('All references, the one in use first, at most 50'),
  })
  .meta({ id: 'ControlDetail' });
export type ApiControlDetail = z.output<typeof controlDetail>;

const densitiesForm = 'must be a list of up to 64 steps with their densities';
const densities = z
  .array(
    z.strictObject({ pValue: z.int('must be a P-value, 0 to 255').min(0).max(255), density }),
    densitiesForm,
  )
  .min(1, densitiesForm)
  .max(64, densitiesForm);

const comment = text(1000).optional();

const recordBody = z.strictObject({
  kind: oneOf(kinds),
  densities: densities.optional(),
  scans: scanIds.optional(),
  whiteDensity: density.optional().describe('For scans: needed with `blackDensity`, or `scannerCurve`'),
  blackDensity: density.optional(),
  scannerCurve: measurementId.optional(),
  comment,
});
export type ControlWish = z.output<typeof recordBody>;

const referenceBody = z.strictObject({
  record: measurementId.optional().describe('Id of a control whose densities become the reference'),
  densities: densities.optional().describe('Of all steps of a weekly control'),
  comment,
  replaces: measurementId
    .nullable()
    .describe('Id of the reference that the user saw; null: none. If another one is in use, nothing changes'),
});
export type ReferenceWish = z.output<typeof referenceBody>;

const noteBody = z.strictObject({ kind: oneOf(['comment', 'correction']), text: text(1000) });
export type NoteWish = z.output<typeof noteBody>;

const sinceQuery = z.strictObject({
  days: wholeText(1, 3660).default(90).describe('How far back; default: 90'),
});

const ofPrinter = ['no-such-printer'] as const satisfies readonly ApiErrorCode[];
const measuring = [
  ...ofPrinter,
  'no-such-measurement',
  'measurement-unusable',
] as const satisfies readonly ApiErrorCode[];

export const controlRoutes = {
  controls: {
    method: 'GET',
    path: '/api/controls',
    summary: 'The constancy control of all printers: references, due dates, last results',
    answer: z.object({ controls: list(controlState) }),
    errors: [],
  },
  control: {
    method: 'GET',
    path: '/api/controls/{aeTitle}/{medium}',
    summary: 'The controls of a printer on a medium, its reference, the steps to measure and the limits',
    params: printerMedium,
    query: sinceQuery,
    answer: controlDetail,
    errors: [...ofPrinter, 'measurement-unusable'],
  },
  recordControl: {
    method: 'POST',
    path: '/api/controls/{aeTitle}/{medium}/records',
    summary: 'Record a daily or weekly control; responds with its result',
    params: printerMedium,
    body: recordBody,
    answer: record,
    errors: [...measuring, 'no-such-upload', 'not-possible', 'too-busy'],
  },
  noteControl: {
    method: 'POST',
    path: '/api/controls/{aeTitle}/{medium}/records/{id}/notes',
    summary: 'Add a comment or a correction to a control',
    params: z.object({ ...printerMedium.shape, id: measurementId }),
    body: noteBody,
    answer: record,
    errors: measuring,
  },
  setReference: {
    method: 'POST',
    path: '/api/controls/{aeTitle}/{medium}/reference',
    summary: 'Establish the reference that controls are compared with',
    params: printerMedium,
    body: referenceBody,
    answer: controlDetail,
    errors: [...measuring, 'not-possible', 'changed-meanwhile'],
  },
  controlRecord: {
    method: 'GET',
    path: '/api/controls/{aeTitle}/{medium}/record.pdf',
    summary: 'The controls as a PDF with charts, for the file of the device',
    params: printerMedium,
    query: sinceQuery,
    answer: { mediaType: 'application/pdf' },
    errors: [...ofPrinter, 'measurement-unusable', 'too-busy'],
  },
  controlTable: {
    method: 'GET',
    path: '/api/controls/{aeTitle}/{medium}/record.csv',
    summary: 'The controls as CSV, one line per step',
    params: printerMedium,
    query: sinceQuery,
    answer: { mediaType: 'text/csv' },
    errors: [...ofPrinter, 'measurement-unusable'],
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
