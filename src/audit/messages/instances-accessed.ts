// DICOM Instances Accessed (PS3.15 A.5.3.6): a user looked at a film. A message names one patient: a film of several has one for each.
import type { AuditEvent, AuditSubject } from '../audit-event.ts';
import { personOf, processOf, type AuditMessage, type AuditSource } from './audit-message.ts';
import { eventIds, roles } from './codes.ts';
import { jobObject, patientObject, patientsOf, studiesOf, studyObject } from './film-objects.ts';

type ViewEvent = Extract<AuditEvent, { readonly kind: 'film-viewed' }>;

/** One event for each patient of the film. */
export function perPatient(event: ViewEvent): readonly ViewEvent[] {
  const patients = patientsOf(event.subjects);
  if (patients.length < 2) return [event];
  return patients.map((patient) => ({ ...event, subjects: event.subjects.filter(isOf(patient)) }));
}

const isOf = (patient: AuditSubject) => (subject: AuditSubject) =>
  subject.patientId === patient.patientId && subject.patientName === patient.patientName;

export function instancesAccessed(event: ViewEvent, at: Date, source: AuditSource): AuditMessage {
  const studies = studiesOf(event.subjects);
  const patient = patientsOf(event.subjects)[0] ?? {};
  return {
    event: { id: eventIds.instancesAccessed, types: [], action: 'R', at, outcome: '0' },
    participants: [
      personOf(event.user, event.address),
      processOf({ ...source, aeTitles: [event.printer] }, [roles.application]),
    ],
    objects: [
      // The standard requires a study and a patient.
      ...(studies.length === 0 ? [studyObject(undefined, [])] : studies),
      patientObject(patient),
      jobObject(event),
    ],
  };
}
