// The store's contract: the running totals agree with the jobs after any changes.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { jobStates } from '../../../../src/shared/job-terms.ts';
import { reprintOf } from '../../../../src/spool/job/new-job.ts';
import { transition } from '../../../../src/spool/job/job.ts';
import type { Job, JobEvent } from '../../../../src/spool/job/job-types.ts';
import type { Store } from '../../../../src/spool/store/store.ts';
import { later, noon, toAll } from '../../spool-fixture.ts';
import { blob, insert, openedIn, type OpenPlace } from './opened-store.ts';

const bytesOfJob = 100;

/** What the sums must be, counted from the jobs themselves; a job's pixels weigh `bytesOfJob`. */
async function countedIn(store: Store) {
  const jobs = await store.jobs({ limit: 1000 });
  const kept = jobs.filter(({ payloadRemovedAt }) => payloadRemovedAt === null);
  const pixels = new Set(kept.map(({ id, pixelsOf }) => pixelsOf ?? id)).size * bytesOfJob;
  const documents = kept.reduce((sum, { document }) => sum + (document?.byteLength ?? 0), 0);
  const pending = jobs.filter(({ state }) => state === 'PENDING').map(({ printer }) => printer);
  return {
    counts: Object.fromEntries(
      jobStates.map((state) => [state, jobs.filter((job) => job.state === state).length]),
    ),
    pending: new Map(
      [...new Set(pending)].map((printer) => [printer, pending.filter((one) => one === printer).length]),
    ),
    payloadBytes: pixels + documents,
  };
}

const summedIn = async (store: Store) => ({
  counts: { ...(await store.counts()) },
  pending: await store.pendingByPrinter(),
  payloadBytes: await store.payloadBytes(),
});

const events: readonly JobEvent[] = [
  { kind: 'started' },
  { kind: 'rendered', pages: 1, byteLength: 7, version: 'v1' },
  { kind: 'rendered', pages: 2, byteLength: 30, version: 'v1' },
  { kind: 'delivery-started', destination: 'pdf' },
  { kind: 'delivery-done', destination: 'pdf', receipt: 'a.pdf', detail: 'there' },
  { kind: 'run-ended' },
  { kind: 'held' },
  { kind: 'released' },
  { kind: 'interrupted', by: 'crash' },
  { kind: 'moved', printer: 'OTHER', destinations: toAll(['pdf']) },
  { kind: 'cancelled' },
  { kind: 'retried' },
  { kind: 'payload-removed' },
  { kind: 'payload-removed' },
];

/** An event that a job does not allow leaves it as it is. */
function transitioned(job: Job, event: JobEvent): Job {
  try {
    return transition(job, event, noon);
  } catch {
    return job;
  }
}

const step = fc.oneof(
  fc.constant({ kind: 'insert' } as const),
  fc.record({ kind: fc.constant('reprint' as const), job: fc.nat(9) }),
  fc.record({ kind: fc.constant('update' as const), job: fc.nat(9), event: fc.constantFrom(...events) }),
  fc.record({ kind: fc.constant('update' as const), job: fc.nat(3), event: fc.constantFrom(...events) }),
  fc.record({ kind: fc.constant('all' as const), event: fc.constantFrom(...events) }),
  fc.constant({ kind: 'next' } as const),
  fc.constant({ kind: 'removeFinished' } as const),
);

export function totalsContract(openPlace: OpenPlace): void {
  const opened = (context: TestContext) => openedIn(context, openPlace);

  test('sums are those of the jobs after any sequence of changes', async (context) => {
    const store = await opened(context);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        for (const [number, one] of steps.entries()) await apply(store, one, `${number}`);
        assert.deepEqual(await summedIn(store), await countedIn(store));
        assert.deepEqual(await store.correctTotals(), []);
        await clear(store);
        assert.deepEqual(await summedIn(store), await countedIn(store));
      }),
      { numRuns: 12 },
    );
  });

  test('a change that fails, of one job or of many, leaves the sums as they were', async (context) => {
    const store = await opened(context);
    const job = await insert(store, { id: 'a' });
    await insert(store, { id: 'b' });
    const before = await summedIn(store);
    await assert.rejects(store.insert({ job, films: [], blobs: [blob(1)] }));
    const change = (one: Job): Job => {
      if (one.id === 'b') throw new Error('not that');
      return transition(one, { kind: 'cancelled' }, noon);
    };
    await assert.rejects(store.updateAll(['a', 'b'], change), /not that/);
    assert.deepEqual(await summedIn(store), before);
    assert.deepEqual(before, await countedIn(store));
  });

  test('an empty store counts nothing, and has nothing to correct', async (context) => {
    const store = await opened(context);
    assert.deepEqual(await summedIn(store), await countedIn(store));
    assert.deepEqual(await store.correctTotals(), []);
  });
}

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
let uids = 0;

async function apply(store: Store, one: Step, name: string): Promise<void> {
  const ids = (await store.jobs({ limit: 1000 })).map(({ id }) => id);
  const id = 'job' in one ? ids[one.job % Math.max(1, ids.length)] : undefined;
  const newId = `j${String(++uids).padStart(6, '0')}${name}`;
  switch (one.kind) {
    case 'insert':
      await insert(store, {
        id: newId,
        blobs: [{ key: `k${newId}`.padStart(16, '0'), byteLength: bytesOfJob }],
      });
      return;
    case 'reprint': {
      const job = id === undefined ? undefined : await store.job(id);
      if (!job || job.payloadRemovedAt) return;
      const blobs = (await store.blobsOf(job.id)).map((key) => ({ key, byteLength: bytesOfJob }));
      const made = { id: newId, printJobUid: `2.25.7.${uids}`, printer: 'AGAIN', copies: 1, at: noon };
      const again = reprintOf(job, { ...made, destinations: toAll(['pdf']) });
      await store.insert({ job: again, films: await store.films(job.id), blobs });
      return;
    }
    case 'update':
      if (id !== undefined) await store.update(id, (job) => transitioned(job, one.event));
      return;
    case 'all':
      await store.updateAll(ids, (job) => transitioned(job, one.event));
      return;
    case 'next':
      await store.updateNext('HARDCOPY', { now: noon, latest: later(9), busy: [] }, (job) =>
        transitioned(job, { kind: 'started' }),
      );
      return;
    case 'removeFinished':
      await store.removeFinished(later(1));
  }
}

/** Every job goes, as retention would have it. */
async function clear(store: Store): Promise<void> {
  const ids = (await store.jobs({ limit: 1000 })).map(({ id }) => id);
  for (const kind of ['cancelled', 'payload-removed'] as const)
    await store.updateAll(ids, (job) => transitioned(job, { kind }));
  while ((await store.removeFinished(later(1))) > 0);
}
