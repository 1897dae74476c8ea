// Equal records of many images become one record with their positions, so that a hundred images with twenty ineffective
// attributes do not displace the one record that matters.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import type { Substitution } from '../../../src/shared/film/film.ts';
import { mergedSubstitutions } from '../../../src/print-scp/findings/merged-substitutions.ts';
import { subjectKeywords } from '../../../src/print-scp/rules/subject-keywords.ts';
import { grayImage, PrintClient } from '../../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox } = sopClasses;

/** Attributes of a whole CT image, none of which an image box has. */
const copied = {
  Modality: 'CT',
  Manufacturer: 'Test',
  StudyDate: '20260101',
  SeriesDescription: 'axial',
  PatientName: 'Test^Alpha',
  PatientID: 'T1',
  PatientSex: 'O',
  SliceThickness: '5',
  KVP: '120',
  StudyInstanceUID: '1.2.3',
  SeriesInstanceUID: '1.2.4',
  InstanceNumber: '1',
  NumberOfFrames: '1',
  PixelSpacing: '1\\1',
  WindowCenter: '40',
  WindowWidth: '400',
  RescaleIntercept: '-1024',
  RescaleSlope: '1',
  PixelPaddingValue: 0,
  LossyImageCompression: '00',
} as const;

type Values = Parameters<typeof dataSetOf>[0];
const withCopied = (rows: number, columns: number) =>
  grayImage(rows, columns, new Uint8Array(rows * columns)).with([...dataSetOf(copied)]);

async function setAll(
  client: PrintClient,
  boxes: readonly string[],
  valuesOf: (position: number) => Values,
): Promise<void> {
  for (const [index, uid] of boxes.entries()) {
    const { status } = await client.set(BasicGrayscaleImageBox, uid, {
      ImageBoxPosition: index + 1,
      BasicGrayscaleImageSequence: [withCopied(2, 2)],
      ...valuesOf(index + 1),
    });
    assert.ok(status < 0xa000 || status >= 0xb000, String(status));
  }
}

test('100 images of 20 attributes without effect: a cropped image and a magnification are on the job', async () => {
  const client = new PrintClient({ limits: { boxesPerFilm: 128 } });
  await client.session();
  const filmBox = await client.filmBox({ ImageDisplayFormat: 'STANDARD\\10,10' });
  await setAll(client, filmBox.images, (position) => ({
    ...(position === 100 && {
      RequestedDecimateCropBehavior: 'CROP',
      RequestedImageSize: '200',
    }),
    ...(position === 97 && { MagnificationType: 'FANCY' }),
  }));
  // The film lacks a part of the image: a warning.
  assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0xb609);
  await client.close();
  const found = client.spool.accepted[0]?.substitutions ?? [];
  for (const keyword of ['PatientSex', 'WindowCenter', 'NumberOfFrames', 'KVP']) {
    const named = found.filter(({ attribute }) => attribute === keyword);
    assert.deepEqual(
      named.map(({ images, used }) => [images, used]),
      [['1-100', 'not used']],
      keyword,
    );
  }
  const ignored = found.filter(({ images }) => images === '1-100');
  const kept = Object.keys(copied).filter((keyword) => subjectKeywords.some((known) => known === keyword));
  assert.equal(kept.length, 4, 'those that say whose image it is are used');
  assert.equal(ignored.length, Object.keys(copied).length - kept.length);
  const others = found.filter(({ images }) => images === undefined);
  assert.deepEqual(others.map(({ attribute }) => attribute).toSorted(), [
    'MagnificationType',
    'RequestedImageSize',
  ]);
});

test('several films of a session: the positions of each', async () => {
  const client = new PrintClient();
  const session = await client.session();
  const boxes = [
    await client.filmBox({ ImageDisplayFormat: 'STANDARD\\2,2' }),
    await client.filmBox({ ImageDisplayFormat: 'STANDARD\\1,2' }),
  ];
  for (const { images } of boxes)
    await setAll(client, images, (position) => (position === 2 ? { SmoothingType: 'SHARPEST' } : {}));
  assert.equal((await client.action(BasicFilmSession, session)).status, 0);
  await client.close();
  const found = client.spool.accepted[0]?.substitutions ?? [];
  const imagesOf = (keyword: string) => found.filter(({ attribute }) => attribute === keyword);
  assert.deepEqual(
    imagesOf('PatientSex').map(({ images }) => images),
    ['1-4 of film 1, 1-2 of film 2'],
  );
});

describe('records that are merged', () => {
  const record = (attribute: string, more: Partial<Substitution> = {}): Substitution => ({
    attribute,
    requested: 'a',
    used: 'b',
    reason: 'c',
    ...more,
  });
  const at = (film: number, ...positions: readonly number[]) =>
    positions.map((position) => ({ substitution: record('Trim'), image: { film, position } }));

  test('name their images as ranges, bounded', () => {
    const textOf = (found: Parameters<typeof mergedSubstitutions>[0]) =>
      mergedSubstitutions(found).map(({ images }) => images);
    assert.deepEqual(textOf(at(1, 1, 2, 3, 5, 7, 8)), ['1-3, 5, 7-8']);
    assert.deepEqual(textOf(at(2, 1, 2)), ['1-2 of film 2']);
    assert.deepEqual(textOf(at(1, 4)), [undefined]);
    assert.deepEqual(textOf(at(1, 4, 4)), [undefined]);
    const odd = Array.from({ length: 300 }, (_, index) => index * 2 + 1);
    assert.deepEqual(textOf(at(1, ...odd)), ['1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23 … (300 images)']);
  });

  test('differ in no value, and stay in their order', () => {
    const others = [
      record('Trim', { requested: 'x' }),
      record('Trim', { used: 'x' }),
      record('Trim', { reason: 'x' }),
      record('Polarity'),
    ];
    const found = [...at(1, 1), ...others.map((substitution) => ({ substitution })), ...at(1, 2)];
    assert.deepEqual(mergedSubstitutions(found), [record('Trim', { images: '1-2' }), ...others]);
  });

  test('name no images where a film box or session has the same', () => {
    const ofFilmBox = { substitution: record('Trim') };
    assert.deepEqual(mergedSubstitutions([ofFilmBox, ...at(1, 1, 2)]), [record('Trim')]);
    assert.deepEqual(mergedSubstitutions([...at(1, 1, 2), ofFilmBox]), [record('Trim')]);
  });
});
