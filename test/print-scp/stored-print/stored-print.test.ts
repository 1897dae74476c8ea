// C-STORE of Stored Print objects and Hardcopy images: what prints, in which order, and every status of PS3.4 table B.2-1.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataSetOf, type DataSet } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses, transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import { matrixProfile, widePrimaries } from '../../support/icc-profiles.ts';
import {
  colorImage,
  grayImage,
  PrintClient,
  type Answer,
  type ClientOptions,
} from '../../support/print-client.ts';

type Values = Parameters<typeof dataSetOf>[0];

const filmUid = '1.2.3.100';
const [first, second] = ['1.2.3.1', '1.2.3.2'];
const pixels = Uint8Array.from({ length: 64 }, (_, index) => index * 4);

function client(options: ClientOptions = {}): PrintClient {
  return new PrintClient({ abstractSyntaxes: [sopClasses.StoredPrint], ...options });
}

function store(
  to: PrintClient,
  sopClass: string,
  uid: string | undefined,
  dataSet: DataSet,
): Promise<Answer> {
  return to.request(
    {
      kind: 'C-STORE-RQ',
      affectedSopClassUid: sopClass,
      ...(uid === undefined ? {} : { affectedSopInstanceUid: uid }),
      priority: 0,
    },
    dataSet,
  );
}

/** A Hardcopy Grayscale image of 8 × 8 pixels, as stations send them: with patient and study. */
function storeGray(to: PrintClient, uid: string, changes: Values = {}): Promise<Answer> {
  const identity = dataSetOf({
    SOPClassUID: sopClasses.HardcopyGrayscaleImage,
    SOPInstanceUID: uid,
    PatientName: 'DOE^JANE',
    StudyID: '',
  });
  return store(to, sopClasses.HardcopyGrayscaleImage, uid, grayImage(8, 8, pixels, changes).with(identity));
}

function imageBox(position: number, uid: string, changes: Values = {}): DataSet {
  return dataSetOf({
    ReferencedImageSequence: [
      dataSetOf({
        ReferencedSOPClassUID: sopClasses.HardcopyGrayscaleImage,
        ReferencedSOPInstanceUID: uid,
      }),
    ],
    ImageBoxPosition: position,
    Polarity: '',
    ...changes,
  });
}

function storedPrint(boxes: readonly DataSet[], film: Values = {}, changes: Values = {}): DataSet {
  return dataSetOf({
    SOPClassUID: sopClasses.StoredPrint,
    SOPInstanceUID: filmUid,
    PatientName: 'DOE^JANE',
    FilmBoxContentSequence: [
      dataSetOf({
        ImageDisplayFormat: 'STANDARD\\2,1',
        FilmSizeID: '8INX10IN',
        FilmOrientation: '',
        MagnificationType: 'BILINEAR',
        ...film,
      }),
    ],
    ImageBoxContentSequence: boxes,
    ...changes,
  });
}

const storeFilm = (to: PrintClient, ...film: Parameters<typeof storedPrint>): Promise<Answer> =>
  store(to, sopClasses.StoredPrint, filmUid, storedPrint(...film));

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

  test('shows a colour image', async () => {
    const scu = client();
    const image = colorImage(8, 8, new Uint8Array(192).fill(7));
    assert.equal((await store(scu, sopClasses.HardcopyColorImage, first, image)).status, 0);
    assert.equal((await storeFilm(scu, [imageBox(1, first)])).status, 0);
    assert.equal(scu.spool.accepted[0]?.films[0]?.images[0]?.pixels.kind, 'rgb');
    await scu.close();
  });

  test('has the colours of its images’ ICC profiles; a useless one is recorded, and nothing of it stays', async () => {
    const profile = new Uint8Array(matrixProfile(widePrimaries, 1.8));
    const cmyk = new Uint8Array(matrixProfile(widePrimaries, 1.8, { colourSpace: 'CMYK' }));
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
      [['ICCProfile', 'the profile is for CMYK, not for RGB; colour is taken as sRGB']],
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

  test('keeps no profile of a grey image', async () => {
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

/** An overlay plane of 8 × 2 pixels. */
const plane = (bits: readonly number[], changes: Values = {}) =>
  dataSetOf({
    OverlayRows: 2,
    OverlayColumns: 8,
    OverlayOrigin: [2, 3],
    OverlayBitsAllocated: 1,
    OverlayBitPosition: 0,
    OverlayType: 'G',
    OverlayData: Uint8Array.from(bits),
    ...changes,
  });

/** Table C.16-5: an overlay box of a Stored Print object. */
const overlayBox = (uid: string, planes: readonly DataSet[], changes: Values = {}) =>
  dataSetOf({ SOPInstanceUID: uid, OverlayPixelDataSequence: planes, ...changes });

const refersToOverlays = (...uids: readonly string[]): Values => ({
  ReferencedImageOverlayBoxSequence: uids.map((uid) =>
    dataSetOf({
      ReferencedSOPClassUID: sopClasses.BasicPrintImageOverlayBox,
      ReferencedSOPInstanceUID: uid,
    }),
  ),
});

const overlays = {
  ImageOverlayBoxContentSequence: [
    overlayBox('1.2.3.60', [plane([0b1000_0001, 0b0111_1110])], { OverlayForegroundDensity: 'BLACK' }),
    overlayBox('1.2.3.61', [plane([1, 2], { OverlayOrigin: [1, 1] })], { MagnifyToNumberOfColumns: 4 }),
  ],
};

describe('overlays of a Stored Print object', () => {
  for (const [name, transferSyntax] of Object.entries(transferSyntaxes)) {
    for (const filmFirst of [false, true]) {
      test(`are drawn on the images that refer to them (${name}, film ${filmFirst ? 'first' : 'last'})`, async () => {
        const scu = client({ transferSyntax });
        const film = () =>
          storeFilm(
            scu,
            [imageBox(1, first, refersToOverlays('1.2.3.61', '1.2.3.60')), imageBox(2, second)],
            {},
            overlays,
          );
        if (filmFirst) assert.equal((await film()).status, 0);
        assert.equal((await storeGray(scu, first)).status, 0);
        assert.equal((await storeGray(scu, second)).status, 0);
        if (!filmFirst) assert.equal((await film()).status, 0);
        await scu.close();
        const [request, ...others] = scu.spool.accepted;
        assert.deepEqual([others.length, request?.substitutions], [0, []]);
        const [left, right] = request?.films[0]?.images ?? [];
        assert.deepEqual(
          left?.overlays?.map(({ data, ...described }) => ({
            ...described,
            bits: [...(scu.spool.blobs.get(data.key) ?? [])],
          })),
          [
            {
              rows: 2,
              columns: 8,
              top: 0,
              left: 0,
              pitch: 0.5,
              foregroundDensity: { kind: 'white' },
              bits: [1, 2],
            },
            {
              rows: 2,
              columns: 8,
              top: 1,
              left: 2,
              pitch: 1,
              foregroundDensity: { kind: 'black' },
              bits: [0b1000_0001, 0b0111_1110],
            },
          ],
        );
        assert.deepEqual(right?.overlays ?? [], []);
        // Two images and two planes, and nothing else, are the job's.
        assert.deepEqual([scu.spool.blobs.size, scu.spool.openBlobs], [4, 0]);
      });
    }
  }

  test('are left out, and recorded, by a printer without the retired classes', async () => {
    const scu = client({ printer: { retiredClasses: false } });
    await storeGray(scu, first);
    assert.equal((await storeFilm(scu, [imageBox(1, first)], {}, overlays)).status, 0);
    await scu.close();
    const [request] = scu.spool.accepted;
    assert.deepEqual(
      request?.substitutions.map(({ attribute, reason }) => [attribute, reason]),
      [['ImageOverlayBoxContentSequence', 'retired classes are switched off']],
    );
    assert.equal(scu.spool.blobs.size, 1);
  });

  test('leave nothing behind when the film never prints, or comes again', async () => {
    const scu = client();
    for (let time = 0; time < 2; time += 1) {
      assert.equal((await storeFilm(scu, [imageBox(1, first)], {}, overlays)).status, 0);
      assert.equal(scu.spool.blobs.size, 2);
    }
    await scu.lose();
    assert.deepEqual([scu.spool.blobs.size, scu.spool.openBlobs], [0, 0]);
  });
});

describe('refused with', () => {
  /** A film whose answer this is; nothing may be printed. */
  async function refused(
    status: number,
    comment: RegExp,
    act: (scu: PrintClient) => Promise<Answer>,
    options: ClientOptions = {},
  ): Promise<void> {
    const scu = client(options);
    const answer = await act(scu);
    assert.equal(answer.status.toString(16), status.toString(16));
    assert.match(answer.command.errorComment ?? '', comment);
    assert.equal(scu.spool.accepted.length, 0);
    await scu.close();
    assert.deepEqual([scu.spool.blobs.size, scu.spool.openBlobs], [0, 0]);
  }

  test('0122: a class that is no film, or a printer that takes none', async () => {
    await refused(0x0122, /images are not stored here; print them by DICOM Print/, (scu) =>
      store(scu, '1.2.840.10008.5.1.4.1.1.2', first, dataSetOf({})),
    );
    await refused(0x0122, /SOP class/, (scu) => storeGray(scu, first), { printer: { storedPrint: false } });
  });

  test('A700: an image too large, a full disk, too many images', async () => {
    await refused(0xa700, /64 bytes, at most 10/, (scu) => storeGray(scu, first), {
      limits: { imageBytes: 10 },
    });
    await refused(0xa700, /disk full/, (scu) => {
      scu.spool.failWrite = Object.assign(new Error('no space'), { code: 'ENOSPC' });
      return storeGray(scu, first);
    });
    await refused(0xa700, /no room to keep images/, async (scu) => {
      for (let index = 0; index < 64; index += 1) {
        assert.equal((await storeGray(scu, `1.2.3.${index + 1}`)).status, 0);
      }
      return storeGray(scu, '1.2.3.65');
    });
  });

  test('A700: bytes of all images together', () =>
    refused(
      0xa700,
      /no room to keep images/,
      async (scu) => {
        for (let index = 0; index < 4; index += 1) {
          assert.equal((await storeGray(scu, `1.2.3.${index + 1}`)).status, 0);
        }
        return storeGray(scu, '1.2.3.65');
      },
      { limits: { imageBytes: 64 } },
    ));

  test('A700: the spool takes no job; a film that waits for too many', async () => {
    await refused(0xa700, /ENOSPC/, async (scu) => {
      await storeGray(scu, first);
      scu.spool.failAccept = Object.assign(new Error('no space'), { code: 'ENOSPC' });
      return storeFilm(scu, [imageBox(1, first)]);
    });
    await refused(0xa700, /wait for images/, async (scu) => {
      for (let index = 0; index < 16; index += 1) {
        const film = storedPrint([imageBox(1, first)], {}, { SOPInstanceUID: `1.2.4.${index + 1}` });
        assert.equal((await store(scu, sopClasses.StoredPrint, `1.2.4.${index + 1}`, film)).status, 0);
      }
      return storeFilm(scu, [imageBox(1, first)]);
    });
  });

  test('A900: another class or instance inside, or no pixels', async () => {
    await refused(0xa900, /SOP class/, (scu) =>
      store(scu, sopClasses.HardcopyGrayscaleImage, filmUid, storedPrint([])),
    );
    await refused(0xa900, /a different SOP Instance UID/, (scu) =>
      store(scu, sopClasses.StoredPrint, second, storedPrint([])),
    );
    await refused(0xa900, /no SOP Instance UID/, (scu) =>
      store(scu, sopClasses.HardcopyGrayscaleImage, undefined, grayImage(8, 8, pixels)),
    );
    await refused(0xa900, /the image has no Rows/, (scu) => storeGray(scu, first, { Rows: undefined }));
    await refused(0xa900, /the image has no PixelData/, (scu) =>
      storeGray(scu, first, { PixelData: undefined }),
    );
  });

  test('C000: pixels that contradict their description', async () => {
    await refused(0xc000, /64 bytes, not 72/, (scu) => storeGray(scu, first, { Rows: 9 }));
    await refused(0xc000, /BitsAllocated 12/, (scu) => storeGray(scu, first, { BitsAllocated: 12 }));
  });

  test('C000: a film that cannot be composed', async () => {
    const film =
      (...parameters: Parameters<typeof storedPrint>) =>
      async (scu: PrintClient) => {
        await storeGray(scu, first);
        return storeFilm(scu, ...parameters);
      };
    await refused(
      0xc000,
      /Film Box Content Sequence/,
      film([imageBox(1, first)], {}, { FilmBoxContentSequence: [] }),
    );
    await refused(0xc000, /ImageDisplayFormat/, film([imageBox(1, first)], { ImageDisplayFormat: '' }));
    await refused(0xc000, /not printed/, film([]));
    const more = [1, 2, 7].map((position) => imageBox(position, first));
    await refused(0xc000, /more than 2 images/, film(more));
    const tooWide = { RequestedImageSize: '200', RequestedDecimateCropBehavior: 'FAIL' };
    await refused(0xc000, /^image 8 x 8, box 1 has \d+ x \d+ pixels$/, film([imageBox(1, first, tooWide)]));
    await refused(
      0xc000,
      /unknown presentation LUT/,
      film([
        imageBox(1, first, {
          ReferencedPresentationLUTSequence: [dataSetOf({ ReferencedSOPInstanceUID: '1.2.3.50' })],
        }),
      ]),
    );
    await refused(0xc000, /grey and colour/, async (scu) => {
      await storeGray(scu, first);
      await store(scu, sopClasses.HardcopyColorImage, second, colorImage(8, 8, new Uint8Array(192)));
      return storeFilm(scu, [imageBox(1, first), imageBox(2, second)]);
    });
  });

  test('C000 and A700: overlays that cannot be drawn', async () => {
    const film =
      (boxes: readonly DataSet[], reference = '1.2.3.60') =>
      async (scu: PrintClient) => {
        await storeGray(scu, first);
        return storeFilm(
          scu,
          [imageBox(1, first, refersToOverlays(reference))],
          {},
          { ImageOverlayBoxContentSequence: boxes },
        );
      };
    const box = overlayBox('1.2.3.60', [plane([1, 2])]);
    await refused(0xc000, /unknown overlay box/, film([box], '1.2.3.99'));
    await refused(
      0xc000,
      /more than one plane/,
      film([overlayBox('1.2.3.60', [plane([1, 2]), plane([3, 4])])]),
    );
    await refused(
      0xc000,
      /Overlay Data/,
      film([overlayBox('1.2.3.60', [plane([1, 2], { OverlayRows: 9 })])]),
    );
    await refused(0xc000, /in use/, film([box, box]));
    const many = Array.from({ length: 3 }, (_, index) => overlayBox(`1.2.3.${index + 60}`, [plane([1, 2])]));
    await refused(0xa700, /at most 2 overlay boxes/, film(many), { limits: { boxesPerFilm: 2 } });
    await refused(
      0xa700,
      /bytes/,
      film([box, overlayBox('1.2.3.61', [plane(new Array<number>(66).fill(0), { OverlayRows: 66 })])]),
      { limits: { imageBytes: 64 } },
    );
  });

  test('C000: a data set that breaks off', () =>
    refused(0xc000, /./, (scu) =>
      scu.request(
        {
          kind: 'C-STORE-RQ',
          affectedSopClassUid: sopClasses.HardcopyGrayscaleImage,
          affectedSopInstanceUid: first,
          priority: 0,
        },
        Uint8Array.of(0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x57, 0, 0, 0x40, 0, 0, 0, 1, 2, 3),
      ),
    ));

  test('the last image tells that the film it completes does not print', () =>
    refused(0xc000, /ImageDisplayFormat/, async (scu) => {
      assert.equal((await storeFilm(scu, [imageBox(1, first)], { ImageDisplayFormat: 'MOSAIC' })).status, 0);
      return storeGray(scu, first);
    }));
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
