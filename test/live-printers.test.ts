// Printers and destinations change while the server runs: open associations print through, new ones see the new printers at once,
// and a removed printer finishes what waits for it, also after kill -9.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { AssociationRefusal } from '../src/shared/errors/wire-failures.ts';
import { compose, open, print } from './support/network-print.ts';
import { TestServer } from './support/server.ts';

const printersAnswer = z.object({
  printers: z.array(
    z.object({
      aeTitle: z.string(),
      paused: z.boolean(),
      removal: z.object({ moveTo: z.string().nullable() }).optional(),
      devices: z.array(z.object({ destination: z.string(), removed: z.literal(true).optional() })),
    }),
  ),
});

const printer = (aeTitle: string, ...folders: readonly string[]) =>
  `  - aeTitle: ${aeTitle}\n    destinations:\n${folders
    .map((folder) => `      - { kind: pdf, name: ${folder}, folder: ${folder} }\n`)
    .join('')}`;
const config = (...printers: readonly string[]) => `printers:\n${printers.join('')}`;

async function startWith(context: TestContext, text: string, data?: string) {
  const server = await TestServer.start({ config: text, ...(data === undefined ? {} : { data }) });
  context.after(() => server.stop());
  const post = async (route: string, body: object = {}, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(`http://127.0.0.1:${server.httpPort}${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: z.looseObject({}).parse(await answer.json()) };
  };
  const printers = async () =>
    printersAnswer.parse(await (await server.get('/api/printers')).json()).printers;
  return {
    server,
    post,
    printers,
    apply: async (next: string) => {
      writeFileSync(path.join(server.data, 'test-config.yaml'), next);
      const answer = await post('/api/config/reload');
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return z.object({ needsRestart: z.array(z.string()) }).parse(answer.body);
    },
    titles: async () =>
      (await printers()).map(({ aeTitle, removal }) => `${aeTitle}${removal ? ' removed' : ''}`),
    files: (folder: string) => {
      const place = path.join(server.data, folder);
      return existsSync(place)
        ? readdirSync(place, { recursive: true }).filter((name) => String(name).endsWith('.pdf'))
        : [];
    },
  };
}

/** Opens an association, prints a film, releases. */
async function printOn(server: TestServer, aeTitle: string): Promise<void> {
  const connection = await open(server.dicomPort, aeTitle);
  const { filmBox } = await compose(connection);
  assert.equal((await print(connection, filmBox)).status, 0x0000);
  await connection.association.release();
}

test('a printer is added and its folder changed while an association is open, without a restart', async (t) => {
  const { server, apply, titles, files, post } = await startWith(t, config(printer('ONE', 'first')));
  const first = await open(server.dicomPort, 'ONE');
  const { filmBox } = await compose(first);
  await assert.rejects(() => open(server.dicomPort, 'TWO'), AssociationRefusal);

  const { needsRestart } = await apply(config(printer('ONE', 'changed'), printer('TWO', 'second')));
  assert.deepEqual(needsRestart, []);
  assert.deepEqual(await titles(), ['ONE', 'TWO']);
  await printOn(server, 'TWO');
  assert.equal((await print(first, filmBox)).status, 0x0000);
  await first.association.release();
  await server.jobsDone(2);
  assert.deepEqual([files('first').length, files('changed').length, files('second').length], [0, 1, 1]);

  // Back to the version of the start.
  const { history } = z
    .object({ history: z.array(z.object({ version: z.string() })) })
    .parse(await (await server.get('/api/config')).json());
  const rolledBack = await post('/api/config/rollback', { version: history.at(-1)?.version ?? '' });
  assert.equal(rolledBack.status, 200);
  await server.logged(/ printers\.removed printer=TWO/);
  assert.deepEqual(await titles(), ['ONE']);
  await printOn(server, 'ONE');
  await server.jobsDone(3);
  assert.equal(files('first').length, 1);
});

test('a removed printer serves its open association, refuses others, and disappears when all is printed', async (t) => {
  const { server, apply, titles, files, post } = await startWith(
    t,
    config(printer('KEPT', 'kept'), printer('GOING', 'going')),
  );
  const connection = await open(server.dicomPort, 'GOING');
  const { filmBox } = await compose(connection);
  await apply(config(printer('KEPT', 'kept')));
  assert.deepEqual(await titles(), ['KEPT', 'GOING removed']);
  await assert.rejects(() => open(server.dicomPort, 'GOING'), AssociationRefusal);
  assert.equal((await print(connection, filmBox)).status, 0x0000);
  const [job] = await server.jobsDone(1);
  assert.ok(job);
  assert.equal(job.printer, 'GOING');
  assert.equal(files('going').length, 1);
  const refused = await post('/api/printers/GOING/test-page');
  assert.equal(refused.status, 409);
  assert.match(JSON.stringify(refused.body), /printer-removed/);
  assert.deepEqual(await titles(), ['KEPT', 'GOING removed']);
  await connection.association.release();
  await server.logged(/ printers\.removed printer=GOING/);
  assert.deepEqual(await titles(), ['KEPT']);
  // Its jobs and its history stay readable, and its films are printed elsewhere.
  assert.equal((await server.get(`/api/jobs/${job.id}`)).status, 200);
  const history = await server.get('/api/printers/GOING/history');
  assert.equal(history.status, 200);
  assert.deepEqual(await history.json(), { actions: [], next: null });
  assert.equal((await server.get('/api/printers/NEVER/history')).status, 404);
  const reprint = await post(`/api/jobs/${job.id}/reprint`, { printer: 'KEPT' });
  assert.equal(reprint.status, 200);
  await server.jobsDone(2);
  assert.equal(files('kept').length, 1);
});

test('a removed printer that is paused, and its held job, survive kill -9 and are printed later', async (t) => {
  const data = mkdtempSync(path.join(tmpdir(), 'hardcopy-draining-'));
  t.after(() => {
    rmSync(data, { recursive: true, force: true });
  });
  const one = await startWith(t, config(printer('KEPT', 'kept'), printer('GOING', 'going')), data);
  await one.post('/api/printers/GOING/pause');
  await printOn(one.server, 'GOING');
  await printOn(one.server, 'GOING');
  const [held] = await one.server.jobs();
  await one.post(`/api/jobs/${held?.id ?? ''}/hold`);
  await one.apply(config(printer('KEPT', 'kept')));
  assert.deepEqual(await one.titles(), ['KEPT', 'GOING removed']);
  // What keeps it is named, with what helps.
  const { todo } = z
    .object({ todo: z.array(z.looseObject({ kind: z.string() })) })
    .parse(await (await one.server.get('/api/status')).json());
  const removed = todo.find(({ kind }) => kind === 'removed');
  assert.deepEqual([removed?.printer, removed?.filmsWaiting, removed?.actions], ['GOING', 2, ['move-queue']]);
  await one.server.kill();

  const two = await startWith(t, config(printer('KEPT', 'kept')), data);
  assert.deepEqual(await two.titles(), ['KEPT', 'GOING removed']);
  await assert.rejects(() => open(two.server.dicomPort, 'GOING'), AssociationRefusal);
  assert.equal((await two.post('/api/printers/GOING/resume')).status, 200);
  await two.server.jobsWhen((jobs) => jobs.find(({ state }) => state === 'DONE'));
  assert.deepEqual(await two.titles(), ['KEPT', 'GOING removed']);
  await two.post(`/api/jobs/${held?.id ?? ''}/release`);
  await two.server.jobsDone(2);
  await two.server.logged(/ printers\.removed printer=GOING/);
  assert.deepEqual(await two.titles(), ['KEPT']);
  const { actions } = z
    .object({ actions: z.array(z.object({ action: z.string() })) })
    .parse(await (await two.server.get('/api/printers/GOING/history')).json());
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['resume', 'pause'],
  );
  assert.equal(two.files('going').length, 2);
  await two.server.stop();

  const three = await startWith(t, config(printer('KEPT', 'kept')), data);
  assert.deepEqual(await three.titles(), ['KEPT']);
});

test('jobs that wait for a destination are delivered there although the printer no longer has it', async (t) => {
  const { server, apply, printers, files, post } = await startWith(t, config(printer('ONE', 'a', 'b')));
  await post('/api/printers/ONE/pause');
  await printOn(server, 'ONE');
  await apply(config(printer('ONE', 'a')));
  const shown = async () =>
    (await printers()).flatMap(({ devices }) =>
      devices.map(({ destination, removed }) => `${destination}${removed ? ' removed' : ''}`),
    );
  assert.deepEqual(await shown(), ['a', 'b removed']);
  await post('/api/printers/ONE/resume');
  await server.jobsDone(1);
  assert.deepEqual([files('a').length, files('b').length], [1, 1]);
  await server.when(async () => ((await shown()).length === 1 ? true : undefined));
  await printOn(server, 'ONE');
  await server.jobsDone(2);
  assert.deepEqual([files('a').length, files('b').length], [2, 1]);
});
