// `hardcopy doctor` beside a running, killed or foreign server: its ports, its server.json and its console.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { describe, test } from 'node:test';
import { TestServer } from '../../support/server.ts';
import { run } from '../run.ts';
import {
  anyPorts,
  assertFinding,
  createConsoleOn,
  eachWithFolder,
  folder,
  found,
  of,
} from './doctor-setting.ts';

eachWithFolder();

describe('ports and server', () => {
  test('names a port of another program, and an address of another machine', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    try {
      const findings = await found(
        `dicom: { host: 127.0.0.1, port: ${port}, listeners: [{ host: 203.0.113.1, port: 11113 }] }\nconsole: { port: 0 }\n`,
      );
      assertFinding(findings, {
        check: 'port',
        verdict: 'broken',
        says: /\(dicom\.port\) is in use by (process \d+ \(node\)|another program)/,
        fix: /dicom\.port/,
      });
      assertFinding(findings, {
        check: 'port',
        verdict: 'broken',
        says: /dicom\.listeners\[0\]/,
        fix: /an address of this machine/,
      });
      assertFinding(findings, { check: 'port', verdict: 'ok', says: /console\.port: any free port/ });
    } finally {
      other.close();
    }
  });

  test('reads the configuration and ports of the running server without --config', async () => {
    const config = 'printers: [{ aeTitle: WARD3 }]\nconsole: { token: 0123456789abcdef }\n';
    const server = await TestServer.start({ config });
    try {
      const { stdout } = await run(['doctor', '--data', server.data]);
      assert.match(stdout, new RegExp(`✓ configuration .*${path.basename(server.data)}/test-config.yaml`));
      assert.match(stdout, /✓ device +pdf of WARD3/);
      // The server itself knows its ports and what is in use.
      assert.match(stdout, new RegExp(`✓ port +0\\.0\\.0\\.0 port ${server.dicomPort} \\(DICOM\\): open`));
      assert.match(stdout, /test-config\.yaml is in use/);
      const shown = await run(['calibrate', 'WARD3', '--data', server.data]);
      assert.match(shown.stdout, /^Printer +WARD3 on /m);
      // Its console requires a token, which commands on this machine find.
      const { stdout: printers } = await run(['printers', '--data', server.data]);
      assert.match(printers, /^ *WARD3 /m);
      assert.equal((await server.get('/api/printers')).status, 401);
      const elsewhere = await run(['printers', '--url', `http://127.0.0.1:${server.httpPort}`]);
      assert.equal(elsewhere.exitCode, 1);
      assert.match(elsewhere.stderr, /lacks the console token .*--token-file.*HARDCOPY_TOKEN/);
      const tokenFile = path.join(folder, 'token');
      writeFileSync(tokenFile, '0123456789abcdef\n');
      const named = await run([
        'printers',
        '--url',
        `http://127.0.0.1:${server.httpPort}`,
        '--token-file',
        tokenFile,
      ]);
      assert.match(named.stdout, /^ *WARD3 /m);
      // A second server on its ports would get the name of the first.
      const second = createConsoleOn(server.httpPort);
      await assert.rejects(second, new RegExp(`another Hardcopy server, process ${server.pid}`));
    } finally {
      assert.equal(await server.stop(), 0);
    }
  });

  test('accepts ports in use by the running server, which answers and is not disturbed', async () => {
    const server = await TestServer.start();
    try {
      const findings = await found(
        `dicom: { port: ${server.dicomPort} }\nconsole: { port: ${server.httpPort} }\n`,
        server.data,
      );
      assertFinding(findings, {
        check: 'server',
        verdict: 'ok',
        says: new RegExp(`process ${server.pid} runs`),
      });
      assertFinding(findings, {
        check: 'console',
        verdict: 'ok',
        says: new RegExp(`answers on port ${server.httpPort}`),
      });
      assert.deepEqual(
        of(findings, 'port').map(({ found: says }) => says.includes('in use by our server')),
        [true, true],
      );
      assertFinding(findings, { check: 'permissions', verdict: 'ok', says: /only its user/ });
      const moved = await found(
        'dicom: { host: 127.0.0.1, port: 0 }\nconsole: { port: 48123 }\n',
        server.data,
      );
      assertFinding(moved, {
        check: 'port',
        verdict: 'warning',
        says: /is free, but a server runs/,
        fix: /restart/,
      });
      assert.equal((await server.get('/api/health')).status, 200);
    } finally {
      assert.equal(await server.stop(), 0);
    }
  });

  const announce = (text: string) => {
    mkdirSync(path.join(folder, 'data'));
    writeFileSync(path.join(folder, 'data', 'server.json'), text);
  };

  test('names a server that was killed', async () => {
    const { pid } = spawnSync('true');
    announce(
      JSON.stringify({
        pid,
        dicomPort: 1,
        httpPort: 1,
        httpHost: '127.0.0.1',
        tokenNeeded: false,
        listeners: [],
      }),
    );
    assertFinding(await found(anyPorts), {
      check: 'server',
      verdict: 'warning',
      says: /was killed/,
      fix: /start it again/,
    });
  });

  test('names a server that does not answer, and another program in its place', async () => {
    const other = createServer((_request, response) =>
      response.end('{"status":"ok","dicomPort":2,"version":"1"}'),
    );
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const httpPort = typeof address === 'object' ? (address?.port ?? 0) : 0;
    announce(
      JSON.stringify({
        pid: process.pid,
        dicomPort: 1,
        httpPort,
        httpHost: '127.0.0.1',
        tokenNeeded: false,
        listeners: [],
      }),
    );
    try {
      assertFinding(await found(anyPorts), {
        check: 'console',
        verdict: 'broken',
        says: /another server answers there/,
        fix: /log of process/,
      });
    } finally {
      other.close();
      other.closeAllConnections();
      await once(other, 'close');
    }
    assertFinding(await found(anyPorts), {
      check: 'console',
      verdict: 'broken',
      says: /no answer on port .*ECONNREFUSED/,
    });
  });

  test('names an invalid server.json', async () => {
    announce('what?');
    assertFinding(await found(anyPorts), {
      check: 'server',
      verdict: 'broken',
      says: /is invalid; remove it/,
      fix: /remove the file/,
    });
  });
});
