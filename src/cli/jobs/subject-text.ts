// Texts of the patients and studies of a job, and of what a search matched.
import type { ApiJob } from '../../api/job.ts';
import type { ApiFoundJob } from '../../api/job-summary.ts';

/** 2026-11-30 for 20261130. */
const dayText = (day: string): string => day.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');

const labels: Readonly<Record<string, (value: string) => string>> = {
  patientName: (value) => value,
  patientId: (value) => `ID ${value}`,
  accessionNumber: (value) => `accession ${value}`,
  studyDate: (value) => `study of ${dayText(value)}`,
  studyInstanceUid: (value) => `study ${value}`,
  sessionLabel: (value) => `label ${value}`,
  text: (value) => `text ${value}`,
};
const labeled = (field: string, value: string): string => (labels[field] ?? ((text: string) => text))(value);

/** What a search matched in a job, for a line of a list. */
export function matchedText(matched: ApiFoundJob['matched']): string {
  return matched.map(({ field, value }) => labeled(field, value)).join(', ');
}

const maxTexts = 20;

/** Lines of a job's details: each patient with the study, then the texts on its films. */
export function subjectRows(job: ApiJob): readonly (readonly [name: string, value: string])[] {
  const { subjects = [], moreSubjects = false, texts = [], moreTexts = false } = job;
  const patients = subjects.map((subject) =>
    (['patientName', 'patientId', 'accessionNumber', 'studyDate', 'studyInstanceUid'] as const)
      .flatMap((field) => {
        const value = subject[field];
        return value === undefined ? [] : [labeled(field, value)];
      })
      .join(', '),
  );
  const more = moreTexts || texts.length > maxTexts;
  return [
    ...patients.map((patient) => ['Patient', patient] as const),
    ...(moreSubjects ? [['Patient', '… and more'] as const] : []),
    ...texts.slice(0, maxTexts).map((text) => ['Text', text] as const),
    ...(more ? [['Text', '… and more'] as const] : []),
  ];
}
