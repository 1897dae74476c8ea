// A delivery with an unknown outcome: the job is UNKNOWN until a person answers `printed` or `retry`; no other action, and no
// restart, sends it again.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TransitionRefusal } from '../../src/shared/errors/request-refusals.ts';
import { transition } from '../../src/spool/job/job.ts';
import type { Job, JobDestination, JobEvent } from '../../src/spool/job/job-types.ts';
import { deviceCancellationsOf } from '../../src/spool/job/actions.ts';
import { acceptOne, jobAfter, later, openTestSpool } from './spool-fixture.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const started: JobEvent = { kind: 'started' };
const rendered: JobEvent = { kind: 'rendered', pages: 1, byteLength: 10, version: 'v1' };
const sending = (destination: string): JobEvent => ({ kind: 'delivery-started', destination });
const unknown = (destination: string): JobEvent => ({
  kind: 'delivery-unknown',
  destination,
  receipt: 'job 7?',
  statusInfo: 'CHECK PRINTER',
  error: 'Job 7 is gone.',
});
const done = (destination: string): JobEvent => ({
  kind: 'delivery-done',
  destination,
  receipt: 'r',
  detail: 'there',
});
const refused = (destination: string): JobEvent => ({
  kind: 'delivery-failed',
  destination,
  statusInfo: 'INVALID PAGE DES',
  error: 'no',
  cause: 'refused',
});
const jammed = (destination: string): JobEvent => ({
  kind: 'delivery-waits',
  destination,
  statusInfo: 'FILM JAM',
  error: 'jam',
});
const ended: JobEvent = { kind: 'run-ended' };

const stands = ({ state, reason, deliveries }: Job) => [
  `${state} ${reason}`,
  ...deliveries.map((one) => `${one.destination} ${one.state}${one.sendAgain ? ' again' : ''}`),
];

/** One destination, with an unknown outcome. */
const one = jobAfter([started, rendered, sending('pdf'), unknown('pdf'), ended]);
/** Of two, the first is with an unknown outcome, and `other` happened to the second. */
const two = (other: (destination: string) => JobEvent) =>
  jobAfter([started, rendered, sending('a'), sending('b'), unknown('a'), other('b'), ended], ['a', 'b']);
const then = (job: Job, ...events: readonly JobEvent[]) =>
  events.reduce((before, event) => transition(before, event, later(9)), job);
const moved: JobEvent = { kind: 'moved', printer: 'WARD', destinations: [{ name: 'x', required: true }] };

describe('a job with an unknown outcome', () => {
  test('is over, says what to look at, and keeps its receipt', () => {
    assert.deepEqual(stands(one), ['UNKNOWN outcome-unknown', 'pdf UNKNOWN']);
    assert.deepEqual([one.statusInfo, one.detail], ['CHECK PRINTER', 'pdf: Job 7 is gone.']);
    assert.deepEqual([one.deliveries[0]?.receipt, one.finishedAt !== null], ['job 7?', true]);
  });

  test('printed: it is DONE, and saying so again changes nothing', () => {
    const answered = then(one, { kind: 'printed' });
    assert.deepEqual(stands(answered), ['DONE delivered', 'pdf DONE']);
    assert.equal(then(answered, { kind: 'printed' }), answered);
    assert.deepEqual(deviceCancellationsOf(one, answered), []);
  });

  test('retry: it is sent again, as a request that lasts until the next try begins with a receipt', () => {
    const again = then(one, { kind: 'retried' });
    assert.deepEqual(stands(again), ['PENDING queued', 'pdf PENDING again']);
    // Neither a device that is not ready nor a crash forgets what the person said.
    const waited = then(again, jammed('pdf'), { kind: 'retried' }, started, sending('pdf'), {
      kind: 'interrupted',
      by: 'crash',
    });
    assert.deepEqual(stands(waited), ['PENDING queued', 'pdf PENDING again']);
    const receipt: JobEvent = { kind: 'delivery-receipt', destination: 'pdf', receipt: null };
    const sent = then(waited, started, sending('pdf'), receipt);
    assert.deepEqual(stands(sent), ['PRINTING delivering', 'pdf PRINTING']);
    assert.equal(sent.deliveries[0]?.receipt, null);
  });

  test('cancel: it is given up, and taken out of the device if that still has it', () => {
    const cancelled = then(one, { kind: 'cancelled' });
    assert.deepEqual(stands(cancelled), ['FAILURE job-cancelled', 'pdf FAILURE']);
    assert.deepEqual(
      deviceCancellationsOf(one, cancelled).map(({ receipt }) => receipt),
      ['job 7?'],
    );
  });

  for (const event of [
    ...([moved, { kind: 'held' }, { kind: 'released' }, started, sending('pdf')] as const),
    { kind: 'prioritized', priority: 'HIGH' } as const,
  ])
    test(`${event.kind} is refused, and says the two answers`, () => {
      assert.throws(
        () => then(one, event),
        (error) =>
          error instanceof TransitionRefusal && /printed confirms it|printed or retry/.test(error.message),
      );
    });

  test('a crash, a device that is ready, and retention leave it as it is', () => {
    assert.deepEqual(then(one, { kind: 'device-ready', destination: 'pdf' }), one);
    assert.deepEqual(then(one, jammed('pdf')), one);
    const removed = then(one, { kind: 'payload-removed' });
    assert.throws(() => then(removed, { kind: 'retried' }), /no longer kept/);
    assert.deepEqual(stands(then(removed, { kind: 'printed' })), ['DONE delivered', 'pdf DONE']);
  });
});

describe('one delivery of several', () => {
  test('unknown goes before failed: the answer printed then leaves the failure, whose retry sends only that', () => {
    const job = two(refused);
    assert.deepEqual(stands(job), ['UNKNOWN outcome-unknown', 'a UNKNOWN', 'b FAILURE']);
    const answered = then(job, { kind: 'printed' });
    assert.deepEqual(stands(answered), ['FAILURE delivery-failed', 'a DONE', 'b FAILURE']);
    assert.deepEqual(stands(then(answered, { kind: 'retried' })), ['PENDING queued', 'a DONE', 'b PENDING']);
  });

  test('while another waits for its device, retry does not send again what may have come out', () => {
    const job = two(jammed);
    assert.deepEqual(stands(job), ['PENDING waiting', 'a UNKNOWN', 'b PENDING']);
    assert.match(job.detail, /b: jam; a: Job 7 is gone\./);
    assert.deepEqual(stands(then(job, { kind: 'retried' })), ['PENDING queued', 'a UNKNOWN', 'b PENDING']);
    assert.throws(() => then(job, moved), /may have been printed on a; check/);
    assert.deepEqual(stands(then(job, { kind: 'printed' })), ['PENDING waiting', 'a DONE', 'b PENDING']);
    const over = then(job, { kind: 'retried' }, started, sending('b'), done('b'), ended);
    assert.deepEqual(stands(over), ['UNKNOWN outcome-unknown', 'a UNKNOWN', 'b DONE']);
    assert.deepEqual(stands(then(over, { kind: 'retried' })), [
      'PENDING queued',
      'a PENDING again',
      'b DONE',
    ]);
  });

  test('of a best effort it keeps no job from being DONE; a person may still say that it came out', () => {
    const destinations: readonly JobDestination[] = [
      { name: 'a', required: false },
      { name: 'b', required: true },
    ];
    const fresh = { ...jobAfter([]), printer: 'WARD' };
    const job = then(
      transition(fresh, { kind: 'moved', printer: 'HARDCOPY', destinations }, later(1)),
      ...[started, rendered, sending('a'), sending('b'), unknown('a'), done('b'), ended],
    );
    assert.deepEqual(stands(job), ['DONE delivered', 'a UNKNOWN', 'b DONE']);
    assert.deepEqual(stands(then(job, { kind: 'printed' })), ['DONE delivered', 'a DONE', 'b DONE']);
  });
});

test('after a crash it is still UNKNOWN; moving the queue leaves it; the same request of the client finds it', async (context) => {
  const folder = temporaryFolder(context);
  const options = { destinations: () => [{ name: 'pdf', required: true }] };
  const before = await openTestSpool(context, folder, options);
  const { id } = await acceptOne(before, { fingerprint: 'film' });
  await before.claim('HARDCOPY');
  for (const event of [rendered, sending('pdf'), unknown('pdf'), ended]) await before.apply(id, event);
  await before.close();
  const spool = await openTestSpool(context, folder, options);
  assert.deepEqual(stands((await spool.job(id)) ?? assert.fail()), [
    'UNKNOWN outcome-unknown',
    'pdf UNKNOWN',
  ]);
  assert.deepEqual((await spool.counts()).UNKNOWN, 1);
  assert.deepEqual(
    (await spool.jobs({ state: 'UNKNOWN' })).map((job) => job.id),
    [id],
  );
  assert.equal(await spool.claim('HARDCOPY'), undefined);
  assert.deepEqual(await spool.moveQueue('HARDCOPY', 'WARD', 'anna'), []);
  assert.equal((await spool.jobByFingerprint('film', new Date(0)))?.id, id);
  const { job, changed } = await spool.act(id, { kind: 'retry' }, 'anna');
  assert.deepEqual([stands(job), changed], [['PENDING queued', 'pdf PENDING again'], true]);
  assert.match((await spool.history(id)).at(-1)?.detail ?? '', /It was not printed: to be sent again\./);
});
