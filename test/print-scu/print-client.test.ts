// The client against a scripted printer: every command and data set in order, refusals by printers, and which of them are
// failures.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sopClasses, sopInstances } from '../../src/dicom/data-set/uids.ts';
import { printJob } from '../../src/print-scu/print-client.ts';
import type { PreparedRgb } from '../../src/images/pixels/prepared-image.ts';
import type { PrintProgress } from '../../src/print-scu/print-run.ts';
import { jobUid, type Received } from './scripted-printer.ts';
import { printerWith, gray, image, film, job, line, plain } from './print-client-setting.ts';

const rgb = (data: readonly number[]): PreparedRgb => ({
  kind: 'rgb',
  rows: 1,
  columns: data.length / 3,
  pixelAspectRatio: [1, 1],
  planarConfiguration: 1,
  bitsAllocated: 8,
  bitsStored: 8,
  data: Uint8Array.from(data),
});

describe('film box print', () => {
  test('the whole conversation', async () => {
    const printer = await printerWith();
    const progress: PrintProgress[] = [];
    const outcome = await printJob(
      printer.address,
      job(
        [
          film([image(1), image(2, { prepare: () => Promise.resolve(gray([7, 8, 9])) })], {
            presentationLut: { kind: 'IDENTITY' },
            filmSizeId: '14INX17IN',
          }),
          film([image(1)], { presentationLut: { kind: 'IDENTITY' } }),
        ],
        { session: { numberOfCopies: 2, printPriority: 'HIGH', filmSessionLabel: 'Röntgen' } },
      ),
      { onProgress: (step) => progress.push(step) },
    );
    assert.deepEqual(
      printer.received.map((request) => line(request)),
      [
        'N-GET Printer',
        'N-CREATE BasicFilmSession',
        'N-CREATE PresentationLut',
        'N-CREATE BasicFilmBox',
        'N-SET BasicGrayscaleImageBox',
        'N-SET BasicGrayscaleImageBox',
        'N-ACTION BasicFilmBox',
        'N-DELETE BasicFilmBox',
        'N-CREATE BasicFilmBox',
        'N-SET BasicGrayscaleImageBox',
        'N-ACTION BasicFilmBox',
        'N-DELETE BasicFilmBox',
        'N-DELETE BasicFilmSession',
        'N-DELETE PresentationLut',
      ],
    );
    const [get, session, lut, box, first, second, action, deleted] = printer.received;
    assert.equal(get?.sopInstance, sopInstances.Printer);
    assert.deepEqual(plain(session?.data), {
      SpecificCharacterSet: 'ISO_IR 100',
      NumberOfCopies: '2',
      PrintPriority: 'HIGH',
      FilmSessionLabel: 'Röntgen',
    });
    assert.deepEqual(plain(lut?.data), { PresentationLUTShape: 'IDENTITY' });
    assert.deepEqual(plain(box?.data), {
      ImageDisplayFormat: 'STANDARD\\1,2',
      FilmOrientation: 'PORTRAIT',
      FilmSizeID: '14INX17IN',
      ReferencedFilmSessionSequence: [
        {
          ReferencedSOPClassUID: sopClasses.BasicFilmSession,
          ReferencedSOPInstanceUID: session?.sopInstance,
        },
      ],
      ReferencedPresentationLUTSequence: [
        { ReferencedSOPClassUID: sopClasses.PresentationLut, ReferencedSOPInstanceUID: lut?.sopInstance },
      ],
    });
    assert.equal(first?.sopInstance, '2.25.1000.1');
    assert.equal(second?.sopInstance, '2.25.1000.2');
    assert.deepEqual(plain(second.data), {
      ImageBoxPosition: 2,
      BasicGrayscaleImageSequence: [
        {
          SamplesPerPixel: 1,
          PhotometricInterpretation: 'MONOCHROME2',
          Rows: 1,
          Columns: 3,
          BitsAllocated: 8,
          BitsStored: 8,
          HighBit: 7,
          PixelRepresentation: 0,
          // An odd number of bytes is padded (PS3.5 8.2).
          PixelData: [7, 8, 9, 0],
        },
      ],
    });
    assert.equal(action?.sopInstance, box?.sopInstance);
    assert.equal(action?.actionTypeId, 1);
    assert.equal(deleted?.sopInstance, box?.sopInstance);
    const meta = sopClasses.BasicGrayscalePrintManagementMeta;
    assert.deepEqual(
      printer.received.map(({ context }) => context).filter((context) => context !== meta),
      [sopClasses.PresentationLut, sopClasses.PresentationLut],
    );
    assert.equal(printer.ended, 'released');
    assert.deepEqual(outcome, {
      printer: { status: 'NORMAL', statusInfo: 'NORMAL', name: 'SCRIPT' },
      films: 2,
      images: 3,
      jobs: [
        { printJobUid: jobUid, status: 'UNKNOWN', info: '' },
        { printJobUid: jobUid, status: 'UNKNOWN', info: '' },
      ],
      notices: [],
      leftOut: [],
    });
    assert.deepEqual(progress, [
      { kind: 'associated', printer: outcome.printer },
      { kind: 'image', film: 1, image: 1, name: 'i1' },
      { kind: 'image', film: 1, image: 2, name: 'i2' },
      { kind: 'printed', film: 1 },
      { kind: 'image', film: 2, image: 1, name: 'i1' },
      { kind: 'printed', film: 2 },
    ]);
  });

  test('images go to the boxes of their positions', async () => {
    const printer = await printerWith();
    const layout = { kind: 'STANDARD', columns: 3, rows: 2 } as const;
    await printJob(printer.address, job([film([image(2), image(5)], { imageDisplayFormat: layout })]));
    const sets = printer.received.filter(({ kind }) => kind === 'N-SET-RQ');
    assert.deepEqual(
      sets.map(({ sopInstance, data }) => [sopInstance, data?.number('ImageBoxPosition')]),
      [
        ['2.25.1000.2', 2],
        ['2.25.1000.5', 5],
      ],
    );
  });

  test('an image is prepared when its turn comes, not before', async () => {
    const printer = await printerWith();
    const seen: number[] = [];
    const lazy = (position: number) =>
      image(position, {
        prepare: () => {
          seen.push(printer.received.filter(({ kind }) => kind === 'N-SET-RQ').length);
          return Promise.resolve(gray([position, 0]));
        },
      });
    await printJob(printer.address, job([film([lazy(1), lazy(2)])]));
    assert.deepEqual(seen, [0, 1]);
  });

  test('a large image arrives whole, in 12 bits', async () => {
    const printer = await printerWith();
    const data = Buffer.alloc(300 * 400 * 2);
    for (let index = 0; index < 300 * 400; index++) data.writeUInt16LE((index * 7) & 0xfff, index * 2);
    const prepared = gray([], {
      rows: 300,
      columns: 400,
      bitsAllocated: 16,
      bitsStored: 12,
      highBit: 11,
      data,
    });
    await printJob(printer.address, job([film([image(1, { prepare: () => Promise.resolve(prepared) })])]));
    const [set] = printer.received.filter(({ kind }) => kind === 'N-SET-RQ');
    const item = set?.data?.items('BasicGrayscaleImageSequence')[0];
    assert.deepEqual(item?.number('HighBit'), 11);
    assert.ok(Buffer.from(item.bytes('PixelData') ?? []).equals(data));
  });

  test('every attribute of film, image and table', async () => {
    const printer = await printerWith();
    await printJob(
      printer.address,
      job([
        film(
          [
            image(1, {
              polarity: 'REVERSE',
              magnificationType: 'NONE',
              smoothingType: '5',
              minDensity: 21,
              maxDensity: 301,
              requestedImageSizeMm: 245.0001919,
              requestedDecimateCropBehavior: 'CROP',
              presentationLut: { kind: 'table', bits: 12, table: [4095, 0] },
              prepare: () => Promise.resolve(gray([1, 2], { pixelAspectRatio: [3, 4], signed: true })),
            }),
          ],
          {
            magnificationType: 'CUBIC',
            smoothingType: '3',
            borderDensity: 'WHITE',
            emptyImageDensity: '150',
            minDensity: 20,
            maxDensity: 300,
            trim: true,
            illumination: 2000,
            reflectedAmbientLight: 10,
            requestedResolutionId: 'HIGH',
            configurationInformation: 'CS000',
            presentationLut: { kind: 'LIN OD' },
          },
        ),
      ]),
    );
    const [linear, box, table, set] = printer.received.slice(2);
    assert.deepEqual(plain(linear?.data), { PresentationLUTShape: 'LIN OD' });
    assert.deepEqual(plain(table?.data), {
      PresentationLUTSequence: [{ LUTDescriptor: [2, 0, 12], LUTData: [0xff, 0x0f, 0, 0] }],
    });
    const { ReferencedFilmSessionSequence: _session, ...boxValues } = plain(box?.data) as Record<
      string,
      unknown
    >;
    const reference = (to: Received | undefined) => [
      { ReferencedSOPClassUID: sopClasses.PresentationLut, ReferencedSOPInstanceUID: to?.sopInstance },
    ];
    assert.deepEqual(boxValues, {
      ImageDisplayFormat: 'STANDARD\\1,2',
      FilmOrientation: 'PORTRAIT',
      MagnificationType: 'CUBIC',
      SmoothingType: '3',
      BorderDensity: 'WHITE',
      EmptyImageDensity: '150',
      MinDensity: 20,
      MaxDensity: 300,
      Trim: 'YES',
      Illumination: 2000,
      ReflectedAmbientLight: 10,
      RequestedResolutionID: 'HIGH',
      ConfigurationInformation: 'CS000',
      ReferencedPresentationLUTSequence: reference(linear),
    });
    const { BasicGrayscaleImageSequence: items, ...imageValues } = plain(set?.data) as Record<
      string,
      unknown
    >;
    assert.deepEqual(imageValues, {
      ImageBoxPosition: 1,
      Polarity: 'REVERSE',
      MagnificationType: 'NONE',
      SmoothingType: '5',
      MinDensity: 21,
      MaxDensity: 301,
      RequestedImageSize: '245.0001919',
      RequestedDecimateCropBehavior: 'CROP',
      ReferencedPresentationLUTSequence: reference(table),
    });
    const [item] = items as Record<string, unknown>[];
    assert.deepEqual([item?.PixelAspectRatio, item?.PixelRepresentation], [['3', '4'], 1]);
    assert.deepEqual(
      printer.received.slice(-2).map((request) => line(request, true)),
      [`N-DELETE PresentationLut ${linear?.sopInstance}`, `N-DELETE PresentationLut ${table?.sopInstance}`],
    );
  });

  test('instances have the UIDs that the printer gives them', async () => {
    const printer = await printerWith({
      answer: ({ kind, sopClass }) =>
        kind === 'N-CREATE-RQ' && sopClass === sopClasses.BasicFilmSession
          ? { sopInstance: '2.25.555' }
          : undefined,
    });
    await printJob(printer.address, job([film([image(1)])]));
    const box = printer.received.find(({ sopClass }) => sopClass === sopClasses.BasicFilmBox);
    assert.equal(
      box?.data?.items('ReferencedFilmSessionSequence')[0]?.string('ReferencedSOPInstanceUID'),
      '2.25.555',
    );
    assert.equal(line(printer.received.at(-1)!, true), 'N-DELETE BasicFilmSession 2.25.555');
  });
});

test('session print: one N-ACTION for all films', async () => {
  const printer = await printerWith();
  const outcome = await printJob(
    printer.address,
    job([film([image(1)]), film([image(1)])], { sessionPrint: true }),
  );
  assert.deepEqual(
    printer.received.map((request) => line(request)),
    [
      'N-GET Printer',
      'N-CREATE BasicFilmSession',
      'N-CREATE BasicFilmBox',
      'N-SET BasicGrayscaleImageBox',
      'N-CREATE BasicFilmBox',
      'N-SET BasicGrayscaleImageBox',
      'N-ACTION BasicFilmSession',
      'N-DELETE BasicFilmSession',
    ],
  );
  assert.equal(printer.received[6]?.sopInstance, printer.received[1]?.sopInstance);
  assert.equal(outcome.jobs.length, 1);
});

describe('color', () => {
  const asAsked = (color: boolean) => Promise.resolve(color ? rgb([1, 2, 3]) : gray([9, 9]));

  test('a color film goes through the color class, without a presentation LUT', async () => {
    const printer = await printerWith();
    const plan = job([
      film([image(1, { prepare: asAsked })], { color: 'preferred', presentationLut: { kind: 'IDENTITY' } }),
    ]);
    const outcome = await printJob(printer.address, plan);
    const box = printer.received.find(({ sopClass }) => sopClass === sopClasses.BasicFilmBox);
    assert.equal(box?.context, sopClasses.BasicColorPrintManagementMeta);
    assert.equal(box.data?.has('ReferencedPresentationLUTSequence'), false);
    const set = printer.received.find(({ kind }) => kind === 'N-SET-RQ');
    assert.equal(set?.sopClass, sopClasses.BasicColorImageBox);
    assert.deepEqual(plain(set.data), {
      ImageBoxPosition: 1,
      BasicColorImageSequence: [
        {
          SamplesPerPixel: 3,
          PhotometricInterpretation: 'RGB',
          PlanarConfiguration: 1,
          Rows: 1,
          Columns: 1,
          BitsAllocated: 8,
          BitsStored: 8,
          HighBit: 7,
          PixelRepresentation: 0,
          PixelData: [1, 2, 3, 0],
        },
      ],
    });
    assert.deepEqual(outcome.notices, []);
  });

  const grayOnly = {
    abstractSyntaxes: [
      sopClasses.BasicGrayscalePrintManagementMeta,
      sopClasses.PresentationLut,
      sopClasses.PrintJob,
    ],
  };
  test('a printer without color prints it in gray, and it is said', async () => {
    const printer = await printerWith(grayOnly);
    const outcome = await printJob(
      printer.address,
      job([film([image(1, { prepare: asAsked })], { color: 'preferred' })]),
    );
    const set = printer.received.find(({ kind }) => kind === 'N-SET-RQ');
    assert.equal(set?.sopClass, sopClasses.BasicGrayscaleImageBox);
    assert.deepEqual(outcome.notices, [
      { step: 'film 1', text: 'the printer does not support color; colors are printed as gray' },
    ]);
  });
  test('color that is required fails', async () => {
    const printer = await printerWith(grayOnly);
    await assert.rejects(printJob(printer.address, job([film([image(1)], { color: 'required' })])), {
      name: 'PrintFailure',
      message: 'SCRIPT does not offer Basic Print Management; it cannot print this',
    });
    const plan = job([film([image(1)]), film([image(1)], { color: 'required' })]);
    await assert.rejects(printJob(printer.address, plan), {
      message: 'SCRIPT does not offer Basic Color Print Management; it cannot print this',
    });
  });
});
