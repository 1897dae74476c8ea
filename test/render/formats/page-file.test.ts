// Pages as PNG and TIFF, 8 and 16 bits, against the PDF of the same film as poppler shows it: every pixel within one gray
// level, so that no edge is shifted by half a pixel; size and resolution are compared with the layout.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { readFilmFolder, toFilm } from '../../../src/shared/film/film-folder.ts';
import { writePageFile } from '../../../src/render/formats/page-file.ts';
import { writeDocument } from '../../../src/render/formats/pdf.ts';
import { colorPage, grayPage } from '../../support/pages.ts';
import { filmOf, paperPrinter } from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
const fixtures = path.join(import.meta.dirname, '..', '..', '..', 'fixtures', 'films');
const dotsPerInch = 100;

/** Samples of 16 bits as they are in the file, whatever its profile says. */
async function samplesOf(file: string, channels: number): Promise<Uint16Array> {
  const { data } = await sharp(file, { ignoreIcc: true, limitInputPixels: false })
    .toColourspace(channels === 3 ? 'rgb16' : 'grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  return new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
}

for (const name of [
  'smpte-8bit',
  'row-2-1-3',
  'partly-filled-3x4',
  'true-size-100mm',
  'color-planar1-8bit',
]) {
  test(`${name}: PNG and TIFF of 8 and 16 bits show what the PDF shows`, async () => {
    const { film, blobPaths } = await toFilm(await readFilmFolder(path.join(fixtures, name)), folder);
    const printer = { ...paperPrinter, resolution: dotsPerInch, highResolution: dotsPerInch };
    const pdf = path.join(folder, `${name}.pdf`);
    const createdAt = '2026-01-01T00:00:00Z';
    await writeDocument({ films: [film], printer, blobPaths, output: pdf, title: name, createdAt });
    const color = film.images.some(({ pixels }) => pixels.kind === 'rgb');
    const planes = color ? await colorPage(pdf, 1, dotsPerInch) : [await grayPage(pdf, 1, dotsPerInch)];
    const [plane] = planes;
    assert.ok(plane);
    for (const format of ['png', 'tiff'] as const) {
      for (const bits of [8, 16] as const) {
        const output = path.join(folder, `${name}-${bits}.${format}`);
        const task = { film, printer: { ...printer, bits }, blobPaths, format, output };
        const { width, height, channels } = await writePageFile(task);
        assert.deepEqual([width, height, channels], [plane.width, plane.height, planes.length]);
        const metadata = await sharp(output).metadata();
        assert.equal(metadata.depth, bits === 8 ? 'uchar' : 'ushort');
        assert.ok(Math.abs((metadata.density ?? 0) - dotsPerInch) < 0.5);
        const samples = await samplesOf(output, channels);
        assert.equal(samples.length, width * height * channels);
        let [worst, at] = [0, 0];
        for (const [index, sample] of samples.entries()) {
          const shown = planes[index % channels]?.pixels[Math.floor(index / channels)] ?? NaN;
          const level = bits === 8 && sample > 255 ? sample / 257 : bits === 8 ? sample : sample / 257;
          const difference = Math.abs(level - shown);
          if (!(difference <= worst)) [worst, at] = [difference, index];
        }
        assert.ok(worst <= 1, `${format} ${bits}: ${worst} gray levels at sample ${at}`);
      }
    }
  });
}

test('colors become the gray of their luminance, in 8 and in 16 bits', async () => {
  const color = await toFilm(await readFilmFolder(path.join(fixtures, 'color-planar1-8bit')), folder);
  const light = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  for (const bits of [8, 16] as const) {
    const printer = { ...paperPrinter, resolution: 50, bits };
    const samples = async (gray: boolean) => {
      const output = path.join(folder, `luminance-${bits}-${gray}.tiff`);
      await writePageFile({ ...color, printer, format: 'tiff', gray, output });
      if (bits === 16) return await samplesOf(output, gray ? 1 : 3);
      const plain = sharp(output, { ignoreIcc: true })
        .toColourspace(gray ? 'b-w' : 'srgb')
        .raw();
      return Uint16Array.from(await plain.toBuffer());
    };
    const most = 2 ** bits - 1;
    const [rgb, found] = [await samples(false), await samples(true)];
    const part = (at: number) => light((rgb[at] ?? NaN) / most);
    let colors = 0;
    for (const [pixel, value] of found.entries()) {
      const at = pixel * 3;
      if (rgb[at] !== rgb[at + 1]) colors += 1;
      const sum = 0.2126 * part(at) + 0.7152 * part(at + 1) + 0.0722 * part(at + 2);
      const wanted = most * (sum <= 0.0031308 ? 12.92 * sum : 1.055 * sum ** (1 / 2.4) - 0.055);
      assert.ok(Math.abs(value - wanted) <= 0.6, `${pixel}: ${value}, not ${wanted}`);
    }
    assert.ok(colors > 1000, `${colors} pixels have color`);
  }
});

test('a 16-bit ramp has more grays than 8 bits can hold', async () => {
  const { film, blobPaths } = await toFilm(await readFilmFolder(path.join(fixtures, 'ramp-16bit')), folder);
  const grays = async (bits: 8 | 16) => {
    const output = path.join(folder, `ramp-${bits}.png`);
    const printer = { ...paperPrinter, resolution: dotsPerInch, bits };
    await writePageFile({ film, printer, blobPaths, format: 'png', output });
    return new Set(await samplesOf(output, 1)).size;
  };
  assert.ok((await grays(16)) > 400);
  assert.ok((await grays(8)) <= 256);
});

test('texts are painted into 16 bits as into 8', async () => {
  const film = filmOf([], {
    annotations: [{ kind: 'annotation', position: 1, text: 'Ag 4711', place: { kind: 'top' } }],
    annotationDisplayFormatId: 'LABEL',
  });
  const samples = async (bits: 8 | 16) => {
    const output = path.join(folder, `text-${bits}.tiff`);
    const printer = { ...paperPrinter, resolution: dotsPerInch, bits };
    await writePageFile({ film, printer, blobPaths: {}, format: 'tiff', output });
    return samplesOf(output, 1);
  };
  const [wide, narrow] = [await samples(16), await samples(8)];
  assert.equal(Math.max(...new Set(wide)), 65_535);
  const scale = Math.max(...new Set(narrow)) / 255;
  for (const [index, value] of wide.entries()) {
    assert.ok(Math.abs(value / 257 - (narrow[index] ?? NaN) / scale) <= 1);
  }
});

test('a page of too many pixels is refused in a sentence', async () => {
  const printer = { ...paperPrinter, resolution: 9000 };
  const output = path.join(folder, 'large.png');
  await assert.rejects(
    writePageFile({ film: filmOf([]), printer, blobPaths: {}, format: 'png', output }),
    /A page of 72000 × 90000 pixels is too large for a picture/,
  );
});
