// The order of a queue: moves by users, the effect of priority, refusals, and that the order survives a restart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestRefusal, UnknownJobRefusal } from '../../src/shared/errors/request-refusals.ts';
import { openSpool, type Spool } from '../../src/spool/spool.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { acceptOne, openTestSpool, toAll } from './spool-fixture.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const destinations = (printer: string) => ({ HARDCOPY: toAll(['pdf']), OTHER: toAll(['ipp']) })[printer];

async function waiting(spool: Spool, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) ids.push((await acceptOne(spool)).id);
  return ids;
}

test('a job moves before another one or to the end; the others keep their order', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context), { destinations });
  const [a = '', b = '', c = '', d = ''] = await waiting(spool, 4);
  const order = async () => (await spool.pendingIds('HARDCOPY')).join();
  const move = (job: string, before: string | null) => spool.orderQueue('HARDCOPY', job, before, 'anna');
  assert.equal((await move(d, a)).changed, true);
  assert.equal(await order(), [d, a, b, c].join());
  await move(c, b);
  assert.equal(await order(), [d, a, c, b].join());
  await move(d, null);
  assert.equal(await order(), [a, c, b, d].join());
  assert.equal((await move(a, c)).changed, false, 'it is there already');
  assert.equal((await move(d, null)).changed, false);
  const [later = ''] = await waiting(spool, 1);
  assert.equal((await spool.pendingIds('HARDCOPY')).at(-1), later, 'a later job is behind all of them');
  assert.deepEqual(
    (await spool.history(d)).map(({ who, action, detail }) => [who, action, detail]),
    [
      ['anna', 'order', `Moved before job ${a} in the queue.`],
      ['anna', 'order', 'Moved to the end of its priority.'],
    ],
  );
  const first = await spool.claim('HARDCOPY');
  assert.equal(first?.id, (await spool.jobs({ state: 'PRINTING' }))[0]?.id);
  assert.equal(first?.id, a);
});

test('keys of jobs that are moved to the end stay as short as ids, however often they are moved', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context), { destinations });
  const [a = '', b = '', c = ''] = await waiting(spool, 3);
  for (let times = 0; times < 50; times += 1)
    for (const id of [a, b]) await spool.orderQueue('HARDCOPY', id, null, 'anna');
  assert.deepEqual(await spool.pendingIds('HARDCOPY'), [c, a, b]);
  assert.equal((await spool.job(b))?.queueKey.length, b.length);
});

test('priority is first: a job moves only among those of its own, and comes in by age', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context), { destinations });
  const [a = '', b = '', c = ''] = await waiting(spool, 3);
  await spool.orderQueue('HARDCOPY', c, a, 'anna');
  await spool.act(b, { kind: 'priority', priority: 'HIGH' }, 'anna');
  assert.deepEqual(await spool.pendingIds('HARDCOPY'), [b, c, a]);
  await assert.rejects(
    spool.orderQueue('HARDCOPY', a, b, 'anna'),
    (error) =>
      error instanceof RequestRefusal &&
      /has the priority LOW.*HIGH; change the priority first/.test(error.message),
  );
  assert.deepEqual(await spool.pendingIds('HARDCOPY'), [b, c, a]);
});

test('only waiting jobs of the printer move; a job that goes to another printer forgets its place', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context), { destinations });
  const [a = '', b = '', c = ''] = await waiting(spool, 3);
  const refused = (job: string, before: string) =>
    assert.rejects(
      spool.orderQueue('HARDCOPY', job, before, 'anna'),
      (error) => error instanceof RequestRefusal && error.code === 'not-possible',
    );
  await spool.orderQueue('HARDCOPY', c, a, 'anna');
  await spool.act(c, { kind: 'move', printer: 'OTHER' }, 'anna');
  assert.equal((await spool.job(c))?.queueKey, c);
  await refused(c, a);
  await refused(a, c);
  await spool.act(b, { kind: 'cancel' }, 'anna');
  await refused(b, a);
  await assert.rejects(spool.orderQueue('HARDCOPY', a, 'none', 'anna'), UnknownJobRefusal);
});

test('the order survives a restart', async (context) => {
  const folder = temporaryFolder(context);
  const open = () => openSpool({ folder, destinations, log: silentLog });
  const spool = await open();
  const [a = '', b = '', c = ''] = await waiting(spool, 3);
  await spool.orderQueue('HARDCOPY', c, a, 'anna');
  await spool.close();
  const again = await open();
  context.after(() => again.close());
  assert.deepEqual(await again.pendingIds('HARDCOPY'), [c, a, b]);
});
