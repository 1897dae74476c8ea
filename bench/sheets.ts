// Films per hour through the real server, from a queue of waiting jobs to PDFs on disk, and the bytes written per
// film: radiographs, CT sheets and color ultrasound, and a film of 400 images.
//
//   node bench/sheets.ts [CASE]
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { dataSetOf, type DataSet } from '../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../src/dicom/data-set/uids.ts';
import { createFilm, open, print, type Connection } from '../test/support/network-print.ts';
import { colorImage, grayImage } from '../test/support/print-client.ts';
import { TestServer } from '../test/support/server.ts';
import { radiograph, slice, ultrasound } from './support/modality-images.ts';
import { budgeted } from './support/budgets.ts';

interface SheetCase {
  readonly name: string;
  readonly films: number;
  readonly format: string;
  readonly filmSize: string;
  readonly images: readonly DataSet[];
  readonly color?: true;
  /** Films per hour, on two cores. */
  readonly minPerHour?: number;
  readonly maxSecondsPerFilm?: number;
  /** Bytes written to the disk per film, pixels and document together. */
  readonly maxWrittenMegabytes?: number;
}

const words = { BitsAllocated: 16, BitsStored: 12, HighBit: 11 };
const slices = (count: number, side: number) =>
  Array.from({ length: count }, (_, index) => grayImage(side, side, slice(side, index + 1), words));

const cases: readonly SheetCase[] = [
  {
    name: 'CR, 1760 × 1760 on 14 × 17 inches',
    films: 30,
    format: 'STANDARD\\1,1',
    filmSize: '14INX17IN',
    images: [grayImage(1760, 1760, radiograph(1760, 1760), words)],
    minPerHour: 32_000,
    maxWrittenMegabytes: 8,
  },
  {
    name: 'CT, 20 of 512 × 512 on 14 × 17 inches',
    films: 20,
    format: 'STANDARD\\4,5',
    filmSize: '14INX17IN',
    images: slices(20, 512),
    minPerHour: 16_000,
  },
  {
    name: 'US, 6 of 800 × 600 in color on 14 × 17 inches',
    films: 12,
    format: 'STANDARD\\2,3',
    filmSize: '14INX17IN',
    images: Array.from({ length: 6 }, (_, index) =>
      colorImage(600, 800, ultrasound(800, 600, index + 1), { PlanarConfiguration: 0 }),
    ),
    color: true,
    minPerHour: 9000,
    maxWrittenMegabytes: 16,
  },
  {
    name: '400 of 128 × 128 on 14 × 17 inches',
    films: 3,
    format: 'STANDARD\\20,20',
    filmSize: '14INX17IN',
    images: slices(400, 128),
    maxSecondsPerFilm: 1,
  },
];

/** Film session, film box and images; the film box. */
async function compose(connection: Connection, sheet: SheetCase): Promise<string> {
  const { client } = connection;
  const film = { ImageDisplayFormat: sheet.format, FilmSizeID: sheet.filmSize };
  const { filmBox, imageBoxes } = await createFilm(connection, film);
  for (const [index, image] of sheet.images.entries()) {
    const set = await client.request(
      1,
      {
        kind: 'N-SET-RQ',
        requestedSopClassUid:
          sheet.color === undefined ? sopClasses.BasicGrayscaleImageBox : sopClasses.BasicColorImageBox,
        requestedSopInstanceUid: imageBoxes[index] ?? '',
      },
      dataSetOf({
        ImageBoxPosition: index + 1,
        [sheet.color === undefined ? 'BasicGrayscaleImageSequence' : 'BasicColorImageSequence']: [image],
      }),
    );
    if (set.command.status !== 0) throw new Error(`N-SET: status ${set.command.status.toString(16)}`);
  }
  return filmBox;
}

async function control(server: TestServer, action: 'pause' | 'resume'): Promise<void> {
  const url = `http://127.0.0.1:${server.httpPort}/api/printers/HARDCOPY/${action}`;
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
  if (!answer.ok) throw new Error(`${action}: ${answer.status} ${await answer.text()}`);
}

async function allDone(server: TestServer, count: number): Promise<void> {
  for (;;) {
    const answer: unknown = await (await server.get(`/api/jobs?state=DONE&limit=${count}`)).json();
    if (z.object({ jobs: z.array(z.unknown()) }).parse(answer).jobs.length >= count) return;
    await setTimeout(20);
  }
}

/** Processor time of a process and its threads, s; Linux only. */
function processorSeconds(pid: number): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Number of bytes that a process has caused to be written to the disk; Linux only. */
function writtenBytes(pid: number): number {
  const match = /^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'));
  return Number(match?.[1] ?? NaN);
}

async function queue(server: TestServer, sheet: SheetCase, films: number): Promise<void> {
  const meta =
    sheet.color === undefined
      ? sopClasses.BasicGrayscalePrintManagementMeta
      : sopClasses.BasicColorPrintManagementMeta;
  for (let film = 0; film < films; film += 1) {
    const connection = await open(server.dicomPort, 'HARDCOPY', [meta]);
    const { status } = await print(connection, await compose(connection, sheet));
    if (status !== 0) throw new Error(`N-ACTION: status ${status.toString(16)}`);
    await connection.association.release();
  }
}

const shown = (value: number) => value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });

async function measure(sheet: SheetCase): Promise<void> {
  const server = await TestServer.start();
  try {
    // One per thread, so that each thread has rendered a film before.
    await queue(server, sheet, 4);
    await allDone(server, 4);
    const before = writtenBytes(server.pid);
    await control(server, 'pause');
    await queue(server, sheet, sheet.films);
    await control(server, 'resume');
    const [start, busyBefore] = [performance.now(), processorSeconds(server.pid)];
    await allDone(server, 4 + sheet.films);
    const busy = (processorSeconds(server.pid) - busyBefore) / sheet.films;
    const seconds = (performance.now() - start) / 1000;
    const megabytes = (writtenBytes(server.pid) - before) / 1e6 / sheet.films;
    const { minPerHour, maxSecondsPerFilm, maxWrittenMegabytes } = sheet;
    const perHour = (3600 * sheet.films) / seconds;
    const rateBudget = minPerHour === undefined ? '' : `; budget ${shown(minPerHour)}`;
    const timeBudget = maxSecondsPerFilm === undefined ? '' : `; budget ${maxSecondsPerFilm} s`;
    const writeBudget = maxWrittenMegabytes === undefined ? '' : `; budget ${maxWrittenMegabytes}`;
    if (minPerHour !== undefined)
      budgeted(`films per hour: ${sheet.name}`, perHour, '', { atLeast: minPerHour });
    if (maxSecondsPerFilm !== undefined)
      budgeted(`time of a film: ${sheet.name}`, seconds / sheet.films, 's', { atMost: maxSecondsPerFilm });
    if (maxWrittenMegabytes !== undefined)
      budgeted(`written to disk per film: ${sheet.name}`, megabytes, 'MB', { atMost: maxWrittenMegabytes });
    console.log(sheet.name);
    console.log(`  films per hour          ${shown(perHour)}${rateBudget}`);
    console.log(`  a film                  ${(seconds / sheet.films).toFixed(3)} s${timeBudget}`);
    console.log(
      `  processor time          ${busy.toFixed(3)} s a film: at most ${shown((3600 * 2) / busy)} films per hour on two cores`,
    );
    console.log(`  written to disk         ${shown(megabytes)} MB a film${writeBudget}`);
  } finally {
    await server.stop();
  }
}

const [chosen] = process.argv.slice(2);
for (const sheet of cases) if (chosen === undefined || sheet.name.startsWith(chosen)) await measure(sheet);
