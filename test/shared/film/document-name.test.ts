// Names of documents by template: the value of each placeholder, its form in a file name and in a log, and the refused
// templates.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  defaultNameTemplate,
  documentName,
  namePlaceholders,
  templateProblem,
  type NameFacts,
} from '../../../src/shared/film/document-name.ts';
import { subjectFrom, type Subject } from '../../../src/shared/film/subjects.ts';

const facts: NameFacts = {
  jobId: '1kjmma2g0v7k',
  printer: 'HARDCOPY',
  callingAeTitle: 'CT 1',
  createdAt: new Date(2026, 2, 1, 14, 5, 9, 7),
  sessionLabel: 'Knee left',
};
const of = (...subjects: readonly Subject[]): NameFacts => ({
  ...facts,
  subjects: { subjects, moreSubjects: false, texts: [], moreTexts: false },
});
const alpha: Subject = {
  patientName: 'Test^Alpha^^Dr',
  patientId: 'ID 7/8',
  accessionNumber: 'A-1.2',
  studyDate: '20261130',
  studyInstanceUid: '1.2.840.1',
};

const names: readonly (readonly [template: string, facts: NameFacts, name: string, shown: string])[] = [
  [
    defaultNameTemplate,
    of(alpha),
    '2026-03-01/140509-007_CT-1_1kjmma2g0v7k.pdf',
    '2026-03-01/140509-007_CT-1_1kjmma2g0v7k.pdf',
  ],
  ['{patientName}/{jobId}', of(alpha), 'Test-Alpha-Dr/1kjmma2g0v7k.pdf', '*/1kjmma2g0v7k.pdf'],
  ['{patientId} {jobId}', of(alpha), 'ID-7-8 1kjmma2g0v7k.pdf', '* 1kjmma2g0v7k.pdf'],
  [
    '{printer}/{studyDate}/{accessionNumber}_{jobId}',
    of(alpha),
    'HARDCOPY/20261130/A-1.2_1kjmma2g0v7k.pdf',
    'HARDCOPY/*/*_1kjmma2g0v7k.pdf',
  ],
  ['{studyInstanceUid}_{jobId}', of(alpha), '1.2.840.1_1kjmma2g0v7k.pdf', '*_1kjmma2g0v7k.pdf'],
  ['{sessionLabel}_{jobId}', facts, 'Knee-left_1kjmma2g0v7k.pdf', '*_1kjmma2g0v7k.pdf'],
  ['{patientName}_{jobId}', facts, 'unknown_1kjmma2g0v7k.pdf', '*_1kjmma2g0v7k.pdf'],
  [
    '{patientName}_{studyDate}_{jobId}',
    of(alpha, { ...alpha, patientName: 'Other^Beta' }),
    'several_20261130_1kjmma2g0v7k.pdf',
    '*_*_1kjmma2g0v7k.pdf',
  ],
  [
    '{patientName}_{jobId}',
    of({ patientName: '山田^太郎' }),
    '山田-太郎_1kjmma2g0v7k.pdf',
    '*_1kjmma2g0v7k.pdf',
  ],
  ['{patientName}_{jobId}', of({ patientName: '../../etc' }), 'etc_1kjmma2g0v7k.pdf', '*_1kjmma2g0v7k.pdf'],
  ['{patientId}/{jobId}', of({ patientId: '..' }), 'unknown/1kjmma2g0v7k.pdf', '*/1kjmma2g0v7k.pdf'],
  ['{patientId}/{jobId}', of({ patientId: 'CON' }), 'CON_/1kjmma2g0v7k.pdf', '*/1kjmma2g0v7k.pdf'],
];
for (const [template, known, name, shown] of names)
  test(`${template} names ${name}`, () => {
    assert.equal(templateProblem(template), undefined);
    assert.deepEqual(documentName(template, known, 'pdf'), { name, shown });
  });

test('no value leads out of the folder, is too long for a file system, or is seen where names are shown', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 });
  const everything =
    '{patientName}{patientId}{accessionNumber}/{printer}_{callingAeTitle}_{sessionLabel}_{jobId}';
  assert.equal(templateProblem(everything), undefined);
  fc.assert(
    fc.property(text, text, text, text, (patientName, patientId, sessionLabel, callingAeTitle) => {
      const subject = subjectFrom({ patientName, patientId });
      const known = { ...of(...(subject ? [subject] : [])), sessionLabel, callingAeTitle };
      const { name, shown } = documentName(everything, known, 'pdf');
      const parts = name.split('/');
      assert.equal(parts.length, 2);
      for (const part of parts) {
        assert.ok(Buffer.byteLength(part) <= 210, part);
        assert.match(part, /^[^.\s<>:"|?*\\/][^<>:"|?*\\/\p{Cc}]*$/u);
      }
      assert.ok(name.endsWith('_1kjmma2g0v7k.pdf'));
      assert.match(shown, /^\*\*\*\/HARDCOPY_[A-Za-z0-9-]+_\*_1kjmma2g0v7k\.pdf$/);
    }),
  );
});

const refused: readonly (readonly [template: string, problem: RegExp])[] = [
  ['{date}/{time}', /needs \{jobId\} in the name of the file/],
  ['{jobId}/{date}', /needs \{jobId\} in the name of the file/],
  ['', /empty/],
  ['/films/{jobId}', /empty/],
  ['../{jobId}', /begins or ends with a dot/],
  ['a//{jobId}', /empty/],
  ['{patient}_{jobId}', /\{patient\} is not known; there are \{date\}, .*\{patientName\}/],
  ['a:b_{jobId}', /has ":"/],
  ['*_{jobId}', /has "\*"/],
  ['{jobId', /has "\{"/],
  [`${'a'.repeat(61)}{jobId}`, /more than 60 characters/],
  [`${'a/'.repeat(5)}{jobId}`, /more than 4 sub-folders/],
  [`${'{date}'.repeat(6)}{jobId}`, /more than 6 placeholders/],
  [`${'{date}'.repeat(40)}{jobId}`, /more than 200 characters/],
];
for (const [template, problem] of refused)
  test(`the template "${template.slice(0, 40)}" is refused`, () => {
    assert.match(templateProblem(template) ?? '', problem);
  });

test('the longest template that is allowed fits, with the longest values', () => {
  const long = 'ü'.repeat(200);
  const subject = { patientName: long, patientId: long, accessionNumber: long };
  const known = {
    ...of(subject),
    sessionLabel: long,
    printer: 'P'.repeat(16),
    callingAeTitle: 'C'.repeat(16),
  };
  for (const name of namePlaceholders) {
    const template = `${'a'.repeat(60)}${`{${name}}`.repeat(5)}{jobId}`;
    assert.equal(templateProblem(template), undefined);
    const part = documentName(template, known, 'pdf').name;
    assert.ok(Buffer.byteLength(part) <= 204, `${name}: ${Buffer.byteLength(part)}`);
    assert.ok(part.endsWith('1kjmma2g0v7k.pdf'));
  }
});
