// A real server that refuses associations for reasons outside the request: the address of the client (1/1/1) and missing
// disk space (2/3/1). The other refusals: listeners.test.ts and server.test.ts.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { test, type TestContext } from 'node:test';
import { AssociationRefusal } from '../src/shared/errors/wire-failures.ts';
import { DimseClient } from '../src/dicom/dimse/dimse-client.ts';
import { connect, type RequestorOptions } from '../src/dicom/upper-layer/requestor.ts';
import { sopClasses, sopInstances, transferSyntaxes } from '../src/dicom/data-set/uids.ts';
import { associateRq, bytesOf, requestorOptions } from './support/associations.ts';
import { TestServer } from './support/server.ts';

async function server(t: TestContext, config: string): Promise<TestServer> {
  const started = await TestServer.start({ config });
  t.after(() => started.stop());
  return started;
}

const call = (to: TestServer, options: Partial<RequestorOptions> = {}) =>
  connect(requestorOptions(to.dicomPort, options));

const rejected = (answer: string) => (error: unknown) =>
  error instanceof AssociationRefusal && [error.result, error.source, error.reason].join('/') === answer;

/** Type of the PDU that answers an association request from this address of the machine. */
async function answerTo(localAddress: string, port: number): Promise<number | undefined> {
  const socket = createConnection({ host: '127.0.0.1', port, localAddress });
  try {
    await once(socket, 'connect');
    socket.write(bytesOf(associateRq()));
    const [first] = (await once(socket, 'data')) as [Buffer];
    return first[0];
  } finally {
    socket.destroy();
  }
}

test('refuses an address without a rule (1/1/1); accepts the same request from an address with a rule', async (t) => {
  const room = await server(t, 'access: [{ name: room, addresses: [127.0.0.2] }]\n');
  await assert.rejects(call(room), rejected('1/1/1'));
  await room.logged(
    /association\.rejected .*why="no access rule for address 127\.0\.0\.1 \(calling AE title CT1\)"/,
  );
  const [accepted, refusedPdu] = [0x02, 0x03];
  assert.equal(await answerTo('127.0.0.2', room.dicomPort), accepted);
  assert.equal(await answerTo('127.0.0.3', room.dicomPort), refusedPdu);
});

test('refuses clients that print when the disk is full (2/3/1), and answers queries', async (t) => {
  const full = await server(t, `spool: { minFreeBytes: ${Number.MAX_SAFE_INTEGER} }\n`);
  await assert.rejects(call(full), rejected('2/3/1'));
  await full.logged(
    /association\.rejected .*why="the disk of the data folder has \d+ MB free; at least \d+ MB must be free to accept films \(spool\.minFreeBytes\)"/,
  );
  // Administrators see it too, with what to do.
  const health = await full.get('/api/health');
  assert.equal(health.status, 503);
  const { status: found, problem } = (await health.json()) as { status: string; problem: string };
  assert.equal(found, 'failing');
  assert.match(
    problem,
    /^Films are refused: the disk of the data folder has \d+ MB free; at least \d+ MB must be free to accept films \(spool\.minFreeBytes\)\. Make room on the disk of \/.+\.$/,
  );
  const { todo } = (await (await full.get('/api/status')).json()) as { todo: { sentence: string }[] };
  assert.deepEqual(
    todo.map(({ sentence }) => sentence),
    [problem],
  );
  // A refused address takes precedence over the transient failure.
  await assert.rejects(call(full, { calledAeTitle: 'NONE' }), rejected('1/1/7'));
  const asking = await call(full, {
    contexts: [sopClasses.Verification, sopClasses.Printer].map((abstractSyntax) => ({
      abstractSyntax,
      transferSyntaxes: [transferSyntaxes.implicitLittle],
    })),
  });
  const client = new DimseClient(asking);
  const echo = await client.request(1, { kind: 'C-ECHO-RQ', affectedSopClassUid: sopClasses.Verification });
  assert.equal(echo.command.status, 0x0000);
  const status = await client.request(3, {
    kind: 'N-GET-RQ',
    requestedSopClassUid: sopClasses.Printer,
    requestedSopInstanceUid: sopInstances.Printer,
  });
  assert.equal(status.command.status, 0x0000);
  await asking.release();
});
