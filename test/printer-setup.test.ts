// Printers are found, probed, added, changed and removed over HTTP on a running server; only their lines of the file change.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { apiRoutes } from '../src/api/routes.ts';
import { compose, open, print } from './support/network-print.ts';
import { startScriptedPrinter } from './support/scripted-ipp-printer.ts';
import { TestServer } from './support/server.ts';

const text = `# Ours.
printers:
  - aeTitle: HARDCOPY # the first
    destinations:
      - {kind: pdf, folder: films}
console: { port: 0 }
`;

let server: TestServer;
before(async () => {
  server = await TestServer.start({ config: text });
});
after(() => server.stop());

const fileText = () => readFileSync(path.join(server.data, 'test-config.yaml'), 'utf8');

async function call(method: string, route: string, body: object = {}, version?: string) {
  const answer = await fetch(`http://127.0.0.1:${server.httpPort}${route}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'x-hardcopy-user': 'anna',
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: z.looseObject({}).parse(await answer.json()) };
}
const version = async () => String((await call('GET', '/api/config')).body.version);
const probe = async (body: object) =>
  apiRoutes.probe.answer.parse((await call('POST', '/api/printers/probe', body)).body);
const titles = async () =>
  apiRoutes.printers.answer
    .parse((await call('GET', '/api/printers')).body)
    .printers.map(({ aeTitle, removal }) => `${aeTitle}${removal ? ` removed` : ''}`);

test('a probe says what a device can do, and what to do where it cannot', async (t) => {
  const { uri } = await startScriptedPrinter(t);
  const found = await probe({ uri });
  assert.deepEqual([found.reachable, found.usable, found.model], [true, true, 'Scripted Printer']);
  assert.deepEqual(found.destination, { kind: 'ipp', name: 'ipp', uri });
  assert.ok(found.formats.length > 0);

  const silent = await probe({ uri: 'ipp://127.0.0.1:1/ipp/print' });
  assert.deepEqual(
    [silent.reachable, silent.usable, silent.findings[0]?.code],
    [false, false, 'not-reachable'],
  );
  assert.match(silent.findings[0]?.fix ?? '', /switched on/);

  const odd = await startScriptedPrinter(t, { attributes: { 'document-format-supported': ['text/plain'] } });
  const format = await probe({ uri: odd.uri });
  assert.deepEqual([format.reachable, format.usable, format.findings[0]?.code], [true, false, 'no-format']);

  const wrong = await probe({ uri: 'printer.local' });
  assert.deepEqual([wrong.findings[0]?.code, wrong.usable], ['address-invalid', false]);

  // This server is a DICOM imager too.
  const imager = await probe({
    kind: 'dicom',
    host: '127.0.0.1',
    port: server.dicomPort,
    aeTitle: 'HARDCOPY',
  });
  assert.deepEqual([imager.reachable, imager.usable, imager.status], [true, true, 'NORMAL']);
  const refused = await probe({ kind: 'dicom', host: '127.0.0.1', port: server.dicomPort, aeTitle: 'OTHER' });
  assert.deepEqual([refused.usable, refused.findings[0]?.code], [false, 'refused']);
  const folder = await probe({ kind: 'pdf', folder: 'films' });
  assert.deepEqual([folder.usable, folder.findings], [true, []]);
  assert.equal((await call('POST', '/api/printers/probe', { kind: 'dicom' })).status, 400);
});

test('a search of the network answers within its time', async () => {
  const answer = await call('POST', '/api/printers/discover', { seconds: 1 });
  assert.equal(answer.status, 200);
  const { printers, problem } = apiRoutes.discover.answer.parse(answer.body);
  assert.ok(problem === null || printers.length === 0);
});

test('a printer is added, changed and removed with its queue moved; the rest of the file stays', async () => {
  const ward = { aeTitle: 'WARD3', destinations: [{ kind: 'pdf', folder: 'ward' }] };
  const added = await call('POST', '/api/printers', { printer: ward });
  assert.equal(added.status, 200, JSON.stringify(added.body));
  assert.deepEqual(added.body.needsRestart, []);
  const lines = '  - aeTitle: WARD3\n    destinations:\n      - kind: pdf\n        folder: ward\n';
  assert.equal(fileText(), text.replace('console:', `${lines}console:`));
  assert.deepEqual(await titles(), ['HARDCOPY', 'WARD3']);
  assert.equal((await call('POST', '/api/printers', { printer: ward })).status, 422);
  const unknownKey = await call('POST', '/api/printers', { printer: { ...ward, aeTitle: 'X', paint: 1 } });
  assert.deepEqual([unknownKey.status, JSON.stringify(unknownKey.body).includes('paint')], [422, true]);

  const written = apiRoutes.writtenPrinter.answer.parse(
    (await call('GET', '/api/printers/WARD3/configuration')).body,
  );
  assert.deepEqual(written.printer, ward);
  const printer = { ...ward, name: 'Ward 3' };
  assert.equal((await call('PUT', '/api/printers/WARD3', { printer })).status, 400);
  assert.equal((await call('PUT', '/api/printers/WARD3', { printer }, '0123456789abcdef')).status, 412);
  assert.equal((await call('PUT', '/api/printers/NONE', { printer }, written.version)).status, 404);
  assert.equal((await call('PUT', '/api/printers/WARD3', { printer }, written.version)).status, 200);
  assert.equal((await call('GET', '/api/printers/WARD3')).body.name, 'Ward 3');

  // A film waits, and is held.
  await call('POST', '/api/printers/WARD3/pause');
  const connection = await open(server.dicomPort, 'WARD3');
  const { filmBox } = await compose(connection);
  assert.equal((await print(connection, filmBox)).status, 0);
  await connection.association.release();
  const [job] = await server.jobs();
  assert.ok(job);
  await call('POST', `/api/jobs/${job.id}/hold`);
  const self = await call('DELETE', '/api/printers/WARD3', { moveTo: 'WARD3' }, await version());
  assert.equal(self.status, 400);
  const nowhere = await call('DELETE', '/api/printers/WARD3', { moveTo: 'NONE' }, await version());
  assert.equal(nowhere.status, 404);
  const removed = await call('DELETE', '/api/printers/WARD3', { moveTo: 'HARDCOPY' }, await version());
  assert.equal(removed.status, 200, JSON.stringify(removed.body));
  assert.equal(fileText(), text);
  await server.logged(/ printers\.removed printer=WARD3/);
  assert.deepEqual(await titles(), ['HARDCOPY']);
  const moved = await server.jobs();
  assert.deepEqual(
    moved.map(({ printer: at, state }) => [at, state]),
    [['HARDCOPY', 'PENDING']],
  );
  await call('POST', `/api/jobs/${job.id}/release`);
  await server.jobsDone(1);

  const last = await call('DELETE', '/api/printers/HARDCOPY', {}, await version());
  assert.equal(last.status, 422);
  assert.deepEqual(await titles(), ['HARDCOPY']);
  // The history has each step; the first is brought back.
  const { history } = apiRoutes.config.answer.parse((await call('GET', '/api/config')).body);
  assert.ok(history.some(({ who }) => who === 'anna'));
});

test('a printer is checked before it is changed or added; findings are placed within it, and nothing changes', async () => {
  const pdf = (folder: string) => ({ kind: 'pdf', folder });
  const before = fileText();
  const check = async (body: object) => {
    const answer = await call('POST', '/api/printers/check', body);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const { valid, findings, differences } = apiRoutes.checkPrinter.answer.parse(answer.body);
    return { valid, findings: findings.map(({ path, line }) => [path, line]), differences, all: findings };
  };
  const added = await call('POST', '/api/printers', {
    printer: { aeTitle: 'EDITED', destinations: [pdf('edited')] },
  });
  assert.equal(added.status, 200);
  const withEdited = fileText();
  const good = { aeTitle: 'EDITED', name: 'Edited', destinations: [pdf('edited')] };
  const valid = await check({ printer: good, replaces: 'EDITED' });
  assert.deepEqual([valid.valid, valid.findings], [true, []]);
  assert.deepEqual(
    valid.differences.map(({ path: key }) => key.replace(/^.*\./, '')),
    ['name'],
  );
  const bad = { ...good, resolution: 'much', destinations: [{ kind: 'ipp', uri: 'nowhere' }] };
  assert.deepEqual((await check({ printer: bad, replaces: 'EDITED' })).findings.toSorted(), [
    ['destinations[0].uri', null],
    ['resolution', null],
  ]);
  assert.match(
    (await check({ printer: bad, replaces: 'EDITED' })).all[0]?.message ?? '',
    /^(resolution|dest)/,
  );
  // A name that another printer has, in both ways.
  const taken = { ...good, aeTitle: 'edited' };
  assert.deepEqual((await check({ printer: taken })).findings, [['aeTitle', null]]);
  const titles = (await call('GET', '/api/printers')).body;
  const other = apiRoutes.printers.answer.parse(titles).printers.find(({ aeTitle }) => aeTitle !== 'EDITED');
  if (other) {
    const same = await check({ printer: { ...good, aeTitle: other.aeTitle }, replaces: 'EDITED' });
    assert.equal(same.valid, false);
  }
  const missing = await call('POST', '/api/printers/check', { printer: good, replaces: 'NONE' });
  assert.equal(missing.status, 404);
  assert.equal(fileText(), withEdited);
  assert.equal((await call('DELETE', '/api/printers/EDITED', {}, await version())).status, 200);
  assert.equal(fileText(), before);
});
