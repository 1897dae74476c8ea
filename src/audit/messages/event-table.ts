// When each event is recorded, and the codes of its message: for documents and the conformance statement.
import type { AuditEventKind } from '../audit-event.ts';
import { eventIds, eventTypes, type Code } from './codes.ts';

export interface EventRow {
  readonly id: Code;
  /** EventTypeCode; one of several. */
  readonly types: readonly Code[];
  /** A clause: the event is recorded when … */
  readonly when: string;
}

export const eventTable = {
  'server-started': {
    id: eventIds.applicationActivity,
    types: [eventTypes.applicationStart],
    when: 'the server starts',
  },
  'server-stopped': {
    id: eventIds.applicationActivity,
    types: [eventTypes.applicationStop],
    when: 'the server stops; not when it is killed',
  },
  'signed-in': { id: eventIds.userAuthentication, types: [eventTypes.login], when: 'a user signs in' },
  'sign-in-failed': {
    id: eventIds.userAuthentication,
    types: [eventTypes.login],
    when: 'a user name or password is wrong',
  },
  'signed-out': { id: eventIds.userAuthentication, types: [eventTypes.logout], when: 'a user signs out' },
  'user-changed': {
    id: eventIds.securityAlert,
    types: [eventTypes.userSecurityAttributes],
    when: 'a user or a token is added, changed or removed',
  },
  'request-refused': {
    id: eventIds.securityAlert,
    types: [eventTypes.restrictedFunction],
    when: 'a user requests what the user may not do; up to ten records per address and minute',
  },
  'association-refused': {
    id: eventIds.securityAlert,
    types: [eventTypes.nodeAuthentication],
    when: 'an association is rejected permanently, or a TLS handshake fails; up to ten records per address and minute, then their number',
  },
  'certificate-problem': {
    id: eventIds.securityAlert,
    types: [eventTypes.nodeAuthentication],
    when: 'a certificate of the server is invalid, has expired or expires within 30 days',
  },
  'config-changed': {
    id: eventIds.securityAlert,
    types: [eventTypes.softwareConfiguration, eventTypes.securityConfiguration],
    when: 'a changed configuration is applied; Security Configuration if access, accounts, encryption or the audit log are concerned',
  },
  'film-exported': {
    id: eventIds.export,
    types: [],
    when: 'a film has left for a destination, or may have left (its outcome is not known, or it was cancelled on a device)',
  },
  'film-downloaded': {
    id: eventIds.export,
    types: [],
    when: 'a user gets the document of a job; once per user, address and film within ten minutes',
  },
  'film-viewed': {
    id: eventIds.instancesAccessed,
    types: [],
    when: 'a user opens a job or its pictures; once per user, address and film within ten minutes, one record for each patient. Lists and their thumbnails do not count',
  },
  'audit-log-used': { id: eventIds.auditLogUsed, types: [], when: 'a user reads or exports the audit log' },
  'records-missing': {
    id: eventIds.securityAlert,
    types: [eventTypes.recordingStopped],
    when: 'records could not be written, or are missing at the start',
  },
} as const satisfies Readonly<Record<AuditEventKind, EventRow>>;
