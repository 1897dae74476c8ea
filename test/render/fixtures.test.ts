// Every fixture on paper and on film, compared with the values that scripts/fixtures computed without the renderer.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { listFilmFolders, readFilmFolder, toFilm } from '../../src/shared/film/film-folder.ts';
import { media } from '../../src/shared/film/printer.ts';
import { rasterOf } from '../../src/render/formats/page-picture.ts';
import { paperPrinter } from '../support/render-films.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const blobs = suiteFolder();
const folders = await listFilmFolders(path.join(import.meta.dirname, '..', '..', 'fixtures', 'films'));
/** Coarser than a real device, for the time it takes; patches are large. */
const pixelsPerInch = 150;

test('the fixtures are there', () => {
  const names = folders.map((folder) => path.basename(folder));
  for (const name of ['tg18-qc-12bit', 'smpte-8bit', 'ramp-8bit', 'ramp-16bit', 'partly-filled-3x4']) {
    assert.ok(names.includes(name), name);
  }
  assert.ok(names.length >= 20);
});

for (const folder of folders) {
  describe(path.basename(folder), async () => {
    const fixture = await readFilmFolder(folder);
    const { film, blobPaths } = await toFilm(fixture, blobs);
    const { expected } = fixture.description;
    assert.ok(expected && expected.points.length > 0, `${folder} expects nothing`);
    for (const medium of ['paper', 'blue-film'] as const) {
      test(`on ${medium}`, async () => {
        const { gapMm, marginMm } = expected;
        const printer = {
          ...paperPrinter,
          medium: media[medium],
          gapMm,
          marginMm,
          resolution: pixelsPerInch,
        };
        const { data, width, channels } = await rasterOf({ film, printer, blobPaths }, pixelsPerInch);
        for (const { what, xMm, yMm, device, rgb } of expected.points) {
          const [x, y] = [xMm, yMm].map((mm) => Math.floor((mm / 25.4) * pixelsPerInch)) as [number, number];
          const found = [...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels)];
          const wanted = rgb ?? found.map(() => device?.[medium]);
          const close = wanted.every((value, i) => value !== undefined && Math.abs(value - found[i]!) <= 1);
          assert.ok(close, `${what} at ${xMm}, ${yMm} mm: ${found.join()}, not ${wanted.join()}`);
        }
      });
    }
  });
}
