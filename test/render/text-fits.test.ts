// Which texts of a film will not print as they are, told before it is rendered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnnotationBox, Film } from '../../src/film.ts';
import { textFits } from '../../src/render/text-fits.ts';
import { filmOf, paperPrinter } from '../support/render-films.ts';

const caption = (imageBoxPosition: number, text: string): AnnotationBox => ({
  kind: 'annotation',
  position: imageBoxPosition,
  text,
  place: { kind: 'below image', imageBoxPosition },
});
const label = (text: string): AnnotationBox => ({
  kind: 'annotation',
  position: 0,
  text,
  place: { kind: 'top' },
});
const fits = (annotations: readonly AnnotationBox[], more: Partial<Film> = {}) =>
  textFits(filmOf([], { filmSizeId: '8INX10IN', annotations, ...more }), paperPrinter);
const eight = { imageDisplayFormat: { kind: 'STANDARD', columns: 8, rows: 2 } } as const;

test('texts that print as they are, in whatever script, are not among them', () => {
  assert.deepEqual(fits([]), []);
  assert.deepEqual(
    fits([label('Knee'), caption(1, '山田太郎'), caption(2, 'שלום')], {
      imageDisplayFormat: { kind: 'STANDARD', columns: 2, rows: 1 },
    }),
    [],
  );
});

test('characters that no font has are counted', () => {
  const [fit, ...others] = fits([label('ሀለ x')]);
  assert.deepEqual(
    [fit?.replaced, fit?.dropped, fit?.smallMm, fit?.annotation.position],
    [2, 0, undefined, 0],
  );
  assert.deepEqual(others, []);
});

test('the end of a text that has no room is counted, and which text it is', () => {
  const [fit, ...others] = fits([caption(1, 'CT'), caption(3, 'W'.repeat(64))], eight);
  assert.deepEqual([fit?.annotation.position, fit?.replaced, fit?.smallMm], [3, 0, undefined]);
  // A box of 22 mm holds two lines of 16 letters of 1.5 mm.
  assert.ok(fit && fit.dropped > 30 && fit.dropped < 40, `${fit?.dropped} dropped`);
  assert.deepEqual(others, []);
});

test('letters too small to read, where the strips are low', () => {
  const lines = Array.from({ length: 60 }, (_, position) => ({ ...label('x'), position }));
  const found = fits(lines);
  assert.equal(found.length, 60);
  // 244 mm of height, a sixth of it for 60 lines, 80 % of one for the letters, of 2384 units of 2048.
  const expected = ((244 / 6 / 60) * 0.8) / (2384 / 2048);
  assert.ok(Math.abs((found[0]?.smallMm ?? 0) - expected) < 1e-6, `${found[0]?.smallMm} mm`);
});

test('a film that cannot be laid out has none: rendering says why', () => {
  assert.deepEqual(fits([label('ሀ')], { filmSizeId: '9INX9IN' }), []);
});
