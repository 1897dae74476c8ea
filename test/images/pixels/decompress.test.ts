// Every codec with small images made here: lossless results are identical, lossy ones close, and damaged data is refused.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import codecs, { type NativeCodecs as Codecs } from 'dcmjs-codecs';
import { dicomFile, gray16, gray8, rgb8, words, wordsOf } from '../../print-scu/dicom-files.ts';
import { prepare, samples } from '../../print-scu/prepare.ts';

const { NativeCodecs, Context } = codecs;
type Encoder = Extract<keyof typeof Codecs, `encode${string}`>;
type Values = Parameters<typeof dicomFile>[0];

const syntax = {
  rle: '1.2.840.10008.1.2.5',
  baseline: '1.2.840.10008.1.2.4.50',
  lossless: '1.2.840.10008.1.2.4.70',
  losslessAnyPrediction: '1.2.840.10008.1.2.4.57',
  ls: '1.2.840.10008.1.2.4.80',
  j2k: '1.2.840.10008.1.2.4.90',
  htj2k: '1.2.840.10008.1.2.4.201',
  jxl: '1.2.840.10008.1.2.4.110',
} as const;

before(() => NativeCodecs.initializeAsync());

const [rows, columns] = [8, 16];
const pixels = rows * columns;

function encode(
  encoder: Encoder,
  values: Values,
  bytes: Uint8Array,
  parameters: Record<string, unknown>,
): Uint8Array {
  const of = (keyword: keyof typeof values) => Number(values[keyword]);
  const encoded = NativeCodecs[encoder](
    new Context({
      width: of('Columns'),
      height: of('Rows'),
      bitsAllocated: of('BitsAllocated'),
      bitsStored: of('BitsStored'),
      samplesPerPixel: of('SamplesPerPixel'),
      pixelRepresentation: of('PixelRepresentation'),
      planarConfiguration: 0,
      photometricInterpretation: 'RGB' === values.PhotometricInterpretation ? 'RGB' : 'MONOCHROME2',
      decodedBuffer: bytes,
    }),
    parameters,
  ).getEncodedBuffer();
  assert.ok(encoded);
  // Fragments have an even length (PS3.5 A.4).
  return Buffer.concat([encoded, Buffer.alloc(encoded.length % 2)]);
}

/** A window that maps a stored value of 12 bits to itself in an output of 12 bits. */
const unchanged = { WindowCenter: 2048, WindowWidth: 4096 };
const ramp12 = Array.from({ length: pixels }, (_, index) => (index * 97) % 4096);
const signed12 = ramp12.map((value) => value - 2048);
const ramp8 = Buffer.from(Array.from({ length: pixels }, (_, index) => (index * 7) % 256));
const rgb = Buffer.from(Array.from({ length: pixels * 3 }, (_, index) => (index * 5) % 256));
const planes = [0, 1, 2].flatMap((plane) =>
  Array.from({ length: pixels }, (_, index) => rgb[index * 3 + plane]),
);

describe('lossless codecs bit for bit', () => {
  for (const [name, uid, encoder] of [
    ['RLE', syntax.rle, 'encodeRle'],
    ['JPEG lossless', syntax.lossless, 'encodeJpeg'],
    ['JPEG lossless of any prediction', syntax.losslessAnyPrediction, 'encodeJpeg'],
    ['JPEG-LS', syntax.ls, 'encodeJpegLs'],
    ['JPEG 2000', syntax.j2k, 'encodeJpeg2000'],
    ['HTJ2K', syntax.htj2k, 'encodeHtJpeg2000'],
    ['JPEG XL', syntax.jxl, 'encodeJpegXl'],
  ] as const) {
    const file = (values: Values, bytes: Uint8Array, more: Values = {}) =>
      dicomFile(
        { ...values, ...more },
        { fragments: [encode(encoder, values, bytes, { lossy: false })] },
        uid,
      );

    test(`${name}: gray of 8 bits`, async () => {
      assert.deepEqual(await samples(file(gray8(rows, columns), ramp8)), [...ramp8]);
    });
    test(`${name}: gray of 12 bits`, async () => {
      const { data } = await prepare(file(gray16(rows, columns, 12), words(...ramp12), unchanged), {
        bits: 12,
      });
      assert.deepEqual(wordsOf(data), ramp12);
    });
    test(`${name}: RGB`, async () => {
      // Planar Configuration says nothing of compressed pixels, whatever it says.
      for (const planar of [0, 1]) {
        const image = file(rgb8(rows, columns), rgb, { PlanarConfiguration: planar });
        assert.deepEqual(await samples(image, { color: true }), planes, `planar configuration ${planar}`);
      }
    });
    if (name === 'JPEG XL') continue;
    test(`${name}: signed gray of 12 bits`, async () => {
      const values = gray16(rows, columns, 12, { PixelRepresentation: 1 });
      const { data } = await prepare(
        file(values, words(...signed12), { WindowCenter: 0, WindowWidth: 4096 }),
        { bits: 12 },
      );
      assert.deepEqual(wordsOf(data), ramp12);
    });
  }
});

test('JPEG 2000 undoes its own color transform: YBR_RCT is RGB', async () => {
  const fragment = encode('encodeJpeg2000', rgb8(rows, columns), rgb, { lossy: false });
  const values = rgb8(rows, columns, { PhotometricInterpretation: 'YBR_RCT' });
  assert.deepEqual(
    await samples(dicomFile(values, { fragments: [fragment] }, syntax.j2k), { color: true }),
    planes,
  );
});

describe('JPEG baseline', () => {
  const smooth = Buffer.from(
    Array.from({ length: pixels * 3 }, (_, index) => 40 + (index % 3) * 60 + Math.floor(index / 48) * 4),
  );
  const smoothPlanes = [0, 1, 2].flatMap((plane) =>
    Array.from({ length: pixels }, (_, index) => smooth[index * 3 + plane] ?? 0),
  );
  const close = (found: readonly number[], expected: readonly number[]) => {
    assert.equal(found.length, expected.length);
    for (const [index, value] of found.entries()) {
      assert.ok(Math.abs(value - expected[index]!) <= 4, `sample ${index}: ${value} for ${expected[index]}`);
    }
  };

  test('YBR_FULL_422, and a JFIF stream in a file that calls itself RGB, come out as RGB', async () => {
    const fragment = encode('encodeJpeg', rgb8(rows, columns), smooth, { lossy: true, quality: 100 });
    assert.ok(Buffer.from(fragment).includes('JFIF'));
    for (const photometric of ['YBR_FULL_422', 'YBR_FULL', 'RGB']) {
      const values = rgb8(rows, columns, { PhotometricInterpretation: photometric });
      close(
        await samples(dicomFile(values, { fragments: [fragment] }, syntax.baseline), { color: true }),
        smoothPlanes,
      );
    }
  });
  test('gray', async () => {
    const gray = smooth.subarray(0, pixels).map((_, index) => 50 + index);
    const fragment = encode('encodeJpeg', gray8(rows, columns), gray, { lossy: true, quality: 100 });
    close(await samples(dicomFile(gray8(rows, columns), { fragments: [fragment] }, syntax.baseline)), [
      ...gray,
    ]);
  });
});

describe('frames in fragments', () => {
  const second = Buffer.from(ramp8.map((value) => 255 - value));
  const values = { ...gray8(rows, columns), NumberOfFrames: 2 };
  const frames = () =>
    [ramp8, second].map((bytes) =>
      Buffer.from(encode('encodeJpeg', gray8(rows, columns), bytes, { lossy: false })),
    );
  const even = (length: number) => Math.floor(length / 4) * 2;
  const halves = (frame: Buffer) => [
    frame.subarray(0, even(frame.length)),
    frame.subarray(even(frame.length)),
  ];
  const bothFrames = async (file: Uint8Array) => {
    assert.deepEqual(await samples(file, { frame: 0 }), [...ramp8]);
    assert.deepEqual(await samples(file, { frame: 1 }), [...second]);
  };

  test('one fragment a frame, without and with an offset table', async () => {
    const fragments = frames();
    await bothFrames(dicomFile(values, { fragments }, syntax.lossless));
    await bothFrames(dicomFile(values, { fragments, table: [0, fragments[0]!.length + 8] }, syntax.lossless));
  });
  test('several fragments per frame, separated by the offset table', async () => {
    const [one, other] = frames();
    const fragments = [...halves(one!), ...halves(other!)];
    await bothFrames(dicomFile(values, { fragments, table: [0, one!.length + 16] }, syntax.lossless));
  });
  test('several fragments per frame, separated by the start of each stream', async () => {
    const fragments = frames().flatMap(halves);
    await bothFrames(dicomFile(values, { fragments }, syntax.lossless));
  });
  test('several fragments of a single frame', async () => {
    const fragments = halves(frames()[0]!);
    assert.deepEqual(await samples(dicomFile(gray8(rows, columns), { fragments }, syntax.lossless)), [
      ...ramp8,
    ]);
  });
  test('what cannot be assigned is refused', async () => {
    const [one, other] = frames();
    const three = { ...values, NumberOfFrames: 3 };
    await assert.rejects(samples(dicomFile(three, { fragments: [one!, other!] }, syntax.lossless)), {
      name: 'RangeError',
      message: 'its 2 fragments cannot be assigned to 3 frames',
    });
    const lying = dicomFile(values, { fragments: [...halves(one!), other!], table: [0, 3] }, syntax.lossless);
    await assert.rejects(samples(lying, { frame: 1 }), /cannot be assigned/);
  });
});

describe('broken streams', () => {
  const frame = () => encode('encodeJpeg2000', gray8(rows, columns), ramp8, { lossy: false });

  test('nonsense is refused by every codec, and the next image decodes', async () => {
    for (const uid of Object.values(syntax)) {
      const file = dicomFile(
        gray8(rows, columns),
        { fragments: [Buffer.from('no image at all, only text')] },
        uid,
      );
      await assert.rejects(
        samples(file),
        (error) => {
          assert.ok(error instanceof RangeError, String(error));
          assert.match(error.message, /^its compressed pixels /);
          return true;
        },
        uid,
      );
      await NativeCodecs.initializeAsync();
      assert.deepEqual(await samples(dicomFile(gray8(rows, columns), { fragments: [frame()] }, syntax.j2k)), [
        ...ramp8,
      ]);
    }
  });
  test('a stream of another size than Rows and Columns say', async () => {
    for (const [uid, encoder] of [
      [syntax.j2k, 'encodeJpeg2000'],
      [syntax.htj2k, 'encodeHtJpeg2000'],
      [syntax.lossless, 'encodeJpeg'],
      [syntax.ls, 'encodeJpegLs'],
    ] as const) {
      const fragment = encode(encoder, gray8(rows, columns), ramp8, { lossy: false });
      await assert.rejects(samples(dicomFile(gray8(rows + 1, columns), { fragments: [fragment] }, uid)), {
        name: 'RangeError',
        message:
          'its compressed pixels are 16 × 8 with 1 samples, but Columns, Rows and SamplesPerPixel say 16 × 9 with 1',
      });
      const colored = dicomFile(rgb8(rows, columns), { fragments: [fragment] }, uid);
      await assert.rejects(samples(colored), /16 × 8 with 1 samples, but .* 16 × 8 with 3$/);
    }
  });
  test('a transfer syntax that is not known is named, with what it is and those that are', async () => {
    const said = async (uid: string) => {
      const file = dicomFile(gray8(rows, columns), { fragments: [Buffer.alloc(8)] }, uid);
      return prepare(file).then(
        () => 'decoded',
        (error: unknown) => (error instanceof RangeError ? error.message : String(error)),
      );
    };
    const others = 'cannot be decoded; deflated, RLE, JPEG, JPEG-LS, JPEG 2000, HTJ2K and JPEG XL can';
    const jpeg = '1.2.840.10008.1.2.4.';
    assert.equal(await said(`${jpeg}100`), `its transfer syntax ${jpeg}100 (MPEG-2 video) ${others}`);
    assert.equal(await said(`${jpeg}107`), `its transfer syntax ${jpeg}107 (HEVC video) ${others}`);
    assert.equal(
      await said(`${jpeg}94`),
      `its transfer syntax ${jpeg}94 (pixels behind an address, JPIP) ${others}`,
    );
    assert.equal(await said('1.2.3'), `its transfer syntax 1.2.3 ${others}`);
  });
  test('a stream of another codec than the transfer syntax says is decoded as what it is', async () => {
    const lossless = encode('encodeJpeg', gray8(rows, columns), ramp8, { lossy: false });
    const ls = encode('encodeJpegLs', gray8(rows, columns), ramp8, { lossy: false });
    const ht = encode('encodeHtJpeg2000', gray8(rows, columns), ramp8, { lossy: false });
    for (const [uid, fragment] of [
      [syntax.j2k, lossless],
      [syntax.lossless, ls],
      [syntax.ls, frame()],
      [syntax.j2k, ht],
      [syntax.rle, ht],
    ] as const) {
      const file = dicomFile(gray8(rows, columns), { fragments: [fragment] }, uid);
      assert.deepEqual(await samples(file), [...ramp8], uid);
    }
  });
});

describe('colors as encoders choose to arrange them', () => {
  /** A JPEG-LS stream of one component: what stands before the scan's header, and the scan's data. */
  function scanOf(gray: Uint8Array): { readonly frame: Buffer; readonly data: Buffer } {
    const stream = Buffer.from(gray);
    const frame = stream.indexOf(Buffer.from([0xff, 0xf7]));
    const scan = stream.indexOf(Buffer.from([0xff, 0xda]));
    const end = stream.lastIndexOf(Buffer.from([0xff, 0xd9]));
    return { frame: stream.subarray(frame, scan), data: stream.subarray(scan + 10, end) };
  }

  test('JPEG-LS with a scan for each component (ILV 0)', async () => {
    const scans = [0, 1, 2].map((plane) =>
      scanOf(
        encode(
          'encodeJpegLs',
          gray8(rows, columns),
          Uint8Array.from(planes.slice(plane * pixels, (plane + 1) * pixels), (value) => value ?? 0),
          { lossy: false },
        ),
      ),
    );
    const header = Buffer.from([
      0xff,
      0xf7,
      0,
      17,
      8,
      0,
      rows,
      0,
      columns,
      3,
      1,
      0x11,
      0,
      2,
      0x11,
      0,
      3,
      0x11,
      0,
    ]);
    const stream = Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      header,
      ...scans.flatMap(({ data }, index) => [
        Buffer.from([0xff, 0xda, 0, 8, 1, index + 1, 0, 0, 0, 0]),
        data,
      ]),
      Buffer.from([0xff, 0xd9]),
    ]);
    const even = Buffer.concat([stream, Buffer.alloc(stream.length % 2)]);
    for (const planar of [0, 1]) {
      const file = dicomFile(
        rgb8(rows, columns, { PlanarConfiguration: planar }),
        { fragments: [even] },
        syntax.ls,
      );
      assert.deepEqual(await samples(file, { color: true }), planes);
    }
  });

  test('JPEG 2000 of more than 8 bits is refused: its decoder would hand out low bytes', async () => {
    for (const depth of [9, 12, 16]) {
      const stream = Buffer.from(encode('encodeJpeg2000', rgb8(rows, columns), rgb, { lossy: false }));
      // SIZ has a depth for each component, from byte 42, three bytes apart.
      for (const component of [0, 1, 2]) stream[42 + component * 3] = depth - 1;
      const even = Buffer.concat([stream, Buffer.alloc(stream.length % 2)]);
      const values = rgb8(rows, columns, { BitsAllocated: 16, BitsStored: depth, HighBit: depth - 1 });
      await assert.rejects(prepare(dicomFile(values, { fragments: [even] }, syntax.j2k), { color: true }), {
        message: `its JPEG 2000 colors have ${depth} bits; those of 8 bits can be decoded`,
      });
    }
  });
});
