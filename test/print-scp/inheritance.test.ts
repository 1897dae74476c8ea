// Values that film boxes and image boxes inherit, and what later requests may change (PS3.2 table E.8.1-1, PS3.4 H.4).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { encodeDataSet } from '../../src/dicom/data-set/data-set-writer.ts';
import { sopClasses, sopInstances } from '../../src/dicom/data-set/uids.ts';
import { grayImage, PrintClient, uidOf } from '../support/print-client.ts';

const { BasicFilmSession, BasicFilmBox, BasicGrayscaleImageBox, PresentationLut } = sopClasses;

const image = (position: number, changes = {}) => ({
  ImageBoxPosition: position,
  BasicGrayscaleImageSequence: [grayImage(2, 2, Uint8Array.of(0, 85, 170, 255), changes)],
});
const lutReference = (uid: string) => [
  dataSetOf({ ReferencedSOPClassUID: PresentationLut, ReferencedSOPInstanceUID: uid }),
];

async function printed(client: PrintClient, filmBox: string) {
  assert.equal((await client.action(BasicFilmBox, filmBox)).status, 0x0000);
  const film = client.spool.accepted.at(-1)?.films[0];
  assert.ok(film);
  return film;
}

test('densities of an image box take precedence over those of its film box', async () => {
  const client = new PrintClient();
  await client.session();
  const filmBox = await client.filmBox({
    ImageDisplayFormat: 'STANDARD\\2,1',
    MinDensity: 30,
    MaxDensity: 300,
  });
  const [first = '', second = ''] = filmBox.images;
  await client.set(BasicGrayscaleImageBox, first, { ...image(1), MinDensity: 40, MaxDensity: 290 });
  await client.set(BasicGrayscaleImageBox, second, image(2));
  const film = await printed(client, filmBox.uid);
  assert.deepEqual(
    film.images.map((box) => [box.minDensity, box.maxDensity]),
    [
      [40, 290],
      [30, 300],
    ],
  );
  assert.deepEqual([film.minDensity, film.maxDensity], [30, 300]);
  await client.close();
});

test('uses and records the densities of the printer when Min Density is not below Max Density', async () => {
  const client = new PrintClient();
  await client.session();
  const filmBox = await client.filmBox({
    ImageDisplayFormat: 'STANDARD\\2,1',
    MinDensity: 300,
    MaxDensity: 40,
  });
  const [first = '', second = ''] = filmBox.images;
  await client.set(BasicGrayscaleImageBox, first, image(1));
  await client.set(BasicGrayscaleImageBox, second, { ...image(2), MaxDensity: 300 });
  const film = await printed(client, filmBox.uid);
  for (const one of [film, ...film.images]) assert.deepEqual([one.minDensity, one.maxDensity], [20, 320]);
  const reason = (max: number) =>
    `no contrast between Min Density 300 and Max Density ${max}, so the printer’s own range 20 to 320 is used`;
  assert.deepEqual(client.spool.accepted[0]?.substitutions, [
    { attribute: 'MaxDensity', requested: '40', used: '320', reason: reason(40) },
    { attribute: 'MinDensity', requested: '300', used: '20', reason: reason(40) },
    { attribute: 'MaxDensity', requested: '300', used: '320', reason: reason(300) },
  ]);
  await client.close();
});

test('places images by their positions, not by their order of arrival', async () => {
  const client = new PrintClient();
  await client.session();
  const filmBox = await client.filmBox({ ImageDisplayFormat: 'STANDARD\\3,1' });
  for (const [index, position] of [
    [0, 3],
    [1, 1],
    [2, 2],
  ] as const) {
    const columns = 10 + index;
    await client.set(BasicGrayscaleImageBox, filmBox.images[index] ?? '', {
      ImageBoxPosition: position,
      BasicGrayscaleImageSequence: [grayImage(2, columns, new Uint8Array(2 * columns))],
    });
  }
  const film = await printed(client, filmBox.uid);
  assert.deepEqual(
    film.images.map((box) => [box.position, box.pixels.columns]),
    [
      [1, 11],
      [2, 12],
      [3, 10],
    ],
  );
  await client.close();
});

test('N-SET of a film box changes what is printed: border, densities, presentation LUT', async () => {
  const client = new PrintClient();
  await client.session();
  const linOd = uidOf(await client.create(PresentationLut, { PresentationLUTShape: 'LIN OD' }));
  const filmBox = await client.filmBox({ BorderDensity: 'BLACK' });
  await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1));
  const answer = await client.set(BasicFilmBox, filmBox.uid, {
    BorderDensity: '150',
    MinDensity: 25,
    ReferencedPresentationLUTSequence: lutReference(linOd),
  });
  assert.equal(answer.status, 0x0000);
  const film = await printed(client, filmBox.uid);
  assert.deepEqual(film.borderDensity, { kind: 'density', hundredthsOfOD: 150 });
  assert.equal(film.minDensity, 25);
  assert.equal(film.maxDensity, 320);
  assert.equal(film.images[0]?.presentationLut.kind, 'LIN OD');
  await client.close();
});

test('N-SET of a session may name the presentation LUT for all its films', async () => {
  const client = new PrintClient();
  const linOd = uidOf(await client.create(PresentationLut, { PresentationLUTShape: 'LIN OD' }));
  const session = await client.session();
  const answer = await client.set(BasicFilmSession, session, {
    ReferencedPresentationLUTSequence: lutReference(linOd),
  });
  assert.equal(answer.status, 0x0000);
  const filmBox = await client.filmBox();
  await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1));
  assert.equal((await printed(client, filmBox.uid)).images[0]?.presentationLut.kind, 'LIN OD');
  await client.close();
});

test('signed pixels are distinguished from unsigned ones, and a high bit below the bits stored is refused', async () => {
  const client = new PrintClient();
  await client.session();
  const filmBox = await client.filmBox();
  const box = filmBox.images[0] ?? '';
  const sixteen = { BitsAllocated: 16, BitsStored: 14, PixelData: new Uint8Array(8) };
  const low = await client.set(BasicGrayscaleImageBox, box, image(1, { ...sixteen, HighBit: 12 }));
  assert.equal(low.status, 0x0106);
  assert.equal(low.command.errorComment, 'High Bit 12 for 14 bits in 16');
  await client.set(
    BasicGrayscaleImageBox,
    box,
    image(1, { ...sixteen, HighBit: 13, PixelRepresentation: 1 }),
  );
  const pixels = (await printed(client, filmBox.uid)).images[0]?.pixels;
  assert.ok(pixels?.kind === 'gray');
  assert.deepEqual([pixels.signed, pixels.bitsStored, pixels.highBit], [true, 14, 13]);
  await client.close();
});

test('substitutes invalid numbers, and densities outside the range', async () => {
  const client = new PrintClient({ settings: { warnings: 'sent' } });
  const session = await client.create(BasicFilmSession, { NumberOfCopies: '1.5' });
  assert.equal(session.status, 0x0116);
  const answer = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,1',
    BorderDensity: '999',
    EmptyImageDensity: 'GRAY',
  });
  assert.equal(answer.status, 0x0116);
  assert.equal(answer.command.errorComment, 'out of range: BorderDensity, EmptyImageDensity');
  const later = await client.set(BasicFilmBox, uidOf(answer), {});
  assert.equal(later.dataSet.string('BorderDensity'), '320');
  assert.equal(later.dataSet.string('EmptyImageDensity'), 'BLACK');
  await client.close();
});

test('N-SET of a session keeps attributes that it does not contain', async () => {
  const client = new PrintClient();
  await client.session();
  const filmBox = await client.filmBox({ ImageDisplayFormat: 'STANDARD\\2,2', Trim: 'YES' });
  const answer = await client.set(BasicFilmBox, filmBox.uid, {});
  assert.equal(answer.status, 0x0000);
  assert.equal(answer.dataSet.string('Trim'), 'YES');
  await client.close();
});

test('the Meta class of the presentation context decides the class of image boxes', async () => {
  const client = new PrintClient({
    abstractSyntaxes: [sopClasses.BasicGrayscalePrintManagementMeta, sopClasses.BasicColorImageBox],
  });
  await client.session();
  const answer = await client.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1' });
  assert.equal(
    answer.dataSet.items('ReferencedImageBoxSequence')[0]?.string('ReferencedSOPClassUID'),
    BasicGrayscaleImageBox,
  );
  await client.close();
});

test('a failure names the requested instance', async () => {
  const client = new PrintClient();
  const answer = await client.action(BasicFilmBox, '1.2.3');
  assert.equal(answer.command.affectedSopInstanceUid, '1.2.3');
  assert.equal(answer.command.affectedSopClassUid, BasicFilmBox);
  assert.equal(
    (await client.get(sopClasses.Printer, sopInstances.Printer)).command.affectedSopInstanceUid,
    sopInstances.Printer,
  );
  await client.close();
});

test('presentation LUTs of an association, and films of one print, are bounded', async () => {
  const client = new PrintClient({ printer: { maxCollatedFilms: 2 } });
  for (let count = 0; count < 64; count += 1) {
    assert.equal((await client.create(PresentationLut, { PresentationLUTShape: 'IDENTITY' })).status, 0x0000);
  }
  assert.equal((await client.create(PresentationLut, { PresentationLUTShape: 'IDENTITY' })).status, 0x0213);
  const session = await client.session();
  for (let count = 0; count < 3; count += 1) {
    const filmBox = await client.filmBox();
    await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1));
  }
  assert.equal((await client.action(BasicFilmSession, session)).status, 0xc601);
  assert.equal(client.spool.accepted.length, 0);
  await client.close();
});

test('deleted presentation LUTs leave no blobs, unless boxes still reference them', async () => {
  const client = new PrintClient();
  await client.session();
  const filmBox = await client.filmBox();
  const table = { LUTDescriptor: [256, 0, 12], LUTData: new Uint8Array(512) };
  const create = async () =>
    uidOf(await client.create(PresentationLut, { PresentationLUTSequence: [dataSetOf(table)] }));
  const shown = await create();
  await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', {
    ...image(1),
    ReferencedPresentationLUTSequence: [
      dataSetOf({ ReferencedSOPClassUID: PresentationLut, ReferencedSOPInstanceUID: shown }),
    ],
  });
  await client.remove(PresentationLut, shown);
  assert.equal(client.spool.blobs.size, 2, 'the pixels and the LUT');
  for (let count = 0; count < 3; count += 1) {
    assert.equal((await client.remove(PresentationLut, await create())).status, 0x0000);
    assert.equal(client.spool.blobs.size, 2);
  }
  // The image is replaced by one without the LUT: the next N-DELETE releases it.
  await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1));
  await client.remove(PresentationLut, await create());
  assert.equal(client.spool.blobs.size, 1);
  await client.close();
});

test('a new film session does not inherit the character set of the one before', async () => {
  const client = new PrintClient();
  const first = await client.session({ SpecificCharacterSet: 'ISO_IR 144', FilmSessionLabel: 'Снимок' });
  assert.equal((await client.remove(BasicFilmSession, first)).status, 0x0000);
  // Film Session Label of one byte, E4H, which is Cyrillic in the set of before, and no set is named.
  const label = Buffer.from([0x00, 0x20, 0x50, 0x00, 0x4c, 0x4f, 0x02, 0x00, 0xe4, 0x20]);
  await client.request({ kind: 'N-CREATE-RQ', affectedSopClassUid: BasicFilmSession }, label);
  const filmBox = await client.filmBox();
  await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1));
  await client.action(BasicFilmBox, filmBox.uid);
  await client.close();
  assert.equal(client.spool.accepted[0]?.sessionLabel, 'ä');
});

test('does not record a substituted value after a valid one is sent, and truncates long values', async () => {
  const client = new PrintClient();
  const session = await client.session({ NumberOfCopies: 0, OwnerID: 'x'.repeat(60_000) });
  const filmBox = await client.filmBox({ Trim: 'PERHAPS', MagnificationType: 'BLURRED' });
  for (let count = 0; count < 20; count += 1) {
    await client.set(BasicFilmSession, session, { PrintPriority: 'NOW' });
    await client.set(BasicFilmBox, filmBox.uid, { Trim: 'PERHAPS' });
  }
  await client.set(BasicFilmSession, session, { NumberOfCopies: 2 });
  await client.set(BasicFilmBox, filmBox.uid, { MagnificationType: 'CUBIC' });
  await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1));
  await client.action(BasicFilmBox, filmBox.uid);
  await client.close();
  const substitutions = client.spool.accepted[0]?.substitutions ?? [];
  assert.deepEqual(
    substitutions.map(({ attribute, requested }) => [attribute, requested]),
    [
      ['OwnerID', `${'x'.repeat(200)}… (60000)`],
      ['PrintPriority', 'NOW'],
      ['Trim', 'PERHAPS'],
    ],
  );
});

test('discards pixels when their data set is truncated after them', async () => {
  const client = new PrintClient();
  await client.session();
  const filmBox = await client.filmBox();
  const whole = dataSetOf({ ...image(1), RequestedImageSize: '100' });
  const bytes = encodeDataSet(whole, '1.2.840.10008.1.2.1');
  const answer = await client.request(
    {
      kind: 'N-SET-RQ',
      requestedSopClassUid: BasicGrayscaleImageBox,
      requestedSopInstanceUid: filmBox.images[0] ?? '',
    },
    // An element header with a length beyond the data.
    Buffer.concat([bytes, Buffer.from([0x30, 0x20, 0x10, 0x00, 0x55, 0x53, 0x08, 0x00, 0x01, 0x00])]),
  );
  assert.equal(answer.status, 0x0110);
  assert.equal(client.spool.blobs.size, 0);
  await client.close();
});

test('discards pixels that are truncated', async () => {
  const client = new PrintClient();
  await client.session();
  const filmBox = await client.filmBox();
  const bytes = encodeDataSet(
    dataSetOf({
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [grayImage(100, 100, new Uint8Array(10_000))],
    }),
    '1.2.840.10008.1.2.1',
  );
  const answer = await client.request(
    {
      kind: 'N-SET-RQ',
      requestedSopClassUid: BasicGrayscaleImageBox,
      requestedSopInstanceUid: filmBox.images[0] ?? '',
    },
    bytes.subarray(0, 5000),
  );
  assert.equal(answer.status, 0x0110);
  assert.deepEqual([client.spool.blobs.size, client.spool.openBlobs], [0, 0]);
  await client.close();
});

test('skips large unused values, and prints the image', async () => {
  const client = new PrintClient({ settings: { warnings: 'sent' } });
  await client.session();
  const filmBox = await client.filmBox();
  const answer = await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', {
    ...image(1),
    RedPaletteColorLookupTableData: new Uint8Array(400_000),
  });
  assert.equal(answer.status, 0x0107);
  assert.deepEqual(answer.command.attributeIdentifierList, [0x00281201]);
  assert.equal((await printed(client, filmBox.uid)).images.length, 1);
  await client.close();
});
