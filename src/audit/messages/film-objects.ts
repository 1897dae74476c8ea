// The objects of messages about films: the job, its patients and its studies, as far as they are known.
import type { AuditEvent, AuditSubject } from '../audit-event.ts';
import type { ParticipantObject } from './audit-message.ts';
import { objectIds } from './codes.ts';

/** SOP Class UID of the Print Job (PS3.4 H.4.6). */
const printJobClass = '1.2.840.10008.5.1.1.14';

/** Where the standard requires a value and the client sent none. */
const notKnown = 'not known';

type FilmEvent = Extract<AuditEvent, { readonly kind: 'film-exported' | 'film-downloaded' | 'film-viewed' }>;

/** The job as an object: the films themselves, whatever is known of patients. */
export const jobObject = (
  { job, printJobUid }: FilmEvent,
  details: ParticipantObject['details'] = [],
): ParticipantObject => ({
  idType: objectIds.sopClassUid,
  id: printJobClass,
  name: `Print Job ${job}`,
  type: '2',
  role: '20',
  details,
  sopClass: { uid: printJobClass, instances: [printJobUid] },
});

export const studyObject = (
  uid: string | undefined,
  accessionNumbers: readonly string[],
): ParticipantObject => ({
  idType: objectIds.studyInstanceUid,
  id: uid ?? notKnown,
  name: 'Study',
  type: '2',
  role: '3',
  accessionNumbers,
});

export const patientObject = ({ patientId, patientName }: AuditSubject): ParticipantObject => ({
  idType: objectIds.patientNumber,
  id: patientId ?? notKnown,
  name: patientName ?? notKnown,
  type: '1',
  role: '1',
});

const distinct = <T>(all: readonly T[]): readonly T[] => {
  const found = new Map(all.map((one) => [JSON.stringify(one), one]));
  return [...found.values()];
};

/** Each patient once. */
export const patientsOf = (subjects: readonly AuditSubject[]): readonly AuditSubject[] =>
  distinct(
    subjects.flatMap(({ patientId, patientName }) =>
      patientId === undefined && patientName === undefined ? [] : [{ patientId, patientName }],
    ),
  );

/** Each study once. */
export function studiesOf(subjects: readonly AuditSubject[]): readonly ParticipantObject[] {
  const uids = distinct(subjects.flatMap(({ studyInstanceUid }) => studyInstanceUid ?? []));
  return uids.map((uid) =>
    studyObject(
      uid,
      distinct(
        subjects.flatMap(({ studyInstanceUid, accessionNumber }) =>
          studyInstanceUid === uid ? (accessionNumber ?? []) : [],
        ),
      ),
    ),
  );
}
