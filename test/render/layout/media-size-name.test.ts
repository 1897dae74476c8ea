import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mediaSizeName } from '../../../src/render/layout/media-size-name.ts';

describe('the name of a paper size', () => {
  test('is that of PWG 5101.1, whichever way it lies', () => {
    for (const [widthMm, heightMm, name] of [
      [210, 297, 'iso_a4_210x297mm'],
      [297, 210, 'iso_a4_210x297mm'],
      [297, 420, 'iso_a3_297x420mm'],
      [215.9, 279.4, 'na_letter_8.5x11in'],
      [215.9, 355.6, 'na_legal_8.5x14in'],
      [279.4, 431.8, 'na_ledger_11x17in'],
      [203.2, 254, 'na_govt-letter_8x10in'],
    ] as const) {
      assert.equal(mediaSizeName(widthMm, heightMm), name);
    }
  });

  test('is known within half a millimeter, and not beyond', () => {
    assert.equal(mediaSizeName(210.02, 296.98), 'iso_a4_210x297mm');
    assert.equal(mediaSizeName(210.6, 297), 'custom_210.6x297mm_210.6x297mm');
  });

  test('of no standardized size has its measures', () => {
    assert.equal(mediaSizeName(355.6, 431.8), 'custom_355.6x431.8mm_355.6x431.8mm');
    assert.equal(mediaSizeName(240, 300), 'custom_240x300mm_240x300mm');
    assert.equal(mediaSizeName(100.123456, 99.999), 'custom_100.12x100mm_100.12x100mm');
  });
});
