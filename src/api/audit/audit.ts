// The audit log: who did what, and which films left. Lists name no patient; the message of a record does. Schemas and routes.
import { z } from 'zod';
import type { ApiRoute } from '../route.ts';
import { list, oneOf, text, time, whole } from '../values.ts';

/** The kinds of events, in the order of src/audit/audit-event.ts. A contract. */
export const auditKinds = [
  'server-started',
  'server-stopped',
  'signed-in',
  'sign-in-failed',
  'signed-out',
  'user-changed',
  'request-refused',
  'association-refused',
  'certificate-problem',
  'config-changed',
  'film-exported',
  'film-downloaded',
  'film-viewed',
  'audit-log-used',
  'records-missing',
] as const;

const dayForm = 'must be a day such as 2026-11-30';
const day = z.iso.date(dayForm).describe('Day in the time zone of the server');
const days = {
  since: day.optional().describe('First day; default: all'),
  until: day.optional().describe('Last day; default: today'),
};
const seqForm = 'must be the number of a record';

const rowSchema = z
  .object({
    seq: z.int().describe('Rises by one from record to record'),
    at: time,
    kind: z.enum(auditKinds),
    event: z.string().describe('Name of the DICOM audit message'),
    user: z.string().nullable().describe('Who did it: a user, or the AE title of a client'),
    address: z.string().nullable(),
    subject: z.string().nullable().describe('What it was done to: a job, a user, keys of the configuration'),
    outcome: z.enum(['success', 'failure', 'unknown']),
  })
  .meta({ id: 'AuditRecord' });
export type ApiAuditRow = z.output<typeof rowSchema>;

const pageSchema = z
  .object({
    records: list(rowSchema).describe('Newest first'),
    next: z.int().nullable().describe('There may be older ones: ask again with `before` set to this'),
    unsent: z.int().describe('Records that the audit repository has not confirmed'),
    problem: z.string().nullable().describe('Why records cannot be kept or sent now'),
  })
  .meta({ id: 'AuditPage' });
export type ApiAuditPage = z.output<typeof pageSchema>;

const messageSchema = z
  .object({
    ...rowSchema.shape,
    hash: z.string().describe('Hash of the record'),
    message: z.string().describe('DICOM audit message (PS3.15 A.5), XML; may name patients'),
  })
  .meta({ id: 'AuditMessage' });
export type ApiAuditMessage = z.output<typeof messageSchema>;

const exportQuery = z.strictObject(days);

export const auditRoutes = {
  searchAudit: {
    method: 'POST',
    path: '/api/audit/search',
    summary: 'Records of the audit log; reading it is recorded. For administrators',
    body: z.strictObject({
      text: text(200).optional().describe('Words that must all be in the record'),
      kind: oneOf(auditKinds).optional(),
      ...days,
      before: whole(1, Number.MAX_SAFE_INTEGER).optional().describe('Only records before this number'),
      limit: whole(1, 500).default(100),
    }),
    answer: pageSchema,
    errors: ['not-permitted'],
  },
  auditRecord: {
    method: 'GET',
    path: '/api/audit/{seq}',
    summary: 'One record with its message',
    params: z.strictObject({
      seq: z
        .string(seqForm)
        .regex(/^\d{1,15}$/, seqForm)
        .transform(Number),
    }),
    answer: messageSchema,
    errors: ['not-permitted', 'no-such-record'],
  },
  auditCsv: {
    method: 'GET',
    path: '/api/audit.csv',
    summary: 'The audit log as CSV, oldest first, without patients',
    query: exportQuery,
    answer: { mediaType: 'text/csv' },
    errors: ['not-permitted'],
  },
  auditXml: {
    method: 'GET',
    path: '/api/audit.xml',
    summary: 'The messages of the audit log as XML, oldest first, with patients',
    query: exportQuery,
    answer: { mediaType: 'application/xml' },
    errors: ['not-permitted'],
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
