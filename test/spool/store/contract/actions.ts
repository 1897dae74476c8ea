// The store's contract: histories have the actions of users, and pauses and device cancellations persist over a restart.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { maxHistoryLength, type ActionRecord } from '../../../../src/spool/job/actions.ts';
import { reprintOf } from '../../../../src/spool/job/new-job.ts';
import { transition } from '../../../../src/spool/job/job.ts';
import type { JobEvent } from '../../../../src/spool/job/job-types.ts';
import { later, noon, toAll } from '../../spool-fixture.ts';
import { blob, happen, idsOf, insert, openedIn, type OpenPlace } from './opened-store.ts';

let records = 0;

/** A record of something that was done; ids rise. */
function record(of: Partial<ActionRecord>): ActionRecord {
  return {
    id: `r${String(++records).padStart(6, '0')}`,
    jobId: null,
    printer: null,
    requestId: null,
    at: noon,
    who: 'anna',
    action: 'hold',
    detail: 'Held.',
    ...of,
  };
}

/** Up to a device that has the job under a receipt. */
const inDevice: readonly JobEvent[] = [
  { kind: 'started' },
  { kind: 'rendered', pages: 1, byteLength: 8, version: 'v1' },
  { kind: 'delivery-started', destination: 'ipp' },
  { kind: 'delivery-receipt', destination: 'ipp', receipt: 'device 7' },
];

export function actionsContract(openPlace: OpenPlace): void {
  const opened = (context: TestContext) => openedIn(context, openPlace);

  test('a history comes back oldest first, with what a change wrote into it', async (context) => {
    const store = await opened(context);
    const films = [record({ jobId: 'a', detail: 'Made.' })];
    const job = await insert(store, { id: 'b' });
    await store.insert({
      job: { ...job, id: 'a', printJobUid: '2.25.5' },
      films: [],
      blobs: [],
      records: films,
    });
    await store.actions.record(record({ jobId: 'a', detail: 'Second.' }));
    await store.update(
      'a',
      (one) => transition(one, { kind: 'held' }, noon),
      () => record({ jobId: 'a', detail: 'Third.' }),
    );
    // Changes nothing, so that nothing is written.
    await store.update(
      'a',
      (one) => one,
      () => record({ jobId: 'a', detail: 'Never.' }),
    );
    await store.updateAll(
      ['a', 'b'],
      (one) => transition(one, { kind: 'prioritized', priority: 'HIGH' }, noon),
      ({ id }) => record({ jobId: id, detail: 'Fourth.' }),
    );
    const history = await store.actions.ofJob('a');
    assert.deepEqual(
      history.map(({ detail }) => detail),
      ['Made.', 'Second.', 'Third.', 'Fourth.'],
    );
    assert.deepEqual(history[0], films[0]);
    assert.deepEqual(
      (await store.actions.ofJob('b')).map(({ detail }) => detail),
      ['Fourth.'],
    );
  });

  test('a history is bounded, and that of a printer goes with its age', async (context) => {
    const store = await opened(context);
    for (let count = 0; count <= maxHistoryLength; count += 1)
      await store.actions.record(record({ printer: 'P', at: later(count), detail: `${count}` }));
    await store.actions.record(record({ printer: 'OTHER' }));
    const history = await store.actions.ofPrinter('P');
    assert.deepEqual([history.length, history[0]?.detail], [maxHistoryLength, '1']);
    await store.actions.removeBefore(later(150));
    assert.deepEqual((await store.actions.ofPrinter('P'))[0]?.detail, '150');
    assert.deepEqual(await store.actions.ofPrinter('OTHER'), []);
  });

  test('a printer is paused once, with the record of it, and resumed', async (context) => {
    const store = await opened(context);
    const paused = { printer: 'P', at: noon, who: 'anna' };
    await store.actions.pause('P', paused, record({ printer: 'P', action: 'pause' }));
    await store.actions.pause('P', { ...paused, who: 'bert' }, record({ printer: 'P', action: 'pause' }));
    assert.deepEqual(await store.actions.paused(), [{ ...paused, who: 'bert' }]);
    await store.actions.pause('P', undefined, record({ printer: 'P', action: 'resume' }));
    assert.deepEqual(await store.actions.paused(), []);
    assert.deepEqual(
      (await store.actions.ofPrinter('P')).map(({ action }) => action),
      ['pause', 'pause', 'resume'],
    );
  });

  test('a request under one name is known by the job that it made', async (context) => {
    const store = await opened(context);
    const first = await insert(store, { id: 'a' });
    const made = { id: 'b', printJobUid: '2.25.98', printer: 'HARDCOPY', copies: 1, at: noon };
    const again = reprintOf(first, { ...made, destinations: toAll(['pdf']) });
    const named = record({ jobId: 'b', requestId: 'mine', action: 'reprint' });
    await store.insert({ job: again, films: await store.films('a'), blobs: [blob(1)], records: [named] });
    assert.deepEqual(await store.reprintOf('a', 'mine'), again);
    assert.equal(await store.reprintOf('a', 'other'), undefined);
    assert.equal(await store.reprintOf('b', 'mine'), undefined);
  });

  test('what a cancelled or moved job leaves in a device is noted with the change, once, until it is out', async (context) => {
    const store = await opened(context);
    for (const id of ['a', 'b']) {
      await insert(store, { id, destinations: ['ipp'] });
      await happen(store, id, ...inDevice);
    }
    await happen(store, 'a', { kind: 'cancelled' });
    await happen(store, 'b', { kind: 'interrupted', by: 'crash' });
    await happen(store, 'b', { kind: 'moved', printer: 'OTHER', destinations: toAll(['x']) });
    const left = (jobId: string) => ({ jobId, printer: 'HARDCOPY', destination: 'ipp', receipt: 'device 7' });
    assert.deepEqual(await store.actions.deviceCancellations(9), [left('a'), left('b')]);
    assert.deepEqual(await store.actions.deviceCancellations(1), [left('a')]);
    await store.actions.addDeviceCancellation(left('a'));
    assert.equal((await store.actions.deviceCancellations(9)).length, 2);
    const out = () => record({ jobId: 'a', action: 'device-cancel' });
    await store.actions.removeDeviceCancellation(left('a'), out());
    await store.actions.removeDeviceCancellation(left('a'), out());
    assert.deepEqual(await store.actions.deviceCancellations(9), [left('b')]);
    assert.equal((await store.actions.ofJob('a')).length, 1);
    assert.deepEqual(idsOf(await store.jobs({ printer: 'OTHER' })), ['b']);
  });
}
