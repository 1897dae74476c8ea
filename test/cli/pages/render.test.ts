// `hardcopy render`: fixtures and jobs of a data folder as PDF, PNG and TIFF with other settings, and messages for invalid
// arguments.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { calibrationFolder, calibrationPath } from '../../../src/calibration/store.ts';
import type { Film } from '../../../src/shared/film/film.ts';
import { openSpool, type Spool } from '../../../src/spool/spool.ts';
import { silentLog } from '../../../src/shared/log/log.ts';
import { grayPage, pageSizes } from '../../support/pages.ts';
import { filmOf, grayPixels, imageBox } from '../../support/render-films.ts';
import { run } from '../run.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
const smpte = path.join(import.meta.dirname, '..', '..', '..', 'fixtures', 'films', 'smpte-8bit');
const file = (name: string) => path.join(folder, name);

test('renders a folder to a PDF at the requested resolution, for the requested medium', async () => {
  const to = file('smpte.pdf');
  const { exitCode, stderr } = await run(['render', smpte, '--to', to, '--resolution', '100']);
  assert.equal(exitCode, 0);
  assert.equal(stderr, `${to}: 1 page\n`);
  const [size] = await pageSizes(to);
  assert.ok(Math.abs((size?.widthMm ?? 0) - 203.2) < 0.01);
  const again = file('again.pdf');
  await run(['render', smpte, '--to', again, '--resolution', '100']);
  assert.deepEqual(readFileSync(again), readFileSync(to));
  // Middle gray is darker on film: 97 instead of 113.
  const onFilm = file('film.pdf');
  await run(['render', smpte, '--to', onFilm, '--resolution', '100', '--medium', 'blue-film']);
  const [paper, film] = [await grayPage(to, 1, 100), await grayPage(onFilm, 1, 100)];
  const mean = ({ pixels }: typeof paper) => pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  assert.ok(mean(film) < mean(paper) - 5);
});

for (const [name, bits] of [
  ['page.png', 8],
  ['page.png', 16],
  ['page.tif', 16],
  ['page.TIFF', 8],
] as const) {
  test(`${name} with ${bits} bits has the pixels of its resolution`, async () => {
    const to = file(name);
    const more = ['--resolution', '72', '--bits', String(bits)];
    const { exitCode, stderr } = await run(['render', smpte, '--to', to, ...more]);
    assert.equal(exitCode, 0);
    assert.equal(stderr, `${to}: 576 × 720 pixels, gray, ${bits} bits\n`);
    const { width, height, depth, density } = await sharp(to).metadata();
    assert.deepEqual([width, height, depth], [576, 720, bits === 8 ? 'uchar' : 'ushort']);
    assert.ok(Math.abs((density ?? 0) - 72) < 0.5);
  });
}

test('--gray shows colors by their luminance', async () => {
  const color = path.join(path.dirname(smpte), 'color-planar1-8bit');
  const to = file('color.png');
  await run(['render', color, '--to', to, '--resolution', '50']);
  assert.equal((await sharp(to).metadata()).channels, 3);
  await run(['render', color, '--to', to, '--resolution', '50', '--gray']);
  assert.equal((await sharp(to).metadata()).channels, 1);
});

describe('a job of a data folder', () => {
  const data = file('data');
  let spool: Spool;
  let id: string;
  /** A job of one film with two boxes and two images. */
  let dense: string;
  /** A job whose pixels were removed. */
  let removed: string;
  /** A job whose image is too large, and may be neither scaled down nor cropped. */
  let refused: string;
  before(async () => {
    mkdirSync(file('folder.pdf'));
    spool = await openSpool({
      folder: path.join(data, 'spool'),
      destinations: () => [{ name: 'pdf', required: true }],
      log: silentLog,
    });
    const blob = await spool.openBlob();
    await blob.write(Uint8Array.from({ length: 64 }, (_, index) => index * 4));
    const ref = await blob.finish();
    const pixels = grayPixels(8, 8, { bitsAllocated: 8, data: ref });
    const film = filmOf([imageBox(pixels)], { filmSizeId: '8INX10IN' });
    const accept = (printJobUid: string, films: readonly Film[]) =>
      spool.accept({
        printJobUid,
        printer: 'HARDCOPY',
        callingAeTitle: 'CT',
        peerAddress: '127.0.0.1',
        association: '1',
        priority: 'LOW',
        copies: 1,
        mediumType: 'PAPER',
        filmDestination: 'BIN',
        films,
        substitutions: [],
      });
    ({ id } = await accept('2.25.7', [
      film,
      { ...film, filmOrientation: 'LANDSCAPE', requestedResolutionId: 'HIGH' },
    ]));
    const images = [imageBox(pixels), imageBox(pixels, { position: 2 })];
    const two = { kind: 'STANDARD', columns: 2, rows: 1 } as const;
    ({ id: dense } = await accept('2.25.8', [
      filmOf(images, { filmSizeId: '8INX10IN', imageDisplayFormat: two }),
    ]));
    ({ id: removed } = await accept('2.25.9', [film]));
    const large = { requestedImageSizeMm: 900, requestedDecimateCropBehavior: 'FAIL' } as const;
    ({ id: refused } = await accept('2.25.10', [filmOf([imageBox(pixels, large)])]));
    await spool.apply(removed, { kind: 'cancelled' });
    await spool.apply(removed, { kind: 'payload-removed' });
  });
  after(async () => {
    await spool.close();
  });

  test('is rendered while its server runs: all films as a PDF, or one as a picture', async () => {
    const pdf = file('job.pdf');
    const ran = await run(['render', id, '--to', pdf, '--data', data, '--resolution', '50']);
    assert.equal(ran.stderr, `${pdf}: 2 pages\n`);
    assert.equal(ran.exitCode, 0);
    const png = file('job.png');
    const second = ['--film', '2', '--resolution', '50'];
    const picture = await run(['render', id, '--to', png, '--data', data, ...second]);
    assert.equal(picture.stderr, `${png}: 500 × 400 pixels, gray, 8 bits\n`);
    const before = readdirSync(path.join(data, 'spool')).toSorted();
    await run(['render', id, '--to', png, '--data', data, ...second]);
    assert.deepEqual(readdirSync(path.join(data, 'spool')).toSorted(), before);
  });

  test('shows the grays of the calibration of its printer', async () => {
    const [plain, calibrated, onFilm] = [file('plain.png'), file('calibrated.png'), file('on-film.png')];
    const args = ['--data', data, '--film', '1', '--resolution', '50'];
    await run(['render', id, '--to', plain, ...args]);
    const calibrations = calibrationFolder(data);
    const printer = { aeTitle: 'HARDCOPY', mediumName: 'paper' };
    mkdirSync(calibrations);
    const points = [
      { deviceValue: 40, density: 1.5 },
      { deviceValue: 255, density: 0.1 },
    ];
    const current = {
      version: 1,
      printer: 'HARDCOPY',
      mediumName: 'paper',
      measuredAt: '2026-03-01T10:00:00.000Z',
      who: 'Physics',
      points,
      noiseOD: 0.01,
      dmin: 0.1,
      dmax: 1.5,
    };
    writeFileSync(calibrationPath(calibrations, printer), JSON.stringify({ current, history: [] }));
    await run(['render', id, '--to', calibrated, ...args]);
    await run(['render', id, '--to', onFilm, ...args, '--medium', 'blue-film']);
    const darkest = async (picture: string) => (await sharp(picture).stats()).channels[0]?.min;
    // Black is the darkest value of the printer; the calibration does not apply to another medium.
    assert.equal(await darkest(plain), 0);
    assert.equal(await darkest(calibrated), 40);
    assert.equal(await darkest(onFilm), 0);
  });

  test('looks as printed: with the lines of its printer, and dense films on several sheets', async () => {
    const config = file('lines.yaml');
    const header = "header: '{callingAeTitle}, page {page} of {pages}'";
    writeFileSync(
      config,
      `printers: [{ aeTitle: HARDCOPY, name: Ward 3, resolution: 50, ${header}, splitAbove: { columns: 1, rows: 1 } }]\n`,
    );
    const to = file('lines.pdf');
    const { stderr } = await run(['render', dense, '--to', to, '--data', data, '--config', config]);
    assert.equal(stderr, `${to}: 2 pages\n`);
    const xmp = readFileSync(to, 'utf8');
    assert.match(
      xmp,
      /<film:ImageDisplayFormat><rdf:Seq><rdf:li>STANDARD\\1,1<\/rdf:li><rdf:li>STANDARD\\1,1</,
    );
    // The line is white on the black border along the top, which is otherwise empty.
    const page = await grayPage(to, 2, 100);
    const top = page.pixels.subarray(0, Math.floor((10.5 / 25.4) * 100) * page.width);
    assert.ok(Math.max(...top) > 200);
    const bare = file('bare.pdf');
    await run(['render', dense, '--to', bare, '--data', data, '--resolution', '50']);
    const { pixels, width } = await grayPage(bare, 1, 100);
    assert.equal(new Set(pixels.subarray(0, Math.floor((10.5 / 25.4) * 100) * width)).size, 1);
  });

  test('is found by the first characters of its id, if no other id starts with them', async () => {
    const to = file('beginning.png');
    const more = ['--to', to, '--data', data, '--resolution', '20', '--film', '1'];
    const common = Array.from(id).findIndex((letter, index) => letter !== dense[index]);
    const unique = await run(['render', id.slice(0, common + 1).toUpperCase(), ...more]);
    assert.equal(unique.exitCode, 0, unique.stderr);
    const { exitCode, stderr } = await run(['render', id.slice(0, common), ...more]);
    const beginning = id.slice(0, common);
    assert.ok(stderr.includes(`jobs have an id that begins with ${beginning} (`), stderr);
    assert.ok(stderr.includes(id) && stderr.includes(dense), stderr);
    assert.match(stderr, /; give more of the id\n$/);
    assert.equal(exitCode, 1);
  });

  test('an existing file stays unchanged until the new one is complete', async () => {
    const to = file('kept.pdf');
    writeFileSync(to, 'before');
    const more = ['--to', to, '--data', data, '--resolution', '20'];
    const { exitCode, stderr } = await run(['render', refused, ...more]);
    assert.match(stderr, /The image at position 1 .* is too large for its box/);
    assert.equal(exitCode, 1);
    assert.equal(readFileSync(to, 'utf8'), 'before');
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('.part')),
      [],
    );
    assert.equal((await run(['render', id, ...more])).exitCode, 0);
    assert.equal((await pageSizes(to)).length, 2);
  });

  test('inputs that cannot be shown are reported in a sentence, with exit code 1, and nothing is written', async () => {
    const to = file('none.png');
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[id, '--to', to, '--data', data], /a picture shows one of the 2 films: choose with --film/],
      [[id, '--to', to, '--data', data, '--film', '3'], /--film: found 3; there are 2 films/],
      [['nosuchjob', '--to', to, '--data', data], /there is no job nosuchjob in/],
      [[id, '--to', to, '--data', folder], /is not a data folder: name that of the server with --data/],
      [
        [id, '--to', to, '--data', data, '--film', '1', '--printer', 'OTHER'],
        /there is no printer OTHER .*: HARDCOPY/,
      ],
      [[smpte, '--to', file('none.bmp')], /name a file that ends in \.pdf, \.png, \.tif or \.tiff/],
      [[dense, '--to', to, '--data', data, '--film', '2'], /--film: found 2; there is 1 film/],
      [
        [smpte, '--to', path.join(folder, 'folder.pdf')],
        /--to: .*folder\.pdf is a folder; name a file in it/,
      ],
      [
        [removed, '--to', to, '--data', data],
        /the pixels of job .* were removed at 20.*, by the retention settings/,
      ],
      [[smpte, '--to', file('nowhere/none.png')], /--to: there is no folder/],
      [[smpte, '--to', file('none.pdf'), '--gray'], /--gray is for pictures/],
      [[folder, '--to', to], /has no film\.json/],
      [['no/such folder', '--to', to], /neither an existing folder nor the id of a job/],
      [[smpte, '--to', to, '--resolution', '9'], /Give a whole number from 10 to 4800/],
      [[smpte, '--to', to, '--bits', '12'], /Give one of 8, 16/],
      [[smpte, '--to', to, '--medium', 'glass'], /Give one of paper, blue-film, clear-film, display/],
    ];
    for (const [args, sentence] of cases) {
      const { exitCode, stderr } = await run(['render', ...args]);
      assert.match(stderr, sentence);
      assert.equal(exitCode, 1, stderr);
    }
    assert.equal(existsSync(to), false);
  });
});
