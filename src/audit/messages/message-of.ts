// The audit message of an event (PS3.15 A.5.3). Start here.
import type { AuditEvent } from '../audit-event.ts';
import { applicationActivity } from './application-activity.ts';
import type { AuditMessage, AuditSource } from './audit-message.ts';
import { auditLogUsed } from './audit-log-used.ts';
import { filmExport } from './export.ts';
import { instancesAccessed } from './instances-accessed.ts';
import { securityAlert } from './security-alert.ts';
import { userAuthentication } from './user-authentication.ts';

export function messageOf(event: AuditEvent, at: Date, source: AuditSource): AuditMessage {
  switch (event.kind) {
    case 'server-started':
    case 'server-stopped':
      return applicationActivity(event, at, source);
    case 'signed-in':
    case 'sign-in-failed':
    case 'signed-out':
      return userAuthentication(event, at, source);
    case 'user-changed':
    case 'request-refused':
    case 'association-refused':
    case 'certificate-problem':
    case 'config-changed':
    case 'records-missing':
      return securityAlert(event, at, source);
    case 'film-exported':
    case 'film-downloaded':
      return filmExport(event, at, source);
    case 'film-viewed':
      return instancesAccessed(event, at, source);
    case 'audit-log-used':
      return auditLogUsed(event, at, source);
    default:
      return event satisfies never;
  }
}
