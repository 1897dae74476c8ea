import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectiveMap } from '../../../src/calibration/scan/homography.ts';
import { markSpots, type Spot } from '../../../src/calibration/target/target-layout.ts';

/** The perspective of a camera below the sheet: distant parts are small. */
const camera = ({ x, y }: Spot): Spot => {
  const depth = 1 + 0.0004 * x + 0.0012 * y;
  return { x: (3 * x - 0.4 * y + 50) / depth, y: (0.3 * x + 2.8 * y + 20) / depth };
};

test('four spots determine all positions, also in perspective', () => {
  const map = projectiveMap(markSpots, markSpots.map(camera));
  assert.ok(map);
  for (const spot of [...markSpots, { x: 90, y: 120 }, { x: 0, y: 0 }, { x: 180, y: 33 }]) {
    const [found, wanted] = [map(spot), camera(spot)];
    assert.ok(Math.hypot(found.x - wanted.x, found.y - wanted.y) < 1e-6, JSON.stringify({ found, wanted }));
  }
  // No affine map does: the middle of the sheet is not in the middle of its corners.
  const corners = markSpots.map(camera);
  const middle = corners.reduce((sum, { y }) => sum + y, 0) / 4;
  assert.ok(Math.abs(map({ x: 90, y: 120 }).y - middle) > 5);
});

test('collinear spots are refused', () => {
  const line = [0, 1, 2, 3].map((x) => ({ x, y: 2 * x }));
  assert.equal(projectiveMap(line, markSpots), undefined);
});
