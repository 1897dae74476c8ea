// C-STORE of Stored Print objects and Hardcopy images: what prints, in which order, and every status of PS3.4 table B.2-1.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses, transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import { matrixProfile, widePrimaries } from '../../support/icc-profiles.ts';
import { colorImage, grayImage } from '../../support/print-client.ts';
import {
  type Values,
  filmUid,
  first,
  second,
  pixels,
  client,
  store,
  storeGray,
  imageBox,
  storeFilm,
} from './stored-print-objects.ts';

describe('a Stored Print object', () => {
  test('prints with the images that came before it', async () => {
    const scu = client();
    assert.equal((await storeGray(scu, first)).status, 0);
    assert.equal((await storeGray(scu, second, { PhotometricInterpretation: 'MONOCHROME1' })).status, 0);
    assert.equal(scu.spool.accepted.length, 0);
    const answer = await storeFilm(scu, [
      imageBox(2, first, { Polarity: 'REVERSE', RequestedImageSize: '80' }),
      imageBox(1, second),
    ]);
    assert.equal(answer.status, 0);
    assert.equal(answer.command.kind, 'C-STORE-RSP');
    assert.equal(answer.command.affectedSopInstanceUid, filmUid);
    const [request, ...others] = scu.spool.accepted;
    assert.ok(request);
    assert.equal(others.length, 0);
    assert.deepEqual(
      [request.callingAeTitle, request.copies, request.films.length, request.substitutions],
      ['TESTER', 1, 1, []],
    );
    const [film] = request.films;
    assert.deepEqual(film?.imageDisplayFormat, { kind: 'STANDARD', columns: 2, rows: 1 });
    assert.equal(film.filmSizeId, '8INX10IN');
    const [left, right] = film.images;
    assert.deepEqual(
      [left?.position, left?.polarity, left?.magnificationType, left?.pixels.kind === 'gray'],
      [1, 'NORMAL', 'BILINEAR', true],
    );
    assert.equal(left?.pixels.kind === 'gray' && left.pixels.photometricInterpretation, 'MONOCHROME1');
    assert.deepEqual(
      [right?.position, right?.polarity, right?.requestedImageSizeMm, right?.pixels.rows],
      [2, 'REVERSE', 80, 8],
    );
    await scu.close();
    // The job keeps its pixels when the association ends.
    assert.deepEqual(
      film.images.map((image) => Buffer.from(scu.spool.blobs.get(image.pixels.data.key) ?? [])),
      [Buffer.from(pixels), Buffer.from(pixels)],
    );
    assert.equal(scu.spool.openBlobs, 0);
  });

  for (const [name, transferSyntax] of Object.entries(transferSyntaxes)) {
    test(`waits for images that come after it (${name})`, async () => {
      const scu = client({ transferSyntax });
      assert.equal((await storeFilm(scu, [imageBox(1, first), imageBox(2, second)])).status, 0);
      assert.equal((await storeGray(scu, second)).status, 0);
      assert.equal(scu.spool.accepted.length, 0);
      assert.equal((await storeGray(scu, first)).status, 0);
      assert.equal(scu.spool.accepted.length, 1);
      await scu.close();
    });
  }

  test('takes the film session from the printer characteristics, its texts and its LUT', async () => {
    const scu = client({ printer: { annotationFormats: { ANNOTATION: { boxes: 1, place: 'bottom' } } } });
    await storeGray(scu, first);
    const answer = await storeFilm(
      scu,
      [
        imageBox(1, first, {
          ReferencedPresentationLUTSequence: [dataSetOf({ ReferencedSOPInstanceUID: '1.2.3.50' })],
        }),
      ],
      { AnnotationDisplayFormatID: 'ANNOTATION' },
      {
        PrinterCharacteristicsSequence: [
          dataSetOf({ NumberOfCopies: '3', PrintPriority: 'HIGH', PrinterName: 'ELSEWHERE' }),
        ],
        AnnotationContentSequence: [dataSetOf({ AnnotationPosition: 1, TextString: 'LEFT KNEE' })],
        PresentationLUTContentSequence: [
          dataSetOf({ SOPInstanceUID: '1.2.3.50', PresentationLUTShape: 'LIN OD' }),
        ],
      },
    );
    assert.equal(answer.status, 0);
    const [request] = scu.spool.accepted;
    assert.deepEqual([request?.copies, request?.priority, request?.substitutions], [3, 'HIGH', []]);
    const [film] = request?.films ?? [];
    assert.deepEqual(film?.images[0]?.presentationLut, { kind: 'LIN OD' });
    assert.deepEqual(
      film.annotations.map(({ text, place }) => [text, place.kind]),
      [['LEFT KNEE', 'bottom']],
    );
    await scu.close();
  });

  test('keeps the table of a presentation LUT with the job', async () => {
    const scu = client();
    await storeGray(scu, first);
    const table = dataSetOf({ LUTDescriptor: [16, 0, 12], LUTData: new Uint8Array(32).fill(1) });
    const answer = await storeFilm(
      scu,
      [
        imageBox(1, first, {
          ReferencedPresentationLUTSequence: [dataSetOf({ ReferencedSOPInstanceUID: '1.2.3.50' })],
        }),
      ],
      {},
      {
        PresentationLUTContentSequence: [
          dataSetOf({ SOPInstanceUID: '1.2.3.50', PresentationLUTSequence: [table] }),
        ],
      },
    );
    assert.equal(answer.status, 0);
    await scu.close();
    const lut = scu.spool.accepted[0]?.films[0]?.images[0]?.presentationLut;
    assert.ok(lut?.kind === 'table');
    assert.equal(scu.spool.blobs.get(lut.data.key)?.length, 32);
  });

  test('shows a color image', async () => {
    const scu = client();
    const image = colorImage(8, 8, new Uint8Array(192).fill(7));
    assert.equal((await store(scu, sopClasses.HardcopyColorImage, first, image)).status, 0);
    assert.equal((await storeFilm(scu, [imageBox(1, first)])).status, 0);
    assert.equal(scu.spool.accepted[0]?.films[0]?.images[0]?.pixels.kind, 'rgb');
    await scu.close();
  });

  test('has the colors of its images’ ICC profiles; a useless one is recorded, and nothing of it stays', async () => {
    const profile = new Uint8Array(matrixProfile(widePrimaries, 1.8));
    const cmyk = new Uint8Array(matrixProfile(widePrimaries, 1.8, { colorSpace: 'CMYK' }));
    const scu = client();
    for (const [uid, ICCProfile] of [
      [first, profile],
      [second, cmyk],
    ] as const) {
      const image = colorImage(8, 8, new Uint8Array(192).fill(7), { ICCProfile });
      assert.equal((await store(scu, sopClasses.HardcopyColorImage, uid, image)).status, 0);
    }
    assert.equal(scu.spool.blobs.size, 3);
    assert.equal((await storeFilm(scu, [imageBox(1, first), imageBox(2, second)])).status, 0);
    const [request] = scu.spool.accepted;
    const [used, none] = request?.films[0]?.images.map(({ pixels: each }) => each) ?? [];
    assert.ok(used?.kind === 'rgb' && used.iccProfile && none?.kind === 'rgb');
    assert.deepEqual([...(scu.spool.blobs.get(used.iccProfile.key) ?? [])], [...profile]);
    assert.equal(none.iccProfile, undefined);
    assert.deepEqual(
      request?.substitutions.map(({ attribute, reason }) => [attribute, reason]),
      [['ICCProfile', 'the profile is for CMYK, not for RGB; color is taken as sRGB']],
    );
    await scu.close();
    // Two images and the profile of the job; of another image that nothing shows nothing stays.
    assert.equal(scu.spool.blobs.size, 3);
    const other = client();
    const unused = colorImage(8, 8, new Uint8Array(192), { ICCProfile: profile });
    assert.equal((await store(other, sopClasses.HardcopyColorImage, first, unused)).status, 0);
    assert.equal(other.spool.blobs.size, 2);
    await other.lose();
    assert.deepEqual([other.spool.blobs.size, other.spool.openBlobs], [0, 0]);
  });

  test('keeps no profile of a gray image', async () => {
    const scu = client();
    const ICCProfile = new Uint8Array(matrixProfile(widePrimaries, 1.8));
    assert.equal((await storeGray(scu, first, { ICCProfile })).status, 0);
    assert.equal(scu.spool.blobs.size, 1);
    await scu.close();
  });

  test('may come twice with the same images: each is a job', async () => {
    const scu = client();
    await storeGray(scu, first);
    for (const jobs of [1, 2]) {
      assert.equal((await storeFilm(scu, [imageBox(1, first)])).status, 0);
      assert.equal(scu.spool.accepted.length, jobs);
    }
    await scu.close();
  });

  test('is not printed when its images never come, and nothing of it is left', async () => {
    const scu = client();
    await storeFilm(scu, [imageBox(1, first), imageBox(2, second)]);
    await storeGray(scu, first);
    assert.equal(scu.spool.blobs.size, 1);
    await scu.lose();
    assert.deepEqual([scu.spool.accepted.length, scu.spool.blobs.size, scu.spool.openBlobs], [0, 0, 0]);
  });
});

test('printed images make room for those of the next film', async () => {
  const scu = client();
  for (let index = 0; index < 70; index += 1) {
    const uid = `1.2.3.${index + 1}`;
    assert.equal((await storeGray(scu, uid)).status, 0);
    assert.equal((await storeFilm(scu, [imageBox(1, uid)])).status, 0);
  }
  assert.equal(scu.spool.accepted.length, 70);
  await scu.close();
});

test('the film knows the patients and studies of its images, and that of the object for those that name none', async () => {
  const scu = client();
  const gray = (uid: string, values: Values) =>
    store(scu, sopClasses.HardcopyGrayscaleImage, uid, grayImage(8, 8, pixels, values));
  await gray(first, { SpecificCharacterSet: 'ISO_IR 100', PatientName: 'Müller^A', StudyDate: '20261130' });
  await gray(second, { Modality: 'CT' });
  const answer = await storeFilm(
    scu,
    [imageBox(1, first), imageBox(2, second)],
    {},
    { PatientID: 'P-9', AccessionNumber: 'ACC1' },
  );
  assert.equal(answer.status, 0);
  const [request] = scu.spool.accepted;
  assert.deepEqual(request?.films[0]?.subjects, {
    subjects: [
      { patientName: 'Müller^A', studyDate: '20261130' },
      { patientName: 'DOE^JANE', patientId: 'P-9', accessionNumber: 'ACC1' },
    ],
    more: false,
  });
  assert.deepEqual(request.substitutions, []);
  await scu.close();
});
