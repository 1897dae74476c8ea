// The store's contract: what is kept, what refers to it, and what retention may remove.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { reprintOf } from '../../../../src/spool/job/new-job.ts';
import { later, noon, toAll } from '../../spool-fixture.ts';
import { blob, finder, happen, idsOf, insert, openedIn, type OpenPlace } from './opened-store.ts';

export function payloadsContract(openPlace: OpenPlace): void {
  const opened = (context: TestContext) => openedIn(context, openPlace);

  test('blobs are referred to until the payload of their last job is removed', async (context) => {
    const store = await opened(context);
    await insert(store, { id: 'a', blobs: [blob(1), blob(2)] });
    await insert(store, { id: 'b', blobs: [blob(2), blob(3)] });
    const keys = [1, 2, 3, 4].map((number) => blob(number).key);
    assert.deepEqual(await store.referencedBlobs(keys), new Set(keys.slice(0, 3)));
    await happen(store, 'a', { kind: 'cancelled' }, { kind: 'payload-removed' });
    assert.deepEqual(await store.referencedBlobs(keys), new Set(keys.slice(1, 3)));
    assert.deepEqual(await store.documented(['a', 'b', 'c']), new Set(['b']));
  });

  test('retention sees what is kept, and removes rows only of jobs whose payload is gone', async (context) => {
    const store = await opened(context);
    await insert(store, { id: 'a', blobs: [blob(1), blob(2)] });
    await insert(store, { id: 'b', blobs: [blob(3)] });
    await insert(store, { id: 'c', blobs: [blob(4)] });
    await happen(store, 'b', { kind: 'cancelled' });
    assert.equal(await store.payloadBytes(), 400);
    assert.deepEqual(await store.oldestPayloads(10), [{ jobId: 'b', byteLength: 100, finishedAt: noon }]);
    assert.equal(await store.removeFinished(later(1)), 0);
    await happen(store, 'b', { kind: 'payload-removed' });
    assert.equal(await store.payloadBytes(), 300);
    assert.equal(await store.removeFinished(noon), 0);
    assert.equal(await store.removeFinished(later(1)), 1);
    assert.deepEqual(
      (await store.jobs({})).map((job) => job.id),
      ['c', 'a'],
    );
    assert.deepEqual(await store.films('b'), []);
  });

  test('a job that is printed again weighs its pixels once, and the last of them frees them', async (context) => {
    const store = await opened(context);
    const first = await insert(store, { id: 'a' });
    const films = await store.films('a');
    const made = { id: 'b', printJobUid: '2.25.99', printer: 'HARDCOPY', copies: 1, at: noon };
    const again = reprintOf(first, { ...made, destinations: toAll(['pdf']) });
    await store.insert({ job: again, films, blobs: [blob(1)] });
    assert.equal(await store.payloadBytes(), 100);
    await happen(store, 'a', { kind: 'cancelled' });
    assert.deepEqual(await store.oldestPayloads(9), [{ jobId: 'a', byteLength: 0, finishedAt: noon }]);
    await happen(store, 'b', { kind: 'cancelled' });
    assert.deepEqual(
      (await store.oldestPayloads(9)).map(({ jobId, byteLength }) => [jobId, byteLength]),
      [
        ['a', 0],
        ['b', 100],
      ],
    );
    assert.equal((await store.oldestPayloads(1)).length, 1);
  });

  test('with the payload goes whose it was: films, their texts and what the job is found by', async (context) => {
    const store = await opened(context);
    const find = finder(store);
    await insert(store, {
      id: 'a',
      subjects: [{ patientName: 'Zyxwvut^Q', patientId: 'ZQX' }],
      texts: ['Zyx'],
    });
    await insert(store, { id: 'b', subjects: [{ patientName: 'Test^Alpha' }] });
    await happen(store, 'a', { kind: 'cancelled' });
    assert.deepEqual(await find('zyx'), ['a']);
    await happen(store, 'a', { kind: 'payload-removed' });
    assert.deepEqual([await find('zyx'), await find('zq'), await find('test')], [[], [], ['b']]);
    assert.deepEqual(
      [await store.subjects('a'), await store.films('a'), await store.blobsOf('a')],
      [undefined, [], []],
    );
    assert.equal((await store.job('a'))?.id, 'a');
  });

  test('a job that is removed by its age leaves nothing: no history, no films, nothing to find it by', async (context) => {
    const store = await opened(context);
    await insert(store, { id: 'a', texts: ['alpha'] });
    await store.actions.record({
      id: 'r1',
      jobId: 'a',
      printer: null,
      requestId: null,
      at: noon,
      who: 'anna',
      action: 'hold',
      detail: 'Held.',
    });
    await happen(store, 'a', { kind: 'cancelled' }, { kind: 'payload-removed' });
    assert.equal(await store.removeFinished(later(1)), 1);
    assert.deepEqual([await store.actions.ofJob('a'), await store.job('a')], [[], undefined]);
    await insert(store, { id: 'b', texts: ['alpha'] });
    assert.deepEqual([await finder(store)('alpha'), idsOf(await store.jobs({}))], [['b'], ['b']]);
  });
}
