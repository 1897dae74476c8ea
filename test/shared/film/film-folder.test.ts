import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { SetupFailure } from '../../../src/shared/errors/errors.ts';
import { listFilmFolders, readFilmFolder, toFilm } from '../../../src/shared/film/film-folder.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const temporary = suiteFolder('films');

async function folderOf(
  name: string,
  film: object,
  pictures: Readonly<Record<string, Uint8Array | Uint16Array>> = {},
) {
  const folder = path.join(temporary, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'film.json'), JSON.stringify(film));
  for (const [file, samples] of Object.entries(pictures)) {
    const [channels, wide] = [file.startsWith('rgb') ? 3 : 1, samples instanceof Uint16Array] as const;
    const space = channels === 3 ? (wide ? 'rgb16' : 'srgb') : wide ? 'grey16' : 'b-w';
    await sharp(samples, { raw: { width: 2, height: samples.length / channels / 2, channels } })
      .toColourspace(space)
      .png()
      .toFile(path.join(folder, file));
  }
  return folder;
}

const one = {
  title: 'One',
  imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 1 },
  filmSizeId: 'A4',
};

describe('film.json and its pictures', () => {
  test('pixels as Pixel Data holds them: little endian, shifted to the high bit', async () => {
    const folder = await folderOf(
      'words',
      {
        ...one,
        images: [
          { position: 1, file: 'gray.png', bitsStored: 12 },
          { position: 2, file: 'gray.png', bitsStored: 12, highBit: 15, signed: true },
        ],
      },
      { 'gray.png': Uint16Array.from([0, 1, 0x123, 0xfff]) },
    );
    const { images } = await readFilmFolder(folder);
    assert.deepEqual([...images[0]!.pixels.bytes], [0, 0, 1, 0, 0x23, 0x01, 0xff, 0x0f]);
    assert.deepEqual([...images[1]!.pixels.bytes], [0, 0, 0x10, 0, 0x30, 0x12, 0xf0, 0xff]);
    const { pixels } = images[1]!;
    assert.ok(pixels.kind === 'gray');
    assert.deepEqual([pixels.rows, pixels.columns, pixels.highBit, pixels.signed], [2, 2, 15, true]);
  });

  test('color plane by plane, or pixel by pixel', async () => {
    const rgb = { position: 1, photometricInterpretation: 'RGB' };
    const wide = Uint16Array.from([1, 2, 3, 257, 258, 259]);
    const folder = await folderOf(
      'color',
      {
        ...one,
        images: [
          { ...rgb, file: 'rgb8.png' },
          { ...rgb, file: 'rgb8.png', planarConfiguration: 0 },
          { ...rgb, file: 'rgb16.png', bitsStored: 16 },
        ],
      },
      { 'rgb8.png': Uint8Array.from([1, 2, 3, 4, 5, 6]), 'rgb16.png': wide },
    );
    const bytes = (await readFilmFolder(folder)).images.map(({ pixels }) => [...pixels.bytes]);
    assert.deepEqual(bytes, [
      [1, 4, 2, 5, 3, 6],
      [1, 2, 3, 4, 5, 6],
      [1, 0, 1, 1, 2, 0, 2, 1, 3, 0, 3, 1],
    ]);
  });

  test('becomes the film that a Print SCP would make, its blobs on disk', async () => {
    const folder = await folderOf(
      'film',
      {
        ...one,
        borderDensity: 'WHITE',
        emptyImageDensity: '150',
        presentationLut: { bits: 12, table: [4095, 0x102, 0] },
        magnificationType: 'BILINEAR',
        images: [{ position: 1, file: 'gray.png', polarity: 'REVERSE', requestedImageSizeMm: 80 }],
      },
      { 'gray.png': Uint8Array.from([7, 8]) },
    );
    const { film, blobPaths } = await toFilm(await readFilmFolder(folder), path.join(temporary, 'blobs'));
    assert.deepEqual(film.borderDensity, { kind: 'white' });
    assert.deepEqual(film.emptyImageDensity, { kind: 'density', hundredthsOfOD: 150 });
    const [image] = film.images;
    assert.ok(image?.presentationLut.kind === 'table');
    assert.deepEqual(
      [...readFileSync(blobPaths[image.presentationLut.data.key]!)],
      [0xff, 0x0f, 0x02, 0x01, 0, 0],
    );
    assert.deepEqual([...readFileSync(blobPaths[image.pixels.data.key]!)], [7, 8]);
    assert.deepEqual(
      [image.polarity, image.magnificationType, image.requestedImageSizeMm, image.pixels.data.byteLength],
      ['REVERSE', 'BILINEAR', 80, 2],
    );
  });

  test('folders are found and sorted, others passed over', async () => {
    const parent = path.join(temporary, 'several');
    mkdirSync(path.join(parent, 'empty'), { recursive: true });
    for (const name of ['b', 'a']) {
      cpSync(await folderOf(`copy-${name}`, { ...one, images: [] }), path.join(parent, name), {
        recursive: true,
      });
    }
    assert.deepEqual(await listFilmFolders(parent), [path.join(parent, 'a'), path.join(parent, 'b')]);
  });
});

describe('what is wrong is said with file and key', () => {
  const wrong = (pattern: RegExp) => (error: unknown) =>
    error instanceof SetupFailure && error.code === 'usage' && pattern.test(error.message);

  test('a value that is not allowed', async () => {
    const folder = await folderOf('size', { ...one, filmSizeId: '9INX9IN', images: [] });
    await assert.rejects(readFilmFolder(folder), wrong(/size\/film\.json: [^]*filmSizeId/));
  });

  test('no film.json, or none that is JSON', async () => {
    await assert.rejects(readFilmFolder(path.join(temporary, 'nowhere')), wrong(/ENOENT/));
    const folder = await folderOf('broken', { ...one, images: [] });
    writeFileSync(path.join(folder, 'film.json'), '{');
    await assert.rejects(readFilmFolder(folder), wrong(/broken\/film\.json: .*JSON/));
  });

  test('a picture that is missing or of other bits', async () => {
    const missing = await folderOf('missing', { ...one, images: [{ position: 1, file: 'none.png' }] });
    await assert.rejects(readFilmFolder(missing), wrong(/none\.png/));
    const image = { position: 1, file: 'gray.png', bitsStored: 12 };
    const narrow = await folderOf(
      'narrow',
      { ...one, images: [image] },
      { 'gray.png': Uint8Array.from([7, 8]) },
    );
    await assert.rejects(readFilmFolder(narrow), wrong(/gray\.png: uchar samples do not fit bitsStored 12/));
  });
});
