// The API of the pages System and Clients on a real server with a real client.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { clientsAnswer } from '../src/api/clients.ts';
import { apiRoutes } from '../src/api/routes.ts';
import { connect } from '../src/dicom/upper-layer/requestor.ts';
import { traceIds } from '../src/trace/trace-folder.ts';
import { requestorOptions } from './support/associations.ts';
import { TestAuthority } from './support/certificates.ts';
import { run } from './cli/run.ts';
import { compose, open, print } from './support/network-print.ts';
import { TestServer } from './support/server.ts';
import { until } from './support/until.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const config = `printers: [{ aeTitle: HARDCOPY, destinations: [{ kind: pdf, folder: films }] }]
access: [{ name: all, callingAeTitles: [TESTER, 'CT*'], may: [print, echo] }]
`;

async function post(server: TestServer, route: string, body: object = {}) {
  const response = await fetch(`http://127.0.0.1:${server.httpPort}${route}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hardcopy-user': 'anna' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  return { status: response.status, answer };
}

async function call(server: TestServer, callingAeTitle: string) {
  const association = await connect(
    requestorOptions(server.dicomPort, { callingAeTitle, calledAeTitle: 'HARDCOPY' }),
  );
  await association.release();
}

test('statistics, storage, log, doctor and clients of a server that has printed, also after a restart', async (t) => {
  const data = temporaryFolder(t);
  let server = await TestServer.start({ config, data });
  t.after(() => server.stop());
  const connection = await open(server.dicomPort, 'HARDCOPY');
  const { filmBox } = await compose(connection, undefined, {}, { NumberOfCopies: 2 });
  assert.equal((await print(connection, filmBox)).status, 0);
  await connection.association.release();
  await server.jobsDone(1);
  await assert.rejects(call(server, 'MR1'));

  const check = async () => {
    const statistics = apiRoutes.statistics.answer.parse(await (await server.get('/api/statistics')).json());
    assert.deepEqual(statistics.total, { jobs: 1, films: 1, sheets: 2, failed: 0, cancelled: 0 });
    assert.deepEqual(
      [statistics.clients, statistics.printers, statistics.media].map((rows) =>
        rows.map(({ name, films }) => [name, films]),
      ),
      [[['TESTER', 1]], [['HARDCOPY', 1]], [[statistics.media[0]?.name, 1]]],
    );
    assert.equal(statistics.days.length, 1);
    const csv = await server.get('/api/statistics.csv');
    assert.match(csv.headers.get('content-type') ?? '', /^text\/csv/);
    assert.match(
      await csv.text(),
      /^day,client,.*\r\n\d{4}-\d\d-\d\d,TESTER,HARDCOPY,[^,]*,DONE,delivered,NORMAL,1,1,2\r\n$/,
    );
    const { clients } = clientsAnswer.parse(await (await server.get('/api/clients')).json());
    assert.deepEqual(
      clients.map(({ callingAeTitle, films, refusals }) => [callingAeTitle, films, refusals]),
      [
        ['MR1', 0, 1],
        ['TESTER', 1, 0],
      ],
    );
  };
  await check();
  const wrong = await server.get('/api/statistics?since=2026-12-02&until=2026-12-01');
  assert.equal(wrong.status, 400);

  const storage = apiRoutes.storage.answer.parse(await (await server.get('/api/system/storage')).json());
  assert.equal(storage.folder, data);
  assert.ok((storage.freeBytes ?? 0) > 0 && (storage.totalBytes ?? 0) > (storage.freeBytes ?? 0));
  assert.equal(storage.spool.jobs, 1);
  assert.ok(storage.spool.payloadBytes > 0 && (storage.spool.databaseBytes ?? 0) > 0);
  assert.deepEqual(
    storage.documents.map(({ folder, printers }) => [path.basename(folder), printers]),
    [['films', ['HARDCOPY']]],
  );

  const { answer } = await post(server, '/api/log/search', { text: 'server.ready', limit: 5 });
  const log = apiRoutes.searchLog.answer.parse(answer);
  assert.deepEqual([log.total, log.lines[0]?.event], [1, 'server.ready']);

  const doctor = apiRoutes.doctor.answer.parse(await (await server.get('/api/system/doctor')).json());
  assert.deepEqual(
    doctor.findings
      .filter(({ check: kind }) => ['server', 'console', 'port', 'device'].includes(kind))
      .map(({ verdict }) => verdict),
    ['ok', 'ok', 'ok', 'ok'],
  );

  const { packages, version } = apiRoutes.about.answer.parse(
    await (await server.get('/api/system/about')).json(),
  );
  assert.match(version, /^\d/);
  for (const name of ['fastify', 'react', 'sharp'])
    assert.ok(
      packages.some((one) => one.name === name),
      name,
    );
  assert.deepEqual(
    packages.filter(({ license }) => license === 'unknown' || license === ''),
    [],
  );

  assert.equal(await server.stop(), 0);
  server = await TestServer.start({ config, data });
  await check();
});

test('a client is traced for a time, and answers C-ECHO or not', async (t) => {
  const server = await TestServer.start({ config });
  t.after(() => server.stop());
  await call(server, 'CT1');
  // The folder is created with the first trace.
  const traces = () => traceIds(path.join(server.data, 'traces'));
  const { answer } = await post(server, '/api/clients/CT1/trace', { minutes: 60 });
  const { tracedUntil, folder } = apiRoutes.traceClient.answer.parse(answer);
  assert.ok(Date.parse(tracedUntil ?? '') > Date.now() + 59 * 60_000);
  assert.equal(folder, path.join(server.data, 'traces'));
  await call(server, 'CT1');
  await call(server, 'CT2');
  const listed = clientsAnswer.parse(await (await server.get('/api/clients')).json());
  assert.deepEqual(
    listed.clients.map((client) => [client.callingAeTitle, client.tracedUntil]),
    [
      ['CT2', null],
      ['CT1', tracedUntil],
    ],
  );
  await server.logged(/trace\.started/);
  // The file appears when the association has ended.
  await until(() => traces().length === 1);
  assert.match(traces()[0] ?? '', /CT1/);
  assert.deepEqual((await post(server, '/api/clients/CT1/trace', { minutes: 0 })).answer, {
    callingAeTitle: 'CT1',
    tracedUntil: null,
    folder,
  });
  for (const [title, minutes] of [
    ['CT1', 481],
    ['CT1', -1],
    ['CT*', 5],
  ] as const)
    assert.equal((await post(server, `/api/clients/${title}/trace`, { minutes })).status, 400);

  // Our own listener stands for a client that answers.
  const itself = await post(server, '/api/clients/HARDCOPY/echo', {
    address: '127.0.0.1',
    port: server.dicomPort,
  });
  const { answers, problem } = apiRoutes.echoClient.answer.parse(itself.answer);
  // It calls as a printer, which the access rules do not know.
  assert.equal(answers, false);
  assert.match(problem ?? '', /rejected|refused|AE title/i);
  const silent = await post(server, '/api/clients/CT1/echo', { port: server.httpPort });
  assert.equal(apiRoutes.echoClient.answer.parse(silent.answer).answers, false);
  assert.equal((await post(server, '/api/clients/XA9/echo')).status, 404);
});

test('certificates in use, their days, and a renewed or damaged file', async (t) => {
  const authority = new TestAuthority();
  t.after(() => {
    authority.remove();
  });
  const own = authority.issue('server');
  const server = await TestServer.start({
    config: `${config}dicom:
  listeners: [{ host: 127.0.0.1, port: 0, tls: { certificate: ${own.certificate}, key: ${own.key} } }]
`,
  });
  t.after(() => server.stop());
  const { listeners } = apiRoutes.certificates.answer.parse(
    await (await server.get('/api/system/certificates')).json(),
  );
  assert.deepEqual(
    listeners.map(({ protocol, tls }) => [protocol, tls]),
    [
      ['dicom', false],
      ['dicom', true],
      ['console', false],
    ],
  );
  const certificate = listeners[1]?.certificate;
  assert.match(certificate?.subject ?? '', /CN=/);
  assert.ok((certificate?.daysLeft ?? -1) >= 0);
  const { status, answer } = await post(server, '/api/system/certificates/reload');
  assert.equal(status, 200);
  assert.equal(apiRoutes.certificates.answer.parse(answer).listeners[1]?.problem, null);
});

test('commands use what is in use when the server runs', async (t) => {
  const server = await TestServer.start({ config });
  t.after(() => server.stop());
  const { exitCode, stdout } = await run(['doctor', '--data', server.data, '--json']);
  const { findings } = JSON.parse(stdout) as { findings: { check: string; found: string }[] };
  assert.ok(findings.some(({ check, found }) => check === 'configuration' && found.endsWith('is in use')));
  assert.ok(findings.some(({ check }) => check === 'fonts'));
  assert.ok(exitCode < 2, stdout);
});
