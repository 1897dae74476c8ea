// A film that is forwarded to a scripted imager: the sent attributes and pixels.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { grayOfSrgb } from '../../support/gray-of-srgb.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { jobUid } from '../../print-scu/scripted-printer.ts';
import {
  deliver,
  eachWithImager,
  fixture,
  folder,
  imager,
  ofKind,
  pixelsOf,
  plain,
  start,
} from './forwarding-setting.ts';

eachWithImager();

describe('a film', () => {
  test('is sent as the client composed it: session, film box, image box, the pixels byte for byte', async () => {
    await start();
    const bytes = Uint8Array.from({ length: 24 }, (_, at) => 255 - at);
    const film = fixture.film({
      filmSizeId: 'A4',
      filmOrientation: 'LANDSCAPE',
      trim: true,
      minDensity: 30,
      maxDensity: 300,
      borderDensity: { kind: 'density', hundredthsOfOD: 150 },
      requestedResolutionId: 'HIGH',
      illumination: 2000,
      reflectedAmbientLight: 10,
      images: [
        fixture.image({
          pixels: fixture.gray({}, bytes),
          polarity: 'REVERSE',
          magnificationType: 'BILINEAR',
          minDensity: 30,
          maxDensity: 300,
          requestedImageSizeMm: 100.5,
          requestedDecimateCropBehavior: 'CROP',
          configurationInformation: 'CS002',
        }),
      ],
    });
    const result = await deliver(
      fixture.task([film], {
        copies: 3,
        priority: 'HIGH',
        mediumType: 'BLUE FILM',
        filmDestination: 'BIN_2',
        sessionLabel: 'CT 1',
      }),
    );
    assert.deepEqual(result, {
      kind: 'delivered',
      receipt: jobUid,
      detail: 'SCRIPT accepted the film; all printed',
    });

    const [session] = ofKind('N-CREATE-RQ', sopClasses.BasicFilmSession);
    assert.deepEqual(
      plain(
        session!.data!,
        ...([
          'NumberOfCopies',
          'PrintPriority',
          'MediumType',
          'FilmDestination',
          'FilmSessionLabel',
        ] as const),
      ),
      ['3', 'HIGH', 'BLUE FILM', 'BIN_2', 'CT 1'],
    );
    const box = ofKind('N-CREATE-RQ', sopClasses.BasicFilmBox)[0]!.data!;
    assert.deepEqual(
      plain(
        box,
        ...(['ImageDisplayFormat', 'FilmSizeID', 'FilmOrientation', 'Trim', 'BorderDensity'] as const),
        ...(['EmptyImageDensity', 'MinDensity', 'MaxDensity', 'RequestedResolutionID'] as const),
        ...([
          'Illumination',
          'ReflectedAmbientLight',
          'MagnificationType',
          'ConfigurationInformation',
        ] as const),
      ),
      [
        'STANDARD\\1,1',
        'A4',
        'LANDSCAPE',
        'YES',
        '150',
        'WHITE',
        '30',
        '300',
        'HIGH',
        '2000',
        '10',
        'BILINEAR',
        'CS002',
      ],
    );
    const [set] = ofKind('N-SET-RQ');
    assert.deepEqual(
      plain(
        set!.data!,
        ...(['ImageBoxPosition', 'Polarity', 'RequestedImageSize', 'RequestedDecimateCropBehavior'] as const),
      ),
      ['1', 'REVERSE', '100.5', 'CROP'],
    );
    // Values of the film box are not repeated.
    for (const key of [
      'MagnificationType',
      'MinDensity',
      'MaxDensity',
      'ConfigurationInformation',
    ] as const) {
      assert.equal(set!.data!.has(key), false, key);
    }
    assert.deepEqual(Buffer.from(pixelsOf(set?.data).bytes('PixelData')!), Buffer.from(bytes));
  });

  test('gets a Film Size ID of the imager: the same sides for custom sizes, otherwise the nearest', async () => {
    const mammo = { filmSizeId: 'MAMMO', filmSizeMm: { widthMm: 180, heightMm: 240 } };
    const films = [
      fixture.film({ filmSizeId: '17INX17IN' }),
      fixture.film(mammo),
      fixture.film({ filmSizeId: '14INX17IN', filmSizeMm: { widthMm: 354, heightMm: 430 } }),
      fixture.film({ filmSizeId: 'A4' }),
    ];
    const sent = () =>
      ofKind('N-CREATE-RQ', sopClasses.BasicFilmBox).map(({ data }) => data?.string('FilmSizeID'));
    await start();
    await deliver(fixture.task(films));
    assert.deepEqual(sent(), ['17INX17IN', '18CMX24CM', '14INX17IN', 'A4']);
    await imager?.close();
    await start();
    const filmSizes = [
      { filmSizeId: '14INX17IN' },
      { ...mammo, filmSizeId: 'SMALL' },
      { filmSizeId: '11INX14IN' },
    ];
    const result = await deliver(fixture.task(films), { filmSizes });
    assert.deepEqual(sent(), ['14INX17IN', 'SMALL', '14INX17IN', 'SMALL']);
    const detail = result.kind === 'delivered' ? result.detail : '';
    assert.match(detail, /film 1: FilmSizeID 14INX17IN instead of 17INX17IN/);
    assert.match(detail, /film 4: FilmSizeID SMALL instead of A4/);
    assert.doesNotMatch(detail, /film [23]/);
  });

  test('leaves values that were not requested to the imager: CURRENT, densities equal to our limits', async () => {
    await start();
    await deliver(fixture.task([fixture.film()]));
    const [session] = ofKind('N-CREATE-RQ', sopClasses.BasicFilmSession);
    assert.deepEqual(
      [session!.data!.has('MediumType'), session!.data!.has('FilmDestination')],
      [false, false],
    );
    const box = ofKind('N-CREATE-RQ', sopClasses.BasicFilmBox)[0]!.data!;
    for (const key of [
      'MinDensity',
      'MaxDensity',
      'RequestedResolutionID',
      'AnnotationDisplayFormatID',
    ] as const) {
      assert.equal(box.has(key), false, key);
    }
  });

  test('has no densities without contrast: the imager uses its own', async () => {
    await start();
    for (const [minDensity, maxDensity] of [
      [100, 100],
      [300, 40],
      [0, 0],
    ] as const) {
      const image = fixture.image({ minDensity, maxDensity });
      await deliver(fixture.task([fixture.film({ minDensity, maxDensity, images: [image] })]));
    }
    const sent = [...ofKind('N-CREATE-RQ', sopClasses.BasicFilmBox), ...ofKind('N-SET-RQ')];
    assert.equal(sent.length, 6);
    for (const { data } of sent) {
      assert.deepEqual([data!.has('MinDensity'), data!.has('MaxDensity')], [false, false]);
    }
  });

  test('has values of images that differ in the image boxes, each with its own LUT', async () => {
    await start();
    const table = fixture.blob(
      Uint8Array.from({ length: 512 }, (_, at) => (at % 2 === 0 ? 255 - at / 2 : 0)),
    );
    const lut = { kind: 'table', entries: 256, bits: 8, data: table } as const;
    await deliver(
      fixture.task([
        fixture.film({
          imageDisplayFormat: { kind: 'STANDARD', columns: 2, rows: 1 },
          images: [
            fixture.image({ position: 2, magnificationType: 'NONE', presentationLut: lut, maxDensity: 200 }),
            fixture.image({ position: 1 }),
          ],
        }),
      ]),
    );
    const luts = ofKind('N-CREATE-RQ', sopClasses.PresentationLut);
    assert.deepEqual(
      luts.map(({ data }) => data?.string('PresentationLUTShape') ?? 'table'),
      ['IDENTITY', 'table'],
    );
    const item = luts[1]!.data!.items('PresentationLUTSequence')[0]!;
    assert.deepEqual(item.numbers('LUTDescriptor'), [256, 0, 8]);
    const box = ofKind('N-CREATE-RQ', sopClasses.BasicFilmBox)[0]!.data!;
    assert.equal(box.has('MagnificationType'), false);
    assert.equal(box.has('ReferencedPresentationLUTSequence'), false);
    const references = ofKind('N-SET-RQ').map(({ data }) => [
      data!.number('ImageBoxPosition'),
      data!.string('MagnificationType'),
      data!.number('MaxDensity'),
      data!.items('ReferencedPresentationLUTSequence')[0]?.string('ReferencedSOPInstanceUID'),
    ]);
    assert.deepEqual(references, [
      [1, 'CUBIC', undefined, luts[0]!.sopInstance],
      [2, 'NONE', 200, luts[1]!.sopInstance],
    ]);
  });

  test('is converted if Print Management lacks its format: signed, 16 bits, windowed; the pixels have the tone', async () => {
    await start();
    const words = Uint16Array.from([0x8000, 0x0000, 0x7fff, 0xffff]);
    const pixels = fixture.gray(
      { rows: 2, columns: 2, bitsAllocated: 16, bitsStored: 16, highBit: 15, signed: true },
      new Uint8Array(words.buffer),
    );
    await deliver(
      fixture.task([
        fixture.film({
          images: [
            fixture.image({
              pixels,
              polarity: 'REVERSE',
              voiLut: { kind: 'window', center: 0.5, width: 65_536 },
            }),
          ],
        }),
      ]),
    );
    const [set] = ofKind('N-SET-RQ');
    assert.equal(set!.data!.string('Polarity'), 'NORMAL');
    const item = pixelsOf(set?.data);
    assert.deepEqual(
      plain(
        item,
        'BitsAllocated',
        'BitsStored',
        'HighBit',
        'PixelRepresentation',
        'PhotometricInterpretation',
      ),
      ['16', '12', '11', '0', 'MONOCHROME2'],
    );
    const sent = item.bytes('PixelData')!;
    const view = new DataView(sent.buffer, sent.byteOffset, sent.byteLength);
    const values = [0, 1, 2, 3].map((at) => view.getUint16(at * 2, true));
    // The most negative value is brightest, because the polarity is REVERSE; 0 is in the middle.
    assert.deepEqual(values, [4095, 2048, 0, 2048]);
  });

  test('has overlays burned into its pixels', async () => {
    await start();
    const bits = fixture.blob(Uint8Array.of(0b1001));
    const overlay = {
      rows: 2,
      columns: 2,
      top: 1,
      left: 2,
      pitch: 1,
      data: bits,
      foregroundDensity: { kind: 'white' },
    } as const;
    const pixels = fixture.gray({}, new Uint8Array(24));
    await deliver(fixture.task([fixture.film({ images: [fixture.image({ pixels, overlays: [overlay] })] })]));
    const sent = [...pixelsOf(ofKind('N-SET-RQ')[0]?.data).bytes('PixelData')!];
    const expected = Array.from({ length: 24 }, (_, at) => (at === 6 + 2 || at === 12 + 3 ? 255 : 0));
    assert.deepEqual(sent, expected);
  });

  const colors = Uint8Array.of(1, 2, 3, 4, 101, 102, 103, 104, 201, 202, 203, 204);
  const interleaved = Uint8Array.of(1, 101, 201, 2, 102, 202, 3, 103, 203, 4, 104, 204);

  test('in color uses the color class, by plane', async () => {
    await start();
    for (const pixels of [fixture.rgb({}, colors), fixture.rgb({ planarConfiguration: 0 }, interleaved)]) {
      await deliver(fixture.task([fixture.film({ images: [fixture.image({ pixels })] })]));
    }
    const sets = ofKind('N-SET-RQ', sopClasses.BasicColorImageBox);
    assert.equal(sets.length, 2);
    for (const { context, data } of sets) {
      assert.equal(context, sopClasses.BasicColorPrintManagementMeta);
      const item = pixelsOf(data);
      assert.deepEqual(plain(item, 'SamplesPerPixel', 'PlanarConfiguration', 'BitsStored'), ['3', '1', '8']);
      assert.deepEqual([...item.bytes('PixelData')!], [...colors]);
    }
    assert.equal(ofKind('N-CREATE-RQ', sopClasses.PresentationLut).length, 0);
  });

  test('in color becomes gray on an imager without color, which is reported', async () => {
    await start({
      abstractSyntaxes: [sopClasses.BasicGrayscalePrintManagementMeta, sopClasses.PresentationLut],
    });
    const result = await deliver(
      fixture.task([fixture.film({ images: [fixture.image({ pixels: fixture.rgb({}, colors) })] })]),
    );
    const item = pixelsOf(ofKind('N-SET-RQ', sopClasses.BasicGrayscaleImageBox)[0]?.data);
    const grays = [0, 1, 2, 3].map((at) =>
      Math.round(grayOfSrgb([colors[at]!, colors[4 + at]!, colors[8 + at]!])),
    );
    assert.deepEqual([...item.bytes('PixelData')!], grays);
    assert.match(result.kind === 'delivered' ? result.detail : '', /the printer does not support color/);
  });

  test('with an odd number of bytes is padded, and one longer than a PDU arrives complete', async () => {
    await start();
    const large = Uint8Array.from({ length: 501 * 501 }, (_, at) => (at * 7) & 0xff);
    const images = [
      fixture.image({ pixels: fixture.gray({ rows: 3, columns: 5 }, large.subarray(0, 15)) }),
      fixture.image({ position: 2, pixels: fixture.gray({ rows: 501, columns: 501 }, large) }),
    ];
    await deliver(
      fixture.task([fixture.film({ imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 2 }, images })]),
    );
    const [small, big] = ofKind('N-SET-RQ').map(({ data }) =>
      Buffer.from(pixelsOf(data).bytes('PixelData')!),
    );
    assert.deepEqual(small, Buffer.concat([large.subarray(0, 15), Buffer.alloc(1)]));
    assert.ok(big?.equals(Buffer.concat([large, Buffer.alloc(1)])));
  });

  test('without its pixels fails permanently before anything is sent', async () => {
    await start();
    const film = fixture.film();
    writeFileSync(path.join(folder, film.images[0]!.pixels.data.key), 'short');
    const result = await deliver(fixture.task([film]));
    assert.deepEqual([result.kind, result.kind === 'failed' && result.cause], ['failed', 'refused']);
    assert.match(result.kind === 'failed' ? result.error : '', /has 5 bytes of 24/);
    assert.equal(ofKind('N-SET-RQ').length, 0);
  });
});
