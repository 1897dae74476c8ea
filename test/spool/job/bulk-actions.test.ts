// One action on several jobs: a result and a record for each job, in one transaction.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransitionRefusal, UnknownPrinterRefusal } from '../../../src/shared/errors/request-refusals.ts';
import { acceptOne, openTestSpool, toAll } from '../spool-fixture.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const destinations = (printer: string) =>
  ({ HARDCOPY: toAll(['pdf']), OTHER: toAll(['ipp', 'archive']) })[printer];

test('jobs that allow it change, the others say why, and unknown ones are left out', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context), { destinations });
  const [first, second, cancelled] = [await acceptOne(spool), await acceptOne(spool), await acceptOne(spool)];
  await spool.act(cancelled.id, { kind: 'cancel' }, 'anna');
  await spool.act(second.id, { kind: 'hold' }, 'anna');
  const seen: string[] = [];
  spool.onChange(({ id, reason }) => seen.push(`${id} ${reason}`));
  const ids = [first.id, second.id, cancelled.id, 'unknown'];
  const results = await spool.actOnAll(ids, { kind: 'hold' }, 'berta');
  assert.deepEqual([...results.keys()], [first.id, second.id, cancelled.id]);
  const of = (id: string) => {
    const result = results.get(id);
    return result instanceof Error ? result.constructor : [result?.changed, result?.job.reason];
  };
  assert.deepEqual(of(first.id), [true, 'held']);
  assert.deepEqual(of(second.id), [false, 'held']);
  assert.equal(of(cancelled.id), TransitionRefusal);
  assert.deepEqual(seen, [`${first.id} held`]);
  assert.deepEqual(
    (await spool.history(first.id)).map(({ who, action }) => `${who} ${action}`),
    ['berta hold'],
  );
  assert.equal((await spool.history(cancelled.id)).length, 1);
});

test('each action of one job is one of several; a printer that there is not refuses all', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context), { destinations });
  const ids = [(await acceptOne(spool)).id, (await acceptOne(spool)).id];
  const states = async () => (await Promise.all(ids.map((id) => spool.job(id)))).map((job) => job?.reason);
  await spool.actOnAll(ids, { kind: 'move', printer: 'OTHER' }, 'anna');
  for (const id of ids)
    assert.deepEqual(
      (await spool.job(id))?.deliveries.map(({ destination }) => destination),
      ['ipp', 'archive'],
    );
  await spool.actOnAll(ids, { kind: 'priority', priority: 'HIGH' }, 'anna');
  assert.deepEqual(
    (await Promise.all(ids.map((id) => spool.job(id)))).map((job) => job?.priority),
    ['HIGH', 'HIGH'],
  );
  await spool.actOnAll(ids, { kind: 'cancel' }, 'anna');
  assert.deepEqual(await states(), ['job-cancelled', 'job-cancelled']);
  await spool.actOnAll(ids, { kind: 'retry' }, 'anna');
  assert.deepEqual(await states(), ['queued', 'queued']);
  await assert.rejects(spool.actOnAll(ids, { kind: 'move', printer: 'NONE' }, 'anna'), UnknownPrinterRefusal);
});
