import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  contrastResponse,
  evenParts,
  standardFit,
  verdictOf,
} from '../../../src/calibration/curve/response.ts';
import { jndOfLuminance, luminanceOfJnd } from '../../support/gray-reference.ts';

/** Luminances on the GSDF, from 1.2 to 134 cd/m². */
function onTheFunction(steps: number): number[] {
  const [low, high] = [jndOfLuminance(1.2), jndOfLuminance(134)];
  return evenParts(steps).map((part) => luminanceOfJnd(low + part * (high - low)));
}

describe('JNDs per luminance interval (PS3.14 annex C)', () => {
  test('are level and equal on the function', () => {
    const fit = standardFit(onTheFunction(64));
    const ideal = (jndOfLuminance(134) - jndOfLuminance(1.2)) / 63;
    assert.equal(fit.jndsPerInterval.length, 63);
    assert.ok(Math.abs(fit.mean - ideal) < 1e-6, `${fit.mean}, not ${ideal}`);
    assert.ok(Math.abs(fit.slope) < 1e-6 && fit.rmse < 1e-6, `slope ${fit.slope}, RMSE ${fit.rmse}`);
  });

  test('have the given slope and distance', () => {
    // Intervals of 5, 5.1, 5.2 … JNDs, every other one 0.2 JND longer, the others shorter.
    let jnd = 80;
    const luminances = [luminanceOfJnd(jnd)];
    for (let index = 0; index < 40; index++) {
      jnd += 5 + 0.1 * index + (index % 2 === 0 ? 0.2 : -0.2);
      luminances.push(luminanceOfJnd(jnd));
    }
    const fit = standardFit(luminances);
    assert.ok(Math.abs(fit.slope - 0.1) < 0.002, `slope ${fit.slope}`);
    assert.ok(Math.abs(fit.rmse - 0.2) < 0.002, `RMSE ${fit.rmse}`);
    assert.ok(Math.abs(fit.mean - 6.95) < 1e-6, `mean ${fit.mean}`);
    assert.ok(Math.abs(fit.drift - (fit.slope * 39) / 6.95) < 1e-6, `drift ${fit.drift}`);
  });
});

describe('contrast response (AAPM TG18)', () => {
  test('is the expected one on the GSDF', () => {
    const response = contrastResponse(onTheFunction(18));
    assert.equal(response.steps.length, 17);
    assert.ok(response.largest < 1e-6);
    assert.equal(response.verdict, 'primary');
  });

  test('with one deviating luminance agrees with the formula of TG18', () => {
    const luminances = onTheFunction(18);
    const [before = 0, at = 0, after = 0] = luminances.slice(8, 11);
    luminances[9] = at * 1.02;
    const contrast = (low: number, high: number) => (high - low) / (high + low);
    const largest = Math.max(
      contrast(before, at * 1.02) / contrast(before, at) - 1,
      1 - contrast(at * 1.02, after) / contrast(at, after),
    );
    assert.ok(Math.abs(contrastResponse(luminances).largest - largest) < 1e-6);
  });

  test('has the limits 10 and 20 %', () => {
    assert.deepEqual([0.1, 0.1001, 0.2, 0.2001].map(verdictOf), [
      'primary',
      'secondary',
      'secondary',
      'neither',
    ]);
  });
});
