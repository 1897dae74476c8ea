// The print queue is limited by waiting jobs and by the bytes of their pixels. Requests above the limit are refused and leave
// nothing; a finished job makes space again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueueFullRefusal } from '../../src/shared/errors/request-refusals.ts';
import { acceptOne, openTestSpool, requestOf } from './spool-fixture.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const finished = [
  { kind: 'started' },
  { kind: 'rendered', pages: 1, byteLength: 8, version: 'v1' },
  { kind: 'delivery-started', destination: 'pdf' },
  { kind: 'delivery-done', destination: 'pdf', receipt: 'r', detail: 'there' },
  { kind: 'run-ended' },
] as const;

test('jobs: one too many is refused, one that is finished makes room', async (context) => {
  const folder = temporaryFolder(context);
  const spool = await openTestSpool(context, folder, { queue: { maxJobs: 2, maxBytes: 1_000_000 } });
  const first = await acceptOne(spool);
  await acceptOne(spool);
  await assert.rejects(acceptOne(spool), (error: unknown) => {
    assert.ok(error instanceof QueueFullRefusal);
    assert.equal(error.message, '2 jobs wait, at most 2');
    return true;
  });
  assert.equal((await spool.jobs()).length, 2);
  for (const event of finished) await spool.apply(first.id, event);
  await acceptOne(spool);
  assert.equal((await spool.jobs()).length, 3);
});

test('bytes: pixels that would pass the bound are refused', async (context) => {
  const folder = temporaryFolder(context);
  const spool = await openTestSpool(context, folder, { queue: { maxJobs: 100, maxBytes: 1 } });
  await assert.rejects(acceptOne(spool), /bytes of pixels wait, at most 1/);
  assert.deepEqual(await spool.jobs(), []);
});

test('the share of a client counts its jobs whatever the case of its title', async (context) => {
  const folder = temporaryFolder(context);
  const spool = await openTestSpool(context, folder, { queue: { maxJobs: 100, maxBytes: 1e9 } });
  for (const callingAeTitle of ['CT 1', 'ct 1', 'Ct 1', 'CT 2']) await acceptOne(spool, { callingAeTitle });
  const fourth = requestOf([], { callingAeTitle: 'cT 1' });
  await assert.rejects(
    spool.accept(fourth, { maxJobs: 3, callingAeTitle: 'CT 1' }),
    /3 jobs of this client wait/,
  );
  await spool.accept(fourth, { maxJobs: 4, callingAeTitle: 'CT 1' });
});
