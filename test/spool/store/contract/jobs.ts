// The store's contract: a job is read back as it was written, in every state, and lists have it at the right place.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { newJob } from '../../../../src/spool/job/new-job.ts';
import type { JobEvent } from '../../../../src/spool/job/job-types.ts';
import type { Store } from '../../../../src/spool/store/store.ts';
import { filmOf, later, noon, requestOf, toAll } from '../../spool-fixture.ts';
import { blob, happen, insert, openedIn, type OpenPlace } from './opened-store.ts';

export function jobsContract(openPlace: OpenPlace): void {
  const opened = (context: TestContext) => openedIn(context, openPlace);

  test('a job comes back as it went in', async (context) => {
    const store = await opened(context);
    const films = [filmOf(blob(1), blob(2)), filmOf(blob(3))];
    const request = requestOf(films, {
      priority: 'HIGH',
      copies: 3,
      sessionLabel: 'Thorax ä',
      mediumType: 'PAPER',
      filmDestination: 'BIN_1',
      substitutions: [{ attribute: 'Trim', requested: 'MAYBE', used: 'NO', reason: 'unknown' }],
    });
    const job = newJob(request, { id: 'job1', destinations: toAll(['pdf', 'archive']), at: noon });
    await store.insert({ job: job, films: films, blobs: [blob(1), blob(2), blob(3)] });
    assert.deepEqual(await store.job('job1'), job);
    assert.deepEqual(await store.jobByUid(request.printJobUid), job);
    assert.deepEqual(await store.jobs({}), [job]);
    assert.deepEqual(await store.films('job1'), films);
    assert.deepEqual((await store.blobsOf('job1')).toSorted(), [blob(1).key, blob(2).key, blob(3).key]);
    assert.equal(await store.job('job2'), undefined);
    assert.equal(await store.jobByUid('2.25.0'), undefined);
  });

  test('every situation of a job comes back as it was written', async (context) => {
    const store = await opened(context);
    const sending: JobEvent[] = [
      { kind: 'started' },
      {
        kind: 'rendered',
        pages: 2,
        byteLength: 5_000_000_000,
        version: 'sv91k0',
        findings: [{ attribute: 'ICCProfile', requested: 'r', used: 'sRGB', reason: 'w' }],
      },
      { kind: 'delivery-started', destination: 'pdf' },
    ];
    const failed: JobEvent = {
      kind: 'delivery-failed',
      destination: 'pdf',
      statusInfo: 'RECEIVER FULL',
      error: 'full',
      cause: 'transient',
    };
    const lives: readonly (readonly JobEvent[])[] = [
      [{ kind: 'held' }],
      [{ kind: 'started' }],
      sending,
      [...sending, { kind: 'delivery-receipt', destination: 'pdf', receipt: 'a/b.pdf' }],
      [
        ...sending,
        { kind: 'delivery-done', destination: 'pdf', receipt: 'a/b.pdf', detail: 'there' },
        { kind: 'run-ended' },
      ],
      [...sending, { ...failed, retryAt: later(60) }, { kind: 'run-ended' }],
      [...sending, failed, { kind: 'run-ended' }],
      [...sending, { kind: 'cancelled' }],
      [
        { kind: 'started' },
        { kind: 'render-failed', code: 'pixels-missing', detail: 'gone' },
        { kind: 'payload-removed' },
      ],
      [{ kind: 'started' }, { kind: 'interrupted', by: 'crash' }],
    ];
    for (const [index, life] of lives.entries()) {
      const id = `job${index}`;
      await insert(store, { id });
      const change = await happen(store, id, ...life);
      assert.notDeepEqual(change?.before, change?.after);
      assert.deepEqual(await store.job(id), change?.after);
    }
  });

  test('jobs are listed newest first, by state and printer, in pages', async (context) => {
    const store = await opened(context);
    for (const id of ['a', 'b', 'c', 'd']) await insert(store, { id, printer: id < 'c' ? 'ONE' : 'TWO' });
    await happen(store, 'a', { kind: 'cancelled' });
    await happen(store, 'c', { kind: 'started' });
    const ids = async (filter: Parameters<Store['jobs']>[0]) =>
      (await store.jobs(filter)).map((job) => job.id);
    assert.deepEqual(await ids({}), ['d', 'c', 'b', 'a']);
    assert.deepEqual(await ids({ limit: 2 }), ['d', 'c']);
    assert.deepEqual(await ids({ limit: 2, before: 'c' }), ['b', 'a']);
    assert.deepEqual(await ids({ printer: 'ONE' }), ['b', 'a']);
    assert.deepEqual(await ids({ state: 'PENDING' }), ['d', 'b']);
    assert.deepEqual(await ids({ state: 'PENDING', printer: 'TWO' }), ['d']);
    assert.deepEqual(await ids({ limit: 0 }), []);
    assert.deepEqual(await ids({ state: 'FAILURE', reason: 'job-cancelled' }), ['a']);
    assert.deepEqual(await ids({ state: 'PENDING', reason: 'held' }), []);
    assert.deepEqual(await store.counts(), { PENDING: 2, PRINTING: 1, DONE: 0, FAILURE: 1, UNKNOWN: 0 });
    assert.equal(await store.newestId(), 'd');
  });

  test('jobs are listed by how their ids begin', async (context) => {
    const store = await opened(context);
    for (const id of ['1h2k', '1h2kz', '1h2m', '1h3', '1_']) await insert(store, { id });
    const ids = async (idBeginning: string) => (await store.jobs({ idBeginning })).map((job) => job.id);
    assert.deepEqual(await ids('1h2'), ['1h2m', '1h2kz', '1h2k']);
    assert.deepEqual(await ids('1h2k'), ['1h2kz', '1h2k']);
    assert.deepEqual(await ids('1_'), ['1_']);
    assert.deepEqual(await ids('h'), []);
  });

  test('the same job twice, or a job with the UID of another, is refused whole', async (context) => {
    const store = await opened(context);
    const job = await insert(store, { id: 'a' });
    const twin = { ...job, id: 'b' };
    await assert.rejects(store.insert({ job: twin, films: [filmOf(blob(9))], blobs: [blob(9)] }));
    assert.deepEqual(await store.jobs({}), [job]);
    assert.deepEqual(await store.films('b'), []);
    assert.deepEqual(await store.referencedBlobs([blob(9).key]), new Set());
  });

  test('a session of more images than a statement has room for goes in and comes back', async (context) => {
    const store = await opened(context);
    const blobs = Array.from({ length: 450 }, (_, number) => blob(number));
    await insert(store, { id: 'a', blobs });
    assert.equal((await store.films('a')).length, 450);
    assert.equal((await store.referencedBlobs([...blobs.map(({ key }) => key), blob(999).key])).size, 450);
  });

  test('a retry is known by what it would print: the newest of its fingerprint that has not failed', async (context) => {
    const store = await opened(context);
    const put = async (id: string, seconds: number) => {
      const films = [filmOf(blob(1))];
      const request = requestOf(films, { fingerprint: 'same' });
      const job = newJob(request, { id, destinations: toAll(['pdf']), at: later(seconds) });
      await store.insert({ job, films, blobs: [blob(1)] });
    };
    const found = async (seconds: number) => (await store.jobByFingerprint('same', later(seconds)))?.id;
    assert.equal(await found(0), undefined);
    for (const [number, id] of ['a', 'b', 'c'].entries()) await put(id, number * 10);
    assert.deepEqual([await found(0), await found(20), await found(21)], ['c', 'c', undefined]);
    await happen(store, 'c', { kind: 'cancelled' });
    assert.deepEqual([await found(0), await found(11)], ['b', undefined]);
    assert.equal(await store.jobByFingerprint('other', noon), undefined);
  });
}
