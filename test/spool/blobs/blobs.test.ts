// Blobs on a real disk: the bytes that went in are the bytes there, whatever the fragments; errors leave nothing.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mock, test } from 'node:test';
import fc from 'fast-check';
import { JobFailure } from '../../../src/shared/errors/errors.ts';
import type { BlobRef, BlobWriter } from '../../../src/shared/film/film.ts';
import { blobBufferBytes, BufferPool, FileBlobWriter } from '../../../src/spool/blobs/blob-writer.ts';
import { openBlobs, type Blobs } from '../../../src/spool/blobs/blobs.ts';
import { filesIn, holdSyncs, noon, temporaryFolder, waitFor } from '../spool-fixture.ts';

const clock = () => noon;

async function write(writer: BlobWriter, bytes: Uint8Array, fragment: number): Promise<void> {
  for (let offset = 0; offset < bytes.length; offset += fragment) {
    // A copy, overwritten afterwards: the bytes must have been taken when `write` is done.
    const chunk = Buffer.from(bytes.subarray(offset, offset + fragment));
    await writer.write(chunk);
    chunk.fill(0xee);
  }
}

async function stored(blobs: Blobs, bytes: Uint8Array, fragment = 4096): Promise<BlobRef> {
  const writer = await blobs.open();
  await write(writer, bytes, fragment);
  return writer.finish();
}

async function keep(blobs: Blobs, ...refs: BlobRef[]): Promise<void> {
  await blobs.synced(refs);
  await blobs.keep(refs);
}

test('what is written is what is kept, whatever the fragments', async (context) => {
  const blobs = await openBlobs(await temporaryFolder(context), clock);
  const source = randomBytes(3 * blobBufferBytes + 1);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: source.length }),
      fc.oneof(
        fc.integer({ min: 1000, max: 70_000 }),
        fc.integer({ min: blobBufferBytes - 1, max: 800_000 }),
      ),
      async (length, fragment) => {
        const bytes = source.subarray(0, length);
        const ref = await stored(blobs, bytes, fragment);
        assert.equal(ref.byteLength, length);
        await keep(blobs, ref);
        assert.ok((await readFile(blobs.pathOf(ref.key))).equals(bytes));
        await blobs.remove([ref.key]);
      },
    ),
    { numRuns: 40 },
  );
});

test('small fragments become writes of 128 KiB, and a sender faster than the disk waits', async (context) => {
  const folder = await temporaryFolder(context);
  const handle = await open(path.join(folder, 'slow'), 'w');
  const lengths: number[] = [];
  const gates: (() => void)[] = [];
  const slow = handle.write.bind(handle);
  mock.method(handle, 'write', async (bytes: Buffer, offset: number, length: number) => {
    lengths.push(length);
    await new Promise<void>((resolve) => gates.push(resolve));
    return slow(bytes, offset, length);
  });
  const writer = new FileBlobWriter({
    ...{ key: 'slow', path: path.join(folder, 'slow'), handle, buffers: new BufferPool(0) },
    sync: () => Promise.resolve(undefined),
    finished: () => undefined,
  });
  const fragment = Buffer.alloc(blobBufferBytes / 8);
  const waits: boolean[] = [];
  let waiting: void | Promise<void> = undefined;
  for (let count = 0; count < 17 && !waiting; count += 1) {
    waiting = writer.write(fragment);
    waits.push(waiting instanceof Promise);
  }
  // Eight fragments fill the buffer that is being written, eight more the other one; the next one has to wait.
  assert.deepEqual(waits.indexOf(true), 16);
  assert.deepEqual(lengths, [blobBufferBytes]);
  gates[0]?.();
  await waiting;
  assert.deepEqual(lengths, [blobBufferBytes, blobBufferBytes]);
  gates[1]?.();
  const finished = writer.finish();
  await waitFor(() => gates.length === 3);
  gates[2]?.();
  assert.equal((await finished).byteLength, 17 * fragment.length);
  assert.deepEqual(lengths, [blobBufferBytes, blobBufferBytes, fragment.length]);
  await handle.close();
});

test('a disk that takes only part of a write is asked again for the rest', async (context) => {
  const folder = await temporaryFolder(context);
  const file = path.join(folder, 'blob');
  const handle = await open(file, 'w');
  const whole = handle.write.bind(handle);
  mock.method(handle, 'write', (bytes: Buffer, offset: number, length: number) =>
    whole(bytes, offset, Math.min(length, 100_000)),
  );
  const bytes = randomBytes(300_000);
  const writer = new FileBlobWriter({
    ...{ key: 'blob', path: file, handle, buffers: new BufferPool(2) },
    sync: () => Promise.resolve(undefined),
    finished: () => undefined,
  });
  await write(writer, bytes, 50_000);
  assert.equal((await writer.finish()).byteLength, bytes.length);
  await handle.close();
  assert.ok((await readFile(file)).equals(bytes));
});

test('a blob is in incoming/ until it is kept, then in a folder of its half minute', async (context) => {
  const folder = await temporaryFolder(context);
  const blobs = await openBlobs(folder, clock);
  const ref = await stored(blobs, Buffer.from('pixels'));
  assert.deepEqual(await filesIn(folder), [`incoming/${ref.key}`]);
  await keep(blobs, ref);
  assert.deepEqual(await filesIn(folder), [`blobs/${ref.key.slice(4, 6)}/${ref.key}`]);
  assert.equal(blobs.pathOf(ref.key), path.join(folder, 'blobs', ref.key.slice(4, 6), ref.key));
  // Kept twice (a film box printed twice) it stays.
  await keep(blobs, ref);
  assert.equal(await readFile(blobs.pathOf(ref.key), 'utf8'), 'pixels');
});

test('a blob is kept only after it was synced', async (context) => {
  const folder = await temporaryFolder(context);
  const syncs = await holdSyncs(context, 'datasync');
  const blobs = await openBlobs(folder, clock);
  const ref = await stored(blobs, Buffer.from('pixels'));
  let synced = false;
  const waiting = blobs.synced([ref]).then(() => (synced = true));
  await waitFor(() => syncs.held.length === 1);
  await new Promise(setImmediate);
  assert.equal(synced, false);
  syncs.held[0]?.();
  await waiting;
  assert.equal(synced, true);
});

test('a sync that failed is told every time it is asked for: the disk would say only once', async (context) => {
  const folder = await temporaryFolder(context);
  const syncs = await holdSyncs(context, 'datasync');
  const blobs = await openBlobs(folder, clock);
  const ref = await stored(blobs, Buffer.from('pixels'));
  await waitFor(() => syncs.held.length === 1);
  syncs.failWith = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
  syncs.held[0]?.();
  await assert.rejects(blobs.synced([ref]), { code: 'EIO' });
  await assert.rejects(blobs.synced([ref]), { code: 'EIO' });
});

test('keeping ends only when the name of the blob is on disk as well', async (context) => {
  const folder = await temporaryFolder(context);
  const blobs = await openBlobs(folder, clock);
  const ref = await stored(blobs, Buffer.from('pixels'));
  await blobs.synced([ref]);
  // Its folder is made first, and that name synced too.
  await mkdir(path.dirname(blobs.pathOf(ref.key)), { recursive: true });
  const syncs = await holdSyncs(context, 'sync');
  const keeping = blobs.keep([ref]);
  await waitFor(() => syncs.held.length === 1);
  assert.ok(existsSync(blobs.pathOf(ref.key)), 'it was renamed before its folder was synced');
  syncs.failWith = Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' });
  syncs.held[0]?.();
  await assert.rejects(keeping, { code: 'EIO' });
  // Tried again, the folder is synced again.
  const again = blobs.keep([ref]);
  await waitFor(() => syncs.held.length === 2);
  delete syncs.failWith;
  syncs.held[1]?.();
  await again;
});

test('a large blob is synced in parts while it is written', async (context) => {
  const folder = await temporaryFolder(context);
  const syncs = await holdSyncs(context, 'datasync');
  const blobs = await openBlobs(folder, clock);
  const writer = await blobs.open();
  await write(writer, Buffer.alloc(9 * 1024 * 1024), 1024 * 1024);
  await waitFor(() => syncs.held.length === 1);
  const [name] = await readdir(path.join(folder, 'incoming'));
  assert.ok(name);
  syncs.failWith = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
  syncs.held[0]?.();
  await waitFor(() => !existsSync(path.join(folder, 'incoming', name)));
  await assert.rejects(
    async () => {
      for (;;) await writer.write(Buffer.alloc(1024 * 1024));
    },
    { code: 'EIO' },
  );
  await writer.discard();
  assert.deepEqual(await filesIn(path.join(folder, 'incoming')), []);
});

test('a discarded blob vanishes, begun or finished', async (context) => {
  const folder = await temporaryFolder(context);
  const blobs = await openBlobs(folder, clock);
  const begun = await blobs.open();
  await begun.write(Buffer.alloc(300_000));
  await begun.discard();
  const finished = await stored(blobs, Buffer.alloc(300_000));
  await blobs.remove([finished.key]);
  const kept = await stored(blobs, Buffer.alloc(10));
  await keep(blobs, kept);
  await blobs.remove([kept.key, kept.key]);
  assert.deepEqual(await filesIn(folder), []);
});

test('finish and discard end a writer', async (context) => {
  const blobs = await openBlobs(await temporaryFolder(context), clock);
  const writer = await blobs.open();
  const ref = await writer.finish();
  assert.equal(ref.byteLength, 0);
  assert.throws(() => writer.write(Buffer.alloc(1)), /has ended/);
  await assert.rejects(writer.finish(), /has ended/);
  // Too late: the blob is whole, and goes with `remove`.
  await writer.discard();
  await keep(blobs, ref);
});

test('a full disk is told with its code, by write and by finish, and nothing is left', async (context) => {
  const folder = await temporaryFolder(context);
  const file = path.join(folder, 'blob');
  for (const bytes of [10 * blobBufferBytes, 10]) {
    await writeFile(file, '');
    const writer = new FileBlobWriter({
      // The device that is always full.
      ...{ key: 'blob', path: file, handle: await open('/dev/full', 'w'), buffers: new BufferPool(2) },
      sync: () => Promise.resolve(undefined),
      finished: () => assert.fail('it is not whole'),
    });
    await assert.rejects(
      async () => {
        await write(writer, Buffer.alloc(bytes), 100_000);
        await writer.finish();
      },
      { code: 'ENOSPC' },
    );
    await writer.discard();
    assert.equal(existsSync(file), false);
  }
});

test("what lies in incoming/ at a start is nobody's and goes", async (context) => {
  const folder = await temporaryFolder(context);
  const before = await openBlobs(folder, clock);
  await stored(before, Buffer.from('half of a film'));
  const kept = await stored(before, Buffer.from('pixels'));
  await keep(before, kept);
  await openBlobs(folder, clock);
  assert.deepEqual(await filesIn(folder), [`blobs/${kept.key.slice(4, 6)}/${kept.key}`]);
});

test('a blob that is missing or too short is not kept', async (context) => {
  const folder = await temporaryFolder(context);
  const blobs = await openBlobs(folder, clock);
  const missing = { key: '1kjmma2g0aaaaaaa', byteLength: 6 };
  const isMissing = (error: unknown) => error instanceof JobFailure && error.code === 'pixels-missing';
  await assert.rejects(blobs.keep([missing]), isMissing);
  await mkdir(path.dirname(blobs.pathOf(missing.key)), { recursive: true });
  await writeFile(blobs.pathOf(missing.key), 'short');
  await assert.rejects(blobs.keep([missing]), isMissing);
});

test('a key that was not made here leads nowhere', async (context) => {
  const blobs = await openBlobs(await temporaryFolder(context), clock);
  for (const key of ['../../../etc/passwd', '', '1kjmma2g0aaaaaa/', 'x'.repeat(17)]) {
    assert.throws(() => blobs.pathOf(key), /no key of a blob/);
  }
});
