// A pool of two real IPP printers: jobs are shared, a job goes to the device that has its paper, and a device that is unplugged
// during a job keeps only that job: the other device prints the rest, and no film is lost or printed twice.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { needs } from '../support/external.ts';
import { ippPrinterPrograms, startIppPrinter, type IppPrinter } from '../support/ipp-printer.ts';
import { compose, open, print } from '../support/network-print.ts';
import { TestServer } from '../support/server.ts';

const skip = needs(...ippPrinterPrograms);

async function startPool(context: TestContext, devices: readonly IppPrinter[]): Promise<TestServer> {
  const listed = devices.map(({ uri }, index) => `{ kind: ipp, name: device${index}, uri: '${uri}' }`);
  const server = await TestServer.start({
    config: `devices: { pollSeconds: 0.5 }
spool: { retrySeconds: 0.5 }
printers:
  - aeTitle: HARDCOPY
    resolution: 72
    destinations: [{ kind: pool, name: ward, devices: [${listed.join(', ')}] }]
`,
  });
  context.after(() => server.stop());
  return server;
}

async function send(server: TestServer, filmSize = '8_5INX11IN'): Promise<void> {
  const connection = await open(server.dicomPort);
  const { filmBox } = await compose(connection, undefined, { FilmSizeID: filmSize });
  assert.equal((await print(connection, filmBox)).status, 0);
  connection.association.abort('sent');
}

/** Our ids of the jobs in files of a device. */
async function idsOf(server: TestServer, files: readonly string[]): Promise<readonly string[]> {
  const jobs = await server.jobs();
  return files.map((file) => jobs.find(({ id }) => path.basename(file).includes(id))?.id ?? file);
}

test(
  'jobs are shared; a device pulled in the middle of one keeps that one only',
  { skip, timeout: 90_000 },
  async (context) => {
    const [left, right] = [await startIppPrinter(context), await startIppPrinter(context)];
    const server = await startPool(context, [left, right]);
    await left.hold();
    await right.hold();
    await send(server);
    await send(server);
    await Promise.all([left.whenBegun(1), right.whenBegun(1)]);
    assert.deepEqual([(await left.begun()).length, (await right.begun()).length], [1, 1], 'one each');
    const [held = ''] = await idsOf(server, await left.begun());

    await left.stop();
    await right.release();
    await server.jobsDone(1);
    // Long enough for the pool to have said several times that it is ready while that one job found otherwise.
    await server.logged(/(delivery\.waits [^]*){4}/);
    for (let count = 0; count < 5; count += 1) await send(server);
    const done = await server.jobsDone(6);
    assert.ok(!done.some(({ id }) => id === held), 'the pulled device has its job still');
    assert.deepEqual(
      (await idsOf(server, await right.printed())).toSorted(),
      done.map(({ id }) => id).toSorted(),
    );

    await left.release();
    await left.start();
    // Whether the pulled printer had printed cannot be known: a person says that it did not.
    assert.equal(await server.sendUnknownAgain(), held);
    const all = await server.jobsDone(7);
    const printed = [...(await left.printed()), ...(await right.printed())];
    assert.deepEqual(
      (await idsOf(server, printed)).toSorted(),
      all.map(({ id }) => id).toSorted(),
      'each once',
    );
  },
);

test(
  'a job goes to the device with its paper, and to the other when that is off',
  { skip, timeout: 90_000 },
  async (context) => {
    const [letter, a4] = [await startIppPrinter(context), await startIppPrinter(context)];
    await letter.setTray('na_letter_8.5x11in', 100);
    await a4.setTray('iso_a4_210x297mm', 100);
    const server = await startPool(context, [letter, a4]);
    await send(server, 'A4');
    await server.jobsDone(1);
    await send(server, '8_5INX11IN');
    await server.jobsDone(2);
    assert.deepEqual([(await letter.printed()).length, (await a4.printed()).length], [1, 1]);
    await a4.stop();
    await server.logged(/device\.trouble printer=HARDCOPY destination=ward /);
    await send(server, 'A4');
    await server.jobsDone(3);
    assert.equal((await letter.printed()).length, 2);
  },
);

test(
  'two servers send to one printer at the same time: each job comes out once',
  { skip, timeout: 60_000 },
  async (context) => {
    const device = await startIppPrinter(context);
    const servers = [await startPool(context, [device]), await startPool(context, [device])];
    await device.hold();
    await Promise.all(servers.flatMap((server) => [send(server), send(server), send(server)]));
    // The printer accepts one job at a time: one server's job prints, the other server gets the answer "busy".
    await Promise.any(servers.map((server) => server.logged(/job\.rendered /)));
    await device.whenBegun(1);
    await device.release();
    const done = await Promise.all(servers.map((server) => server.jobsDone(3)));
    const ids = done.flat().map(({ id }) => id);
    assert.equal(ids.length, 6);
    const printed = (await device.printed()).map(
      (file) => ids.find((id) => path.basename(file).includes(id)) ?? file,
    );
    assert.deepEqual(printed.toSorted(), ids.toSorted());
  },
);
