import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { media, type CalibrationPoint } from '../../../src/shared/film/printer.ts';
import {
  densityScale,
  deviceOfDensity,
  deviceTable,
  linearTable,
  type ToneRequest,
} from '../../../src/render/tone/device.ts';
import { densityOnMedium, opticsOf } from '../../../src/render/medium.ts';
import { paperDeviceValue } from '../../support/gray-reference.ts';
import { paperPrinter } from '../../support/render-films.ts';

const identity: ToneRequest = { scale: 'GSDF', minDensity: 20, maxDensity: 320 };
const blueFilm = { ...paperPrinter, medium: media['blue-film'] };
/** Device values of 8-bit P-values. */
const values = (table: Uint8Array | Uint16Array, ...pValues: number[]) => pValues.map((p) => table[p * 257]);
const near = (found: number, wanted: number, off: number, what = '') => {
  assert.ok(Math.abs(found - wanted) <= off, `${what} ${found}, not ${wanted}`);
};

describe('P-value to density', () => {
  test('the film example of PS3.14 D.2 within 0.002 OD', () => {
    const density = densityScale(blueFilm, identity);
    const table = [
      [0, 3.0],
      [1, 2.936],
      [32, 2.103],
      [64, 1.698],
      [96, 1.39],
      [128, 1.122],
      [160, 0.875],
      [192, 0.641],
      [224, 0.415],
      [255, 0.2],
    ] as const;
    for (const [pValue, wanted] of table) near(density(pValue / 255), wanted, 0.002, `P ${pValue}:`);
    for (const [pValue, wanted] of [
      [1024, 1.7016],
      [2048, 1.1261],
      [3072, 0.6469],
    ] as const)
      near(density(pValue / 4095), wanted, 0.002, `P ${pValue} of 12 bits:`);
  });

  test('under a light that the function does not reach, black and white stay black and white', () => {
    for (const [illumination, reflectedAmbientLight] of [
      [65_535, 0],
      [10_000, 10],
      [2000, 5000],
      [1, 0],
      [1, 65_535],
      [65_535, 65_535],
    ]) {
      const density = densityScale(blueFilm, { ...identity, illumination, reflectedAmbientLight });
      const what = `${illumination} and ${reflectedAmbientLight} cd/m²:`;
      near(density(0), 3, 0.002, what);
      near(density(1), 0.2, 0.002, what);
      for (let part = 0; part < 1; part += 0.05)
        assert.ok(density(part) > density(part + 0.05), `${what} ${part}`);
    }
    const deep = { ...paperPrinter, medium: { ...media.paper, dmax: 3.8 } };
    near(densityScale(deep, identity)(0), 3.8, 0.002, 'paper');
  });

  test('paper within 0.002 OD', () => {
    const density = densityScale(paperPrinter, identity);
    for (const [pValue, wanted] of [
      [0, 2.1],
      [64, 1.3219],
      [128, 0.8141],
      [192, 0.4056],
      [255, 0.05],
    ] as const)
      near(density(pValue / 255), wanted, 0.002, `P ${pValue}:`);
  });

  test('LIN OD is linear in density, 0 darkest unless the printer says otherwise', () => {
    const request: ToneRequest = { ...identity, scale: 'LIN OD' };
    const density = densityScale(paperPrinter, request);
    near(density(0), 2.1, 1e-12);
    near(density(0.25), 2.1 - 0.25 * 2.05, 1e-12);
    near(density(1), 0.05, 1e-12);
    const other = densityScale({ ...paperPrinter, linOdZero: 'brightest' }, request);
    near(other(0), 0.05, 1e-12);
    near(other(1), 2.1, 1e-12);
  });

  test('densities that a client narrows are carried to the medium in proportion', () => {
    // 170 is half of 20 … 320, so half of 0.05 … 2.10.
    const density = densityScale(paperPrinter, { ...identity, minDensity: 95, maxDensity: 170 });
    near(density(0), 0.05 + 2.05 / 2, 1e-9);
    near(density(1), 0.05 + 2.05 / 4, 1e-9);
  });

  test('densities in the wrong order are put in order', () => {
    const density = densityScale(paperPrinter, { ...identity, minDensity: 320, maxDensity: 20 });
    near(density(0), 2.1, 1e-9);
    near(density(1), 0.05, 1e-9);
  });

  test('densities outside the printer are its ends', () => {
    const optics = opticsOf(paperPrinter, {});
    assert.equal(densityOnMedium(optics, paperPrinter.densities, 0), 0.05);
    near(densityOnMedium(optics, paperPrinter.densities, 400), 2.1, 1e-12);
  });
});

describe('P-value to device value', () => {
  test('IDENTITY on paper: 0, 60, 113, 176, 255, and the formulas at every P-value', () => {
    const table = deviceTable(paperPrinter, identity, 8);
    assert.deepEqual(values(table, 0, 64, 128, 192, 255), [0, 60, 113, 176, 255]);
    for (let pValue = 0; pValue <= 65535; pValue += 41) {
      near(table[pValue]!, paperDeviceValue(pValue / 65535), 0.501, `P ${pValue}:`);
    }
  });

  test('IDENTITY on blue film: 0, 49, 96, 162, 255', () => {
    // The formula gives 96.47 in the middle.
    assert.deepEqual(values(deviceTable(blueFilm, identity, 8), 0, 64, 128, 192, 255), [0, 49, 96, 162, 255]);
  });

  test('on a display', () => {
    const display = { ...paperPrinter, medium: media.display };
    assert.deepEqual(values(deviceTable(display, identity, 8), 0, 64, 128, 192, 255), [0, 45, 96, 164, 255]);
  });

  test('16 bits: both ends are full scale, no value falls', () => {
    for (const name of ['paper', 'blue-film', 'clear-film', 'display'] as const) {
      const table = deviceTable({ ...paperPrinter, medium: media[name] }, identity, 16);
      assert.equal(table[0], 0, name);
      assert.equal(table[65535], 65535, name);
      for (let p = 1; p <= 65535; p++) assert.ok(table[p]! >= table[p - 1]!, `${name} at ${p}`);
    }
  });

  test('a lighter black that the client asks for is not black', () => {
    const table = deviceTable(paperPrinter, { ...identity, maxDensity: 170 }, 8);
    // Density 1.075 of paper: light (10^−1.075 − 10^−2.1) / (10^−0.05 − 10^−2.1) = 0.0865, encoded 0.3254.
    near(table[0]!, 83, 1);
    assert.equal(table[65535], 255);
  });

  test('illumination and ambient light of the client change film, not paper', () => {
    const viewing = { ...identity, illumination: 3000, reflectedAmbientLight: 2 };
    const middle = (printer: typeof paperPrinter, request: ToneRequest) =>
      deviceTable(printer, request, 16)[32768]!;
    assert.equal(middle(paperPrinter, viewing), middle(paperPrinter, identity));
    assert.notEqual(middle(blueFilm, viewing), middle(blueFilm, identity));
    // Lmin 2 + 3000 · 10^−3 = 5, Lmax 2 + 3000 · 10^−0.2 = 1894.9: JND 162.8 and 908.1, half way 535.4: 154.5 cd/m²,
    // which is 0.0791 of the light of the device, 0.3116 encoded.
    near(middle(blueFilm, viewing) / 257, 79.5, 1);
  });

  test('color passes: 16 bits as they are, 8 bits rounded', () => {
    assert.deepEqual(
      [0, 128, 129, 32768, 65535].map((value) => linearTable(8)[value]),
      [0, 0, 1, 128, 255],
    );
    assert.deepEqual(
      [0, 129, 65535].map((value) => linearTable(16)[value]),
      [0, 129, 65535],
    );
  });
});

describe('calibration', () => {
  const printerWith = (calibration: readonly CalibrationPoint[]) => ({ ...paperPrinter, calibration });
  const measured = [
    { deviceValue: 0, density: 1.8 },
    { deviceValue: 100, density: 1.0 },
    { deviceValue: 200, density: 0.3 },
    { deviceValue: 255, density: 0.1 },
  ];

  test('the device value is the one that was measured to give the density', () => {
    const printer = printerWith(measured);
    const table = deviceTable(printer, { ...identity, scale: 'LIN OD' }, 8);
    const at = (density: number) => table[Math.round(((1.8 - density) / 1.7) * 65535)];
    assert.equal(at(1.8), 0);
    assert.equal(at(1.4), 50);
    assert.equal(at(1.0), 100);
    assert.equal(at(0.65), 150);
    assert.equal(at(0.1), 255);
  });

  test('measured ends replace those of the medium: BLACK and WHITE reach them', () => {
    const printer = printerWith(measured);
    assert.equal(deviceOfDensity(printer, { kind: 'black' }, {}), 0);
    assert.equal(deviceOfDensity(printer, { kind: 'white' }, {}), 1);
    const density = densityScale(printer, identity);
    near(density(0), 1.8, 1e-9);
    near(density(1), 0.1, 1e-9);
  });

  test('a device whose values run the other way, in any order of points', () => {
    const inverted = measured.map((point) => ({ ...point, deviceValue: 255 - point.deviceValue })).reverse();
    const table = deviceTable(printerWith(inverted), { ...identity, scale: 'LIN OD' }, 8);
    assert.equal(table[0], 255);
    assert.equal(table[65535], 0);
  });

  test('noise does not turn the scale around', () => {
    const noisy = [...measured, { deviceValue: 110, density: 1.02 }, { deviceValue: 90, density: 1.01 }];
    const table = deviceTable(printerWith(noisy), identity, 8);
    for (let p = 1; p <= 65535; p++) assert.ok(table[p]! >= table[p - 1]!, `at ${p}`);
  });
});

describe('border and empty image density', () => {
  test('BLACK and WHITE are the ends of the medium, a number is a density on the client’s film', () => {
    assert.equal(deviceOfDensity(paperPrinter, { kind: 'black' }, {}), 0);
    near(deviceOfDensity(paperPrinter, { kind: 'white' }, {}), 1, 1e-12);
    near(deviceOfDensity(paperPrinter, { kind: 'density', hundredthsOfOD: 20 }, {}), 1, 1e-12);
    assert.equal(deviceOfDensity(paperPrinter, { kind: 'density', hundredthsOfOD: 400 }, {}), 0);
    const half = deviceOfDensity(paperPrinter, { kind: 'density', hundredthsOfOD: 170 }, {});
    near(half * 255, 83, 1);
  });
});
