// What of a proxy's headers is believed, and of whom.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConsole, type ConsoleOptions } from '../../../src/console/http-server.ts';
import { applyForwarding } from '../../../src/console/transport/forwarding.ts';
import { addressList } from '../../../src/shared/address-list.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { fakePorts } from '../fake-ports.ts';

const trusted = addressList(['127.0.0.1', '10.8.0.0/16', 'fd00::/8']);

function applied(
  remoteAddress: string,
  headers: Record<string, string>,
): Record<string, unknown> & { readonly forwarding: string } {
  const request = {
    headers: { ...headers } as Record<string, string | string[] | undefined>,
    socket: { remoteAddress },
  };
  const forwarding = applyForwarding(request, trusted);
  return { forwarding, ...request.headers };
}

test('a trusted proxy says who calls: the nearest address that is not a trusted proxy', () => {
  for (const [sent, client] of [
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:4711', '192.0.2.7'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    // The browser has sent the first ones.
    ['203.0.113.9, 192.0.2.7', '192.0.2.7'],
    ['127.0.0.1, 192.0.2.7', '192.0.2.7'],
    // A chain of proxies.
    ['203.0.113.9, 192.0.2.7, 10.8.0.1', '192.0.2.7'],
    ['10.8.0.2, 10.8.0.1', '10.8.0.2'],
    // What is not an address ends the search.
    ['unknown, 10.8.0.1', '10.8.0.1'],
    ['192.0.2.7, <script>, 10.8.0.1', '10.8.0.1'],
    ['192.0.2.7, unknown', undefined],
    ['', undefined],
    ['1.1.1.1,'.repeat(5000), undefined],
  ] as const)
    assert.equal(
      applied('127.0.0.1', { 'x-forwarded-for': sent })['x-forwarded-for'],
      client,
      sent.slice(0, 80),
    );
});

test('of the protocol and the host only one valid value is left', () => {
  const headers = (proto: string, host: string) =>
    applied('::ffff:127.0.0.1', { 'x-forwarded-proto': proto, 'x-forwarded-host': host });
  assert.deepEqual(headers('http, https', 'a.example, films.example.org:8443'), {
    forwarding: 'forwarded',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'films.example.org:8443',
  });
  assert.deepEqual(headers('HTTPS', '[fd00::1]:443'), {
    forwarding: 'forwarded',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': '[fd00::1]:443',
  });
  assert.deepEqual(headers('gopher', 'a b/c@d'), { forwarding: 'forwarded' });
});

test('of other senders nothing is left', () => {
  for (const name of [
    'forwarded',
    'via',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-real-ip',
  ]) {
    assert.deepEqual(applied('192.0.2.1', { [name]: '10.0.0.1', accept: '*/*' }), {
      forwarding: 'untrusted',
      accept: '*/*',
    });
  }
  assert.equal(applied('192.0.2.1', { accept: '*/*' }).forwarding, 'direct');
  // RFC 7239 is read of no one: a proxy that does not know it passes on what the browser sent.
  assert.deepEqual(applied('127.0.0.1', { forwarded: 'for=192.0.2.7;proto=https' }), {
    forwarding: 'forwarded',
  });
});

const token = 'a-token-of-sixteen-characters';
function consoleWith(options: Partial<ConsoleOptions> = {}) {
  const { log, lines } = recordingLog();
  const server = createConsole({ host: '127.0.0.1', ports: fakePorts(), log, ...options });
  return { server, lines };
}

test('a console without accounts and token refuses what a proxy forwards, also on the same machine', async () => {
  const { server, lines } = consoleWith();
  const host = '127.0.0.1:8080';
  assert.equal((await server.inject({ url: '/api/jobs', headers: { host } })).statusCode, 200);
  for (const header of [
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'forwarded',
    'via',
    'x-real-ip',
  ]) {
    const refused = await server.inject({ url: '/api/jobs', headers: { host, [header]: '127.0.0.1' } });
    assert.equal(refused.statusCode, 403, header);
    assert.equal(refused.json<{ error: { code: string } }>().error.code, 'proxy-not-trusted');
  }
  assert.deepEqual(
    lines.filter(({ event }) => event === 'http.proxy-not-trusted').map(({ fields }) => fields.peer),
    ['127.0.0.1'],
  );
});

test('behind a trusted proxy the console answers to its name, and knows the client and HTTPS', async () => {
  const who: string[] = [];
  const { server } = consoleWith({
    token,
    trustedProxies: ['127.0.0.1'],
    hstsDays: 1,
    ports: fakePorts({
      testPage: (_title: string, requester: { address: string }) => {
        who.push(requester.address);
        throw new Error('not printed in this test');
      },
    }),
  });
  const call = (remoteAddress: string, headers: Record<string, string>) =>
    server.inject({
      method: 'POST',
      url: '/api/printers/HARDCOPY/test-page',
      remoteAddress,
      payload: {},
      headers: { authorization: `Bearer ${token}`, host: 'films.example.org', ...headers },
    });
  const through = await call('127.0.0.1', {
    'x-forwarded-for': '192.0.2.7',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'films.example.org',
    origin: 'https://films.example.org',
  });
  assert.equal(through.headers['strict-transport-security'], 'max-age=86400');
  assert.deepEqual(who, ['192.0.2.7']);
  const foreign = await call('127.0.0.1', {
    'x-forwarded-host': 'films.example.org',
    origin: 'https://evil.example',
  });
  assert.equal(foreign.json<{ error: { code: string } }>().error.code, 'foreign-origin');
  // Without the proxy, the name is still refused.
  assert.equal((await call('127.0.0.1', {})).statusCode, 403);
  // Another sender on the loopback address is not the proxy.
  const other = await call('127.0.0.2', { 'x-forwarded-for': '192.0.2.7', host: 'localhost' });
  assert.equal(other.headers['strict-transport-security'], undefined);
  assert.deepEqual(who.slice(1), ['127.0.0.2']);
});

test('a log names each proxy once, and not without end', async () => {
  const { server, lines } = consoleWith({ token });
  for (let index = 0; index < 300; index += 1)
    await server.inject({
      url: '/api/health',
      remoteAddress: `192.0.2.${index % 256}`,
      headers: { host: 'localhost', via: '1.1 x' },
    });
  assert.equal(lines.filter(({ event }) => event === 'http.proxy-not-trusted').length, 100);
});
