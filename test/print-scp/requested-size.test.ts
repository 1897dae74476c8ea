// Requested Image Size as clients write it: on the wire, in the film box too, and what the film then carries.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { grayImage, imageBoxUids, PrintClient, uidOf } from '../support/print-client.ts';

const { BasicFilmBox, BasicGrayscaleImageBox } = sopClasses;

async function printed(inFilmBox: string | undefined, inImageBox: string | undefined) {
  const client = new PrintClient();
  await client.session();
  const film = await client.create(BasicFilmBox, {
    ...{ ImageDisplayFormat: 'STANDARD\\1,1', RequestedImageSize: inFilmBox },
  });
  const image = await client.set(BasicGrayscaleImageBox, imageBoxUids(film)[0]!, {
    ...{ ImageBoxPosition: 1, RequestedImageSize: inImageBox },
    BasicGrayscaleImageSequence: [grayImage(2, 2, new Uint8Array(4))],
  });
  await client.action(BasicFilmBox, uidOf(film));
  await client.close();
  const sizeMm = client.spool.accepted[0]?.films[0]?.images[0]?.requestedImageSizeMm;
  return [film.status, image.status, sizeMm];
}

test('decimal commas, exponents, padding and more digits than 16 are sizes', async () => {
  for (const [sent, sizeMm] of [
    ['100', 100],
    ['100,5', 100.5],
    ['1.005E+2', 100.5],
    ['1,005e2', 100.5],
    [' 100.50 ', 100.5],
    ['100.5\0', 100.5],
    ['+100.5', 100.5],
    ['100.4999999999999999999999', 100.5],
    ['.1005E3', 100.5],
    ['100.0\\100.0', 100],
  ] as const) {
    assert.deepEqual(await printed(undefined, sent), [0x0000, 0x0000, sizeMm], sent);
  }
});

test('what is not a size is a warning, for the image is printed in another', async () => {
  for (const sent of ['0x64', 'Infinity', '1.000,5', 'wide', '0.1', '-100']) {
    assert.deepEqual(await printed(undefined, sent), [0x0000, 0x0116, undefined], sent);
  }
});

test('in the film box it is that of all images that have none of their own', async () => {
  assert.deepEqual(await printed('120,5', undefined), [0x0000, 0x0000, 120.5]);
  assert.deepEqual(await printed('120.5', ''), [0x0000, 0x0000, 120.5]);
  assert.deepEqual(await printed('120.5', '80'), [0x0000, 0x0000, 80]);
});
