// The states of printers over time on a running server: recorded as they change, kept over an orderly and a hard end, and films per day.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { apiRoutes } from '../src/api/routes.ts';
import { compose, open, print } from './support/network-print.ts';
import { startScriptedPrinter } from './support/scripted-ipp-printer.ts';
import { TestServer } from './support/server.ts';
import { until } from './support/until.ts';

test('states survive restarts, with the time in which the server did not run, and end when the printer is gone', async (t) => {
  const data = mkdtempSync(path.join(tmpdir(), 'hardcopy-states-'));
  t.after(() => {
    rmSync(data, { recursive: true, force: true });
  });
  const device = await startScriptedPrinter(t);
  const office = '  - aeTitle: OFFICE\n    destinations: [{ kind: pdf, folder: office }]\n';
  const config = `devices: { pollSeconds: 1, idlePollSeconds: 1 }\nprinters:\n${office}  - aeTitle: WARD3\n    destinations: [{ kind: ipp, uri: '${device.uri}' }]\n`;
  const start = async (text = config) => {
    const server = await TestServer.start({ config: text, data });
    t.after(() => server.stop());
    return server;
  };
  const statesOf = async (server: TestServer, query = '') =>
    apiRoutes.printerStates.answer.parse(
      await (await server.get(`/api/printers/WARD3/states${query}`)).json(),
    ).states;
  const inState = (server: TestServer, state: string) =>
    until(async () => (await statesOf(server)).at(-1)?.state === state);

  const one = await start();
  await inState(one, 'ready');
  device.attributes['printer-state'] = 'stopped';
  device.attributes['printer-state-reasons'] = ['media-jam-error'];
  await inState(one, 'failure');
  const jam = (await statesOf(one)).at(-1);
  assert.deepEqual([jam?.statusInfo, jam?.until, jam?.message?.code], ['FILM JAM', null, 'device.film-jam']);
  await one.kill();

  const two = await start();
  await inState(two, 'failure');
  const seen = (await statesOf(two, '?days=7')).map(({ state }) => state);
  assert.deepEqual(
    seen.filter((state) => state !== 'unknown'),
    ['ready', 'failure', 'off', 'failure'],
  );
  const spans = await statesOf(two);
  for (const [index, { until: end }] of spans.entries()) assert.equal(end, spans[index + 1]?.from ?? null);
  assert.equal((await two.get('/api/printers/NEVER/states')).status, 404);
  assert.equal((await two.get('/api/printers/WARD3/states?days=99')).status, 400);

  // A film on each printer: the statistics of one have its own only.
  const connection = await open(two.dicomPort, 'OFFICE');
  const { filmBox } = await compose(connection);
  assert.equal((await print(connection, filmBox)).status, 0);
  await connection.association.release();
  await two.jobsDone(1);
  const statistics = async (query: string) =>
    apiRoutes.statistics.answer.parse(await (await two.get(`/api/statistics${query}`)).json());
  assert.deepEqual((await statistics('?printer=OFFICE')).total.films, 1);
  assert.deepEqual(
    (await statistics('?printer=OFFICE')).days.map(({ films }) => films),
    [1],
  );
  assert.deepEqual((await statistics('?printer=WARD3')).total.films, 0);
  assert.equal((await statistics('')).total.films, 1);
  const csv = await (await two.get('/api/statistics.csv?printer=WARD3')).text();
  assert.equal(csv.trim().split('\n').length, 1);

  writeFileSync(path.join(data, 'test-config.yaml'), `printers:\n${office}`);
  const reloaded = await fetch(`http://127.0.0.1:${two.httpPort}/api/config/reload`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(reloaded.status, 200);
  await inState(two, 'removed');
  await two.stop();
  const three = await start(`printers:\n${office}`);
  const last = (await statesOf(three)).at(-1);
  assert.deepEqual([last?.state, last?.until], ['removed', null]);
});
