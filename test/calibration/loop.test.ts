// One pass of calibration by a densitometer, on devices with a known curve: print, measure with noise, fit, print again. The
// true contrast response of the device is asserted, not the one that the fit expects.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fitCurve } from '../../src/calibration/curve/fit.ts';
import type { MeasuredPatch } from '../../src/calibration/curve/measurement.ts';
import { calibrate, expectedText } from '../../src/calibration/report/report.ts';
import { contrastResponse, evenParts } from '../../src/calibration/curve/response.ts';
import { targetPatches } from '../../src/calibration/target/target-layout.ts';
import { media } from '../../src/shared/film/printer.ts';
import { deviceTable } from '../../src/render/tone/device.ts';
import { isDithered, luminanceOfDensity, opticsOf, type RenderPrinter } from '../../src/render/medium.ts';
import { configuredPrinter } from '../support/configured-printer.ts';
import { paperPrinter } from '../support/render-films.ts';
import { normalNumbers, officePrinter, printedDensity } from '../support/simulated-device.ts';

const blueFilm: RenderPrinter = { ...paperPrinter, medium: media['blue-film'] };
const toner = { dmin: 0.07, dmax: 1.45, dotGain: 0.22, n: 1.5 };

/** Density by device value, and the medium. */
const devices = [
  ['an office printer', paperPrinter, (value: number) => printedDensity(officePrinter, value)],
  ['a laser with much dot gain', paperPrinter, (value: number) => printedDensity(toner, value)],
  [
    'an inkjet that is heavy in the darks',
    paperPrinter,
    (value: number) => 1.68 - 1.6 * (value / 255) ** 1.8,
  ],
  [
    'a nearly linear film',
    blueFilm,
    (value: number) => 3 - (2.8 * value) / 255 + 0.06 * Math.sin((2 * Math.PI * value) / 255),
  ],
] as const;

/** Densitometer readings of the target, printed and measured the given number of times. */
function measured(density: (value: number) => number, noiseOD: number, times: number, seed: number) {
  const noise = normalNumbers(seed);
  return Array.from({ length: times }, () => targetPatches(32, 'device')).flatMap((patches) =>
    patches.map(({ patch, value }): MeasuredPatch => ({
      patch,
      deviceValue: value,
      density: density(value) + noise() * noiseOD,
    })),
  );
}

/** Largest true deviation of the device from the contrast of the GSDF. */
function contrastOf(printer: RenderPrinter, density: (value: number) => number, bits: 8 | 16 = 16): number {
  const { min: minDensity, max: maxDensity } = printer.densities;
  const table = deviceTable(printer, { scale: 'GSDF', minDensity, maxDensity }, bits);
  const optics = opticsOf(printer, {});
  const luminances = evenParts(18).map((part) => {
    const sent = table[Math.round(part * 65535)] ?? 0;
    return luminanceOfDensity(optics, density(bits === 8 ? sent : sent / 257));
  });
  return contrastResponse(luminances).largest;
}

const seeds = Array.from({ length: 12 }, (_, index) => (index + 1) * 7919);

for (const [name, printer, density] of devices) {
  /** Deviations after one pass by seed, the largest first. */
  const after = (noiseOD: number, times: number) =>
    seeds
      .map((seed) => fitCurve(measured(density, noiseOD, times, seed)).points)
      .map((calibration) => contrastOf({ ...printer, calibration }, density))
      .sort((a, b) => b - a);

  describe(name, () => {
    test('is inaccurate before calibration', () => {
      assert.ok(contrastOf(printer, density) > 0.3);
    });

    test('is within 5 % of the GSDF after one pass with a good densitometer (0.003 OD)', () => {
      const [worst = 1] = after(0.003, 1);
      assert.ok(worst < 0.05, `${worst}`);
    });

    test('is within 20 % (TG18), mostly within 10 %, when measured once with a poor densitometer (0.01 OD)', () => {
      const all = after(0.01, 1);
      assert.ok(all[0]! < 0.2, `${all[0]}`);
      assert.ok(all[3]! < 0.1, `${all[3]}`);
    });

    test('is within 10 %, mostly within 5 %, when measured four times with the poor one', () => {
      const all = after(0.01, 4);
      assert.ok(all[0]! < 0.1, `${all[0]}`);
      assert.ok(all[3]! < 0.05, `${all[3]}`);
    });
  });
}

test('noise is not mistaken for dust, on white patches either', () => {
  const [, , density] = devices[2];
  for (const seed of seeds.concat([20, 28, 31, 32].map((other) => other * 7919))) {
    const { leftOut } = fitCurve(measured(density, 0.01, 1, seed));
    assert.deepEqual(leftOut, [], `seed ${seed}`);
  }
});

test('dark tones of film are as accurate as bright ones', () => {
  const [, , density] = devices[3];
  const squares = seeds.flatMap((seed) => {
    const { points } = fitCurve(measured(density, 0.01, 1, seed));
    return [0, 10, 20, 30, 40].map((value) => (points[value]!.density - density(value)) ** 2);
  });
  const deviation = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  assert.ok(deviation < 0.0055, `${deviation} OD`);
});

describe('the expected deviation of a report', () => {
  const about = {
    measuredAt: '2026-03-01T10:00:00.000Z',
    who: '',
    source: { kind: 'table', file: 'a.csv', assumes: 'nothing' },
  } as const;
  const printer = { ...configuredPrinter(), bits: 16 } as const;
  const [, , density] = devices[1];

  test('grows with the noise, and is rarely exceeded', () => {
    let kept = 0;
    const some = seeds.slice(0, 4);
    for (const seed of some) {
      const { points, maxExpected } = calibrate(printer, measured(density, 0.01, 1, seed), about);
      const truly = contrastOf({ ...printer, calibration: points }, density);
      if (truly <= maxExpected) kept++;
      assert.ok(maxExpected > 0.03 && maxExpected < 0.3, `${maxExpected}`);
    }
    assert.ok(kept >= some.length - 1, `${kept} of ${some.length}`);
    const quiet = calibrate(printer, measured(density, 0.0005, 1, 3), about).maxExpected;
    assert.ok(quiet < 0.02, `${quiet}`);
  });

  test('advises another measurement when noise causes more than 5 %', () => {
    assert.equal(
      expectedText({ maxExpected: 0.031, source: about.source }),
      'up to 3.1 %, given the noise of this measurement',
    );
    assert.match(
      expectedText({ maxExpected: 0.08, source: about.source }),
      /^up to 8\.0 %.*; measure the target, or another print of it, once more and give all files together/,
    );
  });
});

test('dither: auto dithers a calibrated printer, because 8-bit steps alone cause more than 5 %', () => {
  const [, printer, density] = devices[0];
  const calibration = Array.from({ length: 256 }, (_, deviceValue) => ({
    deviceValue,
    density: density(deviceValue),
  }));
  assert.ok(contrastOf({ ...printer, calibration }, density, 8) > 0.05);
  assert.ok(contrastOf({ ...printer, calibration }, density, 16) < 0.001);
  assert.deepEqual(
    (['auto', true, false] as const).map((dither) => [
      isDithered({ dither }),
      isDithered({ dither, calibration }),
    ]),
    [
      [false, true],
      [true, true],
      [false, false],
    ],
  );
  assert.equal(configuredPrinter().dither, 'auto');
});
