// User Authentication (PS3.15 A.5.3.12): a user has signed in or out, or could not.
import type { AuditEvent } from '../audit-event.ts';
import { personOf, processOf, type AuditMessage, type AuditSource } from './audit-message.ts';
import { eventIds, eventTypes, roles } from './codes.ts';

type AuthenticationEvent = Extract<
  AuditEvent,
  { readonly kind: 'signed-in' | 'sign-in-failed' | 'signed-out' }
>;

export function userAuthentication(event: AuthenticationEvent, at: Date, source: AuditSource): AuditMessage {
  const failed = event.kind === 'sign-in-failed';
  return {
    event: {
      id: eventIds.userAuthentication,
      types: [event.kind === 'signed-out' ? eventTypes.logout : eventTypes.login],
      action: 'E',
      at,
      outcome: failed ? '4' : '0',
      ...(failed
        ? {
            outcomeDescription: event.locked
              ? 'wrong name or password; further tries have to wait'
              : 'wrong name or password',
          }
        : {}),
    },
    participants: [
      personOf(event.user, event.address === '' ? source.host : event.address),
      processOf(source, [roles.application]),
    ],
    objects: [],
  };
}
