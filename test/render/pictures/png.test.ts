// Small PNG pictures: libvips reads back the samples that were written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { pngOf } from '../../../src/render/pictures/png.ts';

for (const [width, height, channels] of [
  [1, 1, 1],
  [512, 512, 1],
  [37, 5, 3],
] as const)
  test(`${width} × ${height} with ${channels} samples per pixel`, async () => {
    const data = Uint8Array.from({ length: width * height * channels }, (_, at) => (at * 73) % 251);
    const { data: read, info } = await sharp(await pngOf({ data, width, height, channels }))
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height, info.channels], [width, height, channels]);
    assert.ok(read.equals(Buffer.from(data)));
  });
