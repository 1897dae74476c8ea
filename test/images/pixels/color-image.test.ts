// Colors: from every photometric interpretation to planes of RGB, or to gray.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dicomFile, gray8, rgb8, words, wordsOf } from '../../print-scu/dicom-files.ts';
import { prepare, samples } from '../../print-scu/prepare.ts';

const color = { color: true } as const;

test('RGB pixel by pixel and plane by plane come out as planes', async () => {
  const planes = [1, 4, 2, 5, 3, 6];
  const image = await prepare(dicomFile(rgb8(1, 2), Buffer.from([1, 2, 3, 4, 5, 6])), color);
  const { data, ...shape } = image;
  assert.deepEqual([...data], planes);
  assert.deepEqual(shape, {
    kind: 'rgb',
    rows: 1,
    columns: 2,
    pixelAspectRatio: [1, 1],
    planarConfiguration: 1,
    bitsAllocated: 8,
    bitsStored: 8,
  });
  const planar = dicomFile(rgb8(1, 2, { PlanarConfiguration: 1 }), Buffer.from(planes));
  assert.deepEqual(await samples(planar, color), planes);
});

test('as gray: the gray of the same luminance, 8 and 12 bits', async () => {
  const file = dicomFile(
    rgb8(1, 5),
    Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 77, 77, 77]),
  );
  // 0.2126, 0.7152 and 0.0722 of the light: signals of 0.4985, 0.8626 and 0.2979 (sRGB)
  assert.deepEqual(await samples(file), [127, 220, 76, 255, 77]);
  const { data } = await prepare(file, { bits: 12 });
  assert.deepEqual(wordsOf(data), [2041, 3532, 1220, 4095, 1237]);
});

test('YBR_FULL: gray stays gray, red is red', async () => {
  // PS3.3 C.7.6.3.1.2: red is Y 76.2, CB 85.0, CR 255.5
  const file = dicomFile(
    rgb8(1, 2, { PhotometricInterpretation: 'YBR_FULL' }),
    Buffer.from([100, 128, 128, 76, 85, 255]),
  );
  // 76 + 1.402 × 127 = 254.05; 76 − 0.344136 × −43 − 0.714136 × 127 = 0.10; 76 + 1.772 × −43 = −0.20
  assert.deepEqual(await samples(file, color), [100, 254, 100, 0, 100, 0]);
});

test('YBR_FULL of 16 bits: neutral pixels stay neutral, as where films are received', async () => {
  const values = { PhotometricInterpretation: 'YBR_FULL', BitsAllocated: 16, BitsStored: 16, HighBit: 15 };
  const file = dicomFile(
    rgb8(1, 3, values),
    words(20000, 32768, 32768, 32768, 32768, 32768, 65535, 32768, 32768),
  );
  assert.deepEqual(await samples(file, color), [78, 128, 255, 78, 128, 255, 78, 128, 255]);
});

test('YBR_FULL_422: two neighbors share their colors', async () => {
  const file = dicomFile(
    rgb8(1, 4, { PhotometricInterpretation: 'YBR_FULL_422' }),
    Buffer.from([76, 100, 85, 255, 10, 20, 128, 128]),
  );
  // The second pixel: 100 + 178.05 → 255; 100 + 14.80 − 90.70 = 24.10; 100 − 76.20 = 23.80
  assert.deepEqual(await samples(file, color), [254, 255, 10, 20, 0, 24, 10, 20, 0, 24, 10, 20]);
});

test('PALETTE COLOR with tables of 16 bits, of 8 bits, and of 8 bits that say 16', async () => {
  const palette = (bits: number, red: Buffer, green: Buffer, blue: Buffer) => ({
    PhotometricInterpretation: 'PALETTE COLOR',
    RedPaletteColorLookupTableDescriptor: [2, 0, bits],
    GreenPaletteColorLookupTableDescriptor: [2, 0, bits],
    BluePaletteColorLookupTableDescriptor: [2, 0, bits],
    RedPaletteColorLookupTableData: red,
    GreenPaletteColorLookupTableData: green,
    BluePaletteColorLookupTableData: blue,
  });
  const pixels = Buffer.from([0, 1, 9]);
  const file = (values: ReturnType<typeof palette>) => dicomFile(gray8(1, 3, values), pixels);
  const expected = [0, 255, 255, 128, 64, 64, 255, 0, 0];
  const of16 = palette(16, words(0, 65535), words(0x8080, 0x4040), words(65535, 0));
  assert.deepEqual(await samples(file(of16), color), expected);
  const of8 = palette(8, Buffer.from([0, 255]), Buffer.from([128, 64]), Buffer.from([255, 0]));
  assert.deepEqual(await samples(file(of8), color), expected);
  const said16 = palette(16, words(0, 255), words(128, 64), words(255, 0));
  assert.deepEqual(await samples(file(said16), color), expected);
});

test('colors that cannot be made out are named', async () => {
  const palette = dicomFile(gray8(1, 1, { PhotometricInterpretation: 'PALETTE COLOR' }), Buffer.from([0, 0]));
  await assert.rejects(prepare(palette, color), {
    name: 'RangeError',
    message: 'its Red Palette Color Lookup Table is missing',
  });
  const rct = dicomFile(rgb8(1, 1, { PhotometricInterpretation: 'YBR_RCT' }), Buffer.alloc(4));
  await assert.rejects(prepare(rct, color), { message: 'YBR_RCT is only possible in JPEG 2000' });
  const mixed = dicomFile(rgb8(1, 1, { SamplesPerPixel: 1 }), Buffer.alloc(4));
  await assert.rejects(prepare(mixed, color), { message: 'SamplesPerPixel is 1, which RGB does not have' });
  const strange = dicomFile(gray8(1, 1, { PhotometricInterpretation: 'HSV' }), Buffer.alloc(2));
  await assert.rejects(prepare(strange), {
    message:
      'PhotometricInterpretation is HSV; MONOCHROME1, MONOCHROME2, RGB, YBR_FULL, YBR_FULL_422, YBR_PARTIAL_422, YBR_PARTIAL_420, YBR_ICT, YBR_RCT, PALETTE COLOR can be printed',
  });
});

test('signed colors of 8, 16 and 32 bits are printed from their lowest value, and that is said', async () => {
  const colors = [0, 64, 255, 255, 128, 0];
  const planes = [0, 255, 64, 128, 255, 0];
  const wide = (bits: 16 | 32) => ({ BitsAllocated: bits, BitsStored: bits, HighBit: bits - 1 });
  const signed = { PixelRepresentation: 1 };
  const files = {
    8: dicomFile(rgb8(1, 2, signed), Buffer.from(new Int8Array(colors.map((value) => value - 128)).buffer)),
    16: dicomFile(
      rgb8(1, 2, { ...signed, ...wide(16) }),
      Buffer.from(new Int16Array(colors.map((value) => value * 257 - 32_768)).buffer),
    ),
    32: dicomFile(
      rgb8(1, 2, { ...signed, ...wide(32) }),
      Buffer.from(new Int32Array(colors.map((value) => value * 16_843_009 - 2 ** 31)).buffer),
    ),
  };
  for (const [bits, file] of Object.entries(files)) {
    const { data, notes } = await prepare(file, color);
    assert.deepEqual([...data], planes, bits);
    assert.deepEqual(notes, [
      'its colors are signed; they are printed from their lowest to their highest value',
    ]);
  }
  const unsigned = dicomFile(
    rgb8(1, 2, wide(32)),
    Buffer.from(new Uint32Array(colors.map((value) => value * 16_843_009)).buffer),
  );
  const { data, notes } = await prepare(unsigned, color);
  assert.deepEqual([[...data], notes], [planes, undefined]);
});
