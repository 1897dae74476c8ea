// Retry of a job that waits for its device: the device is tried now, not at the next query.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { compose, open, print } from '../support/network-print.ts';
import { TestServer } from '../support/server.ts';

async function closedPort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

test('retry of a job that waits for its device tries it at once', async (context) => {
  const server = await TestServer.start({
    config: `devices: { pollSeconds: 60 }
printers:
  - aeTitle: HARDCOPY
    resolution: 72
    destinations: [{ kind: ipp, uri: 'ipp://127.0.0.1:${await closedPort()}/ipp/print' }]
`,
  });
  context.after(() => server.stop());
  const connection = await open(server.dicomPort);
  const { filmBox } = await compose(connection);
  assert.equal((await print(connection, filmBox)).status, 0);
  connection.association.abort('sent');
  // It tries by itself after 5 s, then after 10 s.
  await server.logged(/(delivery\.waits [^]*){2}/);
  const [job] = await server.jobs();
  const since = performance.now();
  const answer = await fetch(`http://127.0.0.1:${server.httpPort}/api/jobs/${job?.id}/retry`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(answer.status, 200);
  await answer.body?.cancel();
  await server.logged(/(delivery\.waits [^]*){3}/);
  assert.ok(performance.now() - since < 5_000);
});
