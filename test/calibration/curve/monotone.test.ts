import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { monotoneCurve, neverFalling } from '../../../src/calibration/curve/monotone.ts';
import { smoothed } from '../../../src/calibration/curve/smooth.ts';
import { normalNumbers } from '../../support/simulated-device.ts';

const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 40 });

test('the nearest monotonic values: neighbors out of order get their weighted mean', () => {
  assert.deepEqual(neverFalling([1, 2, 3], [1, 1, 1]), [1, 2, 3]);
  assert.deepEqual(neverFalling([1, 3, 2, 4], [1, 1, 3, 1]), [1, 2.25, 2.25, 4]);
  assert.deepEqual(neverFalling([3, 2, 1], [1, 1, 1]), [2, 2, 2]);
  fc.assert(
    fc.property(values, (given) => {
      const fitted = neverFalling(
        given,
        given.map(() => 1),
      );
      assert.equal(fitted.length, given.length);
      for (const [index, value] of fitted.entries()) assert.ok(value >= (fitted[index - 1] ?? -Infinity));
      const sum = (all: readonly number[]) => all.reduce((total, value) => total + value, 0);
      assert.ok(Math.abs(sum(fitted) - sum(given)) < 1e-9);
    }),
    { numRuns: 200 },
  );
});

describe('the curve through points', () => {
  test('passes through them, is monotonic between them and constant beyond', () => {
    fc.assert(
      fc.property(values, (given) => {
        const points = neverFalling(
          given,
          given.map(() => 1),
        ).map((y, index) => ({ x: index * 3, y }));
        const curve = monotoneCurve(points);
        for (const { x, y } of points) assert.ok(Math.abs(curve(x) - y) < 1e-9);
        for (let x = 0.25; x < points.at(-1)!.x; x += 0.25) assert.ok(curve(x) >= curve(x - 0.25) - 1e-9);
        assert.equal(curve(-5), points[0]!.y);
        assert.equal(curve(1e6), points.at(-1)!.y);
      }),
      { numRuns: 50 },
    );
  });

  test('is a straight line through collinear points', () => {
    const curve = monotoneCurve([0, 1, 4, 9].map((x) => ({ x, y: 2 * x + 1 })));
    for (const x of [0.3, 2, 5.5, 8.9]) assert.ok(Math.abs(curve(x) - (2 * x + 1)) < 1e-12);
  });

  test('requires two points with ascending x', () => {
    assert.throws(() => monotoneCurve([{ x: 0, y: 0 }]), RangeError);
    const twice = [
      { x: 1, y: 0 },
      { x: 1, y: 1 },
    ];
    assert.throws(() => monotoneCurve(twice), RangeError);
  });
});

describe('smoothing', () => {
  const ones = Array.from({ length: 40 }, () => 1);

  test('does not change a parabola', () => {
    const points = ones.map((_, x) => ({ x, y: x * x - 3 * x }));
    for (const [x, y] of smoothed(points, ones).values.entries())
      assert.ok(Math.abs(y - points[x]!.y) < 1e-5);
  });

  test('removes most of the noise, and reports its amount', () => {
    const noise = normalNumbers(11);
    const truth = (x: number) => Math.tanh((x - 20) / 8);
    const points = ones.map((_, x) => ({ x, y: truth(x) + 0.02 * noise() }));
    const { values: found, noise: guessed } = smoothed(points, ones);
    const rms = (off: number[]) => Math.sqrt(off.reduce((sum, one) => sum + one * one, 0) / off.length);
    const left = rms(found.map((y, x) => y - truth(x)));
    const before = rms(points.map(({ x, y }) => y - truth(x)));
    assert.ok(left < before * 0.6, `${left} of ${before}`);
    assert.ok(Math.abs(guessed - 0.02) < 0.006, `${guessed}`);
  });

  test('returns a handful of points unchanged', () => {
    const points = [3, 1, 2, 5].map((y, x) => ({ x, y }));
    assert.deepEqual(smoothed(points, [1, 1, 1, 1]).values, [3, 1, 2, 5]);
  });
});
