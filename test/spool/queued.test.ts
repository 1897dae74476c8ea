// What waits for each printer: how many, and the first of them in the order in which they will be printed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptOne, openTestSpool } from './spool-fixture.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('the queue of a printer by priority, then age; held jobs count, what is printed does not', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const low = await acceptOne(spool, { priority: 'LOW' });
  const medium = await acceptOne(spool, { priority: 'MED' });
  const high = await acceptOne(spool, { priority: 'HIGH' });
  const elsewhere = await acceptOne(spool, { printer: 'WARD3' });
  await spool.act(medium.id, { kind: 'hold' }, 'anna');
  const ids = async (printer: string, limit: number) =>
    (await spool.firstPending(limit)).get(printer)?.map(({ id }) => id) ?? [];
  assert.deepEqual(await ids(low.printer, 10), [high.id, medium.id, low.id]);
  assert.deepEqual(await ids(low.printer, 2), [high.id, medium.id]);
  assert.deepEqual(await ids('WARD3', 10), [elsewhere.id]);
  assert.deepEqual(await ids('UNKNOWN', 10), []);
  assert.equal((await spool.claim(low.printer))?.id, high.id);
  assert.deepEqual(
    [...(await spool.pendingByPrinter())].toSorted(),
    [
      [low.printer, 2],
      ['WARD3', 1],
    ].toSorted(),
  );
  await spool.act(elsewhere.id, { kind: 'cancel' }, 'anna');
  assert.equal((await spool.pendingByPrinter()).has('WARD3'), false);
});
