// A color image with an ICC profile that is forwarded to an imager: the profile is sent in every layout of the pixels.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forwardedImage } from '../../../src/destinations/dicom/forwarded-image.ts';
import type { BlobRef } from '../../../src/shared/film/film.ts';
import { imageBoxDataSet } from '../../../src/print-scu/job/print-data-sets.ts';
import { matrixProfile, widePrimaries } from '../../support/icc-profiles.ts';
import { imageBox, rgbPixels, writeBlob } from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
const profile = new Uint8Array(matrixProfile(widePrimaries, 2.2));
const iccProfile: BlobRef = { key: 'profile', byteLength: profile.length };
const paths: Record<string, string> = {
  pixels: writeBlob(folder, 'pixels', new Uint8Array(24)),
  profile: writeBlob(folder, 'profile', profile),
};
const blobPath = ({ key }: BlobRef) => paths[key] ?? '';

for (const [planarConfiguration, bitsAllocated] of [
  [1, 8],
  [0, 8],
  [0, 16],
] as const) {
  test(`planar configuration ${planarConfiguration}, ${bitsAllocated} bits: the profile is sent with the colors`, async () => {
    const image = imageBox(rgbPixels(2, 2, { planarConfiguration, bitsAllocated, iccProfile }));
    const sent = await forwardedImage(image, true, blobPath).prepare(true);
    const plan = { position: 1, name: 'image 1', prepare: () => Promise.resolve(sent) };
    const [item] = imageBoxDataSet(plan, sent, undefined).items('BasicColorImageSequence');
    assert.deepEqual(Buffer.from(item?.bytes('ICCProfile') ?? []), Buffer.from(profile));
    // An imager without color gets grays, which have no profile.
    const gray = await forwardedImage(image, true, blobPath).prepare(false);
    const [grayItem] = imageBoxDataSet(plan, gray, undefined).items('BasicGrayscaleImageSequence');
    assert.equal(grayItem?.has('ICCProfile'), false);
  });
}

test('a profile that is missing in the spool fails the delivery before anything is sent', async () => {
  const image = imageBox(rgbPixels(2, 2, { iccProfile: { key: 'gone', byteLength: 9 } }));
  await assert.rejects(forwardedImage(image, true, blobPath).prepare(true), { code: 'pixels-missing' });
});
