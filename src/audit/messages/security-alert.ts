// Security Alert (PS3.15 A.5.3.11): what the security officer should know of, and every change of who may do what.
import type { AuditEvent } from '../audit-event.ts';
import {
  personOf,
  processOf,
  type AuditMessage,
  type AuditSource,
  type Outcome,
  type Participant,
  type ParticipantObject,
} from './audit-message.ts';
import { eventIds, eventTypes, objectIds, roles, type Code } from './codes.ts';

type AlertEvent = Extract<
  AuditEvent,
  {
    readonly kind:
      | 'user-changed'
      | 'request-refused'
      | 'association-refused'
      | 'certificate-problem'
      | 'config-changed'
      | 'records-missing';
  }
>;

interface Alert {
  readonly type: Code;
  readonly outcome: Outcome;
  /** What happened, a sentence. */
  readonly description: string;
  /** Who did it, if not the server. */
  readonly performer?: Participant;
  readonly subject: Omit<ParticipantObject, 'details' | 'type'>;
}

const alertOf = (event: AlertEvent, source: AuditSource): Alert => {
  const resource = (id: string, name: string): Alert['subject'] => ({
    idType: objectIds.uri,
    id,
    name,
    role: '13',
  });
  switch (event.kind) {
    case 'user-changed':
      return {
        type: eventTypes.userSecurityAttributes,
        outcome: '0',
        description: `user ${event.user}: ${event.change}`,
        performer: personOf(event.by, event.address),
        subject: resource(`user:${event.user}`, 'User'),
      };
    case 'request-refused':
      return {
        type: eventTypes.restrictedFunction,
        outcome: '4',
        description: `${event.user} may not ${event.request}`,
        performer: personOf(event.user, event.address),
        subject: resource(event.request, 'Request'),
      };
    case 'association-refused':
      return {
        type: eventTypes.nodeAuthentication,
        outcome: '4',
        description:
          event.more === 0
            ? event.why
            : `${event.more} more associations were refused within a minute; the last: ${event.why}`,
        performer: {
          user: event.calling,
          aeTitles: [event.calling],
          isRequestor: false,
          network: event.address,
        },
        subject: { idType: objectIds.nodeId, id: event.called, name: 'Called AE title', role: '13' },
      };
    case 'certificate-problem':
      return {
        type: eventTypes.nodeAuthentication,
        outcome: '8',
        description: event.why,
        subject: { idType: objectIds.nodeId, id: event.where, name: 'Certificate', role: '13' },
      };
    case 'config-changed':
      return {
        type: event.security ? eventTypes.securityConfiguration : eventTypes.softwareConfiguration,
        outcome: '0',
        description: `version ${event.version}: ${event.keys.join(', ')}`,
        performer: personOf(event.by, ''),
        subject: { ...resource(`config:${event.version}`, 'Configuration'), role: '5' },
      };
    case 'records-missing':
      return {
        type: eventTypes.recordingStopped,
        outcome: '8',
        description:
          (event.records === 0 ? 'audit records are missing' : `${event.records} audit records are missing`) +
          (event.since === null ? '' : ` since ${event.since}`) +
          `: ${event.why}`,
        subject: resource(auditLogUri(source), 'Security Audit Log'),
      };
    default:
      return event satisfies never;
  }
};

/** The audit log as an object of messages. */
export const auditLogUri = ({ host }: AuditSource): string => `hardcopy://${host}/audit`;

export function securityAlert(event: AlertEvent, at: Date, source: AuditSource): AuditMessage {
  const { type, outcome, description, performer, subject } = alertOf(event, source);
  return {
    event: { id: eventIds.securityAlert, types: [type], action: 'E', at, outcome },
    participants: [
      processOf(source, [roles.application], true),
      // The performer is not the one who reports (A.5.3.11).
      ...(performer === undefined ? [] : [{ ...performer, isRequestor: false }]),
    ],
    objects: [{ ...subject, type: '2', details: [{ type: 'Alert Description', value: description }] }],
  };
}
