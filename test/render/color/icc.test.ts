import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { srgbEncode } from '../../../src/shared/film/luminance.ts';
import { grayProfile, rgbProfile } from '../../../src/render/color/icc.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
const profiles = [
  ['gray', grayProfile, 'GRAY', 'kTRC'],
  ['sRGB', rgbProfile, 'RGB ', 'gTRC'],
] as const;

/** The data of a tag. */
function tag(profile: Buffer, signature: string): Buffer {
  for (let entry = 132; entry < 132 + profile.readUInt32BE(128) * 12; entry += 12) {
    if (profile.toString('latin1', entry, entry + 4) !== signature) continue;
    const offset = profile.readUInt32BE(entry + 4);
    return profile.subarray(offset, offset + profile.readUInt32BE(entry + 8));
  }
  throw new Error(`no ${signature}`);
}

for (const [name, profile, space, curve] of profiles) {
  describe(`the ${name} profile`, () => {
    test('has the header of a display profile of version 4 and tags inside the file', () => {
      assert.equal(profile.readUInt32BE(0), profile.length);
      assert.equal(profile.readUInt8(8), 4);
      assert.equal(profile.toString('latin1', 12, 24), `mntr${space}XYZ `);
      assert.equal(profile.toString('latin1', 36, 40), 'acsp');
      for (let entry = 132; entry < 132 + profile.readUInt32BE(128) * 12; entry += 12) {
        const offset = profile.readUInt32BE(entry + 4);
        assert.equal(offset % 4, 0);
        assert.ok(offset + profile.readUInt32BE(entry + 8) <= profile.length);
      }
    });

    test('undoes the curve that device values are made with', () => {
      const data = tag(profile, curve);
      assert.equal(data.toString('latin1', 0, 4), 'para');
      assert.equal(data.readUInt16BE(8), 3);
      const [g, a, b, c, d] = [12, 16, 20, 24, 28].map((at) => data.readInt32BE(at) / 65536) as [
        number,
        number,
        number,
        number,
        number,
      ];
      for (let light = 0; light <= 1; light += 1 / 512) {
        const signal = srgbEncode(light);
        const back = signal >= d ? (a * signal + b) ** g : c * signal;
        assert.ok(Math.abs(back - light) < 1e-4, `${light}: ${back}`);
      }
    });

    test('is sRGB to a color management of another make', async () => {
      const file = path.join(folder, `${space.trim()}.icc`);
      writeFileSync(file, profile);
      // Colors that have a gray to go to; lcms turns sRGB into the profile, which must change nothing.
      const ramp = Buffer.from(Array.from({ length: 256 * 3 }, (_, i) => Math.floor(i / 3)));
      const png = await sharp(ramp, { raw: { width: 256, height: 1, channels: 3 } })
        .withIccProfile(file)
        .toColourspace(space === 'GRAY' ? 'b-w' : 'srgb')
        .png()
        .toBuffer();
      assert.ok((await sharp(png).metadata()).icc?.equals(profile));
      const raw = await sharp(png, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
      for (let value = 0; value < 256; value++) {
        const found = raw.data[value * raw.info.channels]!;
        assert.ok(Math.abs(found - value) <= 1, `${value}: ${found}`);
      }
    });
  });
}
