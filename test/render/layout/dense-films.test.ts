// Films of many images on several sheets: every image once, at its place, with its texts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnnotationBox } from '../../../src/shared/film/film.ts';
import { splitDenseFilms } from '../../../src/render/layout/dense-films.ts';
import { filmOf, grayPixels, imageBox } from '../../support/render-films.ts';

const pixels = grayPixels(1, 1);
const images = (...positions: readonly number[]) =>
  positions.map((position) => imageBox(pixels, { position }));
const below = (position: number): AnnotationBox => ({
  kind: 'annotation',
  position,
  text: `image ${position}`,
  place: { kind: 'below image', imageBoxPosition: position },
});
const title: AnnotationBox = { kind: 'annotation', position: 0, text: 'title', place: { kind: 'top' } };
const grid = { columns: 2, rows: 2 };
const positionsOf = (films: ReturnType<typeof splitDenseFilms>) =>
  films.map((film) => film.images.map(({ position }) => position));

test('a film of 3 by 3 on sheets of 2 by 2: positions count anew, the title is on each, texts go with their images', () => {
  const film = filmOf(images(1, 2, 3, 4, 5, 6, 9), {
    imageDisplayFormat: { kind: 'STANDARD', columns: 3, rows: 3 },
    annotations: [title, below(4), below(6), below(9)],
  });
  const sheets = splitDenseFilms([film], grid);
  assert.deepEqual(positionsOf(sheets), [[1, 2, 3, 4], [1, 2], [1]]);
  for (const sheet of sheets) {
    assert.deepEqual(sheet.imageDisplayFormat, { kind: 'STANDARD', columns: 2, rows: 2 });
    assert.equal(sheet.filmSizeId, film.filmSizeId);
  }
  assert.deepEqual(
    sheets.map(({ annotations }) =>
      annotations.map(({ text, place }) => [
        text,
        place.kind === 'below image' ? place.imageBoxPosition : place.kind,
      ]),
    ),
    [
      [
        ['title', 'top'],
        ['image 4', 4],
      ],
      [
        ['title', 'top'],
        ['image 6', 2],
      ],
      [
        ['title', 'top'],
        ['image 9', 1],
      ],
    ],
  );
});

test('ROW and COL are split like any; a sheet that would show nothing is left out', () => {
  const film = filmOf(images(1, 9), { imageDisplayFormat: { kind: 'ROW', boxesPerRow: [4, 5] } });
  assert.deepEqual(positionsOf(splitDenseFilms([film], grid)), [[1], [1]]);
});

test('films that are not dense, slides, formats of the printer, and printers that do not split stay as they are', () => {
  const four = filmOf(images(1, 4), { imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 4 } });
  const slides = filmOf(images(30), { imageDisplayFormat: { kind: 'SLIDE', columns: 6, rows: 8 } });
  const nine = filmOf(images(9), { imageDisplayFormat: { kind: 'STANDARD', columns: 3, rows: 3 } });
  assert.deepEqual(splitDenseFilms([four, slides], grid), [four, slides]);
  assert.deepEqual(splitDenseFilms([nine], undefined), [nine]);
});
