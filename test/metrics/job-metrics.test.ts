// Metrics of jobs that fail and are retried: the result of each attempt, and jobs of printers that no longer exist.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { JobMetrics } from '../../src/metrics/job-metrics.ts';
import { newJob } from '../../src/spool/job/new-job.ts';
import { transition } from '../../src/spool/job/job.ts';
import type { Job, JobEvent } from '../../src/spool/job/job-types.ts';
import type { JobListener } from '../../src/spool/coordination/coordination.ts';
import { parseMetrics, valueOf } from '../support/metrics-text.ts';

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000);

function bench() {
  const registry = new Registry();
  let report: JobListener = () => undefined;
  let left = false;
  const metrics = new JobMetrics(registry, {
    printers: new Map([
      [
        'CT',
        new Map([
          ['office', 'ipp'],
          ['copy', 'pdf'],
        ]),
      ],
    ]),
    spool: {
      onChange: (listener) => {
        report = listener;
        return () => {
          left = true;
        };
      },
      counts: () => Promise.resolve({ PENDING: 0, PRINTING: 0, DONE: 0, FAILURE: 0, UNKNOWN: 0 }),
      payloadBytes: () => Promise.resolve(0),
      pausedPrinters: () => [],
    },
  });
  const accept = (printer: string): Job => {
    const request = {
      printJobUid: '2.25.1',
      printer,
      callingAeTitle: 'X',
      peerAddress: '10.0.0.1',
      association: 'a',
      copies: 1,
      mediumType: '',
      filmDestination: '',
      films: [],
      substitutions: [],
      priority: 'LOW' as const,
    };
    const destinations = ['office', 'copy'].map((name) => ({ name, required: true }));
    const job = newJob(request, { id: printer, destinations, at: at(0) });
    report(job, undefined);
    return job;
  };
  const live = (first: Job, events: readonly (readonly [seconds: number, event: JobEvent])[]): Job =>
    events.reduce((job, [seconds, event]) => {
      const next = transition(job, event, at(seconds));
      report(next, job);
      return next;
    }, first);
  const read = async () => parseMetrics(await registry.metrics());
  return { accept, live, read, metrics, isLeft: () => left };
}

const rendered = { kind: 'rendered', pages: 1, byteLength: 9, version: 'v1' } as const;
const ready = { receipt: 'r', detail: '' };

test('each try counts by what it came to, the wait only to the first time a job is taken up', async () => {
  const { accept, live, read } = bench();
  live(accept('CT'), [
    [2, { kind: 'started' }],
    [3, rendered],
    [3, { kind: 'delivery-started', destination: 'office' }],
    [3, { kind: 'delivery-started', destination: 'copy' }],
    [4, { kind: 'delivery-done', destination: 'copy', ...ready }],
    [4, { kind: 'delivery-waits', destination: 'office', statusInfo: 'FILM JAM', error: 'jam' }],
    [4, { kind: 'run-ended' }],
    [9, { kind: 'device-ready', destination: 'office' }],
    [9, { kind: 'started' }],
    [9, { kind: 'delivery-started', destination: 'office' }],
    [9, { kind: 'interrupted', by: 'shutdown' }],
    [9, { kind: 'started' }],
    [9, { kind: 'delivery-started', destination: 'office' }],
    [
      10,
      {
        kind: 'delivery-failed',
        destination: 'office',
        statusInfo: 'CHECK PRINTER',
        error: 'full',
        cause: 'transient',
        retryAt: at(11),
      },
    ],
    [10, { kind: 'run-ended' }],
    [12, { kind: 'started' }],
    [12, { kind: 'delivery-started', destination: 'office' }],
    [
      13,
      {
        kind: 'delivery-failed',
        destination: 'office',
        statusInfo: 'CHECK PRINTER',
        error: 'no',
        cause: 'refused',
      },
    ],
    [13, { kind: 'run-ended' }],
  ]);
  const samples = await read();
  const tries = (kind: string, result: string) =>
    valueOf(samples, 'hardcopy_delivery_seconds_count', { kind, result });
  assert.deepEqual(
    ['waits', 'interrupted', 'retried', 'failed', 'delivered'].map((result) => tries('ipp', result)),
    [1, 1, 1, 1, undefined],
  );
  assert.equal(tries('pdf', 'delivered'), 1);
  assert.equal(valueOf(samples, 'hardcopy_stage_seconds_count', { stage: 'queue' }), 1);
  assert.equal(valueOf(samples, 'hardcopy_stage_seconds_sum', { stage: 'queue' }), 2);
  assert.equal(valueOf(samples, 'hardcopy_stage_seconds_count', { stage: 'render' }), 1);
  assert.equal(valueOf(samples, 'hardcopy_job_seconds_sum', { state: 'FAILURE' }), 13);
  const ended = { printer: 'CT', state: 'FAILURE', reason: 'delivery-failed' };
  assert.equal(valueOf(samples, 'hardcopy_jobs_ended_total', ended), 1);
});

test('a job with an unknown outcome ends twice: when that is found, and when a person says how', async () => {
  const { accept, live, read } = bench();
  const sent = { destination: 'office', receipt: 'r', statusInfo: 'CHECK PRINTER', error: 'gone' };
  live(accept('CT'), [
    [1, { kind: 'started' }],
    [2, { kind: 'rendered', pages: 1, byteLength: 1, version: 'v1' }],
    [3, { kind: 'delivery-started', destination: 'office' }],
    [4, { kind: 'delivery-unknown', ...sent }],
    [4, { kind: 'delivery-started', destination: 'copy' }],
    [4, { kind: 'delivery-done', destination: 'copy', receipt: 'r', detail: 'there' }],
    [5, { kind: 'run-ended' }],
    [50, { kind: 'printed' }],
  ]);
  const samples = await read();
  const ended = (state: string, reason: string) =>
    valueOf(samples, 'hardcopy_jobs_ended_total', { printer: 'CT', state, reason });
  assert.deepEqual([ended('UNKNOWN', 'outcome-unknown'), ended('DONE', 'delivered')], [1, 1]);
  assert.equal(valueOf(samples, 'hardcopy_delivery_seconds_count', { kind: 'ipp', result: 'unknown' }), 1);
  assert.equal(valueOf(samples, 'hardcopy_job_seconds_count', { state: 'UNKNOWN' }), 1);
  assert.equal(valueOf(samples, 'hardcopy_job_seconds_count', { state: 'DONE' }), undefined);
});

test('a rendering that failed is not timed as one; a clock set back makes no negative time', async () => {
  const { accept, live, read } = bench();
  live(accept('CT'), [
    [-60, { kind: 'started' }],
    [-60, { kind: 'render-failed', code: 'render-failed', detail: 'no' }],
  ]);
  const samples = await read();
  assert.equal(valueOf(samples, 'hardcopy_stage_seconds_count', { stage: 'render' }), undefined);
  assert.equal(valueOf(samples, 'hardcopy_stage_seconds_sum', { stage: 'queue' }), 0);
  assert.equal(valueOf(samples, 'hardcopy_job_seconds_sum', { state: 'FAILURE' }), 0);
});

test('printers that are not configured make no series of their own; repeats count; closing listens no more', async () => {
  const { accept, live, read, metrics, isLeft } = bench();
  for (const printer of ['GONE1', 'GONE2']) accept(printer);
  live(accept('CT'), [[1, { kind: 'requested-again' }]]);
  const samples = await read();
  assert.equal(valueOf(samples, 'hardcopy_jobs_accepted_total', { printer: 'other' }), 2);
  assert.equal(valueOf(samples, 'hardcopy_jobs_accepted_total', { printer: 'CT' }), 1);
  assert.equal(valueOf(samples, 'hardcopy_job_repeats_total', { printer: 'CT' }), 1);
  assert.ok(!samples.some(({ labels }) => labels.printer?.startsWith('GONE')));
  metrics.close();
  assert.ok(isLeft());
});
