// A real server of which network disks have died: their calls never return, and everything else goes on.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { compose, open, print } from './support/network-print.ts';
import { TestServer } from './support/server.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const stuckDisk = path.join(import.meta.dirname, 'support', 'stuck-disk.ts');

test('calls to dead disks hold up no film of another folder', { timeout: 20_000 }, async (t) => {
  const data = temporaryFolder(t);
  const server = await TestServer.start({ data, preload: stuckDisk });
  // Not told to end in order: its threads hang in the system.
  t.after(() => server.kill());
  process.kill(server.pid, 'SIGUSR2');
  await server.logged(/ten calls hang/);
  const connection = await open(server.dicomPort);
  assert.equal((await print(connection, (await compose(connection)).filmBox)).status, 0x0000);
  await connection.association.release();
  assert.equal((await server.jobsDone(1))[0]?.state, 'DONE');
});
