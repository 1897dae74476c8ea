// Pictures: TIFF of every sample format, and the pixel size that a file states.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describePicture, preparePicture } from '../../src/images/pictures/picture-image.ts';
import { pictureResolution } from '../../src/images/pictures/picture-resolution.ts';
import type { PrepareOptions } from '../../src/images/pixels/prepared-image.ts';
import { tiffFile, type TiffImage } from '../print-scu/tiff-files.ts';

async function printed(file: Uint8Array, options: Partial<PrepareOptions> = {}) {
  const [page] = await describePicture(file);
  assert.ok(page);
  return preparePicture(file, page, 0, { color: false, bits: 8, ...options });
}
const line = (image: Omit<TiffImage, 'width' | 'height'>) => tiffFile({ width: 4, height: 1, ...image });
const grays = async (image: Omit<TiffImage, 'width' | 'height'>, options: Partial<PrepareOptions> = {}) => {
  const { data, notes } = await printed(line(image), options);
  return [[...data], notes?.length ?? 0];
};
const bytesOf = (array: { readonly buffer: ArrayBuffer }) => Buffer.from(array.buffer);
const f32 = (...values: readonly number[]) => bytesOf(new Float32Array(values));

describe('TIFF samples', () => {
  test('plain ones pass as they are, min-is-white too', async () => {
    const eight = Buffer.from([0, 100, 200, 255]);
    assert.deepEqual(await grays({ bitsPerSample: 8, strip: eight }), [[0, 100, 200, 255], 0]);
    assert.deepEqual(await grays({ bitsPerSample: 8, photometric: 0, strip: eight }), [[255, 155, 55, 0], 0]);
    assert.deepEqual(await grays({ bitsPerSample: 1, strip: Buffer.from([0b01010000]) }), [
      [0, 255, 0, 255],
      0,
    ]);
    assert.deepEqual(await grays({ bitsPerSample: 1, photometric: 0, strip: Buffer.from([0b01010000]) }), [
      [255, 0, 255, 0],
      0,
    ]);
    assert.deepEqual(await grays({ bitsPerSample: 4, strip: Buffer.from([0x05, 0xaf]) }), [
      [0, 85, 170, 255],
      0,
    ]);
    const sixteen = bytesOf(new Uint16Array([0, 0x4040, 0x8080, 0xffff]));
    assert.deepEqual(await grays({ bitsPerSample: 16, strip: sixteen }), [[0, 64, 128, 255], 0]);
  });
  test('signed, 32 bits and floating point: over the range that they have, which is said', async () => {
    const rows: readonly [Omit<TiffImage, 'width' | 'height'>, string][] = [
      [{ bitsPerSample: 8, sampleFormat: 2, strip: bytesOf(new Int8Array([-128, -1, 0, 127])) }, 'int8'],
      [
        { bitsPerSample: 16, sampleFormat: 2, strip: bytesOf(new Int16Array([-1280, -10, 0, 1270])) },
        'int16',
      ],
      [
        { bitsPerSample: 32, sampleFormat: 2, strip: bytesOf(new Int32Array([-128e6, -1e6, 0, 127e6])) },
        'int32',
      ],
      [{ bitsPerSample: 32, strip: bytesOf(new Uint32Array([0, 127e6, 128e6, 255e6])) }, 'uint32'],
      [{ bitsPerSample: 32, sampleFormat: 3, strip: f32(-1.28, -0.01, 0, 1.27) }, 'float32'],
      [
        { bitsPerSample: 64, sampleFormat: 3, strip: bytesOf(new Float64Array([-128, -1, 0, 127])) },
        'float64',
      ],
    ];
    for (const [image, name] of rows) {
      assert.deepEqual(await grays(image), [[0, 127, 128, 255], 1], name);
      assert.deepEqual(
        await grays({ ...image, photometric: 0 }),
        [[255, 128, 127, 0], 1],
        `${name}, min is white`,
      );
    }
  });
  test('floating point of 16 bits, and of 64 deflated', async () => {
    const half = bytesOf(new Uint16Array([0xc000, 0x0000, 0x4000, 0x4000])); // −2, 0, 2, 2
    assert.deepEqual(await grays({ bitsPerSample: 16, sampleFormat: 3, strip: half }), [
      [0, 128, 255, 255],
      1,
    ]);
    const strip = deflateSync(bytesOf(new Float64Array([-128, -1, 0, 127])));
    const file = line({ bitsPerSample: 64, sampleFormat: 3, strip });
    // Compression (259) is the fourth entry of the directory.
    const at = file.readUInt32LE(4) + 2 + 3 * 12 + 8;
    file.writeUInt16LE(8, at);
    assert.deepEqual([...(await printed(file)).data], [0, 127, 128, 255]);
    file.writeUInt16LE(5, at);
    await assert.rejects(printed(file), /floating point of 64 bits, compressed \(5\)/);
  });
  test('the range of the file, 0 to 1, and a window need no note', async () => {
    const unit = { bitsPerSample: 32, sampleFormat: 3, strip: f32(0, 0.25, 0.5, 0.75) } as const;
    assert.deepEqual(await grays(unit), [[0, 64, 128, 191], 0]);
    const ranged = { ...unit, strip: f32(0, 50, 100, 200), range: [0, 100] as const };
    assert.deepEqual(await grays(ranged), [[0, 128, 255, 255], 0]);
    const window = { kind: 'window', center: 100.5, width: 201 } as const;
    assert.deepEqual(await grays({ ...unit, strip: f32(0, 50, 100, 200) }, { window }), [
      [0, 64, 128, 255],
      0,
    ]);
  });
  test('12 bits, and planes on a color film', async () => {
    const unit = line({ bitsPerSample: 32, sampleFormat: 3, strip: f32(0, 0.5, 1, 0.25) });
    const { data } = await printed(unit, { bits: 12 });
    assert.deepEqual([...new Uint16Array(new Uint8Array(data).buffer)], [0, 2048, 4095, 1024]);
    assert.deepEqual([...(await printed(unit, { color: true })).data].slice(4, 8), [0, 128, 255, 64]);
  });
  test('colors of floating point are light, and noted', async () => {
    const rgb = { samplesPerPixel: 3, photometric: 2, sampleFormat: 3 } as const;
    const light = [0, 0, 0, 1, 0, 0, 0.5, 0.5, 0.5, 1, 2, NaN];
    for (const [bitsPerSample, strip] of [
      [
        16,
        bytesOf(
          new Uint16Array(light.map((value) => new Uint16Array(new Float16Array([value]).buffer)[0] ?? 0)),
        ),
      ],
      [32, f32(...light.slice(0, 9), 1, 2, 0)],
      [64, bytesOf(new Float64Array(light))],
    ] as const) {
      const { data, notes } = await printed(line({ ...rgb, bitsPerSample, strip }), { color: true });
      const [red, green, blue] = [0, 4, 8].map((at) => [...data.subarray(at, at + 4)]);
      assert.deepEqual(
        [red, green, blue],
        [
          [0, 255, 188, 255],
          [0, 0, 188, 255],
          [0, 0, 188, 0],
        ],
        String(bitsPerSample),
      );
      assert.deepEqual(notes, [
        'its colors are floating point; they are interpreted as linear light, from 0 to 1',
      ]);
    }
  });
  test('colors of signed and of wide samples keep their proportions, in planes and deflated too', async () => {
    // Pixels black, white, red, and one in between.
    const unit = [0, 0, 0, 255, 255, 255, 255, 0, 0, 51, 102, 204];
    const planes = [0, 255, 255, 51, 0, 255, 0, 102, 0, 255, 0, 204];
    const rgb = { samplesPerPixel: 3, photometric: 2 } as const;
    const of = (
      values: readonly number[],
    ): readonly (readonly [string, Omit<TiffImage, 'width' | 'height'>])[] => [
      [
        'int8',
        {
          ...rgb,
          bitsPerSample: 8,
          sampleFormat: 2,
          strip: bytesOf(new Int8Array(values.map((value) => value - 128))),
        },
      ],
      [
        'int16',
        {
          ...rgb,
          bitsPerSample: 16,
          sampleFormat: 2,
          strip: bytesOf(new Int16Array(values.map((value) => value * 100 - 9000))),
        },
      ],
      [
        'int32',
        {
          ...rgb,
          bitsPerSample: 32,
          sampleFormat: 2,
          strip: bytesOf(new Int32Array(values.map((value) => value * 16_843_009 - 2 ** 31))),
        },
      ],
      [
        'uint32',
        {
          ...rgb,
          bitsPerSample: 32,
          strip: bytesOf(new Uint32Array(values.map((value) => value * 16_843_009))),
        },
      ],
    ];
    for (const [name, image] of of(unit)) {
      const { data, notes } = await printed(line(image), { color: true });
      assert.deepEqual([...data], planes, name);
      assert.match(String(notes), /^the file does not say which of its values are black and white; from /);
      // Black, white, red, and a blue of (51, 102, 204): 0.2126, 0.7152 and 0.0722 of the light.
      assert.deepEqual([...(await printed(line(image))).data], [0, 255, 127, 107], `${name}, as gray`);
    }
    for (const [name, image] of of(planes)) {
      assert.deepEqual(
        [...(await printed(line({ ...image, planar: true }), { color: true })).data],
        planes,
        `${name}, planes`,
      );
    }
    const [, , [, wide] = []] = of(unit);
    assert.ok(wide);
    const deflated = changed(line({ ...wide, strip: deflateSync(wide.strip) }), 259, 8);
    assert.deepEqual([...(await printed(deflated, { color: true })).data], planes);
    // Four channels: the fourth is alpha, not a color.
    const four = [0, 0, 0, 9, 255, 255, 255, 9, 255, 0, 0, 9, 51, 102, 204, 9].map((value) => value - 128);
    const extra = line({
      ...rgb,
      samplesPerPixel: 4,
      bitsPerSample: 8,
      sampleFormat: 2,
      strip: bytesOf(new Int8Array(four)),
    });
    assert.deepEqual([...(await printed(extra, { color: true })).data], planes);
  });
  test('wide colors that are not read are refused with what they are', async () => {
    const rgb = { samplesPerPixel: 3, photometric: 2, bitsPerSample: 32, sampleFormat: 2 } as const;
    const file = line({ ...rgb, strip: Buffer.alloc(48) });
    await assert.rejects(
      printed(changed(file, 259, 5)),
      /its samples are signed of 32 bits, compressed \(5\); unc/,
    );
    await assert.rejects(
      printed(line({ ...rgb, strip: Buffer.alloc(40) })),
      /its strips hold 40 bytes where 48 are/,
    );
    const cmyk = line({ ...rgb, samplesPerPixel: 4, photometric: 5, strip: Buffer.alloc(64) });
    await assert.rejects(printed(cmyk), /its colors are not RGB and signed of 32 bits/);
  });
});

/** The file with another first value of a SHORT or LONG tag. */
function changed(file: Buffer, tag: number, value: number): Buffer {
  const copy = Buffer.from(file);
  const start = copy.readUInt32LE(4) + 2;
  for (let at = start; at < copy.length; at += 12) {
    if (copy.readUInt16LE(at) !== tag) continue;
    copy.writeUInt32LE(value, at + 8);
    return copy;
  }
  throw new Error(`no tag ${tag}`);
}

describe('the size of pixels', () => {
  const eight = { bitsPerSample: 8, strip: Buffer.from([0, 1, 2, 3]) } as const;
  const round = (value: number | undefined) => value && Math.round(value * 1e6) / 1e6;
  test('TIFF: per inch, per centimeter, a ratio alone', async () => {
    const of = async (x: number, y: number, unit: 1 | 2 | 3) => {
      const [page] = await describePicture(line({ ...eight, resolution: { x, y, unit } }));
      return [round(page?.columnSpacingMm), page?.pixelAspectRatio];
    };
    assert.deepEqual(await of(300, 300, 2), [round(25.4 / 300), [1, 1]]);
    assert.deepEqual(await of(100, 100, 3), [0.1, [1, 1]]);
    assert.deepEqual(await of(72, 72, 1), [undefined, [1, 1]]);
    // A fax page: 204 across, 98 down
    assert.deepEqual(await of(204, 98, 2), [round(25.4 / 204), [102, 49]]);
    assert.equal((await describePicture(line(eight)))[0]?.columnSpacingMm, undefined);
  });
  test('PNG and JPEG with a resolution, and without one: no 72 is invented', async () => {
    const raw = sharp(Buffer.alloc(64, 128), { raw: { width: 8, height: 8, channels: 1 } });
    for (const format of ['png', 'jpeg'] as const) {
      const plain = await raw.clone().toFormat(format).toBuffer();
      assert.equal((await describePicture(plain))[0]?.columnSpacingMm, undefined, format);
      const dense = await raw.clone().withMetadata({ density: 254 }).toFormat(format).toBuffer();
      assert.equal(round((await describePicture(dense))[0]?.columnSpacingMm), 0.1, format);
    }
  });
  test('JFIF without a unit is a ratio', async () => {
    const jpeg = await sharp(Buffer.alloc(64), { raw: { width: 8, height: 8, channels: 1 } })
      .jpeg()
      .toBuffer();
    const jfif = (unit: number) =>
      Buffer.concat([
        jpeg.subarray(0, 2),
        Buffer.from('ffe000104a46494600010100000200010000', 'hex').fill(unit, 11, 12),
        jpeg.subarray(2),
      ]);
    assert.deepEqual(pictureResolution(jfif(0), 0), { aspect: 2 });
    assert.deepEqual(pictureResolution(jfif(2), 0), { aspect: 2, columnMm: 5, rowMm: 10 });
    assert.deepEqual(pictureResolution(jpeg, 0), { aspect: 1 });
  });
});
