import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fitCurve } from '../../../src/calibration/curve/fit.ts';
import type { MeasuredPatch } from '../../../src/calibration/curve/measurement.ts';
import { contrastResponse, evenParts } from '../../../src/calibration/curve/response.ts';
import { SetupFailure } from '../../../src/shared/errors/errors.ts';
import type { CalibrationPoint } from '../../../src/shared/film/printer.ts';
import { deviceTable } from '../../../src/render/tone/device.ts';
import { paperPrinter } from '../../support/render-films.ts';
import { measuredWedge, officePrinter, printedDensity } from '../../support/simulated-device.ts';

/** True luminances of evenly spaced P-values on the simulated printer. */
function printedLuminances(calibration: readonly CalibrationPoint[] | undefined, steps = 18): number[] {
  const printer = { ...paperPrinter, ...(calibration ? { calibration } : {}) };
  const table = deviceTable(printer, { scale: 'GSDF', minDensity: 20, maxDensity: 320 }, 16);
  return evenParts(steps).map((part) => {
    const deviceValue = (table[Math.round(part * 65535)] ?? 0) / 257;
    return 150 * 10 ** -printedDensity(officePrinter, deviceValue);
  });
}

const refused = (patches: readonly MeasuredPatch[], what: RegExp) => {
  assert.throws(
    () => fitCurve(patches),
    (error) =>
      error instanceof SetupFailure && error.code === 'measurement-unusable' && what.test(error.message),
  );
};

describe('a curve from measured densities', () => {
  test('corrects an inaccurate printer to within 5 % of the GSDF in one pass', () => {
    const before = contrastResponse(printedLuminances(undefined));
    assert.ok(before.largest > 0.5, `${before.largest}: nothing to calibrate`);
    assert.equal(before.verdict, 'neither');
    for (const seed of [1, 2, 3, 4, 5]) {
      const { points, noiseOD } = fitCurve(measuredWedge(officePrinter, { noiseOD: 0.003, seed }));
      const after = contrastResponse(printedLuminances(points));
      assert.ok(after.largest < 0.05, `seed ${seed}: ${after.largest}`);
      assert.equal(after.verdict, 'primary');
      assert.ok(Math.abs(noiseOD - 0.003) < 0.001, `noise ${noiseOD}`);
    }
  });

  test('without noise equals the curve of the device', () => {
    const { points, dmin, dmax, leftOut } = fitCurve(measuredWedge(officePrinter));
    assert.equal(points.length, 256);
    for (const { deviceValue, density } of points) {
      const off = Math.abs(density - printedDensity(officePrinter, deviceValue));
      assert.ok(off < 0.005, `${deviceValue}: ${density}, ${off} off`);
    }
    assert.ok(Math.abs(dmin - 0.08) < 0.002 && Math.abs(dmax - 1.72) < 0.005, `${dmin} to ${dmax}`);
    assert.deepEqual(leftOut, []);
  });

  test('is monotonic, whatever the noise', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(0, 0.004, 0.012), (seed, noiseOD) => {
        const { points } = fitCurve(measuredWedge(officePrinter, { noiseOD, seed, steps: 24 }));
        for (const [index, { density }] of points.entries()) {
          assert.ok(density <= (points[index - 1]?.density ?? Infinity), `at ${index}`);
        }
      }),
      { numRuns: 12, seed: 7 },
    );
  });

  test('leaves out a patch with dust, and names it', () => {
    const patches = measuredWedge(officePrinter, { noiseOD: 0.003 });
    const dusty = patches.map((patch) =>
      patch.patch === 20 ? { ...patch, density: patch.density + 0.3 } : patch,
    );
    const { leftOut, points } = fitCurve(dusty);
    assert.deepEqual(
      leftOut.map(({ patch }) => patch),
      [20],
    );
    assert.ok(contrastResponse(printedLuminances(points)).largest < 0.05);
  });

  test('reports the measurement with one step per value', () => {
    const { wedge } = fitCurve(measuredWedge(officePrinter, { steps: 18, times: 2 }));
    assert.equal(wedge.length, 18);
    assert.deepEqual([wedge[0]?.deviceValue, wedge[17]?.deviceValue, wedge[5]?.patches], [0, 255, 2]);
  });
});

describe('refuses measurements', () => {
  const good = measuredWedge(officePrinter, { steps: 18, times: 1 });

  test('with too few patches', () => {
    refused(good.slice(0, 5), /Only 5 different device values.*at least 8/);
    refused([], /Only 0/);
    refused(
      Array.from({ length: 5000 }, () => ({ deviceValue: 1, density: 1 })),
      /another file/,
    );
  });

  test('without black or white', () => {
    refused(good.slice(2), /from device value 30 to 255; measure the black/);
    refused(good.slice(0, 16), /to 225/);
  });

  test('with too small a range', () => {
    refused(
      good.map((patch) => ({ ...patch, density: 0.1 + patch.density / 10 })),
      /range of 0\.16 is too small.*[Tt]oner/,
    );
  });

  test('of a negative', () => {
    refused(
      good.map((patch) => ({ ...patch, deviceValue: 255 - patch.deviceValue })),
      /rise with the device value, from 0\.08 to 1\.72.*swapped/,
    );
  });

  test('in an order other than that of the patches', () => {
    const shuffled = good.map((patch, index) => ({
      ...patch,
      density: good[(index * 7) % 18]?.density ?? 0,
    }));
    refused(
      shuffled.map((patch, index) => (index === 17 ? (good[17] ?? patch) : patch)),
      /do not fall steadily.*patch \d+ \(device value \d+\): \d\.\d\d.*order/,
    );
  });

  test('that are not densities', () => {
    refused(
      good.map((patch) => ({ ...patch, density: 100 * 10 ** -patch.density })),
      /optical densities lie between 0 and 5.*reflectance/,
    );
    refused([...good, { deviceValue: 300, density: 1 }], /Device value 300/);
    refused([...good, { deviceValue: 30, density: NaN }], /has density NaN/);
  });
});
