// Generates fixtures/films: one folder per case with film.json, its PNGs, and the expected values by position. The
// result is always the same. `npm run fixtures`; the cases are in fixtures/cases.ts beside this file.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import prettier from 'prettier';
import { filmDescriptionSchema, type FilmDescriptionInput } from '../src/shared/film/film-description.ts';
import { fixtures } from './fixtures/cases.ts';
import { gapMm, marginMm } from './fixtures/expectation.ts';
import { writePng } from './fixtures/picture.ts';

const target = process.argv[2] ?? path.join(import.meta.dirname, '..', 'fixtures', 'films');

for (const { name, film, images, points } of fixtures) {
  const folder = path.join(target, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const described: FilmDescriptionInput = {
    ...film,
    images: images.map(({ settings }) => ({ ...settings, file: `image-${settings.position}.png` })),
    expected: { gapMm, marginMm, points: [...points] },
  };
  filmDescriptionSchema.parse(described);
  for (const { settings, picture } of images) {
    const bits = (settings.bitsStored ?? 8) > 8 ? 16 : 8;
    await writePng(picture, bits, path.join(folder, `image-${settings.position}.png`));
  }
  const json = await prettier.format(JSON.stringify(described), { parser: 'json', printWidth: 110 });
  await writeFile(path.join(folder, 'film.json'), json);
}
console.log(`${fixtures.length} films in ${target}`);
