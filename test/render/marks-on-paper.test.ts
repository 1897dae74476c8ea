// 14 × 17 inches on office paper, in both orientations, in every format that a device accepts: the page states the scale of the
// film, and its ruler is true to size on the paper. Expected by arithmetic, read from the pixels.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { filmOrientations } from '../../src/shared/film/film.ts';
import { documentFormats } from '../../src/render/sheet/document-formats.ts';
import { writeVariant, type Paper } from '../../src/render/formats/document-variant.ts';
import { needs } from '../support/external.ts';
import { grayPage, type GrayPage } from '../support/pages.ts';
import { readPwgRaster, readUrf } from '../support/raster-documents.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, writeBlob } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder();
/** 5 device pixels a millimeter. */
const [pixelsPerInch, perMm] = [127, 5];
const blobPaths = { gray: writeBlob(folder, 'gray', new Uint8Array(100).fill(128)) };
const pixels = grayPixels(10, 10, { bitsAllocated: 8, data: { key: 'gray', byteLength: 100 } });
const marginMm = 4;

type Format = (typeof documentFormats)[number];

async function readPage(format: Format, file: string): Promise<GrayPage> {
  if (format === 'application/pdf') return await grayPage(file, 1, pixelsPerInch);
  if (format === 'image/pwg-raster') return readPwgRaster(readFileSync(file))[0]!;
  if (format === 'image/urf') return readUrf(readFileSync(file))[0]!;
  const { data, info } = await sharp(file).grayscale().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}

/** Middles of the dark runs along a row or a column of the page. */
function ticksAlong({ width, height, pixels: all }: GrayPage, upright: boolean, at: number): number[] {
  const length = upright ? height : width;
  const dark = Array.from(
    { length },
    (_, i) => (all[upright ? i * width + at : at * width + i] ?? 255) < 128,
  );
  const starts = dark.flatMap((is, i) => (is && dark[i - 1] !== true ? [i] : []));
  return starts.map((start) => (start + dark.indexOf(false, start)) / 2);
}

describe('14 × 17 inches on paper', { skip: needs('pdftoppm', 'pdftotext') }, () => {
  const papers = [
    ['A4', 210, 297],
    ['A4, lying', 297, 210],
    ['Letter', 215.9, 279.4],
    ['Letter, lying', 279.4, 215.9],
  ] as const;
  for (const [index, [name, widthMm, heightMm]] of papers.entries()) {
    for (const [way, filmOrientation] of filmOrientations.entries()) {
      // On each paper along both sides, and along each side on both ways round.
      for (const ruler of [(index + way) % 2 === 0 ? 'left' : 'bottom'] as const) {
        test(`${name}, ${filmOrientation}, ruler ${ruler}: every format says its scale and has a true ruler`, async () => {
          const paper: Paper = {
            widthMm,
            heightMm,
            marginsMm: { top: marginMm, right: marginMm, bottom: marginMm, left: marginMm },
          };
          const film = filmOf([imageBox(pixels)], { filmSizeId: '14INX17IN', filmOrientation });
          const printer = { ...paperPrinter, resolution: pixelsPerInch, ruler };
          const [wide, high] = widthMm > heightMm ? [431.8, 355.6] : [355.6, 431.8];
          const [across, down] = [widthMm - 2 * marginMm, heightMm - 2 * marginMm];
          const scaleIn = (left: number, bottom: number) =>
            Math.min((across - left) / wide, (down - bottom) / high);
          // The film gives up 5 mm on a side only where it does not leave them by itself.
          const free = { x: (across - wide * scaleIn(0, 0)) / 2, y: (down - high * scaleIn(0, 0)) / 2 };
          const leftMm = ruler === 'left' ? 5 : 0;
          const scale = free.x >= leftMm && free.y >= 5 ? scaleIn(0, 0) : scaleIn(leftMm, 5);
          for (const format of documentFormats) {
            const output = path.join(folder, 'page');
            const task = { films: [film], printer, blobPaths, output };
            await writeVariant({
              ...task,
              title: 'Film',
              createdAt: '2026-01-01T00:00:00Z',
              variant: { format, pixelsPerInch, colorSpace: 'sgray_8', paper },
            });
            const page = await readPage(format, output);
            assert.ok(Math.abs(page.width - widthMm * perMm) <= 1, `${format}: ${page.width} wide`);
            // The middle of the ruler lies 2.5 mm inside the margin; 0.7 mm beside it there are only its ticks.
            const upright = ruler === 'left';
            const fromEdge = (marginMm + 2.5) * perMm;
            const at = upright ? fromEdge + 3 : page.height - fromEdge - 4;
            const ticks = ticksAlong(page, upright, Math.round(at));
            const first = ticks.findIndex((tick) =>
              Array.from({ length: 11 }, (_, i) => tick + i * 10 * perMm).every((wanted) =>
                ticks.some((found) => Math.abs(found - wanted) <= 1),
              ),
            );
            assert.ok(first >= 0, `${format}: no eleven ticks a centimeter apart in ${ticks.join(' ')}`);
            // What is said of the scale has its 30 mm in the corner at the right.
            const dark = page.pixels.filter((value, i) => {
              const [x, y] = [(i % page.width) / perMm, Math.floor(i / page.width) / perMm];
              return (
                value < 128 && x > widthMm - marginMm - 32 && y > heightMm - marginMm - 5 && y < heightMm
              );
            });
            assert.ok(dark.length > 40 && dark.length < 2500, `${format}: ${dark.length} dark pixels`);
            if (format !== 'application/pdf') continue;
            const text = execFileSync('pdftotext', [output, '-'], { encoding: 'utf8' });
            assert.match(text, new RegExp(`Not to scale: ${(scale * 100).toFixed(0)} %`));
            assert.match(text, /100 mm/);
          }
        });
      }
    }
  }

  for (const scaleMark of ['auto', 'always', 'never'] as const) {
    test(`a page that the device scales names no scale and has no ruler: ${scaleMark}`, async () => {
      const film = filmOf([imageBox(pixels)], { filmSizeId: '14INX17IN' });
      const printer = { ...paperPrinter, resolution: pixelsPerInch, ruler: 'bottom', scaleMark } as const;
      const paper: Paper = {
        widthMm: 355.6,
        heightMm: 431.8,
        scaledByDevice: true,
        marginsMm: { top: 0, right: 0, bottom: 0, left: 0 },
      };
      const output = path.join(folder, 'scaled');
      await writeVariant({
        films: [film],
        printer,
        blobPaths,
        output,
        title: 'Film',
        createdAt: '2026-01-01T00:00:00Z',
        variant: { format: 'application/pdf', pixelsPerInch, colorSpace: 'sgray_8', paper },
      });
      const text = execFileSync('pdftotext', [output, '-'], { encoding: 'utf8' });
      assert.equal(/^Not to scale$/m.test(text), scaleMark !== 'never');
      assert.doesNotMatch(text, /%|True size|\d mm/);
      const page = await grayPage(output, 1, pixelsPerInch);
      assert.deepEqual([page.width, page.height], [1778, 2159]);
    });
  }
});
