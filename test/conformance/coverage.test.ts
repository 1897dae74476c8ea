// Every row of annex E has a test that is there; the tests named by rows are rows.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { annexERows, ownFiles, testOf } from '../support/annex-e-rows.ts';

const root = path.join(import.meta.dirname, '..', '..');
const sourceOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

test('every row is shown by a test that exists', () => {
  assert.ok(annexERows.length > 80);
  for (const row of annexERows) {
    const [file, name] = testOf(row);
    assert.ok(sourceOf(file).includes(`'${name}'`), `${row.table} ${row.code}: no test "${name}" in ${file}`);
  }
});

test('no row is there twice, and every test named by a row belongs to one', () => {
  const keys = annexERows.map(({ table, code }) => `${table} ${code}`);
  assert.equal(new Set(keys).size, keys.length);
  const own = Object.values(ownFiles).map(sourceOf).join('\n');
  const named = [...own.matchAll(/^(?: {2}|test\()'(E\.4\.2-\d+ [0-9A-F]{4})'[:,]/gm)].map(
    ([, key = '']) => key,
  );
  assert.ok(named.length > 60);
  assert.deepEqual(
    named.filter((key) => !keys.includes(key)),
    [],
  );
});
