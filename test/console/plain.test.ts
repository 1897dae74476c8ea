// The page without scripts: its facts, its policy, and texts from outside that would break it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConsole } from '../../src/console/http-server.ts';
import { escaped } from '../../src/console/plain/markup.ts';
import type { ConsolePorts } from '../../src/console/ports.ts';
import { recordingLog } from '../support/recording-log.ts';
import { doneJob, fakePorts, filmPrinter, waitingJob } from './fake-ports.ts';

const serverOf = (ports: ConsolePorts, token?: string) => {
  const host = token === undefined ? '127.0.0.1' : '0.0.0.0';
  const server = createConsole({ host, ports, log: recordingLog().log, ...(token && { token }) });
  const get = (url: string, headers: Readonly<Record<string, string>> = {}) =>
    server.inject({ url, headers: { host: '127.0.0.1:8080', ...headers } });
  return { server, get };
};

test('the page has the facts of the overview, a strict policy, and loads itself again when asked', async (t) => {
  const { server, get } = serverOf(fakePorts());
  t.after(() => server.close());
  const { statusCode, headers, body } = await get('/plain');
  assert.equal(statusCode, 200);
  assert.equal(headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(
    headers['content-security-policy'],
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  assert.match(body, /^<!doctype html>\n<html lang="en">/);
  assert.doesNotMatch(body, /http-equiv="refresh"/);
  assert.match((await get('/plain?refresh')).body, /<meta http-equiv="refresh" content="30">/);
  for (const other of ['/plain?', '/plain?x=refresh', '/plain?refreshes=1'])
    assert.equal((await get(other)).body.includes('http-equiv="refresh"'), false, other);
  assert.match(body, /<a href="\/plain">Refresh<\/a>/);
  assert.match(body, /<p class="health ok">All in order\.<\/p>/);
  assert.match(body, /<th scope="row"><bdi>HARDCOPY<\/bdi>/);
  assert.match(
    body,
    /<strong>Printed<\/strong><\/td><th scope="row"><bdi>CT1<\/bdi><\/th><td><bdi>chest<\/bdi>/,
  );
  assert.doesNotMatch(body, /<script| style=| on\w+=/);
  // A device that is in order is not quoted: its sentence may have a path of the server.
  assert.match(body, /<bdi>pdf<\/bdi>: <bdi>in order<\/bdi>/);
  const style = await get('/plain.css');
  assert.equal(style.headers['content-type'], 'text/css; charset=utf-8');
  assert.match(style.body, /color-scheme: light dark/);
});

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus='alert(1)",
  '</bdi></td></tr></table><h1>Owned',
  '&lt;b&gt;&amp;',
  '<!-- ]]> <![CDATA[',
  'a\u{0}b\u{1B}[31m',
];

test('texts from outside stay texts', async (t) => {
  for (const text of hostile) {
    const job = { callingAeTitle: text, sessionLabel: text, printer: text, detail: text };
    const device = {
      destination: text,
      kind: 'ipp',
      required: true,
      status: 'FAILURE',
      statusInfo: text,
    } as const;
    const more = {
      ready: false,
      state: 'failure' as const,
      detail: text,
      message: { code: 'device.text', params: { text } } as const,
      since: null,
      model: text,
      reasons: [text],
      mediaReady: [text],
    };
    const ports: ConsolePorts = {
      ...fakePorts(),
      health: () => ({ ...health, status: 'failing', problem: text }),
      printers: () => [
        {
          ...filmPrinter,
          aeTitle: text,
          name: `${text} ward`,
          paused: true,
          pausedBy: text,
          jobsWaiting: 2,
          devices: [{ ...device, ...more, supplies: [{ name: text, percent: 40 }] }],
        },
      ],
      jobs: ({ state }) => Promise.resolve(state === undefined ? [{ ...doneJob, ...job }] : []),
      firstPending: () => Promise.resolve(new Map([[text, [{ ...waitingJob, ...job }]]])),
    };
    const { server, get } = serverOf(ports);
    t.after(() => server.close());
    const { body, statusCode } = await get('/plain');
    assert.equal(statusCode, 200);
    assert.ok(body.includes(escaped(text)), text);
    // Only elements of the page: what is left without them has no angle bracket and no quote.
    const words = body.replaceAll(/<!doctype html>|<\/?[a-z][a-z0-9]*(?: [a-z-]+="[^"<>]*")*>/g, '');
    assert.doesNotMatch(words, /[<>"']/, text);
    assert.deepEqual(
      [...new Set([...body.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, name]) => name))].toSorted(),
      'a bdi body code h1 h2 head html li link main meta p small strong table tbody td th thead title tr ul'.split(
        ' ',
      ),
    );
    assert.doesNotMatch(body, /[^\P{Cc}\n]/u, text);
    for (const [, attribute] of body.matchAll(/ ([a-z-]+)="/g)) assert.doesNotMatch(attribute ?? '', /^on/);
  }
});

const health = {
  status: 'ok',
  version: '1',
  dicomPort: 11112,
  associations: 0,
  startedAt: '2026-03-01T10:00:00.000Z',
} as const;

test('where a token is needed, the browser asks for it as a password, on this page alone', async (t) => {
  const token = 'c2VjcmV0LXRva2Vu';
  const { server, get } = serverOf(fakePorts(), token);
  t.after(() => server.close());
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const refused = await get('/plain');
  assert.equal(refused.statusCode, 401);
  assert.equal(refused.headers['www-authenticate'], 'Basic realm="hardcopy", charset="UTF-8"');
  for (const wrong of [
    basic('anna:wrong'),
    basic(token),
    basic(`${token}:`),
    'Basic !',
    'Basic',
    `Basic ${token}`,
  ]) {
    const { statusCode, body } = await get('/plain', { authorization: wrong });
    assert.equal(statusCode, 401, wrong);
    assert.ok(!body.includes(token));
  }
  const authorization = basic(`anna:${token}`);
  assert.equal((await get('/plain', { authorization })).statusCode, 200);
  assert.equal((await get('/plain', { authorization: `Bearer ${token}` })).statusCode, 200);
  assert.equal((await get('/plain.css')).statusCode, 200);
  // Browsers send it to every path of the server: it counts nowhere else.
  assert.equal((await get('/api/status', { authorization })).statusCode, 401);
  const cancel = await server.inject({
    method: 'POST',
    url: '/api/jobs/j3/cancel',
    headers: { host: '127.0.0.1:8080', 'content-type': 'application/json', authorization },
    payload: '{}',
  });
  assert.equal(cancel.statusCode, 401);
});
