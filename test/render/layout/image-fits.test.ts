// How images fit their boxes, as reported before anything is rendered: images alone, and images together with overlays
// (Combined Print Image). Boxes of 200 × 250 mm of 8 × 10 inches, at 50 device pixels per inch: 380 × 480.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageBox, ImageOverlay } from '../../../src/shared/film/film.ts';
import { imageFits } from '../../../src/render/layout/image-fits.ts';
import { layoutSheet } from '../../../src/render/layout/layout.ts';
import { filmOf, grayPixels, imageBox, paperPrinter } from '../../support/render-films.ts';

const printer = { ...paperPrinter, resolution: 50, highResolution: 100 };
const sheet = {
  filmSizeId: '8INX10IN',
  filmOrientation: 'PORTRAIT',
  imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 1 },
} as const;

const overlay = (columns: number, rows: number, more: Partial<ImageOverlay> = {}): ImageOverlay => ({
  columns,
  rows,
  top: 0,
  left: 0,
  pitch: 1,
  foregroundDensity: { kind: 'white' },
  data: { key: 'overlay', byteLength: 1 },
  ...more,
});

function fitOf(image: ImageBox, more: Parameters<typeof filmOf>[1] = {}) {
  const [fit, ...others] = imageFits(filmOf([image], { ...sheet, ...more }), printer);
  assert.deepEqual(others, []);
  assert.ok(fit);
  return fit;
}

test('the fit is that of the sheet that will be rendered, with the device pixels of image and box', () => {
  const image = imageBox(grayPixels(760, 600));
  const { fit, device, box } = fitOf(image);
  assert.equal(fit, 'decimated');
  assert.deepEqual([device.width, device.height], [380, 300]);
  assert.deepEqual([box.width, box.height], [380, 480]);
  const [laidOut] = layoutSheet(filmOf([image], sheet), printer).boxes;
  assert.deepEqual(laidOut?.placed?.device, device);
});

test('twice the resolution has room for twice the pixels', () => {
  assert.equal(fitOf(imageBox(grayPixels(760, 600)), { requestedResolutionId: 'HIGH' }).fit, 'magnified');
});

test('images come by position, empty boxes not at all', () => {
  const images = [4, 2].map((position) => imageBox(grayPixels(10, 10), { position }));
  const imageDisplayFormat = { kind: 'STANDARD', columns: 2, rows: 2 } as const;
  const fits = imageFits(filmOf(images, { ...sheet, imageDisplayFormat }), printer);
  assert.deepEqual(
    fits.map(({ image }) => image.position),
    [2, 4],
  );
});

test('a film that cannot be laid out has no fits', () => {
  assert.deepEqual(
    imageFits(filmOf([imageBox(grayPixels(1, 1))], { ...sheet, filmSizeId: 'CUSTOM' }), printer),
    [],
  );
});

const combinations: readonly (readonly [
  name: string,
  image: Partial<ImageBox>,
  overlays: readonly ImageOverlay[],
  tooLarge: boolean,
])[] = [
  ['an overlay of the image’s size', {}, [overlay(100, 100)], false],
  ['one as wide as the box', {}, [overlay(380, 1)], false],
  ['one wider than the box', {}, [overlay(381, 1)], true],
  ['one taller than the box', {}, [overlay(1, 481)], true],
  ['one that begins outside the image', {}, [overlay(100, 100, { left: -281 })], true],
  [
    'two that lie left and right of it',
    {},
    [overlay(1, 1, { left: -150 }), overlay(1, 1, { left: 230 })],
    true,
  ],
  ['large overlay pixels', {}, [overlay(100, 1, { pitch: 4 })], true],
  [
    'an image that is printed smaller than its pixels',
    { requestedImageSizeMm: 20 },
    [overlay(381, 1)],
    false,
  ],
  ['an image that is printed larger', { requestedImageSizeMm: 100 }, [overlay(200, 1)], true],
  ['an image that may be shrunk', { requestedDecimateCropBehavior: 'DECIMATE' }, [overlay(381, 1)], false],
];
for (const [name, more, overlays, tooLarge] of combinations) {
  test(`image and overlays together: ${name} ${tooLarge ? 'is too large' : 'fits'}`, () => {
    const image = imageBox(grayPixels(100, 100), {
      requestedDecimateCropBehavior: 'FAIL',
      ...more,
      overlays,
    });
    const fit = fitOf(image);
    assert.notEqual(fit.fit, 'refused', 'the image alone has a place');
    assert.equal(fit.combinedTooLarge, tooLarge);
  });
}
