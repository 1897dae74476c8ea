// A real server whose job store fails: it must not report that it is healthy, must not answer Success to any film, and must
// end, so that its supervisor restarts it. Everything accepted before is there after the restart.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { compose, open, print } from './support/network-print.ts';
import { TestServer } from './support/server.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const killer = path.join(import.meta.dirname, 'support', 'store-killer.ts');

test('answers 503 and no Success without its job store, ends with exit code 6, and loses no accepted film', async (t) => {
  const data = temporaryFolder(t);
  const server = await TestServer.start({ data, preload: killer });
  const earlier = await open(server.dicomPort);
  const connection = await open(server.dicomPort);
  t.after(() => {
    for (const { association } of [earlier, connection]) association.abort('the test is over');
    return server.stop();
  });
  assert.equal((await print(earlier, (await compose(earlier)).filmBox)).status, 0x0000);
  await earlier.association.release();
  await server.jobsDone(1);
  const film = await compose(connection);

  process.kill(server.pid, 'SIGUSR2');
  await server.logged(/ error spool\.lost error="the database thread has ended"/);
  const health = await server.get('/api/health');
  assert.equal(health.status, 503);
  const { status, problem } = (await health.json()) as { status: string; problem: string };
  assert.equal(status, 'failing');
  assert.equal(
    problem,
    'Films are refused: the job store has failed (the database thread has ended). The server ends with exit code 6; start it again.',
  );
  const answer = await print(connection, film.filmBox);
  // Processing failure.
  assert.equal(answer.status, 0x0110);
  await connection.association.release();
  assert.equal(await server.exited(), 6);
  assert.match(server.log, /the job store failed while the server ran: .*start the server again$/m);

  const next = await TestServer.start({ data });
  t.after(() => next.stop());
  assert.equal((await next.jobsDone(1)).length, 1);
});
