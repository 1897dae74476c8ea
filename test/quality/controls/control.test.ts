// Constancy control: steps, limits, verdicts, due dates and the CSV, by value.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SetupFailure } from '../../../src/shared/errors/errors.ts';
import { controlCsv } from '../../../src/quality/controls/control-csv.ts';
import { dueDates, dueOf } from '../../../src/quality/controls/control-due.ts';
import {
  adviceOf,
  controlOf,
  controlSteps,
  limitOf,
  orderedDensities,
  passedOf,
  type ControlReference,
} from '../../../src/quality/controls/control.ts';
import type { ControlRecord } from '../../../src/quality/controls/control-store.ts';

const limits = { dmin: 0.03, steps: 0.1, outerSteps: 0.15, dmax: 0.2 };
const daily = { 255: 0.1, 225: 0.3, 180: 0.6, 135: 0.9, 90: 1.2, 45: 1.5, 0: 2 };
type Changed = Readonly<Partial<Record<keyof typeof daily, number>>>;
const densities = (changed: Changed = {}) =>
  Object.entries({ ...daily, ...changed }).map(([pValue, density]) => ({ pValue: Number(pValue), density }));
const reference: ControlReference = {
  id: 'r1',
  at: '2026-03-01T08:00:00.000Z',
  who: 'physics',
  comment: '',
  densities: densities(),
};
const failed = (changed: Changed) =>
  controlOf(orderedDensities('daily', densities(changed)), reference, limits).filter(
    ({ passed }) => passed === false,
  );

test('a daily control has white, black and five steps; a weekly one every step of the test target', () => {
  const steps = controlSteps('daily');
  assert.deepEqual(
    steps.map(({ pValue, role }) => [pValue, role]),
    [
      [255, 'dmin'],
      [225, 'outer'],
      [180, 'step'],
      [135, 'step'],
      [90, 'step'],
      [45, 'outer'],
      [0, 'dmax'],
    ],
  );
  // Each value is on the target twice.
  assert.deepEqual(
    steps.map(({ patches }) => patches.length),
    [2, 2, 2, 2, 2, 2, 2],
  );
  const weekly = controlSteps('weekly').map(({ pValue }) => pValue);
  assert.deepEqual(
    weekly,
    Array.from({ length: 18 }, (_, index) => 255 - 15 * index),
  );
  const roles = ['dmin', 'outer', 'step', 'dmax'] as const;
  assert.deepEqual(
    roles.map((role) => limitOf(role, limits)),
    [0.03, 0.15, 0.1, 0.2],
  );
});

test('each step has its own limit, and a difference of exactly the limit passes', () => {
  assert.deepEqual(failed({}), []);
  assert.deepEqual(failed({ 255: 0.13, 225: 0.45, 135: 1.0, 45: 1.35, 0: 1.8 }), []);
  const outside: readonly (readonly [keyof typeof daily, number])[] = [
    [255, 0.131],
    [255, 0.069],
    [225, 0.451],
    [180, 0.701],
    [135, 0.799],
    [45, 1.651],
    [0, 1.799],
    [0, 2.201],
  ];
  for (const [pValue, density] of outside)
    assert.deepEqual(
      failed({ [pValue]: density }).map((value) => value.pValue),
      [pValue],
      `${pValue}: ${density}`,
    );
  const values = controlOf(densities({ 255: 0.2, 135: 1.1, 0: 1.5 }), reference, limits);
  assert.equal(passedOf(values), false);
  assert.deepEqual(adviceOf(values), ['dmax-low', 'steps-shifted', 'dmin-high']);
});

test('without a reference nothing is judged', () => {
  const values = controlOf(densities(), undefined, limits);
  assert.equal(passedOf(values), null);
  assert.deepEqual(adviceOf(values), []);
  const partly = controlOf(densities({ 0: 3 }), { ...reference, densities: densities().slice(1) }, limits);
  assert.equal(passedOf(partly), true);
});

test('densities that cannot be a control are refused with what to do', () => {
  const bad: readonly (readonly [Parameters<typeof orderedDensities>[1], RegExp])[] = [
    [densities().slice(2), /P-values 45, 90|missing/],
    [[...densities(), { pValue: 255, density: 0.1 }], /is there twice/],
    [[...densities(), { pValue: 200, density: 0.1 }], /200 is not a step of this control; they are 255, 225/],
    [densities({ 90: -0.2 }), /P-value 90 has density -0\.2; optical densities lie between 0 and 5/],
    [densities({ 90: Number.NaN }), /density NaN/],
    [densities({ 90: 0.3 }), /P-value 90 has density 0\.30, less than the lighter step 135 with 0\.90/],
  ];
  for (const [given, sentence] of bad)
    assert.throws(
      () => orderedDensities('daily', given),
      (error) =>
        error instanceof SetupFailure &&
        error.code === 'measurement-unusable' &&
        sentence.test(error.message),
      String(sentence),
    );
  // A black that is lighter than the step before it is recorded, but cannot be a reference.
  assert.equal(orderedDensities('daily', densities({ 0: 1.3 })).at(-1)?.density, 1.3);
  assert.throws(
    () => orderedDensities('daily', densities({ 0: 1.3 }), 'reference'),
    /less than the lighter step 45/,
  );
  // In any order, they are sorted from white to black.
  assert.deepEqual(
    orderedDensities('daily', densities().toReversed()).map(({ density }) => density),
    [0.1, 0.3, 0.6, 0.9, 1.2, 1.5, 2],
  );
});

test('controls are due by the calendar; a weekly one counts as a daily one', () => {
  const at = (day: number, hour = 9) => new Date(2026, 2, day, hour);
  assert.deepEqual(dueOf(undefined, 1, at(1)), { state: 'never', on: null });
  assert.deepEqual(dueOf(at(1), 0, at(9)), { state: 'never', on: null });
  assert.deepEqual(dueOf(at(1, 23), 1, at(1, 23)), { state: 'current', on: '2026-03-02' });
  assert.deepEqual(dueOf(at(1, 23), 1, at(2, 0)), { state: 'due', on: '2026-03-02' });
  assert.deepEqual(dueOf(at(1), 1, at(3, 0)), { state: 'overdue', on: '2026-03-02' });
  const records = [
    { kind: 'daily', at: at(3).toISOString() },
    { kind: 'weekly', at: at(9).toISOString() },
  ] as const;
  const due = dueDates({ at: at(1).toISOString() }, records, { dailyDays: 1, weeklyDays: 7 }, at(10));
  assert.deepEqual(due, {
    daily: { state: 'due', on: '2026-03-10' },
    weekly: { state: 'current', on: '2026-03-16' },
  });
  const fresh = dueDates({ at: at(1).toISOString() }, [], { dailyDays: 1, weeklyDays: 7 }, at(9));
  assert.deepEqual(fresh, {
    daily: { state: 'overdue', on: '2026-03-02' },
    weekly: { state: 'overdue', on: '2026-03-08' },
  });
});

test('the CSV has a line per step, and no cell that a spreadsheet would calculate', () => {
  const record: ControlRecord = {
    id: 'c1',
    at: '2026-03-02T08:00:00.000Z',
    who: '=cmd()',
    kind: 'daily',
    source: { kind: 'typed', file: '' },
    reference: 'r1',
    values: controlOf(densities({ 135: 1.15 }), reference, limits).filter(({ pValue }) => pValue > 100),
    passed: false,
    notes: [
      { at: '2026-03-02T09:00:00.000Z', who: 'anna', kind: 'correction', text: 'toner "low", replaced' },
    ],
  };
  const [heading, ...lines] = controlCsv([record]).split('\r\n');
  assert.equal(heading, 'at,kind,who,source,pValue,role,density,reference,deviation,limit,passed,notes');
  assert.equal(
    lines.find((line) => line.includes(',135,')),
    '2026-03-02T08:00:00.000Z,daily,\'=cmd(),typed,135,step,1.15,0.9,0.25,0.1,false,"correction by anna: toner ""low"", replaced"',
  );
  assert.equal(lines.length, 5);
});
