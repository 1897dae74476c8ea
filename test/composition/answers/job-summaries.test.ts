// Summaries of jobs: what is counted, and what a summary must not have.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobSummarySchema } from '../../../src/api/job-summary.ts';
import { jobSummary } from '../../../src/composition/answers/job-summaries.ts';
import { newJob } from '../../../src/spool/job/new-job.ts';
import { transition } from '../../../src/spool/job/job.ts';

const at = new Date('2026-03-01T10:00:00Z');
const made = { id: 'j1', destinations: [{ name: 'pdf', required: true }], at };
const job = newJob(
  {
    printJobUid: '2.25.1',
    printer: 'HARDCOPY',
    callingAeTitle: 'CT1',
    peerAddress: '10.0.0.5',
    association: 'a1',
    priority: 'LOW',
    copies: 1,
    mediumType: 'CURRENT',
    filmDestination: 'CURRENT',
    films: [],
    substitutions: [{ attribute: 'FilmSizeID', requested: 'A', used: 'B', reason: 'c' }],
  },
  made,
);
const film = {
  filmSizeId: 'A4',
  filmOrientation: 'PORTRAIT',
  imageDisplayFormat: 'STANDARD\\1,1',
  images: 1,
  annotations: 0,
} as const;

test('films are counted by size and format; a summary has no deliveries, UIDs and texts', () => {
  const films = [film, film, { ...film, filmSizeId: '8INX10IN', images: 4 }];
  const summary = jobSummary({ ...job, films });
  assert.deepEqual(jobSummarySchema.parse(summary), summary);
  assert.deepEqual(summary.filmSizes, [
    { filmSizeId: 'A4', imageDisplayFormat: 'STANDARD\\1,1', films: 2 },
    { filmSizeId: '8INX10IN', imageDisplayFormat: 'STANDARD\\1,1', films: 1 },
  ]);
  assert.deepEqual([summary.filmCount, summary.images, summary.substitutionCount], [3, 6, 1]);
  assert.equal(summary.pages, null);
  for (const key of ['deliveries', 'printJobUid', 'association', 'history', 'subjects', 'texts'])
    assert.equal(Object.hasOwn(summary, key), false, key);
});

test('there are thumbnails until the payload is removed', () => {
  assert.equal(jobSummary(job).thumbnails, true);
  const cancelled = transition(job, { kind: 'cancelled' }, at);
  assert.equal(jobSummary(transition(cancelled, { kind: 'payload-removed' }, at)).thumbnails, false);
});

test('a job with 200 films is a summary of less than one kilobyte', () => {
  const films = Array.from({ length: 200 }, () => film);
  assert.ok(JSON.stringify(jobSummary({ ...job, films })).length < 1000);
});
