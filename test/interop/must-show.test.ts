// Measurements on a page, as a physicist would make them: sizes at 600 dots per inch on every film size, the squares of 5 and
// 95 %, line pairs, moiré, and seams. poppler draws the pages; the expected values are computed here.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { readFilmFolder, toFilm } from '../../src/shared/film/film-folder.ts';
import { filmOrientations, magnificationTypes, type Film } from '../../src/shared/film/film.ts';
import { filmSizeIds, filmSizes } from '../../src/shared/film/film-sizes.ts';
import { media } from '../../src/shared/film/printer.ts';
import { writeDocument } from '../../src/render/formats/pdf.ts';
import { needs } from '../support/external.ts';
import { referenceMedia } from '../support/gray-reference.ts';
import { grayPage, parsePgm, type GrayPage } from '../support/pages.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, writeBlob } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder();
type Printer = typeof paperPrinter;

async function document(
  name: string,
  films: readonly Film[],
  blobPaths: Readonly<Record<string, string>>,
  printer: Printer = paperPrinter,
): Promise<string> {
  const output = path.join(folder, `${name}.pdf`);
  await writeDocument({ films, printer, blobPaths, output, title: name, createdAt: '2026-01-01T00:00:00Z' });
  return output;
}

/** A part of a page, in pixels of the resolution. */
function partOfPage(
  pdf: string,
  page: number,
  dpi: number,
  part: readonly [number, number, number, number],
): GrayPage {
  const [x, y, width, height] = part.map(String) as [string, string, string, string];
  const target = path.join(folder, 'part');
  const area = ['-x', x, '-y', y, '-W', width, '-H', height];
  const pages = ['-f', String(page), '-l', String(page), '-singlefile'];
  execFileSync('pdftoppm', ['-gray', '-r', String(dpi), ...area, ...pages, pdf, target]);
  return parsePgm(readFileSync(`${target}.pgm`));
}

describe('an object of 100 mm', { skip: needs('pdftoppm') }, () => {
  // White, 1000 of 1200 pixels wide and 50 of 200 high, in a black image that is to be 120 mm wide: 0.1 mm a pixel.
  const [columns, rows] = [1200, 200];
  const inside = (x: number, y: number) => x >= 100 && x < 1100 && y >= 75 && y < 125;
  const bytes = Uint8Array.from({ length: columns * rows }, (_, i) =>
    inside(i % columns, Math.floor(i / columns)) ? 255 : 0,
  );
  const data = { key: 'object', byteLength: bytes.length };
  const blobPaths = { object: writeBlob(folder, 'object', bytes) };
  const pixels = grayPixels(columns, rows, { bitsAllocated: 8, data });
  const films = filmSizeIds.flatMap((filmSizeId) =>
    filmOrientations.map((filmOrientation) =>
      filmOf([imageBox(pixels, { requestedImageSizeMm: 120, magnificationType: 'CUBIC' })], {
        filmSizeId,
        filmOrientation,
      }),
    ),
  );
  let pdf = '';
  before(async () => {
    pdf = await document('object', films, blobPaths);
  });

  for (const [index, { filmSizeId, filmOrientation }] of films.entries()) {
    test(`measures 100.0 ± 0.2 mm and 5.0 ± 0.2 mm in the middle of ${filmSizeId} ${filmOrientation}`, () => {
      const { widthMm, heightMm } = filmSizes[filmSizeIds[Math.floor(index / 2)]!];
      const [wide, high] = filmOrientation === 'PORTRAIT' ? [widthMm, heightMm] : [heightMm, widthMm];
      const dots = (mm: number) => Math.floor((mm / 25.4) * 600);
      const line = partOfPage(pdf, index + 1, 600, [0, dots(high / 2), dots(wide), 1]).pixels;
      const column = partOfPage(pdf, index + 1, 600, [dots(wide / 2), 0, 1, dots(high)]).pixels;
      const length = (dotsOf: Uint8Array) => {
        const [from, to] = [
          dotsOf.findIndex((value) => value > 127),
          dotsOf.findLastIndex((value) => value > 127),
        ];
        return { mm: ((to - from + 1) / 600) * 25.4, middle: ((to + from + 1) / 2 / 600) * 25.4 };
      };
      const [across, down] = [length(line), length(column)];
      assert.ok(Math.abs(across.mm - 100) <= 0.2, `${across.mm} mm`);
      assert.ok(Math.abs(down.mm - 5) <= 0.2, `${down.mm} mm`);
      // It lies in the middle of the film.
      assert.ok(Math.abs(across.middle - wide / 2) <= 0.1, `${across.middle}, not ${wide / 2}`);
      assert.ok(Math.abs(down.middle - high / 2) <= 0.1, `${down.middle}, not ${high / 2}`);
    });
  }
});

const fixtures = path.join(import.meta.dirname, '..', '..', 'fixtures', 'films');
const patternPixels = 1024;

/** A part of a pattern, in its pixels. */
interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** A test pattern on its film, drawn at the printer's resolution, once: gray by pixels of the pattern. */
function drawn(...asked: Parameters<typeof draw>): ReturnType<typeof draw> {
  const key = asked.join(' ');
  const made = pages.get(key) ?? draw(...asked);
  pages.set(key, made);
  return made;
}
const pages = new Map<string, ReturnType<typeof draw>>();

async function draw(
  name: 'tg18-qc-12bit' | 'smpte-8bit',
  resolution: number,
  medium: 'paper' | 'blue-film',
  smoothingType = '0',
) {
  const { film: described, blobPaths } = await toFilm(
    await readFilmFolder(path.join(fixtures, name)),
    folder,
  );
  const film = { ...described, images: described.images.map((image) => ({ ...image, smoothingType })) };
  const printer: Printer = { ...paperPrinter, resolution, medium: media[medium] };
  const pdf = await document(`${name}-${resolution}-${medium}-${smoothingType}`, [film], blobPaths, printer);
  const page = await grayPage(pdf, 1, resolution);
  const perMm = resolution / 25.4;
  // Square, as wide as the film less margins of 5 mm, in its middle.
  const { widthMm, heightMm } = name === 'smpte-8bit' ? filmSizes['8INX10IN'] : filmSizes['14INX17IN'];
  const side = (widthMm - 10) * perMm;
  const [left, top] = [5 * perMm, (heightMm / 2) * perMm - side / 2];
  const scale = side / patternPixels;
  const at = (x: number, y: number) =>
    page.pixels[Math.floor(top + y * scale) * page.width + Math.floor(left + x * scale)] ?? -1;
  /** Mean of each column (or row) of device pixels of a square of the pattern, `inset` pattern pixels away from its edges. */
  const profile = ({ x, y, size }: Square, direction: 'vertical' | 'horizontal', inset = 1) => {
    const pixelsOf = (start: number, offset: number, count: number) =>
      Array.from(
        { length: Math.floor((count - 2 * inset) * scale) },
        (_, i) => Math.ceil(offset + (start + inset) * scale) + i,
      );
    const [xs, ys] = [pixelsOf(x, left, size), pixelsOf(y, top, size)];
    const [along, over] = direction === 'vertical' ? [xs, ys] : [ys, xs];
    return along.map((a) => {
      const line = over.map(
        (b) =>
          (direction === 'vertical' ? page.pixels[b * page.width + a] : page.pixels[a * page.width + b]) ?? 0,
      );
      return line.reduce((sum, value) => sum + value, 0) / line.length;
    });
  };
  return { at, profile, scale };
}

describe('the squares of 5 and 95 %', { skip: needs('pdftoppm') }, () => {
  // Pixels of the patterns (scripts/fixtures/test-patterns.ts): the square's middle, its surroundings, both as parts of full scale.
  const squares = [
    ['tg18-qc-12bit', 'in black', [410, 512], [365, 512], 13 / 255, 0],
    ['tg18-qc-12bit', 'in white', [614, 512], [568, 512], 242 / 255, 1],
    ['smpte-8bit', 'in black', [326, 326], [280, 380], 0.05, 0],
    ['smpte-8bit', 'in white', [698, 326], [640, 380], 0.95, 1],
  ] as const;
  for (const medium of ['paper', 'blue-film'] as const) {
    for (const [name, where, inner, outer, part, around] of squares) {
      test(`${name}, ${where}, on ${medium}`, async () => {
        const { at } = await drawn(name, 300, medium);
        const bits = name === 'smpte-8bit' ? 255 : 4095;
        const stored = (value: number) => Math.round(value * bits) / bits;
        const wanted = [part, around].map((value) => referenceMedia[medium].ofPValue(stored(value)));
        const found = [at(inner[0], inner[1]), at(outer[0], outer[1])];
        for (const [i, value] of found.entries())
          assert.ok(Math.abs(value - wanted[i]!) <= 1, `${String(found)}, not ${String(wanted)}`);
        // Seen: far more than the 2 or 3 values that an eye needs.
        assert.ok(Math.abs(found[0]! - found[1]!) >= 8, String(found));
      });
    }
  }
});

/** Part of the full contrast that a pattern of period `period` device pixels has in a profile: its fundamental, doubled. */
function modulation(profile: readonly number[], period: number): number {
  const whole = Math.floor(Math.floor(profile.length / period) * period);
  let [cosine, sine] = [0, 0];
  for (let i = 0; i < whole; i++) {
    cosine += profile[i]! * Math.cos((2 * Math.PI * i) / period);
    sine += profile[i]! * Math.sin((2 * Math.PI * i) / period);
  }
  // A square wave of contrast 1 has a fundamental of 2 / π.
  return ((2 / whole) * Math.hypot(cosine, sine)) / 255 / (2 / Math.PI);
}

/** Largest swing that is slower than the lines: what the eye takes for moiré. Means over two periods, in parts of 255. */
function slowRipple(profile: readonly number[], period: number): number {
  const width = Math.max(2, Math.round(2 * period));
  const means = Array.from({ length: Math.max(0, profile.length - width + 1) }, (_, i) => {
    const part = profile.slice(i, i + width);
    return part.reduce((sum, value) => sum + value, 0) / width;
  });
  return (Math.max(...means) - Math.min(...means)) / 255;
}

describe('line pairs of full contrast', { skip: needs('pdftoppm') }, () => {
  const patches = {
    'tg18-qc-12bit': [1, 2].flatMap((pitch) =>
      (['vertical', 'horizontal'] as const).flatMap((direction) =>
        [
          [465, 363],
          [20, 20],
          [910, 910],
        ].map(([x = 0, y = 0]) => ({
          pitch,
          direction,
          size: 46,
          x: x + (direction === 'horizontal' ? 48 : 0),
          y: y + (pitch === 2 ? 48 : 0),
        })),
      ),
    ),
    'smpte-8bit': [1, 2, 3].flatMap((pitch) =>
      (['vertical', 'horizontal'] as const).flatMap((direction) =>
        [
          [400, 420],
          [24, 24],
          [872, 872],
        ].map(([x = 0, y = 0]) => ({
          pitch,
          direction,
          size: 40,
          x: x + (pitch - 1) * 44,
          y: y + (direction === 'horizontal' ? 44 : 0),
        })),
      ),
    ),
  } as const;

  /** By pitch. Single pixels are at the limit of the pattern itself; Catmull-Rom passes three quarters of them. */
  const least: Readonly<Record<number, number>> = { 1: 0.7, 2: 0.85, 3: 0.9 };
  for (const [name, list] of Object.entries(patches)) {
    test(`${name}: resolved at 300 pixels per inch, without moiré`, async () => {
      const { profile, scale } = await drawn(name as keyof typeof patches, 300, 'paper');
      for (const { pitch, direction, size, x, y } of list) {
        const lines = profile({ x, y, size }, direction);
        const period = 2 * pitch * scale;
        const what = `${pitch} ${direction} at ${x}, ${y}`;
        const found = modulation(lines, period);
        assert.ok(found >= least[pitch]!, `${what}: modulation ${found}`);
        const ripple = slowRipple(lines, period);
        assert.ok(ripple <= 0.02, `${what}: a ripple of ${ripple}`);
      }
    });
  }

  /** As far as CUBIC looks at the size of 100 pixels per inch, where the pattern has three quarters of its pixels. */
  const beyondEdges = 5;

  test('too fine for a coarse device they become flat gray, not other lines', async () => {
    for (const resolution of [50, 75, 100]) {
      for (const smoothing of ['0', '5', '15']) {
        const { profile } = await drawn('smpte-8bit', resolution, 'paper', smoothing);
        for (const { direction, size, x, y } of patches['smpte-8bit'].filter((each) => each.pitch === 1)) {
          const lines = profile({ x, y, size }, direction, beyondEdges * (100 / resolution));
          const swing = (Math.max(...lines) - Math.min(...lines)) / 255;
          assert.ok(swing <= 0.06, `${direction} at ${x}, ${y}, ${resolution} dpi, ${smoothing}: ${swing}`);
        }
      }
    }
  });

  test('what a coarse device can show keeps its contrast: pairs of two and three pixels at three quarters', async () => {
    const { profile, scale } = await drawn('smpte-8bit', 100, 'paper');
    for (const { pitch, direction, size, x, y } of patches['smpte-8bit'].filter((each) => each.pitch > 1)) {
      const found = modulation(profile({ x, y, size }, direction, beyondEdges), 2 * pitch * scale);
      assert.ok(found >= (pitch === 2 ? 0.72 : 0.88), `${pitch} ${direction} at ${x}, ${y}: ${found}`);
    }
  });
});

describe('flat fields', { skip: needs('pdftoppm') }, () => {
  test('stay flat: no ripple, no seam between boxes or strips, by every kernel, enlarged and shrunk', async () => {
    // Of 16 bits, one that is enlarged and one that takes many strips to read and is shrunk.
    const blobPaths: Record<string, string> = {};
    const field = (key: string, columns: number, rows: number) => {
      blobPaths[key] = writeBlob(folder, key, new Uint16Array(columns * rows).fill(40_000));
      return grayPixels(columns, rows, { data: { key, byteLength: columns * rows * 2 } });
    };
    const [small, large] = [field('small', 37, 37), field('large', 1500, 1500)];
    const images = Array.from({ length: 9 }, (_, i) =>
      imageBox(i % 2 === 0 ? small : large, {
        position: i + 1,
        magnificationType: magnificationTypes[i % 3]!,
        smoothingType: String(i),
      }),
    );
    const film = filmOf(images, {
      filmSizeId: '24CMX24CM',
      imageDisplayFormat: { kind: 'STANDARD', columns: 3, rows: 3 },
    });
    const pdf = await document('flat', [film], blobPaths, { ...paperPrinter, gapMm: 0, marginMm: 0 });
    const { pixels, width, height } = await grayPage(pdf, 1, 300);
    const wanted = pixels[0]!;
    assert.ok(Math.abs(wanted - referenceMedia.paper.ofPValue(40_000 / 65_535)) <= 1);
    for (let y = 0; y < height - 1; y++) {
      for (let x = 0; x < width - 1; x++) {
        if (pixels[y * width + x] !== wanted)
          assert.fail(`${pixels[y * width + x]} at ${x}, ${y}, not ${wanted}`);
      }
    }
  });
});
