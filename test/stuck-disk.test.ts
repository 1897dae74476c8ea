// A real server whose network disks have failed: their calls never return, and everything else continues.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { compose, open, print } from './support/network-print.ts';
import { TestServer } from './support/server.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const stuckDisk = path.join(import.meta.dirname, 'support', 'stuck-disk.ts');

test('calls to failed disks delay no film of another folder', { timeout: 20_000 }, async (t) => {
  const data = temporaryFolder(t);
  const server = await TestServer.start({ data, preload: stuckDisk });
  // Killed, because its threads hang in system calls and it cannot stop in order.
  t.after(() => server.kill());
  process.kill(server.pid, 'SIGUSR2');
  await server.logged(/ten calls hang/);
  const connection = await open(server.dicomPort);
  assert.equal((await print(connection, (await compose(connection)).filmBox)).status, 0x0000);
  await connection.association.release();
  assert.equal((await server.jobsDone(1))[0]?.state, 'DONE');
});
