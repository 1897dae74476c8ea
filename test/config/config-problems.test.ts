// All problems of a configuration are reported at once, in sentences that do not require knowledge of the schema library.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOf } from '../../src/config/config-problems.ts';
import { configSchema } from '../../src/config/schema/config-schema.ts';

function problems(config: unknown): readonly string[] {
  const { error } = configSchema.safeParse(config);
  assert.ok(error);
  return problemsOf(error, { found: config, values: config }, configSchema);
}

test('every problem has a sentence: the key, what was found, what is allowed', () => {
  const log = { level: 3 };
  const dicom = { port: 70000, maxAssociations: 0.5, listeners: {} };
  const printers = [
    {
      aeTitle: 'A',
      customFormats: { 1: [] },
      defaults: { priority: 'x', borderDensity: 'GRAY' },
      destinations: [{ kind: 'fax' }],
    },
  ];
  assert.deepEqual(problems({ log, dicom, spool: 7, printers }).toSorted(), [
    'dicom.listeners: found {}; give a list',
    'dicom.maxAssociations: found 0.5; give a whole number',
    'dicom.port: found 70000; at most 65535',
    'log.level: found 3; give one of debug, info, warn, error',
    'printers[0].customFormats.1: found []; at least 1 entry',
    'printers[0].defaults.borderDensity: found "GRAY"; give BLACK, WHITE or hundredths of OD such as 150',
    'printers[0].defaults.priority: found "x"; give one of HIGH, MED, LOW',
    'printers[0].destinations[0].kind: found "fax"; give one of pdf, ipp, dicom, pool',
    'spool: found 7; give keys with values',
  ]);
});

test('problems of a value with several forms are those of the form that was begun', () => {
  const medium = { kind: 'reflective', dmin: 'x' };
  assert.deepEqual(problems({ printers: [{ aeTitle: 'A', medium }] }), [
    'printers[0].medium.dmin: found "x"; give a number',
    'printers[0].medium.dmax: found nothing; give a number',
  ]);
  assert.deepEqual(problems({ printers: [{ aeTitle: 'A', medium: 'vellum' }] }), [
    'printers[0].medium: found "vellum"; give one of paper, blue-film, clear-film, display, or give keys with values',
  ]);
});

test('unknown keys are reported with the key that was probably meant', () => {
  const see = 'config/hardcopy.yaml lists every key';
  assert.deepEqual(
    problems({ dicom: { prot: 104, hots: 'a', fish: 1 }, printers: [{ aeTitle: 'A', medum: 'paper' }] }),
    [
      `unknown key dicom.prot; is port meant? ${see}`,
      `unknown key dicom.hots; is host meant? ${see}`,
      `unknown key dicom.fish; ${see}`,
      `unknown key printers[0].medum; is medium meant? ${see}`,
    ],
  );
});

test('at most twenty problems are reported', () => {
  const unknown = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`nonsense${at}`, at]));
  const found = problems(unknown);
  assert.equal(found.length, 21);
  assert.equal(found.at(-1), '… and 10 more');
});
