// Color images with an ICC profile: what is printed is the sRGB of their colors, by formula, whatever the layout of the pixels;
// with unusable profiles the colors count as sRGB.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { BlobRef, ImageBox } from '../../../src/shared/film/film.ts';
import { writeVariant } from '../../../src/render/formats/document-variant.ts';
import { inSrgb } from '../../../src/render/color/color-profile.ts';
import { rasterOf } from '../../../src/render/formats/page-picture.ts';
import { writeDocument } from '../../../src/render/formats/pdf.ts';
import { matrixProfile, srgbByFormula, unknownCurve, widePrimaries } from '../../support/icc-profiles.ts';
import { colorPage, grayPage } from '../../support/pages.ts';
import { filmOf, imageBox, paperPrinter, rgbPixels, writeBlob } from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
const gamma = 1.8;
const colors = [
  [255, 255, 255],
  [0, 0, 0],
  [128, 128, 128],
  [10, 200, 100],
  [200, 60, 40],
  [30, 40, 220],
  [255, 0, 0],
  [3, 5, 250],
] as const;

let blobs = 0;
function blob(values: Uint8Array | Uint16Array): readonly [BlobRef, string] {
  const key = `blob-${blobs++}`;
  return [{ key, byteLength: values.byteLength }, writeBlob(folder, key, values)];
}

/** A film of one image, a column of 2 pixels of each color. */
function colorFilm(
  profile: Uint8Array,
  layout: { readonly planarConfiguration: 0 | 1; readonly bits: 8 | 16 },
  polarity: ImageBox['polarity'] = 'NORMAL',
) {
  const { planarConfiguration, bits } = layout;
  const pixels = [...colors, ...colors];
  const samples =
    planarConfiguration === 0
      ? pixels.flat()
      : [0, 1, 2].flatMap((channel) => pixels.map((color) => color[channel] ?? 0));
  const values = bits === 8 ? Uint8Array.from(samples) : Uint16Array.from(samples, (value) => value * 257);
  const [data, dataPath] = blob(values);
  const [iccProfile, profilePath] = blob(profile);
  const image = imageBox(
    rgbPixels(colors.length, 2, { planarConfiguration, bitsAllocated: bits, data, iccProfile }),
    { polarity },
  );
  return {
    film: filmOf([image]),
    blobPaths: { [data.key]: dataPath, [iccProfile.key]: profilePath },
  };
}

/** The colors that a film shows, by the middle of each pixel on its page. */
async function shown(given: ReturnType<typeof colorFilm>): Promise<readonly (readonly number[])[]> {
  const { data, width, height } = await rasterOf({ ...given, printer: paperPrinter }, 100);
  const row = Math.round(height / 2) * width;
  const margin = (5 / 25.4) * 100;
  return colors.map((_, index) => {
    const x = Math.round(margin + ((index + 0.5) * (width - 2 * margin)) / colors.length);
    return [...data.subarray((row + x) * 3, (row + x) * 3 + 3)];
  });
}

function assertNear(found: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): void {
  for (const [index, color] of wanted.entries()) {
    for (const [channel, value] of color.entries()) {
      const got = found[index]?.[channel] ?? NaN;
      assert.ok(Math.abs(got - value) <= 1, `color ${index}: ${String(found[index])}, not ${String(color)}`);
    }
  }
}

const wide = matrixProfile(widePrimaries, gamma);
const expected = colors.map((color) => srgbByFormula(color, widePrimaries, gamma));

for (const planarConfiguration of [0, 1] as const) {
  for (const bits of [8, 16] as const) {
    test(`planar configuration ${planarConfiguration}, ${bits} bits: colors of a profile become sRGB`, async () => {
      assertNear(await shown(colorFilm(wide, { planarConfiguration, bits })), expected);
    });
  }
}

test('a profile with red and blue exchanged exchanges them', async () => {
  const [red, green, blue] = widePrimaries;
  const swapped = [blue, green, red] as const;
  const found = await shown(colorFilm(matrixProfile(swapped, gamma), { planarConfiguration: 0, bits: 8 }));
  assertNear(
    found,
    colors.map((color) => srgbByFormula(color, swapped, gamma)),
  );
});

test('REVERSE inverts what the profile gave', async () => {
  const found = await shown(colorFilm(wide, { planarConfiguration: 0, bits: 8 }, 'REVERSE'));
  assertNear(
    found,
    expected.map((color) => color.map((value) => 255 - value)),
  );
});

const space = /^it cannot be used: it is for a color space other than RGB$/;
const broken = /^it cannot be used: it is broken \(.+\)$/;
const useless: Readonly<Record<string, readonly [Uint8Array, RegExp]>> = {
  'of zeros': [new Uint8Array(600), space],
  'of one byte': [new Uint8Array(1), space],
  'cut off in its header': [wide.subarray(0, 100), broken],
  'cut off in its tags': [wide.subarray(0, 300), broken],
  'without its blue curve': [matrixProfile(widePrimaries, gamma, { without: ['bTRC'] }), broken],
  'with an unknown curve': [unknownCurve(widePrimaries, gamma), broken],
  'for CMYK': [matrixProfile(widePrimaries, gamma, { colorSpace: 'CMYK', profileClass: 'prtr' }), space],
  'for gray': [matrixProfile(widePrimaries, gamma, { colorSpace: 'GRAY' }), space],
  'for Lab': [matrixProfile(widePrimaries, gamma, { colorSpace: 'Lab ' }), space],
};
for (const [what, [profile, reason]] of Object.entries(useless)) {
  test(`a profile ${what} leaves the colors unchanged, and is reported`, async () => {
    const given = colorFilm(profile, { planarConfiguration: 1, bits: 8 });
    assert.deepEqual(
      await shown(given),
      colors.map((color) => [...color]),
    );
    const { film, blobPaths } = given;
    const printer = { ...paperPrinter, resolution: 50 };
    const task = { films: [film, film], blobPaths, printer, title: 't', createdAt: '2026-01-01T00:00:00Z' };
    const { findings = [] } = await writeDocument({ ...task, output: `${folder}/useless.pdf` });
    assert.deepEqual(
      findings.map(({ attribute, requested, used }) => [attribute, requested, used]),
      [1, 2].map((page) => ['ICCProfile', `profile of the image at position 1, page ${page}`, 'sRGB']),
    );
    for (const finding of findings) assert.match(finding.reason, reason);
  });
}

for (const highBit of [11, 15]) {
  test(`12 bits of 16, the highest of them bit ${highBit}, are the same colors`, async () => {
    const shift = highBit - 11;
    const samples = colors.flat().map((value) => Math.round((value / 255) * 4095) << shift);
    const [data, dataPath] = blob(Uint16Array.from(samples));
    const [iccProfile, profilePath] = blob(wide);
    const shape = { planarConfiguration: 0, bitsAllocated: 16, bitsStored: 12, highBit } as const;
    const pixels = rgbPixels(colors.length, 1, { ...shape, data, iccProfile });
    const blobPaths = { [data.key]: dataPath, [iccProfile.key]: profilePath };
    assertNear(await shown({ film: filmOf([imageBox(pixels)]), blobPaths }), expected);
  });
}

test('the document shows the same colors, and a gray device their luminance', async () => {
  const { film, blobPaths } = colorFilm(wide, { planarConfiguration: 1, bits: 8 });
  const task = {
    films: [film],
    blobPaths,
    printer: paperPrinter,
    title: 't',
    createdAt: '2026-01-01T00:00:00Z',
  };
  const output = `${folder}/page.pdf`;
  await writeDocument({ ...task, output });
  const planes = await colorPage(output, 1, 300);
  const at = (index: number) => {
    const [{ width, height }] = planes;
    const margin = (5 / 25.4) * 300;
    const x = Math.round(margin + ((index + 0.5) * (width - 2 * margin)) / colors.length);
    return Math.round(height / 2) * width + x;
  };
  const found = colors.map((_, index) => planes.map(({ pixels }) => pixels[at(index)] ?? 0));
  assertNear(found, expected);

  const gray = `${folder}/gray.pdf`;
  const variant = { format: 'application/pdf', pixelsPerInch: 300, colorSpace: 'sgray_8' } as const;
  await writeVariant({ ...task, output: gray, variant });
  const page = await grayPage(gray, 1, 300);
  const decode = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  for (const [index, [red = 0, green = 0, blue = 0]] of expected.entries()) {
    const light = 0.2126 * decode(red / 255) + 0.7152 * decode(green / 255) + 0.0722 * decode(blue / 255);
    const value = 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
    const got = page.pixels[at(index)] ?? NaN;
    assert.ok(Math.abs(got - value) <= 1.5, `gray ${index}: ${got}, not ${value}`);
  }
});

test('a large image goes through in strips, and leaves nothing behind', async () => {
  const [columns, rows] = [2048, 2300];
  const samples = new Uint8Array(columns * rows * 3);
  for (let at = 0; at < samples.length; at++) samples[at] = (at * 7) & 0xff;
  const [data, dataPath] = blob(samples);
  const [iccProfile, profilePath] = blob(wide);
  const film = filmOf([
    imageBox(rgbPixels(columns, rows, { planarConfiguration: 0, data, iccProfile })),
    imageBox(rgbPixels(columns, rows, { planarConfiguration: 0, data, iccProfile }), { position: 2 }),
  ]);
  const blobPaths = { [data.key]: dataPath, [iccProfile.key]: profilePath };
  let made = '';
  await inSrgb({ films: [film], blobPaths }, async ({ films, blobPaths: paths }) => {
    const [first, second] = films[0]?.images ?? [];
    assert.ok(first && second);
    // The same pixels with the same profile are converted once.
    assert.equal(first.pixels.data.key, second.pixels.data.key);
    made = paths[first.pixels.data.key] ?? '';
    const bytes = await readFile(made);
    assert.equal(bytes.length, columns * rows * 3);
    for (const pixel of [0, columns * 511 + 3, columns * 513, columns * rows - 1]) {
      const color = [...samples.subarray(pixel * 3, pixel * 3 + 3)];
      assertNear(
        [[...bytes.subarray(pixel * 3, pixel * 3 + 3)]],
        [srgbByFormula(color, widePrimaries, gamma)],
      );
    }
  });
  assert.equal(existsSync(path.dirname(made)), false);
});
