// Pixels of every width: 1 bit, 16 and 32 bits, floating point; dose grids, segmentations, segmented palettes; with grays
// computed by hand.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { DataSet, dataSetOf, type Element } from '../../src/dicom/data-set/data-set.ts';
import { encodeDataSet } from '../../src/dicom/data-set/data-set-writer.ts';
import { transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import { dicomFile, fileHead, gray16, gray8, rgb8, words } from '../print-scu/dicom-files.ts';
import { prepare, samples } from '../print-scu/prepare.ts';
import { bytes, longElement, numbers, text } from './raw-elements.ts';

const bits32 = (rows: number, columns: number, more: Record<string, string | number> = {}) => ({
  ...gray16(rows, columns, 32),
  BitsAllocated: 32,
  ...more,
});
const u32 = (...values: readonly number[]) => Buffer.from(new Uint32Array(values).buffer);
const i32 = (...values: readonly number[]) => Buffer.from(new Int32Array(values).buffer);

describe('1 bit', () => {
  const bits = { ...gray8(1, 5), BitsAllocated: 1, BitsStored: 1, HighBit: 0, NumberOfFrames: 2 };
  test('frames follow each other without padding, the lowest bit first', async () => {
    // Frame 1: 1 0 1 1 0, frame 2: 0 1 0 0 1
    const file = dicomFile(bits, Buffer.from([0b01001101, 0b10]));
    assert.deepEqual(await samples(file, { frame: 0 }), [255, 0, 255, 255, 0]);
    assert.deepEqual(
      await samples(file, { frame: 1 }),
      [0, 1, 0, 0, 1].map((bit) => bit * 255),
    );
    const big = dicomFile(bits, Buffer.from([0b01001101, 0b10]), transferSyntaxes.explicitBig);
    assert.deepEqual(
      await samples(big, { frame: 1 }),
      [0, 1, 0, 0, 1].map((bit) => bit * 255),
    );
    const inverse = dicomFile(
      { ...bits, PhotometricInterpretation: 'MONOCHROME1' },
      Buffer.from([0b01001101, 0b10]),
    );
    assert.deepEqual(await samples(inverse), [0, 255, 0, 0, 255]);
  });
  test('deflated frames', async () => {
    const fragments = [deflateRawSync(Buffer.from([0b01101])), deflateRawSync(Buffer.from([0b10010]))];
    const even = fragments.map((each) => Buffer.concat([each, Buffer.alloc(each.length % 2)]));
    const file = dicomFile(bits, { fragments: even }, '1.2.840.10008.1.2.8.1');
    assert.deepEqual(
      await samples(file, { frame: 1 }),
      [0, 1, 0, 0, 1].map((bit) => bit * 255),
    );
  });
  test('fractional segmentations span to their maximum, label maps say what they are', async () => {
    const fractional = dicomFile(gray8(1, 3), Buffer.from([0, 50, 100]), undefined, [
      text(0x00620001, 'CS', 'FRACTIONAL'),
      numbers(0x0062000e, 'US', 100),
    ]);
    assert.deepEqual(await samples(fractional), [0, 128, 255]);
    const labels = dicomFile(gray8(1, 3), Buffer.from([0, 1, 2]), undefined, [
      text(0x00620001, 'CS', 'LABELMAP'),
    ]);
    const { data, notes } = await prepare(labels);
    assert.deepEqual([...data], [0, 128, 255]);
    assert.deepEqual(notes, ['it is a segmentation: the numbers of its segments are printed as grays']);
  });
});

describe('gray of 32 bits', () => {
  test('from the lowest to the highest value, signed too', async () => {
    assert.deepEqual(await samples(dicomFile(bits32(1, 3), u32(1e9, 2e9, 3e9))), [0, 128, 255]);
    const signed = dicomFile(bits32(1, 3, { PixelRepresentation: 1 }), i32(-2e9, 0, 2e9));
    assert.deepEqual(await samples(signed), [0, 128, 255]);
    const upper = dicomFile(bits32(1, 3, { BitsStored: 24, HighBit: 31 }), u32(0, 0x80000000, 0xffffff00));
    assert.deepEqual(await samples(upper), [0, 128, 255]);
  });
  test('a dose grid is scaled by its Dose Grid Scaling: a window is in Gy', async () => {
    const file = dicomFile(bits32(1, 3), u32(0, 20_000_000, 40_000_000), undefined, [
      text(0x3004000e, 'DS', '1e-6'),
    ]);
    // c 20, w 21: 0 → 0; 20 → (20 − 19.5) / 20 + 0.5 = 0.525; 40 → 1
    const window = { kind: 'window', center: 20, width: 21 } as const;
    assert.deepEqual(await samples(file, { window }), [0, 134, 255]);
    assert.deepEqual(await samples(file), [0, 128, 255]);
  });
  test('RLE of 32 bits', async () => {
    const head = Buffer.alloc(64);
    head.writeUInt32LE(4, 0);
    // Two pixels, 00010203 and 10111213, high bytes first; each segment is a literal run of two bytes and padding.
    const segments = [0, 1, 2, 3].map((byte) => Buffer.from([1, byte, 0x10 + byte, 128]));
    for (let index = 0; index < 4; index++) head.writeUInt32LE(64 + index * 4, 4 + index * 4);
    const frame = Buffer.concat([head, ...segments]);
    const file = dicomFile(bits32(1, 2), { fragments: [frame] }, '1.2.840.10008.1.2.5');
    const exact = { kind: 'window', center: 0x00010203 + 0.5, width: 1 } as const;
    assert.deepEqual(await samples(file, { window: exact }), [0, 255]);
  });
});

describe('floating point pixels', () => {
  const floating = (tag: number, vr: string, value: Buffer, more: readonly Element[] = []) => {
    const head = new DataSet([...dataSetOf({ ...gray16(1, 4, 16), BitsAllocated: 32 }), ...more]);
    return Buffer.concat([
      fileHead(transferSyntaxes.explicitLittle),
      encodeDataSet(head, transferSyntaxes.explicitLittle),
      longElement(tag, vr, value),
    ]);
  };
  const f32 = (...values: readonly number[]) => Buffer.from(new Float32Array(values).buffer);
  const f64 = (...values: readonly number[]) => Buffer.from(new Float64Array(values).buffer);

  test('of 32 and 64 bits, over the range that they have', async () => {
    assert.deepEqual(await samples(floating(0x7fe00008, 'OF', f32(-1, 0, 0.5, 1))), [0, 128, 191, 255]);
    assert.deepEqual(
      await samples(floating(0x7fe00009, 'OD', f64(-1e100, 0, 5e99, 1e100))),
      [0, 128, 191, 255],
    );
  });
  test('in a window of the file and of a person', async () => {
    const window = [text(0x00281050, 'DS', '0.5'), text(0x00281051, 'DS', '0.5')];
    // A width below 1 is meant exactly: 0.25 → 0, 0.5 → 0.5, 0.75 → 1
    assert.deepEqual(
      await samples(floating(0x7fe00008, 'OF', f32(0.25, 0.5, 0.75, 2), window)),
      [0, 128, 255, 255],
    );
  });
  test('ignores padding and NaN in the range of values', async () => {
    const padding = [numbers(0x00280122, 'FL', -1000)];
    const { data, notes } = await prepare(floating(0x7fe00008, 'OF', f32(-1000, 0, NaN, 1), padding));
    assert.deepEqual([...data], [0, 0, 0, 255]);
    assert.deepEqual(notes, ['1 of its pixels hold no number and are printed black']);
  });
});

describe('RGB of 16 and 32 bits', () => {
  const wide = (bits: number, more = {}) => ({
    ...rgb8(1, 2),
    BitsAllocated: bits,
    BitsStored: bits,
    HighBit: bits - 1,
    ...more,
  });
  const color = { color: true } as const;
  test('keep their proportion', async () => {
    const half = 0x8000;
    const file = dicomFile(wide(16), words(0, half, 65535, 65535, 0, half));
    assert.deepEqual(await samples(file, color), [0, 255, 128, 0, 255, 128]);
    const file32 = dicomFile(wide(32), u32(0, 0x80000000, 0xffffffff, 0xffffffff, 0, 0x80000000));
    assert.deepEqual(await samples(file32, color), [0, 255, 128, 0, 255, 128]);
    const planar = dicomFile(wide(16, { PlanarConfiguration: 1 }), words(0, 65535, half, 0, 65535, half));
    assert.deepEqual(await samples(planar, color), [0, 255, 128, 0, 255, 128]);
    const of12 = dicomFile(wide(16, { BitsStored: 12, HighBit: 11 }), words(0, 2048, 4095, 4095, 0, 2048));
    assert.deepEqual(await samples(of12, color), [0, 255, 128, 0, 255, 128]);
  });
  test('YBR_PARTIAL_422 and 420: luma from 16 to 235', async () => {
    const of = (kind: string) => rgb8(2, 2, { PhotometricInterpretation: kind });
    const gray422 = dicomFile(of('YBR_PARTIAL_422'), Buffer.from([16, 235, 128, 128, 126, 16, 128, 128]));
    assert.deepEqual((await samples(gray422, color)).slice(0, 4), [0, 255, 128, 0]);
    const gray420 = dicomFile(of('YBR_PARTIAL_420'), Buffer.from([16, 235, 128, 128, 126, 16]));
    assert.deepEqual((await samples(gray420, color)).slice(0, 4), [0, 255, 128, 0]);
  });
  test('4:2:2 in name only, with all chroma, is YBR_FULL', async () => {
    const file = dicomFile(
      rgb8(1, 2, { PhotometricInterpretation: 'YBR_FULL_422' }),
      Buffer.from([100, 128, 128, 76, 85, 255]),
    );
    assert.deepEqual(await samples(file, color), [100, 254, 100, 0, 100, 0]);
  });
});

describe('segmented palettes', () => {
  const palette = (bits: number, segments: Uint8Array, count: number) =>
    dicomFile(
      gray8(1, 4, {
        PhotometricInterpretation: 'PALETTE COLOR',
        RedPaletteColorLookupTableDescriptor: [count, 0, bits],
        GreenPaletteColorLookupTableDescriptor: [count, 0, bits],
        BluePaletteColorLookupTableDescriptor: [count, 0, bits],
      }),
      Buffer.from([0, 1, 2, 5]),
      undefined,
      [0x00281221, 0x00281222, 0x00281223].map((tag) => bytes(tag, 'OW', segments)),
    );
  const red = async (file: Uint8Array) => (await samples(file, { color: true })).slice(0, 4);

  test('discrete, linear and indirect segments of 16 bits', async () => {
    // 0, then a ramp in 5 steps to FFFF: 0, 1/5, 2/5 … 1
    assert.deepEqual(await red(palette(16, words(0, 1, 0, 1, 5, 65535), 6)), [0, 51, 102, 255]);
    // Entries 0 and 65535, the same once more by an offset of 0 bytes, and two of 32896
    const indirect = words(0, 2, 0, 65535, 2, 1, 0, 0, 0, 2, 0x8080, 0x8080);
    assert.deepEqual(await red(palette(16, indirect, 6)), [0, 255, 0, 128]);
  });
  test('of 8 bits', async () => {
    assert.deepEqual(await red(palette(8, Buffer.from([0, 1, 0, 1, 5, 255]), 6)), [0, 51, 102, 255]);
  });
  test('segments that do not give the entries are refused', async () => {
    await assert.rejects(red(palette(16, words(0, 2, 1, 2), 6)), {
      name: 'RangeError',
      message: 'the segmented palette gives 2 of 6 entries',
    });
    await assert.rejects(red(palette(16, words(0, 9, 1, 2), 6)), /ends within a segment/);
    await assert.rejects(red(palette(16, words(7, 1, 1, 2), 6)), /segment of kind 7/);
  });
});

test('a reason for grays other than those of the file is noted', async () => {
  const noteOf = async (values: Parameters<typeof dicomFile>[0]) =>
    (await prepare(dicomFile(gray16(1, 2, 12, values), words(0, 10)))).notes;
  assert.deepEqual(await noteOf({}), undefined);
  assert.match(
    (await noteOf({ VOILUTSequence: [dataSetOf({ LUTDescriptor: [4, 0, 8] })] }))![0]!,
    /VOI LUT holds no usable/,
  );
  assert.match((await noteOf({ RescaleSlope: 0 }))![0]!, /Rescale Slope is 0/);
  assert.match(
    (await noteOf({ WindowCenter: 5, WindowWidth: 9, VOILUTFunction: 'CUBIC' }))![0]!,
    /VOI LUT Function CUBIC is not known/,
  );
  assert.match((await noteOf({ ModalityLUTSequence: [dataSetOf({})] }))![0]!, /Modality LUT holds no usable/);
});
