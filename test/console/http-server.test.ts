// Rules for every request: accepted hosts, headers of answers, the form of errors, and listening.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostAllowed } from '../../src/console/http/host-check.ts';
import { createConsole, startConsole } from '../../src/console/http-server.ts';
import { SetupFailure } from '../../src/shared/errors/errors.ts';
import { silentLog, type LogFields } from '../../src/shared/log/log.ts';
import { recordingLog } from '../support/recording-log.ts';
import { fakePorts } from './fake-ports.ts';

const host = '127.0.0.1';
const serverOf = (overrides = {}, boundTo = host) =>
  createConsole({ host: boundTo, ports: fakePorts(overrides), log: silentLog });

test('every answer has the security headers and is not cached', async () => {
  const server = serverOf();
  for (const url of ['/api/health', '/nothing/here', '/api/jobs?limit=0']) {
    const { headers } = await server.inject({ url, headers: { host: 'localhost:8080' } });
    assert.equal(headers['x-content-type-options'], 'nosniff', url);
    assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'", url);
    assert.equal(headers['referrer-policy'], 'no-referrer', url);
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin', url);
    assert.equal(headers['cache-control'], 'no-store', url);
    assert.equal(headers['content-type'], 'application/json; charset=utf-8', url);
  }
});

test('answers only loopback host names on a loopback address', async () => {
  const server = serverOf();
  const statusFor = async (name: string) =>
    (await server.inject({ url: '/api/health', headers: { host: name } })).statusCode;
  for (const name of [
    'localhost',
    'localhost:8080',
    '127.0.0.1:8080',
    '127.0.1.1',
    '[::1]:8080',
    'LOCALHOST:1',
  ]) {
    assert.equal(await statusFor(name), 200, name);
  }
  for (const name of [
    'evil.example',
    'localhost.evil.example:8080',
    '127.0.0.1.evil.example',
    '10.0.0.1:8080',
  ]) {
    assert.equal(await statusFor(name), 403, name);
  }
  const refused = await server.inject({ url: '/api/jobs', headers: { host: 'evil.example' } });
  assert.deepEqual(refused.json(), {
    error: {
      code: 'host-not-allowed',
      message:
        'the console answers on this machine only; open it as http://127.0.0.1:…, not under another name',
    },
  });
});

test('refuses a request without Host on a loopback address', () => {
  assert.equal(hostAllowed(undefined, '127.0.0.1'), false);
  assert.equal(hostAllowed(undefined, '0.0.0.0'), true);
});

test('answers any host name when bound to all addresses', async () => {
  const server = serverOf({}, '0.0.0.0');
  const answer = await server.inject({ url: '/api/health', headers: { host: 'film.hospital.example' } });
  assert.equal(answer.statusCode, 200);
});

test('an unknown path returns 404 and a sentence, for every method', async () => {
  const server = serverOf();
  for (const [method, url] of [
    ['GET', '/'],
    ['GET', '/api/'],
    ['POST', '/api/none'],
    ['GET', '/api/jobs/j2/film.pdf/..'],
    ['GET', '/../../etc/passwd'],
  ] as const) {
    const answer = await server.inject({ method, url: url, headers: { host } });
    assert.equal(answer.statusCode, 404, url);
    assert.equal(answer.json<{ error: { code: string } }>().error.code, 'not-found', url);
  }
  const answer = await server.inject({ method: 'DELETE', url: '/api/none?x=1', headers: { host } });
  assert.deepEqual(answer.json(), {
    error: {
      code: 'not-found',
      message: 'there is no DELETE /api/none; GET /api lists all routes',
    },
  });
});

test('a path with other methods returns 405 and lists them', async () => {
  const server = serverOf();
  for (const [method, url, allow] of [
    ['GET', '/api/jobs/j2/cancel', 'POST'],
    ['GET', '/api/printers/HARDCOPY/pause?x=1', 'POST'],
    ['POST', '/api/jobs', 'GET, HEAD'],
    ['DELETE', '/api/jobs/j2', 'GET, HEAD'],
    ['PUT', '/api/jobs/j2/films/1.png', 'GET, HEAD'],
  ] as const) {
    const answer = await server.inject({ method, url, headers: { host } });
    assert.equal(answer.statusCode, 405, url);
    assert.equal(answer.headers.allow, allow);
    assert.deepEqual(answer.json(), {
      error: {
        code: 'method-not-allowed',
        message: `${url.split('?')[0]} does not support the method ${method}; allowed: ${allow}`,
      },
    });
  }
});

test('a URL that cannot be decoded gets 400 in the same shape', async () => {
  const answer = await serverOf().inject({ url: '/api/jobs/%zz', headers: { host } });
  assert.equal(answer.statusCode, 400);
  assert.equal(answer.json<{ error: { code: string } }>().error.code, 'bad-request');
});

test('a defect gets 500 without details, which are logged', async () => {
  const logged: (readonly [string, LogFields | undefined])[] = [];
  const log = { ...silentLog, error: (event: string, fields?: LogFields) => logged.push([event, fields]) };
  const server = createConsole({
    host,
    ports: fakePorts({ jobs: () => Promise.reject(new Error('disk /secret is gone')) }),
    log,
  });
  const answer = await server.inject({ url: '/api/jobs', headers: { host } });
  assert.equal(answer.statusCode, 500);
  assert.deepEqual(answer.json(), {
    error: { code: 'internal', message: 'internal error of the console; the log has the reason' },
  });
  assert.deepEqual(logged, [['http.failed', { route: '/api/jobs', error: 'disk /secret is gone' }]]);
});

test('listens on a free port, answers, and stops', async () => {
  const running = await startConsole({ host, port: 0, ports: fakePorts(), log: silentLog });
  const answer = await fetch(`http://${host}:${running.port}/api/health`);
  assert.equal(answer.status, 200);
  await running.close();
  await assert.rejects(fetch(`http://${host}:${running.port}/api/health`));
});

test('a connection that cannot be accepted is logged, and the console continues', async (t) => {
  const { log, lines } = recordingLog();
  const server = createConsole({ host, ports: fakePorts(), log });
  t.after(() => server.close());
  const address = await server.listen({ host, port: 0 });
  for (const code of ['EMFILE', 'ENOBUFS', 'ENOMEM'])
    server.server.emit('error', new Error(`accept ${code}`));
  assert.deepEqual(
    lines.filter(({ level }) => level === 'error'),
    ['EMFILE', 'ENOBUFS', 'ENOMEM'].map((code) => ({
      level: 'error',
      event: 'listener.failed',
      fields: { reason: `accept ${code}` },
    })),
  );
  assert.equal((await fetch(`${address}/api/health`)).status, 200);
});

test('names a port in use, and says what to do', async () => {
  const first = await startConsole({ host, port: 0, ports: fakePorts(), log: silentLog });
  try {
    await assert.rejects(
      startConsole({ host, port: first.port, ports: fakePorts(), log: silentLog }),
      (error) => {
        assert.ok(error instanceof SetupFailure);
        assert.equal(error.code, 'port-in-use');
        assert.equal(error.exitCode, 3);
        // On systems that show it, the process is named: this one.
        const holder = process.platform === 'linux' ? `process ${process.pid} (node)` : 'another program';
        assert.equal(
          error.message,
          `HTTP port ${first.port} on 127.0.0.1 is in use by ${holder}; stop it, or choose another port with --http-port or console.port`,
        );
        return true;
      },
    );
  } finally {
    await first.close();
  }
});

test('refuses a host that is not an address of this machine as a wrong configuration', async () => {
  await assert.rejects(startConsole({ host: '203.0.113.1', port: 0, ports: fakePorts(), log: silentLog }), {
    code: 'config-invalid',
    message: 'console.host: 203.0.113.1 is not an address of this machine',
  });
});
