// Events of jobs: at most one per job and interval, the last state always.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latestJobs } from '../../../src/console/events/latest-jobs.ts';
import { doneJob, summaryOf, waitingJob } from '../fake-ports.ts';

test('the first change at once, then the last one of each interval, for each job by itself', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const published: string[] = [];
  const jobs = latestJobs(250, ({ id, detail }) => {
    published.push(`${id} ${detail}`);
  });
  const change = (job: typeof doneJob, detail: string) => {
    jobs.changed({ ...summaryOf(job), detail });
  };
  change(doneJob, 'a');
  change(doneJob, 'b');
  change(waitingJob, 'a');
  change(doneJob, 'c');
  assert.deepEqual(published.splice(0), ['j2 a', 'j3 a']);
  t.mock.timers.tick(249);
  assert.deepEqual(published, []);
  t.mock.timers.tick(1);
  assert.deepEqual(published.splice(0), ['j2 c']);
  change(doneJob, 'd');
  assert.deepEqual(published, [], 'the interval began again with c');
  t.mock.timers.tick(250);
  assert.deepEqual(published.splice(0), ['j2 d']);
  t.mock.timers.tick(250);
  change(doneJob, 'e');
  assert.deepEqual(published.splice(0), ['j2 e'], 'nothing changed for an interval: at once');
  change(doneJob, 'f');
  jobs.close();
  t.mock.timers.tick(1000);
  assert.deepEqual(published, []);
});

test('ten thousand changes of one job are two events', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const published: number[] = [];
  const jobs = latestJobs(250, ({ copies }) => {
    published.push(copies);
  });
  const job = summaryOf(doneJob);
  for (let copies = 1; copies <= 10_000; copies += 1) jobs.changed({ ...job, copies });
  t.mock.timers.tick(250);
  assert.deepEqual(published, [1, 10_000]);
  jobs.close();
});
