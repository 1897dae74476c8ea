// Our client printing on DCMTK's Print SCP: it stores what was sent, and its refusals are reported.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PrintFailure } from '../../src/shared/errors/device-failures.ts';
import { echo } from '../../src/print-scu/echo.ts';
import type { PrinterAddress } from '../../src/print-scu/print-association.ts';
import { printJob } from '../../src/print-scu/print-client.ts';
import { parseLayout } from '../../src/print-scu/job/layout.ts';
import { planPrintJob, type PrintSettings } from '../../src/print-scu/job/print-job.ts';
import type { ImageSource, PreparedImage } from '../../src/images/pixels/prepared-image.ts';
import { DcmtkImager } from '../support/dcmtk-imager.ts';
import { needs } from '../support/external.ts';

const skip = needs('dcmprscp', 'dcmdump');

let imager: DcmtkImager;
let address: PrinterAddress;

before(async () => {
  if (skip !== false) return;
  imager = await DcmtkImager.start();
  address = imager.address;
});
after(async () => {
  if (skip === false) await imager.remove();
});

const gray = (seed: number, rows: number, columns: number, bits: 8 | 12): PreparedImage => {
  const data = Buffer.alloc(rows * columns * (bits === 8 ? 1 : 2));
  for (let index = 0; index < rows * columns; index++) {
    const value = (index * seed) % 2 ** bits;
    if (bits === 8) data[index] = value;
    else data.writeUInt16LE(value, index * 2);
  }
  return {
    kind: 'gray',
    rows,
    columns,
    pixelAspectRatio: [1, 1],
    photometricInterpretation: 'MONOCHROME2',
    bitsAllocated: bits === 8 ? 8 : 16,
    bitsStored: bits,
    highBit: bits - 1,
    signed: false,
    data,
  };
};
const source = (image: PreparedImage): ImageSource => ({
  name: 'made',
  rows: image.rows,
  columns: image.columns,
  color: false,
  pixelAspectRatio: image.pixelAspectRatio,
  prepare: () => Promise.resolve(image),
});
const settings = (layout: string, more: Partial<PrintSettings> = {}): PrintSettings => ({
  layout: parseLayout(layout),
  copies: 1,
  presentationLut: 'IDENTITY',
  color: 'auto',
  bits: 8,
  trueSize: false,
  overlays: true,
  shutters: true,
  sessionPrint: false,
  ...more,
});

const stored = () => imager.stored();
const sorted = (images: readonly Buffer[]) =>
  [...images].sort((one, other) => one.compare(other)).map((image) => image.toString('hex'));

describe('DCMTK’s printer', { skip, concurrency: false }, () => {
  test('answers C-ECHO', async () => {
    const answer = await echo(address);
    assert.match(answer.implementationVersionName ?? '', /^OFFIS_DCMTK_/);
    assert.equal(answer.maxPduLength, 32768);
  });
  for (const bits of [8, 12] as const) {
    for (const sessionPrint of [false, true]) {
      test(`stores what was sent, ${bits} bits, ${sessionPrint ? 'session' : 'film box'} print`, async () => {
        await stored();
        const images = [gray(3, 40, 50, bits), gray(5, 64, 64, bits), gray(7, 300, 400, bits)];
        const plan = planPrintJob(
          images.map(source),
          settings('2x2', {
            bits,
            sessionPrint,
            filmSizeId: '14INX17IN',
            copies: 2,
            priority: 'HIGH',
            mediumType: 'BLUE FILM',
            filmDestination: 'PROCESSOR',
            label: 'Röntgen',
            magnificationType: 'CUBIC',
            borderDensity: 'WHITE',
            emptyImageDensity: 'BLACK',
            trim: true,
          }),
        );
        const outcome = await printJob(address, plan);
        assert.deepEqual(outcome.notices, [
          {
            step: 'N-CREATE of the film session',
            status: 0x0105,
            text: '0105H (no such attribute); without a character set the label is "Rontgen"',
          },
        ]);
        assert.equal(outcome.printer?.status, 'NORMAL');
        assert.deepEqual(sorted(await stored()), sorted(images.map(({ data }) => Buffer.from(data))));
      });
    }
  }
  test('prints LIN OD, and several films in one association', async () => {
    await stored();
    const images = [gray(3, 10, 10, 8), gray(5, 10, 10, 8), gray(7, 10, 10, 8)];
    const plan = planPrintJob(images.map(source), settings('1x1', { presentationLut: 'LIN OD' }));
    const outcome = await printJob(address, plan);
    assert.deepEqual([outcome.films, outcome.notices], [3, []]);
    assert.equal((await stored()).length, 3);
  });
  test('a layout and a film size that it does not have', async () => {
    for (const [requested, text] of [
      [settings('5x7'), '(STANDARD\\5,7)'],
      [settings('1x1', { filmSizeId: 'A4' }), '(STANDARD\\1,1 A4)'],
    ] as const) {
      await assert.rejects(
        printJob(address, planPrintJob([source(gray(1, 4, 4, 8))], requested)),
        (error) => {
          assert.ok(error instanceof PrintFailure);
          assert.equal(
            error.message,
            `DCMTK refused N-CREATE of film box 1 ${text}: 0106H (invalid attribute value)`,
          );
          return true;
        },
      );
    }
  });
  test('no color and no print jobs: it is said', async () => {
    const colored = { ...source(gray(1, 4, 4, 8)), color: true };
    const outcome = await printJob(address, planPrintJob([colored], settings('1x1')), { waitMs: 1000 });
    assert.deepEqual(
      outcome.notices.map(({ text }) => text),
      ['the printer does not support color; colors are printed as gray'],
    );
    assert.deepEqual(outcome.jobs, []);
  });
});
