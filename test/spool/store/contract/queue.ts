// The store's contract: the order of the queue, waiting jobs, and that no job is claimed twice.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { PrintPriority } from '../../../../src/shared/film/film.ts';
import { transition } from '../../../../src/spool/job/job.ts';
import type { JobEvent } from '../../../../src/spool/job/job-types.ts';
import { later, noon } from '../../spool-fixture.ts';
import { at, blob, happen, idsOf, insert, openedIn, start, type OpenPlace } from './opened-store.ts';

export function queueContract(openPlace: OpenPlace): void {
  const opened = (context: TestContext) => openedIn(context, openPlace);

  test('the next job is the one of highest priority, then the oldest; held and waiting ones are passed over', async (context) => {
    const store = await opened(context);
    const order: (readonly [string, PrintPriority])[] = [
      ...([
        ['a', 'LOW'],
        ['b', 'MED'],
        ['c', 'HIGH'],
        ['d', 'HIGH'],
        ['e', 'MED'],
        ['f', 'HIGH'],
        ['g', 'HIGH'],
      ] as const),
    ];
    for (const [id, priority] of order) await insert(store, { id, priority });
    await insert(store, { id: 'other', printer: 'OTHER', priority: 'HIGH' });
    await happen(store, 'f', { kind: 'held' });
    const retry: JobEvent = {
      kind: 'render-failed',
      code: 'render-failed',
      detail: 'full',
      retryAt: later(60),
    };
    await happen(store, 'g', { kind: 'started' }, retry);
    const taken: (string | undefined)[] = [];
    for (let count = 0; count < 6; count += 1)
      taken.push((await store.updateNext('HARDCOPY', at(noon), start))?.after.id);
    assert.deepEqual(taken, ['c', 'd', 'b', 'e', 'a', undefined]);
    assert.deepEqual(await store.nextDue('HARDCOPY', noon), later(60));
    assert.equal(await store.nextDue('OTHER', noon), undefined);
    const due = await store.updateNext('HARDCOPY', at(later(60)), (job) =>
      transition(job, { kind: 'started' }, later(60)),
    );
    assert.equal(due?.after.id, 'g');
  });

  test('what a device has begun with goes first, or it would wait behind jobs that the device refuses for it', async (context) => {
    const store = await opened(context);
    await insert(store, { id: 'a', priority: 'HIGH', destinations: ['ipp'] });
    await insert(store, { id: 'b', priority: 'HIGH', destinations: ['ipp'] });
    await insert(store, { id: 'c', priority: 'LOW', destinations: ['ipp'] });
    await happen(
      store,
      'c',
      { kind: 'started' },
      { kind: 'rendered', pages: 1, byteLength: 8, version: 'v1' },
      { kind: 'delivery-started', destination: 'ipp' },
      { kind: 'delivery-receipt', destination: 'ipp', receipt: 'job 4, without its document' },
      { kind: 'interrupted', by: 'crash' },
    );
    assert.deepEqual(await store.pendingIds('HARDCOPY'), ['c', 'a', 'b']);
    assert.deepEqual(
      (await store.queuePage('HARDCOPY', 2)).map(({ id, state }) => [id, state]),
      [
        ['c', 'PENDING'],
        ['a', 'PENDING'],
      ],
    );
    assert.deepEqual(await store.queuePage('GONE', 2), []);
    assert.equal((await store.updateNext('HARDCOPY', at(noon), start))?.after.id, 'c');
    // Given up there, it has the place of its priority again.
    await happen(store, 'c', { kind: 'interrupted', by: 'crash' });
    await happen(store, 'c', { kind: 'cancelled' }, { kind: 'retried' });
    assert.deepEqual(await store.pendingIds('HARDCOPY'), ['a', 'b', 'c']);
  });

  test('after a try that failed a job has its own place when its retry is due; one that its device stopped goes first', async (context) => {
    const store = await opened(context);
    const tried = (id: string, ...then: readonly JobEvent[]) =>
      happen(
        store,
        id,
        { kind: 'started' },
        { kind: 'rendered', pages: 1, byteLength: 8, version: 'v1' },
        { kind: 'delivery-started', destination: 'ipp' },
        { kind: 'delivery-receipt', destination: 'ipp', receipt: `${id} in the device` },
        ...then,
        { kind: 'run-ended' },
      );
    const trouble = { destination: 'ipp', statusInfo: 'CHECK PRINTER', error: 'It gave the job up.' };
    await insert(store, { id: 'a', priority: 'HIGH', destinations: ['ipp'] });
    await insert(store, { id: 'b', destinations: ['ipp'] });
    await tried('b', { kind: 'delivery-failed', ...trouble, cause: 'transient', retryAt: later(60) });
    assert.equal((await store.job('b'))?.deliveries[0]?.receipt, 'b in the device');
    assert.deepEqual(await store.pendingIds('HARDCOPY'), ['a', 'b']);
    assert.equal((await store.updateNext('HARDCOPY', at(later(60)), (job) => job))?.after.id, 'a');
    await insert(store, { id: 'c', destinations: ['ipp'] });
    await tried('c', { kind: 'delivery-waits', ...trouble });
    assert.deepEqual(await store.pendingIds('HARDCOPY'), ['c', 'a', 'b']);
  });

  test('two that ask at once get different jobs', async (context) => {
    const store = await opened(context);
    for (let count = 0; count < 20; count += 1) await insert(store, { id: `job${count}` });
    const asked = Array.from({ length: 30 }, () => store.updateNext('HARDCOPY', at(noon), start));
    const ids = (await Promise.all(asked)).flatMap((change) => change?.after.id ?? []);
    assert.equal(ids.length, 20);
    assert.equal(new Set(ids).size, 20);
  });

  test('two processes on one store get different jobs', async (context) => {
    const place = await openPlace(context);
    const [one, two] = [await place.open(), await place.open()];
    context.after(async () => {
      await one.close();
      await two.close();
    });
    for (let count = 0; count < 12; count += 1) await insert(one, { id: `job${count}` });
    const asked = Array.from({ length: 16 }, (_, index) =>
      (index % 2 === 0 ? one : two).updateNext('HARDCOPY', at(noon), start),
    );
    const ids = (await Promise.all(asked)).flatMap((change) => change?.after.id ?? []);
    assert.deepEqual([ids.length, new Set(ids).size], [12, 12]);
  });

  test('a job whose deliveries are all to busy destinations stays; one with another to make does not', async (context) => {
    const store = await opened(context);
    await insert(store, { id: 'a', destinations: ['ipp'] });
    await insert(store, { id: 'b', destinations: ['ipp', 'pdf'] });
    const next = async (busy: readonly string[]) =>
      (await store.updateNext('HARDCOPY', at(noon, busy), start))?.after.id;
    assert.deepEqual(
      [await next(['ipp', 'pdf']), await next(['ipp']), await next(['ipp'])],
      [undefined, 'b', undefined],
    );
    assert.equal(await next([]), 'a');
  });

  test('a wait that ends too late was meant by a clock that was wrong: it is over', async (context) => {
    const store = await opened(context);
    await insert(store, { id: 'a' });
    const retryAt = later(7200);
    const failed = { kind: 'render-failed', code: 'render-failed', detail: 'full', retryAt } as const;
    await happen(store, 'a', { kind: 'started' }, failed);
    assert.equal(
      (await store.updateNext('HARDCOPY', { ...at(noon), latest: later(7201) }, start))?.after.id,
      undefined,
    );
    assert.equal((await store.updateNext('HARDCOPY', at(noon), start))?.after.id, 'a');
  });

  test('what waits is counted by printer and by client, and those that wait for a device are known', async (context) => {
    const store = await opened(context);
    await insert(store, { id: 'a', client: 'CT1', blobs: [blob(1), blob(2)] });
    await insert(store, { id: 'b', client: 'ct1', destinations: ['ipp'] });
    await insert(store, { id: 'c', client: 'MR 1', printer: 'OTHER' });
    await happen(store, 'a', { kind: 'started' });
    assert.deepEqual(
      await store.pendingByPrinter(),
      new Map([
        ['HARDCOPY', 1],
        ['OTHER', 1],
      ]),
    );
    assert.deepEqual(await store.unfinished(), { jobs: 3, byteLength: 400 });
    assert.deepEqual(await store.unfinished({ callingAeTitle: 'Ct1' }), { jobs: 2, byteLength: 300 });
    assert.deepEqual(await store.unfinished({ callingAeTitle: 'CT1', peerAddress: '10.0.0.1' }), {
      jobs: 0,
      byteLength: 0,
    });
    assert.deepEqual(await store.pendingIds('HARDCOPY'), ['b']);
    assert.deepEqual(await store.waitingIds('HARDCOPY', 'ipp'), []);
    await happen(store, 'b', {
      kind: 'delivery-waits',
      destination: 'ipp',
      statusInfo: 'FILM JAM',
      error: 'jam',
    });
    assert.deepEqual(await store.waitingIds('HARDCOPY', 'ipp'), ['b']);
    assert.deepEqual(await store.waitingIds('HARDCOPY', 'pdf'), []);
    await happen(store, 'b', { kind: 'cancelled' });
    assert.deepEqual(await store.unfinished({ callingAeTitle: 'CT1' }), { jobs: 1, byteLength: 200 });
  });

  test('the heads of all queues come in their order, each as long as was asked for', async (context) => {
    const store = await opened(context);
    await insert(store, { id: 'a', priority: 'LOW', destinations: ['ipp', 'pdf'] });
    await insert(store, { id: 'b', priority: 'MED' });
    await insert(store, { id: 'c', printer: 'ANOTHER' });
    await insert(store, { id: 'd', priority: 'HIGH' });
    await insert(store, { id: 'e', priority: 'HIGH' });
    await insert(store, { id: 'f', printer: 'DONE' });
    await happen(store, 'f', { kind: 'cancelled' });
    await happen(store, 'd', { kind: 'started' });
    const ids = async (perPrinter: number) => idsOf(await store.firstPending(perPrinter));
    assert.deepEqual([await ids(2), await ids(9), await ids(0)], [['c', 'e', 'b'], ['c', 'e', 'b', 'a'], []]);
    assert.deepEqual((await store.firstPending(9)).at(-1), await store.job('a'));
  });
}
