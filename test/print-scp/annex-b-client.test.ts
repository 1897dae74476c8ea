// The sample client of PS3.2 annex B, as in tables B.4.2-36 to -49: Printer N-GET, film session, presentation LUT, film box,
// one 8-bit image, N-ACTION, N-DELETE, with every legal value of its attributes. It aborts on statuses that it does not list,
// so each of its requests is answered 0000.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { sopClasses, sopInstances, transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import { legal, ofSession, usual, type Variant } from './annex-b-values.ts';
import { grayImage, imageBoxUids, PrintClient, uidOf } from '../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, PresentationLut, Printer } = sopClasses;

/** The whole of the client's work with these values; the statuses of its requests, and what was accepted. */
async function worked(values: Variant) {
  const client = new PrintClient({
    transferSyntax: transferSyntaxes.implicitLittle,
  });
  const of = (session: boolean) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => ofSession.includes(name) === session));
  const reference = (classUid: string, uid: string) => [
    dataSetOf({
      ReferencedSOPClassUID: classUid,
      ReferencedSOPInstanceUID: uid,
    }),
  ];
  const printer = await client.get(Printer, sopInstances.Printer, [0x21100010, 0x21100020]);
  assert.equal(printer.dataSet.string('PrinterStatus'), 'NORMAL');
  const session = await client.create(BasicFilmSession, of(true));
  const lut = await client.create(PresentationLut, {
    PresentationLUTShape: 'IDENTITY',
  });
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
  const statuses = [printer, session, lut, filmBox, image, action, deleted].map(({ status }) => status);
  return { statuses, accepted: client.spool.accepted };
}

for (const [attribute, values] of Object.entries(legal)) {
  for (const value of values) {
    test(`${attribute} ${value}: every answer is 0000, and the film is accepted`, async () => {
      const { statuses, accepted } = await worked({
        ...usual,
        [attribute]: value,
      });
      assert.deepEqual(statuses, [0, 0, 0, 0, 0, 0, 0]);
      assert.equal(accepted.length, 1);
      const [request] = accepted;
      const film = request?.films[0];
      assert.ok(request && film);
      assert.equal(film.images.length, 1);
      const asked = { ...usual, [attribute]: value };
      assert.equal(request.copies, Number(asked.NumberOfCopies));
      assert.equal(request.mediumType, asked.MediumType);
      assert.equal(request.filmDestination, asked.FilmDestination);
      assert.equal(film.filmOrientation, asked.FilmOrientation);
      assert.equal(film.images[0]?.magnificationType, asked.MagnificationType);
      const image = film.images[0];
      assert.ok(image.minDensity < image.maxDensity, 'a film with contrast');
    });
  }
}
