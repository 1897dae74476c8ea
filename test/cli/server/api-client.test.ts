// The command line with a server of another program, or with answers without an end: it gives up after a limit of time and
// bytes, and reports what happened.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { ApiClient } from '../../../src/cli/server/api-client.ts';
import { endless, startDribbler } from '../../support/dribbling-server.ts';

const clientOf = (port: number, limits = {}) =>
  new ApiClient(new URL(`http://127.0.0.1:${port}`), undefined, { totalMs: 100, lineMs: 100, ...limits });

const sentence = (port: number, why: string) =>
  `no Hardcopy server answers at http://127.0.0.1:${port} (${why}); check that it runs, or name it with --url`;

const saidWithoutAnEnd = 'its answer was not complete after 1 s';
for (const [kind, why] of [
  ['a status line, byte by byte', 'no complete answer within 0.1 s'],
  ['a header, byte by byte', 'no complete answer within 0.1 s'],
  ['102 Processing', 'no complete answer within 0.1 s'],
  ['100 Continue', 'bad response'],
  ['a body of a length, byte by byte', saidWithoutAnEnd],
  ['a body in chunks', saidWithoutAnEnd],
  ['a body until the connection ends', saidWithoutAnEnd],
] as const)
  test(`an answer without an end is given up: ${kind}`, async (t) => {
    const server = await startDribbler(t, endless[kind]);
    // Headers must arrive in time on a busy machine.
    const limits = why === saidWithoutAnEnd ? { totalMs: 1000 } : {};
    await assert.rejects(clientOf(server.port, limits).status(), { message: sentence(server.port, why) });
    await server.closed();
  });

test('an answer of too many bytes, and a request that is read a byte at a time, are given up', async (t) => {
  const slow = await startDribbler(t, { again: '', readBytes: 1 });
  const body = { printer: 'x'.repeat(16 * 1024 * 1024) };
  await assert.rejects(clientOf(slow.port).act('1kah3f7w2abc', 'move', body), {
    message: sentence(slow.port, 'no complete answer within 0.1 s'),
  });
  assert.equal(slow.requests(), 0);
  const chunk = `ffff\r\n${'a'.repeat(0xffff)}\r\n`;
  const long = await startDribbler(t, {
    first: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n`,
    again: chunk.repeat(8),
    everyMs: 1,
  });
  const limits = { totalMs: 60_000, maxBytes: 1_000_000 };
  await assert.rejects(clientOf(long.port, limits).status(), {
    message: sentence(long.port, 'its answer is longer than 1000000 bytes'),
  });
  await long.closed();
});

const forever = new AbortController().signal;

for (const kind of ['a header, byte by byte', '102 Processing'] as const)
  test(`an event stream that never begins is given up: ${kind}`, async (t) => {
    const server = await startDribbler(t, endless[kind]);
    await assert.rejects(clientOf(server.port).events(undefined, forever), {
      message: sentence(server.port, 'it sent nothing for 0.1 s'),
    });
    await server.closed();
  });

test('a refusal of the event stream without an end is given up, and its status is reported', async (t) => {
  const first = 'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n';
  const server = await startDribbler(t, { first, again: '1\r\na\r\n' });
  const client = clientOf(server.port, { lineMs: 1000 });
  await assert.rejects(
    client.events(undefined, forever),
    /is not a Hardcopy server of this version \(status 403\)/,
  );
  await server.closed();
});

test('an event stream ends when no complete line arrives, and continues as long as lines arrive', async (t) => {
  const first = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';
  const dribbling = await startDribbler(t, { first, again: 'd' });
  const read = async () => {
    for await (const _ of await clientOf(dribbling.port, { lineMs: 1000 }).events(undefined, forever));
  };
  await assert.rejects(read(), /it sent nothing for 1 s/);
  await dribbling.closed();

  let lines = 0;
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => response.write(':\n'), 25);
    response.on('close', () => {
      clearInterval(timer);
    });
  }).listen(0, '127.0.0.1');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const stop = new AbortController();
  const limits = { lineMs: 2000 };
  const client = clientOf((server.address() as AddressInfo).port, limits);
  await assert.rejects(
    (async () => {
      for await (const _ of await client.events(undefined, stop.signal)) {
        lines += 1;
        if (lines === 20) stop.abort(new Error('enough'));
      }
    })(),
    /enough/,
  );
});
