// Audit Log Used (PS3.15 A.5.3.2): a user has read or exported the audit log.
import type { AuditEvent } from '../audit-event.ts';
import { personOf, processOf, type AuditMessage, type AuditSource } from './audit-message.ts';
import { eventIds, objectIds, roles } from './codes.ts';
import { auditLogUri } from './security-alert.ts';

type UseEvent = Extract<AuditEvent, { readonly kind: 'audit-log-used' }>;

export function auditLogUsed(event: UseEvent, at: Date, source: AuditSource): AuditMessage {
  return {
    event: {
      id: eventIds.auditLogUsed,
      types: [],
      action: 'R',
      at,
      outcome: '0',
      outcomeDescription: event.what,
    },
    participants: [personOf(event.user, event.address), processOf(source, [roles.application])],
    objects: [
      {
        idType: objectIds.uri,
        id: auditLogUri(source),
        name: 'Security Audit Log',
        type: '2',
        role: '13',
      },
    ],
  };
}
