// The README leads to every document there is.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '..');

test('every document is in the README, and every file that it leads to is there', () => {
  const text = readFileSync(path.join(root, 'README.md'), 'utf8');
  const linked = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, file = '']) => file);
  for (const file of globSync('docs/*.md', { cwd: root })) {
    assert.ok(linked.includes(file.replaceAll(path.sep, '/')), file);
  }
  for (const file of linked) assert.equal(globSync(file, { cwd: root }).length, 1, file);
});
