// Grayscale and color image boxes: N-SET, its pixels, and the statuses of invalid pixels (PS3.2 tables E.4.2-26, -27).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses, transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import { colorImage, grayImage, PrintClient } from '../../support/print-client.ts';

const { BasicFilmBox, BasicGrayscaleImageBox, BasicColorImageBox, BasicColorPrintManagementMeta } =
  sopClasses;

const ramp = (length: number) => Uint8Array.from({ length }, (_, index) => index & 0xff);

async function oneBox(options: ConstructorParameters<typeof PrintClient>[0] = {}, format = 'STANDARD\\1,1') {
  const client = new PrintClient(options);
  await client.session();
  const filmBox = await client.filmBox({ ImageDisplayFormat: format });
  return { client, filmBox, box: filmBox.images[0] ?? '' };
}

for (const [name, transferSyntax] of Object.entries(transferSyntaxes)) {
  test(`an image reaches the film bit for bit in ${name}`, async () => {
    const { client, filmBox, box } = await oneBox({ transferSyntax });
    const pixels = ramp(40 * 50 * 2);
    const answer = await client.set(BasicGrayscaleImageBox, box, {
      ImageBoxPosition: 1,
      Polarity: 'REVERSE',
      BasicGrayscaleImageSequence: [
        grayImage(40, 50, pixels, {
          BitsAllocated: 16,
          BitsStored: 12,
          HighBit: 11,
          PhotometricInterpretation: 'MONOCHROME1',
          PixelAspectRatio: ['2', '1'],
        }),
      ],
    });
    assert.equal(answer.status, 0x0000);
    assert.equal(answer.dataSet.string('Polarity'), 'REVERSE');
    assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0x0000);
    const image = client.spool.accepted[0]?.films[0]?.images[0];
    assert.ok(image?.pixels.kind === 'gray');
    const { data, ...described } = image.pixels;
    assert.deepEqual(described, {
      kind: 'gray',
      rows: 40,
      columns: 50,
      pixelAspectRatio: [2, 1],
      bitsAllocated: 16,
      bitsStored: 12,
      highBit: 11,
      signed: false,
      photometricInterpretation: 'MONOCHROME1',
    });
    assert.equal(image.polarity, 'REVERSE');
    assert.deepEqual(Uint8Array.from(client.spool.blobs.get(data.key) ?? []), pixels);
    await client.close();
  });
}

for (const planar of [0, 1] as const) {
  test(`a color image arrives with planar configuration ${planar}`, async () => {
    const { client, filmBox, box } = await oneBox({ abstractSyntaxes: [BasicColorPrintManagementMeta] });
    const answer = await client.set(BasicColorImageBox, box, {
      ImageBoxPosition: 1,
      BasicColorImageSequence: [colorImage(4, 6, ramp(72), { PlanarConfiguration: planar })],
    });
    assert.equal(answer.status, 0x0000);
    await client.action(BasicFilmBox, filmBox.uid);
    const pixels = client.spool.accepted[0]?.films[0]?.images[0]?.pixels;
    assert.ok(pixels?.kind === 'rgb');
    assert.equal(pixels.planarConfiguration, planar);
    assert.equal(pixels.data.byteLength, 72);
    await client.close();
  });
}

test('a color image of 12 bits at the top of 16 keeps where they are', async () => {
  const { client, filmBox, box } = await oneBox({ abstractSyntaxes: [BasicColorPrintManagementMeta] });
  const bits = { BitsAllocated: 16, BitsStored: 12, HighBit: 15 };
  const answer = await client.set(BasicColorImageBox, box, {
    ImageBoxPosition: 1,
    BasicColorImageSequence: [colorImage(4, 6, ramp(144), bits)],
  });
  assert.equal(answer.status, 0x0000);
  await client.action(BasicFilmBox, filmBox.uid);
  const pixels = client.spool.accepted[0]?.films[0]?.images[0]?.pixels;
  assert.ok(pixels?.kind === 'rgb');
  assert.deepEqual([pixels.bitsAllocated, pixels.bitsStored, pixels.highBit], [16, 12, 15]);
  await client.close();
});

test('mandatory attributes: all that are missing are listed (0120), empty ones returned (0121)', async () => {
  const { client, box } = await oneBox({ profile: 'annex-e' });
  const bare = await client.set(BasicGrayscaleImageBox, box, {
    BasicGrayscaleImageSequence: [dataSetOf({ Rows: 2 })],
  });
  assert.equal(bare.status, 0x0120);
  assert.deepEqual(
    bare.command.attributeIdentifierList,
    [
      0x20200010, 0x00280002, 0x00280004, 0x00280011, 0x00280100, 0x00280101, 0x00280102, 0x00280103,
      0x7fe00010,
    ],
  );
  const empty = await client.set(BasicGrayscaleImageBox, box, {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(2, 2, ramp(4), { PhotometricInterpretation: '' })],
  });
  assert.equal(empty.status, 0x0121);
  const item = empty.dataSet.items('BasicGrayscaleImageSequence')[0];
  assert.deepEqual(
    [...(item ?? [])].map((element) => element.tag),
    [0x00280004],
  );
  const nothing = await client.set(BasicGrayscaleImageBox, box, { ImageBoxPosition: 1 });
  assert.equal(nothing.status, 0x0120);
  assert.deepEqual(nothing.command.attributeIdentifierList, [0x20200110]);
  await client.close();
  assert.equal(client.spool.blobs.size, 0);
});

for (const [what, changes, comment] of [
  ['short by a row', { Rows: 5 }, 'Pixel Data has 16 bytes, not 20'],
  [
    'of three samples in a gray image',
    { SamplesPerPixel: 3 },
    'SamplesPerPixel 3 for PhotometricInterpretation MONOCHROME2',
  ],
  [
    'of 16 bits where 8 came',
    { BitsAllocated: 16, BitsStored: 12, HighBit: 11 },
    'Pixel Data has 16 bytes, not 32',
  ],
  ['with 12 bits stored in 8', { BitsStored: 12, HighBit: 11 }, 'Bits Stored 12 in 8 allocated'],
  ['with a high bit outside', { HighBit: 9 }, 'High Bit 9 for 8 bits in 8'],
] as const) {
  test(`pixel data ${what}: 0106, and its blob is gone`, async () => {
    const { client, box } = await oneBox();
    const answer = await client.set(BasicGrayscaleImageBox, box, {
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [grayImage(4, 4, ramp(16), changes)],
    });
    assert.equal(answer.status, 0x0106);
    assert.equal(answer.command.errorComment, comment);
    assert.equal(client.spool.blobs.size, 0);
    await client.close();
  });
}

for (const [what, changes] of [
  ['bits allocated', { BitsAllocated: 12 }],
  ['bits stored', { BitsStored: 17 }],
  ['samples', { SamplesPerPixel: 4 }],
  ['photometric interpretation', { PhotometricInterpretation: 'HSV' }],
  ['pixel representation', { PixelRepresentation: 2 }],
] as const) {
  test(`an impossible value of ${what}: 0106 with the attribute in its sequence`, async () => {
    const { client, box } = await oneBox();
    const answer = await client.set(BasicGrayscaleImageBox, box, {
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [grayImage(4, 4, ramp(16), changes)],
    });
    assert.equal(answer.status, 0x0106);
    assert.equal(answer.dataSet.items('BasicGrayscaleImageSequence')[0]?.size, 1);
    assert.equal(client.spool.blobs.size, 0);
    await client.close();
  });
}

test('an odd number of pixels may be padded', async () => {
  const { client, box } = await oneBox();
  const answer = await client.set(BasicGrayscaleImageBox, box, {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(3, 3, ramp(9))],
  });
  assert.equal(answer.status, 0x0000);
  await client.close();
});

test('annex-e: a position outside the format is 0106', async () => {
  const { client, box } = await oneBox({ profile: 'annex-e' }, 'STANDARD\\2,1');
  for (const position of [0, 3, 65_535]) {
    const answer = await client.set(BasicGrayscaleImageBox, box, {
      ImageBoxPosition: position,
      BasicGrayscaleImageSequence: [grayImage(2, 2, ramp(4))],
    });
    assert.equal(answer.status, 0x0106, String(position));
  }
  await client.close();
});

test('positions: the one sent counts, a taken one falls back to the box', async () => {
  const { client, filmBox } = await oneBox({}, 'STANDARD\\2,1');
  const [first = '', second = ''] = filmBox.images;
  const image = [grayImage(2, 2, ramp(4))];
  const set = (uid: string, position: number) =>
    client.set(BasicGrayscaleImageBox, uid, {
      ImageBoxPosition: position,
      BasicGrayscaleImageSequence: image,
    });
  assert.equal((await set(first, 2)).status, 0x0000);
  await client.action(BasicFilmBox, filmBox.uid);
  assert.deepEqual(
    client.spool.accepted[0]?.films[0]?.images.map((box) => box.position),
    [2],
  );
  // The client numbers both boxes 1: each stays in its own place.
  assert.equal((await set(first, 1)).status, 0x0000);
  assert.equal((await set(second, 1)).status, 0x0000);
  await client.action(BasicFilmBox, filmBox.uid);
  const request = client.spool.accepted[1];
  assert.deepEqual(
    request?.films[0]?.images.map((box) => [box.position, box.sopInstanceUid]),
    [
      [1, first],
      [2, second],
    ],
  );
  assert.deepEqual(request.substitutions, [
    { attribute: 'ImageBoxPosition', requested: '1', used: '2', reason: 'another image has that position' },
  ]);
  await client.close();
});

test('a new image replaces the old one, an empty sequence erases it, and blobs go with them', async () => {
  const { client, filmBox, box } = await oneBox();
  const set = (items: ReturnType<typeof grayImage>[]) =>
    client.set(BasicGrayscaleImageBox, box, { ImageBoxPosition: 1, BasicGrayscaleImageSequence: items });
  await set([grayImage(2, 2, ramp(4))]);
  await set([grayImage(2, 4, ramp(8))]);
  assert.deepEqual(
    [...client.spool.blobs.values()].map((bytes) => bytes.length),
    [8],
  );
  assert.equal((await set([])).status, 0x0000);
  assert.equal(client.spool.blobs.size, 0);
  assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0xb603);
  assert.equal(client.spool.accepted.length, 0);
  await client.close();
});

test('two images in one sequence are refused', async () => {
  const { client, box } = await oneBox();
  const image = grayImage(2, 2, ramp(4));
  const answer = await client.set(BasicGrayscaleImageBox, box, {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [image, image],
  });
  assert.equal(answer.status, 0x0106);
  assert.equal(client.spool.blobs.size, 0);
  await client.close();
});

test('instances: unknown 0112, of the other class 0119; pixels that came with it are let go', async () => {
  const { client, filmBox, box } = await oneBox({ profile: 'annex-e' });
  const image = { ImageBoxPosition: 1, BasicGrayscaleImageSequence: [grayImage(2, 2, ramp(4))] };
  assert.equal((await client.set(BasicGrayscaleImageBox, '1.2.3', image)).status, 0x0112);
  assert.equal((await client.set(BasicColorImageBox, box, image)).status, 0x0119);
  assert.equal((await client.set(BasicGrayscaleImageBox, filmBox.uid, image)).status, 0x0119);
  assert.equal(client.spool.blobs.size, 0);
  await client.close();
});

test('a full disk is C605; the message is read to its end and the next image is taken', async () => {
  const { client, filmBox, box } = await oneBox();
  const image = { ImageBoxPosition: 1, BasicGrayscaleImageSequence: [grayImage(100, 100, ramp(10_000))] };
  client.spool.failWrite = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  assert.equal((await client.set(BasicGrayscaleImageBox, box, image)).status, 0xc605);
  client.spool.failWrite = undefined;
  assert.equal((await client.set(BasicGrayscaleImageBox, box, image)).status, 0x0000);
  assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0x0000);
  await client.close();
});

test('an image beyond the limit is C605', async () => {
  const { client, box } = await oneBox({ limits: { imageBytes: 9_999 } });
  const answer = await client.set(BasicGrayscaleImageBox, box, {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(100, 100, ramp(10_000))],
  });
  assert.equal(answer.status, 0xc605);
  assert.equal(answer.command.errorComment, 'Pixel Data has 10000 bytes, at most 9999');
  await client.close();
});

test('polarity fails, magnification is substituted, and the film box stands in for what is absent', async () => {
  const client = new PrintClient({ settings: { warnings: 'sent' } });
  await client.session();
  const filmBox = await client.filmBox({
    MagnificationType: 'REPLICATE',
    MaxDensity: 300,
    SmoothingType: '5',
  });
  const image = { ImageBoxPosition: 1, BasicGrayscaleImageSequence: [grayImage(2, 2, ramp(4))] };
  const box = filmBox.images[0] ?? '';
  assert.equal(
    (await client.set(BasicGrayscaleImageBox, box, { ...image, Polarity: 'SIDEWAYS' })).status,
    0x0106,
  );
  const answer = await client.set(BasicGrayscaleImageBox, box, {
    ...image,
    MagnificationType: 'FRACTAL',
    MaxDensity: 9999,
    RequestedImageSize: '100.5',
    RequestedDecimateCropBehavior: 'CROP',
  });
  assert.equal(answer.status, 0x0116);
  await client.action(BasicFilmBox, filmBox.uid);
  const request = client.spool.accepted[0];
  const printed = request?.films[0]?.images[0];
  assert.equal(printed?.magnificationType, 'REPLICATE');
  assert.equal(printed.smoothingType, '5');
  assert.equal(printed.maxDensity, 320);
  assert.equal(printed.minDensity, 20);
  assert.equal(printed.requestedImageSizeMm, 100.5);
  assert.equal(printed.requestedDecimateCropBehavior, 'CROP');
  assert.deepEqual(
    request?.substitutions.map((substitution) => substitution.attribute),
    ['MagnificationType', 'MaxDensity'],
  );
  await client.close();
});

test('a lost association leaves no pixels behind', async () => {
  const { client, box } = await oneBox();
  await client.set(BasicGrayscaleImageBox, box, {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(2, 2, ramp(4))],
  });
  assert.equal(client.spool.blobs.size, 1);
  await client.lose();
  assert.equal(client.spool.blobs.size, 0);
});

test('an unreadable data set is 0110 and leaves nothing; the association continues', async () => {
  const { client, filmBox, box } = await oneBox();
  const answer = await client.request(
    { kind: 'N-SET-RQ', requestedSopClassUid: BasicGrayscaleImageBox, requestedSopInstanceUid: box },
    // (2020,0010) US of length 2, cut after one byte of its value.
    Uint8Array.from([0x20, 0x20, 0x10, 0x00, 0x55, 0x53, 0x02, 0x00, 0x01]),
  );
  assert.equal(answer.status, 0x0110);
  assert.equal((await client.remove(BasicFilmBox, filmBox.uid)).status, 0x0000);
  await client.close();
});
