// Overlays over images: the device pixels that they cover when magnified, scaled down and cropped, and their gray.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JobFailure } from '../../../src/shared/errors/errors.ts';
import { blobsOf, type Density, type ImageOverlay } from '../../../src/shared/film/film.ts';
import type { PlacedImage } from '../../../src/render/layout/layout.ts';
import { overlaidRows } from '../../../src/render/sheet/overlay.ts';
import { rasterOf } from '../../../src/render/formats/page-picture.ts';
import {
  filmOf,
  grayPixels,
  imageBox,
  paperPrinter,
  rgbPixels,
  writeBlob,
} from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const white: Density = { kind: 'white' };

/** A plane of rows of `.` and `#`. */
function overlayOf(rows: readonly string[], more: Partial<ImageOverlay> = {}) {
  const columns = rows[0]?.length ?? 0;
  const bytes = new Uint8Array(Math.ceil((rows.length * columns) / 8));
  for (const [bit, character] of Array.from(rows.join('')).entries()) {
    if (character === '#') bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  const overlay: ImageOverlay = {
    rows: rows.length,
    columns,
    top: 0,
    left: 0,
    pitch: 1,
    foregroundDensity: white,
    data: { key: 'overlay', byteLength: bytes.length },
    ...more,
  };
  return { overlay, bytes, value: 1 };
}

interface Shown {
  /** Image pixels that are seen. */
  readonly window: readonly [x: number, y: number, width: number, height: number];
  /** Device pixels they become. */
  readonly device: readonly [width: number, height: number];
}

/** The device pixels that overlays cover, as rows of `.` and `#`. */
function covered({ window, device }: Shown, ...overlays: readonly ReturnType<typeof overlayOf>[]): string[] {
  const [width, height] = device;
  const placed = {
    window: { x: { from: window[0], length: window[2] }, y: { from: window[1], length: window[3] } },
    device: { x: 7, y: 9, width, height },
  } as PlacedImage;
  const blank = Array.from({ length: height }, () => new Uint8Array(width));
  const rows = overlaidRows(blank, placed, { channels: 1, bits: 8 }, overlays);
  return [...rows].map((row) => Array.from(row, (value) => (value === 255 ? '#' : '.')).join(''));
}

describe('an overlay covers', () => {
  const diagonal = overlayOf(['#..', '.#.', '..#']);

  test('one device pixel for each of its own at one to one', () => {
    assert.deepEqual(covered({ window: [0, 0, 4, 4], device: [4, 4] }, diagonal), [
      '#...',
      '.#..',
      '..#.',
      '....',
    ]);
  });

  test('squares of device pixels where the image is magnified', () => {
    assert.deepEqual(covered({ window: [0, 0, 3, 3], device: [6, 6] }, diagonal), [
      '##....',
      '##....',
      '..##..',
      '..##..',
      '....##',
      '....##',
    ]);
    // Two and a half device pixels for each.
    assert.deepEqual(covered({ window: [0, 0, 2, 1], device: [5, 1] }, overlayOf(['.#'])), ['..###']);
  });

  test('the device pixel that holds its middle, where the image is shrunk', () => {
    const shown = Array.from({ length: 10 }, (_, column) => {
      const plane = overlayOf(['..........'.slice(0, column) + '#' + '..........'.slice(column + 1)]);
      return covered({ window: [0, 0, 10, 1], device: [3, 1] }, plane)[0];
    });
    // Three and a third of its pixels for each: the middles are at 0.5, 1.5 …
    const expected = Array.from({ length: 10 }, (_, column) => Math.floor((column + 0.5) / (10 / 3)));
    assert.deepEqual(
      shown,
      expected.map((pixel) => ['#..', '.#.', '..#'][pixel]),
    );
  });

  test('every device pixel that holds one of its lines where the image is shrunk', () => {
    const line = overlayOf([
      '.....#..',
      '........',
      '........',
      '........',
      '.......#',
      '........',
      '........',
      '........',
    ]);
    assert.deepEqual(covered({ window: [0, 0, 8, 8], device: [2, 2] }, line), ['.#', '.#']);
    for (let column = 0; column < 9; column++) {
      const one = overlayOf([`${'.'.repeat(column)}#${'.'.repeat(8 - column)}`]);
      const [row = ''] = covered({ window: [0, 0, 9, 1], device: [4, 1] }, one);
      assert.equal(row.replaceAll('.', ''), '#', `column ${column}: ${row}`);
    }
  });

  test('the image where its origin says, also from outside', () => {
    const at = (top: number, left: number) =>
      covered({ window: [0, 0, 4, 3], device: [4, 3] }, overlayOf(['##', '##'], { top, left }));
    assert.deepEqual(at(1, 2), ['....', '..##', '..##']);
    assert.deepEqual(at(-1, -1), ['#...', '....', '....']);
    assert.deepEqual(at(2, 3), ['....', '....', '...#']);
    assert.deepEqual(at(5, 0), ['....', '....', '....']);
  });

  test('the part of the image that a crop shows', () => {
    assert.deepEqual(covered({ window: [1, 1, 2, 2], device: [2, 2] }, diagonal), ['#.', '.#']);
  });

  test('as many image pixels as it is magnified to', () => {
    assert.deepEqual(
      covered({ window: [0, 0, 6, 6], device: [6, 6] }, overlayOf(['#.', '.#'], { pitch: 3 })),
      ['###...', '###...', '###...', '...###', '...###', '...###'],
    );
  });

  test('what others covered before it', () => {
    const dark = { ...overlayOf(['#']), value: 0 };
    assert.deepEqual(covered({ window: [0, 0, 2, 1], device: [2, 1] }, overlayOf(['##']), dark), ['.#']);
  });
});

describe('on a film', () => {
  const folder = suiteFolder();
  const { overlay, bytes } = overlayOf(['#.', '..']);
  const blobPaths = {
    gray: writeBlob(folder, 'gray', new Uint8Array(4).fill(128)),
    red: writeBlob(folder, 'red', Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0)),
    overlay: writeBlob(folder, 'overlay', bytes),
  };
  const gray = grayPixels(2, 2, { bitsAllocated: 8, data: { key: 'gray', byteLength: 4 } });
  const red = rgbPixels(2, 2, { data: { key: 'red', byteLength: 12 } });
  /** One device pixel a millimeter; the image is 230 × 230 from 5, 35. */
  const printer = { ...paperPrinter, resolution: 25.4, highResolution: 50.8 };
  const page = (pixels: typeof gray | typeof red, foregroundDensity: Density, paths: object = blobPaths) =>
    rasterOf(
      {
        film: filmOf([imageBox(pixels, { overlays: [{ ...overlay, foregroundDensity }] })], {
          filmSizeId: '24CMX30CM',
        }),
        printer,
        blobPaths: { ...paths },
      },
      25.4,
    );
  const at = ({ data, width, channels }: Awaited<ReturnType<typeof page>>, x: number, y: number) => [
    ...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels),
  ];

  test('white, black and a density lie over the gray of the image', async () => {
    for (const [density, value] of [
      [white, 255],
      [{ kind: 'black' }, 0],
      // As a border of this density has it (page-picture.test.ts).
      [{ kind: 'density', hundredthsOfOD: 170 }, 83],
    ] as const) {
      const raster = await page(gray, density);
      assert.deepEqual(at(raster, 5, 35), [value]);
      assert.deepEqual(at(raster, 119, 149), [value]);
      assert.deepEqual(at(raster, 120, 149), [113]);
      assert.deepEqual(at(raster, 119, 150), [113]);
    }
  });

  test('and over color', async () => {
    const raster = await page(red, white);
    assert.deepEqual(at(raster, 10, 40), [255, 255, 255]);
    assert.deepEqual(at(raster, 200, 200), [255, 0, 0]);
  });

  test('the same millimeters at HIGH resolution, and where the film lies', async () => {
    const image = imageBox(gray, { overlays: [overlay] });
    const high = filmOf([image], { filmSizeId: '24CMX30CM', requestedResolutionId: 'HIGH' });
    const raster = await rasterOf({ film: high, printer, blobPaths }, 50.8);
    for (const [x, y, value] of [
      [10, 70, 255],
      [239, 299, 255],
      [240, 299, 113],
      [239, 300, 113],
    ] as const) {
      assert.deepEqual(at(raster, x, y), [value], `${x}, ${y}`);
    }
    const lying = filmOf([image], { filmSizeId: '24CMX30CM', filmOrientation: 'LANDSCAPE' });
    const page = await rasterOf({ film: lying, printer, blobPaths }, 25.4);
    for (const [x, y, value] of [
      [35, 5, 255],
      [149, 119, 255],
      [150, 119, 113],
      [149, 120, 113],
    ] as const) {
      assert.deepEqual(at(page, x, y), [value], `${x}, ${y}`);
    }
  });

  test('an overlay is one of the film’s blobs; without it the job fails', async () => {
    const film = filmOf([imageBox(gray, { overlays: [overlay, overlay] })]);
    assert.deepEqual(
      blobsOf([film]).map(({ key }) => key),
      ['gray', 'overlay'],
    );
    const { overlay: _gone, ...others } = blobPaths;
    await assert.rejects(
      page(gray, white, others),
      (error) =>
        error instanceof JobFailure &&
        error.code === 'pixels-missing' &&
        error.message.includes('overlay of the image at position 1'),
    );
  });

  test('16 bits are big endian', () => {
    const placed = {
      window: { x: { from: 0, length: 2 }, y: { from: 0, length: 1 } },
      device: { x: 0, y: 0, width: 2, height: 1 },
    } as PlacedImage;
    const rows = overlaidRows([new Uint8Array(4)], placed, { channels: 1, bits: 16 }, [
      { ...overlayOf(['.#']), value: 0.25 },
    ]);
    assert.deepEqual(
      [...rows].map((row) => [...row]),
      [[0, 0, 0x40, 0x00]],
    );
  });
});
