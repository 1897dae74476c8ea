// A running server whose configuration changes: open associations continue and print with the rules they began with, new ones get
// the new rules, and nothing is dropped.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { AssociationRefusal } from '../src/shared/errors/wire-failures.ts';
import { compose, open, print } from './support/network-print.ts';
import { TestServer } from './support/server.ts';
import { WebhookServer } from './support/webhook-server.ts';

async function startWith(context: TestContext, config: string) {
  const server = await TestServer.start({ config });
  context.after(() => server.stop());
  const file = path.join(server.data, 'test-config.yaml');
  return {
    server,
    file,
    write: (text: string) => {
      writeFileSync(file, text);
    },
    /** Resolves when the log has one more reload. */
    hangUp: async () => {
      const count = server.log.split(' server.reloaded ').length;
      process.kill(server.pid, 'SIGHUP');
      await server.logged(new RegExp(`(?: server\\.reloaded [^]*){${count}}`));
    },
  };
}

test('an association that is open during a change prints with its old rules; the next gets the new ones', async (t) => {
  const { server, write, hangUp } = await startWith(t, 'access: [{ callingAeTitles: TESTER }]\n');
  const first = await open(server.dicomPort);
  const { filmBox } = await compose(first);
  write(
    [
      'access: [{ callingAeTitles: TESTER, may: [echo] }]',
      'clients: [{ match: { callingAeTitle: TESTER }, profile: agfa }]',
      'log: { level: debug }',
    ].join('\n'),
  );
  await hangUp();
  assert.match(server.log, /config\.applied .*who=SIGHUP .*access\[0\]\.may/);
  assert.equal((await print(first, filmBox)).status, 0x0000);
  const [job] = await server.jobsDone(1);
  assert.deepEqual([job?.clientProfile, job?.callingAeTitle], ['standard', 'TESTER']);
  const second = await open(server.dicomPort);
  await assert.rejects(() => compose(second), /: status 124$/);
  await first.association.release();
  await second.association.release();
  assert.match(server.log, / debug access\.granted /);

  // Another application refuses the client itself.
  write('access: [{ callingAeTitles: OTHER }]\n');
  await hangUp();
  await assert.rejects(() => open(server.dicomPort), AssociationRefusal);
});

test('an invalid file changes nothing', async (t) => {
  const { server, write, hangUp } = await startWith(t, 'access: [{ callingAeTitles: TESTER }]\n');
  write('access: [{ callingAeTitles: OTHER }]\nspool: { tries: 0 }\n');
  await hangUp();
  await server.logged(/config\.invalid .*spool\.tries: found 0; at least 1/);
  const { association } = await open(server.dicomPort);
  await association.release();
});

test('a webhook that is added gets the next event', async (t) => {
  const hook = await WebhookServer.start();
  t.after(() => hook.stop());
  const { server, write, hangUp } = await startWith(t, 'devices: { pollSeconds: 0.05 }\n');
  write(
    `devices: { pollSeconds: 0.05, idlePollSeconds: 0.05 }\nnotifications: [{ url: "http://127.0.0.1:${hook.port}/" }]\n`,
  );
  await hangUp();
  // The folder of the PDFs is lost.
  const films = path.join(server.data, 'films');
  rmSync(films, { recursive: true, force: true });
  writeFileSync(films, '');
  const [request] = await hook.received(1);
  const { event } = z.object({ event: z.string() }).parse(JSON.parse(request?.body ?? ''));
  assert.equal(event, 'printer-attention-required');
});

test('a file that was edited is noticed, and not applied', async (t) => {
  const { server, file, write } = await startWith(t, 'access: [{ callingAeTitles: TESTER }]\n');
  write('access: [{ callingAeTitles: OTHER }]\n');
  await server.logged(/config\.file-changed .*hardcopy reload/);
  const { association } = await open(server.dicomPort);
  await association.release();
  assert.equal(readFileSync(file, 'utf8'), 'access: [{ callingAeTitles: OTHER }]\n');
});
