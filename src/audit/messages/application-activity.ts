// Application Activity (PS3.15 A.5.3.1): the server has started or stopped.
import type { AuditEvent } from '../audit-event.ts';
import { processOf, type AuditMessage, type AuditSource } from './audit-message.ts';
import { eventIds, eventTypes, roles } from './codes.ts';

type ActivityEvent = Extract<AuditEvent, { readonly kind: 'server-started' | 'server-stopped' }>;

export function applicationActivity(event: ActivityEvent, at: Date, source: AuditSource): AuditMessage {
  return {
    event: {
      id: eventIds.applicationActivity,
      types: [event.kind === 'server-started' ? eventTypes.applicationStart : eventTypes.applicationStop],
      action: 'E',
      at,
      outcome: '0',
      outcomeDescription: `version ${event.version}`,
    },
    participants: [processOf(source, [roles.application])],
    objects: [],
  };
}
