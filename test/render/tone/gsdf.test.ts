import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jndByPolynomial, jndOfLuminance, luminanceOfJnd } from '../../../src/render/tone/gsdf.ts';
import { tableB1 } from '../../support/gsdf-table.ts';

test('luminance by JND index is that of table B-1 within 0.1 %, at all 1023 indices', () => {
  assert.equal(tableB1.length, 1023);
  assert.deepEqual(
    [tableB1[0], tableB1[99], tableB1[499], tableB1[1022]],
    [0.05, 1.8508, 119.1326, 3993.404],
  );
  for (const [index, luminance] of tableB1.entries()) {
    const found = luminanceOfJnd(index + 1);
    assert.ok(Math.abs(found / luminance - 1) < 0.001, `${index + 1}: ${found}, not ${luminance}`);
  }
});

test('JND index by luminance is the index of table B-1', () => {
  for (const [index, luminance] of tableB1.entries()) {
    // In the darks four decimals of luminance are up to 0.015 of an index.
    assert.ok(Math.abs(jndOfLuminance(luminance) - (index + 1)) < 0.02, `${index + 1}`);
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

test('values outside the function are clamped to its ends', () => {
  assert.equal(luminanceOfJnd(0), luminanceOfJnd(1));
  assert.equal(luminanceOfJnd(2000), luminanceOfJnd(1023));
  assert.equal(jndOfLuminance(0), 1);
  assert.equal(jndOfLuminance(1e6), 1023);
});
