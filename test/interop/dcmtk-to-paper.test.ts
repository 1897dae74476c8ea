// The whole data flow with real programs at both ends: DCMTK's dcmprscu → Hardcopy → ippeveprinter, which accepts only PDF,
// only PWG Raster or only JPEG. The received sheet has the film's grays at true size in the middle of its paper, and a DICOM
// client sees the job PENDING, PRINTING and DONE.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import sharp from 'sharp';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import {
  composeFilm,
  dcmtkWork,
  grays,
  sendFilms,
  shippedPrinter,
  writeGrays,
} from '../support/dcmtk-printer.ts';
import { needs } from '../support/external.ts';
import { paperDeviceValue } from '../support/gray-reference.ts';
import { ippPrinterPrograms, startIppPrinter } from '../support/ipp-printer.ts';
import { open } from '../support/network-print.ts';
import { grayPage, type GrayPage } from '../support/pages.ts';
import { readPwgRaster } from '../support/raster-documents.ts';
import { TestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const skip = needs(...ippPrinterPrograms, 'dcmprscu', 'dcmpsprt', 'dump2dcm', 'pdftoppm');
/** Letter, which is loaded, and the square image on them, mm. */
const [paperWidth, paperHeight] = [215.9, 279.4];
const imageSide = 203.2 - 2 * 5;

const formats = {
  'application/pdf': (file: string) => grayPage(file, 1, 150),
  'image/pwg-raster': (file: string): Promise<GrayPage> => {
    const [page, ...others] = readPwgRaster(readFileSync(file));
    assert.ok(page?.channels === 1 && others.length === 0);
    return Promise.resolve(page);
  },
  'image/jpeg': async (file: string): Promise<GrayPage> => {
    const { data, info } = await sharp(file).grayscale().raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: data };
  },
} as const;

/** The sheet shows each quarter of the image where it belongs on the paper, and black beside it. */
function assertSheet(page: GrayPage): void {
  assert.ok(
    Math.abs(page.width / page.height - paperWidth / paperHeight) < 0.002,
    `${page.width} × ${page.height}`,
  );
  const perMm = page.width / paperWidth;
  const at = (xMm: number, yMm: number) =>
    page.pixels[
      Math.floor((paperHeight / 2 + yMm) * perMm) * page.width + Math.floor((paperWidth / 2 + xMm) * perMm)
    ];
  for (const [row, y] of [-1, 1].entries()) {
    for (const [column, x] of [-1, 1].entries()) {
      const wanted = paperDeviceValue(grays.fraction(row * (grays.rows - 1), column * (grays.columns - 1)));
      const found = at((x * imageSide) / 4, (y * imageSide) / 4) ?? NaN;
      assert.ok(Math.abs(found - wanted) <= 2, `row ${row}, column ${column}: ${found}, not ${wanted}`);
    }
  }
  // True size: the edge between black image and white image below, and where the white quarter ends.
  const edge = imageSide / 2;
  assert.ok(
    (at(edge - 1, edge - 1) ?? 0) > 250 && (at(edge - 1, edge + 1) ?? 255) < 5,
    'the image ends where it should',
  );
}

for (const [format, read] of Object.entries(formats)) {
  test(`dcmprscu to a printer that takes only ${format}`, { skip }, async (context) => {
    const device = await startIppPrinter(context, { formats: [format] });
    const folder = temporaryFolder(context, 'to-paper');
    const server = await TestServer.start({
      config: `printers:
  - aeTitle: IHEFULL
    destinations: [{ kind: ipp, name: office, uri: '${device.uri}' }]
`,
    });
    context.after(() => server.stop());
    const section = { ...shippedPrinter('IHEFULL'), Hostname: '127.0.0.1', Port: String(server.dicomPort) };
    const client = dcmtkWork(folder, 'IHEFULL', section);
    const film = await composeFilm(client, ['--nospool', '--filmsize', '8INX10IN', await writeGrays(folder)]);
    await device.hold();
    await sendFilms(client, film);
    await sendFilms(client, film);

    const watcher = await open(server.dicomPort, 'IHEFULL');
    const stateOf = async (printJobUid: string) => {
      const { data, command } = await watcher.client.request(5, {
        kind: 'N-GET-RQ',
        requestedSopClassUid: sopClasses.PrintJob,
        requestedSopInstanceUid: printJobUid,
      });
      assert.equal(command.status, 0);
      return data?.string('ExecutionStatus');
    };
    await device.whenBegun(1);
    const [second, first] = await server.jobs();
    assert.ok(first && second);
    assert.deepEqual(
      [await stateOf(first.printJobUid), await stateOf(second.printJobUid)],
      ['PRINTING', 'PENDING'],
    );
    await device.release();
    await server.jobsDone(2);
    assert.deepEqual([await stateOf(first.printJobUid), await stateOf(second.printJobUid)], ['DONE', 'DONE']);
    watcher.association.abort('seen');
    const sheets = await device.printed();
    assert.equal(sheets.length, 2);
    for (const sheet of sheets) assertSheet(await read(sheet));
  });
}
