// Which printers have jobs that are not finished, by what happens in a spool.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchUnfinished } from '../../../src/spool/queue/unfinished-printers.ts';
import { acceptOne, openTestSpool } from '../spool-fixture.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('a printer has jobs from the first that is accepted to the end of the last, wherever they come from', async (context) => {
  const spool = await openTestSpool(context, temporaryFolder(context));
  const before = await acceptOne(spool, { printer: 'CT' });
  const unfinished = await watchUnfinished(spool);
  const arrived: string[] = [];
  unfinished.onJob((printer) => arrived.push(printer));
  const having = () => ['CT', 'MR', 'US'].filter((printer) => unfinished.has(printer));
  assert.deepEqual(having(), ['CT']);

  const first = await acceptOne(spool, { printer: 'MR' });
  const second = await acceptOne(spool, { printer: 'MR' });
  assert.equal((await spool.claim('MR'))?.id, first.id);
  await spool.apply(first.id, { kind: 'render-failed', code: 'render-failed', detail: 'no' });
  assert.deepEqual(having(), ['CT', 'MR']);
  await spool.act(second.id, { kind: 'cancel' }, 'anna');
  assert.deepEqual(having(), ['CT']);

  await spool.act(first.id, { kind: 'retry' }, 'anna');
  assert.deepEqual(having(), ['CT', 'MR']);
  await spool.moveQueue('MR', 'US', 'anna');
  assert.deepEqual(having(), ['CT', 'US']);
  await spool.act(before.id, { kind: 'hold' }, 'anna');
  assert.deepEqual(arrived, ['MR', 'MR', 'MR', 'US']);

  unfinished.close();
  await spool.act(before.id, { kind: 'cancel' }, 'anna');
  assert.deepEqual(having(), ['CT', 'US']);
});
