// Findings of the doctor about calibrations, and devices that share one.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { calibrate } from '../../../src/calibration/report/report.ts';
import { sharedCurve } from '../../../src/calibration/curve/shared-curve.ts';
import { calibrationFolder, storeCalibration } from '../../../src/calibration/store.ts';
import { checkCalibrations } from '../../../src/doctor/calibrations.ts';
import { loadConfig } from '../../../src/config/config.ts';
import { measuredWedge, officePrinter } from '../../support/simulated-device.ts';
import { run } from '../run.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const data = suiteFolder('doctor');

const file = path.join(data, 'hardcopy.yaml');
writeFileSync(
  file,
  `printers:
  - aeTitle: ONE
    destinations: [{ kind: ipp, uri: ipp://127.0.0.1:9/ipp/print, name: left }]
  - aeTitle: TWO
    destinations:
      - { kind: ipp, uri: ipp://127.0.0.1:9/ipp/print, name: left }
      - { kind: pdf, folder: films }
      - { kind: ipp, uri: ipp://127.0.0.1:9/ipp/other, name: right }
  - aeTitle: POOL
    destinations:
      - kind: pool
        devices:
          - { kind: ipp, uri: ipp://127.0.0.1:9/ipp/a, name: a }
          - { kind: ipp, uri: ipp://127.0.0.1:9/ipp/b, name: b }
`,
);
const config = loadConfig({ file, data });
const [one, two, pool] = config.printers;

test('reports that devices of one printer share its curve, and which one prints the target', () => {
  assert.ok(one && two && pool);
  assert.equal(sharedCurve(one), undefined);
  assert.match(
    sharedCurve(two) ?? '',
    /^left, right print with one calibration, that of TWO, .* out of each:/,
  );
  assert.match(
    sharedCurve(pool) ?? '',
    /^a, b print with one calibration, that of POOL, .* one of them only:/,
  );
});

test('calibrate reports it before it prints', async () => {
  const shown = async (printer: string) =>
    (await run(['calibrate', printer, 'show', '--config', file, '--data', data])).stderr;
  assert.match(await shown('TWO'), /left, right print with one calibration/);
  assert.equal(await shown('ONE'), '');
});

test('names calibrations, expired ones, and devices that share one', async () => {
  assert.ok(two);
  const now = new Date('2026-03-02T10:00:00Z');
  assert.deepEqual(checkCalibrations(config, now), []);
  const about = {
    measuredAt: '2026-03-01T10:00:00.000Z',
    who: '',
    source: { kind: 'table', file: 'a.csv', assumes: '' },
  } as const;
  await storeCalibration(
    calibrationFolder(data),
    calibrate(two, measuredWedge(officePrinter, { noiseOD: 0.003 }), about),
  );
  const fresh = checkCalibrations(config, now);
  assert.deepEqual(
    fresh.map(({ verdict }) => verdict),
    ['ok', 'ok'],
  );
  assert.equal(fresh[0]?.found, 'TWO on paper, of 2026-03-01');
  assert.match(fresh[1]?.found ?? '', /^TWO: left, right print with one calibration/);
  const old = checkCalibrations(config, new Date('2026-08-29T10:00:01Z')).at(-1);
  assert.deepEqual(
    [old?.verdict, old?.found, old?.fix],
    [
      'warning',
      'TWO on paper, of 2026-03-01: expired, older than 180 days',
      'print a new target ("hardcopy calibrate TWO target") and measure it',
    ],
  );
  writeFileSync(path.join(calibrationFolder(data), 'ONE.paper.json'), 'damaged');
  const [damaged] = checkCalibrations(config, now);
  assert.equal(damaged?.verdict, 'warning');
  assert.match(damaged.found, /holds no calibration/);
});
