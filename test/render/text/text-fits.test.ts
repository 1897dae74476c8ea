// The records on a job about texts that cannot be printed unchanged.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnnotationBox, Film } from '../../../src/shared/film/film.ts';
import { layoutSheet } from '../../../src/render/layout/layout.ts';
import { withPrinterLines } from '../../../src/render/layout/printer-lines.ts';
import { textFindings } from '../../../src/render/text/text-fits.ts';
import { filmOf, paperPrinter } from '../../support/render-films.ts';

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
const fitsOf = (film: Film) => textFindings(film, layoutSheet(film, paperPrinter));
const fits = (annotations: readonly AnnotationBox[], more: Partial<Film> = {}) =>
  fitsOf(filmOf([], { filmSizeId: '8INX10IN', annotations, ...more }));
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
  const requested = 'text at annotation position 0';
  const found = { attribute: 'TextString', requested, reason: 'no font has them' };
  assert.deepEqual(fits([label('ሀለ x')]), [{ ...found, used: '2 characters shown as U+FFFD' }]);
  assert.deepEqual(fits([label('ሀ')]), [{ ...found, used: '1 character shown as U+FFFD' }]);
});

test('the end of a text that has no room is counted, and which text it is', () => {
  const [fit, ...others] = fits([caption(1, 'CT'), caption(3, 'W'.repeat(64))], eight);
  assert.deepEqual(
    [fit?.requested, fit?.reason],
    ['text at annotation position 3', 'too long for its place'],
  );
  // A box of 22 mm holds two lines of 16 letters of 1.5 mm.
  const dropped = Number(/^(\d+) characters at its end left out$/.exec(fit?.used ?? '')?.[1]);
  assert.ok(dropped > 30 && dropped < 40, `${dropped} dropped`);
  assert.deepEqual(others, []);
});

test('letters too small to read, where the strips are low', () => {
  const lines = Array.from({ length: 60 }, (_, position) => ({ ...label('x'), position }));
  const found = fits(lines);
  assert.equal(found.length, 60);
  // 244 mm of height, a sixth of it for 60 lines, 80 % of one for the letters, of 2384 units of 2048.
  const expected = ((244 / 6 / 60) * 0.8) / (2384 / 2048);
  assert.equal(found[0]?.used, `letters of ${expected.toFixed(1)} mm`);
});

test('the lines of the printer are named as such', () => {
  const film = filmOf([], { filmSizeId: '8INX10IN' });
  const facts = { createdAt: '2026-02-03T04:05:06.000Z', callingAeTitle: 'CT' };
  const [lined] = withPrinterLines([film], { name: 'ሀ', header: '{printer}', footer: 'ለለ' }, facts);
  assert.deepEqual(lined && fitsOf(lined).map(({ requested, used }) => [requested, used]), [
    ['header of the printer', '1 character shown as U+FFFD'],
    ['footer of the printer', '2 characters shown as U+FFFD'],
  ]);
});
