// CTN's print_client, a second real client beside DCMTK's: it requests every attribute of the printer that the standard
// defines, aborts on anything but Success, and prints four images that its own program prepared.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { needs } from '../support/external.ts';
import { paperDeviceValue } from '../support/gray-reference.ts';
import { dotsPerInch, imageRectangle } from '../support/page-agreement.ts';
import { grayPage, pageSizes } from '../support/pages.ts';
import { TestServer } from '../support/server.ts';

const run = promisify(execFile);
const skip = needs('print_client', 'create_greyscale_module', 'dump2dcm', 'pdftoppm', 'pdfinfo');
const grays = [40, 100, 160, 220];

describe('CTN prints', { skip }, () => {
  let server: TestServer;
  let images: readonly string[];
  let folder: string;
  before(async () => {
    // The second printer does not have its size, 14INX17IN.
    server = await TestServer.start({
      config:
        'printers: [{ aeTitle: HARDCOPY }, { aeTitle: SMALL, filmSizes: [8INX10IN], defaults: { filmSize: 8INX10IN } }]',
    });
    folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-ctn-'));
    images = await Promise.all(grays.map(prepared));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    assert.equal(await server.stop(), 0);
  });

  /** An image of one gray as create_greyscale_module prepares it: the item of an image box, without preamble. */
  async function prepared(gray: number): Promise<string> {
    const file = (ending: string) => path.join(folder, `gray-${gray}.${ending}`);
    writeFileSync(file('raw'), Buffer.alloc(64 * 64, gray));
    writeFileSync(
      file('dump'),
      `(0008,0016) UI 1.2.840.10008.5.1.4.1.1.7
(0008,0018) UI 2.25.1
(0028,0002) US 1
(0028,0004) CS MONOCHROME2
(0028,0010) US 64
(0028,0011) US 64
(0028,0100) US 8
(0028,0101) US 8
(0028,0102) US 7
(0028,0103) US 0
(7fe0,0010) OW =${file('raw')}
`,
    );
    await run('dump2dcm', ['-F', '+ti', file('dump'), file('dcm')]);
    await run('create_greyscale_module', [file('dcm'), file('pre')]);
    return file('pre');
  }

  const print = (printer: string) =>
    run('print_client', ['-c', printer, '-t', 'CTN', '127.0.0.1', String(server.dicomPort), ...images]);

  test('a film of four images to its end, each gray where it belongs', async () => {
    const { stdout } = await print('HARDCOPY');
    assert.match(stdout, /Received N-ACTION Response, status success/);
    assert.match(stdout, /FILM BOX DELETED\s*$/);
    assert.match(server.log, /association\.accepted .*implementation=MIRCTN/);
    const [job] = await server.jobsDone(1);
    assert.ok(job);
    assert.deepEqual(
      [job.callingAeTitle, job.clientProfile, job.priority, job.substitutions],
      ['CTN', 'ctn', 'HIGH', []],
    );
    const { filmSizeId, filmOrientation, imageDisplayFormat, images: shown } = job.films[0] ?? {};
    assert.deepEqual(
      [filmSizeId, filmOrientation, imageDisplayFormat, shown],
      ['14INX17IN', 'PORTRAIT', 'STANDARD\\2,2', 4],
    );
    const pdf = path.join(folder, 'film.pdf');
    const response = await server.get(`/api/jobs/${job.id}/film.pdf`);
    writeFileSync(pdf, new Uint8Array(await response.arrayBuffer()));
    const [size] = await pageSizes(pdf);
    assert.ok(size);
    const page = await grayPage(pdf, 1, dotsPerInch);
    for (const [index, gray] of grays.entries()) {
      const rect = imageRectangle(size, { columns: 2, rows: 2, index }, 1);
      const pixel = (mm: number) => Math.floor((mm / 25.4) * dotsPerInch);
      const at =
        page.pixels[pixel(rect.y + rect.height / 2) * page.width + pixel(rect.x + rect.width / 2)] ?? -1;
      assert.ok(Math.abs(at - paperDeviceValue(gray / 255)) <= 1, `image ${index + 1}: ${at}`);
    }
  });

  test('on a printer that has another film size: a warning would end it, so what was used is only recorded', async () => {
    const { stdout } = await print('SMALL');
    assert.match(stdout, /FILM BOX DELETED\s*$/);
    const job = (await server.jobsDone(2)).find(({ printer }) => printer === 'SMALL');
    assert.equal(job?.films[0]?.filmSizeId, '8INX10IN');
    assert.deepEqual(job.substitutions, [
      {
        attribute: 'FilmSizeID',
        requested: '14INX17IN',
        used: '8INX10IN',
        reason: '355.6 × 431.8 mm is not one of 8INX10IN; the nearest is used',
        message: {
          code: 'reason.nearest-size',
          params: { size: '355.6 × 431.8 mm', allowed: '8INX10IN' },
        },
      },
    ]);
  });
});
