// Trim as users see it: on the page at its own resolution, and reduced as on a screen, where a line of a quarter of a
// millimeter is less than a pixel.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { ImageBox } from '../../src/shared/film/film.ts';
import { layoutSheet } from '../../src/render/layout/layout.ts';
import { rasterOf } from '../../src/render/formats/page-picture.ts';
import { writeDocument } from '../../src/render/formats/pdf.ts';
import { needs } from '../support/external.ts';
import { grayPage } from '../support/pages.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, writeBlob } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder();
const [columns, rows] = [97, 83];
// Black images on a black film: what is bright is trim.
const blobPaths = { black: writeBlob(folder, 'black', new Uint8Array(columns * rows)) };
const pixels = grayPixels(columns, rows, {
  bitsAllocated: 8,
  data: { key: 'black', byteLength: columns * rows },
});
const imageDisplayFormat = { kind: 'STANDARD', columns: 3, rows: 4 } as const;
const images = Array.from({ length: 12 }, (_, index): ImageBox => imageBox(pixels, { position: index + 1 }));
const film = filmOf(images, { imageDisplayFormat, trim: true });

const sides = ['left', 'right', 'top', 'bottom'] as const;

/** Where the images lie, as parts of an inch. */
const placed = layoutSheet(film, paperPrinter).boxes.map(({ placed }) => {
  assert.ok(placed);
  const { x, y, width, height } = placed.device;
  return { left: x / 300, top: y / 300, right: (x + width) / 300, bottom: (y + height) / 300 };
});

describe('trim in a PDF drawn by poppler', { skip: needs('pdftoppm') }, () => {
  for (const dotsPerInch of [300, 150, 96, 90, 72, 60]) {
    test(`all four sides of every image are seen at ${dotsPerInch} pixels per inch`, async () => {
      const output = path.join(folder, `${dotsPerInch}.pdf`);
      const task = { films: [film], printer: paperPrinter, blobPaths, output, title: 'Trim' };
      await writeDocument({ ...task, createdAt: '2026-01-01T00:00:00Z' });
      const page = await grayPage(output, 1, dotsPerInch);
      const at = (x: number, y: number) => page.pixels[y * page.width + x] ?? 0;
      for (const [index, image] of placed.entries()) {
        const middle = {
          x: Math.round(((image.left + image.right) / 2) * dotsPerInch),
          y: Math.round(((image.top + image.bottom) / 2) * dotsPerInch),
        };
        for (const side of sides) {
          const edge = Math.round(image[side] * dotsPerInch);
          const near = [-3, -2, -1, 0, 1, 2].map((step) =>
            side === 'left' || side === 'right' ? at(edge + step, middle.y) : at(middle.x, edge + step),
          );
          // A line of 0.25 mm covers 0.59 of a pixel at 60 to the inch; at worst it is spread over two.
          assert.ok(Math.max(...near) >= 70, `image ${index + 1}, ${side}: ${near.join(' ')}`);
        }
        assert.equal(at(middle.x, middle.y), 0);
      }
    });
  }
});

test('where images touch, trim covers none of their pixels', async () => {
  const printer = { ...paperPrinter, gapMm: 0, resolution: 100 };
  const trimmed = await rasterOf({ film, printer, blobPaths }, 100);
  for (const { placed } of layoutSheet(film, printer).boxes) {
    assert.ok(placed);
    const { x, y, width, height } = placed.device;
    for (let row = y; row < y + height; row++) {
      const seen = trimmed.data.subarray(row * trimmed.width + x, row * trimmed.width + x + width);
      assert.ok(
        seen.every((value) => value === 0),
        `position ${placed.image.position}, row ${row - y}`,
      );
    }
  }
});
