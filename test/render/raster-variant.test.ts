// Films as PWG Raster, Apple Raster and JPEG: headers field by field, pixels exactly those of the page, grays by formula.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { JobFailure } from '../../src/shared/errors/errors.ts';
import type { Film } from '../../src/shared/film/film.ts';
import { writeVariant, type DocumentVariant } from '../../src/render/formats/document-variant.ts';
import { pageFacts } from '../../src/render/layout/page-facts.ts';
import { rasterOf } from '../../src/render/formats/page-picture.ts';
import { writeDocument } from '../../src/render/formats/pdf.ts';
import { paperDeviceValue } from '../support/gray-reference.ts';
import { readPwgRaster, readUrf, type ReadPage } from '../support/raster-documents.ts';
import { smallDisk } from '../support/small-disk.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, rgbPixels, writeBlob } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder();
const printer = { ...paperPrinter, resolution: 100 };
const smooth = (column: number, row: number) =>
  Math.round(32767 + 30000 * Math.sin(column / 9) * Math.cos(row / 7));
const blobPaths = {
  wave: writeBlob(
    folder,
    'wave',
    Uint16Array.from({ length: 64 * 48 }, (_, i) => smooth(i % 64, Math.floor(i / 64))),
  ),
  steps: writeBlob(
    folder,
    'steps',
    Uint8Array.from({ length: 256 * 4 }, (_, i) => i & 0xff),
  ),
  colors: writeBlob(folder, 'colors', Uint8Array.from([255, 0, 0, 255, 0, 255, 0, 128, 0, 0, 255, 7])),
};
const wave = grayPixels(64, 48, { data: { key: 'wave', byteLength: 6144 } });
const steps = grayPixels(256, 4, { bitsAllocated: 8, data: { key: 'steps', byteLength: 1024 } });
/** Red, green, blue, and a color of all three. */
const colors = rgbPixels(4, 1, { data: { key: 'colors', byteLength: 12 } });
const textOf = (text: string) => ({ kind: 'annotation', position: 1, text, place: { kind: 'top' } }) as const;

const grayFilm = filmOf(
  [imageBox(wave, { magnificationType: 'CUBIC', position: 2 }), imageBox(steps, { position: 3 })],
  {
    imageDisplayFormat: { kind: 'STANDARD', columns: 2, rows: 2 },
    borderDensity: { kind: 'density', hundredthsOfOD: 170 },
    emptyImageDensity: { kind: 'white' },
    annotations: [textOf('Sébastien Ωmega')],
    trim: true,
  },
);
const colorFilm = filmOf([imageBox(colors), imageBox(steps, { position: 2 })], {
  imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 2 },
  filmOrientation: 'LANDSCAPE',
});

let documents = 0;
function outputPath(): string {
  documents += 1;
  return path.join(folder, `document-${documents}`);
}
async function written(films: readonly Film[], variant: DocumentVariant, output = outputPath()) {
  const task = { films, printer, blobPaths, output, title: 'Films', createdAt: '2026-01-01T00:00:00Z' };
  const document = await writeVariant({ ...task, variant });
  const bytes = readFileSync(output);
  assert.deepEqual(document.byteLength, bytes.length);
  return { ...document, bytes };
}
const gray = (format: DocumentVariant['format'], more: Partial<DocumentVariant> = {}): DocumentVariant => ({
  format,
  pixelsPerInch: 100,
  colorSpace: 'sgray_8',
  ...more,
});
const color = (format: DocumentVariant['format'], more: Partial<DocumentVariant> = {}) =>
  gray(format, { colorSpace: 'srgb_8', ...more });

/** Luminance of sRGB by Rec. 709, as a gray value of sRGB, by the formulas alone. */
function luminance(red: number, green: number, blue: number): number {
  const light = (value: number) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const y = 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
  return 255 * (y <= 0.0031308 ? 12.92 * y : 1.055 * y ** (1 / 2.4) - 0.055);
}

/** The part of white dots in the columns `from` to `to` of rows that all show the same. */
function whiteDots({ pixels, width, height }: ReadPage, from: number, to: number, white: 0 | 1): number {
  const rowBytes = Math.ceil(width / 8);
  let count = 0;
  for (let y = 0; y < height; y++) {
    for (let x = from; x < to; x++) {
      const dot = ((pixels[y * rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
      if (dot === white) count += 1;
    }
  }
  return count / (to - from) / height;
}

describe('black as ink, and dots', () => {
  const levels = [0, 26, 128, 230, 255];
  const stripes = filmOf(
    [
      imageBox(
        grayPixels(500, 400, {
          bitsAllocated: 8,
          data: {
            key: 'stripes',
            byteLength: 200_000,
          },
        }),
        { magnificationType: 'NONE' },
      ),
    ],
    { imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 1 } },
  );
  const stripePaths = {
    ...blobPaths,
    stripes: writeBlob(
      folder,
      'stripes',
      Uint8Array.from({ length: 200_000 }, (_, i) => levels[Math.floor((i % 500) / 100)] ?? 0),
    ),
  };
  const pageOfStripes = async (
    format: DocumentVariant['format'],
    colorSpace: DocumentVariant['colorSpace'],
  ) => {
    const output = outputPath();
    await writeVariant({
      films: [stripes],
      printer,
      blobPaths: stripePaths,
      output,
      title: 'Films',
      createdAt: '2026-01-01T00:00:00Z',
      variant: gray(format, { colorSpace }),
    });
    const [page] = (format === 'image/urf' ? readUrf : readPwgRaster)(readFileSync(output));
    return page!;
  };

  test('black_8 is the gray of the page from the other end, in its own color space', async () => {
    const [ink, light] = [
      await pageOfStripes('image/pwg-raster', 'black_8'),
      await pageOfStripes('image/pwg-raster', 'sgray_8'),
    ];
    assert.deepEqual([ink.header.readUInt32BE(400), ink.header.readUInt32BE(388)], [3, 8]);
    assert.deepEqual(
      Buffer.from(ink.pixels.map((value) => 255 - value)).equals(Buffer.from(light.pixels)),
      true,
    );
  });

  for (const [format, colorSpace, space, white] of [
    ['image/pwg-raster', 'black_1', 3, 0],
    ['image/pwg-raster', 'sgray_1', 18, 1],
    ['image/urf', 'sgray_1', 0, 1],
  ] as const) {
    test(`${format} in ${colorSpace}: the part of white dots is the gray`, async () => {
      const [page, tones] = [await pageOfStripes(format, colorSpace), await pageOfStripes(format, 'sgray_8')];
      if (format === 'image/urf') assert.deepEqual([page.header[0], page.header[1]], [1, space]);
      else {
        const at = (offset: number) => page.header.readUInt32BE(offset);
        const rowBytes = Math.ceil(page.width / 8);
        // BitsPerColor, BitsPerPixel, BytesPerLine, ColorSpace, NumColors
        assert.deepEqual([at(384), at(388), at(392), at(400), at(420)], [1, 1, rowBytes, space, 1]);
      }
      assert.deepEqual([page.width, page.height], [tones.width, tones.height]);
      // Column by column the tones of a row in the middle, in runs of one tone.
      const row = tones.pixels.subarray(
        tones.width * (tones.height >> 1),
        tones.width * ((tones.height >> 1) + 1),
      );
      const from = row.findIndex(
        (_, x) => x > 0 && row.subarray(x, x + 90).every((value) => value === row[x]),
      );
      assert.ok(from > 0);
      let seen = 0;
      for (let x = from; x + 64 <= row.length; x += 64) {
        const run = row.subarray(x, x + 64);
        if (!run.every((value) => value === run[0])) continue;
        const columns: ReadPage = {
          ...page,
          height: 256,
          pixels: page.pixels.subarray(Math.ceil(page.width / 8) * ((page.height >> 1) - 128)),
        };
        const found = whiteDots(columns, x, x + 64, white) * 255;
        const gray = run[0] ?? 0;
        assert.ok(Math.abs(found - gray) <= 1, `${gray} at ${x}: ${found}`);
        if (gray === 0 || gray === 255) assert.equal(found, gray);
        seen += 1;
      }
      assert.ok(seen >= 4);
    });
  }
});

describe('PWG Raster', () => {
  test('a header says all of a page', async () => {
    const { bytes, pages } = await written(
      [grayFilm, colorFilm],
      gray('image/pwg-raster', { pixelsPerInch: 90 }),
    );
    assert.equal(pages, 2);
    const [first, second] = readPwgRaster(bytes);
    const { header } = first!;
    assert.equal(header.length, 1796);
    const expected = new Map<number, number>([
      [276, 90], // HWResolution
      [280, 90],
      [340, 1], // NumCopies
      [352, 576], // PageSize: 8 × 10 inches
      [356, 720],
      [372, 720], // Width
      [376, 900], // Height
      [384, 8], // BitsPerColor
      [388, 8], // BitsPerPixel
      [392, 720], // BytesPerLine
      [396, 0], // ColorOrder: chunky
      [400, 18], // ColorSpace: sGray
      [420, 1], // NumColors
      [452, 2], // TotalPageCount
      [456, 1], // CrossFeedTransform
      [460, 1], // FeedTransform
      [472, 720], // ImageBoxRight
      [476, 900], // ImageBoxBottom
      [480, 0xffffff], // AlternatePrimary
    ]);
    const named = (offset: number) => offset < 64 || offset >= 1732;
    for (let offset = 0; offset < 1796; offset += 4) {
      if (!named(offset))
        assert.equal(header.readUInt32BE(offset), expected.get(offset) ?? 0, `at ${offset}`);
    }
    const name = (offset: number) => header.toString('latin1', offset, header.indexOf(0, offset));
    assert.equal(name(0), 'PwgRaster');
    assert.equal(name(1732), 'na_govt-letter_8x10in');
    assert.deepEqual([second!.width, second!.height], [900, 720]);
  });

  test('of color: 24 bits per pixel in sRGB', async () => {
    const { bytes } = await written([colorFilm], color('image/pwg-raster'));
    const { header, width } = readPwgRaster(bytes)[0]!;
    assert.equal(width, 1000);
    for (const [offset, value] of [
      [388, 24],
      [392, 3000],
      [400, 19],
      [420, 3],
    ] as const)
      assert.equal(header.readUInt32BE(offset), value, `at ${offset}`);
  });

  test('its pixels are those of the page', async () => {
    for (const pixelsPerInch of [100, 72, 150]) {
      const { bytes } = await written([grayFilm], gray('image/pwg-raster', { pixelsPerInch }));
      const page = readPwgRaster(bytes)[0]!;
      const picture = await rasterOf({ film: grayFilm, printer, blobPaths }, pixelsPerInch);
      assert.deepEqual([page.width, page.height], [picture.width, picture.height]);
      assert.ok(Buffer.from(page.pixels).equals(picture.data), `${pixelsPerInch} pixels per inch`);
    }
  });

  test('all P-values have the grays of the formulas', async () => {
    const film = filmOf([imageBox(steps)]);
    const page = readPwgRaster((await written([film], gray('image/pwg-raster'))).bytes)[0]!;
    // The image: 760 × 12 device pixels from 20, 494; row 500 is inside.
    for (let value = 0; value < 256; value++) {
      const x = 20 + Math.floor(((value + 0.5) * 760) / 256);
      const found = page.pixels[500 * page.width + x]!;
      assert.ok(Math.abs(found - paperDeviceValue(value / 255)) <= 1, `P ${value}: ${found}`);
    }
  });

  test('gray films in color: every pixel of three equal samples', async () => {
    const page = readPwgRaster((await written([grayFilm], color('image/pwg-raster'))).bytes)[0]!;
    const picture = await rasterOf({ film: grayFilm, printer, blobPaths }, 100);
    assert.equal(page.channels, 3);
    assert.ok(page.pixels.every((sample, at) => sample === picture.data[Math.floor(at / 3)]));
  });

  test('color films in gray: the luminance of Rec. 709; what was gray stays as it was', async () => {
    const [inColor, inGray] = await Promise.all([
      written([colorFilm], color('image/pwg-raster')),
      written([colorFilm], gray('image/pwg-raster')),
    ]);
    const [from, to] = [readPwgRaster(inColor.bytes)[0]!, readPwgRaster(inGray.bytes)[0]!];
    assert.equal(to.channels, 1);
    const seen = new Set<string>();
    for (const [at, value] of to.pixels.entries()) {
      const [red, green, blue] = from.pixels.subarray(at * 3, at * 3 + 3);
      seen.add(`${red} ${green} ${blue}`);
      const wanted = luminance(red!, green!, blue!);
      assert.ok(Math.abs(value - wanted) <= 0.51, `${red} ${green} ${blue}: ${value}, not ${wanted}`);
      if (red === green && green === blue) assert.equal(value, red);
    }
    for (const stored of ['255 0 0', '0 255 0', '0 0 255', '255 128 7']) assert.ok(seen.has(stored), stored);
  });
});

describe('Apple Raster', () => {
  test('headers', async () => {
    const { bytes } = await written([grayFilm, colorFilm], gray('image/urf'));
    assert.equal(bytes.readUInt32BE(8), 2);
    assert.deepEqual(
      readUrf(bytes).map(({ header }) => [
        ...header.subarray(0, 12),
        ...[12, 16, 20, 24, 28].map((offset) => header.readUInt32BE(offset)),
      ]),
      [
        [8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 800, 1000, 100, 0, 0],
        [8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000, 800, 100, 0, 0],
      ],
    );
    const { bytes: inColor } = await written([colorFilm], color('image/urf'));
    assert.deepEqual([...readUrf(inColor)[0]!.header.subarray(0, 3)], [24, 1, 1]);
  });

  test('its pixels are those of PWG Raster', async () => {
    for (const space of [gray, color]) {
      const films = [grayFilm, colorFilm];
      const apple = readUrf((await written(films, space('image/urf'))).bytes);
      const pwg = readPwgRaster((await written(films, space('image/pwg-raster'))).bytes);
      assert.equal(apple.length, 2);
      for (const [index, page] of apple.entries()) {
        assert.ok(Buffer.from(page.pixels).equals(pwg[index]!.pixels), `page ${index}`);
      }
    }
  });
});

describe('JPEG', () => {
  for (const [name, film, variant, channels] of [
    ['gray', grayFilm, gray('image/jpeg'), 1],
    ['color', colorFilm, color('image/jpeg'), 3],
    ['gray of color', colorFilm, gray('image/jpeg'), 1],
  ] as const) {
    test(`${name}: one film, its resolution, pixels within 2 of the page's`, async () => {
      const { bytes, pages } = await written([grayFilm, film], { ...variant, film: 1 });
      assert.equal(pages, 1);
      const image = sharp(bytes);
      const { format, density, width, height, chromaSubsampling } = await image.metadata();
      assert.deepEqual([format, density], ['jpeg', 100]);
      if (channels === 3) assert.equal(chromaSubsampling, '4:4:4');
      // JFIF: dots per inch, in both directions.
      assert.equal(bytes.toString('latin1', 6, 11), 'JFIF\0');
      assert.deepEqual([bytes[13], bytes.readUInt16BE(14), bytes.readUInt16BE(16)], [1, 100, 100]);
      const { data, info } = await image
        .toColourspace(channels === 1 ? 'b-w' : 'srgb')
        .raw()
        .toBuffer({ resolveWithObject: true });
      assert.equal(info.channels, channels);
      const page = readPwgRaster(
        (await written([film], { ...variant, format: 'image/pwg-raster' })).bytes,
      )[0]!;
      assert.deepEqual([width, height], [page.width, page.height]);
      // Edges of texts and boxes ring; everywhere else a value or two.
      const far = data.filter((value, at) => Math.abs(value - page.pixels[at]!) > 2).length;
      assert.ok(far / data.length < 0.02, `${far} of ${data.length}`);
    });
  }

  test('is made in bands, and decodes as one that libvips made of the whole page', async () => {
    const variant = color('image/jpeg', { pixelsPerInch: 150 });
    const { bytes } = await written([colorFilm], variant);
    const page = readPwgRaster(
      (await written([colorFilm], { ...variant, format: 'image/pwg-raster' })).bytes,
    )[0]!;
    // 1200 rows: ten bands of 128 rows but the last, nine restart markers between them, whose numbers begin anew.
    const scan = bytes.indexOf(Uint8Array.of(0xff, 0xda));
    const markers: number[] = [];
    for (let at = scan + 2; at < bytes.length - 1; at++) {
      if (bytes[at] === 0xff && bytes[at + 1] !== 0) markers.push(bytes[at + 1]!);
    }
    assert.deepEqual(markers, [0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd0, 0xd9]);
    const { width, height, channels } = page;
    const whole = await sharp(page.pixels, { raw: { width, height, channels } })
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4', optimiseCoding: false })
      .toBuffer();
    const pixels = (jpeg: Buffer) => sharp(jpeg, { failOn: 'warning' }).raw().toBuffer();
    assert.ok((await pixels(bytes)).equals(await pixels(whole)));
  });

  test('holds one film', async () => {
    await assert.rejects(
      written([grayFilm, colorFilm], gray('image/jpeg')),
      (error) =>
        error instanceof JobFailure && error.message === 'A JPEG holds one film, and 2 were requested.',
    );
    await assert.rejects(
      written([grayFilm], gray('image/jpeg', { film: 1 })),
      (error) => error instanceof JobFailure && error.code === 'render-failed',
    );
    assert.equal((await written([grayFilm], gray('image/jpeg'))).pages, 1);
  });
});

describe('PDF', () => {
  const intent = (bytes: Buffer) =>
    /OutputConditionIdentifier \((.*?)\)/.exec(bytes.toString('latin1'))?.[1] ?? 'none';

  test('without paper is the document of the job, byte by byte', async () => {
    const output = outputPath();
    const films = [grayFilm, colorFilm];
    const task = { films, printer, blobPaths, output, title: 'Films', createdAt: '2026-01-01T00:00:00Z' };
    await writeDocument(task);
    const { bytes } = await written(films, color('application/pdf'));
    assert.ok(bytes.equals(readFileSync(output)));
    assert.equal(intent(bytes), 'sRGB');
  });

  test('in gray has no color left, neither in images nor in its intent', async () => {
    const { bytes, pages } = await written([grayFilm, colorFilm], gray('application/pdf', { film: 1 }));
    assert.equal(pages, 1);
    assert.equal(intent(bytes), 'Gray, sRGB transfer curve');
    const found = [...bytes.toString('latin1').matchAll(/\/Colors (\d)/g)].map(([, colors]) => colors);
    assert.deepEqual(found, ['1', '1']);
  });
});

describe('what goes wrong leaves no file', () => {
  const lost = filmOf(
    [imageBox(wave), imageBox({ ...wave, data: { key: 'lost', byteLength: 1 } }, { position: 2 })],
    {
      imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 2 },
    },
  );
  for (const format of ['application/pdf', 'image/pwg-raster', 'image/urf', 'image/jpeg'] as const) {
    test(format, async () => {
      const output = outputPath();
      await assert.rejects(
        written([lost], gray(format), output),
        (error) => error instanceof JobFailure && error.code === 'pixels-missing',
      );
      assert.ok(!existsSync(output));
    });
  }

  test('a page of no pixels, or of too many', async () => {
    for (const pixelsPerInch of [0, Number.NaN, 0.05, 1e6, 100.5]) {
      const output = outputPath();
      await assert.rejects(
        written([grayFilm], gray('image/urf', { pixelsPerInch }), output),
        (error) => error instanceof JobFailure && error.code === 'render-failed',
      );
      assert.ok(!existsSync(output));
    }
  });

  for (const format of ['image/pwg-raster', 'image/jpeg'] as const) {
    test(`a full disk is the system’s error: ${format}`, async (context) => {
      const disk = await smallDisk(context, 16);
      if (disk === undefined) return;
      const output = path.join(disk, 'page');
      const variant = gray(format, { pixelsPerInch: 150 });
      await assert.rejects(written([grayFilm], variant, output), /^Error: ENOSPC/);
      assert.deepEqual(readdirSync(disk), []);
    });
  }

  test('reports the system error for a folder that does not exist', async () => {
    await assert.rejects(
      written([grayFilm], gray('image/urf'), path.join(folder, 'nowhere', 'page')),
      /^Error: ENOENT/,
    );
  });
});

test('what a destination must know of a film', () => {
  assert.deepEqual(pageFacts(grayFilm), { widthMm: 203.2, heightMm: 254, color: false });
  assert.deepEqual(pageFacts(colorFilm), { widthMm: 254, heightMm: 203.2, color: true });
});
