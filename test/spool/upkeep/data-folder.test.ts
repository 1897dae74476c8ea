// One server per data folder: a second one gets the owner's name, and the lock of a killed one is released.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { SetupFailure } from '../../../src/shared/errors/errors.ts';
import type { SetupErrorCode } from '../../../src/shared/errors/error-table.ts';
import { openDataFolder } from '../../../src/spool/upkeep/data-folder.ts';
import { markerName } from '../../../src/spool/upkeep/data-folder-owner.ts';
import { noon, startChild } from '../spool-fixture.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function setupFailure(code: SetupErrorCode, sentence: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof SetupFailure);
    assert.equal(error.code, code);
    assert.match(error.message, sentence);
    return true;
  };
}

test('a data folder is made with those above it, its spool closed to others', async (context) => {
  const folder = path.join(temporaryFolder(context), 'var', 'hardcopy');
  const data = await openDataFolder(folder, { now: () => noon });
  assert.equal(data.path, folder);
  assert.equal(data.spool, path.join(folder, 'spool'));
  assert.equal((await stat(data.spool)).mode & 0o777, 0o700);
  assert.deepEqual(JSON.parse(await readFile(path.join(folder, 'lock.json'), 'utf8')), {
    pid: process.pid,
    host: hostname(),
    since: noon.toISOString(),
  });
  await data.close();
  assert.equal(existsSync(path.join(folder, 'lock.json')), false);
});

test('a second server is refused with the owner of the folder; once the first releases it, it is accepted', async (context) => {
  const folder = temporaryFolder(context);
  const first = await openDataFolder(folder, { now: () => noon });
  const sentence = new RegExp(
    `is in use by the server with process id ${process.pid} on .*, since 2026-03-01T12:00`,
  );
  await assert.rejects(openDataFolder(folder), setupFailure('data-folder-held', sentence));
  // Being refused took nothing from the first.
  await assert.rejects(openDataFolder(folder), setupFailure('data-folder-held', sentence));
  await first.close();
  await (await openDataFolder(folder)).close();
});

test('another process is refused, and one killed with SIGKILL leaves no lock behind', async (context) => {
  const folder = temporaryFolder(context);
  const child = startChild(context, 'holder-child.ts', folder);
  assert.equal(await child.line(), 'held');
  const sentence = new RegExp(`process id ${String(child.process.pid)} on`);
  await assert.rejects(openDataFolder(folder), setupFailure('data-folder-held', sentence));
  await child.kill();
  assert.ok(existsSync(path.join(folder, 'lock.json')), 'the dead process could not remove it');
  const data = await openDataFolder(folder);
  assert.match(await readFile(path.join(folder, 'lock.json'), 'utf8'), new RegExp(`"pid":${process.pid},`));
  await data.close();
});

test('lock.json alone does not lock the folder, even if the process named in it is running', async (context) => {
  const folder = temporaryFolder(context);
  const holder = { pid: process.pid, host: hostname(), since: noon.toISOString() };
  await writeFile(path.join(folder, 'lock.json'), JSON.stringify(holder));
  await (await openDataFolder(folder)).close();
});

test('a holder that cannot be named is still a holder', async (context) => {
  const folder = temporaryFolder(context);
  const data = await openDataFolder(folder);
  await writeFile(path.join(folder, 'lock.json'), '{"pid":');
  await assert.rejects(
    openDataFolder(folder),
    setupFailure('data-folder-held', /is in use by another server/),
  );
  await data.close();
});

test('a folder that cannot be made or written is named with the cause', async (context) => {
  const folder = temporaryFolder(context);
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  await assert.rejects(
    openDataFolder(file),
    setupFailure('data-folder-unusable', /file cannot be used: EEXIST/),
  );
  await assert.rejects(
    openDataFolder(path.join(file, 'below')),
    setupFailure('data-folder-unusable', /file\/below cannot be used: ENOTDIR/),
  );
});

test('only a folder of its own: empty, made by an earlier start, or marked', async (context) => {
  const folder = temporaryFolder(context);
  const accepted = async (name: string, ignored: readonly string[] = []) => {
    const data = await openDataFolder(path.join(folder, name), { now: () => noon, ignored });
    await data.close();
    const marker: unknown = JSON.parse(await readFile(path.join(folder, name, markerName), 'utf8'));
    assert.ok(marker instanceof Object && 'product' in marker && marker.product === 'hardcopy');
  };
  await mkdir(path.join(folder, 'empty'));
  await accepted('empty');
  await accepted('empty');
  // What people put into it later does not matter.
  await writeFile(path.join(folder, 'empty', 'notes.txt'), '');
  await accepted('empty');

  await mkdir(path.join(folder, 'begun', 'spool'), { recursive: true });
  await mkdir(path.join(folder, 'begun', 'lost+found'));
  await writeFile(path.join(folder, 'begun', 'lock.db'), '');
  await accepted('begun');

  const config = path.join(folder, 'with-config', 'hardcopy.yaml');
  await mkdir(path.dirname(config));
  await writeFile(config, '');
  const foreign = setupFailure(
    'data-folder-unusable',
    /with-config holds files that are not Hardcopy's \("hardcopy.yaml"\); name a folder that is empty/,
  );
  await assert.rejects(openDataFolder(path.dirname(config)), foreign);
  await accepted('with-config', [config]);
});

test('folders of the machine and folders of others are refused, and nothing is written there', async (context) => {
  const folder = temporaryFolder(context);
  const used = path.join(folder, 'used');
  for (const name of ['d', 'a', 'c', 'b', 'e']) await mkdir(path.join(used, name), { recursive: true });
  await assert.rejects(
    openDataFolder(used),
    setupFailure('data-folder-unusable', /\("a", "b", "c" and 2 more\); name a folder that is empty/),
  );
  assert.deepEqual((await readdir(used)).toSorted(), ['a', 'b', 'c', 'd', 'e']);
  await symlink('/var', path.join(folder, 'link'));
  for (const shared of ['/', '/var', '/etc', '/tmp', homedir(), path.join(folder, 'link')]) {
    const sentence = /folder of the whole machine; name a folder that is empty or does not exist yet/;
    await assert.rejects(openDataFolder(shared), setupFailure('data-folder-unusable', sentence), shared);
  }
  assert.equal(existsSync('/var/lock.db'), false);
});
