// From stored values to what is sent: modality LUT, VOI LUT, polarity and bits, compared with values computed by hand from the
// formulas of PS3.3 C.11.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DataSet, dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { dicomFile, gray16, gray8, words, wordsOf } from '../../print-scu/dicom-files.ts';
import { prepare, samples } from '../../print-scu/prepare.ts';

describe('windows (PS3.3 C.11.2.1.2)', () => {
  const ramp = words(0, 10, 20, 30, 40);
  const windowed = (more: Record<string, string | number>) =>
    samples(dicomFile(gray16(1, 5, 12, more), ramp));

  test('LINEAR: ((x − (c − 0.5)) / (w − 1) + 0.5) × 255', async () => {
    // c 20, w 41: 0 → (−19.5/40 + 0.5) × 255 = 3.19; 10 → 66.94; 20 → 130.69; 30 → 194.44; 40 → above the window
    assert.deepEqual(await windowed({ WindowCenter: 20, WindowWidth: 41 }), [3, 67, 131, 194, 255]);
  });
  test('LINEAR of width 1 is a step at c − 0.5', async () => {
    assert.deepEqual(await windowed({ WindowCenter: 20.5, WindowWidth: 1 }), [0, 0, 0, 255, 255]);
  });
  test('LINEAR_EXACT: ((x − c) / w + 0.5) × 255', async () => {
    // c 20, w 40: 0, 63.75, 127.5, 191.25, 255
    const exact = { WindowCenter: 20, WindowWidth: 40, VOILUTFunction: 'LINEAR_EXACT' };
    assert.deepEqual(await windowed(exact), [0, 64, 128, 191, 255]);
  });
  test('SIGMOID: 255 / (1 + exp(−4 (x − c) / w))', async () => {
    // c 20, w 40: exp(2) = 7.389: 30.40; exp(1) = 2.718: 68.58; 127.5; 186.42; 224.60
    const sigmoid = { WindowCenter: 20, WindowWidth: 40, VOILUTFunction: 'SIGMOID' };
    assert.deepEqual(await windowed(sigmoid), [30, 69, 128, 186, 225]);
  });
  test('the first of several windows holds', async () => {
    const file = dicomFile(gray16(1, 5, 12, { WindowCenter: [20, 1000], WindowWidth: [41, 1] }), ramp);
    assert.deepEqual(await samples(file), [3, 67, 131, 194, 255]);
  });
  test('applies a width below 1 exactly, and ignores a window of width 0', async () => {
    assert.deepEqual(await windowed({ WindowCenter: 20, WindowWidth: 0.5 }), [0, 0, 128, 255, 255]);
    // No window: from 0 to 40.
    assert.deepEqual(await windowed({ WindowCenter: 20, WindowWidth: 0 }), [0, 64, 128, 191, 255]);
  });
  test('a window asked for replaces the file’s, full spreads the data', async () => {
    const file = dicomFile(gray16(1, 5, 12, { WindowCenter: 1000, WindowWidth: 10 }), ramp);
    assert.deepEqual(
      await samples(file, { window: { kind: 'window', center: 20, width: 41 } }),
      [3, 67, 131, 194, 255],
    );
    assert.deepEqual(await samples(file, { window: { kind: 'full' } }), [0, 64, 128, 191, 255]);
  });
});

describe('modality LUT (PS3.3 C.11.1)', () => {
  test('slope and intercept come before the window', async () => {
    // stored 0, 1000, 1100, 2000 → −1000, 0, 100, 1000; c 50, w 101: 0, (−49.5/100+0.5) × 255 = 1.28, 256.3, 255
    const file = dicomFile(
      gray16(1, 4, 12, { RescaleSlope: 1, RescaleIntercept: -1000, WindowCenter: 50, WindowWidth: 101 }),
      words(0, 1000, 1100, 2000),
    );
    assert.deepEqual(await samples(file), [0, 1, 255, 255]);
  });
  test('a fractional slope', async () => {
    // 3.774114 × 100 + 0.000061 = 377.41; c 1000, w 2000: (377.41 − 999.5) / 1999 + 0.5 = 0.18881 → 48.1
    const values = {
      RescaleSlope: 3.774114,
      RescaleIntercept: 0.000061,
      WindowCenter: 1000,
      WindowWidth: 2000,
    };
    assert.deepEqual(await samples(dicomFile(gray16(1, 1, 12, values), words(100))), [48]);
  });
  test('a table, first value mapped 10: below it the first entry, past its end the last', async () => {
    const lut = dataSetOf({ LUTDescriptor: [3, 10, 16], LUTData: words(0, 100, 400) });
    const file = dicomFile(gray16(1, 5, 12, { ModalityLUTSequence: [lut] }), words(0, 10, 11, 12, 4095));
    // Full range of its output, 0 to 400.
    assert.deepEqual(await samples(file), [0, 0, 64, 255, 255]);
  });
  test('a slope of 0 is a defect that is overlooked', async () => {
    const file = dicomFile(gray16(1, 2, 12, { RescaleSlope: 0, RescaleIntercept: 7 }), words(0, 10));
    assert.deepEqual(await samples(file), [0, 255]);
  });
});

describe('VOI LUT (PS3.3 C.11.2.1.1)', () => {
  test('a table of 12 bits', async () => {
    const lut = dataSetOf({ LUTDescriptor: [4, 100, 12], LUTData: words(0, 1365, 2730, 4095) });
    const file = dicomFile(gray16(1, 6, 12, { VOILUTSequence: [lut] }), words(0, 100, 101, 102, 103, 999));
    assert.deepEqual(await samples(file), [0, 0, 85, 170, 255, 255]);
  });
  test('its first value is signed where the rescaled values are', async () => {
    const lut = dataSetOf({ LUTDescriptor: [2, 0x10000 - 5, 8], LUTData: words(0, 255) });
    const values = { RescaleIntercept: -1000, RescaleSlope: 1, VOILUTSequence: [lut] };
    // 995 − 1000 = −5 is the first entry, −4 the second.
    const file = dicomFile(gray16(1, 2, 12, values), words(995, 996));
    assert.deepEqual(await samples(file), [0, 255]);
  });
  test('entries of 8 bits packed two to a word', async () => {
    const lut = dataSetOf({ LUTDescriptor: [4, 0, 8], LUTData: Buffer.from([10, 20, 30, 40]) });
    const file = dicomFile(gray16(1, 4, 12, { VOILUTSequence: [lut] }), words(0, 1, 2, 3));
    assert.deepEqual(await samples(file), [10, 20, 30, 40]);
  });
  test('a window goes before a table', async () => {
    const lut = dataSetOf({ LUTDescriptor: [1, 0, 8], LUTData: words(77) });
    const values = { VOILUTSequence: [lut], WindowCenter: 20, WindowWidth: 41 };
    assert.deepEqual(await samples(dicomFile(gray16(1, 2, 12, values), words(0, 40))), [3, 255]);
  });
});

describe('stored values (PS3.5 8.1.1)', () => {
  test('signed values, with unused bits that hold something else', async () => {
    // 12 bits: 800H = −2048, FFFH = −1, 000H = 0, 7FFH = 2047; the upper four bits are of no account.
    const file = dicomFile(
      gray16(1, 4, 12, { PixelRepresentation: 1 }),
      words(0xa800, 0x3fff, 0xf000, 0x57ff),
    );
    // (−1 + 2048) / 4095 × 255 = 127.47; (0 + 2048) / 4095 × 255 = 127.53
    assert.deepEqual(await samples(file), [0, 127, 128, 255]);
  });
  test('values in the upper bits of a word', async () => {
    const file = dicomFile(gray16(1, 3, 12, { HighBit: 15 }), words(0x0000, 0x8007, 0xfff0));
    // 800H / FFFH × 255 = 127.53
    assert.deepEqual(await samples(file), [0, 128, 255]);
  });
  test('MONOCHROME1 is inverted and sent as MONOCHROME2', async () => {
    const values = { PhotometricInterpretation: 'MONOCHROME1', WindowCenter: 20, WindowWidth: 41 };
    const image = await prepare(dicomFile(gray16(1, 5, 12, values), words(0, 10, 20, 30, 40)));
    // 255 − 3.19, 255 − 66.94, 255 − 130.69, 255 − 194.44, 0
    assert.deepEqual([...image.data], [252, 188, 124, 61, 0]);
    assert.equal(image.kind === 'gray' && image.photometricInterpretation, 'MONOCHROME2');
  });
  test('12 bits are sent in words, little endian, with the attributes sent to the printer', async () => {
    const values = { WindowCenter: 2048, WindowWidth: 4096 };
    const image = await prepare(dicomFile(gray16(2, 2, 12, values), words(0, 1, 2048, 4095)), { bits: 12 });
    const { data, ...shape } = image;
    assert.deepEqual(wordsOf(data), [0, 1, 2048, 4095]);
    assert.deepEqual(shape, {
      kind: 'gray',
      photometricInterpretation: 'MONOCHROME2',
      rows: 2,
      columns: 2,
      pixelAspectRatio: [1, 1],
      bitsAllocated: 16,
      bitsStored: 12,
      highBit: 11,
      signed: false,
    });
  });
});

describe('without any VOI', () => {
  test('more than 8 bits span from the least to the greatest value', async () => {
    assert.deepEqual(await samples(dicomFile(gray16(1, 3, 16), words(1000, 2000, 3000))), [0, 128, 255]);
  });
  test('ignores padding in the range of values', async () => {
    const values = { PixelRepresentation: 1, PixelPaddingValue: 0x10000 - 2000 };
    const file = dicomFile(gray16(1, 3, 16, values), words(-2000, 0, 100));
    assert.deepEqual(await samples(file), [0, 0, 255]);
    const range = { ...values, PixelPaddingRangeLimit: 0x10000 - 1990 };
    assert.deepEqual(await samples(dicomFile(gray16(1, 3, 16, range), words(-1995, 0, 100))), [0, 0, 255]);
  });
  test('8 bits pass as they are', async () => {
    assert.deepEqual(
      await samples(dicomFile(gray8(1, 4), Buffer.from([10, 20, 30, 200]))),
      [10, 20, 30, 200],
    );
  });
  test('all pixels alike are black', async () => {
    assert.deepEqual(await samples(dicomFile(gray16(1, 2, 12), words(7, 7))), [0, 0]);
  });
});

test('an enhanced image has its window and rescale by frame, or shared', async () => {
  const sequence = (tag: number, ...items: readonly DataSet[]) =>
    ({ tag, vr: 'SQ', value: { kind: 'items', items } }) as const;
  const voi = (center: number) => sequence(0x00289132, dataSetOf({ WindowCenter: center, WindowWidth: 41 }));
  const rescale = sequence(0x00289145, dataSetOf({ RescaleSlope: 2, RescaleIntercept: 0 }));
  const measures = sequence(0x00289110, dataSetOf({ PixelSpacing: ['0.5', '0.25'] }));
  const file = dicomFile(gray16(1, 2, 12, { NumberOfFrames: 2 }), words(0, 10, 0, 10), undefined, [
    sequence(0x52009229, new DataSet([rescale, measures])),
    sequence(0x52009230, new DataSet([voi(20)]), new DataSet([voi(40)])),
  ]);
  // Frame 1: 0 → 3.19, 20 → 130.69. Frame 2, c 40: 0 → black, 20 → ((20 − 39.5) / 40 + 0.5) × 255 = 3.19.
  assert.deepEqual(await samples(file), [3, 131]);
  const second = await prepare(file, { frame: 1 });
  assert.deepEqual([...second.data], [0, 3]);
  assert.deepEqual(second.pixelAspectRatio, [2, 1]);
});

test('a gray image on a color film is three equal planes', async () => {
  const image = await prepare(dicomFile(gray8(1, 2), Buffer.from([10, 200])), { color: true, bits: 12 });
  assert.equal(image.kind, 'rgb');
  assert.deepEqual([...image.data], [10, 200, 10, 200, 10, 200]);
});
