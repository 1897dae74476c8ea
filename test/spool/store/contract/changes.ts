// The store's contract: a change of one job or of many is atomic.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { newJob } from '../../../../src/spool/job/new-job.ts';
import { transition } from '../../../../src/spool/job/job.ts';
import type { Job, JobEvent } from '../../../../src/spool/job/job-types.ts';
import type { Store } from '../../../../src/spool/store/store.ts';
import { filmOf, later, noon, requestOf, toAll } from '../../spool-fixture.ts';
import { at, insert, openedIn, start, type OpenPlace } from './opened-store.ts';

export function changesContract(openPlace: OpenPlace): void {
  const opened = (context: TestContext) => openedIn(context, openPlace);

  test('what a change throws changes nothing, and the store goes on', async (context) => {
    const store = await opened(context);
    const job = await insert(store, { id: 'a' });
    const boom = (): Job => {
      throw new Error('boom');
    };
    await assert.rejects(store.update('a', boom), /boom/);
    await assert.rejects(store.updateNext('HARDCOPY', at(noon), boom), /boom/);
    assert.deepEqual(await store.job('a'), job);
    assert.equal(await store.update('unknown', start), undefined);
  });

  test('many jobs changed at once are what they are one by one, whatever happens to them', async (context) => {
    const [one, all] = [await opened(context), await opened(context)];
    const started: JobEvent = { kind: 'started' };
    const rendered: JobEvent = { kind: 'rendered', pages: 1, byteLength: 10, version: 'v1' };
    const sending: JobEvent = { kind: 'delivery-started', destination: 'a' };
    const histories: readonly (readonly JobEvent[])[] = [
      [],
      [{ kind: 'held' }],
      [started],
      [started, rendered, sending],
      [started, rendered, sending, { kind: 'delivery-receipt', destination: 'a', receipt: 'device 7' }],
      [{ kind: 'cancelled' }],
      [],
    ];
    for (const [number, events] of histories.entries()) {
      const film = filmOf({ key: `0123456789abcde${number}`, byteLength: 6 });
      const made = { id: `job${number}`, destinations: toAll(['a', 'b']), at: noon };
      const job = events.reduce(
        (was, event) => transition(was, event, noon),
        newJob(requestOf([film]), made),
      );
      for (const store of [one, all]) await store.insert({ job: job, films: [film], blobs: [] });
    }
    const ids = histories.map((_, number) => `job${number}`);
    const happening: readonly JobEvent[] = [
      { kind: 'delivery-waits', destination: 'a', statusInfo: 'FILM JAM', error: 'Paper is jammed.' },
      { kind: 'device-ready', destination: 'a' },
      { kind: 'prioritized', priority: 'HIGH' },
      { kind: 'interrupted', by: 'crash' },
      { kind: 'moved', printer: 'OTHER', destinations: toAll(['c']) },
      { kind: 'cancelled' },
      { kind: 'payload-removed' },
    ];
    for (const event of happening) {
      const change = (job: Job) => {
        try {
          return transition(job, event, later(1));
        } catch {
          return job;
        }
      };
      for (const id of ids) await one.update(id, change);
      const changes = await all.updateAll([...ids, 'gone'], change);
      const read = (store: Store) => Promise.all(ids.map((id) => store.job(id)));
      assert.deepEqual(await read(all), await read(one), event.kind);
      assert.deepEqual(
        changes.map(({ after }) => after),
        await read(one),
      );
      assert.deepEqual(await all.actions.deviceCancellations(10), await one.actions.deviceCancellations(10));
    }
    assert.equal((await one.actions.deviceCancellations(10)).length, 1);
    assert.ok((await one.jobs({ state: 'FAILURE' })).length === ids.length);
  });

  test('when one of many cannot be changed, none is', async (context) => {
    const store = await opened(context);
    await insert(store, { id: 'a' });
    await insert(store, { id: 'b' });
    const change = (job: Job): Job => {
      if (job.id === 'b') throw new Error('not that');
      return transition(job, { kind: 'held' }, noon);
    };
    await assert.rejects(store.updateAll(['a', 'b'], change), /not that/);
    assert.equal((await store.job('a'))?.reason, 'queued');
  });

  test('changes that are asked for at once come one after the other: each sees what the one before made', async (context) => {
    const store = await opened(context);
    await insert(store, { id: 'a' });
    const asked = Array.from({ length: 20 }, () =>
      store.update('a', (job) => transition(job, { kind: 'requested-again' }, noon)),
    );
    const counts = (await Promise.all(asked)).map((change) => change?.after.repeats);
    assert.deepEqual(
      counts.toSorted((a = 0, b = 0) => a - b),
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });
}
