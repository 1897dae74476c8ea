// N-EVENT-REPORT on an association (PS3.4 H.4.5.2.1, H.4.6.2.1): order, contexts, data sets, silent clients, failed sends. The
// spool and the printer are in memory, and the test changes their states.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses, sopInstances } from '../../../src/dicom/data-set/uids.ts';
import { grayImage, PrintClient, type ClientOptions } from '../../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, PrintJob, Printer } = sopClasses;
const grayMeta = sopClasses.BasicGrayscalePrintManagementMeta;
const withPrintJob = [grayMeta, PrintJob];

const image = {
  ImageBoxPosition: 1,
  BasicGrayscaleImageSequence: [grayImage(2, 2, Uint8Array.of(0, 85, 170, 255))],
};

/** Film session and a film box with its image, ready to print. */
async function composed(options: ClientOptions = {}, session = {}) {
  const client = new PrintClient({ abstractSyntaxes: withPrintJob, ...options });
  await client.session(session);
  const filmBox = await client.filmBox();
  await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image);
  return { client, filmBox, spool: client.spool };
}

const jobOf = ({ spool }: { spool: PrintClient['spool'] }, index = 0): string =>
  spool.accepted[index]?.printJobUid ?? '';

test('a job is reported from Pending to Done, each once, after the response to N-ACTION', async () => {
  const film = await composed({}, { FilmSessionLabel: 'hip' });
  const { client, spool } = film;
  assert.equal((await client.action(BasicFilmBox, film.filmBox.uid)).status, 0x0000);
  const job = jobOf(film);
  assert.deepEqual(await client.eventTypes(1), [1]);
  spool.change(job, 'PRINTING', 'NORMAL');
  // Rendering and delivering are both PRINTING: no news.
  spool.change(job, 'PRINTING', 'NORMAL');
  spool.change(job, 'DONE', 'NORMAL');
  assert.deepEqual(await client.eventTypes(3), [1, 2, 3]);
  // Retried by an operator: an end is reported only once.
  spool.change(job, 'PENDING', 'QUEUED');
  spool.change(job, 'DONE', 'NORMAL');
  await client.close();
  assert.deepEqual(client.sent.map((command) => command.kind).slice(-4), [
    'N-ACTION-RSP',
    'N-EVENT-REPORT-RQ',
    'N-EVENT-REPORT-RQ',
    'N-EVENT-REPORT-RQ',
  ]);
  for (const { command, contextId } of client.events) {
    assert.equal(contextId, 3);
    assert.equal(command.affectedSopClassUid, PrintJob);
    assert.equal(command.affectedSopInstanceUid, job);
  }
  assert.deepEqual(
    client.events.map(({ dataSet }) => dataSet.string('ExecutionStatusInfo')),
    ['QUEUED', 'NORMAL', 'NORMAL'],
  );
  assert.equal(client.events[0]?.dataSet.string('FilmSessionLabel'), 'hip');
  assert.equal(client.events[0].dataSet.string('PrinterName'), 'Film to PDF');
  assert.equal(client.events[0].dataSet.has('PrintJobID'), false);
  assert.equal(spool.listeners, 0);
});

test('a job that is done before the response to N-ACTION is reported after the response', async () => {
  const film = await composed();
  const { client, spool } = film;
  const { accepted } = spool;
  const push = accepted.push.bind(accepted);
  // The spool is faster than the answer: both changes come while N-ACTION is performed.
  accepted.push = (...requests) => {
    const length = push(...requests);
    for (const { printJobUid } of requests) {
      spool.change(printJobUid, 'PENDING', 'QUEUED');
      spool.change(printJobUid, 'PRINTING', 'NORMAL');
      spool.change(printJobUid, 'DONE', 'NORMAL');
    }
    return length;
  };
  await client.action(BasicFilmBox, film.filmBox.uid);
  assert.deepEqual(await client.eventTypes(3), [1, 2, 3]);
  await client.close();
  const kinds = client.sent.map((command) => command.kind);
  assert.equal(kinds.indexOf('N-EVENT-REPORT-RQ'), kinds.indexOf('N-ACTION-RSP') + 1);
});

test('a failure is one event with its reason', async () => {
  const film = await composed();
  await film.client.action(BasicFilmBox, film.filmBox.uid);
  film.spool.change(jobOf(film), 'FAILURE', 'INVALID PAGE DES');
  assert.deepEqual(await film.client.eventTypes(2), [1, 4]);
  assert.equal(film.client.events[1]?.dataSet.string('ExecutionStatusInfo'), 'INVALID PAGE DES');
  await film.client.close();
});

test('jobs of other clients, and jobs on associations without Print Job, are not reported', async () => {
  const film = await composed();
  const other = await composed({ spool: film.spool });
  const without = await composed({ spool: film.spool, abstractSyntaxes: [grayMeta] });
  await film.client.action(BasicFilmBox, film.filmBox.uid);
  await without.client.action(BasicFilmBox, without.filmBox.uid);
  film.spool.change(jobOf(film, 1), 'DONE', 'NORMAL');
  film.spool.change(jobOf(film, 0), 'DONE', 'NORMAL');
  assert.deepEqual(await film.client.eventTypes(2), [1, 3]);
  for (const { client } of [film, other, without]) await client.close();
  assert.deepEqual([other.client.events, without.client.events], [[], []]);
});

test('two jobs of one association: an event awaits the confirmation of the one before', async () => {
  const film = await composed();
  const { client, spool } = film;
  client.confirms = false;
  await client.action(BasicFilmBox, film.filmBox.uid);
  assert.deepEqual(await client.eventTypes(1), [1]);
  spool.change(jobOf(film), 'PRINTING', 'NORMAL');
  assert.equal((await client.action(BasicFilmBox, film.filmBox.uid)).status, 0x0000);
  // The reader was not blocked: N-ACTION was answered meanwhile. Only the first event is out.
  assert.equal(client.events.length, 1);
  const [first] = client.events;
  assert.ok(first);
  // Neither a refusal nor an answer to something else stops what follows.
  client.confirm({ ...first.command, messageId: 999 });
  client.confirm(first.command, 0x0113);
  client.confirms = true;
  assert.deepEqual(await client.eventTypes(2), [1, 2]);
  assert.deepEqual(await client.eventTypes(3), [1, 2, 1]);
  await client.close();
  assert.equal(new Set(client.events.map(({ command }) => command.messageId)).size, 3);
});

test('a silent client: the time runs out and the next event is sent', async () => {
  const film = await composed({ eventConfirmationMs: 5 });
  film.client.confirms = false;
  await film.client.action(BasicFilmBox, film.filmBox.uid);
  film.spool.change(jobOf(film), 'PRINTING', 'NORMAL');
  film.spool.change(jobOf(film), 'DONE', 'NORMAL');
  assert.deepEqual(await film.client.eventTypes(3), [1, 2, 3]);
  await film.client.close();
});

test('a client that never confirms has a bounded queue, and still gets the last event', async () => {
  const film = await composed();
  const { client, spool } = film;
  client.confirms = false;
  await client.action(BasicFilmBox, film.filmBox.uid);
  await client.eventTypes(1);
  for (let index = 0; index < 500; index += 1) {
    spool.change(jobOf(film), 'PENDING', `INFO ${index}`);
  }
  spool.change(jobOf(film), 'DONE', 'NORMAL');
  client.confirms = true;
  const [first] = client.events;
  assert.ok(first);
  client.confirm(first.command);
  const types = await client.eventTypes(66);
  assert.equal(types.at(-1), 3);
  // The one under way, 64 that waited, the end.
  assert.equal(client.events[1]?.dataSet.string('ExecutionStatusInfo'), 'INFO 436');
  await client.close();
  assert.equal(client.events.length, 66);
});

test('an event that cannot be sent, and a release or a loss while one is outstanding, harm nothing', async () => {
  const failing = await composed();
  await failing.client.action(BasicFilmBox, failing.filmBox.uid);
  await failing.client.eventTypes(1);
  failing.client.failSend = new Error('connection reset');
  failing.spool.change(jobOf(failing), 'DONE', 'NORMAL');
  await failing.client.close();
  assert.equal(failing.spool.accepted.length, 1);

  for (const end of ['close', 'lose'] as const) {
    const film = await composed();
    film.client.confirms = false;
    await film.client.action(BasicFilmBox, film.filmBox.uid);
    await film.client.eventTypes(1);
    await film.client[end]();
    film.spool.change(jobOf(film), 'DONE', 'NORMAL');
    assert.equal(film.client.events.length, 1);
    assert.equal(film.spool.listeners, 0);
    assert.equal(film.spool.accepted.length, 1);
  }
});

test('a job that could not be accepted is no longer followed, and not reported', async () => {
  const film = await composed();
  film.spool.failAccept = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  assert.equal((await film.client.action(BasicFilmBox, film.filmBox.uid)).status, 0xc602);
  await film.client.close();
  assert.deepEqual(film.client.events, []);
});

test('Print Job ID where a profile asks for it; DONE when spooled where it says so; or no events at all', async () => {
  const annexE = await composed({ profile: 'annex-e' });
  await annexE.client.action(BasicFilmBox, annexE.filmBox.uid);
  await annexE.client.eventTypes(1);
  assert.equal(annexE.client.events[0]?.dataSet.string('PrintJobID'), 'job1');
  await annexE.client.close();

  const early = await composed({ profile: 'carestream' });
  await early.client.action(BasicFilmBox, early.filmBox.uid);
  assert.deepEqual(await early.client.eventTypes(1), [3]);
  assert.equal(early.client.events[0]?.dataSet.string('ExecutionStatusInfo'), 'NORMAL');
  const asked = await early.client.get(PrintJob, jobOf(early));
  assert.equal(asked.dataSet.string('ExecutionStatus'), 'DONE');
  early.spool.change(jobOf(early), 'FAILURE', 'INVALID PAGE DES');
  const failed = await early.client.get(PrintJob, jobOf(early));
  assert.equal(failed.dataSet.string('ExecutionStatus'), 'FAILURE');
  await early.client.close();
  assert.equal(early.client.events.length, 1);

  const none = await composed({ settings: { jobEvents: false } });
  await none.client.action(BasicFilmBox, none.filmBox.uid);
  none.spool.change(jobOf(none), 'DONE', 'NORMAL');
  await none.client.close();
  assert.deepEqual(none.client.events, []);
});

test('a client that waits too long for the end gets Done, once; N-GET returns the actual state', async () => {
  const film = await composed({ settings: { doneWithinSeconds: 0.01 } });
  await film.client.action(BasicFilmBox, film.filmBox.uid);
  assert.deepEqual(await film.client.eventTypes(2), [1, 3]);
  const asked = await film.client.get(PrintJob, jobOf(film));
  assert.equal(asked.dataSet.string('ExecutionStatus'), 'PENDING');
  film.spool.change(jobOf(film), 'DONE', 'NORMAL');
  await film.client.close();
  assert.equal(film.client.events.length, 2);
});

test('printer events go to every association with a Meta class or Printer, on that context', async () => {
  const meta = new PrintClient({ abstractSyntaxes: [sopClasses.Verification, grayMeta] });
  const own = new PrintClient({ spool: meta.spool, abstractSyntaxes: [grayMeta, Printer] });
  const neither = new PrintClient({ spool: meta.spool, abstractSyntaxes: [PrintJob] });
  const { spool } = meta;
  // The printer's state before anybody could have changed it.
  await meta.get(Printer, sopInstances.Printer);
  await own.get(Printer, sopInstances.Printer);
  spool.changePrinter({ status: 'WARNING', info: 'SUPPLY LOW' });
  spool.changePrinter({ status: 'WARNING', info: 'SUPPLY LOW' });
  spool.changePrinter({ status: 'FAILURE', info: 'PRINTER DOWN' });
  spool.changePrinter({ status: 'WARNING', info: 'FILM JAM' }, 'OTHER');
  spool.changePrinter({ status: 'NORMAL', info: 'NORMAL' });
  assert.deepEqual(await meta.eventTypes(3), [2, 3, 1]);
  assert.deepEqual(await own.eventTypes(3), [2, 3, 1]);
  for (const [client, contextId] of [
    [meta, 3],
    [own, 3],
  ] as const) {
    for (const event of client.events) {
      assert.equal(event.contextId, contextId);
      assert.equal(event.command.affectedSopClassUid, Printer);
      assert.equal(event.command.affectedSopInstanceUid, sopInstances.Printer);
    }
    const [warning, , normal] = client.events;
    assert.equal(warning?.dataSet.string('PrinterStatusInfo'), 'SUPPLY LOW');
    assert.equal(warning.dataSet.string('PrinterName'), 'Film to PDF');
    assert.equal(normal?.command.hasDataSet, false);
  }
  for (const client of [meta, own, neither]) await client.close();
  assert.deepEqual(neither.events, []);
  assert.equal(spool.listeners, 0);
});

test('a masked printer: no event for what the client is not shown, until the spool is full', async () => {
  const client = new PrintClient({ settings: { printerStatus: 'supply-low' } });
  const { spool } = client;
  await client.get(Printer, sopInstances.Printer);
  spool.changePrinter({ status: 'FAILURE', info: 'PRINTER DOWN' });
  assert.deepEqual(await client.eventTypes(1), [2]);
  assert.equal(client.events[0]?.dataSet.string('PrinterStatusInfo'), 'SUPPLY LOW');
  // From one trouble to another: SUPPLY LOW still.
  spool.changePrinter({ status: 'WARNING', info: 'FILM JAM' });
  await client.get(Printer, sopInstances.Printer);
  spool.hasRoom = false;
  spool.changePrinter({ status: 'WARNING', info: 'COVER OPEN' });
  assert.deepEqual(await client.eventTypes(2), [2, 2]);
  assert.equal(client.events[1]?.dataSet.string('PrinterStatusInfo'), 'COVER OPEN');
  await client.close();

  const off = new PrintClient({ settings: { printerEvents: false } });
  off.spool.changePrinter({ status: 'WARNING', info: 'FILM JAM' });
  const session = await off.session();
  assert.ok(session);
  assert.equal((await off.remove(BasicFilmSession, session)).status, 0x0000);
  await off.close();
  assert.deepEqual(off.events, []);
});

test('a client without permission to read status gets no printer events, but all events of its own jobs', async () => {
  const film = await composed({ may: ['echo', 'print'] });
  const { client, spool } = film;
  assert.equal((await client.get(Printer, sopInstances.Printer)).status, 0x0124);
  spool.changePrinter({ status: 'WARNING', info: 'SUPPLY LOW' });
  await client.action(BasicFilmBox, film.filmBox.uid);
  spool.change(jobOf(film), 'DONE', 'NORMAL');
  // Its job was reported after the printer changed: an event of the printer would have come before.
  await client.eventTypes(2);
  assert.deepEqual(
    client.events.map(({ command }) => [command.affectedSopClassUid, command.eventTypeId]),
    [
      [PrintJob, 1],
      [PrintJob, 3],
    ],
  );
  assert.equal(spool.listeners, 1, 'the printer has no other listener');
  await client.close();
});
