// The comparison of two texts, and the merging of two changes of one text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineDiff, merged, shortDiff } from '../../web/src/lib/text/line-diff.ts';

const lines = (...all: readonly string[]) => all.join('\n');
const signs = { same: ' ', added: '+', removed: '-' } as const;
const shown = (before: string, after: string) =>
  lineDiff(before, after).map(({ kind, text }) => signs[kind] + text);

test('what was added and removed, with the lines around it', () => {
  const [before, after] = [lines('a', 'b', 'c', 'd'), lines('a', 'x', 'c', 'd', 'e')];
  assert.deepEqual(shown(before, after), [' a', '-b', '+x', ' c', ' d', '+e']);
  assert.deepEqual(shown('a', 'a'), [' a']);
  assert.deepEqual(shown('', 'a'), ['-', '+a']);
  const long = Array.from({ length: 20 }, (_, at) => String(at));
  const short = shortDiff(lineDiff(lines(...long), lines(...long.with(10, 'x'))), 1);
  assert.deepEqual(
    short.map((line) => line?.text),
    [undefined, '9', '10', 'x', '11', undefined],
  );
  assert.deepEqual(shortDiff(lineDiff('a', 'a')), []);
});

test('changes of two users are joined where they do not touch', () => {
  const base = lines('a', 'b', 'c', 'd', 'e');
  assert.equal(
    merged(base, lines('A', 'b', 'c', 'd', 'e'), lines('a', 'b', 'c', 'd', 'E')),
    lines('A', 'b', 'c', 'd', 'E'),
  );
  assert.equal(
    merged(base, lines('a', 'b', 'c', 'd', 'e', 'f'), lines('b', 'c', 'd', 'e')),
    lines('b', 'c', 'd', 'e', 'f'),
  );
  // Both changed the same line, or lines beside each other.
  assert.equal(merged(base, lines('a', 'b', 'X', 'd', 'e'), lines('a', 'b', 'Y', 'd', 'e')), undefined);
  assert.equal(merged(base, lines('a', 'b', 'X', 'd', 'e'), lines('a', 'b', 'c', 'Y', 'e')), undefined);
  // The same change of both.
  assert.equal(
    merged(base, lines('a', 'b', 'X', 'd', 'e'), lines('a', 'b', 'X', 'd', 'e')),
    lines('a', 'b', 'X', 'd', 'e'),
  );
  assert.equal(merged(base, base, lines('z')), 'z');
});
