// `hardcopy compare`: pages with known differences, in P-values and JNDs, and inputs that cannot be compared.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { z } from 'zod';
import { media } from '../../../src/shared/film/printer.ts';
import { deviceTable } from '../../../src/render/tone/device.ts';
import { jndOfLuminance } from '../../../src/render/tone/gsdf.ts';
import { shownGrays } from '../../../src/render/tone/p-values.ts';
import { needs } from '../../support/external.ts';
import { paperPrinter } from '../../support/render-films.ts';
import { tiffFile } from '../../print-scu/tiff-files.ts';
import { run } from '../run.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
const smpte = path.join(import.meta.dirname, '..', '..', '..', 'fixtures', 'films', 'smpte-8bit');

const answer = z.object({
  equal: z.boolean(),
  different: z.number(),
  pixels: z.number(),
  pValues: z.object({
    max: z.number(),
    mean: z.number(),
    rms: z.number(),
    histogram: z.array(z.object({ upTo: z.number().nullable(), pixels: z.number() })),
  }),
  jnds: z.object({ max: z.number() }),
  largest: z.object({ x: z.number(), y: z.number() }).nullable(),
});

async function picture(name: string, values: readonly number[], width: number): Promise<string> {
  const file = path.join(folder, name);
  const raw = { width, height: values.length / width, channels: 1 } as const;
  const image = sharp(Uint8Array.from(values), { raw }).toColourspace('b-w');
  await (name.endsWith('.tif') ? image.tiff({ compression: 'lzw' }) : image.png()).toFile(file);
  return file;
}

test('device values are converted back to their P-values on every medium', () => {
  for (const medium of Object.values(media)) {
    const printer = { ...paperPrinter, medium };
    const device = deviceTable(printer, { scale: 'GSDF', minDensity: 20, maxDensity: 320 }, 16);
    const { pValues, jnds } = shownGrays(printer);
    for (let p = 0; p <= 255; p++) {
      const found = pValues[device[p * 257] ?? 0] ?? NaN;
      assert.ok(Math.abs(found - p) < 0.1, `${p}: ${found}`);
    }
    assert.ok(jnds.every((jnd, value) => value === 0 || jnd >= (jnds[value - 1] ?? Infinity)));
  }
  // Black and white of paper, from its densities: L = 150 · 10^−D.
  const { jnds } = shownGrays(paperPrinter);
  for (const [value, density] of [
    [0, 2.1],
    [65_535, 0.05],
  ] as const) {
    assert.ok(Math.abs((jnds[value] ?? NaN) - jndOfLuminance(150 * 10 ** -density)) < 0.05);
  }
});

test('a single different pixel is found, measured and located', async () => {
  // Device values 60 and 113 of paper are the P-values 64 and 128.
  const a = await picture('a.png', [0, 60, 60, 255, 60, 60], 3);
  const b = await picture('b.tif', [0, 60, 60, 255, 113, 60], 3);
  const { exitCode, stdout } = await run(['compare', a, b, '--json']);
  assert.equal(exitCode, 1);
  const found = answer.parse(JSON.parse(stdout));
  assert.deepEqual([found.equal, found.different, found.pixels], [false, 1, 6]);
  assert.deepEqual(found.largest && [found.largest.x, found.largest.y], [1, 1]);
  const { max, mean, rms, histogram } = found.pValues;
  assert.ok(Math.abs(max - 64) < 1, String(max));
  assert.ok(Math.abs(mean - max / 6) < 1e-9);
  assert.ok(Math.abs(rms - max / Math.sqrt(6)) < 1e-9);
  assert.deepEqual(
    histogram.filter(({ pixels }) => pixels > 0).map(({ pixels }) => pixels),
    [5, 1],
  );
  // P-values are evenly spaced in JND index from 2.10 to 0.05 OD.
  const range = jndOfLuminance(150 * 10 ** -0.05) - jndOfLuminance(150 * 10 ** -2.1);
  assert.ok(Math.abs(found.jnds.max - (max / 255) * range) < 0.01);
  const text = await run(['compare', a, b]);
  assert.equal(text.exitCode, 1);
  assert.match(text.stdout, /^1 of 6 pixels differ\.$/m);
  assert.match(text.stdout, /Largest at column 1, row 1/);
  assert.equal((await run(['compare', a, b, '--tolerance', '65'])).exitCode, 0);
});

test('equal pages of different formats are equal', async () => {
  const a = await picture('same.png', [0, 1, 128, 255], 2);
  const b = await picture('same.tif', [0, 1, 128, 255], 2);
  const { exitCode, stdout } = await run(['compare', a, b]);
  assert.equal(exitCode, 0);
  assert.equal(stdout, 'The pages are equal: 2 × 2 pixels.\n');
});

test('large pages are read in parts: a heap of 80 MiB suffices for 19 million samples', async () => {
  const side = 2500;
  const pixels = Buffer.alloc(side * side * 3, 85);
  const raw = { width: side, height: side, channels: 3 } as const;
  const save = async (name: string) => {
    const file = path.join(folder, name);
    await sharp(pixels, { raw }).png({ compressionLevel: 1 }).toFile(file);
    return file;
  };
  const a = await save('large-a.png');
  pixels.fill(255, pixels.length - 3);
  const b = await save('large-b.png');
  const main = path.join(import.meta.dirname, '..', '..', '..', 'src', 'main.ts');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=80', main, 'compare', a, b, '--json'],
    { encoding: 'utf8' },
  );
  assert.equal(status, 1, stderr);
  const found = answer.parse(JSON.parse(stdout));
  assert.deepEqual([found.pixels, found.different], [side * side, 1]);
  assert.deepEqual(found.largest && [found.largest.x, found.largest.y], [side - 1, side - 1]);
});

test('colors of one luminance are reported as equal only in luminance', async () => {
  // 0.7152 of the light of green 128 is 0.2126 of that of red 223; one value of red is less than a gray step.
  const color = async (name: string, pixel: readonly number[]) => {
    const file = path.join(folder, name);
    const raw = { width: 1, height: 1, channels: 3 } as const;
    await sharp(Uint8Array.from(pixel), { raw }).png().toFile(file);
    return file;
  };
  const a = await color('green.png', [0, 128, 0]);
  const b = await color('red.png', [223, 0, 0]);
  const { stdout, exitCode } = await run(['compare', a, b, '--tolerance', '1']);
  assert.match(stdout, /1 of 1 pixels differ in luminance\./);
  assert.equal(exitCode, 0);
  const same = await run(['compare', a, a]);
  assert.equal(same.stdout, 'The pages are equal in luminance: 1 × 1 pixels.\n');
  const gray = await color('gray.png', [128, 128, 128]);
  assert.equal((await run(['compare', gray, gray])).stdout, 'The pages are equal: 1 × 1 pixels.\n');
});

test('a PDF and the PNG of the same film are equal', { skip: needs('pdftoppm') }, async () => {
  const [pdf, png] = [path.join(folder, 'film.pdf'), path.join(folder, 'film.png')];
  for (const to of [pdf, png]) await run(['render', smpte, '--to', to, '--resolution', '100']);
  const { exitCode, stdout } = await run(['compare', pdf, png]);
  assert.equal(stdout, 'The pages are equal: 800 × 1000 pixels.\n');
  assert.equal(exitCode, 0);
});

test('a PDF that cannot be drawn is reported in a sentence', { skip: needs('pdftoppm') }, async () => {
  const pdf = path.join(folder, 'one.pdf');
  await run(['render', smpte, '--to', pdf, '--resolution', '20']);
  const missing = await run(['compare', pdf, pdf, '--page', '3']);
  assert.equal(missing.stderr, `hardcopy: ${pdf} has no page 3: its last one is 1\n`);
  assert.equal(missing.exitCode, 2);
  const cut = path.join(folder, 'cut.pdf');
  writeFileSync(cut, readFileSync(pdf).subarray(0, 1000));
  const broken = await run(['compare', cut, pdf]);
  assert.match(
    broken.stderr,
    /^hardcopy: \S+cut\.pdf is broken, or not a PDF that can be drawn \(pdftoppm: .*\)\n$/,
  );
  assert.equal(broken.exitCode, 2);
});

test('PDFs are not compared without pdftoppm, and the message says what to install', async () => {
  const pdf = path.join(folder, 'undrawn.pdf');
  await run(['render', smpte, '--to', pdf, '--resolution', '20']);
  const before = process.env.PATH;
  process.env.PATH = folder;
  try {
    const { stderr, exitCode } = await run(['compare', pdf, pdf]);
    assert.match(stderr, /pdftoppm, which is not installed: install poppler-utils/);
    assert.equal(exitCode, 2);
  } finally {
    process.env.PATH = before;
  }
});

test('inputs that cannot be compared are reported in a sentence, with exit code 2', async () => {
  const a = await picture('small.png', [0, 1], 2);
  const b = await picture('large.png', [0, 1, 2, 3], 2);
  const noise = Array.from({ length: 10_000 }, (_, index) => (index * 7919) % 251);
  const broken = await picture('broken.png', noise, 100);
  truncateSync(broken, statSync(broken).size / 2);
  const float = path.join(folder, 'float.tif');
  const strip = Buffer.from(new Float32Array([0, 1]).buffer);
  writeFileSync(float, tiffFile({ width: 2, height: 1, bitsPerSample: 32, sampleFormat: 3, strip }));
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[a, b], /the pages differ in size: .* has 2 × 1 pixels.*, .* 2 × 2 pixels.*; only pages of equal size/],
    [[a, path.join(folder, 'none.png')], /there is no file .*none\.png/],
    [[a, folder], /is a folder; name a file in it/],
    [[broken, broken], /broken\.png is broken or cut off: /],
    [[a, import.meta.filename], /is not a PDF, PNG or TIFF/],
    [
      [float, float],
      /float\.tif is broken or cut off: its samples are float; pages have 8 or 16 bits, unsigned/,
    ],
    [[a, a, '--page', '2'], /is a picture and has no page 2/],
    [[a, a, '--tolerance', '-1'], /Give a number from 0 to 255/],
    [[a, a, '--medium', 'glass'], /Give one of paper/],
    [[a], /missing required argument/],
  ];
  for (const [args, sentence] of cases) {
    const { exitCode, stderr } = await run(['compare', ...args]);
    assert.match(stderr, sentence);
    assert.equal(exitCode, 2, stderr);
  }
});
