// Export (PS3.15 A.5.3.4): a film has left, or may have left, on film, on paper or as a file.
import type { AuditEvent } from '../audit-event.ts';
import {
  personOf,
  processOf,
  type AuditMessage,
  type AuditSource,
  type Participant,
} from './audit-message.ts';
import { eventIds, mediaTypes, roles } from './codes.ts';
import { jobObject, patientObject, patientsOf, studiesOf } from './film-objects.ts';

type ExportEvent = Extract<AuditEvent, { readonly kind: 'film-exported' | 'film-downloaded' }>;

/** To where: the device or folder, or the user's own computer. */
function receiver(event: ExportEvent): { readonly media: Participant; readonly by: Participant } {
  if (event.kind === 'film-downloaded')
    return {
      media: {
        user: event.what,
        isRequestor: false,
        roles: [roles.destinationMedia, roles.destination],
        media: mediaTypes.file,
        network: event.address,
      },
      by: personOf(event.user, event.address, [roles.source]),
    };
  return {
    media: {
      user: event.place,
      name: event.destination,
      isRequestor: false,
      roles: [roles.destinationMedia, roles.destination],
      media: mediaTypes[event.medium],
    },
    by:
      event.requester === undefined
        ? {
            user: event.calling,
            aeTitles: [event.calling],
            isRequestor: true,
            roles: [roles.source],
            ...(event.peer === '' ? {} : { network: event.peer }),
          }
        : personOf(event.requester, '', [roles.source]),
  };
}

export function filmExport(event: ExportEvent, at: Date, source: AuditSource): AuditMessage {
  const { media, by } = receiver(event);
  const unknown = event.kind === 'film-exported' && event.outcome === 'unknown';
  const details =
    event.kind === 'film-downloaded'
      ? []
      : [
          { type: 'Printer', value: event.printer },
          { type: 'Calling AE title', value: event.calling },
          { type: 'Films', value: String(event.films) },
          { type: 'Copies', value: String(event.copies) },
        ];
  return {
    event: {
      id: eventIds.export,
      types: [],
      action: 'R',
      at,
      outcome: unknown ? '4' : '0',
      ...(unknown ? { outcomeDescription: 'sent; whether it came out is not known' } : {}),
    },
    participants: [
      by,
      processOf({ ...source, aeTitles: [event.printer] }, [roles.source, roles.application]),
      media,
    ],
    objects: [
      jobObject(event, details),
      ...studiesOf(event.subjects),
      ...patientsOf(event.subjects).map(patientObject),
    ],
  };
}
