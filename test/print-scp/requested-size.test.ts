// Requested Image Size as clients write it: on the wire, in the film box too, and in the frozen film.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { grayImage, imageBoxUids, PrintClient, uidOf } from '../support/print-client.ts';

const { BasicFilmBox, BasicGrayscaleImageBox } = sopClasses;

async function printed(inFilmBox: string | undefined, inImageBox: string | undefined) {
  const client = new PrintClient();
  await client.session();
  const film = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,1',
    RequestedImageSize: inFilmBox,
  });
  const image = await client.set(BasicGrayscaleImageBox, imageBoxUids(film)[0]!, {
    ImageBoxPosition: 1,
    RequestedImageSize: inImageBox,
    BasicGrayscaleImageSequence: [grayImage(2, 2, new Uint8Array(4))],
  });
  await client.action(BasicFilmBox, uidOf(film));
  await client.close();
  const printedImage = client.spool.accepted[0]?.films[0]?.images[0];
  unused = printedImage?.requestedSizeUnused === true;
  return [film.status, image.status, printedImage?.requestedImageSizeMm];
}
/** Whether the image printed last is known to have been asked for in a size that is none. */
let unused = false;

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
    assert.ok(!unused);
  }
});

test('what is not a size is a warning, for the image is printed in another, and the film says so', async () => {
  for (const sent of ['0x64', 'Infinity', '1.000,5', 'wide', '0.1', '-100', '100 mm', '10cm', '1001']) {
    assert.deepEqual(await printed(undefined, sent), [0x0000, 0x0116, undefined], sent);
    assert.ok(unused, sent);
    assert.deepEqual(await printed(sent, undefined), [0x0116, 0x0000, undefined], sent);
    assert.ok(unused, sent);
    assert.deepEqual(await printed('120', sent), [0x0000, 0x0116, 120], sent);
    assert.ok(unused, sent);
    // What the image says itself goes before what its film box says.
    assert.deepEqual(await printed(sent, '120'), [0x0116, 0x0000, 120], sent);
    assert.ok(!unused, sent);
  }
});

test('zero asks for no size, and nothing differs from what was asked', async () => {
  for (const sent of ['0', '0.0', '0,00', '0E0']) {
    assert.deepEqual(await printed(undefined, sent), [0x0000, 0x0000, undefined], sent);
    assert.deepEqual(await printed(sent, undefined), [0x0000, 0x0000, undefined], sent);
    assert.ok(!unused, sent);
  }
});

test('in the film box it is that of all images that have none of their own', async () => {
  assert.deepEqual(await printed('120,5', undefined), [0x0000, 0x0000, 120.5]);
  assert.deepEqual(await printed('120.5', ''), [0x0000, 0x0000, 120.5]);
  assert.deepEqual(await printed('120.5', '80'), [0x0000, 0x0000, 80]);
});
