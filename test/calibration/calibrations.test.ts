import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { CalibratedPrinters, Calibrations } from '../../src/calibration/calibrations.ts';
import { calibrate, type Calibration } from '../../src/calibration/report/report.ts';
import { reportPdf } from '../../src/calibration/report/report-pdf.ts';
import {
  calibrationFolder,
  calibrationPath,
  forgetCalibration,
  readCalibrationFile,
  storeCalibration,
} from '../../src/calibration/store.ts';
import { SetupFailure } from '../../src/shared/errors/errors.ts';
import type { Printer } from '../../src/shared/film/printer.ts';
import { configuredPrinter } from '../support/configured-printer.ts';
import { recordingLog } from '../support/recording-log.ts';
import { measuredWedge, officePrinter } from '../support/simulated-device.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const data = mkdtempSync(path.join(tmpdir(), 'hardcopy-calibrations-'));
  folders.push(data);
  return calibrationFolder(data);
}

const printer = configuredPrinter();

function calibration(more: Partial<Calibration> = {}): Calibration {
  const source = {
    kind: 'table',
    file: 'wedge.csv',
    assumes: 'densities as the densitometer shows them',
  } as const;
  const about = { measuredAt: '2026-03-01T10:00:00.000Z', who: 'Physics', source };
  return { ...calibrate(printer, measuredWedge(officePrinter, { noiseOD: 0.003 }), about), ...more };
}

describe('the report', () => {
  test('has the printer before and after the calibration', () => {
    const { before, after: then, dmin, dmax } = calibration();
    assert.ok(before.contrast.largest > 0.5);
    assert.ok(then.contrast.largest < 0.001, `${then.contrast.largest}`);
    assert.ok(Math.abs(then.fit.drift) < 0.02 && Math.abs(before.fit.drift) > 0.2, `${before.fit.drift}`);
    assert.ok(Math.abs(dmin - 0.08) < 0.01 && Math.abs(dmax - 1.72) < 0.01);
    const about = { measuredAt: '2026-03-01T10:00:00.000Z', who: '', source: calibration().source };
    // The error of 8 bits without dither.
    const steps = calibrate(
      { ...printer, dither: false },
      measuredWedge(officePrinter, { noiseOD: 0.003 }),
      about,
    );
    assert.ok(steps.after.contrast.largest > 0.04, `${steps.after.contrast.largest}`);
    assert.ok(then.fit.relativeRmse < before.fit.relativeRmse / 10);
  });

  test('is a PDF of one page', async () => {
    const pdf = await reportPdf(calibration());
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    assert.equal(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length, 1);
  });
});

describe('the store', () => {
  test('has a file for each printer and medium, whatever their names', async () => {
    const folder = newFolder();
    await storeCalibration(folder, calibration({ printer: 'A/B *', mediumName: 'blue-film' }));
    await storeCalibration(folder, calibration());
    assert.deepEqual(readdirSync(folder).sort(), ['A%2FB%20%2A.blue-film.json', 'HARDCOPY.paper.json']);
    const { current } = readCalibrationFile(
      calibrationPath(folder, { aeTitle: 'A/B *', mediumName: 'blue-film' }),
    );
    assert.equal(current?.points.length, 256);
    assert.equal(current.who, 'Physics');
  });

  test('keeps the last twenty, newest first, and removes only the one in use', async () => {
    const folder = newFolder();
    for (let index = 0; index < 23; index++)
      await storeCalibration(folder, calibration({ who: `no. ${index}` }));
    const file = calibrationPath(folder, printer);
    const { history } = readCalibrationFile(file);
    assert.equal(history.length, 20);
    assert.deepEqual([history[0]?.who, history[19]?.who], ['no. 22', 'no. 3']);
    assert.equal(await forgetCalibration(folder, printer), true);
    assert.equal(await forgetCalibration(folder, printer), false);
    assert.deepEqual(
      [readCalibrationFile(file).current, readCalibrationFile(file).history.length],
      [null, 20],
    );
  });

  test('refuses a damaged file, which a new calibration replaces', async () => {
    const folder = newFolder();
    const file = await storeCalibration(folder, calibration());
    for (const text of ['{', '{"current":{"version":1,"points":[]},"history":[]}']) {
      writeFileSync(file, text);
      assert.throws(
        () => readCalibrationFile(file),
        (error) =>
          error instanceof SetupFailure &&
          /holds no calibration.*measure the printer again/.test(error.message),
      );
    }
    await storeCalibration(folder, calibration());
    assert.equal(readCalibrationFile(file).current?.printer, 'HARDCOPY');
  });
});

describe('the calibrations of a running server', () => {
  function running(folder: string, expiresDays = 180) {
    const { log, lines } = recordingLog();
    let now = new Date('2026-03-02T10:00:00Z');
    const calibrations = new Calibrations({ folder, expiresDays, log, now: () => now });
    return { calibrations, lines, setNow: (text: string) => (now = new Date(text)) };
  }

  test('apply as soon as they are stored, until they are removed', async () => {
    const folder = newFolder();
    const configured: Printer = {
      ...printer,
      calibration: [
        { deviceValue: 0, density: 2 },
        { deviceValue: 255, density: 0 },
      ],
    };
    const { calibrations, lines } = running(folder);
    assert.equal(calibrations.of(configured), configured);
    await storeCalibration(folder, calibration());
    const measured = calibrations.of(configured);
    assert.equal(measured.calibration?.length, 256);
    assert.deepEqual(measured.lastCalibration, { date: new Date('2026-03-01T10:00:00Z'), expired: false });
    assert.equal(calibrations.of(configured), measured);
    await forgetCalibration(folder, printer);
    assert.equal(calibrations.of(configured), configured);
    const said = lines.map(({ event }) => event);
    assert.deepEqual(said, ['calibration.in-use', 'calibration.forgotten']);
    assert.equal(lines[0]?.fields.overrides, 'the calibration of the configuration');
  });

  test('of another medium are not used, with one warning; those of other printers are ignored', async () => {
    const folder = newFolder();
    await storeCalibration(folder, calibration());
    const film: Printer = { ...printer, mediumName: 'blue-film' };
    const { calibrations, lines } = running(folder);
    assert.equal(calibrations.of(film), film);
    assert.equal(calibrations.of(film), film);
    calibrations.of({ ...film, aeTitle: 'OTHER' });
    assert.deepEqual(
      lines.map(({ level, event, fields }) => ({ level, event, ...fields })),
      [
        {
          level: 'warn',
          event: 'calibration.other-medium',
          printer: 'HARDCOPY',
          medium: 'blue-film',
          measuredOn: 'paper',
        },
      ],
    );
  });

  test('that have expired stay in use with one warning; 0 days means that they never expire', async () => {
    const folder = newFolder();
    await storeCalibration(folder, calibration());
    const { calibrations, lines, setNow } = running(folder);
    setNow('2026-08-27T10:00:00Z');
    assert.equal(calibrations.of(printer).lastCalibration?.expired, false);
    setNow('2026-08-29T10:00:00Z');
    assert.equal(calibrations.of(printer).lastCalibration?.expired, true);
    assert.equal(calibrations.of(printer).calibration?.length, 256);
    assert.equal(
      lines.filter(({ event, level }) => event === 'calibration.expired' && level === 'warn').length,
      1,
    );
    const never = running(folder, 0);
    never.setNow('2036-01-01T00:00:00Z');
    assert.equal(never.calibrations.of(printer).lastCalibration?.expired, false);
  });

  test('stay in use when their file is damaged, and films continue', async () => {
    const folder = newFolder();
    const file = await storeCalibration(folder, calibration());
    const { calibrations, lines } = running(folder);
    assert.equal(calibrations.of(printer).calibration?.length, 256);
    writeFileSync(file, 'no json');
    assert.equal(calibrations.of(printer).calibration?.length, 256);
    assert.equal(running(folder).calibrations.of(printer), printer);
    assert.equal(
      lines.filter(({ event, level }) => event === 'calibration.unreadable' && level === 'error').length,
      1,
    );
  });

  test('are in every port that gives access to printers', async () => {
    const folder = newFolder();
    const printers = new CalibratedPrinters([printer], running(folder).calibrations);
    await storeCalibration(folder, calibration());
    assert.ok(printers.get('HARDCOPY')?.lastCalibration);
    assert.ok([...printers.values()][0]?.lastCalibration);
    assert.deepEqual([...printers.keys()], ['HARDCOPY']);
    assert.equal(printers.get('OTHER'), undefined);
  });
});
