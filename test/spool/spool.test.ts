// The spool's guarantee, on a real disk: an accepted job is never lost, and a refused one leaves nothing.
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { JobFailure } from '../../src/shared/errors/errors.ts';
import { TransitionRefusal, UnknownJobRefusal } from '../../src/shared/errors/request-refusals.ts';
import { blobsOf, type BlobRef } from '../../src/shared/film/film.ts';
import type { Job, JobEvent } from '../../src/spool/job/job-types.ts';
import type { Spool } from '../../src/spool/spool.ts';
import { openSqliteStore } from '../../src/spool/store/sqlite/sqlite-store.ts';
import type { Store } from '../../src/spool/store/store.ts';
import { smallDisk } from '../support/small-disk.ts';
import {
  acceptOne,
  blobOf,
  filesIn,
  filmOf,
  holdSyncs,
  later,
  noon,
  openTestSpool,
  requestOf,
  startChild,
  waitFor,
  toAll,
} from './spool-fixture.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const textOf = (spool: Spool, ref: BlobRef) =>
  spool.withBlobFiles([ref], (paths) => readFile(paths[ref.key] ?? '', 'utf8'));

const blobFile = (key: string) => `blobs/${key.slice(4, 6)}/${key}`;
const pixelFiles = async (folder: string) =>
  (await filesIn(folder)).filter((file) => /^(incoming|blobs|documents)\//.test(file));

async function finish(spool: Spool, job: Job): Promise<Job> {
  const draft = await spool.documents.draft(job.id);
  await writeFile(draft.path, 'document');
  const document = await draft.publish();
  const events: readonly JobEvent[] = [
    { kind: 'started' },
    { kind: 'rendered', pages: 1, ...document },
    { kind: 'delivery-started', destination: 'pdf' },
    { kind: 'delivery-done', destination: 'pdf', receipt: 'r', detail: 'there' },
  ];
  for (const event of events) await spool.apply(job.id, event);
  return spool.apply(job.id, { kind: 'run-ended' });
}

/** There is a little room left in the store's own files: it is used up first. */
async function acceptUntilFull(spool: Spool, pixels: BlobRef): Promise<never> {
  for (;;) await spool.accept(requestOf([filmOf(pixels)]));
}

/** A store of which some functions are replaced. */
async function storeWith(folder: string, replace: (store: Store) => Partial<Store>): Promise<Store> {
  const store = await openSqliteStore(path.join(folder, 'jobs.db'));
  const replaced = replace(store);
  return new Proxy(store, {
    get: (target, key) => {
      const own: unknown = Reflect.get(replaced, key) ?? Reflect.get(target, key);
      return typeof own === 'function' ? (own.bind(target) as unknown) : own;
    },
  });
}

describe('accept', () => {
  test('makes a job of a request, with its films, its bytes and a delivery for each destination', async (context) => {
    const folder = temporaryFolder(context);
    const destinations = (printer: string) => toAll([`${printer}-1`, `${printer}-2`]);
    const spool = await openTestSpool(context, folder, { destinations, now: () => noon });
    const [pixels, lut] = [
      await blobOf(spool, Buffer.from('pixels')),
      await blobOf(spool, Buffer.from('lut')),
    ];
    const films = [filmOf(pixels, lut)];
    const job = await spool.accept(requestOf(films));
    assert.deepEqual([job.state, job.statusInfo, job.createdAt], ['PENDING', 'QUEUED', noon]);
    assert.deepEqual(
      job.deliveries.map((delivery) => delivery.destination),
      ['HARDCOPY-1', 'HARDCOPY-2'],
    );
    assert.deepEqual(await spool.job(job.id), job);
    assert.deepEqual(await spool.jobByUid(job.printJobUid), job);
    assert.deepEqual(await spool.films(job.id), films);
    assert.equal(await textOf(spool, pixels), 'pixels');
    assert.equal(await textOf(spool, lut), 'lut');
    assert.deepEqual(await pixelFiles(folder), [blobFile(pixels.key), blobFile(lut.key)].toSorted());
  });

  test('is durable: a process killed as soon as it resolves has lost nothing', async (context) => {
    const folder = temporaryFolder(context);
    const child = startChild(context, 'holder-child.ts', folder, '1000');
    assert.equal(await child.line(), 'held');
    const ids: string[] = [];
    for (let count = 0; count < 12; count += 1) ids.push(await child.line());
    await child.kill();
    const spool = await openTestSpool(context, path.join(folder, 'spool'));
    for (const id of ids) {
      const job = await spool.job(id);
      assert.equal(job?.state, 'PENDING');
      for (const blob of blobsOf(await spool.films(id))) {
        assert.equal(await textOf(spool, blob), 'pixels');
      }
    }
  });

  test('writes the row only after the bytes are synced and have their names', async (context) => {
    const folder = temporaryFolder(context);
    let filesAtInsert: readonly string[] = [];
    const store = await storeWith(folder, (real) => ({
      insert: async (...given) => {
        filesAtInsert = await pixelFiles(folder);
        await real.insert(...given);
      },
    }));
    const spool = await openTestSpool(context, folder, { store });
    const job = await acceptOne(spool);
    const [film] = await spool.films(job.id);
    assert.ok(film);
    assert.deepEqual(
      filesAtInsert,
      blobsOf([film]).map(({ key }) => blobFile(key)),
    );
  });

  test('of bytes that the disk lost makes no job', async (context) => {
    const spool = await openTestSpool(context, temporaryFolder(context));
    const syncs = await holdSyncs(context, 'datasync');
    const pixels = await blobOf(spool, Buffer.from('pixels'));
    const accepting = spool.accept(requestOf([filmOf(pixels)]));
    await waitFor(() => syncs.held.length === 1);
    syncs.failWith = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
    syncs.held[0]?.();
    await assert.rejects(accepting, { code: 'EIO' });
    assert.deepEqual(await spool.jobs(), []);
  });

  test('that fails on a full disk makes no job; the blobs can be tried again, or discarded', async (context) => {
    const folder = temporaryFolder(context);
    let full = true;
    const store = await storeWith(folder, (real) => ({
      insert: (...given) =>
        full
          ? Promise.reject(Object.assign(new Error('database or disk is full'), { code: 'ENOSPC' }))
          : real.insert(...given),
    }));
    const spool = await openTestSpool(context, folder, { store });
    const pixels = await blobOf(spool, Buffer.from('pixels'));
    const request = requestOf([filmOf(pixels)]);
    await assert.rejects(spool.accept(request), { code: 'ENOSPC' });
    assert.deepEqual(await spool.jobs(), []);
    full = false;
    assert.equal((await spool.accept(request)).state, 'PENDING');
    full = true;
    const other = await blobOf(spool, Buffer.from('others'));
    await assert.rejects(spool.accept(requestOf([filmOf(other)])), { code: 'ENOSPC' });
    await spool.discardBlobs([other, pixels]);
    assert.deepEqual(await pixelFiles(folder), [blobFile(pixels.key)]);
  });

  test('on a disk that is really full is refused with ENOSPC, and works again when there is room', async (context) => {
    const folder = await smallDisk(context, 2048);
    if (folder === undefined) return;
    const spool = await openTestSpool(context, folder);
    const first = await acceptOne(spool);
    const pixels = await blobOf(spool, Buffer.from('pixels'));
    const filler = path.join(folder, 'filler');
    await assert.rejects(writeFile(filler, Buffer.alloc(4 * 1024 * 1024)), { code: 'ENOSPC' });
    await assert.rejects(blobOf(spool, Buffer.alloc(1024 * 1024)), { code: 'ENOSPC' });
    await assert.rejects(acceptUntilFull(spool, pixels), { code: 'ENOSPC' });
    const accepted = await spool.jobs({ limit: 1000 });
    await rm(filler);
    // What was answered with success is there, what was refused is not, and the refused one may come again.
    assert.equal(accepted.at(-1)?.id, first.id);
    assert.deepEqual(await spool.jobs({ limit: 1000 }), accepted);
    await spool.accept(requestOf([filmOf(pixels)]));
    assert.equal((await spool.jobs({ limit: 1000 })).length, accepted.length + 1);
    assert.deepEqual(await filesIn(path.join(folder, 'incoming')), []);
  });

  test('of pixels that are not here is refused', async (context) => {
    const spool = await openTestSpool(context, temporaryFolder(context));
    const pixels = await blobOf(spool, Buffer.from('pixels'));
    await spool.discardBlobs([pixels]);
    await assert.rejects(
      spool.accept(requestOf([filmOf(pixels)])),
      (error: unknown) => error instanceof JobFailure && error.code === 'pixels-missing',
    );
    assert.deepEqual(await spool.jobs(), []);
  });

  test('of the same film twice keeps its pixels for both', async (context) => {
    const folder = temporaryFolder(context);
    const spool = await openTestSpool(context, folder, { retention: { ...noRetention, keepPixelsDays: 0 } });
    const pixels = await blobOf(spool, Buffer.from('pixels'));
    const [first, second] = await Promise.all([
      spool.accept(requestOf([filmOf(pixels)])),
      spool.accept(requestOf([filmOf(pixels)])),
    ]);
    await spool.apply(first.id, { kind: 'cancelled' });
    await spool.housekept();
    assert.deepEqual(await pixelFiles(folder), [blobFile(pixels.key)]);
    await spool.apply(second.id, { kind: 'cancelled' });
    await spool.housekept();
    assert.deepEqual(await pixelFiles(folder), []);
  });
});

const noRetention = { keepPixelsDays: 3650, keepJobsDays: 3650, maxBytes: 1e15 };

describe('discardBlobs', () => {
  test('removes what no job refers to, and nothing else', async (context) => {
    const folder = temporaryFolder(context);
    const spool = await openTestSpool(context, folder);
    const [kept, lost] = [await blobOf(spool, Buffer.from('kept')), await blobOf(spool, Buffer.from('lost'))];
    await spool.accept(requestOf([filmOf(kept)]));
    await spool.discardBlobs([kept, lost]);
    assert.deepEqual(await pixelFiles(folder), [blobFile(kept.key)]);
  });

  test('of pixels that a job has does not wait for requests that are being accepted', async (context) => {
    const folder = temporaryFolder(context);
    const held = Promise.withResolvers<undefined>();
    let isHeld = false;
    const store = await storeWith(folder, (real) => ({
      insert: async (...given) => {
        if (isHeld) await held.promise;
        await real.insert(...given);
      },
    }));
    const spool = await openTestSpool(context, folder, { store });
    const [printed, unused, other] = [
      await blobOf(spool, Buffer.from('pixels')),
      await blobOf(spool, Buffer.from('unused')),
      await blobOf(spool, Buffer.from('other')),
    ];
    await spool.accept(requestOf([filmOf(printed)]));
    isHeld = true;
    const accepting = spool.accept(requestOf([filmOf(other)]));
    // Ends while another client's request is held.
    await spool.discardBlobs([printed, unused]);
    held.resolve(undefined);
    await accepting;
    assert.deepEqual(
      (await pixelFiles(folder)).toSorted(),
      [blobFile(printed.key), blobFile(other.key)].toSorted(),
    );
  });

  test('waits for a request that is just being accepted', async (context) => {
    const folder = temporaryFolder(context);
    let discard: () => Promise<void> = () => Promise.resolve();
    let discarding: Promise<void> | undefined;
    const store = await storeWith(folder, (real) => ({
      insert: async (...given) => {
        // The association is lost between the request and its answer, when the pixels are moved but there is no row yet.
        discarding = discard();
        // Long enough for it to have asked what is referred to, had it not waited.
        await new Promise(setImmediate);
        await real.insert(...given);
      },
    }));
    const spool = await openTestSpool(context, folder, { store });
    const pixels = await blobOf(spool, Buffer.from('pixels'));
    discard = () => spool.discardBlobs([pixels]);
    await spool.accept(requestOf([filmOf(pixels)]));
    assert.ok(discarding);
    await discarding;
    assert.deepEqual(await pixelFiles(folder), [blobFile(pixels.key)]);
  });
});

describe('a start', () => {
  test('gives back what a crash left half done', async (context) => {
    const folder = temporaryFolder(context);
    const crashed = await openTestSpool(context, folder);
    const jobs = [await acceptOne(crashed), await acceptOne(crashed), await acceptOne(crashed)];
    await crashed.claim('HARDCOPY');
    await crashed.claim('HARDCOPY');
    await crashed.close();
    const spool = await openTestSpool(context, folder);
    assert.deepEqual(await spool.counts(), { PENDING: 3, PRINTING: 0, DONE: 0, FAILURE: 0, UNKNOWN: 0 });
    assert.equal((await spool.job(jobs[0]!.id))?.crashes, 1);
    assert.equal((await spool.job(jobs[2]!.id))?.crashes, 0);
    assert.equal((await spool.claim('HARDCOPY'))?.id, jobs[0]!.id);
  });

  test('removes files that no job refers to, and half-written documents', async (context) => {
    const folder = temporaryFolder(context);
    const before = await openTestSpool(context, folder, { now: () => noon });
    const job = await acceptOne(before);
    await before.housekept();
    const stray = '1kjmma2g0zzzzzzz';
    await mkdir(path.join(folder, 'blobs', stray.slice(4, 6)), { recursive: true });
    await writeFile(path.join(folder, blobFile(stray)), 'of a crash between rename and commit');
    await writeFile(path.join(folder, 'incoming', stray), 'of a crash before');
    await writeFile(path.join(folder, `documents/${job.id}.pdf.part`), 'half');
    await writeFile(path.join(folder, 'documents/1kjmma2g0zzz.pdf'), 'of a job that is no more');
    await writeFile(path.join(folder, `documents/${job.id}.pdf`), 'document');
    await before.close();
    const spool = await openTestSpool(context, folder, { now: () => later(60) });
    // A blob that arrives during the sweep has no owner yet.
    const arriving = await blobOf(spool, Buffer.from('new'));
    await spool.housekept();
    const [film] = await spool.films(job.id);
    const [pixels] = blobsOf(film ? [film] : []);
    assert.ok(pixels);
    assert.deepEqual(
      await pixelFiles(folder),
      [blobFile(pixels.key), `documents/${job.id}.pdf`, `incoming/${arriving.key}`].toSorted(),
    );
  });

  test('new ids sort after existing ones, even if the clock was set back', async (context) => {
    const folder = temporaryFolder(context);
    const before = await openTestSpool(context, folder, { now: () => later(3600) });
    const first = await acceptOne(before);
    await before.close();
    const spool = await openTestSpool(context, folder, { now: () => noon });
    const second = await acceptOne(spool);
    assert.deepEqual(
      (await spool.jobs()).map((job) => job.id),
      [second.id, first.id],
    );
  });
});

describe('changes', () => {
  test('are reported in order with the previous state, as long as there is a listener', async (context) => {
    const spool = await openTestSpool(context, temporaryFolder(context));
    const reported: string[] = [];
    const unsubscribe = spool.onChange((job, before) =>
      reported.push(`${before?.reason ?? 'new'} → ${job.reason}`),
    );
    const job = await acceptOne(spool);
    await spool.apply(job.id, { kind: 'held' });
    await spool.apply(job.id, { kind: 'held' });
    await spool.apply(job.id, { kind: 'released' });
    await spool.claim('HARDCOPY');
    unsubscribe();
    await spool.apply(job.id, { kind: 'cancelled' });
    assert.deepEqual(reported, ['new → queued', 'queued → held', 'held → queued', 'queued → rendering']);
  });

  test('reach every listener, though one of them throws', async (context) => {
    const spool = await openTestSpool(context, temporaryFolder(context));
    const reported: string[] = [];
    spool.onChange(() => {
      throw new Error('broken');
    });
    spool.onChange((job) => reported.push(job.id));
    const job = await acceptOne(spool);
    assert.deepEqual(reported, [job.id]);
  });

  test('that the state forbids, or of unknown jobs, throw and are not reported', async (context) => {
    const spool = await openTestSpool(context, temporaryFolder(context));
    const job = await acceptOne(spool);
    spool.onChange(() => assert.fail('nothing changed'));
    await assert.rejects(spool.apply(job.id, { kind: 'run-ended' }), TransitionRefusal);
    await assert.rejects(spool.apply('unknown', { kind: 'held' }), UnknownJobRefusal);
  });
});

describe('retention', () => {
  test('takes pixels and document of finished jobs after their time, rows later, never of an unfinished job', async (context) => {
    const folder = temporaryFolder(context);
    let now = noon;
    const retention = { keepPixelsDays: 1, keepJobsDays: 2, maxBytes: 1e9 };
    const open = () => openTestSpool(context, folder, { retention, now: () => now });
    let spool = await open();
    const done = await acceptOne(spool);
    await finish(spool, done);
    const waiting = await acceptOne(spool);
    const reopenAt = async (hours: number) => {
      await spool.close();
      now = later(hours * 3600);
      spool = await open();
      await spool.housekept();
    };
    await reopenAt(23);
    assert.equal((await pixelFiles(folder)).length, 3);
    await reopenAt(25);
    const emptied = await spool.job(done.id);
    assert.deepEqual(
      [emptied?.state, emptied?.document, emptied?.payloadRemovedAt],
      ['DONE', null, later(25 * 3600)],
    );
    assert.equal((await pixelFiles(folder)).length, 1);
    await reopenAt(49);
    assert.deepEqual(
      (await spool.jobs()).map((job) => job.id),
      [waiting.id],
    );
    assert.equal((await pixelFiles(folder)).length, 1);
    assert.equal((await spool.claim('HARDCOPY'))?.id, waiting.id);
  });

  test('above the budget the job that finished first goes first, as soon as one finishes', async (context) => {
    const folder = temporaryFolder(context);
    // Each job has 6 bytes of pixels and 8 of document.
    const retention = { ...noRetention, maxBytes: 30 };
    const spool = await openTestSpool(context, folder, { retention });
    const jobs = [await acceptOne(spool), await acceptOne(spool), await acceptOne(spool)];
    await finish(spool, jobs[1]!);
    await spool.housekept();
    await finish(spool, jobs[0]!);
    await spool.housekept();
    const emptied = async () =>
      (await spool.jobs()).filter((job) => job.payloadRemovedAt).map((job) => job.id);
    // 6 + 14 + 14 bytes: one has to go, and it is the one that finished first.
    assert.deepEqual(await emptied(), [jobs[1]!.id]);
    await assert.rejects(spool.apply(jobs[1]!.id, { kind: 'retried' }), TransitionRefusal);
  });

  test('keeps room on the disk for films to come', async (context) => {
    const folder = await smallDisk(context, 4608);
    if (folder === undefined) return;
    const retention = { ...noRetention, keepFreeBytes: 2 * 1024 * 1024 };
    const spool = await openTestSpool(context, folder, { retention });
    const jobs: Job[] = [];
    for (let count = 0; count < 2; count += 1) {
      const pixels = await blobOf(spool, Buffer.alloc(1_500_000));
      jobs.push(await spool.accept(requestOf([filmOf(pixels)])));
    }
    for (const job of jobs) await finish(spool, job);
    await spool.housekept();
    // Without the first there are 2 MiB free again, so the second stays.
    const removed = (await spool.jobs()).map((job) => job.payloadRemovedAt !== null);
    assert.deepEqual(removed, [false, true]);
  });

  test('logs its errors, without failing the spool', async (context) => {
    const folder = temporaryFolder(context);
    const store = await storeWith(folder, () => ({ payloadBytes: () => Promise.reject(new Error('no')) }));
    const spool = await openTestSpool(context, folder, { store });
    await spool.housekept();
    assert.equal((await acceptOne(spool)).state, 'PENDING');
  });
});
