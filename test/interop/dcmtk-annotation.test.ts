// Annotations and overlays of DCMTK's client. It sends an Annotation Display Format ID and a position of its own
// configuration, and burns its overlays into the image. It must print without a warning, its text must be found in the
// PDF, and the overlay on the page.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { needs, needsShared, sharedFolder } from '../support/external.ts';
import { grayPage } from '../support/pages.ts';
import { TestServer } from '../support/server.ts';

const run = promisify(execFile);
const skip =
  needs('dcmprscu', 'dcmpsprt', 'pdftotext', 'pdftoppm', 'pdffonts') ||
  needsShared('peers/dcmtk-print', 'films/ct-512x512-14bit.dcm');

/** A PBM of 32 × 16 whose left half is set. */
const leftHalf = `P1\n32 16\n${`${'1 '.repeat(16)}${'0 '.repeat(16)}\n`.repeat(16)}`;

describe('DCMTK annotates', { skip }, () => {
  let server: TestServer;
  let folder: string;
  let printed = 0;
  before(async () => {
    server = await TestServer.start();
    folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-annotation-'));
    writeFileSync(path.join(folder, 'overlay.pbm'), leftHalf);
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    assert.equal(await server.stop(), 0);
  });

  /** Prints the CT with these options of dcmpsprt; gives the path of its PDF and what the clients said. */
  async function print(options: readonly string[], configuration: (text: string) => string = (text) => text) {
    const keep = mkdtempSync(path.join(folder, 'print-'));
    const environment = { ...process.env, DCMTK_KEEP: keep };
    const target = ['127.0.0.1', String(server.dicomPort), 'HARDCOPY'];
    const image = path.join(sharedFolder, 'films', 'ct-512x512-14bit.dcm');
    const client = path.join(sharedFolder, 'peers', 'dcmtk-print');
    // Writes the configuration, which the test may then change.
    await run(client, [...target, '--scu', '--help', image], { env: environment });
    const config = path.join(keep, 'print.cfg');
    writeFileSync(config, configuration(readFileSync(config, 'utf8')));
    for (const file of globSync(path.join(keep, 'db', '*'))) rmSync(file);
    await run('dcmpsprt', ['-c', config, '-p', 'PEER', '--nospool', ...options, image]);
    const [film = ''] = globSync(path.join(keep, 'db', 'SP_*.dcm'));
    const sent = await run('dcmprscu', ['-v', '-c', config, '-p', 'PEER', film]);
    printed += 1;
    const job = (await server.jobsDone(printed)).at(-1);
    const pdf = path.join(keep, 'film.pdf');
    const response = await server.get(`/api/jobs/${job?.id ?? ''}/film.pdf`);
    writeFileSync(pdf, new Uint8Array(await response.arrayBuffer()));
    return { pdf, job, said: `${sent.stdout}${sent.stderr}` };
  }

  const wordsOf = async (pdf: string) => {
    const { stdout } = await run('pdftotext', ['-bbox', pdf, '-']);
    return [...stdout.matchAll(/yMin="([\d.]+)".*yMax="([\d.]+)">(.*)<\/word>/g)].map(
      ([, top, low, word]) => ({
        word,
        top: (Number(top) * 25.4) / 72,
        low: (Number(low) * 25.4) / 72,
      }),
    );
  };

  test('its text is found along the bottom, the overlay on the image, and nothing is warned of', async () => {
    const overlay = path.join(folder, 'overlay.pbm');
    const { pdf, job, said } = await print([
      '--print-no-date',
      '--print-no-name',
      '--print-no-lighting',
      '--identity',
      '--annotation',
      'Prüfbild 7',
      '--overlay',
      overlay,
      '100',
      '100',
    ]);
    assert.doesNotMatch(said, /^[WEF]:/m);
    assert.match(said, /annotation +: supported/);
    assert.equal(job?.films[0]?.images, 1);
    assert.deepEqual(
      (await wordsOf(pdf)).map(({ word }) => word),
      ['Prüfbild', '7'],
    );
    // The film is 431.8 mm high, with a margin of 5 mm and a line of 6.
    for (const { top, low } of await wordsOf(pdf)) {
      assert.ok(top >= 431.8 - 11.1 && low <= 431.8 - 4.9, `from ${top} to ${low} mm`);
    }
    const { stdout: fonts } = await run('pdffonts', [pdf]);
    assert.match(fonts, /DejaVuSansCondensed .* yes yes yes /);

    // The image is 345.6 mm wide and high, in the middle of 420.8 − 6 mm: overlay pixels 100…115, 100…115 are white.
    const page = await grayPage(pdf, 1, 100);
    const pixel = 345.6 / 512;
    const [left, top] = [5, 5 + (431.8 - 16 - 345.6) / 2];
    const at = (column: number, row: number) => {
      const x = Math.floor((left + (column + 0.5) * pixel) * (100 / 25.4));
      const y = Math.floor((top + (row + 0.5) * pixel) * (100 / 25.4));
      return page.pixels[y * page.width + x];
    };
    for (const [column, row] of [
      [103, 103],
      [112, 108],
      [112, 112],
    ] as const) {
      assert.ok((at(column, row) ?? 0) > 250, `overlay at ${column},${row}: ${at(column, row)}`);
    }
    assert.ok((at(124, 108) ?? 255) < 200, `beside the overlay: ${at(124, 108)}`);
  });

  test('with the format LABEL of another printer the text is along the top', async () => {
    const { pdf, said } = await print(['--print-no-date', '--annotation', 'label'], (text) =>
      text.replace('2\\ANNOTATION', '0\\LABEL'),
    );
    assert.doesNotMatch(said, /^[WEF]:/m);
    const [word] = await wordsOf(pdf);
    assert.ok(word && word.top >= 4.9 && word.low <= 11.1, JSON.stringify(word));
  });
});
