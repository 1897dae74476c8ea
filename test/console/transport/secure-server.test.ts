// HTTPS on the console's port: redirects of plain HTTP, cookies, events and uploads, renewed certificates, and connections that send
// nothing.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { after, before, describe, test, type TestContext } from 'node:test';
import { startConsole, type ConsoleOptions } from '../../../src/console/http-server.ts';
import { silentLog } from '../../../src/shared/log/log.ts';
import { secureFetch } from '../../../src/shared/tls/secure-fetch.ts';
import { credentialsOf, TestAuthority, type IssuedFiles } from '../../support/certificates.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { fakePorts } from '../fake-ports.ts';

describe('HTTPS', () => {
  let authority: TestAuthority;
  let files: IssuedFiles;
  before(() => {
    authority = new TestAuthority();
    files = authority.issue('console');
  });
  after(() => {
    authority.remove();
  });

  async function started(t: TestContext, options: Partial<ConsoleOptions> = {}) {
    const server = await startConsole({
      host: '127.0.0.1',
      port: 0,
      ports: fakePorts(),
      tls: credentialsOf(files),
      hstsDays: 365,
      log: silentLog,
      ...options,
    });
    t.after(() => server.close());
    const trust = { ca: credentialsOf(files).ca ?? [] };
    const get = (path: string, init: { headers?: Record<string, string> } = {}) =>
      secureFetch(
        new URL(path, `https://127.0.0.1:${server.port}`),
        { redirect: 'manual', signal: AbortSignal.timeout(10_000), ...init },
        trust,
      );
    return { server, get };
  }

  /** A request by HTTP. */
  async function plain(port: number, path: string, headers: Record<string, string> = {}, method = 'GET') {
    const sent = request({ host: '127.0.0.1', port, path, method, headers });
    sent.end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
    return answer;
  }

  test('answers by HTTPS, and demands it for the time that is configured', async (t) => {
    const { get } = await started(t);
    const answer = await get('/api/health');
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('strict-transport-security'), 'max-age=31536000');
    assert.equal(((await answer.json()) as { status: string }).status, 'ok');
    const { get: without } = await started(t, { hstsDays: 0 });
    assert.equal((await without('/api/health')).headers.get('strict-transport-security'), null);
  });

  test('answers HTTP on the same port with 308 to the same address, and does nothing else', async (t) => {
    let acted = 0;
    const { server } = await started(t, {
      ports: fakePorts({
        pausePrinter: () => {
          acted += 1;
          throw new Error('not to be called');
        },
      }),
    });
    const { port } = server;
    for (const [method, path] of [
      ['GET', '/api/jobs?limit=5'],
      ['POST', '/api/printers/HARDCOPY/pause'],
      ['GET', '/'],
    ] as const) {
      const answer = await plain(port, path, {}, method);
      assert.equal(answer.statusCode, 308, path);
      assert.equal(answer.headers.location, `https://127.0.0.1:${port}${path}`);
      assert.equal(answer.headers['strict-transport-security'], undefined);
      assert.equal(answer.headers.connection, 'close');
    }
    assert.equal(acted, 0);
  });

  test('redirects to no other host, and not for a name that the console does not answer to', async (t) => {
    const { server } = await started(t);
    assert.equal((await plain(server.port, '/', { host: 'evil.example' })).statusCode, 403);
    assert.equal((await plain(server.port, 'http://evil.example/x')).statusCode, 400);
    assert.equal((await plain(server.port, '/', { host: '127.0.0.1/@evil.example' })).statusCode, 400);
  });

  test('uses a renewed certificate for new connections', async (t) => {
    const { server } = await started(t);
    const other = authority.issue('renewed');
    const fingerprint = async () => {
      const { connect } = await import('node:tls');
      const socket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const found = socket.getPeerX509Certificate()?.subject;
      socket.destroy();
      return found;
    };
    assert.equal(await fingerprint(), 'CN=console');
    server.setCredentials(credentialsOf(other));
    assert.equal(await fingerprint(), 'CN=renewed');
  });

  test('logs why a handshake failed, and serves others', async (t) => {
    const { log, lines } = recordingLog();
    const { server, get } = await started(t, { log });
    await assert.rejects(
      secureFetch(new URL(`https://127.0.0.1:${server.port}/api/health`), {
        redirect: 'manual',
        signal: AbortSignal.timeout(10_000),
      }),
      /authority that is not trusted/,
    );
    const socket = connectTcp(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    // A handshake record with nonsense.
    socket.write(Buffer.from([0x16, 3, 1, 0, 4, 9, 9, 9, 9]));
    socket.resume();
    await once(socket, 'close');
    assert.equal((await get('/api/health')).status, 200);
    assert.ok(lines.some(({ event }) => event === 'tls.refused'));
  });

  test('closes with connections that have sent nothing', async (t) => {
    const { server } = await started(t);
    const socket = connectTcp(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    socket.resume();
    await server.close();
    await closed;
  });

  test('above the limit of connections, the one that was idle longest is closed', async (t) => {
    const { server, get } = await started(t, { maxConnections: 2 });
    const open = async () => {
      const socket = connectTcp(server.port, '127.0.0.1');
      socket.on('error', () => undefined).resume();
      await once(socket, 'connect');
      return { socket, closed: once(socket, 'close') };
    };
    const first = await open();
    const second = await open();
    assert.equal((await get('/api/health')).status, 200);
    await first.closed;
    assert.equal(second.socket.destroyed, false);
    second.socket.destroy();
  });
});

describe('a server known by its certificate', () => {
  test('is trusted whatever its name and expiry, and no other is', async (t) => {
    const authority = new TestAuthority();
    t.after(() => {
      authority.remove();
    });
    const files = authority.issue('elsewhere', {
      expired: true,
      alternativeNames: ['DNS:elsewhere.example'],
    });
    const server = await startConsole({
      host: '127.0.0.1',
      port: 0,
      ports: fakePorts(),
      tls: credentialsOf(files),
      log: silentLog,
    });
    t.after(() => server.close());
    const { X509Certificate } = await import('node:crypto');
    const { cert = '' } = credentialsOf(files);
    const url = new URL(`https://127.0.0.1:${server.port}/api/health`);
    const init = { redirect: 'error', signal: AbortSignal.timeout(10_000) } as const;
    const { fingerprint256: sha256 } = new X509Certificate(cert);
    assert.equal((await secureFetch(url, init, { sha256 })).status, 200);
    const other = sha256.replace(/^../, (first) => (first === '00' ? '01' : '00'));
    await assert.rejects(
      secureFetch(url, init, { sha256: other }),
      /not that of the server that was started/,
    );
    await assert.rejects(secureFetch(url, init, { ca: credentialsOf(files).ca ?? [] }), /has expired/);
  });
});
