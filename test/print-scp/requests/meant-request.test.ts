// Requests that name another instance than the client means: an N-ACTION that names an image box, an N-SET that names a UID of
// the client's own, an N-CREATE whose UID is in the data set alone. The film that is meant is printed, and the job says so.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { colorImage, grayImage, PrintClient, uidOf } from '../../support/print-client.ts';

const { BasicAnnotationBox, BasicColorImageBox, BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox } =
  sopClasses;
const image = (position: number, shade: number) => ({
  ImageBoxPosition: position,
  BasicGrayscaleImageSequence: [grayImage(2, 2, Uint8Array.of(shade, shade, shade, shade))],
});

/** Shades of the images of the newest job, by position. */
function shades({ spool }: PrintClient): Readonly<Record<number, number | undefined>> {
  const images = spool.accepted.at(-1)?.films[0]?.images ?? [];
  return Object.fromEntries(
    images.map((each) => [each.position, spool.blobs.get(each.pixels.data.key)?.[0]]),
  );
}

const named = (client: PrintClient) =>
  (client.spool.accepted.at(-1)?.substitutions ?? []).filter(
    ({ attribute }) => attribute === 'SOPInstanceUID',
  );

describe('N-ACTION', () => {
  const sopClassesNamed = [BasicFilmBox, BasicGrayscaleImageBox, BasicFilmSession];
  for (const sopClass of sopClassesNamed) {
    test(`of class ${sopClass} that names an image box prints its film`, async () => {
      const client = new PrintClient();
      await client.session();
      const first = await client.filmBox({ ImageDisplayFormat: 'STANDARD\\1,2' });
      const second = await client.filmBox();
      await client.set(BasicGrayscaleImageBox, first.images[1] ?? '', image(2, 7));
      await client.set(BasicGrayscaleImageBox, second.images[0] ?? '', image(1, 9));
      const answer = await client.action(sopClass, first.images[1]);
      assert.equal(answer.status, 0);
      assert.equal(answer.command.affectedSopInstanceUid, first.images[1]);
      assert.deepEqual(shades(client), { 2: 7 });
      assert.deepEqual(
        named(client).map(({ requested, used }) => [requested, used]),
        [[first.images[1], first.uid]],
      );
      await client.close();
    });
  }

  test('that names an annotation box prints its film', async () => {
    const client = new PrintClient({
      abstractSyntaxes: [sopClasses.BasicGrayscalePrintManagementMeta, BasicAnnotationBox],
    });
    await client.session();
    const created = await client.create(BasicFilmBox, {
      ImageDisplayFormat: 'STANDARD\\1,1',
      AnnotationDisplayFormatID: 'LABEL',
    });
    const [annotation, box] = (
      ['ReferencedBasicAnnotationBoxSequence', 'ReferencedImageBoxSequence'] as const
    ).map((keyword) => created.dataSet.items(keyword)[0]?.string('ReferencedSOPInstanceUID'));
    await client.set(BasicGrayscaleImageBox, box ?? '', image(1, 3));
    assert.equal((await client.action(BasicFilmBox, annotation)).status, 0);
    assert.deepEqual(shades(client), { 1: 3 });
    await client.close();
  });

  test('to a profile that reads strictly the instance is of another class', async () => {
    const client = new PrintClient({ settings: { reading: 'strict' } });
    await client.session();
    const { images } = await client.filmBox();
    await client.set(BasicGrayscaleImageBox, images[0] ?? '', image(1, 3));
    assert.equal((await client.action(BasicFilmBox, images[0])).status, 0x0119);
    assert.equal((await client.action(BasicFilmBox, '1.2.3.4')).status, 0x0112);
    await client.close();
  });
});

describe('N-SET of an image box', () => {
  test('by UIDs of the client’s own goes to the positions of the film created last', async () => {
    const client = new PrintClient();
    await client.session();
    await client.filmBox();
    const { uid } = await client.filmBox({ ImageDisplayFormat: 'STANDARD\\2,2' });
    for (const [position, shade] of [
      [3, 30],
      [1, 10],
      [4, 40],
    ] as const) {
      const answer = await client.set(BasicGrayscaleImageBox, `1.2.99.${position}`, image(position, shade));
      assert.equal(answer.status, 0);
      assert.equal(answer.command.affectedSopInstanceUid, `1.2.99.${position}`);
    }
    assert.equal((await client.action(BasicFilmBox, uid)).status, 0);
    assert.deepEqual(shades(client), { 1: 10, 3: 30, 4: 40 });
    assert.deepEqual(
      named(client)
        .map(({ requested }) => requested)
        .sort(),
      ['1.2.99.1', '1.2.99.3', '1.2.99.4'],
    );
    await client.close();
  });

  test('by a UID that the client gave it with the film box goes to that film, whichever was created last', async () => {
    const client = new PrintClient();
    await client.session();
    const boxes = (film: number) =>
      [1, 2].map((box) =>
        dataSetOf({
          ReferencedSOPClassUID: BasicGrayscaleImageBox,
          ReferencedSOPInstanceUID: `1.2.${film}.${box}`,
        }),
      );
    const films: string[] = [];
    for (const film of [5, 6]) {
      const created = await client.create(BasicFilmBox, {
        ImageDisplayFormat: 'STANDARD\\1,2',
        ReferencedImageBoxSequence: boxes(film),
      });
      films.push(uidOf(created));
    }
    assert.equal((await client.set(BasicGrayscaleImageBox, '1.2.5.2', image(2, 52))).status, 0);
    assert.equal((await client.set(BasicGrayscaleImageBox, '1.2.6.1', image(1, 61))).status, 0);
    await client.action(BasicFilmBox, films[0]);
    assert.deepEqual(shades(client), { 2: 52 });
    await client.action(BasicFilmBox, films[1]);
    assert.deepEqual(shades(client), { 1: 61 });
    await client.close();
  });

  test('without a UID goes by its position, in color too', async () => {
    const client = new PrintClient({ abstractSyntaxes: [sopClasses.BasicColorPrintManagementMeta] });
    await client.session();
    const { uid } = await client.filmBox({ ImageDisplayFormat: 'STANDARD\\1,2' });
    const answer = await client.request(
      { kind: 'N-SET-RQ', requestedSopClassUid: BasicColorImageBox, requestedSopInstanceUid: '' },
      dataSetOf({
        ImageBoxPosition: 2,
        BasicColorImageSequence: [colorImage(1, 1, Uint8Array.of(200, 0, 0), { PlanarConfiguration: 0 })],
      }),
    );
    assert.equal(answer.status, 0);
    await client.action(BasicFilmBox, uid);
    assert.deepEqual(shades(client), { 2: 200 });
    await client.close();
  });

  const refused: Readonly<Record<string, { position?: number; strict?: boolean }>> = {
    'a position that the film does not have': { position: 9 },
    'no position': {},
    'a profile that reads strictly': { position: 1, strict: true },
  };
  for (const [name, { position, strict }] of Object.entries(refused)) {
    test(`by an unknown UID with ${name} names nothing`, async () => {
      const client = new PrintClient(strict ? { settings: { reading: 'strict' } } : {});
      await client.session();
      await client.filmBox();
      const { ImageBoxPosition: _, ...rest } = image(1, 1);
      const values = position === undefined ? rest : { ...rest, ImageBoxPosition: position };
      assert.equal((await client.set(BasicGrayscaleImageBox, '1.2.3.4', values)).status, 0x0112);
      await client.close();
    });
  }
});

describe('N-CREATE', () => {
  test('takes the instance’s UID from the data set where the command has none', async () => {
    const client = new PrintClient();
    const session = await client.create(BasicFilmSession, { SOPInstanceUID: '1.2.7.1' });
    assert.equal(uidOf(session), '1.2.7.1');
    const film = await client.create(BasicFilmBox, {
      SOPInstanceUID: '1.2.7.2',
      ImageDisplayFormat: 'STANDARD\\1,1',
      ReferencedFilmSessionSequence: [
        dataSetOf({ ReferencedSOPClassUID: BasicFilmSession, ReferencedSOPInstanceUID: '1.2.7.1' }),
      ],
    });
    assert.equal(film.status, 0);
    assert.equal(uidOf(film), '1.2.7.2');
    await client.close();
  });

  test('makes one where that cannot be used either: it is taken, or it is none', async () => {
    const client = new PrintClient();
    await client.create(BasicFilmSession, {}, '1.2.7.1');
    for (const uid of ['1.2.7.1', 'none', '1..2']) {
      const film = await client.create(BasicFilmBox, {
        SOPInstanceUID: uid,
        ImageDisplayFormat: 'STANDARD\\1,1',
      });
      assert.equal(film.status, 0);
      assert.notEqual(uidOf(film), uid);
    }
    assert.equal(
      (await client.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1' }, '1.2.7.1')).status,
      0x0111,
    );
    await client.close();
  });
});
