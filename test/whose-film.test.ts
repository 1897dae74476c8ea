// Patient data on a whole server: a patient is found by API and command line, shown to the requester of the job, removed with
// the pixels, and in no log line, webhook, metric, live event, list or document title.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataSetOf } from '../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../src/dicom/data-set/uids.ts';
import { run } from './cli/run.ts';
import { compose, open, print, ramp } from './support/network-print.ts';
import { startScriptedPrinter } from './support/scripted-ipp-printer.ts';
import { TestServer } from './support/server.ts';
import { WebhookServer } from './support/webhook-server.ts';

const patient = dataSetOf({
  SpecificCharacterSet: 'ISO_IR 192',
  PatientName: 'Zaubermann^Quirin=山田',
  PatientID: 'ZQX-7741',
  AccessionNumber: 'ZACC9',
  StudyDate: '20261130',
});
const secrets = /Zaubermann|Quirin|ZQX|ZACC9|Zwischentext/i;

test('a search finds the patient, and only its response names them', async (t) => {
  const hook = await WebhookServer.start();
  t.after(() => hook.stop());
  const printer = await startScriptedPrinter(t, {
    attributes: { 'printer-up-time': 4711 },
    printed: (job) => {
      printer.attributes['printer-up-time'] = 1;
      printer.jobs.delete(job.id);
      return undefined;
    },
  });
  const config = [
    'printers:',
    '  - aeTitle: HARDCOPY',
    `    destinations: [{ kind: pdf }, { kind: ipp, name: office, uri: '${printer.uri}' }]`,
    `notifications: [{ url: '${hook.url}' }]`,
    '',
  ].join('\n');
  const server = await TestServer.start({ config });
  t.after(() => server.stop());
  const ending = new AbortController();
  const events = await fetch(`http://127.0.0.1:${server.httpPort}/api/events`, { signal: ending.signal });
  let streamed = '';
  const listening = (async () => {
    for await (const piece of events.body ?? []) streamed += Buffer.from(piece).toString();
  })().catch(() => undefined);

  const meta = [
    sopClasses.BasicGrayscalePrintManagementMeta,
    sopClasses.BasicAnnotationBox,
    sopClasses.PrintJob,
  ];
  const connection = await open(server.dicomPort, 'HARDCOPY', meta);
  const film = { FilmSizeID: '8_5INX11IN', AnnotationDisplayFormatID: 'ANNOTATION' };
  const { filmBox } = await compose(connection, ramp().with(patient), film);
  const created = await connection.client.request(
    3,
    {
      kind: 'N-SET-RQ',
      requestedSopClassUid: sopClasses.BasicAnnotationBox,
      requestedSopInstanceUid: '1.2.3.4',
    },
    dataSetOf({ AnnotationPosition: 1, TextString: 'Zwischentext 1' }),
  );
  assert.equal(created.command.status, 0);
  assert.equal((await print(connection, filmBox)).status, 0);
  await connection.association.release();
  await server.logged(/delivery\.unknown /);
  await hook.received(1);

  const post = async (body: object) => {
    const response = await fetch(`http://127.0.0.1:${server.httpPort}/api/jobs/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as { jobs: Record<string, unknown>[] } };
  };
  const [job] = await server.jobs();
  assert.ok(job);
  for (const text of ['zauber', '山', '7741', 'zacc', '2026-11-30', 'zwischen 1'])
    assert.deepEqual(
      (await post({ text })).body.jobs.map(({ id }) => id),
      [job.id],
      text,
    );
  assert.deepEqual((await post({ text: 'zauber 7741' })).body.jobs[0]?.matched, [
    { field: 'patientName', value: 'Zaubermann^Quirin=山田' },
    { field: 'patientId', value: 'ZQX-7741' },
  ]);
  assert.deepEqual((await post({ text: 'zauber', client: 'unknown' })).body.jobs, []);
  const one = (await (await server.get(`/api/jobs/${job.id}`)).json()) as Record<string, unknown>;
  assert.deepEqual(one.subjects, [
    {
      patientName: 'Zaubermann^Quirin=山田',
      patientId: 'ZQX-7741',
      accessionNumber: 'ZACC9',
      studyDate: '20261130',
    },
  ]);
  assert.deepEqual(one.texts, ['Zwischentext 1']);

  const found = await run(['jobs', '--data', server.data, '--text', 'quirin', '--since', 'today']);
  assert.match(found.stdout, /FOUND\n.*Zaubermann\^Quirin=山田/);
  const shown = await run(['job', job.id, '--data', server.data]);
  assert.match(
    shown.stdout.replaceAll(/\s+/g, ' '),
    /Patient Zaubermann\^Quirin=山田, ID ZQX-7741, accession ZACC9, study of 2026-11-30/,
  );
  assert.match(shown.stdout, /Text +Zwischentext 1/);

  for (const route of ['/api/jobs', '/api/status', '/metrics', '/api/printers'])
    assert.doesNotMatch(await (await server.get(route)).text(), secrets, route);
  const pdf = await (await server.get(`/api/jobs/${job.id}/film.pdf`)).text();
  assert.doesNotMatch(pdf.replace(/stream[\s\S]*?endstream/g, ''), secrets);
  await fetch(`http://127.0.0.1:${server.httpPort}/api/jobs/${job.id}/printed`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  await server.logged(/job\.ended /);
  ending.abort();
  await listening;
  assert.match(streamed, /event: job/);
  assert.doesNotMatch(streamed, secrets);
  assert.ok(hook.requests.length > 0);
  for (const { body } of hook.requests) assert.doesNotMatch(body, secrets);
  await server.stop();
  assert.doesNotMatch(server.log, secrets);
});
