// The store's contract: what was written is visible to other readers at once, and after the store was closed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filmOf, noon } from '../../spool-fixture.ts';
import { blob, finder, happen, insert, type OpenPlace } from './opened-store.ts';

export function reopeningContract(openPlace: OpenPlace): void {
  test('jobs survive closing and opening, with all that belongs to them', async (context) => {
    const place = await openPlace(context);
    const first = await place.open();
    const job = await insert(first, { id: 'a', texts: ['Thorax'] });
    const films = await first.films('a');
    await happen(first, 'a', { kind: 'held' });
    await first.actions.pause(
      'P',
      { printer: 'P', at: noon, who: 'anna' },
      {
        id: 'r1',
        jobId: null,
        printer: 'P',
        requestId: null,
        at: noon,
        who: 'anna',
        action: 'pause',
        detail: 'Paused.',
      },
    );
    await first.close();
    const second = await place.open();
    context.after(() => second.close());
    assert.deepEqual(await second.job('a'), { ...job, ...(await second.job('a')), reason: 'held' });
    assert.deepEqual(await second.films('a'), films);
    assert.deepEqual(await second.blobsOf('a'), [blob(1).key]);
    assert.deepEqual(await finder(second)('thorax'), ['a']);
    assert.equal((await second.actions.paused()).length, 1);
    assert.equal((await second.actions.ofPrinter('P')).length, 1);
    assert.equal(await second.newestId(), 'a');
  });

  test('what one process has written, another sees at once', async (context) => {
    const place = await openPlace(context);
    const [one, two] = [await place.open(), await place.open()];
    context.after(async () => {
      await one.close();
      await two.close();
    });
    assert.equal(await two.job('a'), undefined);
    const job = await insert(one, { id: 'a' });
    assert.deepEqual(await two.job('a'), job);
    await happen(two, 'a', { kind: 'cancelled' });
    assert.equal((await one.job('a'))?.state, 'FAILURE');
  });

  test('a store that was closed in order is not lost, and refuses calls', async (context) => {
    const place = await openPlace(context);
    const store = await place.open();
    let lost = false;
    void store.lost.then(() => (lost = true));
    const job = await insert(store, { id: 'a' });
    await store.close();
    await assert.rejects(store.job('a'));
    await assert.rejects(store.insert({ job, films: [filmOf(blob(1))], blobs: [] }));
    assert.equal(lost, false);
  });
}
