// Retries of one request: they make one job, however close together they arrive and across a restart, but only within the
// configured time.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { RetryGuard } from '../../../src/spool/queue/duplicate-requests.ts';
import type { Spool } from '../../../src/spool/spool.ts';
import { blobOf, filmOf, openTestSpool, requestOf } from '../spool-fixture.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const minuteAgo = () => new Date(Date.now() - 60_000);

async function request(spool: Spool, fingerprint?: string) {
  const pixels = await blobOf(spool, Buffer.from('pixels'));
  return requestOf([filmOf(pixels)], fingerprint === undefined ? {} : { fingerprint });
}

async function opened(context: TestContext) {
  const folder = temporaryFolder(context);
  const spool = await openTestSpool(context, folder);
  return { folder, spool, guard: new RetryGuard(spool) };
}

test('five at once are one job with four duplicate requests; another fingerprint is another job', async (t) => {
  const { spool, guard } = await opened(t);
  const requests = await Promise.all(Array.from({ length: 5 }, () => request(spool, 'same')));
  const answers = await Promise.all(requests.map((one) => guard.accept(one, minuteAgo())));
  assert.equal(new Set(answers.map(({ job }) => job.id)).size, 1);
  assert.deepEqual(
    answers.map(({ isDuplicate }) => isDuplicate),
    [false, true, true, true, true],
  );
  const other = await guard.accept(await request(spool, 'other'), minuteAgo());
  assert.equal(other.isDuplicate, false);
  const jobs = await spool.jobs();
  assert.deepEqual(
    jobs.map(({ fingerprint, repeats }) => [fingerprint, repeats]),
    [
      ['other', 0],
      ['same', 4],
    ],
  );
});

test('without fingerprint or window every request is a job', async (t) => {
  const { spool, guard } = await opened(t);
  for (const since of [undefined, minuteAgo()]) await guard.accept(await request(spool), since);
  await guard.accept(await request(spool, 'same'));
  await guard.accept(await request(spool, 'same'));
  assert.equal((await spool.jobs()).length, 4);
});

test('a job older than the window, or one that failed, does not answer a retry', async (t) => {
  const { spool, guard } = await opened(t);
  const first = await guard.accept(await request(spool, 'same'), minuteAgo());
  const late = await guard.accept(await request(spool, 'same'), new Date(first.job.createdAt.getTime() + 1));
  assert.equal(late.isDuplicate, false);
  await spool.apply(late.job.id, { kind: 'cancelled' });
  await spool.apply(first.job.id, { kind: 'cancelled' });
  const third = await guard.accept(await request(spool, 'same'), minuteAgo());
  assert.equal(third.isDuplicate, false);
  assert.equal((await spool.jobs()).length, 3);
});

test('a request that could not be accepted does not keep its retry out', async (t) => {
  const { spool, guard } = await opened(t);
  const broken = requestOf([filmOf({ key: '0123456789abcdef', byteLength: 6 })], { fingerprint: 'same' });
  const whole = await request(spool, 'same');
  const results = await Promise.allSettled([broken, whole].map((one) => guard.accept(one, minuteAgo())));
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'fulfilled'],
  );
  assert.equal((await spool.jobs()).length, 1);
});

test('profile, fingerprint and repeats outlive a restart, and so does the recognition', async (t) => {
  const { folder, spool, guard } = await opened(t);
  const made = await guard.accept({ ...(await request(spool, 'same')), clientProfile: 'agfa' }, minuteAgo());
  await spool.close();
  const again = await openTestSpool(t, folder);
  const answer = await new RetryGuard(again).accept(await request(again, 'same'), minuteAgo());
  assert.deepEqual([answer.isDuplicate, answer.job.id], [true, made.job.id]);
  const job = await again.job(made.job.id);
  assert.deepEqual([job?.clientProfile, job?.fingerprint, job?.repeats], ['agfa', 'same', 1]);
});
