// Films are forwarded to DCMTK's print server: it stores what the client sent, byte for byte, and a film waits for an imager
// that is off.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parseLayout } from '../../src/print-scu/job/layout.ts';
import type { PrinterAddress } from '../../src/print-scu/print-association.ts';
import { printJob } from '../../src/print-scu/print-client.ts';
import type { PlannedFilm, PlannedImage, PrintJobPlan } from '../../src/print-scu/job/print-job.ts';
import { DcmtkImager } from '../support/dcmtk-imager.ts';
import { needs } from '../support/external.ts';
import { TestServer } from '../support/server.ts';

const skip = needs('dcmprscp', 'dcmdump');

/** Pixels of every value, in an order that no other image has. */
function pixels(seed: number, rows: number, columns: number, bits: 8 | 12): Buffer {
  const data = Buffer.alloc(rows * columns * (bits === 8 ? 1 : 2));
  for (let index = 0; index < rows * columns; index++) {
    const value = (index * seed) % 2 ** bits;
    if (bits === 8) data[index] = value;
    else data.writeUInt16LE(value, index * 2);
  }
  return data;
}

interface Grays {
  readonly rows: number;
  readonly columns: number;
  readonly bits: 8 | 12;
  readonly data: Buffer;
}

function image(position: number, { rows, columns, bits, data }: Grays): PlannedImage {
  return {
    position,
    name: `image ${position}`,
    polarity: position % 2 === 0 ? 'REVERSE' : 'NORMAL',
    prepare: () =>
      Promise.resolve({
        kind: 'gray',
        rows,
        columns,
        pixelAspectRatio: [1, 1],
        data,
        signed: false,
        photometricInterpretation: position % 3 === 0 ? 'MONOCHROME1' : 'MONOCHROME2',
        ...(bits === 8
          ? { bitsAllocated: 8, bitsStored: 8, highBit: 7 }
          : { bitsAllocated: 16, bitsStored: 12, highBit: 11 }),
      }),
  };
}

function film(layout: string, images: readonly PlannedImage[], more: Partial<PlannedFilm> = {}): PlannedFilm {
  return {
    color: 'never',
    imageDisplayFormat: parseLayout(layout),
    filmOrientation: 'PORTRAIT',
    filmSizeId: '14INX17IN',
    annotations: [],
    images,
    ...more,
  };
}

const plan = (...films: readonly PlannedFilm[]): PrintJobPlan => ({
  session: {
    numberOfCopies: 2,
    printPriority: 'HIGH',
    mediumType: 'BLUE FILM',
    filmDestination: 'PROCESSOR',
  },
  sessionPrint: films.length > 1,
  films,
});

const sorted = (images: readonly Buffer[]) =>
  [...images].sort((one, other) => one.compare(other)).map((data) => data.toString('hex'));

describe('forwarding to DCMTK’s printer', { skip, concurrency: false }, () => {
  let imager: DcmtkImager;
  let server: TestServer;
  let address: PrinterAddress;
  before(async () => {
    imager = await DcmtkImager.start();
    const destination = `{ kind: dicom, host: 127.0.0.1, port: ${imager.address.port}, aeTitle: DCMTK }`;
    server = await TestServer.start({
      config: `
devices: { pollSeconds: 0.2 }
spool: { retrySeconds: 0.2, tries: 100 }
printers:
  - { aeTitle: HARDCOPY, destinations: [${destination}] }
`,
    });
    address = {
      host: '127.0.0.1',
      port: server.dicomPort,
      calledAeTitle: 'HARDCOPY',
      callingAeTitle: 'TESTER',
    };
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    await imager.remove();
  });

  test('the stored images equal what was sent, byte for byte; the film is what was composed', async () => {
    const sent = [
      pixels(3, 40, 50, 8),
      pixels(5, 61, 77, 12),
      pixels(7, 2048, 1500, 12),
      pixels(11, 301, 400, 8),
    ];
    const shapes = [
      [40, 50, 8],
      [61, 77, 12],
      [2048, 1500, 12],
      [301, 400, 8],
    ] as const;
    const images = shapes.map(([rows, columns, bits], index) =>
      image(index + 1, { rows, columns, bits, data: sent[index]! }),
    );
    await printJob(
      address,
      plan(
        film('2x2', images, {
          filmOrientation: 'LANDSCAPE',
          magnificationType: 'BILINEAR',
          trim: true,
          borderDensity: 'WHITE',
          emptyImageDensity: '20',
          minDensity: 30,
          maxDensity: 300,
        }),
      ),
    );
    const [job] = await server.jobsDone(1);
    assert.deepEqual(sorted(await imager.stored()), sorted(sent));
    const [stored = '', ...others] = await imager.films();
    assert.equal(others.length, 0);
    for (const [keyword, value] of [
      ['ImageDisplayFormat', '[STANDARD\\2,2]'],
      ['FilmOrientation', '[LANDSCAPE]'],
      ['FilmSizeID', '[14INX17IN]'],
      ['MagnificationType', '[BILINEAR]'],
      ['BorderDensity', '[WHITE]'],
      ['EmptyImageDensity', '[20]'],
      ['Trim', '[YES]'],
      ['MinDensity', '30'],
      ['MaxDensity', '300'],
    ] as const) {
      const line = stored.split('\n').find((text) => text.trimEnd().endsWith(` ${keyword}`)) ?? '';
      assert.ok(line.includes(` ${value} `), `${keyword} is ${value}: ${line}`);
    }
    assert.equal(stored.match(/\[REVERSE\]/g)?.length, 2);
    assert.equal(job?.deliveries[0]?.destination, 'dicom');
  });

  test('a presentation LUT goes along with its table', async () => {
    const data = pixels(29, 30, 30, 8);
    const table = Array.from({ length: 256 }, (_, at) => 4095 - at * 16);
    await printJob(
      address,
      plan(
        film('1x1', [image(1, { rows: 30, columns: 30, bits: 8, data })], {
          presentationLut: { kind: 'table', bits: 12, table },
        }),
      ),
    );
    await server.jobsDone(2);
    assert.deepEqual(sorted(await imager.stored()), sorted([data]));
    const [stored = ''] = await imager.films();
    assert.match(stored, /256\\0\\12 .*LUTDescriptor/);
    assert.match(stored, /0fff\\0fef\\0fdf.*LUTData/);
  });

  test('several films of one job', async () => {
    const sent = [pixels(13, 30, 30, 8), pixels(17, 30, 30, 8), pixels(19, 30, 30, 8)];
    await printJob(
      address,
      plan(...sent.map((data) => film('1x1', [image(1, { rows: 30, columns: 30, bits: 8, data })]))),
    );
    await server.jobsDone(3);
    assert.deepEqual(sorted(await imager.stored()), sorted(sent));
    assert.equal((await imager.films()).length, 3);
  });

  test('a film waits for an imager that is off, and is printed once when it is on again', async () => {
    await imager.switchOff();
    await server.logged(/device\.trouble printer=HARDCOPY destination=dicom .*PRINTER OFFLINE/);
    const data = pixels(23, 30, 30, 8);
    await printJob(address, plan(film('1x1', [image(1, { rows: 30, columns: 30, bits: 8, data })])));
    await server.logged(/delivery\.waits .*nothing listens on 127\.0\.0\.1/);
    await imager.switchOn();
    await server.logged(/device\.recovered printer=HARDCOPY destination=dicom /);
    await server.jobsDone(4);
    assert.deepEqual(sorted(await imager.stored()), sorted([data]));
  });
});
