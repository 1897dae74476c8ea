// The order in which a file becomes durable: its bytes, its name, the folder that names it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { FolderSyncs, makeFolder, publishFile } from '../../src/shared/durable-files.ts';
import { holdSyncs, waitFor } from '../spool/spool-fixture.ts';
import { smallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a file has its name only once its bytes are synced, and then its folder is synced', async (context) => {
  const folder = temporaryFolder(context);
  const [temporary, final] = [path.join(folder, 'film.part'), path.join(folder, 'film')];
  await writeFile(temporary, 'document');
  const [bytes, names] = [await holdSyncs(context, 'datasync'), await holdSyncs(context, 'sync')];
  const publishing = publishFile(temporary, final);
  await waitFor(() => bytes.held.length === 1);
  assert.equal(existsSync(final), false);
  bytes.held[0]?.();
  await waitFor(() => names.held.length === 1);
  assert.equal(await readFile(final, 'utf8'), 'document');
  assert.equal(existsSync(temporary), false);
  names.held[0]?.();
  await publishing;
});

test('a file that could not be synced gets no name', async (context) => {
  const folder = temporaryFolder(context);
  const [temporary, final] = [path.join(folder, 'film.part'), path.join(folder, 'film')];
  await writeFile(temporary, 'document');
  const bytes = await holdSyncs(context, 'datasync');
  bytes.failWith = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
  const publishing = publishFile(temporary, final);
  await waitFor(() => bytes.held.length === 1);
  bytes.held[0]?.();
  await assert.rejects(publishing, { code: 'EIO' });
  assert.equal(existsSync(final), false);
});

test('every folder that is made has its name synced in the one above', async (context) => {
  const folder = temporaryFolder(context);
  const names = await holdSyncs(context, 'sync');
  const making = makeFolder(path.join(folder, 'a', 'b', 'c'));
  // In c's parent b, in b's parent a, and in the folder that was there.
  for (const count of [1, 2, 3]) {
    await waitFor(() => names.held.length === count);
    names.held[count - 1]?.();
  }
  await making;
  assert.ok(existsSync(path.join(folder, 'a', 'b', 'c')));
  await makeFolder(path.join(folder, 'a', 'b', 'c'));
  assert.equal(names.held.length, 3);
});

test('a folder on a disk that is read-only is EROFS, not ENOENT', async (context) => {
  const disk = await smallDisk(context, 64);
  if (disk === undefined) return;
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  await assert.rejects(makeFolder(path.join(disk, 'a', 'b')), { code: 'EROFS' });
});

const noProc = existsSync('/proc/self') ? false : 'this system has no /proc';
const refusals: readonly {
  readonly name: string;
  readonly folder: (file: string) => string;
  readonly code: string;
  readonly skip?: string | false;
}[] = [
  // No folder can be made there; Node's recursive mkdir never returns.
  { name: 'in /proc', folder: () => '/proc/nope/data', code: 'ENOENT', skip: noProc },
  { name: 'below a file', folder: (file) => path.join(file, 'a', 'b'), code: 'ENOTDIR' },
  { name: 'that is a file', folder: (file) => file, code: 'EEXIST' },
];
for (const { name, folder, code, skip = false } of refusals) {
  test(`a folder ${name} is ${code}, at once`, { timeout: 5_000, skip }, async (context) => {
    const file = path.join(temporaryFolder(context), 'file');
    await writeFile(file, '');
    await assert.rejects(makeFolder(folder(file)), { code });
  });
}

test('a folder that two callers create at the same time is created once for both', async (context) => {
  const folder = path.join(temporaryFolder(context), 'a', 'b', 'c');
  await Promise.all(Array.from({ length: 8 }, () => makeFolder(folder, 0o700)));
  assert.ok(existsSync(folder));
});

/** Syncs that end when the test says so. */
function heldSyncs() {
  const begun: {
    readonly folder: string;
    readonly end: () => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  const syncs = new FolderSyncs((folder) => {
    return new Promise<void>((resolve, reject) => {
      begun.push({ folder, end: resolve, fail: reject });
    });
  });
  return { begun, syncs };
}

test('callers who come while a folder is synced share the next sync, which begins afterwards', async () => {
  const { begun, syncs } = heldSyncs();
  const ended: string[] = [];
  const wait = (folder: string, name: string) => syncs.sync(folder).then(() => ended.push(name));
  const all = [wait('a', 'first'), wait('a', 'second'), wait('a', 'third'), wait('b', 'other')];
  assert.deepEqual(
    begun.map(({ folder }) => folder),
    ['a', 'b'],
  );
  begun[0]?.end();
  await waitFor(() => begun.length === 3);
  assert.deepEqual(ended, ['first'], 'the sync in progress may have missed the names of the others');
  all.push(wait('a', 'fourth'));
  begun[2]?.end();
  await waitFor(() => begun.length === 4);
  assert.deepEqual(ended, ['first', 'second', 'third']);
  begun[1]?.end();
  begun[3]?.end();
  await Promise.all(all);
  const again = wait('a', 'fifth');
  assert.equal(begun.length, 5, 'a folder without a sync in progress is synced at once');
  begun[4]?.end();
  await again;
});

test('a sync that fails fails for those who waited for it, and not for those who come later', async () => {
  const { begun, syncs } = heldSyncs();
  const first = syncs.sync('a');
  const [second, third] = [syncs.sync('a'), syncs.sync('a')];
  begun[0]?.fail(new Error('EIO'));
  await assert.rejects(first, /EIO/);
  await waitFor(() => begun.length === 2);
  const fourth = syncs.sync('a');
  begun[1]?.fail(new Error('ENOSPC'));
  await assert.rejects(second, /ENOSPC/);
  await assert.rejects(third, /ENOSPC/);
  await waitFor(() => begun.length === 3);
  begun[2]?.end();
  await fourth;
});
