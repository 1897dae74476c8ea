// N-ACTION, Print, for film boxes and film sessions; presentation LUTs; Printer and Print Job N-GET; requests that
// are not supported (PS3.2 tables E.4.2-18, -25, -29, -37, -39).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueueFullRefusal } from '../../../src/shared/errors/request-refusals.ts';
import { dataSetOf, type DataSet } from '../../../src/dicom/data-set/data-set.ts';
import { tagOf } from '../../../src/dicom/data-set/dictionary.ts';
import { sopClasses, sopInstances } from '../../../src/dicom/data-set/uids.ts';
import { grayImage, PrintClient, uidOf } from '../../support/print-client.ts';

const { BasicFilmSession, BasicFilmBox, BasicGrayscaleImageBox, PresentationLut, PrintJob, Printer } =
  sopClasses;

const image = (position: number) => ({
  ImageBoxPosition: position,
  BasicGrayscaleImageSequence: [grayImage(2, 2, Uint8Array.of(0, 85, 170, 255))],
});

async function filmWithImage(client: PrintClient, values = {}) {
  const filmBox = await client.filmBox(values);
  await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1));
  return filmBox;
}

test('a film box prints with the parameters of its session', async () => {
  const client = new PrintClient();
  await client.session({ NumberOfCopies: '2', PrintPriority: 'HIGH', FilmSessionLabel: 'hip' });
  const filmBox = await filmWithImage(client, { FilmSizeID: 'A4', Trim: 'YES', EmptyImageDensity: 'WHITE' });
  const answer = await client.action(BasicFilmBox, filmBox.uid);
  assert.equal(answer.status, 0x0000);
  assert.equal(uidOf(answer), filmBox.uid);
  // Print Job was not negotiated: no data set.
  assert.equal(answer.command.hasDataSet, false);
  const [request] = client.spool.accepted;
  assert.equal(request?.copies, 2);
  assert.equal(request.priority, 'HIGH');
  assert.equal(request.sessionLabel, 'hip');
  assert.equal(request.callingAeTitle, 'TESTER');
  assert.equal(request.printer, 'HARDCOPY');
  const [film] = request.films;
  assert.equal(film?.filmSizeId, 'A4');
  assert.equal(film.trim, true);
  assert.deepEqual(film.emptyImageDensity, { kind: 'white' });
  assert.deepEqual(film.images[0]?.presentationLut, { kind: 'IDENTITY' });
  await client.close();
  // The pixels of the job stay.
  assert.equal(client.spool.blobs.size, 1);
});

test('with Print Job negotiated the answer refers to the job: one item, class and instance', async () => {
  const client = new PrintClient({
    abstractSyntaxes: [sopClasses.BasicGrayscalePrintManagementMeta, PrintJob],
  });
  await client.session();
  const filmBox = await filmWithImage(client);
  const answer = await client.action(BasicFilmBox, filmBox.uid);
  assert.deepEqual(
    [...answer.dataSet].map((element) => element.tag),
    [0x21000500],
  );
  const items = answer.dataSet.items(0x21000500);
  assert.equal(items.length, 1);
  assert.equal(items[0]?.string('ReferencedSOPClassUID'), PrintJob);
  assert.equal(items[0].string('ReferencedSOPInstanceUID'), client.spool.accepted[0]?.printJobUid);
  assert.ok(answer.command.kind === 'N-ACTION-RSP');
  assert.equal(answer.command.actionTypeId, 1);
  await client.close();
});

test('a film is a snapshot: later changes do not reach it', async () => {
  const client = new PrintClient();
  await client.session();
  const filmBox = await filmWithImage(client);
  await client.action(BasicFilmBox, filmBox.uid);
  await client.set(BasicFilmBox, filmBox.uid, { BorderDensity: 'WHITE' });
  await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [],
  });
  const film = client.spool.accepted[0]?.films[0];
  assert.deepEqual(film?.borderDensity, { kind: 'black' });
  assert.equal(film.images.length, 1);
  assert.equal(client.spool.blobs.size, 1);
  await client.close();
});

test('a session prints all its films as one job, in the order they were created', async () => {
  const client = new PrintClient();
  const session = await client.session({ NumberOfCopies: '2' });
  const first = await filmWithImage(client, { FilmSizeID: 'A4' });
  const second = await filmWithImage(client, { FilmSizeID: 'A3' });
  const answer = await client.action(BasicFilmSession, session);
  assert.equal(answer.status, 0x0000);
  assert.equal(uidOf(answer), session);
  assert.equal(client.spool.accepted.length, 1);
  assert.deepEqual(
    client.spool.accepted[0]?.films.map((film) => [film.sopInstanceUid, film.filmSizeId]),
    [
      [first.uid, 'A4'],
      [second.uid, 'A3'],
    ],
  );
  await client.close();
});

test('empty pages: B603 for a film box, B602 for a session that prints the rest, C600 without film boxes', async () => {
  const client = new PrintClient();
  const session = await client.session();
  assert.equal((await client.action(BasicFilmSession, session)).status, 0xc600);
  const empty = await client.filmBox();
  assert.equal((await client.action(BasicFilmBox, empty.uid)).status, 0xb603);
  assert.equal((await client.action(BasicFilmSession, session)).status, 0xb602);
  assert.equal(client.spool.accepted.length, 0);
  const full = await filmWithImage(client);
  assert.equal((await client.action(BasicFilmSession, session)).status, 0xb602);
  assert.deepEqual(
    client.spool.accepted[0]?.films.map((film) => film.sopInstanceUid),
    [full.uid],
  );
  await client.close();
});

test('N-ACTION without instance means the film box created last; for a session, the session', async () => {
  const client = new PrintClient();
  await client.session();
  await filmWithImage(client);
  const second = await filmWithImage(client);
  const answer = await client.action(BasicFilmBox, undefined);
  assert.equal(answer.status, 0x0000);
  assert.equal(uidOf(answer), second.uid);
  assert.equal((await client.action(BasicFilmSession, undefined)).status, 0x0000);
  await client.close();
});

test('N-ACTION failures: type 0123, instance 0112, class 0119, disk or queue full C602 and C601, others 0110', async () => {
  const client = new PrintClient();
  const session = await client.session();
  const filmBox = await filmWithImage(client);
  assert.equal((await client.action(BasicFilmBox, filmBox.uid, 2)).status, 0x0123);
  assert.equal((await client.action(BasicFilmSession, session, 2)).status, 0x0123);
  assert.equal((await client.action(BasicFilmBox, '1.2.3')).status, 0x0112);
  assert.equal((await client.action(BasicFilmBox, session)).status, 0x0119);
  client.spool.failAccept = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0xc602);
  assert.equal((await client.action(BasicFilmSession, session)).status, 0xc601);
  client.spool.failAccept = new QueueFullRefusal('7 jobs wait, at most 7');
  const full = await client.action(BasicFilmBox, filmBox.uid);
  assert.equal(full.status, 0xc602);
  assert.equal(full.command.errorComment, '7 jobs wait, at most 7');
  assert.equal((await client.action(BasicFilmSession, session)).status, 0xc601);
  client.spool.failAccept = new Error('broken');
  assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0x0110);
  await client.close();
  assert.equal(client.spool.blobs.size, 0);
});

const lutReference = (uid: string) => [
  dataSetOf({ ReferencedSOPClassUID: PresentationLut, ReferencedSOPInstanceUID: uid }),
];

test('presentation LUTs: image box before film box before session', async () => {
  const client = new PrintClient();
  const identity = uidOf(await client.create(PresentationLut, { PresentationLUTShape: 'IDENTITY' }));
  const linOd = uidOf(await client.create(PresentationLut, { PresentationLUTShape: 'LIN OD' }));
  const words = Uint8Array.from({ length: 512 }, (_, index) => (index % 2 === 0 ? index / 2 : 3));
  const table = await client.create(PresentationLut, {
    PresentationLUTSequence: [dataSetOf({ LUTDescriptor: [256, 0, 12], LUTData: words })],
  });
  assert.equal(table.status, 0x0000);
  const session = await client.session({ ReferencedPresentationLUTSequence: lutReference(linOd) });
  const plain = await filmWithImage(client);
  await client.action(BasicFilmBox, plain.uid);
  const own = await client.filmBox({
    ImageDisplayFormat: 'STANDARD\\2,1',
    ReferencedPresentationLUTSequence: lutReference(uidOf(table)),
  });
  await client.set(BasicGrayscaleImageBox, own.images[0] ?? '', image(1));
  await client.set(BasicGrayscaleImageBox, own.images[1] ?? '', {
    ...image(2),
    ReferencedPresentationLUTSequence: lutReference(identity),
  });
  await client.action(BasicFilmBox, own.uid);
  const luts = client.spool.accepted
    .flatMap((request) => request.films.flatMap((film) => film.images))
    .map((box) => box.presentationLut);
  assert.equal(luts[0]?.kind, 'LIN OD');
  assert.ok(luts[1]?.kind === 'table');
  assert.deepEqual([luts[1].entries, luts[1].bits, luts[1].data.byteLength], [256, 12, 512]);
  assert.equal(luts[2]?.kind, 'IDENTITY');
  assert.equal((await client.remove(PresentationLut, identity)).status, 0x0000);
  assert.equal(
    (
      await client.set(BasicFilmSession, session, {
        ReferencedPresentationLUTSequence: lutReference(identity),
      })
    ).status,
    // An image refers to it still.
    0x0000,
  );
  await client.close();
});

/** A LUT whose descriptor was sent as DS. */
function lutOfText(descriptor: string): DataSet {
  const values = descriptor.split('\\');
  return dataSetOf({ LUTData: new Uint8Array(512) }).with([
    { tag: tagOf('LUTDescriptor'), vr: 'DS', value: { kind: 'text', values } },
  ]);
}

for (const [what, values, expected] of [
  ['nothing', {}, 0x0120],
  ['an unknown shape', { PresentationLUTShape: 'INVERSE' }, 0x0106],
  [
    'both',
    {
      PresentationLUTShape: 'IDENTITY',
      PresentationLUTSequence: [dataSetOf({ LUTDescriptor: [256, 0, 12], LUTData: new Uint8Array(512) })],
    },
    0x0106,
  ],
  [
    'too few data',
    { PresentationLUTSequence: [dataSetOf({ LUTDescriptor: [256, 0, 12], LUTData: new Uint8Array(500) })] },
    0x0106,
  ],
  [
    '8 bits',
    { PresentationLUTSequence: [dataSetOf({ LUTDescriptor: [256, 0, 8], LUTData: new Uint8Array(512) })] },
    0x0106,
  ],
  [
    'a first value of 5',
    { PresentationLUTSequence: [dataSetOf({ LUTDescriptor: [256, 5, 12], LUTData: new Uint8Array(512) })] },
    0x0106,
  ],
  ['invalid bits', { PresentationLUTSequence: [lutOfText('256\\0\\x')] }, 0x0106],
  ['a fraction of bits', { PresentationLUTSequence: [lutOfText('256\\0\\12.5')] }, 0x0106],
] as const) {
  test(`a presentation LUT with ${what} is refused`, async () => {
    const client = new PrintClient();
    assert.equal((await client.create(PresentationLut, values)).status, expected);
    await client.close();
  });
}

test('0 entries in a LUT descriptor stand for 65536', async () => {
  const client = new PrintClient();
  const answer = await client.create(PresentationLut, {
    PresentationLUTSequence: [dataSetOf({ LUTDescriptor: [0, 0, 16], LUTData: new Uint8Array(131_072) })],
  });
  assert.equal(answer.status, 0x0000);
  await client.close();
});

test('Printer N-GET: everything, a list, unknown tags (0107), a wrong instance (0112)', async () => {
  const client = new PrintClient({ settings: { warnings: 'sent' } });
  const all = await client.get(Printer, sopInstances.Printer);
  assert.equal(all.status, 0x0000);
  assert.equal(all.dataSet.string('PrinterStatus'), 'NORMAL');
  assert.equal(all.dataSet.string('PrinterStatusInfo'), 'NORMAL');
  assert.equal(all.dataSet.string('PrinterName'), 'Film to PDF');
  assert.equal(all.dataSet.string('Manufacturer'), 'Hardcopy');
  const some = await client.get(Printer, sopInstances.Printer, [0x21100000, 0x21100010]);
  assert.equal(some.status, 0x0000);
  assert.deepEqual(
    [...some.dataSet].map((element) => element.tag),
    [0x21100010],
  );
  // In the standard's table, without a value here: empty if requested by its tag, otherwise absent.
  const dates = await client.get(Printer, sopInstances.Printer, [0x00181200, 0x00181201]);
  assert.equal(dates.status, 0x0000);
  assert.ok(dates.dataSet.isEmpty('DateOfLastCalibration') && dates.dataSet.has('DateOfLastCalibration'));
  assert.ok(dates.dataSet.isEmpty('TimeOfLastCalibration') && dates.dataSet.has('TimeOfLastCalibration'));
  assert.ok(!all.dataSet.has('DateOfLastCalibration'));
  const unknown = await client.get(Printer, sopInstances.Printer, [0x21100010, 0x00100010]);
  assert.equal(unknown.status, 0x0107);
  assert.deepEqual(unknown.command.attributeIdentifierList, [0x00100010]);
  assert.equal(unknown.dataSet.string('PrinterStatus'), 'NORMAL');
  assert.equal((await client.get(Printer, '1.2.3')).status, 0x0112);
  await client.close();
});

test('Print Job N-GET shows the job; an unknown one is 0112', async () => {
  const client = new PrintClient({ abstractSyntaxes: [PrintJob] });
  client.spool.jobs.push({
    id: '01JXK3',
    printJobUid: '1.2.840.1',
    executionStatus: 'PENDING',
    executionStatusInfo: 'QUEUED',
    priority: 'MED',
    createdAt: new Date(2026, 0, 2, 3, 4, 5),
    printer: 'HARDCOPY',
    callingAeTitle: 'CT1',
  });
  const answer = await client.get(PrintJob, '1.2.840.1');
  assert.equal(answer.status, 0x0000);
  assert.equal(answer.dataSet.string('ExecutionStatus'), 'PENDING');
  assert.equal(answer.dataSet.string('ExecutionStatusInfo'), 'QUEUED');
  assert.equal(answer.dataSet.string('PrintPriority'), 'MED');
  assert.equal(answer.dataSet.string('CreationDate'), '20260102');
  assert.equal(answer.dataSet.string('CreationTime'), '030405');
  assert.equal(answer.dataSet.string('Originator'), 'CT1');
  assert.equal(answer.dataSet.string('PrinterName'), 'Film to PDF');
  assert.equal((await client.get(PrintJob, '1.2.3')).status, 0x0112);
  await client.close();
});

test('unsupported classes are 0118, operations that a class lacks 0211; the Verification class responds', async () => {
  const client = new PrintClient();
  assert.equal((await client.get('1.2.840.10008.5.1.4.1.1.2', '1.2.3')).status, 0x0118);
  assert.equal((await client.create(sopClasses.BasicGrayscalePrintManagementMeta, {})).status, 0x0118);
  assert.equal((await client.set(Printer, sopInstances.Printer, {})).status, 0x0211);
  assert.equal((await client.get(BasicFilmSession, '1.2.3')).status, 0x0211);
  const echo = await client.request({ kind: 'C-ECHO-RQ', affectedSopClassUid: sopClasses.Verification });
  assert.equal(echo.status, 0x0000);
  assert.equal(echo.command.kind, 'C-ECHO-RSP');
  assert.equal(echo.command.affectedSopClassUid, sopClasses.Verification);
  await client.close();
});
