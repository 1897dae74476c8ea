// A film with an unknown outcome on a whole server: what a DICOM client reads, what status, API and command line report, and
// that only a user's answer sends it again.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { run } from './cli/run.ts';
import { compose, open, print } from './support/network-print.ts';
import { startScriptedPrinter, type ScriptedPrinter } from './support/scripted-ipp-printer.ts';
import { TestServer } from './support/server.ts';

/** A printer that is switched off and on during its first film, and then does not know it. */
async function forgetfulPrinter(t: TestContext): Promise<ScriptedPrinter> {
  const printer = await startScriptedPrinter(t, {
    attributes: { 'printer-up-time': 4711 },
    printed: (job) => {
      if (printer.attributes['printer-up-time'] === 1) return undefined;
      printer.attributes['printer-up-time'] = 1;
      printer.jobs.delete(job.id);
      return undefined;
    },
  });
  return printer;
}

const documents = ({ requests }: ScriptedPrinter) =>
  requests.filter(({ document }) => document.length > 0).length;

async function unknownJob(t: TestContext) {
  const printer = await forgetfulPrinter(t);
  const config = `printers: [{ aeTitle: HARDCOPY, destinations: [{ kind: ipp, name: office, uri: '${printer.uri}' }] }]\n`;
  const server = await TestServer.start({ config });
  t.after(() => server.stop());
  const connection = await open(server.dicomPort);
  const { filmBox } = await compose(connection, undefined, { FilmSizeID: '8_5INX11IN' });
  assert.equal((await print(connection, filmBox)).status, 0);
  await connection.association.release();
  await server.logged(/delivery\.unknown /);
  let [job] = await server.jobs();
  while (job?.state !== 'UNKNOWN') [job] = await server.jobs();
  return { printer, server, job };
}

test('the answer "printed" makes the job DONE, and one document was sent', async (t) => {
  const { printer, server, job } = await unknownJob(t);
  const status = (await (await server.get('/api/status')).json()) as {
    todo: { sentence: string; command: string }[];
  };
  assert.equal(status.todo[0]?.command, `hardcopy printed ${job.id}`);
  assert.match(status.todo[0].sentence, /its outcome is not known: office: Job 1 was sent.*"hardcopy retry/);
  const shown = await run(['job', job.id, '--data', server.data]);
  assert.match(shown.stdout, /State +UNKNOWN \(CHECK PRINTER\): office: Job 1 was sent/);
  assert.match(shown.stdout.replaceAll(/\s+/g, ' '), /check whether the films came out of office/);
  const answered = await run(['printed', job.id, '--data', server.data]);
  assert.equal(answered.exitCode, 0, answered.stderr);
  assert.match(answered.stdout, /DONE/);
  assert.equal((await server.jobs())[0]?.state, 'DONE');
  assert.equal(documents(printer), 1);
});

test('neither a restart nor time sends it again; retry does, once', async (t) => {
  const { printer, server, job } = await unknownJob(t);
  const held = await fetch(`http://127.0.0.1:${server.httpPort}/api/jobs/${job.id}/hold`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(held.status, 409);
  assert.equal(documents(printer), 1);
  const answered = await run(['retry', job.id, '--data', server.data]);
  assert.equal(answered.exitCode, 0, answered.stderr);
  await server.jobsDone(1);
  assert.equal(documents(printer), 2);
});
