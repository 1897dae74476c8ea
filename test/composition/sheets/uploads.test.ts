// Uploaded files: how they are recognized, their limits, and that incomplete uploads leave nothing.
import assert from 'node:assert/strict';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import sharp from 'sharp';
import { Uploads, type UploadLimits } from '../../../src/composition/sheets/uploads.ts';
import { maxFileBytes } from '../../../src/images/image-file.ts';
import { createImageReader } from '../../../src/images/image-reader.ts';
import { dicomFile, gray8 } from '../../print-scu/dicom-files.ts';
import { RequestRefusal } from '../../../src/shared/errors/request-refusals.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function opened(t: TestContext, limits: Partial<UploadLimits> = {}, now?: () => number) {
  const folder = path.join(temporaryFolder(t), 'uploads');
  const reader = createImageReader({ threads: 1 });
  const uploads = await Uploads.open({
    folder,
    reader,
    roomBytes: () => 1e12,
    limits,
    ...(now && { now }),
  });
  t.after(async () => {
    await uploads.close();
    await reader.close();
  });
  return { uploads, files: () => readdir(folder) };
}

// eslint-disable-next-line @typescript-eslint/require-await -- as a socket gives them
async function* chunks(...some: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  yield* some;
}

const body = (bytes: Uint8Array, name: string | null = null) => ({
  name,
  byteLength: bytes.length,
  chunks: chunks(bytes),
  owner: null,
});

const refusedAs = (code: string, says: RegExp) => (error: unknown) => {
  assert.ok(error instanceof RequestRefusal);
  assert.equal(error.code, code);
  assert.match(error.message, says);
  return true;
};

const picture = () =>
  sharp({ create: { width: 30, height: 20, channels: 3, background: '#a03020' } })
    .png()
    .toBuffer();

/** A PNG of a few bytes that declares this size. */
async function declaring(width: number, height: number): Promise<Buffer> {
  const png = Buffer.from(await picture());
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  const { crc32 } = await import('node:zlib');
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

test('says what a file is, and keeps the name for messages only', async (t) => {
  const { uploads, files } = await opened(t);
  const shown = await uploads.receive(body(await picture(), 'a b.png'));
  assert.ok(shown.kind === 'image');
  const { format, frames, rows, columns, color, modality, hasTrueSize, name } = shown;
  assert.deepEqual(
    { format, frames, rows, columns, color, modality, hasTrueSize, name },
    {
      format: 'PNG',
      frames: 1,
      rows: 20,
      columns: 30,
      color: true,
      modality: null,
      hasTrueSize: false,
      name: 'a b.png',
    },
  );
  assert.deepEqual(await files(), [shown.id]);
  const small = sharp(await uploads.thumbnail(shown.id, null));
  const { width, height } = await small.metadata();
  assert.deepEqual([width, height], [30, 20]);
  const { channels } = await small.stats();
  assert.deepEqual(
    channels.map(({ mean }) => Math.round(mean)),
    [0xa0, 0x30, 0x20],
  );
});

test('names what is not an image, and what is a broken one', async (t) => {
  const { uploads } = await opened(t);
  const found = async (bytes: Uint8Array) => {
    const { kind, ...rest } = await uploads.receive(body(bytes));
    return [kind, 'found' in rest ? rest.found : '', 'reason' in rest ? rest.reason : ''];
  };
  const other = /not an image of a known format; DICOM, PDF, PNG, JPEG and TIFF files can be$/;
  for (const [bytes, kind] of [
    [Buffer.from('PK\u0003\u0004 and more'), 'archive'],
    [Buffer.from('Dear colleague,\n'), 'text'],
    [Buffer.from('<!DOCTYPE html><p>'), 'web-page'],
    [Buffer.from([0, 0, 0, 20, ...Buffer.from('ftypisom')]), 'video'],
    [Buffer.from([1, 2, 3, 4, 5]), 'unknown'],
    [Buffer.alloc(0), 'empty'],
  ] as const) {
    const [what, seems, reason] = await found(bytes);
    assert.deepEqual([what, seems], ['other', kind]);
    assert.match(String(reason), other, kind);
    assert.doesNotMatch(String(reason), /\//, 'no path');
  }
  const cut = await found((await picture()).subarray(0, 40));
  assert.equal(cut[0], 'broken');
  assert.match(String(cut[2]), /broken picture/);
});

test('a picture that would take all memory is refused with a sentence', async (t) => {
  const { uploads } = await opened(t);
  const shown = await uploads.receive(body(await declaring(60_000, 60_000)));
  assert.ok(shown.kind === 'broken');
  assert.equal(shown.reason, 'it has 60000 × 60000 pixels; at most 268 million are allowed');
});

test('a file that is too long, announced or not, leaves nothing', async (t) => {
  const { uploads, files } = await opened(t, { maxFileBytes: 100 });
  const tooLarge = refusedAs('body-too-large', /^the file has 0.0 GB; at most 0.0 GB are allowed$/);
  let read = 0;
  const counted = async function* () {
    for await (const chunk of chunks(Buffer.alloc(60), Buffer.alloc(60), Buffer.alloc(60))) {
      read += 1;
      yield chunk;
    }
  };
  await assert.rejects(
    uploads.receive({ name: null, byteLength: 101, chunks: counted(), owner: null }),
    tooLarge,
  );
  assert.equal(read, 0);
  await assert.rejects(
    uploads.receive({ name: null, byteLength: undefined, chunks: counted(), owner: null }),
    tooLarge,
  );
  assert.equal(read, 2);
  assert.deepEqual(await files(), []);
});

test('a file of 2 GB is refused by its announced length', async (t) => {
  const { uploads } = await opened(t);
  await assert.rejects(
    uploads.receive({ name: null, byteLength: 2 ** 31, chunks: chunks(), owner: null }),
    refusedAs('body-too-large', /^the file has 2.1 GB; at most 2.1 GB are allowed$/),
  );
});

test('an upload that ends early leaves nothing, and does not count', async (t) => {
  const { uploads, files } = await opened(t, { maxBytes: 1000, maxFiles: 1 });
  const broken = async function* () {
    yield* chunks(Buffer.alloc(400));
    throw new Error('aborted');
  };
  await assert.rejects(
    uploads.receive({ name: null, byteLength: 900, chunks: broken(), owner: null }),
    /^Error: aborted$/,
  );
  assert.deepEqual(await files(), []);
  const { id } = await uploads.receive(body(Buffer.alloc(900, 1)));
  assert.deepEqual(await files(), [id]);
});

test('the number of files, their bytes and the disk are limited; a removed file makes room', async (t) => {
  const { uploads } = await opened(t, { maxBytes: 1000, maxFiles: 2 });
  const first = await uploads.receive(body(Buffer.alloc(600, 1)));
  await assert.rejects(
    uploads.receive(body(Buffer.alloc(600, 1))),
    refusedAs('uploads-full', /more than 0.0 GB/),
  );
  // Its length is not announced: found out while it arrives.
  await assert.rejects(
    uploads.receive({
      name: null,
      byteLength: undefined,
      chunks: chunks(Buffer.alloc(300), Buffer.alloc(300)),
      owner: null,
    }),
    refusedAs('uploads-full', /more than 0.0 GB/),
  );
  await uploads.remove(first.id, null);
  await uploads.remove(first.id, null);
  assert.throws(() => uploads.shown(first.id, null), refusedAs('no-such-upload', /it may have expired$/));
  await uploads.receive(body(Buffer.alloc(300, 1)));
  await uploads.receive(body(Buffer.alloc(300, 1)));
  await assert.rejects(
    uploads.receive(body(Buffer.alloc(1))),
    refusedAs('uploads-full', /^there are 2 files already/),
  );
});

test('a file that is not used expires', async (t) => {
  let now = 0;
  const { uploads } = await opened(t, { keepMs: 1 }, () => now);
  const { id, expiresAt } = await uploads.receive(body(await picture()));
  assert.equal(expiresAt, new Date(1).toISOString());
  now = 5;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const look = (): void => {
    if (uploads.size === 0) resolve(undefined);
    else setImmediate(look);
  };
  look();
  await promise;
  assert.throws(() => uploads.shown(id, null), refusedAs('no-such-upload', /may have expired/));
});

test('a file belongs to the user who uploaded it: for others it does not exist', async (t) => {
  const { uploads } = await opened(t);
  const { id } = await uploads.receive({ ...body(await picture()), owner: 'anna' });
  for (const other of ['bert', null]) {
    const gone = refusedAs('no-such-upload', /there is no upload/);
    assert.throws(() => uploads.shown(id, other), gone);
    assert.throws(() => uploads.facts(id, other), gone);
    await assert.rejects(uploads.thumbnail(id, other), gone);
    await uploads.remove(id, other);
  }
  assert.equal(uploads.shown(id, 'anna').id, id);
  await uploads.remove(id, 'anna');
  assert.equal(uploads.size, 0);
});

test('a file above the limit is refused by a sentence before it is read: memory does not grow', async (t) => {
  const reader = createImageReader({ threads: 1 });
  t.after(() => reader.close());
  const file = path.join(temporaryFolder(t), 'large.dcm');
  const handle = await open(file, 'w');
  await handle.write(dicomFile(gray8(1, 2), Buffer.from([1, 2])));
  // Sparse: it takes no space on the disk.
  await handle.truncate(2 ** 31 - 1);
  await handle.close();
  const before = process.resourceUsage().maxRSS;
  await assert.rejects(reader.open(file), /it has 2048 MiB; at most 512 MiB are read: export fewer frames/);
  const grown = (process.resourceUsage().maxRSS - before) / 1024;
  assert.ok(grown < maxFileBytes / 1024 ** 2 / 4, `${grown} MiB`);
});

test('a DICOM file that lies about its size is answered by a sentence', async (t) => {
  const { uploads } = await opened(t);
  const honest = dicomFile(gray8(4, 4), Buffer.alloc(16, 7));
  const tag = honest.lastIndexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00]));
  assert.ok(tag > 0);
  const longer = Buffer.from(honest);
  // The length of Pixel Data, explicit VR: after tag, VR and two reserved bytes.
  longer.writeUInt32LE(0x7ffffffe, tag + 8);
  const lies: Readonly<Record<string, readonly [bytes: Uint8Array, says: RegExp]>> = {
    'Pixel Data longer than the file': [longer, /declares 2147483646 bytes where 16 follow$/],
    'a width and height of 65535': [
      dicomFile(gray8(65_535, 65_535), Buffer.alloc(16)),
      /at most \d+ million are allowed$/,
    ],
  };
  for (const [lie, [bytes, says]] of Object.entries(lies)) {
    const before = process.resourceUsage().maxRSS;
    const shown = await uploads.receive(body(bytes));
    assert.ok(shown.kind === 'broken', `${lie}: ${shown.kind}`);
    assert.match(shown.reason, says, lie);
    assert.ok(process.resourceUsage().maxRSS - before < 200 * 1024, lie);
  }
  // It has fewer pixels than rows: found out when the pixels are read.
  const { id, kind } = await uploads.receive(body(dicomFile(gray8(4000, 4), Buffer.alloc(16))));
  assert.equal(kind, 'image');
  await assert.rejects(uploads.thumbnail(id, null), refusedAs('not-printable', /\d+ bytes/));
});
