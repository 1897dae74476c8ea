// Images with an incorrect description: Pixel Data that is longer or shorter than it must be, attributes that are missing or
// spelled otherwise, contradictions, and conversions that fail (image-pixels.ts, image-completion.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses, transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import type { BlobRef } from '../../../src/shared/film/film.ts';
import { convertPixels } from '../../../src/print-scp/receive/pixel-conversion.ts';
import { PrintClient, type ClientOptions } from '../../support/print-client.ts';

const { BasicFilmBox, BasicGrayscaleImageBox, BasicColorImageBox } = sopClasses;
type Values = Parameters<typeof dataSetOf>[0];

const ramp = (length: number) => Uint8Array.from({ length }, (_, index) => index % 251);

/** Sends one image to one box; gives the answer, and what is on the film that is printed then. */
async function sent(item: Values, { color = false, ...options }: ClientOptions & { color?: boolean } = {}) {
  const client = new PrintClient({
    ...options,
    ...(color ? { abstractSyntaxes: [sopClasses.BasicColorPrintManagementMeta] } : {}),
  });
  await client.session();
  const filmBox = await client.filmBox();
  const answer = await client.set(
    color ? BasicColorImageBox : BasicGrayscaleImageBox,
    filmBox.images[0] ?? '',
    {
      ImageBoxPosition: 1,
      [color ? 'BasicColorImageSequence' : 'BasicGrayscaleImageSequence']: [dataSetOf(item)],
    },
  );
  await client.action(BasicFilmBox, filmBox.uid);
  const [request] = client.spool.accepted;
  const pixels = request?.films[0]?.images[0]?.pixels;
  await client.close();
  const { errorComment } = answer.command as { errorComment?: string };
  return {
    status: answer.status,
    comment: errorComment,
    pixels,
    spool: client.spool,
    bytes: pixels && client.spool.blobs.get(pixels.data.key),
    notes: request?.substitutions.map(({ attribute, requested, used }) => [attribute, requested, used]),
  };
}

const gray = (rows: number, columns: number, byteLength: number, more: Values = {}): Values =>
  Object.fromEntries(
    Object.entries({
      Rows: rows,
      Columns: columns,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      BitsAllocated: 8,
      BitsStored: 8,
      HighBit: 7,
      PixelRepresentation: 0,
      ...more,
      PixelData: ramp(byteLength),
    }),
  );

for (const [name, transferSyntax] of Object.entries(transferSyntaxes)) {
  test(`Pixel Data longer than the image: the first bytes are the image, recorded (${name})`, async () => {
    for (const [rows, columns, excess] of [
      [4, 4, 2],
      [4, 4, 4],
      [3, 3, 5],
      [10, 10, 65_536],
      // 1 % of 9,000,000 bytes is more than 64 KiB.
      [3000, 3000, 90_000],
    ] as const) {
      const needed = rows * columns;
      const { status, bytes, notes, spool } = await sent(gray(rows, columns, needed + excess), {
        transferSyntax,
      });
      assert.equal(status, 0x0000);
      assert.deepEqual(notes, [['PixelData', `${needed + excess} bytes`, `the first ${needed}`]]);
      assert.equal(bytes?.length, needed);
      assert.ok(Buffer.from(ramp(needed)).equals(bytes));
      assert.equal(spool.blobs.size, 1);
    }
  });
}

test('an odd excess, and padding to an even length, which is none', async () => {
  for (const [byteLength, recorded] of [
    [9, 0],
    [10, 0],
    [11, 1],
    [14, 1],
    [17, 1],
  ] as const) {
    const { status, notes, bytes } = await sent(gray(3, 3, byteLength));
    assert.equal(status, 0x0000);
    assert.equal(notes?.length, recorded, String(byteLength));
    assert.deepEqual(Uint8Array.from(bytes ?? []).subarray(0, 9), ramp(9));
  }
});

test('colors that say they are signed are taken as they are meant, and it is recorded', async () => {
  for (const [interpretation, planar] of [
    ['RGB', 0],
    ['RGB', 1],
    ['YBR_FULL', 0],
  ] as const) {
    const { status, notes } = await sent(
      gray(2, 2, 12, {
        SamplesPerPixel: 3,
        PhotometricInterpretation: interpretation,
        PlanarConfiguration: planar,
        PixelRepresentation: 1,
      }),
    );
    assert.equal(status, 0x0000);
    assert.deepEqual(notes, [
      ['PixelRepresentation', '1', '0'],
      ['PhotometricInterpretation', interpretation, 'MONOCHROME2'],
    ]);
  }
});

test('Pixel Data that is shorter, or much longer, is 0106 with both lengths', async () => {
  for (const [item, comment] of [
    [gray(4, 4, 14), 'Pixel Data has 14 bytes, not 16'],
    [gray(4, 4, 0), 'Pixel Data has 0 bytes, not 16'],
    [gray(10, 10, 100 + 65_538), 'Pixel Data has 65638 bytes, not 100'],
    [gray(3000, 3000, 9_090_002), 'Pixel Data has 9090002 bytes, not 9000000'],
    [gray(4, 4, 48, { NumberOfFrames: '3' }), 'NumberOfFrames 3: an image box takes one frame'],
    [
      gray(4, 4, 30, { PhotometricInterpretation: 'YBR_FULL_422', SamplesPerPixel: 3 }),
      'Pixel Data has 30 bytes, not 32',
    ],
    [
      gray(4, 4, 22, { PhotometricInterpretation: 'YBR_PARTIAL_420', SamplesPerPixel: 3 }),
      'Pixel Data has 22 bytes, not 24',
    ],
  ] as const) {
    const answer = await sent(item);
    assert.equal(answer.status, 0x0106);
    assert.equal(answer.comment, comment);
    assert.equal(answer.spool.blobs.size, 0);
    assert.equal(answer.spool.openBlobs, 0);
  }
});

test('what is missing is derived from the rest, and recorded', async () => {
  const bits = (pixels: Awaited<ReturnType<typeof sent>>['pixels']) => [
    pixels?.kind,
    pixels?.bitsAllocated,
    pixels?.bitsStored,
    pixels?.highBit,
  ];
  const all = gray(4, 4, 16);
  const without = (from: Values, ...keywords: readonly string[]): Values =>
    Object.fromEntries(Object.entries(from).filter(([keyword]) => !keywords.includes(keyword)));
  const every = [
    'SamplesPerPixel',
    'PhotometricInterpretation',
    'BitsStored',
    'HighBit',
    'PixelRepresentation',
  ];
  for (const [item, color, described, derived] of [
    [without(all, ...every), false, ['gray', 8, 8, 7], every],
    [
      { ...all, ...Object.fromEntries(every.map((keyword) => [keyword, []])) },
      true,
      ['gray', 8, 8, 7],
      every,
    ],
    [without(all, ...every, 'BitsAllocated'), false, ['gray', 8, 8, 7], [...every, 'BitsAllocated']],
    [
      without({ ...all, BitsAllocated: 16, HighBit: 11, PixelData: ramp(32) }, 'BitsStored'),
      false,
      ['gray', 16, 12, 11],
      ['BitsStored'],
    ],
    [
      without({ ...all, BitsStored: 12, PixelData: ramp(32) }, 'BitsAllocated', 'HighBit'),
      false,
      ['gray', 16, 12, 11],
      ['BitsAllocated', 'HighBit'],
    ],
    [
      without({ ...all, PixelData: ramp(48) }, 'SamplesPerPixel', 'PhotometricInterpretation'),
      true,
      ['rgb', 8, 8, 7],
      ['SamplesPerPixel', 'PhotometricInterpretation', 'PlanarConfiguration'],
    ],
    [
      without({ ...all, PhotometricInterpretation: 'RGB', PixelData: ramp(48) }, 'SamplesPerPixel'),
      true,
      ['rgb', 8, 8, 7],
      ['SamplesPerPixel', 'PlanarConfiguration'],
    ],
  ] as const) {
    const answer = await sent(item, { color });
    assert.equal(answer.status, 0x0000, answer.comment);
    assert.deepEqual(bits(answer.pixels), described);
    assert.deepEqual(answer.notes?.map(([attribute]) => attribute).toSorted(), [...derived].toSorted());
    assert.ok(answer.notes.every(([, requested]) => requested === 'none'));
  }
});

test('near spellings of the photometric interpretation', async () => {
  for (const [spelling, kind, used] of [
    ['monochrome2', 'gray', 'MONOCHROME2'],
    ['MONOCHROME 1', 'gray', 'MONOCHROME1'],
    ['GRAYSCALE', 'gray', 'MONOCHROME2'],
    ['Rgb', 'rgb', 'RGB'],
    ['YBR FULL', 'rgb', 'YBR_FULL'],
  ] as const) {
    const samples = kind === 'rgb' ? 3 : 1;
    const { status, pixels, notes } = await sent(
      gray(4, 4, 16 * samples, {
        PhotometricInterpretation: spelling,
        SamplesPerPixel: samples,
        ...(samples === 3 ? { PlanarConfiguration: 0 } : {}),
      }),
      { color: true },
    );
    assert.equal(status, 0x0000);
    assert.equal(pixels?.kind, kind);
    assert.deepEqual(notes, [['PhotometricInterpretation', spelling, used]]);
    if (pixels.kind === 'gray') assert.equal(pixels.photometricInterpretation, used);
  }
});

/** A palette of 256 entries of 8 bits. */
function palette(prefix: '' | 'Segmented', data: Uint8Array): Values {
  return Object.fromEntries<number[] | Uint8Array>(
    ['Red', 'Green', 'Blue'].flatMap((color): [string, number[] | Uint8Array][] => [
      [`${color}PaletteColorLookupTableDescriptor`, [256, 0, 8]],
      [`${prefix}${color}PaletteColorLookupTableData`, data],
    ]),
  );
}

test('a refusal names the attribute and the value', async () => {
  const three = { SamplesPerPixel: 3 };
  for (const [item, comment] of [
    [
      gray(4, 4, 16, { PhotometricInterpretation: 'RGB' }),
      'SamplesPerPixel 1 for PhotometricInterpretation RGB',
    ],
    [gray(4, 4, 16, { BitsStored: 12, HighBit: 11 }), 'Bits Stored 12 in 8 allocated'],
    [gray(4, 4, 16, { HighBit: 9 }), 'High Bit 9 for 8 bits in 8'],
    [
      gray(4, 3, 24, { ...three, PhotometricInterpretation: 'YBR_FULL_422' }),
      'Columns 3 of YBR_FULL_422: must be even',
    ],
    [
      gray(3, 4, 18, { ...three, PhotometricInterpretation: 'YBR_PARTIAL_420' }),
      'Rows 3 of YBR_PARTIAL_420: must be even',
    ],
    [
      {
        ...gray(4, 4, 16, { PhotometricInterpretation: 'PALETTE COLOR' }),
        ...palette('', ramp(100)),
      },
      'RedPaletteColorLookupTableData has 100 bytes for 256 entries',
    ],
    [
      {
        ...gray(4, 4, 16, { PhotometricInterpretation: 'PALETTE COLOR' }),
        // An indirect segment that names itself.
        ...palette('Segmented', Uint8Array.of(0, 1, 7, 2, 1, 3, 0, 0, 0, 0)),
      },
      'the segmented palette has a segment of kind 2, which is not allowed here',
    ],
  ] as const) {
    const answer = await sent(item);
    assert.equal(answer.status, 0x0106);
    assert.equal(answer.comment, comment.slice(0, 64));
    assert.equal(answer.spool.blobs.size, 0);
  }
  const missing = await sent(gray(4, 4, 16, { PhotometricInterpretation: 'PALETTE COLOR' }));
  assert.equal(missing.status, 0x0120);
});

test('annex-e: only images as the annex has them, and nothing is derived or converted', async () => {
  const rgb = { PhotometricInterpretation: 'RGB', SamplesPerPixel: 3, PlanarConfiguration: 0 };
  for (const [item, color, status] of [
    [gray(4, 4, 16, { BitsStored: [] }), false, 0x0121],
    [Object.fromEntries(Object.entries(gray(4, 4, 16)).filter(([key]) => key !== 'HighBit')), false, 0x0120],
    [gray(4, 4, 48, rgb), false, 0x0106],
    [gray(4, 4, 16), true, 0x0120],
    [gray(4, 4, 48, { ...rgb, PhotometricInterpretation: 'YBR_FULL' }), true, 0x0106],
    [gray(4, 4, 48, rgb), true, 0x0000],
    [gray(4, 4, 16), false, 0x0000],
  ] as const) {
    const answer = await sent(item, { color, profile: 'annex-e' });
    assert.equal(answer.status, status);
  }
});

test('a conversion on a full disk is C605, and neither blob is left', async () => {
  const client = new PrintClient();
  await client.session();
  const { images } = await client.filmBox();
  const ports = client.spool;
  const item = gray(4, 4, 48, {
    PhotometricInterpretation: 'YBR_FULL',
    SamplesPerPixel: 3,
    PlanarConfiguration: 0,
  });
  // The received pixels still fit, what is made of them does not.
  const { blobs } = ports;
  const set = blobs.set.bind(blobs);
  blobs.set = (key, bytes) => {
    ports.failWrite = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    return set(key, bytes);
  };
  const answer = await client.set(BasicGrayscaleImageBox, images[0] ?? '', {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [dataSetOf(item)],
  });
  assert.equal(answer.status, 0xc605);
  assert.equal(blobs.size, 0);
  assert.equal(ports.openBlobs, 0);
  await client.close();
});

test('a conversion holds some thousand pixels at a time, waits for the disk, and lets others run', async () => {
  const [rows, columns] = [4000, 4000];
  let maxRead = 0;
  let maxWritten = 0;
  let written = 0;
  let waiting = 0;
  let turns = 0;
  let running = true;
  const turn = () => {
    turns += 1;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  const blob: BlobRef = { key: 'raw', byteLength: rows * columns * 3 };
  const buffer = new Uint8Array(1 << 20).fill(128);
  const made = await convertPixels(
    {
      openBlobReader: () =>
        Promise.resolve({
          read: (_, length) => {
            maxRead = Math.max(maxRead, length);
            return Promise.resolve(buffer.subarray(0, length));
          },
          close: () => Promise.resolve(),
        }),
      openBlob: () =>
        Promise.resolve({
          write: async (chunk) => {
            assert.equal(waiting, 0, 'the next block waits for the last one');
            waiting += 1;
            maxWritten = Math.max(maxWritten, chunk.length);
            written += chunk.length;
            await Promise.resolve();
            waiting -= 1;
          },
          finish: () => Promise.resolve({ key: 'made', byteLength: written }),
          discard: () => Promise.resolve(),
        }),
    },
    blob,
    {
      rows,
      columns,
      interpretation: 'YBR_FULL',
      planarConfiguration: 1,
      bitsAllocated: 8,
      bitsStored: 8,
      highBit: 7,
      signed: false,
    },
    'rgb',
  );
  running = false;
  assert.equal(made.byteLength, rows * columns * 3);
  assert.ok(maxRead <= 65_536 && maxWritten <= 65_536, `${maxRead} and ${maxWritten} bytes`);
  assert.ok(turns > 500, `${turns} turns`);
});
