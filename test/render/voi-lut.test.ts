// VOI LUTs of the retired VOI LUT Box: windows and tables over stored values, before polarity and presentation LUT
// (PS3.3 C.11.2).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blobsOf, type VoiLut } from '../../src/shared/film/film.ts';
import { rasterOf } from '../../src/render/formats/page-picture.ts';
import { pValueTable, type LoadedVoiLut } from '../../src/render/tone/tone.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, writeBlob } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const identity = { kind: 'IDENTITY' } as const;
const full = 65535;
const twelve = grayPixels(1, 1, { bitsStored: 12 });
const signed = grayPixels(1, 1, { bitsStored: 16, signed: true });

const window = (center: number, width: number): LoadedVoiLut => ({ kind: 'window', center, width });

describe('a window', () => {
  test('is that of PS3.3 C.11.2.1.2.1: c 2048 w 4096 of 12 bits is everything', () => {
    const table = pValueTable(twelve, 'NORMAL', identity, window(2048, 4096));
    assert.deepEqual(table, pValueTable(twelve, 'NORMAL', identity));
  });

  test('below it all is dark, above it all is bright, between it is straight', () => {
    // C.11.2.1.2.1, example: c 2048, w 1: a step at 2047.5; c 0, w 100 begins at -50 and ends at 49.
    const step = pValueTable(twelve, 'NORMAL', identity, window(2048, 1));
    assert.deepEqual([step[0], step[2047], step[2048], step[4095]], [0, 0, full, full]);
    const hundred = pValueTable(signed, 'NORMAL', identity, window(0, 100));
    const of = (stored: number) => hundred[stored & 0xffff];
    assert.deepEqual([of(-32768), of(-51), of(-50)], [0, 0, 0]);
    assert.deepEqual([of(49), of(50), of(32767)], [full, full, full]);
    for (let stored = -50; stored <= 49; stored++) {
      assert.equal(of(stored), Math.round(((stored + 50) / 99) * full));
    }
  });

  test('comes before polarity and photometric interpretation', () => {
    const reverse = pValueTable(twelve, 'REVERSE', identity, window(100, 2));
    assert.deepEqual([reverse[0], reverse[99], reverse[100], reverse[4095]], [full, full, 0, 0]);
    const inverse = { ...twelve, photometricInterpretation: 'MONOCHROME1' } as const;
    assert.deepEqual(pValueTable(inverse, 'NORMAL', identity, window(100, 2)), reverse);
  });

  test('comes before the presentation LUT', () => {
    const lut = { kind: 'table', bits: 16, words: Uint16Array.of(1000, 3000) } as const;
    const table = pValueTable(twelve, 'NORMAL', lut, window(100.5, 3));
    assert.deepEqual([table[99], table[100], table[101], table[4095]], [1000, 2000, 3000, 3000]);
  });
});

describe('a table', () => {
  const table = (firstMapped: number): LoadedVoiLut => ({
    kind: 'table',
    firstMapped,
    bits: 8,
    words: Uint16Array.of(10, 20, 255),
  });
  const p = (value: number) => Math.round((value / 255) * full);

  test('begins at its first mapped value and holds its ends', () => {
    const values = pValueTable(twelve, 'NORMAL', identity, table(100));
    assert.deepEqual(
      [0, 100, 101, 102, 4095].map((stored) => values[stored]),
      [10, 10, 20, 255, 255].map(p),
    );
  });

  test('of signed pixels may begin below zero', () => {
    const values = pValueTable(signed, 'NORMAL', identity, table(0xffff));
    assert.deepEqual(
      [-2, -1, 0, 1, 2].map((stored) => values[stored & 0xffff]),
      [10, 10, 20, 255, 255].map(p),
    );
    // Of unsigned ones it does not.
    const unsigned = pValueTable(grayPixels(1, 1), 'NORMAL', identity, table(0xffff));
    assert.deepEqual([unsigned[0], unsigned[65535]], [p(10), p(10)]);
  });

  test('is read from its blob when a film is rendered', async () => {
    const folder = suiteFolder();
    const blobPaths = {
      pixels: writeBlob(folder, 'pixels', Uint8Array.of(7)),
      voi: writeBlob(folder, 'voi', Uint16Array.of(0, 255)),
    };
    const voiLut: VoiLut = {
      kind: 'table',
      firstMapped: 6,
      entries: 2,
      bits: 8,
      data: { key: 'voi', byteLength: 4 },
    };
    const gray = grayPixels(1, 1, { bitsAllocated: 8, data: { key: 'pixels', byteLength: 1 } });
    const film = filmOf([imageBox(gray, { voiLut })]);
    assert.deepEqual(
      blobsOf([film]).map(({ key }) => key),
      ['pixels', 'voi'],
    );
    const { data, width } = await rasterOf({ film, printer: paperPrinter, blobPaths }, 10);
    assert.equal(data[50 * width + 40], 255);
  });
});
