// Connections of the console are limited: those without a request are closed for those with one.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { startConsole } from '../../../src/console/http-server.ts';
import { silentLog } from '../../../src/shared/log/log.ts';
import { fakePorts } from '../fake-ports.ts';

async function limited(context: TestContext, max: number) {
  const server = await startConsole({
    host: '127.0.0.1',
    port: 0,
    ports: fakePorts(),
    log: silentLog,
    maxConnections: max,
  });
  const sockets: Socket[] = [];
  context.after(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close();
  });
  return {
    ask: async (route: string) => fetch(`http://127.0.0.1:${server.port}${route}`),
    open: async (sent = '') => {
      const socket = connect(server.port, '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(sent);
      return socket;
    },
  };
}

test('silent, stalled and idle connections are closed for new ones', async (context) => {
  const { open, ask } = await limited(context, 3);
  const silent = await open();
  const begun = await open('GET /api/health HTTP/1.1\r\nHo');
  const answered = await open('GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(answered, 'data');
  for (const socket of [silent, begun, answered]) {
    const closed = once(socket, 'close');
    assert.equal((await ask('/api/health')).status, 200);
    await open();
    await closed;
  }
});

test('connections with a request in progress are not closed for new ones', async (context) => {
  const { open, ask } = await limited(context, 2);
  const events = 'GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const watchers = [await open(events), await open(events)];
  await Promise.all(watchers.map((socket) => once(socket, 'data')));
  await assert.rejects(ask('/api/health'));
  assert.deepEqual(
    watchers.map((socket) => socket.destroyed || socket.readableEnded),
    [false, false],
  );
  const gone = watchers.pop();
  assert.ok(gone);
  gone.destroy();
  for (;;) {
    const answer = await ask('/api/health').catch(() => undefined);
    if (answer?.status === 200) break;
  }
});
