// What real clients expect of their films, one test each, named by its number in the list of public complaints that the server
// was built against. Dialogues are in quirk-dialogues.test.ts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { displayFormatText } from '../../src/shared/film/display-format.ts';
import { colorImage, grayImage, imageBoxUids, PrintClient, uidOf } from '../support/print-client.ts';
import { image, composed, printed, shadesOf } from './quirk-client.ts';

const {
  BasicColorImageBox,
  BasicFilmBox,
  BasicFilmSession,
  BasicGrayscaleImageBox,
  BasicColorPrintManagementMeta: colorMeta,
} = sopClasses;

describe('public complaints about films', () => {
  test('11: Konica and GE ultrasound set the film box after its images: the boxes stay, and their images', async () => {
    const client = new PrintClient();
    await client.session();
    const filmBox = await client.filmBox({ ImageDisplayFormat: 'STANDARD\\2,2' });
    await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1, 11));
    assert.equal((await client.set(BasicFilmBox, filmBox.uid, { BorderDensity: 'WHITE' })).status, 0x0000);
    // Fewer images than boxes, and the last of the boxes answers still.
    assert.equal((await client.set(BasicGrayscaleImageBox, filmBox.images[3] ?? '', image(4, 14))).status, 0);
    await client.action(BasicFilmBox, filmBox.uid);
    await client.close();
    const { film } = printed(client.spool);
    assert.deepEqual(shadesOf(client.spool, film), [
      [1, 11],
      [4, 14],
    ]);
    assert.deepEqual(film.borderDensity, { kind: 'white' });
  });

  test('12: images go by their position, not by their arrival; columns come first', async () => {
    const client = new PrintClient();
    await client.session();
    const filmBox = await client.filmBox({ ImageDisplayFormat: 'STANDARD\\2,3' });
    assert.equal(filmBox.images.length, 6);
    for (const position of [5, 1, 2]) {
      await client.set(BasicGrayscaleImageBox, filmBox.images[position - 1] ?? '', image(position, position));
    }
    await client.action(BasicFilmBox, filmBox.uid);
    await client.close();
    const { film } = printed(client.spool);
    assert.deepEqual(shadesOf(client.spool, film), [
      [1, 1],
      [2, 2],
      [5, 5],
    ]);
    assert.deepEqual(film.imageDisplayFormat, { kind: 'STANDARD', columns: 2, rows: 3 });
  });

  for (const text of ['Standard \\ 2.3', 'STANDARD/2,3', 'standard\\2,3', 'STANDARD\\2\\3']) {
    test(`13: the display format "${text}" is two columns of three rows`, async () => {
      const client = new PrintClient();
      await client.session();
      const filmBox = await client.filmBox({ ImageDisplayFormat: text });
      await client.set(BasicGrayscaleImageBox, filmBox.images[5] ?? '', image(6));
      assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0x0000);
      await client.close();
      assert.equal(displayFormatText(printed(client.spool).film.imageDisplayFormat), 'STANDARD\\2,3');
    });
  }

  test('13: on nonsense a grid is inferred, where the profile says so', async () => {
    const { client, filmBox } = await composed(
      { settings: { displayFormat: 'infer', warnings: 'silent' } },
      { ImageDisplayFormat: 'PORTRAIT FORMAT' },
    );
    await client.action(BasicFilmBox, filmBox.uid);
    await client.close();
    assert.equal(displayFormatText(printed(client.spool).film.imageDisplayFormat), 'STANDARD\\1,1');
  });

  test('14: no hazy prints: every pixel is kept, and HIGH resolution is granted', async () => {
    const client = new PrintClient();
    await client.session();
    const filmBox = await client.filmBox({ RequestedResolutionID: 'HIGH' });
    const large = Uint8Array.from({ length: 300 * 200 }, (_, index) => index % 251);
    await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', {
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [grayImage(200, 300, large)],
    });
    await client.action(BasicFilmBox, filmBox.uid);
    await client.close();
    const { film } = printed(client.spool);
    assert.equal(film.requestedResolutionId, 'HIGH');
    const [box] = film.images;
    assert.deepEqual([box?.pixels.rows, box?.pixels.columns], [200, 300]);
    assert.deepEqual(client.spool.blobs.get(box?.pixels.data.key ?? ''), Buffer.from(large));
  });

  test('15: 14INX17IN on a printer of A4 becomes A4, recorded; landscape stays landscape', async () => {
    const { client, filmBox } = await composed(
      {
        printer: {
          filmSizes: ['A4'],
          defaults: { ...testDefaults, filmSize: 'A4' },
        },
        profile: 'silent',
      },
      { FilmSizeID: '14INX17IN', FilmOrientation: 'LANDSCAPE' },
    );
    await client.action(BasicFilmBox, filmBox.uid);
    await client.close();
    const { request, film } = printed(client.spool);
    assert.deepEqual([film.filmSizeId, film.filmOrientation], ['A4', 'LANDSCAPE']);
    assert.deepEqual(request.substitutions, [
      {
        attribute: 'FilmSizeID',
        requested: '14INX17IN',
        used: 'A4',
        reason: '355.6 × 431.8 mm is not one of A4; the nearest is used',
      },
    ]);
  });

  test('19: no box is refused for one attribute: accepted, substituted, recorded', async () => {
    const client = new PrintClient({ profile: 'silent' });
    assert.equal(
      (await client.create(BasicFilmSession, { MediumType: 'GLOSSY', FilmDestination: 'ROOM 4' })).status,
      0x0000,
    );
    const film = await client.create(BasicFilmBox, {
      ImageDisplayFormat: 'STANDARD\\2,2',
      FilmSizeID: 'SQUARE',
      BorderDensity: 'GRAY',
      EmptyImageDensity: '9999',
      MagnificationType: 'SHARP',
      Trim: 'MAYBE',
      MinDensity: 0,
      MaxDensity: 4095,
      ImageBoxPosition: 3,
      PatientName: 'A^B',
    });
    assert.equal(film.status, 0x0000);
    const boxes = imageBoxUids(film);
    for (const [index, uid] of boxes.entries()) {
      const set = await client.set(BasicGrayscaleImageBox, uid, {
        ...image(index + 1, index),
        MagnificationType: 'SHARP',
        PatientSex: 'O',
      });
      assert.equal(set.status, 0x0000);
    }
    assert.equal((await client.action(BasicFilmBox, uidOf(film))).status, 0x0000);
    await client.close();
    const { request, film: sheet } = printed(client.spool);
    // Four of four, not three.
    assert.equal(sheet.images.length, 4);
    const recorded = new Set(request.substitutions.map(({ attribute }) => attribute));
    for (const attribute of [
      'MediumType',
      'FilmDestination',
      'FilmSizeID',
      'BorderDensity',
      'Trim',
      'PatientSex',
    ]) {
      assert.ok(recorded.has(attribute), attribute);
    }
  });

  test('also: one sheet as one bitmap; color; a film of color images keeps its class', async () => {
    const { client, filmBox } = await composed();
    assert.equal(filmBox.images.length, 1);
    await client.action(BasicFilmBox, filmBox.uid);
    await client.close();
    printed(client.spool);

    const color = new PrintClient({ abstractSyntaxes: [colorMeta] });
    await color.session();
    const sheet = await color.filmBox();
    const set = await color.set(BasicColorImageBox, sheet.images[0] ?? '', {
      ImageBoxPosition: 1,
      BasicColorImageSequence: [colorImage(2, 2, new Uint8Array(12).fill(7))],
    });
    assert.equal(set.status, 0x0000);
    assert.equal((await color.action(BasicFilmBox, sheet.uid)).status, 0x0000);
    await color.close();
    assert.equal(printed(color.spool).film.images[0]?.pixels.kind, 'rgb');
  });
});

const testDefaults = {
  filmOrientation: 'PORTRAIT',
  magnificationType: 'CUBIC',
  smoothingType: '',
  priority: 'LOW',
  mediumType: 'CURRENT',
  filmDestination: 'CURRENT',
  borderDensity: 'BLACK',
  emptyImageDensity: 'BLACK',
  decimateCrop: 'DECIMATE',
} as const;
