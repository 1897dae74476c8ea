// The README links the index of the documentation, and the index links every page under the heading of its kind.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const linksOf = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, file = '']) => file);

const kinds = {
  'get-started': 'Get started',
  'how-to': 'How-to',
  reference: 'Reference',
  explanation: 'Explanation',
  security: 'Security',
};

test('every file that the README links exists, including the index of the documentation', () => {
  const linked = linksOf(read('README.md'));
  assert.ok(linked.includes('docs/README.md'));
  for (const file of linked) assert.ok(existsSync(path.join(root, file)), file);
});

test('every page of the documentation is in the index once, under the heading of its kind', () => {
  const sections = new Map(
    read('docs/README.md')
      .split(/^## /m)
      .map((section) => [section.slice(0, section.indexOf('\n')), linksOf(section)]),
  );
  for (const [folder, heading] of Object.entries(kinds)) {
    const pages = globSync('**/*.md', { cwd: path.join(root, 'docs', folder) });
    const expected = pages.map((page) => `${folder}/${page.replaceAll(path.sep, '/')}`);
    assert.deepEqual((sections.get(heading) ?? []).toSorted(), expected.toSorted(), heading);
  }
});

test('every page of the documentation is in a folder of its kind', () => {
  const others = globSync('*.md', { cwd: path.join(root, 'docs') });
  assert.deepEqual(others.toSorted(), ['README.md', 'glossary.md']);
});
