import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  readMeasurements,
  readScannerCurve,
  scannerCurveText,
} from '../../src/calibration/measured-table.ts';
import { targetPatches } from '../../src/calibration/target/target-layout.ts';
import { SetupFailure } from '../../src/shared/errors/errors.ts';

const device = { kind: 'device' } as const;

const refused = (
  text: string,
  what: RegExp,
  read: (text: string) => unknown = (table) => readMeasurements(table, device),
) => {
  assert.throws(
    () => read(text),
    (error) =>
      error instanceof SetupFailure && error.code === 'measurement-unusable' && what.test(error.message),
  );
};

describe('measured densities', () => {
  const expected = [
    { deviceValue: 0, density: 1.72 },
    { deviceValue: 128, density: 0.61 },
    { deviceValue: 255, density: 0.08 },
  ];

  for (const [what, text] of [
    ['commas', 'deviceValue,density\n0,1.72\n128,0.61\n255,0.08\n'],
    ['semicolons and decimal commas', 'Value;Density\r\n0;1,72\r\n128;0,61\r\n255;0,08\r\n'],
    [
      'tabs, other columns, quotes and a byte order mark',
      '\uFEFF"Value"\t"L*"\t"D vis"\n0\t20\t1,72\n128\t60\t0,61\n255\t95\t0,08',
    ],
    ['spaces, no heading, comments', '# typed in\n0   1.72\n128 .61\n\n255 0,08\n'],
    ['commas and spaces', '0, 1.72\n128, 0.61\n255, 0.08'],
    ['other order of columns', 'OD,input\n1.72,0\n0.61,128\n0.08,255'],
    [
      'CGATS',
      'CGATS.17\nORIGINATOR "Densitometer"\nNUMBER_OF_FIELDS 2\nBEGIN_DATA_FORMAT\nGRAY D_VIS\nEND_DATA_FORMAT\nNUMBER_OF_SETS 3\nBEGIN_DATA\n0 1.72\n128 0.61\n255 0.08\nEND_DATA\n',
    ],
  ] as const) {
    test(`with ${what}`, () => {
      assert.deepEqual(readMeasurements(text, device), expected);
    });
  }

  test('by patch are assigned to the values of the target', () => {
    const densities = targetPatches(32, 'device').map(({ patch }) => ({ patch, density: patch / 100 }));
    const wanted = targetPatches(32, 'device').map(({ patch, value }) => ({
      patch,
      deviceValue: value,
      density: patch / 100,
    }));
    const lines = densities.map(({ patch, density }) => `${patch};${String(density).replace('.', ',')}`);
    assert.deepEqual(readMeasurements(['Patch;Density', ...lines].join('\n'), device), wanted);
    assert.deepEqual(readMeasurements(lines.join('\n'), device), wanted);
    // Densities alone, in the order of the patches.
    assert.deepEqual(readMeasurements(densities.map(({ density }) => density).join('\n'), device), wanted);
    // Sixty-four patches may also be a wedge of 64 values.
    assert.equal(
      readMeasurements(lines.join('\n'), { ...device, levels: 64 })[0]?.deviceValue,
      targetPatches(64, 'device')[0]?.value,
    );
  });

  test('of a target with 18 values are assigned by its 36 patches', () => {
    const text = targetPatches(18, 'device').map(({ value }) => (2 - value / 200).toFixed(3));
    assert.deepEqual(
      readMeasurements(text.join('\n'), device).map(({ deviceValue }) => deviceValue),
      targetPatches(18, 'device').map(({ value }) => value),
    );
  });

  test('that are none', () => {
    refused('', /empty/);
    refused('\n# nothing\n', /empty/);
    refused('deviceValue,reflectance\n0,3\n', /called density; there is deviceValue, reflectance/);
    refused('color,density\n1,2\n', /deviceValue or patch; there is color, density/);
    refused('deviceValue,density\n0,1.7\nfoo,bar\n', /Line 3 .*"foo bar"/);
    refused('deviceValue,density\n0,1.7\n128,\n', /Row 2 .*no density/);
    refused('patch,density\n1,1.7\n2,1.6\n', /end with patch 2/);
    refused(['patch,density', ...Array.from({ length: 70 }, (_, i) => `${i + 1},1`)].join('\n'), /patch 70/);
    refused('1\n'.repeat(20_000), /20000 lines/);
  });
});

describe('the curve of a scanner', () => {
  test('is read back as it was written', () => {
    const points = [
      { scanValue: 30.5, density: 1.7 },
      { scanValue: 240, density: 0.08 },
    ];
    assert.deepEqual(readScannerCurve(scannerCurveText(points.toReversed())), points);
    assert.deepEqual(readScannerCurve('30,5;1,7\n240;0,08'), points);
  });

  test('requires scan values from 0 to 255', () => {
    refused('scanValue,density\n300,1', /Scan value 300/, readScannerCurve);
    refused('a,b\n1,1', /scanValue and density; there is a, b/, readScannerCurve);
  });
});
