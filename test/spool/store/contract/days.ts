// The store's contract: finished jobs are counted by day, client, printer, medium and outcome, whatever happens to them later.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transition } from '../../../../src/spool/job/job.ts';
import type { JobEvent } from '../../../../src/spool/job/job-types.ts';
import type { CountKeys, Store } from '../../../../src/spool/store/store.ts';
import { later, noon } from '../../spool-fixture.ts';
import { blob, happen, insert, openedIn, type OpenPlace } from './opened-store.ts';

const year = { since: '2020-01-01', until: '2099-12-31' };
const printed: readonly JobEvent[] = [
  { kind: 'started' },
  { kind: 'rendered', pages: 1, byteLength: 7, version: 'v1' },
  { kind: 'delivery-started', destination: 'pdf' },
  { kind: 'delivery-done', destination: 'pdf', receipt: 'a.pdf', detail: 'there' },
  { kind: 'run-ended' },
];

/** Jobs and films, by the values of the keys. */
async function counted(store: Store, ...by: CountKeys) {
  const rows = await store.dailyCounts(year, by, 100);
  return rows.map((row) => [...by.map((key) => row[key]), row.jobs, row.films]);
}

export function daysContract(openPlace: OpenPlace): void {
  test('a finished job counts once, by its outcome; one that is tried again counts when it finishes again', async (t) => {
    const store = await openedIn(t, openPlace);
    await insert(store, { id: 'a', client: 'CT 1', blobs: [blob(1), blob(2)] });
    await insert(store, { id: 'b', client: 'MR 1', printer: 'WARD3', blobs: [blob(3)] });
    await insert(store, { id: 'c', client: 'CT 1', blobs: [blob(4)] });
    assert.deepEqual(await counted(store, 'state'), []);
    await happen(store, 'a', ...printed);
    await happen(store, 'b', { kind: 'cancelled' });
    assert.deepEqual(await counted(store, 'state', 'reason'), [
      ['DONE', 'delivered', 1, 2],
      ['FAILURE', 'job-cancelled', 1, 1],
    ]);
    assert.deepEqual(await counted(store, 'client'), [
      ['CT 1', 1, 2],
      ['MR 1', 1, 1],
    ]);
    await happen(store, 'b', { kind: 'retried' });
    assert.deepEqual(await counted(store, 'printer'), [['HARDCOPY', 1, 2]]);
    await happen(store, 'b', ...printed);
    assert.deepEqual(await counted(store, 'printer', 'state'), [
      ['HARDCOPY', 'DONE', 1, 2],
      ['WARD3', 'DONE', 1, 1],
    ]);
  });

  test('many at once count the same, and jobs that retention removes still count', async (t) => {
    const store = await openedIn(t, openPlace);
    for (const id of ['a', 'b', 'c']) await insert(store, { id, blobs: [blob(1)] });
    await store.updateAll(['a', 'b'], (job) => transition(job, { kind: 'cancelled' }, noon));
    await happen(store, 'c', ...printed);
    for (const id of ['a', 'b', 'c']) await happen(store, id, { kind: 'payload-removed' });
    assert.equal(await store.removeFinished(later(1)), 3);
    assert.deepEqual(await store.correctTotals(), []);
    const days = await store.dailyCounts(year, ['day', 'state'], 100);
    assert.deepEqual(
      days.map(({ state, jobs }) => [state, jobs]),
      [
        ['DONE', 1],
        ['FAILURE', 2],
      ],
    );
    const day = days[0]?.day ?? '';
    assert.match(day, /^\d{4}-\d{2}-\d{2}$/);
    const [all] = await store.dailyCounts({ since: day, until: day }, ['client'], 1);
    assert.deepEqual([all?.client, all?.printer, all?.jobs, all?.films, all?.sheets], ['CT 1', '', 3, 3, 3]);
    assert.deepEqual(await store.dailyCounts({ since: '2020-01-01', until: '2020-12-31' }, ['day'], 10), []);
    assert.equal((await store.dailyCounts(year, ['state'], 1)).length, 1);
  });
}
