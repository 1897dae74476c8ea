// Forwarding to a scripted imager: the sent attributes and pixels.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { dicomPrinter } from '../../../src/destinations/dicom/dicom-printer.ts';
import { grayOfSrgb } from '../../support/gray-of-srgb.ts';
import type { DeliveryResult, DeliveryTask } from '../../../src/destinations/destination.ts';
import { dataSetOf, type DataSet } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses, sopInstances } from '../../../src/dicom/data-set/uids.ts';
import type { DicomDestination } from '../../../src/destinations/dicom/dicom-settings.ts';
import {
  jobUid,
  ScriptedPrinter,
  type Received,
  type Reply,
  type Script,
} from '../../print-scu/scripted-printer.ts';
import { ForwardingFixture, imagerAt } from './forwarding-fixture.ts';

let folder = '';
let fixture: ForwardingFixture;
let imager: ScriptedPrinter | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-forward-'));
  fixture = new ForwardingFixture(folder);
});
afterEach(async () => {
  await imager?.close();
  imager = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(script: Script = {}): Promise<ScriptedPrinter> {
  imager = await ScriptedPrinter.start(script);
  return imager;
}

function deliver(
  task: DeliveryTask,
  changes: Partial<DicomDestination> = {},
  signal = new AbortController().signal,
): Promise<DeliveryResult> {
  return dicomPrinter(imagerAt(imager?.address.port ?? 0, changes)).deliver(task, signal);
}

const kinds = (received: readonly Received[]) => received.map(({ kind }) => kind);
const ofKind = (kind: Received['kind'], sopClass?: string) =>
  (imager?.received ?? []).filter(
    (request) => request.kind === kind && (sopClass === undefined || request.sopClass === sopClass),
  );
const pixelsOf = (data: DataSet | undefined): DataSet =>
  [
    ...(data?.items('BasicGrayscaleImageSequence') ?? []),
    ...(data?.items('BasicColorImageSequence') ?? []),
  ][0] ?? dataSetOf({});
const plain = (data: DataSet, ...keys: Parameters<DataSet['get']>[0][]) =>
  keys.map((key) => data.strings(key).join('\\') || data.numbers(key).join('\\'));

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

  test('in colour uses the colour class, by plane', async () => {
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

  test('in colour becomes grey on an imager without colour, which is reported', async () => {
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

const actionUids = (uids: readonly (string | Reply)[]) => {
  let next = 0;
  return (request: Received): Reply | undefined => {
    if (request.kind !== 'N-ACTION-RQ') return undefined;
    const reply = uids[next++] ?? '';
    if (typeof reply !== 'string') return reply;
    const reference = dataSetOf({
      ReferencedSOPClassUID: sopClasses.PrintJob,
      ReferencedSOPInstanceUID: reply,
    });
    return { data: dataSetOf({ ReferencedPrintJobSequence: [reference] }) };
  };
};
const jobIs = (status: string, info: string): Reply => ({
  data: dataSetOf({ ExecutionStatus: status, ExecutionStatusInfo: info }),
});

describe('a job of several films', () => {
  test('is recorded before and after every N-ACTION', async () => {
    await start({ answer: actionUids(['2.25.1', '2.25.2']) });
    const result = await deliver(fixture.task([fixture.film(), fixture.film()]));
    assert.deepEqual(fixture.receipts, ['asked,open', '2.25.1,open', '2.25.1,asked', '2.25.1,2.25.2']);
    assert.equal(result.kind === 'delivered' && result.receipt, '2.25.1,2.25.2');
    assert.equal(ofKind('N-CREATE-RQ', sopClasses.BasicFilmSession).length, 1);
  });

  test('is printed by one N-ACTION of the film session, if so configured', async () => {
    await start({ answer: actionUids(['2.25.1']) });
    await deliver(fixture.task([fixture.film(), fixture.film()]), { print: 'film-session' });
    assert.deepEqual(
      ofKind('N-ACTION-RQ').map(({ sopClass }) => sopClass),
      [sopClasses.BasicFilmSession],
    );
    assert.deepEqual(fixture.receipts, ['asked,asked', '2.25.1,2.25.1']);
  });

  test('that was interrupted prints only the remaining films', async () => {
    await start({ answer: actionUids(['2.25.3']) });
    const films = [1, 2, 3].map((number) => fixture.film({ filmSizeId: number === 3 ? 'A3' : 'A4' }));
    const result = await deliver(fixture.task(films, { receipt: '2.25.1,taken,open' }));
    assert.deepEqual(
      ofKind('N-CREATE-RQ', sopClasses.BasicFilmBox).map(({ data }) => data?.string('FilmSizeID')),
      ['A3'],
    );
    assert.equal(result.kind === 'delivered' && result.receipt, '2.25.1,taken,2.25.3');
    // The printed film is queried first, on the new association.
    const jobs = ofKind('N-GET-RQ', sopClasses.PrintJob).map(({ sopInstance }) => sopInstance);
    assert.equal(jobs[0], '2.25.1');
  });

  test('whose films were all accepted sends none, whether or not the imager knows the jobs', async () => {
    const unknown = (request: Received): Reply | undefined =>
      request.sopClass === sopClasses.PrintJob ? { status: 0x0112 } : undefined;
    await start({ answer: unknown });
    const result = await deliver(
      fixture.task([fixture.film(), fixture.film()], { receipt: '2.25.1,2.25.2' }),
    );
    assert.match(result.kind === 'delivered' ? result.detail : '', /it does not report their state/);
    assert.equal(ofKind('N-CREATE-RQ').length + ofKind('N-ACTION-RQ').length, 0);
  });

  test('with a film in FAILURE on the imager prints that film again', async () => {
    const action = actionUids(['2.25.9']);
    await start({
      answer: (request) =>
        request.sopInstance === '2.25.2' ? jobIs('FAILURE', 'FILM JAM') : action(request),
    });
    const films = [fixture.film({ filmSizeId: 'A4' }), fixture.film({ filmSizeId: 'A3' })];
    const result = await deliver(fixture.task(films, { receipt: '2.25.1,2.25.2' }));
    assert.deepEqual(
      ofKind('N-CREATE-RQ', sopClasses.BasicFilmBox).map(({ data }) => data?.string('FilmSizeID')),
      ['A3'],
    );
    assert.equal(result.kind === 'delivered' && result.receipt, '2.25.1,2.25.9');
  });

  test('that lost the answer to an N-ACTION prints only the other films; the outcome of that one is unknown', async () => {
    await start({ answer: actionUids(['2.25.3']) });
    const films = ['A4', 'A3', '8INX10IN'].map((filmSizeId) => fixture.film({ filmSizeId }));
    const result = await deliver(fixture.task(films, { receipt: '2.25.1,asked,open' }));
    assert.deepEqual(
      ofKind('N-CREATE-RQ', sopClasses.BasicFilmBox).map(({ data }) => data?.string('FilmSizeID')),
      ['8INX10IN'],
    );
    assert.ok(result.kind === 'unknown', JSON.stringify(result));
    assert.deepEqual([result.receipt, result.statusInfo], ['2.25.1,asked,2.25.3', 'CHECK PRINTER']);
    assert.match(
      result.error,
      /^film 2 was sent to .* the answer was lost: .* Check whether they were printed\.$/,
    );
  });

  test('with nothing left to send or query opens no association', async () => {
    await start({});
    const result = await deliver(fixture.task([fixture.film(), fixture.film()], { receipt: 'asked,taken' }));
    assert.ok(result.kind === 'unknown', JSON.stringify(result));
    assert.equal(ofKind('N-CREATE-RQ').length + ofKind('N-GET-RQ').length, 0);
  });

  test('that a user wants sent again sends only films that are not known to be printed', async () => {
    await start({ answer: actionUids(['2.25.8']) });
    const driver = dicomPrinter(imagerAt(1));
    assert.equal(driver.sendAgain?.('asked'), null);
    assert.equal(driver.sendAgain('asked,open,nonsense'), null);
    const receipt = driver.sendAgain('2.25.1,asked') ?? null;
    assert.equal(receipt, '2.25.1,open');
    const result = await deliver(fixture.task([fixture.film(), fixture.film()], { receipt }));
    assert.equal(result.kind === 'delivered' && result.receipt, '2.25.1,2.25.8');
  });

  test('that loses the association in an N-ACTION records `asked` in the receipt, with an unknown outcome', async () => {
    await start({
      answer: (request, association) => {
        if (request.kind === 'N-ACTION-RQ') association.abort('power');
        return undefined;
      },
    });
    const result = await deliver(fixture.task([fixture.film()]));
    assert.equal(result.kind, 'unknown', JSON.stringify(result));
    assert.deepEqual(fixture.receipts, ['asked']);
  });

  test('that loses the association in one of several N-ACTIONs is retried with the other films only', async () => {
    let actions = 0;
    await start({
      answer: (request, association) => {
        if (request.kind === 'N-ACTION-RQ' && (actions += 1) === 1) association.abort('power');
        return undefined;
      },
    });
    const films = [fixture.film(), fixture.film()];
    const result = await deliver(fixture.task(films));
    assert.deepEqual([result.kind, result.kind === 'failed' && result.cause], ['failed', 'transient']);
    assert.deepEqual(fixture.receipts, ['asked,open']);
    const again = await deliver(fixture.task(films, { receipt: 'asked,open' }));
    assert.equal(again.kind, 'unknown');
    assert.equal(actions, 2);
  });

  test('whose N-ACTION is refused was not printed', async () => {
    await start({ answer: actionUids([{ status: 0xc601 }]) });
    const result = await deliver(fixture.task([fixture.film()]));
    assert.deepEqual(result.kind === 'failed' && [result.cause, result.statusInfo], [
      'transient',
      'PRINT BUFF FULL',
    ]);
    assert.deepEqual(fixture.receipts, ['asked', 'open']);
  });
});

describe('the outcome', () => {
  test('is that of the imager, by N-GET and by events of jobs and printer', async () => {
    let asked = 0;
    await start({
      answer: async (request, association) => {
        if (request.sopClass !== sopClasses.PrintJob) return undefined;
        asked += 1;
        if (asked === 1) return jobIs('PENDING', 'QUEUED');
        if (asked > 2) return jobIs('DONE', 'NORMAL');
        const contextId = [...association.contexts.values()].find(
          ({ abstractSyntax }) => abstractSyntax === sopClasses.PrintJob,
        )!.id;
        await association.send({
          contextId,
          command: {
            kind: 'N-EVENT-REPORT-RQ',
            messageId: 7,
            eventTypeId: 2,
            hasDataSet: true,
            affectedSopClassUid: sopClasses.Printer,
            affectedSopInstanceUid: sopInstances.Printer,
          },
          data: dataSetOf({ PrinterStatusInfo: 'SUPPLY EMPTY' }),
        });
        return jobIs('PRINTING', 'NORMAL');
      },
    });
    const result = await deliver(fixture.task([fixture.film()]));
    assert.deepEqual(
      fixture.progress.map(({ statusInfo, detail }) => `${statusInfo}: ${detail}`),
      [
        'QUEUED: SCRIPT: PENDING (QUEUED)',
        'SUPPLY EMPTY: SCRIPT: SUPPLY EMPTY; check its panel.',
        'NORMAL: SCRIPT: PRINTING (NORMAL)',
        'NORMAL: SCRIPT: DONE (NORMAL)',
      ],
    );
    assert.equal(result.kind, 'delivered');
  });

  test('is a failure when the imager reports FAILURE; the film is sent again later', async () => {
    await start({
      answer: (request) =>
        request.sopClass === sopClasses.PrintJob ? jobIs('FAILURE', 'SUPPLY EMPTY') : undefined,
    });
    const result = await deliver(fixture.task([fixture.film()]));
    assert.deepEqual(result.kind === 'failed' && [result.cause, result.statusInfo], [
      'transient',
      'SUPPLY EMPTY',
    ]);
    assert.equal(fixture.receipts.at(-1), 'open');
  });

  test('is awaited for a limited time, and not at all on an imager without print jobs', async () => {
    await start({
      answer: (request) =>
        request.sopClass === sopClasses.PrintJob ? jobIs('PRINTING', 'NORMAL') : undefined,
    });
    const slow = await deliver(fixture.task([fixture.film()]), { followMs: 150 });
    assert.match(slow.kind === 'delivered' ? slow.detail : '', /1 not printed after 0 s, no longer followed/);
    await imager?.close();
    await start({ abstractSyntaxes: [sopClasses.BasicGrayscalePrintManagementMeta] });
    const silent = await deliver(fixture.task([fixture.film()]));
    assert.deepEqual([silent.kind, silent.kind === 'delivered' && silent.receipt], ['delivered', 'taken']);
    assert.match(silent.kind === 'delivered' ? silent.detail : '', /it does not report their state/);
  });

  test('is queried on a new association when the first is lost, because the film was accepted', async () => {
    let asked = 0;
    await start({
      answer: (request, association) => {
        if (request.sopClass !== sopClasses.PrintJob) return undefined;
        asked += 1;
        if (asked > 1) return jobIs('DONE', 'NORMAL');
        association.abort('idle');
        return undefined;
      },
    });
    const result = await deliver(fixture.task([fixture.film()]));
    assert.equal(result.kind === 'delivered' && result.detail, 'SCRIPT accepted the film; all printed');
    assert.equal(ofKind('N-ACTION-RQ').length, 1);
  });

  test('with warnings is success, and the warnings are reported', async () => {
    await start({
      answer: (request) =>
        request.kind === 'N-SET-RQ' ? { status: 0xb605, errorComment: 'max density 300' } : undefined,
    });
    const result = await deliver(fixture.task([fixture.film()]));
    assert.match(
      result.kind === 'delivered' ? result.detail : '',
      /N-SET of image 1 on film 1 .*B605H .*max density 300/,
    );
  });
});

const failures: readonly (readonly [string, Script, readonly [string, string]])[] = [
  [
    'out of order',
    {
      answer: ({ sopClass }) =>
        sopClass === sopClasses.Printer
          ? { data: dataSetOf({ PrinterStatus: 'FAILURE', PrinterStatusInfo: 'FILM JAM' }) }
          : undefined,
    },
    ['device', 'FILM JAM'],
  ],
  [
    'that refuses a film box',
    { answer: ({ sopClass }) => (sopClass === sopClasses.BasicFilmBox ? { status: 0x0106 } : undefined) },
    ['refused', 'INVALID PAGE DES'],
  ],
  [
    'short of memory',
    { answer: ({ kind }) => (kind === 'N-SET-RQ' ? { status: 0xc605 } : undefined) },
    ['transient', 'PRINT BUFF FULL'],
  ],
  [
    'that breaks off',
    {
      answer: ({ kind }, association) => {
        if (kind === 'N-SET-RQ') association.abort('no');
        return undefined;
      },
    },
    ['transient', 'CHECK PRINTER'],
  ],
  ['that is none', { abstractSyntaxes: [sopClasses.Verification] }, ['refused', 'ELEC CONFIG ERR']],
];

describe('an imager', () => {
  for (const [name, script, expected] of failures) {
    test(`${name} fails the attempt: ${expected.join(', ')}`, async () => {
      await start(script);
      const result = await deliver(fixture.task([fixture.film()]));
      assert.deepEqual(result.kind === 'failed' && [result.cause, result.statusInfo], expected);
    });
  }

  test('that is off or has another AE title is waited for', async () => {
    await start();
    const wrong = await deliver(fixture.task([fixture.film()]), { aeTitle: 'OTHER' });
    assert.deepEqual(wrong.kind === 'failed' && [wrong.cause, wrong.statusInfo], [
      'device',
      'ELEC CONFIG ERR',
    ]);
    await imager?.close();
    const off = await deliver(fixture.task([fixture.film()]));
    assert.deepEqual(off.kind === 'failed' && [off.cause, off.statusInfo], ['device', 'PRINTER OFFLINE']);
    assert.match(off.kind === 'failed' ? off.error : '', /nothing listens on 127\.0\.0\.1 port/);
  });

  test('is disconnected when the delivery is stopped, after a running N-ACTION', async () => {
    const stop = new AbortController();
    await start({
      answer: (request) => {
        if (request.kind === 'N-ACTION-RQ') stop.abort();
        return undefined;
      },
    });
    const films = [fixture.film(), fixture.film()];
    await assert.rejects(deliver(fixture.task(films), {}, stop.signal), { name: 'AbortError' });
    assert.deepEqual(fixture.receipts, ['asked,open', `${jobUid},open`]);
    assert.equal(kinds(imager!.received).filter((kind) => kind === 'N-ACTION-RQ').length, 1);
  });
});

describe('the state of an imager', () => {
  const state = (changes: Partial<DicomDestination> = {}) =>
    dicomPrinter(imagerAt(imager?.address.port ?? 0, changes)).deviceState();
  const says = (status: string, info: string, more: Parameters<typeof dataSetOf>[0] = {}): Script => ({
    answer: ({ sopClass }) =>
      sopClass === sopClasses.Printer
        ? { data: dataSetOf({ PrinterStatus: status, PrinterStatusInfo: info, ...more }) }
        : undefined,
  });

  test('is that of Printer N-GET', async () => {
    await start(says('NORMAL', 'NORMAL', { Manufacturer: 'ACME', ManufacturerModelName: 'Film 9' }));
    assert.deepEqual(await state(), {
      status: 'NORMAL',
      info: 'NORMAL',
      ready: true,
      detail: 'SCRIPT is ready.',
      model: 'ACME Film 9',
    });
  });

  for (const [status, info, expected] of [
    ['WARNING', 'SUPPLY LOW', ['WARNING', 'SUPPLY LOW', true]],
    ['FAILURE', 'FILM JAM', ['FAILURE', 'FILM JAM', false]],
    ['FAILURE', '', ['FAILURE', 'CHECK PRINTER', false]],
  ] as const) {
    test(`${status} ${info}`, async () => {
      await start(says(status, info));
      const found = await state();
      assert.deepEqual([found.status, found.info, found.ready], expected);
    });
  }

  test('is that of C-ECHO without the Printer class', async () => {
    await start({ abstractSyntaxes: [sopClasses.Verification] });
    const found = await state();
    assert.deepEqual([found.status, found.ready], ['NORMAL', true]);
    assert.deepEqual(kinds(imager!.received), ['C-ECHO-RQ']);
  });

  test('is known when it is off, refuses, or is silent', async () => {
    await start();
    const refusing = await state({ aeTitle: 'OTHER' });
    assert.deepEqual([refusing.info, refusing.ready], ['ELEC CONFIG ERR', false]);
    await imager?.close();
    const off = await state();
    assert.deepEqual([off.status, off.info, off.ready], ['FAILURE', 'PRINTER OFFLINE', false]);
    const silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const found = await state({ port: typeof address === 'object' ? (address?.port ?? 0) : 0 });
    assert.deepEqual([found.info, found.ready], ['PRINTER OFFLINE', false]);
    silent.close();
  });
});
