// Blobs in a folder on a real disk: the contract of all blob engines, and specifics: how writes are gathered and synced, where
// the files are, and that errors leave no files.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  appendFile,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { mock, test } from 'node:test';
import { JobFailure } from '../../../../src/shared/errors/errors.ts';
import type { BlobRef } from '../../../../src/shared/film/film.ts';
import {
  blobBufferBytes,
  BufferPool,
  FileBlobWriter,
} from '../../../../src/spool/blobs/folder/blob-writer.ts';
import type { DocumentIdentity } from '../../../../src/shared/stored-files.ts';
import { openFolderBlobs } from '../../../../src/spool/blobs/folder/folder-blobs.ts';
import { openFolderDocuments } from '../../../../src/spool/blobs/folder/folder-documents.ts';
import { failWrites, filesIn, holdSyncs, noon, waitFor } from '../../spool-fixture.ts';
import { blobContract, keep, stored, write } from '../blob-contract.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const clock = () => noon;
const fileOf = (folder: string, { key }: BlobRef) => path.join(folder, 'blobs', key.slice(4, 6), key);

blobContract((context) => {
  const folder = temporaryFolder(context);
  return Promise.resolve({
    open: (now) => openFolderBlobs(folder, now),
    tear: (ref) => truncate(fileOf(folder, ref), ref.byteLength - 1),
    fill: () =>
      failWrites(
        context,
        Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
      ),
    keys: async () => (await filesIn(folder)).map((file) => path.basename(file)),
  });
});

test('small fragments become writes of 128 KiB, and a sender faster than the disk waits', async (context) => {
  const folder = temporaryFolder(context);
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
    key: 'slow',
    path: path.join(folder, 'slow'),
    handle,
    buffers: new BufferPool(0),
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
  const folder = temporaryFolder(context);
  const file = path.join(folder, 'blob');
  const handle = await open(file, 'w');
  const whole = handle.write.bind(handle);
  mock.method(handle, 'write', (bytes: Buffer, offset: number, length: number) =>
    whole(bytes, offset, Math.min(length, 100_000)),
  );
  const bytes = randomBytes(300_000);
  const writer = new FileBlobWriter({
    key: 'blob',
    path: file,
    handle,
    buffers: new BufferPool(2),
    sync: () => Promise.resolve(undefined),
    finished: () => undefined,
  });
  await write(writer, bytes, 50_000);
  assert.equal((await writer.finish()).byteLength, bytes.length);
  await handle.close();
  assert.ok((await readFile(file)).equals(bytes));
});

test('a blob is in incoming/ until it is kept, then in a folder of its half minute', async (context) => {
  const folder = temporaryFolder(context);
  const blobs = await openFolderBlobs(folder, clock);
  const ref = await stored(blobs, Buffer.from('pixels'));
  assert.deepEqual(await filesIn(folder), [`incoming/${ref.key}`]);
  await keep(blobs, ref);
  assert.deepEqual(await filesIn(folder), [`blobs/${ref.key.slice(4, 6)}/${ref.key}`]);
  // Kept twice (a film box printed twice) it stays.
  await keep(blobs, ref);
  assert.equal(await readFile(fileOf(folder, ref), 'utf8'), 'pixels');
});

test('a blob is kept only after it was synced', async (context) => {
  const folder = temporaryFolder(context);
  const syncs = await holdSyncs(context, 'datasync');
  const blobs = await openFolderBlobs(folder, clock);
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

test('a failed sync is reported on every request, although the disk reports it only once', async (context) => {
  const folder = temporaryFolder(context);
  const syncs = await holdSyncs(context, 'datasync');
  const blobs = await openFolderBlobs(folder, clock);
  const ref = await stored(blobs, Buffer.from('pixels'));
  await waitFor(() => syncs.held.length === 1);
  syncs.failWith = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
  syncs.held[0]?.();
  await assert.rejects(blobs.synced([ref]), { code: 'EIO' });
  await assert.rejects(blobs.synced([ref]), { code: 'EIO' });
});

test('keeping ends only when the name of the blob is on disk as well', async (context) => {
  const folder = temporaryFolder(context);
  const blobs = await openFolderBlobs(folder, clock);
  const ref = await stored(blobs, Buffer.from('pixels'));
  await blobs.synced([ref]);
  // Its folder is made first, and that name synced too.
  await mkdir(path.dirname(fileOf(folder, ref)), { recursive: true });
  const syncs = await holdSyncs(context, 'sync');
  const keeping = blobs.keep([ref]);
  await waitFor(() => syncs.held.length === 1);
  assert.ok(existsSync(fileOf(folder, ref)), 'it was renamed before its folder was synced');
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
  const folder = temporaryFolder(context);
  const syncs = await holdSyncs(context, 'datasync');
  const blobs = await openFolderBlobs(folder, clock);
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
  const folder = temporaryFolder(context);
  const blobs = await openFolderBlobs(folder, clock);
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

test('a full disk is reported with its code, by write and by finish, and no file is left', async (context) => {
  const folder = temporaryFolder(context);
  const file = path.join(folder, 'blob');
  for (const bytes of [10 * blobBufferBytes, 10]) {
    await writeFile(file, '');
    const writer = new FileBlobWriter({
      // The device that is always full.
      key: 'blob',
      path: file,
      handle: await open('/dev/full', 'w'),
      buffers: new BufferPool(2),
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

test('files in incoming/ at a start have no owner and are removed', async (context) => {
  const folder = temporaryFolder(context);
  const before = await openFolderBlobs(folder, clock);
  await stored(before, Buffer.from('half of a film'));
  const kept = await stored(before, Buffer.from('pixels'));
  await keep(before, kept);
  await openFolderBlobs(folder, clock);
  assert.deepEqual(await filesIn(folder), [`blobs/${kept.key.slice(4, 6)}/${kept.key}`]);
});

test('a blob that is missing or too short is not kept', async (context) => {
  const folder = temporaryFolder(context);
  const blobs = await openFolderBlobs(folder, clock);
  const missing = { key: '1kjmma2g0aaaaaaa', byteLength: 6 };
  const isMissing = (error: unknown) => error instanceof JobFailure && error.code === 'pixels-missing';
  await assert.rejects(blobs.keep([missing]), isMissing);
  await mkdir(path.dirname(fileOf(folder, missing)), { recursive: true });
  await writeFile(fileOf(folder, missing), 'short');
  await assert.rejects(blobs.keep([missing]), isMissing);
});

test('a document is there once it is whole, and a reader of a removed one still has it', async (context) => {
  const folder = temporaryFolder(context);
  const documents = await openFolderDocuments(folder);
  const draft = await documents.draft('a');
  await writeFile(draft.path, 'document');
  const early = { byteLength: 8, version: '0' };
  assert.equal(await documents.has('a', early), false);
  assert.equal(await documents.open('a', early), undefined);
  await assert.rejects(documents.lease('a', early), { code: 'ENOENT' });
  const document = await draft.publish();
  assert.equal(document.byteLength, 8);
  assert.equal(await documents.has('a', document), true);
  assert.equal(await documents.has('a', { ...document, byteLength: 9 }), false);
  assert.deepEqual(await documents.jobIds(), ['a']);
  const opened = await documents.open('a', document);
  assert.equal(opened?.byteLength, 8);
  assert.equal((await opened.stream({ start: 1, end: 3 }).toArray()).join(''), 'ocu');
  const leased = await documents.lease('a', document);
  await documents.remove('a');
  assert.equal(await documents.has('a', document), false);
  assert.equal(await documents.open('a', document), undefined);
  assert.equal(await readFile(leased.path, 'utf8'), 'document');
  await leased.release();
  await leased.release();
  assert.deepEqual(await filesIn(folder), []);
});

test('a document that another program changed, by a name outside, counts as missing', async (context) => {
  const folder = temporaryFolder(context);
  const documents = await openFolderDocuments(folder);
  const published = async (id: string) => {
    const draft = await documents.draft(id);
    await writeFile(draft.path, 'document');
    return draft.publish();
  };
  const missing = async (id: string, document: DocumentIdentity) => {
    assert.equal(await documents.has(id, document), false);
    assert.equal(await documents.open(id, document), undefined);
    await assert.rejects(documents.lease(id, document), { code: 'ENOENT' });
  };
  const file = (id: string) => path.join(folder, 'documents', `${id}.pdf`);
  const [longer, other] = [await published('a'), await published('b')];
  await appendFile(file('a'), ' with a note');
  await missing('a', longer);
  // The same length: only the time of the change shows it.
  await writeFile(file('b'), 'DOCUMENT');
  await utimes(file('b'), new Date(), new Date(Date.now() + 60_000));
  await missing('b', other);
  // Rendered again, it is a file of its own, and the other program keeps what it has.
  await link(file('a'), path.join(folder, 'outside.pdf'));
  const again = await published('a');
  assert.equal(await documents.has('a', again), true);
  assert.equal(await readFile(path.join(folder, 'outside.pdf'), 'utf8'), 'document with a note');
});

test('a document that is made anew while the one before is read stays', async (context) => {
  const folder = temporaryFolder(context);
  const documents = await openFolderDocuments(folder);
  const publish = async (text: string) => {
    const draft = await documents.draft('a');
    await writeFile(draft.path, text);
    return draft.publish();
  };
  const leased = await documents.lease('a', await publish('first'));
  await documents.remove('a');
  const second = await publish('second');
  await leased.release();
  assert.equal(await documents.has('a', second), true);
  const scratch = await documents.scratch('a', 'ipp:1', 0);
  await writeFile(scratch.path, 'for a device');
  await scratch.release();
  assert.deepEqual(await filesIn(folder), ['documents/a.pdf']);
});
