// The whole calibration loop on a real server: it prints the target, a simulated scan is measured by the command line, and the
// next film has the corrected grays without a restart.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { printerChecksum } from '../src/calibration/target/target-code.ts';
import { targetPatches } from '../src/calibration/target/target-layout.ts';
import { run } from './cli/run.ts';
import { needs } from './support/external.ts';
import { TestServer } from './support/server.ts';
import { officePrinter, printedDensity } from './support/simulated-device.ts';
import { officeScanner, printerDensity, scanFile, simulateScan } from './support/simulated-scan.ts';
import { suiteFolder } from './support/temporary-folder.ts';

const folder = suiteFolder('calibrate');

const at = (name: string) => path.join(folder, name);
const config = at('hardcopy.yaml');
writeFileSync(
  config,
  'dicom: { host: 127.0.0.1, port: 0 }\nconsole: { port: 0 }\nprinters:\n  - { aeTitle: OFFICE, medium: paper, resolution: 72, dither: true }\n  - { aeTitle: OTHER }\n',
);
const office = (step: string, ...args: string[]) =>
  run(['calibrate', 'OFFICE', step, ...args, '--config', config, '--data', folder]);

const densities = (levels = 32) =>
  [
    'patch;density',
    ...targetPatches(levels, 'device').map(
      ({ patch, value }) => `${patch};${printedDensity(officePrinter, value).toFixed(3).replace('.', ',')}`,
    ),
  ].join('\r\n');

async function scanOf(kind: 'device' | 'p-values', printer: string, levels = 32): Promise<string> {
  const code = { kind, levels, printer: printerChecksum(printer, 'paper'), serial: 7 } as const;
  const file = at(`${kind}-${printer}.png`);
  const scan = simulateScan(code, printerDensity(officePrinter), { ...officeScanner, dotsPerInch: 80 });
  writeFileSync(file, await scanFile(scan));
  return file;
}

describe('hardcopy calibrate', () => {
  test('says how to begin when the printer was never calibrated', async () => {
    const { exitCode, stdout } = await office('show');
    assert.equal(exitCode, 0);
    assert.match(stdout, /OFFICE on paper[^]*never; begin with "hardcopy calibrate OFFICE target --data /);
  });

  test('writes the target as a PDF whose picture is read like a scan', async (t) => {
    const file = at('target.pdf');
    assert.equal((await office('target', '--to', file)).exitCode, 0);
    assert.equal(readFileSync(file).subarray(0, 5).toString(), '%PDF-');
    const missing = needs('pdftoppm');
    if (missing !== false) {
      t.skip(missing);
      return;
    }
    // The PDF is its own scan by an ideal device: white of the medium to black of the medium.
    const { exitCode, stdout, stderr } = await office('measure', file, '--dry-run');
    assert.equal(exitCode, 0, stderr);
    assert.match(
      stdout,
      /64 patches of 32 values, 0 left out[^]*white 0\.05, black 2\.10 OD[^]*no \(dry run\)/,
    );
  });

  test('stores nothing in a dry run of measured densities', async () => {
    writeFileSync(at('densities.csv'), densities());
    const { exitCode, stdout } = await office(
      'measure',
      at('densities.csv'),
      '--dry-run',
      '--report',
      at('trial.pdf'),
    );
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /64 patches of 32 values[^]*white 0\.08, black 1\.72[^]*within 10 %[^]*no \(dry run\)/,
    );
    assert.equal(readFileSync(at('trial.pdf')).subarray(0, 5).toString(), '%PDF-');
    assert.match((await office('show')).stdout, /never/);
  });

  test('measures a scan; stores, shows and removes the calibration', async () => {
    const scan = await scanOf('device', 'OFFICE');
    const anchors = ['--white-density', '0.08', '--black-density', '1.72'];
    const { exitCode, stdout, stderr } = await office('measure', scan, ...anchors, '--who', 'Physics');
    assert.equal(exitCode, 0, stderr);
    assert.match(
      stdout,
      /white 0\.08, black 1\.7\d OD[^]*white 0\.08 and black 1\.72 OD, as measured[^]*OFFICE\.paper\.pdf/,
    );
    const json = await office('show', '--json');
    const shown = JSON.parse(json.stdout) as {
      current: { who: string; points: unknown[] };
      expired: boolean;
    };
    assert.deepEqual(
      [shown.current.who, shown.current.points.length, shown.expired],
      ['Physics', 256, false],
    );
    const onFilm = at('on-film.yaml');
    writeFileSync(onFilm, readFileSync(config, 'utf8').replace('medium: paper', 'medium: blue-film'));
    const elsewhere = await run(['calibrate', 'OFFICE', '--config', onFilm, '--data', folder]);
    assert.match(
      elsewhere.stdout.replaceAll(/\s+/g, ' '),
      /OFFICE on blue-film Calibrated never on this medium, only on paper; begin with "hardcopy calibrate OFFICE/,
    );
    assert.match((await office('forget')).stdout, /no longer used/);
    const again = await office('forget');
    assert.deepEqual(
      [again.exitCode, again.stderr],
      [1, 'hardcopy: OFFICE has no measured calibration on paper\n'],
    );
  });

  test('gives no verdict without measured densities of black and white', async () => {
    const scan = await scanOf('device', 'OFFICE');
    for (const [anchors, verdict] of [
      [['--white-density', '0.08', '--black-density', '1.72'], /Verdict +within 10 % of the GSDF/],
      [
        ['--white-density', '0.08'],
        /Verdict +none, because white and black were not measured: give their densities/,
      ],
      [[], /Verdict +none/],
    ] as const) {
      const { exitCode, stdout } = await office('measure', scan, '--dry-run', ...anchors);
      assert.equal(exitCode, 0);
      assert.match(stdout, verdict);
      assert.match(stdout, /given the noise of this scan, plus the errors of the scanner itself/);
    }
  });

  test('measures several files together', async () => {
    writeFileSync(at('first.csv'), densities());
    writeFileSync(at('second.csv'), densities());
    const { exitCode, stdout } = await office('measure', at('first.csv'), at('second.csv'), '--dry-run');
    assert.equal(exitCode, 0);
    assert.match(stdout, /128 patches of 32 values, 0 left out/);
    assert.match(stdout, /Expected +up to \d\.\d %, given the noise/);
    const json = await office('measure', at('first.csv'), at('second.csv'), '--dry-run', '--json');
    const { source } = JSON.parse(json.stdout) as { source: { kind: string; file: string } };
    assert.deepEqual([source.kind, source.file], ['table', 'first.csv, second.csv']);
    const wrong = await office('measure', at('first.csv'), at('nowhere.csv'));
    assert.match(wrong.stderr, /There is no file \S*nowhere\.csv/);
  });

  test('corrects a scanner by a target of known densities', async () => {
    const scan = await scanOf('device', 'OFFICE');
    writeFileSync(at('densities.csv'), densities());
    const made = await office('scanner', scan, at('densities.csv'), '--to', at('curve.csv'));
    assert.equal(made.exitCode, 0, made.stderr);
    const { exitCode, stdout, stderr } = await office(
      'measure',
      scan,
      '--scanner-curve',
      at('curve.csv'),
      '--dry-run',
    );
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /white 0\.08, black 1\.7[12] OD[^]*the scanner's curve in curve\.csv/);
  });

  test('judges a test print without correcting it', async () => {
    const scan = await scanOf('p-values', 'OFFICE', 18);
    const anchors = ['--white-density', '0.08', '--black-density', '1.72'];
    const { exitCode, stdout, stderr } = await office('measure', scan, '--test', ...anchors);
    assert.equal(exitCode, 0, stderr);
    // The simulated printer is far off, and nothing corrected it.
    assert.match(stdout, /more than 20 % off the GSDF/);
  });

  test('reports what is wrong with exit code 1', async () => {
    const blank = at('blank.png');
    const noise = Buffer.from(Array.from({ length: 900 * 1200 }, (_, index) => 150 + ((index * 7919) % 97)));
    writeFileSync(
      blank,
      await sharp(noise, { raw: { width: 900, height: 1200, channels: 1 } })
        .png()
        .toBuffer(),
    );
    for (const [args, sentence] of [
      [
        ['measure', await scanOf('device', 'OTHER')],
        /target 7 of another printer or medium, not of OFFICE on paper/,
      ],
      [['measure', await scanOf('p-values', 'OFFICE', 18)], /for testing a calibration.*--test/],
      [['measure', await scanOf('device', 'OFFICE'), '--test'], /is for calibration.*without --test/],
      [['measure', blank], /none of the four ring marks/],
      [['measure', at('nowhere.csv')], /There is no file \S*nowhere\.csv/],
      [['measure'], /measure needs at least one file/],
      [['target', 'file'], /target accepts no file/],
      [['show', '--white-density', 'dark'], /optical density such as 1\.72/],
      [['print'], /choices/i],
    ] as const) {
      const [step, ...rest] = args;
      const { exitCode, stderr } = await office(step, ...rest);
      assert.equal(exitCode, 1, args.join(' '));
      assert.match(stderr, sentence);
    }
    const unknown = await run(['calibrate', 'UNKNOWN', '--config', config, '--data', folder]);
    assert.match(unknown.stderr, /no printer UNKNOWN in the configuration; it has OFFICE, OTHER/);
  });

  test('prints the target raw on a running server, which then uses the calibration at once', async () => {
    const server = await TestServer.start({ config: readFileSync(config, 'utf8') });
    try {
      const ask = (step: string, ...args: string[]) =>
        run(['calibrate', 'OFFICE', step, ...args, '--config', config, '--data', server.data]);
      const asked = await ask('target', '--levels', '18');
      assert.equal(asked.exitCode, 0, asked.stderr);
      assert.match(asked.stdout, /The target is job \S+ .*hardcopy calibrate OFFICE measure FILE/s);
      const [job] = await server.jobsDone(1);
      assert.ok(job);
      assert.equal(job.callingAeTitle, 'CALIBRATION');
      const patches = targetPatches(18, 'device');
      /** Device values of the patches on the page of the first job. */
      const page = async () => {
        const response = await server.get(`/api/jobs/${job.id}/films/1.png?width=840`);
        return readPatches(Buffer.from(await response.arrayBuffer()));
      };
      const raw = await page();
      for (const [index, { value }] of patches.entries()) {
        assert.ok(
          Math.abs((raw[index] ?? 0) - value) <= 1,
          `patch ${index + 1}: ${raw[index]}, not ${value}`,
        );
      }
      const view = async () => {
        const { printers } = (await (await server.get('/api/printers')).json()) as {
          printers: { aeTitle: string; calibration: { expired: boolean } | null }[];
        };
        return printers.find(({ aeTitle }) => aeTitle === 'OFFICE')?.calibration;
      };
      assert.equal(await view(), null);
      writeFileSync(at('densities.csv'), densities());
      assert.equal((await ask('measure', at('densities.csv'))).exitCode, 0);
      assert.equal((await view())?.expired, false);
      await server.logged(/calibration\.in-use .*OFFICE/);
    } finally {
      await server.stop();
    }
  });
});

/** The middle of every patch of a target of 18 values on a picture of its A4 page, 840 pixels wide. */
async function readPatches(png: Buffer): Promise<readonly number[]> {
  const { data, info } = await sharp(png).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const perMm = info.width / 210;
  // A margin of 5 mm, a line of text of 6 mm at the top and the bottom; the chart fills the width that is left.
  const unit = 200 / 180;
  const top = 11 + (297 - 22 - 240 * unit) / 2;
  return targetPatches(18, 'device').map(({ area }) => {
    const x = Math.floor((5 + (area.x + area.width / 2) * unit) * perMm);
    const y = Math.floor((top + (area.y + area.height / 2) * unit) * perMm);
    return data[y * info.width + x] ?? -1;
  });
}
