// The table of verdicts, all cells: a document that may have been printed is never sent again, and an unknown outcome is never DONE.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  documentFacts,
  jobFacts,
  judge,
  printerFacts,
  verdicts,
  type Evidence,
} from '../../../../src/destinations/ipp/delivery/job-verdict.ts';
import { runs, runSince } from '../../../../src/destinations/ipp/state/printer-run.ts';

const cells: readonly Evidence[] = documentFacts.flatMap((document) =>
  jobFacts.flatMap((job) =>
    runs.flatMap((run) => printerFacts.map((printer) => ({ document, job, run, printer }))),
  ),
);
const silent = (job: Evidence['job']) => job === 'gone' || job === 'not-reported';

test('every cell has a verdict, and every row of the table is used', () => {
  assert.equal(cells.length, 4 * 8 * 3 * 3);
  const used = new Set(cells.map((cell) => judge(cell)));
  assert.deepEqual(
    verdicts.filter((row) => !used.has(row)),
    [],
  );
  const count: Record<string, number> = {};
  for (const cell of cells) count[judge(cell).verdict] = (count[judge(cell).verdict] ?? 0) + 1;
  assert.deepEqual(count, {
    'cancel-and-send': 9,
    continue: 27,
    send: 54,
    wait: 27 + 9 + 4,
    done: 27 + 2,
    'next-format': 27,
    aborted: 27,
    cancelled: 27,
    unknown: 36 + 12,
  });
});

test('a document is sent again only if its last byte was never sent', () => {
  for (const cell of cells) {
    if (['send', 'cancel-and-send'].includes(judge(cell).verdict))
      assert.equal(cell.document, 'part', JSON.stringify(cell));
  }
});

test('a job is DONE only if the printer reports it, or confirmed it, was never off since, and is idle', () => {
  for (const cell of cells.filter((one) => judge(one).verdict === 'done')) {
    const proved = cell.document === 'accepted' && cell.run === 'same' && cell.printer === 'ready';
    assert.ok(cell.job === 'completed' || (silent(cell.job) && proved), JSON.stringify(cell));
    assert.notEqual(cell.document, 'part');
  }
});

test('the outcome is unknown when the printer restarted or an answer was lost, and it does not know the job', () => {
  for (const cell of cells.filter(({ job, document }) => silent(job) && document !== 'part')) {
    const lost = cell.document !== 'accepted' || cell.run !== 'same';
    assert.equal(judge(cell).verdict === 'unknown', lost, JSON.stringify(cell));
  }
});

const at = 1_000_000_000_000;
for (const [name, before, now, unbroken, expected] of [
  ['counts on', { upTime: 100, at }, { upTime: 160, at: at + 60_000 }, false, 'same'],
  ['counts on, a little late', { upTime: 100, at }, { upTime: 158, at: at + 60_000 }, false, 'same'],
  ['was off for some seconds', { upTime: 3, at }, { upTime: 4, at: at + 5000 }, true, 'other'],
  ['counts from the beginning', { upTime: 100, at }, { upTime: 3, at: at + 60_000 }, true, 'other'],
  ['started again long ago', { upTime: 100, at }, { upTime: 5000, at: at + 9_000_000 }, false, 'other'],
  ['started again at once', { upTime: 100, at }, { upTime: 1, at: at + 1000 }, true, 'other'],
  ['does not say, but has answered ever since', { at }, { at: at + 1000 }, true, 'same'],
  ['does not say, and was away', { at }, { at: at + 1000 }, false, 'unsure'],
  ['stands still, and was away', { upTime: 9, at }, { upTime: 9, at: at + 60_000 }, false, 'unsure'],
  ['counts hundredths, and has answered', { upTime: 9, at }, { upTime: 6009, at: at + 60_000 }, true, 'same'],
  ['counts hundredths, and was away', { upTime: 9, at }, { upTime: 6009, at: at + 60_000 }, false, 'unsure'],
  ['is the time of day', { upTime: 1.7e9, at }, { upTime: 1.7e9 + 9, at: at + 9000 }, true, 'same'],
  [
    'is the time of day, and was away',
    { upTime: 1.7e9, at },
    { upTime: 1.7e9 + 9, at: at + 9000 },
    false,
    'unsure',
  ],
  [
    'is the time of day, and has not changed its state since',
    { upTime: 1.7e9, at },
    { upTime: 1.7e9 + 9, at: at + 9000, stateChange: 1.7e9 - 60 },
    true,
    'unsure',
  ],
  ['nothing was kept', undefined, { upTime: 9, at }, false, 'unsure'],
] as const)
  test(`an up-time that ${name}: ${expected}`, () => {
    assert.equal(runSince(before, now, unbroken), expected);
  });
