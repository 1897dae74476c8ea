import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jndByPolynomial, jndOfLuminance, luminanceOfJnd } from '../../src/render/gsdf.ts';

/** PS3.14 table B-1, as printed. */
const tableB1 = [
  [1, 0.05],
  [2, 0.0547],
  [5, 0.0696],
  [10, 0.0991],
  [25, 0.222],
  [50, 0.5574],
  [75, 1.0874],
  [100, 1.8508],
  [150, 4.2586],
  [200, 8.2179],
  [250, 14.3251],
  [300, 23.399],
  [350, 36.5642],
  [400, 55.3643],
  [450, 81.9179],
  [500, 119.1326],
  [550, 171.0015],
  [600, 243.012],
  [650, 342.7137],
  [700, 480.5052],
  [750, 670.7295],
  [800, 933.1997],
  [850, 1295.329],
  [900, 1795.109],
  [1000, 3439.221],
  [1023, 3993.404],
] as const;

test('luminance by JND index is that of table B-1 within 0.1 %', () => {
  for (const [jnd, luminance] of tableB1) {
    const found = luminanceOfJnd(jnd);
    assert.ok(Math.abs(found / luminance - 1) < 0.001, `${jnd}: ${found}, not ${luminance}`);
  }
});

test('luminance rises with every index', () => {
  for (let jnd = 1; jnd < 1023; jnd++) assert.ok(luminanceOfJnd(jnd + 1) > luminanceOfJnd(jnd), String(jnd));
});

test('the polynomial of the inverse is the one of PS3.14', () => {
  // Digest of PS3.14 D.2: Lmin 12.0 cd/m² has JND index 233.32, Lmax 1271.9 cd/m² 847.185.
  assert.ok(Math.abs(jndByPolynomial(12) - 233.32) < 0.005);
  assert.ok(Math.abs(jndByPolynomial(1271.9144) - 847.185) < 0.005);
  for (let jnd = 1; jnd <= 1023; jnd++) assert.ok(Math.abs(jndByPolynomial(luminanceOfJnd(jnd)) - jnd) < 0.1);
});

test('the inverse used takes a luminance back to itself exactly', () => {
  for (let jnd = 1; jnd <= 1023; jnd += 0.25) {
    const back = luminanceOfJnd(jndOfLuminance(luminanceOfJnd(jnd)));
    assert.ok(Math.abs(back / luminanceOfJnd(jnd) - 1) < 1e-9, String(jnd));
  }
});

test('what lies outside the function is its end', () => {
  assert.equal(luminanceOfJnd(0), luminanceOfJnd(1));
  assert.equal(luminanceOfJnd(2000), luminanceOfJnd(1023));
  assert.equal(jndOfLuminance(0), 1);
  assert.equal(jndOfLuminance(1e6), 1023);
});
