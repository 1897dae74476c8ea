// Every row of annex E has an existing test, and every test with the name of a row has a row.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { annexERows, ownFiles, testOf } from '../support/annex-e-rows.ts';

const root = path.join(import.meta.dirname, '..', '..');
const sourceOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

test('every row is covered by an existing test', () => {
  assert.ok(annexERows.length > 80);
  for (const row of annexERows) {
    const [file, name] = testOf(row);
    assert.ok(sourceOf(file).includes(`'${name}'`), `${row.table} ${row.code}: no test "${name}" in ${file}`);
  }
});

test('every row is unique, and every test with the name of a row has a row', () => {
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
