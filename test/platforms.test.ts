// Differences on Windows, with the platform as a parameter: folders are not synced, modes have no meaning, signals differ.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkDocumentFolders, checkPermissions } from '../src/doctor/folders.ts';
import { signalsOf } from '../src/cli/server/server-process.ts';
import { loadConfig } from '../src/config/config.ts';
import { syncFolder } from '../src/shared/durable-files.ts';
import { isSharedFolder } from '../src/spool/upkeep/data-folder-owner.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

test('folders are synced on systems that can open them', async (context) => {
  const missing = path.join(temporaryFolder(context), 'missing');
  for (const platform of ['linux', 'darwin'] as const)
    await assert.rejects(syncFolder(missing, platform), { code: 'ENOENT' });
  await syncFolder(missing, 'win32');
});

test('SIGHUP reloads, but ends the server on Windows, where it is a closed console window', () => {
  for (const platform of ['linux', 'darwin'] as const)
    assert.deepEqual(signalsOf(platform), { end: ['SIGTERM', 'SIGINT'], reload: ['SIGHUP'] });
  assert.deepEqual(signalsOf('win32'), { end: ['SIGTERM', 'SIGINT', 'SIGBREAK', 'SIGHUP'], reload: [] });
});

test('modes of folders are checked on systems that have them', async (context) => {
  const data = temporaryFolder(context);
  mkdirSync(path.join(data, 'spool'));
  mkdirSync(path.join(data, 'films'));
  for (const name of ['spool', 'films']) chmodSync(path.join(data, name), 0o755);
  const config = loadConfig({ data });
  const [found] = await checkPermissions(data, 'darwin');
  assert.match(found?.found ?? '', /others may read the films in .*spool \(mode 755\)/);
  assert.equal((await checkDocumentFolders(config, 'linux')).length, 1);
  assert.deepEqual(await checkPermissions(data, 'win32'), []);
  assert.deepEqual(await checkDocumentFolders(config, 'win32'), []);
});

test('system folders are refused as data folders on every system', () => {
  for (const folder of ['/', '/var/lib', '/private/var', 'C:\\Windows', 'C:\\Program Files'])
    assert.equal(isSharedFolder(folder), true, folder);
  for (const folder of ['/var/lib/hardcopy', 'C:\\ProgramData\\Hardcopy'])
    assert.equal(isSharedFolder(folder), false, folder);
});

test('the Windows launcher starts the same program on the pinned Node, or on another recent one', () => {
  const text = readFileSync(path.join(import.meta.dirname, '..', 'bin', 'hardcopy.cmd'), 'latin1');
  assert.match(text, /node_modules\\node\\bin\\node\.exe/);
  assert.match(text, /versions\.node\) < 24/);
  assert.match(text, /"%node%" "%home%\\src\\main\.ts" %\*/);
  assert.ok(text.split('\n').every((line) => line === '' || line.endsWith('\r')));
});
