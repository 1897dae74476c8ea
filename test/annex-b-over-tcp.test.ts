// The sample client of PS3.2 annex B against the real server over TCP, every variant to its end: Verification, Printer N-GET,
// film session, presentation LUT, film box, image, N-ACTION, N-DELETE, release. Every answer is 0000, every job is DONE.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { dataSetOf } from '../src/dicom/data-set/data-set.ts';
import { connect } from '../src/dicom/upper-layer/requestor.ts';
import { defaultTimeouts } from '../src/dicom/net/timeouts.ts';
import { sopClasses, sopInstances, transferSyntaxes } from '../src/dicom/data-set/uids.ts';
import { ofSession, variants, type Variant } from './print-scp/annex-b-values.ts';
import { grayImage, imageBoxUids, MemorySpool, uidOf } from './support/print-client.ts';
import { TestServer } from './support/server.ts';
import { TcpPrintClient } from './support/tcp-print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, PresentationLut, Printer } = sopClasses;

async function called(port: number): Promise<TcpPrintClient> {
  const association = await connect({
    host: '127.0.0.1',
    port,
    callingAeTitle: 'HARDCOPY_SCU',
    calledAeTitle: 'HARDCOPY',
    maxPduLength: 131_072,
    implementationVersionName: 'ANNEX_B',
    timeouts: defaultTimeouts,
    contexts: [sopClasses.BasicGrayscalePrintManagementMeta, PresentationLut, sopClasses.Verification].map(
      (abstractSyntax) => ({
        abstractSyntax,
        transferSyntaxes: [transferSyntaxes.implicitLittle, transferSyntaxes.explicitLittle],
      }),
    ),
  });
  return new TcpPrintClient(association, new MemorySpool());
}

/** The whole of the client's work; the statuses of its requests. */
async function worked(port: number, values: Variant): Promise<readonly number[]> {
  const client = await called(port);
  const of = (session: boolean) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => ofSession.includes(name) === session));
  const reference = (classUid: string, uid: string) => [
    dataSetOf({ ReferencedSOPClassUID: classUid, ReferencedSOPInstanceUID: uid }),
  ];
  const echo = await client.echo();
  const printer = await client.get(Printer, sopInstances.Printer, [0x21100010, 0x21100020]);
  assert.equal(printer.dataSet.string('PrinterStatus'), 'NORMAL');
  const session = await client.create(BasicFilmSession, of(true));
  const lut = await client.create(PresentationLut, { PresentationLUTShape: 'IDENTITY' });
  const filmBox = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,1',
    ReferencedFilmSessionSequence: reference(BasicFilmSession, uidOf(session)),
    ...of(false),
    ReferencedPresentationLUTSequence: reference(PresentationLut, uidOf(lut)),
  });
  const pixels = Uint8Array.from({ length: 400 }, (_, index) => index % 256);
  const image = await client.set(BasicGrayscaleImageBox, imageBoxUids(filmBox)[0] ?? '', {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(20, 20, pixels, { PixelAspectRatio: '1\\1' })],
  });
  const action = await client.action(BasicFilmBox, uidOf(filmBox));
  const deleted = await client.remove(BasicFilmSession, uidOf(session));
  await client.close();
  return [echo, printer, session, lut, filmBox, image, action, deleted].map(({ status }) => status);
}

describe('every variant of annex B over TCP', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start({ config: 'printers: [{ aeTitle: HARDCOPY, resolution: 72 }]' });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  for (const [name, values] of variants) {
    test(`${name}: 0000 throughout`, async () => {
      assert.deepEqual(await worked(server.dicomPort, values), [0, 0, 0, 0, 0, 0, 0, 0]);
    });
  }

  test('every job is DONE, with the requested copies and film', async () => {
    const jobs = await server.jobsDone(variants.length);
    assert.equal(jobs.length, variants.length);
    for (const [index, [name, values]] of variants.entries()) {
      const job = jobs[index] ?? assert.fail(name);
      assert.equal(job.copies, Number(values.NumberOfCopies), name);
      assert.equal(job.films[0]?.filmOrientation, values.FilmOrientation, name);
      assert.equal(
        job.films[0].filmSizeId,
        values.FilmSizeID === '85INX11IN' ? '8_5INX11IN' : values.FilmSizeID,
        name,
      );
    }
  });
});
