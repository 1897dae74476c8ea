// Our client printing on DCMTK's Print SCP: what it stores is what was sent, and what it refuses is said.
import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { echo } from '../../src/print-scu/echo.ts';
import { PrintFailure, type PrinterAddress } from '../../src/print-scu/print-association.ts';
import { printJob } from '../../src/print-scu/print-client.ts';
import { parseLayout } from '../../src/print-scu/layout.ts';
import { planPrintJob, type PrintSettings } from '../../src/print-scu/print-job.ts';
import type { ImageSource, PreparedImage } from '../../src/print-scu/prepared-image.ts';
import { needs } from '../support/external.ts';

const run = promisify(execFile);
const skip = needs('dcmprscp', 'dcmdump');

const configuration = (folder: string, port: number) => `[[GENERAL]]
[APPLICATION]
LogDirectory = ${folder}/log
LogLevel = WARN
[PRINT]
Spooler = dcmprscu
Server = dcmprscp
Directory = ${folder}/spool
DetailedLog = false
BinaryLog = false
Sleep = 1
DefaultIllumination = 2000
DefaultReflection = 10
DeletePrintJobs = false
AlwaysDeleteTerminateJobs = false
[DATABASE]
Directory = ${folder}/db
[LUT]
Directory = ${folder}/lut
[NETWORK]
aetitle = DCMTK
[[COMMUNICATION]]
[DCMTK]
Aetitle = DCMTK
Description = DCMTK
Hostname = localhost
Port = ${port}
Type = LOCALPRINTER
BorderDensity = 150\\20\\BLACK\\WHITE
DisplayFormat = 1,1\\2,2\\2,3
EmptyImageDensity = 20\\BLACK\\WHITE
FilmDestination = MAGAZINE\\PROCESSOR
FilmSizeID = 8INX10IN\\14INX17IN
MagnificationType = REPLICATE\\BILINEAR\\CUBIC\\NONE
MaxDensity = 320
MaxPDU = 32768
MediumType = PAPER\\BLUE FILM
MinDensity = 20
ResolutionID = STANDARD\\HIGH
Supports12Bit = true
SupportsDecimateCrop = true
SupportsImageSize = true
SupportsPresentationLUT = true
SupportsTrim = true
`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

let folder: string;
let address: PrinterAddress;
let printer: ChildProcess | undefined;

before(async () => {
  if (skip !== false) return;
  folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-dcmprscp-'));
  for (const part of ['log', 'spool', 'db', 'lut']) mkdirSync(path.join(folder, part));
  const port = await freePort();
  const file = path.join(folder, 'scp.cfg');
  writeFileSync(file, configuration(folder, port));
  printer = spawn('dcmprscp', ['-c', file, '-p', 'DCMTK'], { stdio: 'ignore' });
  address = { host: '127.0.0.1', port, calledAeTitle: 'DCMTK', callingAeTitle: 'TESTER' };
  for (;;) {
    const answered = await echo(address).then(
      () => true,
      () => false,
    );
    if (answered) break;
    assert.equal(printer.exitCode, null, 'dcmprscp ended');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});
after(async () => {
  if (printer?.exitCode === null) {
    printer.kill();
    await once(printer, 'exit');
  }
  if (skip === false) rmSync(folder, { recursive: true });
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
  sessionPrint: false,
  ...more,
});

/** Pixels of every Hardcopy Grayscale image that the printer has stored since it was last asked. */
async function stored(): Promise<readonly Buffer[]> {
  const images: Buffer[] = [];
  for (const file of globSync(path.join(folder, 'db', 'HG_*.dcm'))) {
    const raw = mkdtempSync(path.join(folder, 'raw-'));
    await run('dcmdump', ['+W', raw, file]);
    const [pixels] = globSync(path.join(raw, '*.raw'));
    assert.ok(pixels);
    images.push(readFileSync(pixels));
    rmSync(file);
  }
  return images;
}
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
    for (const [wishes, text] of [
      [settings('5x7'), '(STANDARD\\5,7)'],
      [settings('1x1', { filmSizeId: 'A4' }), '(STANDARD\\1,1 A4)'],
    ] as const) {
      await assert.rejects(printJob(address, planPrintJob([source(gray(1, 4, 4, 8))], wishes)), (error) => {
        assert.ok(error instanceof PrintFailure);
        assert.equal(
          error.message,
          `DCMTK refused N-CREATE of film box 1 ${text}: 0106H (invalid attribute value)`,
        );
        return true;
      });
    }
  });
  test('no colour and no print jobs: it is said', async () => {
    const colored = { ...source(gray(1, 4, 4, 8)), color: true };
    const outcome = await printJob(address, planPrintJob([colored], settings('1x1')), { waitMs: 1000 });
    assert.deepEqual(
      outcome.notices.map(({ text }) => text),
      ['the printer has no colour; colours are printed as grey'],
    );
    assert.deepEqual(outcome.jobs, []);
  });
});
