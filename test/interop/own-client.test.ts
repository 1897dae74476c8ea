// `hardcopy print` with real images of every supported kind: compressed and uncompressed, gray and color. dcmtk-images.test.ts
// compares the decoders with DCMTK; this test checks the position and the grays on the page.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { ImageFiles } from '../../src/images/image-file.ts';
import { filmSizes } from '../../src/shared/film/film-sizes.ts';
import { needs, needsShared, sharedFolder } from '../support/external.ts';
import { agreement, dotsPerInch, imageRectangle, type SentImage } from '../support/page-agreement.ts';
import { colorPage, grayPage, pageSizes } from '../support/pages.ts';
import { TestServer } from '../support/server.ts';

const run = promisify(execFile);
const mainFile = path.join(import.meta.dirname, '..', '..', 'src', 'main.ts');
const images = [
  ['ct-512x512-14bit.dcm', 'gray'],
  ['mr-1024x1024-12bit.dcm', 'gray'],
  ['mr-1024x1024-jpeg2000.dcm', 'gray'],
  ['cr-1760x1760-10bit.dcm', 'gray'],
  ['us-480x640-rgb.dcm', 'rgb'],
  ['us-768x1024-jpeg-lossless.dcm', 'gray'],
] as const;
const skip = needs('pdftoppm', 'pdfinfo') || needsShared(...images.map(([file]) => `films/${file}`));
const sharedFilm = (file: string) => path.join(sharedFolder, 'films', file);

/** The planes of the image as it is sent: one, or red, green and blue. */
async function planesOf(file: string, color: boolean): Promise<readonly SentImage[]> {
  const [frame] = (await new ImageFiles().open(file)).frames;
  assert.ok(frame);
  const image = await frame.prepare({ color, bits: 12 });
  const { rows, columns, data } = image;
  if (image.kind === 'gray') {
    const samples = new DataView(data.buffer, data.byteOffset, data.byteLength);
    return [
      {
        rows,
        columns,
        fraction: (row, column) => samples.getUint16((row * columns + column) * 2, true) / 4095,
      },
    ];
  }
  const at = (plane: number, pixel: number) =>
    data[image.planarConfiguration === 1 ? plane * rows * columns + pixel : pixel * 3 + plane] ?? 0;
  return [0, 1, 2].map((plane) => ({
    rows,
    columns,
    fraction: (row, column) => at(plane, row * columns + column) / 255,
  }));
}

describe('hardcopy print', { skip }, () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start();
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  const print = async (...args: readonly string[]) => {
    const address = [`127.0.0.1:${server.dicomPort}`, 'HARDCOPY'];
    await run(process.execPath, [mainFile, 'print', ...address, ...args, '--bits', '12', '--wait']);
    const job = (await server.jobs())[0];
    assert.equal(job?.state, 'DONE');
    return { job, pdf: job.deliveries[0]?.detail as string };
  };

  for (const [file, kind] of images) {
    test(file, async () => {
      const { job, pdf } = await print(sharedFilm(file), '--orientation', 'portrait');
      assert.equal(job.films[0]?.filmSizeId, '14INX17IN');
      assert.equal((await pageSizes(pdf)).length, 1);
      const pages =
        kind === 'rgb' ? await colorPage(pdf, 1, dotsPerInch) : [await grayPage(pdf, 1, dotsPerInch)];
      const planes = await planesOf(sharedFilm(file), kind === 'rgb');
      assert.equal(planes.length, pages.length);
      for (const [index, plane] of planes.entries()) {
        const cell = { columns: 1, rows: 1, index: 0 };
        const rect = imageRectangle(filmSizes['14INX17IN'], cell, plane.columns / plane.rows);
        const toDevice = kind === 'rgb' ? (fraction: number) => fraction * 255 : undefined;
        const share = agreement(pages[index]!, rect, plane, { toDevice });
        const flipped = agreement(pages[index]!, rect, plane, { toDevice, flip: true });
        assert.ok(share > 0.995, `plane ${index}: ${(share * 100).toFixed(1)} % of the points agree`);
        assert.ok(flipped < 0.95, `plane ${index}: upside down ${(flipped * 100).toFixed(1)} % agree too`);
      }
    });
  }

  test('all six on one film, in the order of the command line', async () => {
    const { job, pdf } = await print(
      ...images.map(([file]) => sharedFilm(file)),
      '--layout',
      '2x3',
      '--color',
      'never',
    );
    assert.equal(job.films[0]?.imageDisplayFormat, 'STANDARD\\2,3');
    assert.equal(job.films[0].images, 6);
    const film = filmSizes['14INX17IN'];
    const upright = job.films[0].filmOrientation === 'PORTRAIT';
    const sheet = upright ? film : { widthMm: film.heightMm, heightMm: film.widthMm };
    const page = await grayPage(pdf, 1, dotsPerInch);
    for (const [index, [file]] of images.entries()) {
      const [plane] = await planesOf(sharedFilm(file), false);
      assert.ok(plane);
      const rect = imageRectangle(sheet, { columns: 2, rows: 3, index }, plane.columns / plane.rows);
      const share = agreement(page, rect, plane);
      assert.ok(share > 0.99, `${file}: ${(share * 100).toFixed(1)} % of the points agree`);
    }
  });
});
