// SIGHUP reads the printers of the configuration again; a printer that is removed is queried no more, and its driver leaves no
// connection behind.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { AssociationRefusal } from '../src/shared/errors/wire-failures.ts';
import { compose, open, print } from './support/network-print.ts';
import { startScriptedPrinter } from './support/scripted-ipp-printer.ts';
import { TestServer } from './support/server.ts';
import { until } from './support/until.ts';

/** Sockets of a process that are connected to a port of this machine (proc_net(5)). */
function socketsTo(pid: number, port: number): number {
  const folder = `/proc/${pid}/fd`;
  const own = new Set(
    readdirSync(folder).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(path.join(folder, fd)))?.[1] ?? [];
      } catch {
        // Closed meanwhile.
        return [];
      }
    }),
  );
  const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[2]?.endsWith(remote) === true && own.has(columns[9] ?? '')).length;
}

test(
  'SIGHUP adds and removes printers; a removed one is queried no more and leaves no connection',
  { skip: process.platform === 'linux' ? false : 'needs /proc' },
  async (t) => {
    const stays = await startScriptedPrinter(t);
    const goes = await startScriptedPrinter(t);
    const entry = (aeTitle: string, uri: string) =>
      `  - aeTitle: ${aeTitle}\n    destinations: [{ kind: ipp, uri: '${uri}' }]\n`;
    const start = `devices: { pollSeconds: 1, idlePollSeconds: 1 }\nprinters:\n${entry('STAYS', stays.uri)}`;
    const server = await TestServer.start({ config: start });
    t.after(() => server.stop());
    const apply = (text: string) => {
      writeFileSync(path.join(server.data, 'test-config.yaml'), text);
      process.kill(server.pid, 'SIGHUP');
    };
    await assert.rejects(() => open(server.dicomPort, 'GOES'), AssociationRefusal);

    apply(start + entry('GOES', goes.uri));
    await server.logged(/ config\.applied .*who=SIGHUP .*printers/);
    const connection = await open(server.dicomPort, 'GOES');
    const { filmBox } = await compose(connection);
    assert.equal((await print(connection, filmBox)).status, 0);
    await connection.association.release();
    await server.jobsDone(1);
    assert.equal(goes.jobs.size, 1);

    apply(start);
    await server.logged(/ printers\.removed printer=GOES/);
    const port = Number(new URL(goes.uri.replace(/^ipp/, 'http')).port);
    await until(() => Promise.resolve(socketsTo(server.pid, port) === 0));
    const asked = goes.requests.length;
    // The other one is queried every second: three times later nothing more was asked of the removed one.
    const before = stays.requests.length;
    await until(() => Promise.resolve(stays.requests.length >= before + 3));
    assert.equal(goes.requests.length, asked);
    assert.equal(socketsTo(server.pid, port), 0);
    await assert.rejects(() => open(server.dicomPort, 'GOES'), AssociationRefusal);
  },
);
