// Films in true size over several sheets: how they are divided, by arithmetic, and that the joined sheets equal the film, pixel
// by pixel.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { JobFailure } from '../../../src/shared/errors/errors.ts';
import type { Film, ImageOverlay } from '../../../src/shared/film/film.ts';
import {
  writeVariant,
  type DocumentVariant,
  type Paper,
} from '../../../src/render/formats/document-variant.ts';
import { rasterOf } from '../../../src/render/formats/page-picture.ts';
import { overlapMm, tilingOf } from '../../../src/render/layout/tiling.ts';
import { needs } from '../../support/external.ts';
import { grayPage, pageSizes } from '../../support/pages.ts';
import { pdfaFaults, readPdf } from '../../support/pdfa.ts';
import { readPwgRaster, type ReadPage } from '../../support/raster-documents.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, writeBlob } from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const margins = { top: 4, right: 4, bottom: 6, left: 5 };
const a4: Paper = { widthMm: 210, heightMm: 297, marginsMm: margins };

describe('a film is divided', () => {
  test('over four sheets of A4 when it has 14 × 17 inches', () => {
    // Between margins and bands of 5 mm: 191 × 277 mm.
    const { rotated, across, down } = tilingOf({ widthMm: 355.6, heightMm: 431.8 }, a4);
    assert.equal(rotated, false);
    assert.deepEqual([across.count, down.count], [2, 2]);
    assert.ok(Math.abs(across.lengthMm - (355.6 + 10) / 2) < 1e-9);
    assert.ok(Math.abs(down.lengthMm - (431.8 + 10) / 2) < 1e-9);
  });

  test('rotated, if that takes fewer sheets', () => {
    const lying = tilingOf({ widthMm: 270, heightMm: 180 }, a4);
    assert.deepEqual([lying.rotated, lying.across.count, lying.down.count], [true, 1, 1]);
    assert.equal(tilingOf({ widthMm: 240, heightMm: 240 }, a4).rotated, false);
  });

  test('so that neighbors share 10 mm, nothing is left out, and every part fits', () => {
    const mm = fc.integer({ min: 60, max: 500 });
    fc.assert(
      fc.property(mm, mm, mm, mm, (filmWidth, filmHeight, widthMm, heightMm) => {
        const { rotated, across, down } = tilingOf(
          { widthMm: filmWidth, heightMm: filmHeight },
          { widthMm, heightMm, marginsMm: margins },
        );
        const sides = rotated ? [filmHeight, filmWidth] : [filmWidth, filmHeight];
        for (const [{ count, lengthMm }, film, room] of [
          [across, sides[0]!, widthMm - 19],
          [down, sides[1]!, heightMm - 20],
        ] as const) {
          assert.ok(lengthMm <= room + 1e-6);
          assert.ok(Math.abs(count * lengthMm - (count - 1) * overlapMm - film) < 1e-6);
        }
      }),
    );
  });

  test('not over labels', () => {
    assert.throws(
      () => tilingOf({ widthMm: 355.6, heightMm: 431.8 }, { ...a4, widthMm: 45 }),
      (error) => error instanceof JobFailure && error.message.includes('too small'),
    );
  });
});

/** 5 device pixels a millimeter. */
const pixelsPerInch = 127;
const folder = suiteFolder();
const noise = (length: number) =>
  Uint8Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 20) & 0xff);
const blobPaths = {
  board: writeBlob(folder, 'board', noise(900 * 700)),
  overlay: writeBlob(folder, 'overlay', noise(150)),
};
const board = grayPixels(900, 700, { bitsAllocated: 8, data: { key: 'board', byteLength: 630_000 } });
const overlay: ImageOverlay = {
  rows: 30,
  columns: 40,
  top: 350,
  left: 440,
  pitch: 3,
  foregroundDensity: { kind: 'white' },
  data: { key: 'overlay', byteLength: 150 },
};
const printer = { ...paperPrinter, resolution: pixelsPerInch };
const film = filmOf(
  [imageBox(board, { overlays: [overlay] }), imageBox(board, { position: 2, magnificationType: 'CUBIC' })],
  {
    filmSizeId: '14INX17IN',
    imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 2 },
    trim: true,
    borderDensity: { kind: 'density', hundredthsOfOD: 150 },
    annotations: [
      {
        kind: 'annotation',
        position: 0,
        text: 'A label in the middle of the film, over the seam',
        place: { kind: 'top' },
      },
    ],
  },
);

async function tiled(
  films: readonly Film[],
  format: DocumentVariant['format'],
  paper: Paper = a4,
  part?: number,
): Promise<{ output: string; pages: number }> {
  const output = path.join(folder, `tiles-${format.replace('/', '-')}`);
  const task = { films, printer, blobPaths, output, title: 'Tiles', createdAt: '2026-01-01T00:00:00Z' };
  const variant = { format, pixelsPerInch, colorSpace: 'sgray_8', paper, whenTooSmall: 'tile' } as const;
  const chosen = part === undefined ? {} : { part };
  const { pages } = await writeVariant({ ...task, variant: { ...variant, ...chosen } });
  return { output, pages };
}

/** Where the parts of the film lie on A4: 182.8 × 220.9 mm in the middle of 191 × 277 mm that begin at 10, 9 mm. */
const [wide, high] = [Math.round(182.8 * 5), Math.round(220.9 * 5)];
// 14.1 mm are 70.5 pixels, 37.05 mm 185.25.
const [left, top] = [71, 185];

describe('the sheets of a film', () => {
  test('put together again are the film, pixel by pixel; between parts there is paper', async () => {
    const { data, width } = await rasterOf({ film, printer, blobPaths }, pixelsPerInch);
    const { output, pages } = await tiled([film], 'image/pwg-raster');
    const sheets = readPwgRaster(readFileSync(output));
    assert.deepEqual([pages, sheets.length], [4, 4]);
    for (const [index, sheet] of sheets.entries()) {
      assert.deepEqual([sheet.width, sheet.height], [1050, 1485]);
      // The page header of PWG raster says how many there are.
      assert.equal(sheet.header.readUInt32BE(452), 4);
      const [fromX, fromY] = [(index % 2) * Math.round(172.8 * 5), index < 2 ? 0 : Math.round(210.9 * 5)];
      for (let y = 0; y < high - 1; y++) {
        const found = sheet.pixels.subarray((top + y) * 1050 + left, (top + y) * 1050 + left + wide - 1);
        const wanted = data.subarray((fromY + y) * width + fromX, (fromY + y) * width + fromX + wide - 1);
        assertNear(found, wanted, `part ${index + 1}, row ${y}`);
      }
      assertPaper(sheet, index);
    }
  });

  /** Letters that are moved by whole pixels are drawn anew, and may round otherwise. */
  function assertNear(found: Uint8Array, wanted: Uint8Array, what: string): void {
    assert.equal(found.length, wanted.length);
    for (let x = 0; x < found.length; x++) {
      if (Math.abs(found[x]! - wanted[x]!) > 2)
        assert.fail(`${what}, column ${x}: ${found[x]}, not ${wanted[x]}`);
    }
  }

  /** Beside a part there are the lines where its neighbors begin and end, its text, and nothing else. */
  function assertPaper(sheet: ReadPage, index: number): void {
    const row = sheet.pixels.subarray((top - 10) * 1050, (top - 9) * 1050);
    const marks = [...row.entries()].filter(([, value]) => value < 255).map(([x]) => x - left);
    // The overlap of 10 mm: the last 50 pixels of the left parts, the first ones of the right parts.
    assert.deepEqual(marks, index % 2 === 0 ? [wide - 50, wide] : [0, 50]);
    const column = Array.from({ length: 1485 }, (_, y) => sheet.pixels[y * 1050 + left - 10]!);
    const beside = [...column.entries()].filter(([, value]) => value < 255).map(([y]) => y - top);
    // 220.9 mm are 1104.5 pixels: what is shared is 50 of them, to the pixel.
    const wanted = index < 2 ? [high - 50, high] : [0, 50];
    assert.equal(beside.length, 2);
    for (const [at, y] of beside.entries())
      assert.ok(Math.abs(y - wanted[at]!) <= 1, `${y}, not ${wanted[at]}`);
  }

  test(
    'as a PDF are the same, their texts found on the part that shows them, and PDF/A',
    {
      skip: needs('pdftotext', 'pdftoppm', 'qpdf', 'pdfinfo'),
    },
    async () => {
      const { output, pages } = await tiled([film], 'application/pdf');
      assert.equal(pages, 4);
      for (const { widthMm, heightMm } of await pageSizes(output)) {
        assert.ok(Math.abs(widthMm - 210) < 0.01 && Math.abs(heightMm - 297) < 0.01);
      }
      assert.deepEqual(pdfaFaults(readPdf(output)), []);
      const sheets = readPwgRaster(readFileSync((await tiled([film], 'image/pwg-raster')).output));
      for (const [index, sheet] of sheets.entries()) {
        const page = await grayPage(output, index + 1, pixelsPerInch);
        let different = 0;
        for (let y = 0; y < 1484; y++) {
          for (let x = 0; x < 1049; x++) {
            if (Math.abs(page.pixels[y * page.width + x]! - sheet.pixels[y * 1050 + x]!) > 1) different += 1;
          }
        }
        // The edges of letters, which poppler draws in its own way.
        assert.ok(different < 3000, `part ${index + 1}: ${different} pixels differ`);
        const text = execFileSync('pdftotext', ['-f', `${index + 1}`, '-l', `${index + 1}`, output, '-'], {
          encoding: 'utf8',
        });
        assert.match(
          text,
          new RegExp(
            `Part ${index + 1} of 4: row ${index < 2 ? 1 : 2} of 2, column ${(index % 2) + 1} of 2, true size`,
          ),
        );
        // A text over the seam is found on both, as far as the page shows it.
        assert.deepEqual(
          [text.includes('A label in'), text.includes('the seam')],
          [index === 0, index === 1],
        );
      }
    },
  );

  test('films that fit are a page each, as without tiles', async () => {
    const small = { ...film, filmSizeId: '8INX10IN' };
    const roomy = { ...a4, marginsMm: { top: 0, right: 0, bottom: 0, left: 0 } };
    const { output, pages } = await tiled([small, film], 'image/pwg-raster', roomy);
    assert.equal(pages, 5);
    assert.equal(readPwgRaster(readFileSync(output)).length, 5);
  });

  test('each is a JPEG of its own, the same pixels as far as JPEG keeps them', async () => {
    const sheets = readPwgRaster(readFileSync((await tiled([film], 'image/pwg-raster')).output));
    for (const [part, sheet] of sheets.entries()) {
      const { output, pages } = await tiled([film], 'image/jpeg', a4, part);
      assert.equal(pages, 1);
      const { data, info } = await sharp(output).grayscale().raw().toBuffer({ resolveWithObject: true });
      assert.deepEqual([info.width, info.height], [sheet.width, sheet.height]);
      const off = data.reduce((sum, value, i) => sum + Math.abs(value - (sheet.pixels[i] ?? 0)), 0);
      assert.ok(off / data.length < 2.5, `part ${part + 1}: ${off / data.length} off on average`);
    }
    assert.equal(sheets.length, 4);
    const faults = [
      [undefined, 'A JPEG holds one part of a film, and 4 were requested.'],
      [4, 'The film has no part 4, counted from 0.'],
    ] as const;
    for (const [part, message] of faults) {
      await assert.rejects(
        tiled([film], 'image/jpeg', a4, part),
        (error) => error instanceof JobFailure && error.message === message,
      );
    }
  });
});
