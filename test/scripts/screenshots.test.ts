// The screenshots of the console: each page has one for each width, a page of the documentation shows them, and they are small.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { shownPages } from '../../scripts/screenshots/shown-pages.ts';

const docs = path.join(import.meta.dirname, '..', '..', 'docs');
const folder = path.join(docs, 'images', 'console');
const maxBytes = 2_000_000;

test('every page of the console has its screenshots in the documentation, and they are small', () => {
  const expected = shownPages('id').flatMap(({ name }) => [`${name}-1440.webp`, `${name}-390.webp`]);
  const files = readdirSync(folder);
  assert.deepEqual(files.toSorted(), expected.toSorted());
  const total = files.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
  assert.ok(total < maxBytes, `${total} bytes`);
  const text = readFileSync(path.join(docs, 'how-to', 'use-the-console.md'), 'utf8');
  const shown = [...text.matchAll(/\(\.\.\/images\/console\/([\w-]+\.webp)\)/g)].map(([, name]) => name);
  assert.deepEqual(shown.toSorted(), expected.toSorted());
});
