// Films on a real IPP Everywhere printer, ippeveprinter: the received documents are checked, and jobs while it is jammed,
// empty, stopped and restarted. Tests about DICOM use the whole server, the others only the driver.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import sharp from 'sharp';
import { needs } from '../support/external.ts';
import { ippPrinterPrograms, startIppPrinter, type IppPrinter } from '../support/ipp-printer.ts';
import { cupsPrograms, startCups } from '../support/cups-server.ts';
import { filmOf } from '../support/render-films.ts';
import { onForSeconds } from '../support/ipp-printer-run.ts';
import { ippDriver, ippTask, never } from '../support/ipp-task.ts';
import { compose, open, print } from '../support/network-print.ts';
import { grayPage, type GrayPage } from '../support/pages.ts';
import { readPwgRaster, readUrf } from '../support/raster-documents.ts';
import { TestServer } from '../support/server.ts';

const skip = needs(...ippPrinterPrograms, 'pdftoppm');
/** Prints one film by DICOM on a server with that printer; gives the film's PDF, once the job is DONE. */
async function printFilm(t: TestContext, printer: IppPrinter, filmSize: string): Promise<Buffer> {
  const config = `printers:
  - aeTitle: HARDCOPY
    destinations:
      - { kind: ipp, name: office, uri: '${printer.uri}' }
`;
  const server = await TestServer.start({ config });
  t.after(() => server.stop());
  const connection = await open(server.dicomPort);
  const { filmBox } = await compose(connection, undefined, { FilmSizeID: filmSize });
  assert.equal((await print(connection, filmBox)).status, 0);
  await connection.association.release();
  const [job] = await server.jobsDone(1);
  return Buffer.from(await (await server.get(`/api/jobs/${job?.id}/film.pdf`)).arrayBuffer());
}

test('a film sent by DICOM comes out of a PDF printer as it was rendered', { skip }, async (t) => {
  const printer = await startIppPrinter(t);
  const rendered = await printFilm(t, printer, '8_5INX11IN');
  const [file, ...more] = await printer.printed();
  assert.ok(file !== undefined && more.length === 0, 'one document');
  assert.deepEqual(await readFile(file), rendered);
  const page = await grayPage(file, 1, 30);
  assert.deepEqual([page.width, page.height], [255, 330]);
  const middle = page.pixels.subarray(165 * 255, 166 * 255);
  assert.ok((middle[20] ?? 255) < 60 && (middle[235] ?? 0) > 200, 'dark to bright from left to right');
});

/** What a printer got, as a gray page at 100 pixels per inch or more. */
const readers: Readonly<Record<string, (file: string) => Promise<GrayPage>>> = {
  'application/pdf': (file) => grayPage(file, 1, 100),
  'image/pwg-raster': async (file) => {
    const [page, ...more] = readPwgRaster(await readFile(file));
    assert.ok(page && more.length === 0, 'one page');
    return { width: page.width, height: page.height, pixels: page.pixels };
  },
  'image/urf': async (file) => {
    const [page, ...more] = readUrf(await readFile(file));
    assert.ok(page && more.length === 0, 'one page');
    return { width: page.width, height: page.height, pixels: page.pixels };
  },
  'image/jpeg': async (file) => {
    const { data, info } = await sharp(file).grayscale().raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: data };
  },
};

for (const [format, read] of Object.entries(readers)) {
  test(`a film of 14 × 17 inches fits on the letter paper of a printer of ${format}`, { skip }, async (t) => {
    const printer = await startIppPrinter(t, { formats: [format] });
    const rendered = await printFilm(t, printer, '14INX17IN');
    const [file, ...more] = await printer.printed();
    assert.ok(file !== undefined && more.length === 0, 'one document');
    const page = await read(file);
    const dpi = page.width / 8.5;
    assert.equal(page.height, Math.round(11 * dpi));
    // The printer leaves 6.35 mm, a quarter of an inch, on each side: the film is 8 inches wide, in the middle.
    const scale = 8 / 14;
    const [left, top] = [0.25, (11 - 17 * scale) / 2];
    const filmFile = path.join(printer.jobs, 'film.pdf');
    await writeFile(filmFile, rendered);
    const film = await grayPage(filmFile, 1, 100);
    const shown = (x: number, y: number) =>
      page.pixels[Math.floor(y * dpi) * page.width + Math.floor(x * dpi)] ?? -1;
    for (const [x, y] of [
      [0.1, 5.5],
      [8.4, 5.5],
      [4, top - 0.1],
      [4, 11 - top + 0.1],
    ] as const) {
      assert.equal(shown(x, y), 255, `paper at ${x}, ${y}`);
    }
    let apart = 0;
    for (let step = 0; step < 400; step += 1) {
      const [x, y] = [((step % 20) + 0.5) * (14 / 20), (Math.floor(step / 20) + 0.5) * (17 / 20)];
      const sent = film.pixels[Math.floor(y * 100) * film.width + Math.floor(x * 100)] ?? -1;
      apart = Math.max(apart, Math.abs(sent - shown(left + x * scale, top + y * scale)));
    }
    assert.ok(apart <= 4, `grays differ by up to ${apart}`);
  });
}

test(
  'the job id is written down before the document is sent; delivered again, it is found and not printed twice',
  {
    skip,
  },
  async (t) => {
    const printer = await startIppPrinter(t);
    const driver = ippDriver(printer.uri);
    const { task, reports, bytes } = await ippTask(t);
    const result = await driver.deliver(task, never);
    assert.equal(result.kind, 'delivered', JSON.stringify(result));
    const states = reports.receipts.map((text) => /"state":"(\w+)"/.exec(text)?.[1]);
    assert.deepEqual(states, ['created', 'created', 'sent', 'accepted', 'done']);
    const receipt = reports.receipts[2] ?? '';
    assert.equal((await driver.deliver({ ...task, receipt }, never)).kind, 'delivered');
    const printed = await printer.printed();
    assert.equal(printed.length, 1);
    assert.deepEqual(await readFile(printed[0] ?? ''), bytes);
  },
);

test('a jam is reported while it lasts, and afterwards the job succeeds', { skip }, async (t) => {
  const printer = await startIppPrinter(t);
  const driver = ippDriver(printer.uri);
  const { task, reports } = await ippTask(t);
  await printer.setReasons(['media-jam']);
  await printer.hold();
  const delivery = driver.deliver(task, never);
  await reports.when('FILM JAM');
  // This printer only warns of its jam.
  const jammed = await driver.deviceState();
  assert.deepEqual(
    [jammed.status, jammed.info, jammed.detail],
    ['WARNING', 'FILM JAM', 'A sheet is jammed: clear it.'],
  );
  await printer.setReasons([]);
  await reports.when('NORMAL');
  assert.equal((await driver.deviceState()).info, 'NORMAL');
  await printer.release();
  assert.equal((await delivery).kind, 'delivered');
  assert.equal((await printer.begun()).length, 1);
});

test(
  'a printer that was switched off while it printed, and forgot the job, gets nothing again by itself',
  {
    skip,
  },
  async (t) => {
    const printer = await startIppPrinter(t);
    const driver = ippDriver(printer.uri);
    const { task, reports } = await ippTask(t);
    await onForSeconds(printer.uri);
    await printer.hold();
    const first = driver.deliver(task, never);
    await printer.whenBegun(1);
    await printer.stop();
    const failed = await first;
    assert.ok(failed.kind === 'failed');
    assert.deepEqual([failed.cause, failed.statusInfo], ['device', 'PRINTER OFFLINE']);
    assert.equal((await driver.deviceState()).info, 'PRINTER OFFLINE');
    await printer.start();
    await printer.release();
    assert.ok((await driver.deviceState()).ready);
    const receipt = reports.receipts.at(-1) ?? null;
    const end = await driver.deliver({ ...task, receipt }, never);
    assert.ok(end.kind === 'unknown');
    assert.match(end.error, /^Job 1 was sent, and its outcome is not known: .*restarted since then/);
    assert.equal((await printer.begun()).length, 1);
    // A person looked, and wants it sent again.
    const again = driver.sendAgain?.(end.receipt) ?? null;
    assert.equal((await driver.deliver({ ...task, receipt: again }, never)).kind, 'delivered');
    assert.equal((await printer.begun()).length, 2);
  },
);

test('a cancelled job is taken out of the printer', { skip }, async (t) => {
  const printer = await startIppPrinter(t);
  const driver = ippDriver(printer.uri);
  const { task, reports } = await ippTask(t);
  await printer.hold();
  const first = driver.deliver(task, never);
  await reports.when('NORMAL');
  await driver.cancel?.(reports.receipts.at(-1) ?? '');
  // This printer prints the sheet that it has begun.
  await printer.release();
  const result = await first;
  assert.ok(result.kind === 'failed');
  assert.equal(result.cause, 'refused');
  assert.match(result.error, /cancelled at the device/);
  // What a person tries again is sent again.
  const receipt = reports.receipts.at(-1) ?? null;
  assert.equal((await driver.deliver({ ...task, receipt }, never)).kind, 'delivered');
  assert.equal((await printer.begun()).length, 2);
});

test(
  'two jobs at once on a printer that takes one after the other: the second waits and is printed',
  {
    skip,
  },
  async (t) => {
    const printer = await startIppPrinter(t);
    const [one, two] = [await ippTask(t, { jobId: 'one' }), await ippTask(t, { jobId: 'two' })];
    await printer.hold();
    const first = ippDriver(printer.uri).deliver(one.task, never);
    await one.reports.when('NORMAL');
    const second = ippDriver(printer.uri).deliver(two.task, never);
    await two.reports.when('PRINTER BUSY');
    await printer.release();
    assert.deepEqual([(await first).kind, (await second).kind], ['delivered', 'delivered']);
    const printed = await printer.printed();
    assert.deepEqual(await Promise.all(printed.map((file) => readFile(file))), [one.bytes, two.bytes]);
  },
);

test('paper that is not loaded is asked for and waited for, where that is the rule', { skip }, async (t) => {
  const printer = await startIppPrinter(t);
  const driver = ippDriver(printer.uri, { whenNotLoaded: 'wait' }, { restMs: 60_000 });
  const films = () => Promise.resolve([filmOf([], { filmSizeId: 'A4' })]);
  const { task } = await ippTask(t, { films });
  const waiting = await driver.deliver(task, never);
  assert.ok(waiting.kind === 'failed');
  assert.deepEqual([waiting.cause, waiting.statusInfo], ['device', 'SUPPLY EMPTY']);
  assert.equal(waiting.error, 'Load A4 (210 × 297 mm).');
  const empty = await driver.deviceState();
  assert.deepEqual(
    [empty.ready, empty.info, empty.detail],
    [false, 'SUPPLY EMPTY', 'Load A4 (210 × 297 mm).'],
  );
  await printer.setTray('iso_a4_210x297mm', 50);
  assert.ok((await driver.deviceState()).ready);
  assert.equal((await driver.deliver(task, never)).kind, 'delivered');
  assert.equal((await printer.printed()).length, 1);
});

test(
  'a film goes through a queue of a CUPS server to the printer behind it',
  {
    skip: skip || needs(...cupsPrograms),
  },
  async (t) => {
    const printer = await startIppPrinter(t);
    const cups = await startCups(t);
    const queue = await cups.addQueue('films', printer.uri);
    await printFilm(t, { ...printer, uri: queue }, 'A4');
    const [file, ...more] = await printer.printed();
    assert.ok(file !== undefined && more.length === 0, 'one document');
    const page = await grayPage(file, 1, 30);
    // CUPS says that the paper of its country is loaded: A4, or letter.
    assert.ok(['249 × 351', '255 × 330'].includes(`${page.width} × ${page.height}`), 'a whole page');
    const row = Math.floor(page.height / 2) * page.width;
    const middle = page.pixels.subarray(row, row + page.width);
    assert.ok(
      (middle[20] ?? 255) < 60 && (middle[page.width - 20] ?? 0) > 200,
      'dark to bright from left to right',
    );
  },
);
