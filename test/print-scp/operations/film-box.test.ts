// Basic Film Box: N-CREATE, N-SET, N-DELETE and the statuses of their attributes (PS3.2 tables E.4.2-19 to E.4.2-24).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataSetOf, type DataSet } from '../../../src/dicom/data-set/data-set.ts';
import { keywordOf } from '../../../src/dicom/data-set/dictionary.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { grayImage, imageBoxUids, PrintClient, uidOf } from '../../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, BasicColorImageBox } = sopClasses;

const sessionReference = (uid: string) => [
  dataSetOf({ ReferencedSOPClassUID: BasicFilmSession, ReferencedSOPInstanceUID: uid }),
];

const namesOf = (dataSet: DataSet) => [...dataSet].map(({ tag }) => keywordOf(tag));

test('a film box answers with its image boxes in order and every value in use', async () => {
  const client = new PrintClient();
  const session = await client.session();
  const answer = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\2,3',
    ReferencedFilmSessionSequence: sessionReference(session),
    FilmOrientation: 'LANDSCAPE',
    FilmSizeID: '8INX10IN',
  });
  assert.equal(answer.status, 0x0000);
  assert.equal(answer.command.affectedSopClassUid, BasicFilmBox);
  const uids = imageBoxUids(answer);
  assert.equal(uids.length, 6);
  assert.equal(new Set(uids).size, 6);
  for (const item of answer.dataSet.items('ReferencedImageBoxSequence')) {
    assert.equal(item.string('ReferencedSOPClassUID'), BasicGrayscaleImageBox);
  }
  const [reference] = answer.dataSet.items('ReferencedFilmSessionSequence');
  assert.equal(reference?.string('ReferencedSOPInstanceUID'), session);
  assert.equal(answer.dataSet.string('ImageDisplayFormat'), 'STANDARD\\2,3');
  assert.equal(answer.dataSet.string('FilmOrientation'), 'LANDSCAPE');
  assert.equal(answer.dataSet.string('FilmSizeID'), '8INX10IN');
  assert.equal(answer.dataSet.string('MagnificationType'), 'CUBIC');
  assert.equal(answer.dataSet.number('MaxDensity'), 320);
  assert.equal(answer.dataSet.string('BorderDensity'), 'BLACK');
  assert.equal(answer.dataSet.string('Trim'), 'NO');
  await client.close();
});

test('the color Meta class makes color image boxes, the gray one gray ones, on one association', async () => {
  const client = new PrintClient({
    abstractSyntaxes: [
      sopClasses.BasicGrayscalePrintManagementMeta,
      sopClasses.BasicColorPrintManagementMeta,
    ],
  });
  await client.session();
  const request = { kind: 'N-CREATE-RQ', affectedSopClassUid: BasicFilmBox } as const;
  const attributes = dataSetOf({ ImageDisplayFormat: 'STANDARD\\1,1' });
  const classOf = (answer: Awaited<ReturnType<typeof client.request>>) =>
    answer.dataSet.items('ReferencedImageBoxSequence')[0]?.string('ReferencedSOPClassUID');
  assert.equal(classOf(await client.request(request, attributes, 1)), BasicGrayscaleImageBox);
  assert.equal(classOf(await client.request(request, attributes, 3)), BasicColorImageBox);
  await client.close();
});

test('member classes proposed singly work; color if only the color image box was agreed', async () => {
  const client = new PrintClient({ abstractSyntaxes: [BasicFilmSession, BasicFilmBox, BasicColorImageBox] });
  await client.session();
  const answer = await client.create(BasicFilmBox, { ImageDisplayFormat: 'COL\\1,2' });
  assert.equal(answer.dataSet.items('ReferencedImageBoxSequence').length, 3);
  assert.equal(
    answer.dataSet.items('ReferencedImageBoxSequence')[0]?.string('ReferencedSOPClassUID'),
    BasicColorImageBox,
  );
  await client.close();
});

test('the display format: missing 0120 with its tag, empty 0121, unusable 0106, both with the attribute', async () => {
  const client = new PrintClient();
  await client.session();
  const missing = await client.create(BasicFilmBox, { FilmSizeID: 'A4' });
  assert.equal(missing.status, 0x0120);
  assert.deepEqual(missing.command.attributeIdentifierList, [0x20100010]);
  const empty = await client.create(BasicFilmBox, { ImageDisplayFormat: '' });
  assert.equal(empty.status, 0x0121);
  assert.deepEqual(
    [...empty.dataSet].map((element) => element.tag),
    [0x20100010],
  );
  const unusable = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\0,9',
    FilmSizeID: 'A4',
  });
  assert.equal(unusable.status, 0x0106);
  assert.deepEqual(
    [...unusable.dataSet].map((element) => element.tag),
    [0x20100010],
  );
  assert.equal(unusable.dataSet.string('ImageDisplayFormat'), 'STANDARD\\0,9');
  const tooMany = await client.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\9,9' });
  assert.equal(tooMany.status, 0x0106);
  await client.close();
});

test('slides fill the film as it lies; custom formats are those of the printer', async () => {
  const right = { left: 0.5, top: 0, width: 0.5, height: 1 };
  const client = new PrintClient({ printer: { customFormats: { 7: [right] } } });
  await client.session();
  const lying = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'SUPERSLIDE',
    FilmOrientation: 'LANDSCAPE',
    FilmSizeID: '11INX14IN',
  });
  // (355.6 - 10) / 50.8 = 6.8 across, (279.4 - 10) / 50.8 = 5.3 down.
  assert.equal(imageBoxUids(lying).length, 30);
  assert.equal(lying.dataSet.string('ImageDisplayFormat'), 'SUPERSLIDE');
  const custom = await client.create(BasicFilmBox, { ImageDisplayFormat: 'CUSTOM\\7' });
  assert.deepEqual([custom.status, imageBoxUids(custom).length], [0, 1]);
  assert.equal(custom.dataSet.string('ImageDisplayFormat'), 'CUSTOM\\7');
  const unknown = await client.create(BasicFilmBox, { ImageDisplayFormat: 'CUSTOM\\8' });
  assert.equal(unknown.status, 0x0106);
  await client.close();
});

test('more image boxes than the film has device pixels: 0106 with the format', async () => {
  const client = new PrintClient({ printer: { resolution: 50 }, limits: { boxesPerFilm: 4096 } });
  await client.session();
  const absurd = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,4000',
    FilmSizeID: '8INX10IN',
  });
  assert.equal(absurd.status, 0x0106);
  assert.equal(absurd.dataSet.string('ImageDisplayFormat'), 'STANDARD\\1,4000');
  const dense = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,200',
    FilmSizeID: '8INX10IN',
  });
  assert.equal(dense.status, 0x0000);
  await client.close();
});

test('a film box without session: 0120 without a reference, 0106 with a wrong one', async () => {
  const client = new PrintClient();
  const none = await client.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1' });
  assert.equal(none.status, 0x0120);
  assert.deepEqual(none.command.attributeIdentifierList, [0x20100500]);
  const wrong = {
    ImageDisplayFormat: 'STANDARD\\1,1',
    ReferencedFilmSessionSequence: sessionReference('1.2.3'),
  };
  assert.equal((await client.create(BasicFilmBox, wrong)).status, 0x0106);
  await client.session();
  const answer = await client.create(BasicFilmBox, wrong);
  assert.equal(answer.status, 0x0106);
  assert.equal(
    answer.dataSet.items('ReferencedFilmSessionSequence')[0]?.string('ReferencedSOPInstanceUID'),
    '1.2.3',
  );
  await client.close();
});

test('0116 returns the invalid attributes and the references that the client needs to continue', async () => {
  const client = new PrintClient({ settings: { warnings: 'sent' } });
  await client.session();
  const answer = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'ROW\\1,1',
    FilmSizeID: 'LARGE',
    Trim: 'MAYBE',
  });
  assert.equal(answer.status, 0x0116);
  assert.deepEqual(
    [...answer.dataSet].map((element) => element.tag),
    [0x00080016, 0x00080018, 0x20100050, 0x20100140, 0x20100500, 0x20100510],
  );
  assert.equal(imageBoxUids(answer).length, 2);
  const later = await client.set(BasicFilmBox, uidOf(answer), {});
  assert.equal(later.dataSet.string('Trim'), 'NO');
  await client.close();
});

test('densities outside the range of the printer are clamped: B605 with the attributes', async () => {
  const client = new PrintClient({ settings: { warnings: 'sent' } });
  await client.session();
  const answer = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,1',
    MaxDensity: 4095,
    MinDensity: 0,
  });
  assert.equal(answer.status, 0xb605);
  assert.equal(imageBoxUids(answer).length, 1);
  const later = await client.set(BasicFilmBox, uidOf(answer), {});
  assert.equal(later.dataSet.number('MaxDensity'), 320);
  assert.equal(later.dataSet.number('MinDensity'), 20);
  await client.close();
});

test('CURRENT and spellings of the field are film sizes', async () => {
  const client = new PrintClient();
  await client.session();
  for (const [sent, used] of [
    ['CURRENT', '14INX17IN'],
    ['85INX11IN', '8_5INX11IN'],
    ['', '14INX17IN'],
    ['a4', 'A4'],
  ] as const) {
    const answer = await client.create(BasicFilmBox, {
      ImageDisplayFormat: 'STANDARD\\1,1',
      FilmSizeID: sent,
    });
    assert.equal(answer.status, 0x0000, sent);
    assert.equal(answer.dataSet.string('FilmSizeID'), used);
  }
  await client.close();
});

test('N-SET changes densities and keeps the image boxes; what only N-CREATE may say gets 0107', async () => {
  const client = new PrintClient();
  await client.session();
  const filmBox = await client.filmBox({ ImageDisplayFormat: 'STANDARD\\2,2' });
  const answer = await client.set(BasicFilmBox, filmBox.uid, {
    ImageDisplayFormat: 'STANDARD\\5,5',
    BorderDensity: 'WHITE',
  });
  assert.equal(answer.status, 0x0107);
  assert.deepEqual(answer.command.attributeIdentifierList, [0x20100010]);
  assert.equal(answer.dataSet.string('BorderDensity'), 'WHITE');
  // The boxes are the same four as before.
  for (const uid of filmBox.images) {
    assert.equal((await client.set(BasicGrayscaleImageBox, uid, {})).status, 0x0120);
  }
  await client.close();
});

test('a reference to an unknown presentation LUT fails the film box', async () => {
  const client = new PrintClient();
  await client.session();
  const answer = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,1',
    ReferencedPresentationLUTSequence: [
      dataSetOf({ ReferencedSOPClassUID: sopClasses.PresentationLut, ReferencedSOPInstanceUID: '1.2.3' }),
    ],
  });
  assert.equal(answer.status, 0x0106);
  await client.close();
});

test('film boxes a session are bounded', async () => {
  const client = new PrintClient({ limits: { filmsPerSession: 2 } });
  await client.session();
  await client.filmBox();
  await client.filmBox();
  const third = await client.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1' });
  assert.equal(third.status, 0x0213);
  await client.close();
});

test('N-DELETE removes the film box and its image boxes', async () => {
  const client = new PrintClient();
  await client.session();
  const filmBox = await client.filmBox();
  assert.equal((await client.remove(BasicFilmBox, filmBox.uid)).status, 0x0000);
  assert.equal((await client.remove(BasicFilmBox, filmBox.uid)).status, 0x0112);
  assert.equal((await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', {})).status, 0x0112);
  await client.close();
});

test('annex-e: attributes that the annex calls mandatory must have a value, 0121 with them; to others they are not sent', async () => {
  const emptyReference = {
    ReferencedPresentationLUTSequence: [
      dataSetOf({ ReferencedSOPClassUID: sopClasses.PresentationLut, ReferencedSOPInstanceUID: '' }),
    ],
  };
  const empty = { Illumination: [], ReflectedAmbientLight: [] };
  const cases = [
    ['annex-e', empty, 0x0121, ['Illumination', 'ReflectedAmbientLight']],
    ['annex-e', emptyReference, 0x0121, ['ReferencedPresentationLUTSequence']],
    ['standard', empty, 0x0000, undefined],
    ['standard', emptyReference, 0x0106, []],
  ] as const;
  for (const [profile, values, status, returned] of cases) {
    const client = new PrintClient({ profile });
    await client.session();
    const { uid } = await client.filmBox();
    const set = await client.set(BasicFilmBox, uid, { Trim: 'YES', ...values });
    assert.equal(set.status, status, profile);
    if (returned) assert.deepEqual(namesOf(set.dataSet), returned);
    const created = await client.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1', ...values });
    assert.equal(created.status, status, profile);
    await client.close();
  }
});

test('light that no room has is a valid value; densities beyond the printer are not', async () => {
  for (const [values, status, attribute] of [
    [{ Illumination: 0, ReflectedAmbientLight: 0 }, 0x0000, undefined],
    [{ Illumination: 1 }, 0x0000, undefined],
    [{ Illumination: 65_535, ReflectedAmbientLight: 0 }, 0x0000, undefined],
    [{ MinDensity: 0, MaxDensity: 65_535 }, 0xb605, 'MinDensity'],
  ] as const) {
    const client = new PrintClient({
      printer: { densities: { min: 20, max: 320 } },
      settings: { warnings: 'sent' },
    });
    await client.session();
    const created = await client.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1', ...values });
    assert.equal(created.status, status, JSON.stringify(values));
    const [box = ''] = imageBoxUids(created);
    await client.set(BasicGrayscaleImageBox, box, {
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [grayImage(2, 2, new Uint8Array(4))],
    });
    await client.action(BasicFilmBox, uidOf(created));
    const [job] = client.spool.accepted;
    assert.equal(job?.films[0]?.illumination, 'Illumination' in values ? values.Illumination : undefined);
    assert.equal(job?.substitutions.find((one) => one.attribute === attribute) === undefined, status === 0);
    await client.close();
  }
});

test('densities sent with a presentation LUT: beyond the printer B605, else none; the LUT is created', async () => {
  const client = new PrintClient({
    printer: { densities: { min: 20, max: 320 } },
    settings: { warnings: 'sent' },
  });
  const cases = [
    [{ MinDensity: 20, MaxDensity: 320 }, 0x0000],
    [{ MinDensity: 19 }, 0xb605],
    [{ MaxDensity: 321 }, 0xb605],
  ] as const;
  await client.session();
  for (const [densities, status] of cases) {
    const lut = await client.create(sopClasses.PresentationLut, {
      PresentationLUTShape: 'LIN OD',
      ...densities,
    });
    assert.equal(lut.status, status);
    const reference = dataSetOf({
      ReferencedSOPClassUID: sopClasses.PresentationLut,
      ReferencedSOPInstanceUID: lut.command.affectedSopInstanceUid ?? '',
    });
    const film = await client.create(BasicFilmBox, {
      ImageDisplayFormat: 'STANDARD\\1,1',
      ReferencedPresentationLUTSequence: [reference],
    });
    assert.equal(film.status, 0x0000, 'the LUT is there');
    assert.equal(film.dataSet.number('MaxDensity'), 320, 'its densities are not the film’s');
  }
  await client.close();
});
