// The curves of Configuration Information: fixed ends, the requested slope in the middle, pairs that are inverse to each other,
// always rising.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrastCurve } from '../../../src/render/tone/contrast.ts';
import { deviceTable } from '../../../src/render/tone/device.ts';
import { paperPrinter } from '../../support/render-films.ts';

const near = (found: number, wanted: number, by: number) => {
  assert.ok(Math.abs(found - wanted) <= by, `${found} is not ${wanted} ± ${by}`);
};

for (const contrast of [-1, -0.4, 1 / 15, 0.2, 1, 2]) {
  test(`contrast ${contrast.toFixed(2)}: slope ${(2 ** contrast).toFixed(3)} in the middle, and both ends`, () => {
    const curve = contrastCurve(contrast);
    near(curve(0), 0, 1e-9);
    near(curve(0.5), 0.5, 1e-12);
    near(curve(1), 1, 1e-9);
    const slope = (curve(0.5 + 1e-5) - curve(0.5 - 1e-5)) / 2e-5;
    near(slope, 2 ** contrast, 1e-4);
    const inverse = contrastCurve(-contrast);
    let before = -1;
    for (let part = 0; part <= 1; part += 1 / 256) {
      const value = curve(part);
      assert.ok(value > before);
      before = value;
      near(inverse(value), part, 1e-9);
    }
  });
}

test('no contrast is the identity, exactly', () => {
  const curve = contrastCurve(0);
  assert.deepEqual([0, 0.1, 0.7, 1].map(curve), [0, 0.1, 0.7, 1]);
});

test('the table to device values goes through the curve: more contrast is darker darks and brighter brights', () => {
  const request = { scale: 'GSDF', minDensity: 20, maxDensity: 320 } as const;
  const plain = deviceTable(paperPrinter, request, 8);
  const steep = deviceTable(paperPrinter, { ...request, contrast: 1 }, 8);
  const curve = contrastCurve(1);
  for (const pValue of [0, 8192, 16384, 32768, 49152, 65535]) {
    assert.equal(steep[pValue], plain[Math.round(curve(pValue / 65535) * 65535)]);
  }
  assert.ok(Number(steep[16384]) < Number(plain[16384]) - 10);
  assert.ok(Number(steep[49152]) > Number(plain[49152]) + 10);
});
