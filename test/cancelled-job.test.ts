// What a client learns about a job that a user cancelled: JOB CANCELED in the event and in N-GET (PS3.2 tables E.4.2-34 and
// E.4.2-36), for jobs that are queued, held, or wait for a printer that is not reachable.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sopClasses, transferSyntaxes } from '../src/dicom/data-set/uids.ts';
import { connect } from '../src/dicom/upper-layer/requestor.ts';
import { DimseClient } from '../src/dicom/dimse/dimse-client.ts';
import { defaultTimeouts } from '../src/dicom/net/timeouts.ts';
import { compose, print } from './support/network-print.ts';
import { TestServer } from './support/server.ts';

const offline = "{ aeTitle: AWAY, destinations: [{ kind: ipp, name: away, uri: 'ipp://127.0.0.1:1/none' }] }";

describe('the client of a cancelled job gets JOB CANCELED', () => {
  let server: TestServer;
  const post = async (route: string) => {
    const answer = await fetch(`http://127.0.0.1:${server.httpPort}${route}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
    });
    assert.equal(answer.status, 200, `${route}: ${await answer.text()}`);
  };
  before(async () => {
    server = await TestServer.start({ config: `printers: [{ aeTitle: HARDCOPY }, ${offline}]\n` });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  for (const [name, calledAeTitle, prepare] of [
    ['on a paused printer', 'HARDCOPY', (_id: string) => post('/api/printers/HARDCOPY/pause')],
    ['that is held', 'HARDCOPY', (id: string) => post(`/api/jobs/${id}/hold`)],
    ['on a printer that is not reachable', 'AWAY', (_id: string) => Promise.resolve()],
  ] as const) {
    test(name, async () => {
      if (name === 'on a paused printer') await prepare('');
      const { promise: ended, resolve: end } = Promise.withResolvers<string>();
      const association = await connect({
        host: '127.0.0.1',
        port: server.dicomPort,
        callingAeTitle: 'CT1',
        calledAeTitle,
        maxPduLength: 131_072,
        implementationVersionName: 'TEST',
        timeouts: defaultTimeouts,
        contexts: [
          sopClasses.BasicGrayscalePrintManagementMeta,
          sopClasses.PresentationLut,
          sopClasses.PrintJob,
        ].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [transferSyntaxes.implicitLittle] })),
      });
      const client = new DimseClient(association, {
        onEventReport: (command, data) => {
          if (command.eventTypeId >= 3) end(`${command.eventTypeId} ${data?.string('ExecutionStatusInfo')}`);
        },
      });
      const { filmBox } = await compose({ association, client }, undefined, { FilmSizeID: 'A4' });
      const { printJob } = await print({ association, client }, filmBox);
      const [job] = (await server.jobs()).filter(({ state }) => state !== 'FAILURE' && state !== 'DONE');
      assert.ok(job);
      if (name !== 'on a paused printer') await prepare(job.id);
      await post(`/api/jobs/${job.id}/cancel`);
      assert.equal(await ended, '4 JOB CANCELED');
      const answer = await client.request(5, {
        kind: 'N-GET-RQ',
        requestedSopClassUid: sopClasses.PrintJob,
        requestedSopInstanceUid: printJob,
      });
      assert.deepEqual(
        [answer.data?.string('ExecutionStatus'), answer.data?.string('ExecutionStatusInfo')],
        ['FAILURE', 'JOB CANCELED'],
      );
      await association.release();
    });
  }
});
