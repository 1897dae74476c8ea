// The events of the audit log, as they are kept: one schema, because the files are read again. docs/reference/audit.md has the table with
// the codes of each. Start at `auditEventSchema`.
import { z } from 'zod';

const maxText = 512;
const maxItems = 64;
const name = z.string().max(maxText);
const time = z.iso.datetime();
const who = { user: name.describe('Name of the user'), address: name.describe('Address of the user') };

/** A patient and a study, as far as the client named them. */
const subject = z.object({
  patientName: name.optional(),
  patientId: name.optional(),
  studyInstanceUid: name.optional(),
  accessionNumber: name.optional(),
});
export type AuditSubject = z.output<typeof subject>;

const film = {
  job: name.describe('Id of the job'),
  printJobUid: name.describe('SOP Instance UID of the Print Job'),
  printer: name.describe('AE title'),
  subjects: z.array(subject).max(maxItems).readonly(),
};

/** What a film leaves on. */
export const exportMedia = ['film', 'paper', 'file'] as const;
export type ExportMedium = (typeof exportMedia)[number];

export const auditEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('server-started'), version: name }),
  z.object({ kind: z.literal('server-stopped'), version: name }),
  z.object({ kind: z.literal('signed-in'), ...who }),
  z.object({ kind: z.literal('sign-in-failed'), ...who, locked: z.boolean() }),
  z.object({ kind: z.literal('signed-out'), ...who }),
  z.object({ kind: z.literal('user-changed'), ...who, by: name, change: name }),
  z.object({ kind: z.literal('request-refused'), ...who, request: name.describe('Method and route') }),
  z.object({
    kind: z.literal('association-refused'),
    calling: name,
    called: name,
    address: name,
    why: name,
    more: z.int().describe('Further ones from the address within a minute, without a record of their own'),
  }),
  z.object({ kind: z.literal('certificate-problem'), where: name, why: name }),
  z.object({
    kind: z.literal('config-changed'),
    by: name,
    version: name,
    keys: z.array(name).max(maxItems).readonly().describe('Paths of the changed keys'),
    security: z.boolean().describe('Whether who may do what was changed'),
  }),
  z.object({
    kind: z.literal('film-exported'),
    ...film,
    destination: name,
    place: name.describe('Folder, or address of the device'),
    medium: z.enum(exportMedia),
    calling: name,
    peer: name.describe('Address of the client'),
    requester: name.optional().describe('User who requested it in the console'),
    films: z.int(),
    copies: z.int(),
    outcome: z.enum(['delivered', 'unknown']).describe('unknown: it may have left'),
    /** Identifies the delivery: one record for each. */
    delivery: name,
  }),
  z.object({ kind: z.literal('film-downloaded'), ...who, ...film, what: name }),
  z.object({ kind: z.literal('film-viewed'), ...who, ...film }),
  z.object({ kind: z.literal('audit-log-used'), ...who, what: name }),
  z.object({
    kind: z.literal('records-missing'),
    records: z.int().describe('0: not known'),
    since: time.nullable(),
    why: name,
  }),
]);

/** Something that is recorded. */
export type AuditEvent = z.output<typeof auditEventSchema>;
export type AuditEventKind = AuditEvent['kind'];

export const auditEventKinds = auditEventSchema.options.map(({ shape }) => shape.kind.value);

const cut = (value: unknown): unknown => {
  if (typeof value === 'string') return value.length > maxText ? `${value.slice(0, maxText - 1)}…` : value;
  if (Array.isArray(value)) return value.slice(0, maxItems).map(cut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cut(one)]));
};

/** The same with long texts cut, so that it can be read again. Throws for what is not an event. */
export const boundedEvent = (event: AuditEvent): AuditEvent => auditEventSchema.parse(cut(event));

/** What lists show of an event. Names no patient. */
export interface EventSummary {
  /** Who did it: a user or an AE title; null: the server itself. */
  readonly user: string | null;
  readonly address: string | null;
  /** What it was done to: a job, a user, a version of the configuration. */
  readonly subject: string | null;
  readonly outcome: 'success' | 'failure' | 'unknown';
}

const none = { user: null, address: null, subject: null, outcome: 'success' } as const satisfies EventSummary;

export function summaryOf(event: AuditEvent): EventSummary {
  switch (event.kind) {
    case 'server-started':
    case 'server-stopped':
      return { ...none, subject: event.version };
    case 'signed-in':
    case 'signed-out':
      return { ...none, user: event.user, address: event.address };
    case 'sign-in-failed':
      return { ...none, user: event.user, address: event.address, outcome: 'failure' };
    case 'user-changed':
      return { ...none, user: event.by, address: event.address, subject: `${event.user}: ${event.change}` };
    case 'request-refused':
      return {
        user: event.user,
        address: event.address,
        subject: event.request,
        outcome: 'failure',
      };
    case 'association-refused':
      return {
        user: event.calling,
        address: event.address,
        subject: event.more === 0 ? event.called : `${event.called} (+${event.more})`,
        outcome: 'failure',
      };
    case 'certificate-problem':
      return { ...none, subject: event.where, outcome: 'failure' };
    case 'config-changed':
      return { ...none, user: event.by, subject: event.keys.join(', ') || event.version };
    case 'film-exported':
      return {
        user: event.requester ?? event.calling,
        address: event.requester === undefined ? event.peer : null,
        subject: `${event.job} → ${event.destination}`,
        outcome: event.outcome === 'unknown' ? 'unknown' : 'success',
      };
    case 'film-downloaded':
    case 'film-viewed':
      return { ...none, user: event.user, address: event.address, subject: event.job };
    case 'audit-log-used':
      return { ...none, user: event.user, address: event.address, subject: event.what };
    case 'records-missing':
      return { ...none, subject: event.why, outcome: 'failure' };
    default:
      return event satisfies never;
  }
}
