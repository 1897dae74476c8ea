// Films on paper: their position, rotated and scaled down, by arithmetic and as pixels.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { JobFailure } from '../../../src/shared/errors/errors.ts';
import type { Film, ImageOverlay } from '../../../src/shared/film/film.ts';
import { writeVariant, type DocumentVariant } from '../../../src/render/formats/document-variant.ts';
import { placeOnPaper, type Paper } from '../../../src/render/layout/on-paper.ts';
import { rasterOf, type Raster } from '../../../src/render/formats/page-picture.ts';
import { paperDeviceValue } from '../../support/gray-reference.ts';
import { readPwgRaster, type ReadPage } from '../../support/raster-documents.ts';
import {
  filmOf,
  grayPixels,
  imageBox,
  paperPrinter,
  rgbPixels,
  writeBlob,
} from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const paperOf = (
  widthMm: number,
  heightMm: number,
  margins: number | Partial<Paper['marginsMm']> = 0,
): Paper => {
  const all = typeof margins === 'number' ? margins : 0;
  const marginsMm = { top: all, right: all, bottom: all, left: all };
  return {
    widthMm,
    heightMm,
    marginsMm: typeof margins === 'number' ? marginsMm : { ...marginsMm, ...margins },
  };
};
const inches = (width: number, height: number) => ({ widthMm: width * 25.4, heightMm: height * 25.4 });

describe('a film lies on its paper', () => {
  const near = (found: number, wanted: number) => {
    assert.ok(Math.abs(found - wanted) < 1e-9, `${found}, not ${wanted}`);
  };
  const place = (film: { widthMm: number; heightMm: number }, paper: Paper) => {
    const { rect, rotated, scale } = placeOnPaper(film, paper);
    return { rotated, scale, rect: [rect.xMm, rect.yMm, rect.widthMm, rect.heightMm] as const };
  };

  test('in the middle at true size, if it fits between the margins', () => {
    const { rotated, scale, rect } = place(inches(8, 10), paperOf(215.9, 279.4, 4.23));
    assert.deepEqual([rotated, scale], [false, 1]);
    for (const [index, wanted] of [6.35, 12.7, 203.2, 254].entries()) near(rect[index]!, wanted);
  });

  test('smaller, if it does not: it touches the margins on two sides', () => {
    const { scale, rect } = place(inches(14, 17), paperOf(210, 297, 5));
    near(scale, 200 / 355.6);
    near(rect[0], 5);
    near(rect[2], 200);
    near(rect[3], (431.8 * 200) / 355.6);
    near(rect[1], (297 - rect[3]) / 2);
    // And where the height decides.
    const wide = place(inches(8, 10), paperOf(210, 148, 4));
    assert.equal(wide.rotated, true);
    near(wide.scale, 140 / 203.2);
  });

  test('never larger', () => {
    assert.equal(place({ widthMm: 240, heightMm: 300 }, paperOf(841, 1189, 10)).scale, 1);
  });

  test('rotated, if the one stands and the other lies', () => {
    const rotated = (film: [number, number], paper: [number, number]) =>
      place({ widthMm: film[0], heightMm: film[1] }, paperOf(...paper, 5)).rotated;
    assert.equal(rotated([240, 300], [297, 210]), true);
    assert.equal(rotated([300, 240], [210, 297]), true);
    assert.equal(rotated([300, 240], [297, 210]), false);
    assert.equal(rotated([240, 300], [210, 297]), false);
    // A square has no way to lie.
    assert.equal(rotated([240, 240], [297, 210]), false);
    assert.equal(rotated([300, 240], [300, 300]), false);
    const { rect } = place({ widthMm: 300, heightMm: 240 }, paperOf(297, 420));
    assert.deepEqual(rect, [(297 - 240) / 2, 60, 240, 300]);
  });

  test('never rotated, if it is square', () => {
    for (const [width, height] of [
      [210, 297],
      [297, 210],
      [400, 400],
    ] as const) {
      const paper = { widthMm: width, heightMm: height, marginsMm: { top: 0, right: 0, bottom: 0, left: 0 } };
      assert.equal(
        placeOnPaper({ widthMm: 240, heightMm: 240 }, paper).rotated,
        false,
        `${width} × ${height}`,
      );
    }
  });

  test('aside, where a margin wants it', () => {
    const paper = paperOf(210, 297, { left: 40, bottom: 5, top: 30 });
    assert.deepEqual(place({ widthMm: 150, heightMm: 200 }, paper).rect, [40, 48.5, 150, 200]);
    assert.deepEqual(place({ widthMm: 170, heightMm: 262 }, paper).rect, [40, 30, 170, 262]);
  });

  test('on paper of its own size at true size; hundredths of a millimeter do not matter', () => {
    assert.deepEqual(place({ widthMm: 210, heightMm: 297 }, paperOf(210, 297)).rect, [0, 0, 210, 297]);
    assert.equal(place(inches(14, 17), paperOf(355.59, 431.8)).scale, 1);
    assert.notEqual(place(inches(14, 17), paperOf(355.5, 431.8)).scale, 1);
  });

  test('not on paper that is all margin', () => {
    for (const margin of [105, 150, Number.NaN]) {
      assert.throws(
        () => placeOnPaper(inches(8, 10), paperOf(210, 297, margin)),
        (error) => error instanceof JobFailure && error.code === 'render-failed',
      );
    }
  });
});

/** 5 device pixels a millimeter. */
const pixelsPerInch = 127;
// What pages say of their scale is tested in page-marks.test.ts.
const printer = { ...paperPrinter, resolution: pixelsPerInch, scaleMark: 'never' } as const;
const folder = suiteFolder();
const noise = (length: number) =>
  Uint8Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 20) & 0xff);
const blobPaths: Record<string, string> = {
  words: writeBlob(
    folder,
    'words',
    Uint16Array.from({ length: 57 * 43 }, (_, i) => (i * 977) & 0xffff),
  ),
  color: writeBlob(folder, 'color', noise(31 * 22 * 3)),
  board: writeBlob(folder, 'board', noise(900 * 700)),
  overlay: writeBlob(folder, 'overlay', noise(Math.ceil((40 * 30) / 8))),
  steps: writeBlob(folder, 'steps', Uint8Array.from([0, 64, 128, 255])),
};
const words = grayPixels(57, 43, { data: { key: 'words', byteLength: 57 * 43 * 2 } });
const color = rgbPixels(31, 22, { planarConfiguration: 0, data: { key: 'color', byteLength: 2046 } });
const board = grayPixels(900, 700, { bitsAllocated: 8, data: { key: 'board', byteLength: 630_000 } });
const overlay: ImageOverlay = {
  rows: 30,
  columns: 40,
  top: -3,
  left: 11,
  pitch: 1,
  foregroundDensity: { kind: 'white' },
  data: { key: 'overlay', byteLength: 150 },
};

/** Everything that a film can have; 240 × 300 mm. */
const everything = (withColor: boolean): Film =>
  filmOf(
    [
      imageBox(words, { magnificationType: 'CUBIC', overlays: [overlay] }),
      imageBox(withColor ? color : words, {
        position: 2,
        magnificationType: 'BILINEAR',
        polarity: 'REVERSE',
      }),
      imageBox(board, { position: 3, requestedDecimateCropBehavior: 'CROP' }),
      imageBox(board, { position: 4 }),
      imageBox({ ...board, columns: 300, rows: 200 }, { position: 5, magnificationType: 'NONE' }),
    ],
    {
      filmSizeId: '24CMX30CM',
      imageDisplayFormat: { kind: 'STANDARD', columns: 2, rows: 3 },
      borderDensity: { kind: 'density', hundredthsOfOD: 200 },
      emptyImageDensity: { kind: 'white' },
      trim: true,
      annotations: [
        { kind: 'annotation', position: 1, text: 'Large text above', place: { kind: 'top' } },
        {
          kind: 'annotation',
          position: 2,
          text: 'below',
          place: { kind: 'below image', imageBoxPosition: 3 },
        },
      ],
    },
  );

let documents = 0;
async function pageOn(paper: Paper, film: Film, more: Partial<DocumentVariant> = {}): Promise<ReadPage> {
  documents += 1;
  const output = path.join(folder, `document-${documents}`);
  const variant = {
    format: 'image/pwg-raster',
    pixelsPerInch,
    colorSpace: 'sgray_8',
    paper,
    ...more,
  } as const;
  const task = {
    films: [film],
    printer,
    blobPaths,
    output,
    title: 'Films',
    createdAt: '2026-01-01T00:00:00Z',
  };
  await writeVariant({ ...task, variant });
  return readPwgRaster(readFileSync(output))[0]!;
}

type Picture = Pick<Raster, 'width' | 'height' | 'channels'> & { readonly pixels: Uint8Array };

/** A picture rotated a quarter counter-clockwise: what was right is above. */
function rotated({ width, height, channels, pixels }: Picture): Picture {
  const result = new Uint8Array(pixels.length);
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < height; x++) {
      const from = (x * width + width - 1 - y) * channels;
      result.set(pixels.subarray(from, from + channels), (y * height + x) * channels);
    }
  }
  return { width: height, height: width, channels, pixels: result };
}

/** Samples that differ by more than one value; one is what sums in another order may round to. */
function differing(a: Picture, b: Picture): number {
  assert.deepEqual([a.width, a.height, a.channels], [b.width, b.height, b.channels]);
  let count = 0;
  for (let at = 0; at < a.pixels.length; at++) if (Math.abs(a.pixels[at]! - b.pixels[at]!) > 1) count += 1;
  return count;
}

describe('a page of paper', () => {
  const filmPicture = async (film: Film): Promise<Picture> => {
    const { data, ...grid } = await rasterOf({ film, printer, blobPaths }, pixelsPerInch);
    return { ...grid, pixels: data };
  };

  for (const withColor of [false, true]) {
    const more: Partial<DocumentVariant> = withColor ? { colorSpace: 'srgb_8' } : {};
    test(`of the film's size is the film, ${withColor ? 'in color' : 'in gray'}`, async () => {
      const film = everything(withColor);
      const page = await pageOn(paperOf(240, 300), film, more);
      assert.deepEqual(page.pixels, (await filmPicture(film)).pixels);
    });

    test(`that lies the other way is the film rotated, ${withColor ? 'in color' : 'in gray'}`, async () => {
      const film = everything(withColor);
      const [page, picture] = [await pageOn(paperOf(300, 240), film, more), await filmPicture(film)];
      assert.equal(differing(page, rotated(picture)), 0);
      // The picture has a top: this would not hold for any other way to turn it.
      assert.ok(differing(page, rotated(rotated(rotated(picture)))) > 100_000);
    });
  }

  test('a film that lies stands on standing paper', async () => {
    const imageDisplayFormat = { kind: 'STANDARD', columns: 3, rows: 2 } as const;
    const lying = { filmOrientation: 'LANDSCAPE', imageDisplayFormat, annotations: [] } as const;
    const film = { ...everything(false), ...lying };
    const page = await pageOn(paperOf(240, 300), film);
    assert.equal(differing(page, rotated(await filmPicture(film))), 0);
  });

  test('larger than the film is white around it', async () => {
    const film = everything(false);
    const [page, picture] = [await pageOn(paperOf(300, 400, 5), film), await filmPicture(film)];
    assert.deepEqual([page.width, page.height], [1500, 2000]);
    for (let y = 0; y < page.height; y++) {
      const row = page.pixels.subarray(y * 1500, (y + 1) * 1500);
      const wanted = new Uint8Array(1500).fill(255);
      if (y >= 250 && y < 1750) wanted.set(picture.pixels.subarray((y - 250) * 1200, (y - 249) * 1200), 150);
      assert.ok(Buffer.from(row).equals(wanted), `row ${y}`);
    }
  });

  test('too small for the film has it smaller: place, size and grays by arithmetic', async () => {
    // Four fields side by side, 192 mm of 230 × 57.5 mm each, on a black film of 240 × 300 mm.
    const pixels = grayPixels(4, 4, { bitsAllocated: 8, data: { key: 'fields', byteLength: 16 } });
    const paths = {
      fields: writeBlob(
        folder,
        'fields',
        noise(16).map((_, i) => [0, 64, 128, 255][i % 4]!),
      ),
    };
    const film = filmOf([imageBox(pixels)], { filmSizeId: '24CMX30CM' });
    const output = path.join(folder, 'fields.pwg');
    const paper = paperOf(148, 210, { top: 4, left: 8, right: 4, bottom: 4 });
    await writeVariant({
      films: [film],
      printer,
      blobPaths: paths,
      output,
      title: '',
      createdAt: '2026-01-01T00:00:00Z',
      variant: { format: 'image/pwg-raster', pixelsPerInch: 254, colorSpace: 'sgray_8', paper },
    });
    const page = readPwgRaster(readFileSync(output))[0]!;
    // A film of 136 mm across from 8 mm on, 170 mm high in the middle of 210 mm; 10 pixels a millimeter.
    assert.deepEqual([page.width, page.height], [1480, 2100]);
    const line = page.pixels.subarray(1050 * 1480, 1051 * 1480);
    assert.equal(
      line.findIndex((value) => value < 255),
      80,
    );
    assert.equal(line[1439], 0);
    assert.equal(line[1440], 255);
    const column = Uint8Array.from({ length: 2100 }, (_, y) => page.pixels[y * 1480 + 90]!);
    assert.deepEqual([column.indexOf(0), column.lastIndexOf(0)], [200, 1899]);
    // The image: 230 mm from 5 mm on, times 136 / 240.
    const edge = 80 + Math.round(5 * (136 / 24));
    const side = Math.round(230 * (136 / 24));
    for (const [index, value] of [0, 64, 128, 255].entries()) {
      for (const x of [
        edge + Math.ceil((index * side) / 4) + 1,
        edge + Math.floor(((index + 1) * side) / 4) - 2,
      ]) {
        const wanted = paperDeviceValue(value / 255);
        assert.ok(Math.abs(line[x]! - wanted) <= 1, `${value} at ${x}: ${line[x]}, not ${wanted}`);
      }
    }
    const end = line.lastIndexOf(255, 1439) + 1;
    assert.ok(Math.abs(end - (80 + 235 * (136 / 24))) <= 1, `ends at ${end}`);
    assert.equal(line[end], 0);
  });

  test('the trim of a film that became smaller is thinner', async () => {
    const pixels = grayPixels(4, 4, { bitsAllocated: 8, data: { key: 'black', byteLength: 16 } });
    const film = filmOf([imageBox(pixels)], { filmSizeId: '24CMX30CM', trim: true });
    blobPaths.black = writeBlob(folder, 'black', new Uint8Array(16));
    // 0.25 mm are 5 pixels at 508 an inch, and 2.5 on paper of half the size; the border and the image are black.
    for (const [paper, wanted] of [
      [paperOf(240, 300), 5],
      [paperOf(120, 150), 3],
    ] as const) {
      const page = await pageOn(paper, film, { pixelsPerInch: 508 });
      const row = Math.floor(page.height / 2) * page.width;
      const line = page.pixels.subarray(row, row + page.width);
      assert.equal(line.filter((value) => value === 255).length, 2 * wanted);
    }
  });

  test('has as many pixels as lie wholly on it', async () => {
    const page = await pageOn(paperOf(210, 297, 4), everything(false), { pixelsPerInch: 300 });
    assert.deepEqual([page.width, page.height], [2480, 3507]);
    assert.equal(page.header.toString('latin1', 1732, 1732 + 21), 'iso_a4_210x297mm\0\0\0\0\0');
    assert.deepEqual([page.header.readUInt32BE(352), page.header.readUInt32BE(356)], [595, 842]);
  });
});
