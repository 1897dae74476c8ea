// The client against a scripted printer: every command and data set in its order, what printers refuse, and how much
// of that is a failure.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { PrintFailure } from '../../src/shared/errors/device-failures.ts';
import type { Association } from '../../src/dicom/dimse/association.ts';
import { dataSetOf, type DataSet } from '../../src/dicom/data-set/data-set.ts';
import { keywordOf, tagOf } from '../../src/dicom/data-set/dictionary.ts';
import { sopClasses, sopInstances } from '../../src/dicom/data-set/uids.ts';
import { printJob } from '../../src/print-scu/print-client.ts';
import type { PlannedFilm, PlannedImage, PrintJobPlan } from '../../src/print-scu/job/print-job.ts';
import type { PreparedGray, PreparedRgb } from '../../src/images/pixels/prepared-image.ts';
import type { PrintProgress } from '../../src/print-scu/print-run.ts';
import { jobUid, ScriptedPrinter, type Received, type Script } from './scripted-printer.ts';

const printers: ScriptedPrinter[] = [];
afterEach(async () => {
  await Promise.all(printers.splice(0).map((printer) => printer.close()));
});
async function printerWith(script: Script = {}): Promise<ScriptedPrinter> {
  const printer = await ScriptedPrinter.start(script);
  printers.push(printer);
  return printer;
}

const gray = (data: readonly number[], more: Partial<PreparedGray> = {}): PreparedGray => ({
  kind: 'gray',
  rows: 1,
  columns: data.length,
  pixelAspectRatio: [1, 1],
  photometricInterpretation: 'MONOCHROME2',
  bitsAllocated: 8,
  bitsStored: 8,
  highBit: 7,
  signed: false,
  data: Uint8Array.from(data),
  ...more,
});
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
const image = (position: number, more: Partial<PlannedImage> = {}): PlannedImage => ({
  position,
  name: `i${position}`,
  prepare: () => Promise.resolve(gray([position, 0])),
  ...more,
});
const film = (images: readonly PlannedImage[], more: Partial<PlannedFilm> = {}): PlannedFilm => ({
  color: 'never',
  imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 2 },
  filmOrientation: 'PORTRAIT',
  annotations: [],
  images,
  ...more,
});
const job = (films: readonly PlannedFilm[], more: Partial<PrintJobPlan> = {}): PrintJobPlan => ({
  session: { numberOfCopies: 1 },
  sessionPrint: false,
  films,
  ...more,
});

const classNames = new Map(Object.entries(sopClasses).map(([name, uid]) => [uid as string, name]));
/** `N-SET BasicGrayscaleImageBox 2.25.1000.1` */
const line = ({ kind, sopClass, sopInstance }: Received, withInstance = false) =>
  [kind.slice(0, -3), classNames.get(sopClass), ...(withInstance ? [sopInstance] : [])].join(' ');
/** A data set as an object by keyword: text and numbers as they are, sequences as lists. */
function plain(dataSet: DataSet | undefined): unknown {
  if (!dataSet) return undefined;
  return Object.fromEntries(
    [...dataSet].map(({ tag, value }) => {
      const name = keywordOf(tag);
      switch (value.kind) {
        case 'items':
          return [name, value.items.map(plain)];
        case 'bytes':
          return [name, [...value.bytes]];
        case 'streamed':
          return [name, value.byteLength];
        default:
          return [name, value.values.length === 1 ? value.values[0] : value.values];
      }
    }),
  );
}

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

describe('colour', () => {
  const asAsked = (color: boolean) => Promise.resolve(color ? rgb([1, 2, 3]) : gray([9, 9]));

  test('a colour film goes through the colour class, without a presentation LUT', async () => {
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
  test('a printer without colour prints it in grey, and it is said', async () => {
    const printer = await printerWith(grayOnly);
    const outcome = await printJob(
      printer.address,
      job([film([image(1, { prepare: asAsked })], { color: 'preferred' })]),
    );
    const set = printer.received.find(({ kind }) => kind === 'N-SET-RQ');
    assert.equal(set?.sopClass, sopClasses.BasicGrayscaleImageBox);
    assert.deepEqual(outcome.notices, [
      { step: 'film 1', text: 'the printer has no colour; colours are printed as grey' },
    ]);
  });
  test('colour that is required fails', async () => {
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

describe('what printers do otherwise', () => {
  /** Answers requests of a kind and class with a reply. */
  const on = (
    kind: Received['kind'],
    sopClass: string,
    reply: ReturnType<NonNullable<Script['answer']>>,
  ): Script => ({
    answer: (request) => (request.kind === kind && request.sopClass === sopClass ? reply : undefined),
  });
  const run = async (script: Script, plan = job([film([image(1)])])) => {
    const printer = await printerWith(script);
    return { printer, outcome: await printJob(printer.address, plan) };
  };
  const fails = async (script: Script, expected: Partial<PrintFailure>, plan = job([film([image(1)])])) => {
    const printer = await printerWith(script);
    await assert.rejects(printJob(printer.address, plan), (error) => {
      assert.ok(error instanceof PrintFailure, String(error));
      for (const [key, value] of Object.entries(expected))
        assert.equal(error[key as keyof PrintFailure], value);
      return true;
    });
    return printer;
  };

  test('warnings are noted with their meaning and carried on', async () => {
    for (const [kind, sopClass, reply, step, text] of [
      [
        'N-CREATE-RQ',
        sopClasses.BasicFilmSession,
        { status: 0xb600 },
        'N-CREATE of the film session',
        'B600H (memory allocation not supported)',
      ],
      [
        'N-CREATE-RQ',
        sopClasses.BasicFilmSession,
        { status: 0x0116, data: dataSetOf({ NumberOfCopies: 1 }) },
        'N-CREATE of the film session',
        '0116H (attribute value out of range: a value of its own is used): NumberOfCopies',
      ],
      [
        'N-SET-RQ',
        sopClasses.BasicGrayscaleImageBox,
        { status: 0x0107, tags: [tagOf('Polarity')] },
        'N-SET of image 1 on film 1 (i1)',
        '0107H (attribute list error: attributes it does not know were skipped): Polarity',
      ],
      [
        'N-SET-RQ',
        sopClasses.BasicGrayscaleImageBox,
        { status: 0xb604, errorComment: 'too wide' },
        'N-SET of image 1 on film 1 (i1)',
        'B604H (image larger than its box: it was demagnified): "too wide"',
      ],
      [
        'N-ACTION-RQ',
        sopClasses.BasicFilmBox,
        { status: 0xb603 },
        'N-ACTION of film box 1',
        'B603H (the film is empty)',
      ],
      [
        'N-DELETE-RQ',
        sopClasses.BasicFilmBox,
        { status: 0xb123 },
        'N-DELETE of film box 1',
        'B123H (a status of its own)',
      ],
    ] as const) {
      const { outcome } = await run(on(kind, sopClass, reply));
      assert.deepEqual(outcome.notices, [{ step, status: reply.status, text }]);
    }
  });

  test('a film box answered with 0116 has its image boxes all the same', async () => {
    const { printer, outcome } = await run({
      answer: ({ kind, sopClass }) =>
        kind === 'N-CREATE-RQ' && sopClass === sopClasses.BasicFilmBox
          ? {
              status: 0x0116,
              data: dataSetOf({
                MaxDensity: 300,
                ReferencedImageBoxSequence: [dataSetOf({ ReferencedSOPInstanceUID: '2.25.9' })],
              }),
            }
          : undefined,
    });
    assert.equal(printer.received.find(({ kind }) => kind === 'N-SET-RQ')?.sopInstance, '2.25.9');
    assert.deepEqual(
      outcome.notices.map(({ text }) => text),
      ['0116H (attribute value out of range: a value of its own is used): MaxDensity'],
    );
  });

  test('a failure names the step, the status, its meaning and the printer’s comment', async () => {
    const printer = await fails(
      on('N-SET-RQ', sopClasses.BasicGrayscaleImageBox, { status: 0xc605, errorComment: 'disk full' }),
      {
        step: 'N-SET of image 1 on film 1 (i1)',
        status: 0xc605,
        errorComment: 'disk full',
        message:
          'SCRIPT refused N-SET of image 1 on film 1 (i1): C605H (insufficient memory to store the image): "disk full"',
      },
    );
    assert.equal(line(printer.received.at(-1)!), 'N-SET BasicGrayscaleImageBox');
    assert.equal(printer.ended, 'released');
  });
  test('a missing attribute is named', async () => {
    await fails(on('N-CREATE-RQ', sopClasses.BasicFilmBox, { status: 0x0120, tags: [tagOf('FilmSizeID')] }), {
      status: 0x0120,
      message: 'SCRIPT refused N-CREATE of film box 1 (STANDARD\\1,2): 0120H (missing attribute): FilmSizeID',
    });
  });
  test('an invalid value is named', async () => {
    await fails(
      on('N-CREATE-RQ', sopClasses.BasicFilmBox, { status: 0x0106, data: dataSetOf({ FilmSizeID: 'A4' }) }),
      {
        message:
          'SCRIPT refused N-CREATE of film box 1 (STANDARD\\1,2 A4): 0106H (invalid attribute value): FilmSizeID',
      },
      job([film([image(1)], { filmSizeId: 'A4' })]),
    );
  });

  test('a printer out of order gets nothing', async () => {
    const data = dataSetOf({ PrinterStatus: 'FAILURE', PrinterStatusInfo: 'FILM JAM' });
    const printer = await fails(on('N-GET-RQ', sopClasses.Printer, { data }), {
      step: 'N-GET of the printer',
      message: 'SCRIPT is out of order (FAILURE, FILM JAM); nothing was sent to it',
    });
    assert.equal(printer.received.length, 1);
  });
  test('a printer that warns is printed on, and it is said', async () => {
    const data = dataSetOf({ PrinterStatus: 'WARNING', PrinterStatusInfo: 'SUPPLY LOW' });
    const { outcome } = await run(on('N-GET-RQ', sopClasses.Printer, { data }));
    assert.deepEqual(outcome.notices, [
      { step: 'N-GET of the printer', text: 'the printer says WARNING: SUPPLY LOW' },
    ]);
  });
  test('a printer that says nothing of itself is tried', async () => {
    const { outcome } = await run(on('N-GET-RQ', sopClasses.Printer, { status: 0x0112 }));
    assert.equal(outcome.printer, undefined);
    assert.deepEqual(outcome.notices, [
      { step: 'N-GET of the printer', status: 0x0112, text: '0112H (no such SOP instance)' },
    ]);
  });
  test('a printer that will not delete has printed', async () => {
    const { outcome } = await run(on('N-DELETE-RQ', sopClasses.BasicFilmSession, { status: 0x0110 }));
    assert.deepEqual(outcome.notices, [
      { step: 'N-DELETE of the film session', status: 0x0110, text: '0110H (processing failure)' },
    ]);
  });
  test('a printer without character sets gets the label in ASCII; any other failure stays one', async () => {
    const label = { session: { numberOfCopies: 1, filmSessionLabel: 'Élan 王 für' } };
    const { printer, outcome } = await run(
      {
        answer: ({ data }) => (data?.has('SpecificCharacterSet') ? { status: 0x0105 } : undefined),
      },
      job([film([image(1)])], label),
    );
    const sessions = printer.received.filter(
      ({ kind, sopClass }) => kind === 'N-CREATE-RQ' && sopClass === sopClasses.BasicFilmSession,
    );
    assert.deepEqual(
      sessions.map(({ data }) => plain(data)),
      [
        { SpecificCharacterSet: 'ISO_IR 192', NumberOfCopies: '1', FilmSessionLabel: 'Élan 王 für' },
        { NumberOfCopies: '1', FilmSessionLabel: 'Elan ? fur' },
      ],
    );
    assert.deepEqual(outcome.notices, [
      {
        step: 'N-CREATE of the film session',
        status: 0x0105,
        text: '0105H (no such attribute); without a character set the label is "Elan ? fur"',
      },
    ]);
    await fails(
      on('N-CREATE-RQ', sopClasses.BasicFilmSession, { status: 0x0110 }),
      { status: 0x0110 },
      job([film([image(1)])], label),
    );
    const refused = await fails(on('N-CREATE-RQ', sopClasses.BasicFilmSession, { status: 0x0105 }), {
      status: 0x0105,
    });
    assert.equal(refused.received.length, 2);
  });
  test('too few image boxes', async () => {
    await fails(
      on('N-CREATE-RQ', sopClasses.BasicFilmBox, { data: dataSetOf({ ReferencedImageBoxSequence: [] }) }),
      { message: 'SCRIPT made 0 image boxes for STANDARD\\1,2, which has 2' },
    );
  });
  test('no presentation LUTs: its own curve, said once', async () => {
    const { printer, outcome } = await run(
      { abstractSyntaxes: [sopClasses.BasicGrayscalePrintManagementMeta] },
      job([
        film([image(1)], { presentationLut: { kind: 'IDENTITY' } }),
        film([image(1)], { presentationLut: { kind: 'LIN OD' } }),
      ]),
    );
    assert.ok(!printer.received.some(({ sopClass }) => sopClass === sopClasses.PresentationLut));
    assert.deepEqual(outcome.notices, [
      { step: 'presentation LUT', text: 'the printer has no presentation LUTs; it prints by its own curve' },
    ]);
    assert.deepEqual(outcome.jobs, []);
  });
  test('annotations where there are some, else left out and said', async () => {
    const annotated = job([
      film([image(1)], {
        annotationDisplayFormatId: 'TITLE',
        annotations: [{ position: 0, text: 'Ward 3' }],
      }),
    ]);
    const boxes = {
      data: dataSetOf({
        ReferencedImageBoxSequence: [dataSetOf({ ReferencedSOPInstanceUID: '2.25.9' })],
        ReferencedBasicAnnotationBoxSequence: [dataSetOf({ ReferencedSOPInstanceUID: '2.25.10' })],
      }),
    };
    const { printer } = await run(on('N-CREATE-RQ', sopClasses.BasicFilmBox, boxes), annotated);
    const set = printer.received.find(({ sopClass }) => sopClass === sopClasses.BasicAnnotationBox);
    assert.equal(set?.sopInstance, '2.25.10');
    assert.equal(set.context, sopClasses.BasicAnnotationBox);
    assert.deepEqual(plain(set.data), { AnnotationPosition: 0, TextString: 'Ward 3' });
    const without = await run({}, annotated);
    assert.deepEqual(without.outcome.notices, [
      { step: 'film 1', text: 'the printer has no annotations; the texts are left out' },
    ]);
  });

  test('an image that cannot be prepared ends it, and the association is released', async () => {
    const printer = await printerWith();
    const broken = image(1, { prepare: () => Promise.reject(new Error('a.dcm is broken')) });
    await assert.rejects(printJob(printer.address, job([film([broken])])), { message: 'a.dcm is broken' });
    assert.equal(printer.ended, 'released');
  });
  test('an association that breaks names what was being done', async () => {
    const printer = await printerWith({
      answer: ({ kind }, association) => {
        if (kind === 'N-ACTION-RQ') association.abort('script');
        return undefined;
      },
    });
    await assert.rejects(printJob(printer.address, job([film([image(1)])])), (error) => {
      assert.ok(error instanceof PrintFailure);
      assert.equal(error.step, 'N-ACTION of film box 1');
      assert.match(error.message, /^SCRIPT was lost during N-ACTION of film box 1: /);
      return true;
    });
  });
});

describe('who cannot be reached', () => {
  test('a wrong AE title', async () => {
    const printer = await printerWith();
    await assert.rejects(
      printJob({ ...printer.address, calledAeTitle: 'WRONG' }, job([film([image(1)])])),
      (error) => {
        assert.ok(error instanceof PrintFailure);
        assert.match(
          error.message,
          /^WRONG refused the association: .*called AE title.*; check the printer's AE title, "WRONG" was called, and whether it is there for us$/,
        );
        return true;
      },
    );
  });
  test('nobody there', async () => {
    const printer = await printerWith();
    const { address } = printer;
    await printer.close();
    await assert.rejects(printJob(address, job([film([image(1)])])), {
      name: 'PrintFailure',
      step: 'association',
      message: `nothing listens on 127.0.0.1 port ${address.port}; check that the printer runs and that this is its DICOM port`,
    });
  });
});

describe('waiting', () => {
  const plan = job([film([image(1)])]);
  const isJob = ({ kind, sopClass }: Received) => kind === 'N-GET-RQ' && sopClass === sopClasses.PrintJob;
  const state = (status: string, info: string) => ({
    data: dataSetOf({ ExecutionStatus: status, ExecutionStatusInfo: info }),
  });

  test('asks until the job is done', async () => {
    const answers = [state('PENDING', 'QUEUED'), state('PRINTING', 'NORMAL'), state('DONE', 'NORMAL')];
    const printer = await printerWith({
      answer: (request) => (isJob(request) ? answers.shift() : undefined),
    });
    const seen: string[] = [];
    const outcome = await printJob(printer.address, plan, {
      waitMs: 10_000,
      onProgress: (progress) => {
        if (progress.kind === 'job') seen.push(`${progress.job.status} ${progress.job.info}`);
      },
    });
    assert.deepEqual(outcome.jobs, [{ printJobUid: jobUid, status: 'DONE', info: 'NORMAL' }]);
    assert.deepEqual(seen, ['PENDING QUEUED', 'PRINTING NORMAL', 'DONE NORMAL']);
    const asked = printer.received.filter(isJob);
    assert.equal(asked.length, 3);
    assert.deepEqual([asked[0]?.sopInstance, asked[0]?.context], [jobUid, sopClasses.PrintJob]);
  });
  test('a job that fails', async () => {
    const printer = await printerWith({
      answer: (request) => (isJob(request) ? state('FAILURE', 'FILM JAM') : undefined),
    });
    const outcome = await printJob(printer.address, plan, { waitMs: 10_000 });
    assert.deepEqual(outcome.jobs, [{ printJobUid: jobUid, status: 'FAILURE', info: 'FILM JAM' }]);
  });
  test('the time is up', async () => {
    const printer = await printerWith({
      answer: (request) => (isJob(request) ? state('PENDING', 'QUEUED') : undefined),
    });
    const outcome = await printJob(printer.address, plan, { waitMs: 20 });
    assert.deepEqual(outcome.jobs, [{ printJobUid: jobUid, status: 'PENDING', info: 'QUEUED' }]);
  });
  test('a printer that knows the job no more is asked once', async () => {
    const printer = await printerWith({
      answer: (request) => (isJob(request) ? { status: 0x0112 } : undefined),
    });
    const outcome = await printJob(printer.address, plan, { waitMs: 10_000 });
    assert.deepEqual(outcome.jobs, [{ printJobUid: jobUid, status: 'UNKNOWN', info: '' }]);
    assert.equal(printer.received.filter(isJob).length, 1);
  });
  test('events say it as well, and are answered', async () => {
    const report = async (association: Association, eventTypeId: number, info: string) => {
      const context = [...association.contexts.values()].find(
        ({ abstractSyntax }) => abstractSyntax === sopClasses.PrintJob,
      );
      await association.send({
        contextId: context?.id ?? 0,
        command: {
          kind: 'N-EVENT-REPORT-RQ',
          messageId: 900 + eventTypeId,
          affectedSopClassUid: sopClasses.PrintJob,
          affectedSopInstanceUid: jobUid,
          eventTypeId,
          hasDataSet: true,
        },
        data: dataSetOf({ ExecutionStatusInfo: info }),
      });
    };
    const printer = await printerWith({
      answer: async (request, association) => {
        if (request.kind === 'N-DELETE-RQ' && request.sopClass === sopClasses.BasicFilmSession) {
          await report(association, 2, 'NORMAL');
          await report(association, 4, 'RECEIVER FULL');
        }
        // Asked, it would say something else: what is over stays over.
        return isJob(request) ? state('PRINTING', 'NORMAL') : undefined;
      },
    });
    const outcome = await printJob(printer.address, plan, { waitMs: 10_000 });
    assert.deepEqual(outcome.jobs, [{ printJobUid: jobUid, status: 'FAILURE', info: 'RECEIVER FULL' }]);
  });
});
