// Everything that comments and documents name exists: files (`docs/explanation/queue.md`, `fit.ts`,
// `render/resampling/resample.ts`) and the targets of links. Other names, such as `server.json` in a data folder, are ignored.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { slowFiles } from '../scripts/test-files.ts';

const root = path.join(import.meta.dirname, '..');
const found = (pattern: string): readonly string[] =>
  globSync(pattern, { cwd: root }).map((file) => file.replaceAll(path.sep, '/'));
const documents = ['*.md', 'docs/**/*.md', 'fonts/*.md', 'src/**/*.md', 'test/**/*.md'].flatMap(found);
const sources = ['{src,test,scripts,bench}/**/*.ts', '*.js'].flatMap(found);
const settings = ['config/*.yaml', 'fixtures/**/*.md', 'bin/*', '.ci/run'].flatMap(found);
const files = [...sources, ...documents, ...settings];
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** Comments only: the compiler checks file names in code, and others belong to a test. */
function commentsOf(source: string): string {
  return [...source.matchAll(/(?:^|\s)\/\/.*|\/\*[\s\S]*?\*\//gm)].map(([comment]) => comment).join('\n');
}

/** `architecture.md`, `message-check.ts`, `docs/reference/errors.md`, `test/interop/public-files.txt`. */
function namedFiles(text: string): readonly string[] {
  const names = text.matchAll(
    /(?<![\w./*:{}<$-])(?:\.{0,2}\/)*((?:[\w.-]+\/)*[\w-][\w.-]*\.(?:ts|md)|(?:docs|src|test|scripts|bench|config|fixtures|bin)\/[\w./-]*\.[a-z]+)(?![\w*/-])/g,
  );
  return [...names].map(([, name = '']) => name);
}

/** Placeholders. */
const others = ['FILE.test.ts'];

const anchors = new Map<string, ReadonlySet<string>>();

/** The anchors of a document's headings. */
function anchorsIn(document: string): ReadonlySet<string> {
  const known = anchors.get(document) ?? anchorsOf(read(document));
  anchors.set(document, known);
  return known;
}

const isThere = (name: string): boolean =>
  others.includes(name) ||
  files.some((file) => file === name || file.endsWith(`/${name}`)) ||
  existsSync(path.join(root, name));

test('every file that a comment or a document names exists', () => {
  const missing = files.flatMap((file) => {
    const text = file.endsWith('.ts') || file.endsWith('.js') ? commentsOf(read(file)) : read(file);
    return namedFiles(text)
      .filter((name) => !isThere(name) && !existsSync(path.join(root, path.dirname(file), name)))
      .map((name) => `${file}: ${name}`);
  });
  assert.deepEqual(missing, []);
});

test('every "Start at" of a header names something in its file', () => {
  const missing = sources.flatMap((file) => {
    const text = read(file);
    const comments = commentsOf(text);
    const code = text.replaceAll(/^\s*\/\/.*|\/\*[\s\S]*?\*\//gm, '');
    return [...comments.matchAll(/\b(?:Begin|Start|begin|start)\s+(?:\/\/\s+)?at\s+(?:\/\/\s+)?`(\w+)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => !new RegExp(`\\b${name}\\b`).test(code))
      .map((name) => `${file}: ${name}`);
  });
  assert.deepEqual(missing, []);
});

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of markdown
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .matchAll(/^#+ +(.+?) *#*$/gm)) {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const slug = text
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number}\p{Mark}_ -]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  for (const [, id = ''] of markdown.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

test('every link of a document leads to an existing file and section', () => {
  const broken = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link)) return [];
      const [name = '', anchor] = link.split('#');
      const target = name === '' ? document : path.posix.join(path.posix.dirname(document), name);
      if (!existsSync(path.join(root, target))) return [`${document}: ${link}`];
      if (anchor === undefined || !target.endsWith('.md')) return [];
      return anchorsIn(target).has(anchor) ? [] : [`${document}: ${link}`];
    }),
  );
  assert.deepEqual(broken, []);
});

test('every section that a comment, a message or the configuration names exists', () => {
  const broken = [...sources, ...settings].flatMap((file) =>
    [...read(file).matchAll(/\b(docs\/[\w/-]+\.md)#([\w-]+)/g)]
      .filter(([, name = '', anchor = '']) => !isThere(name) || !anchorsIn(name).has(anchor))
      .map(([reference]) => `${file}: ${reference}`),
  );
  assert.deepEqual(broken, []);
});

test('every test that is listed as slow exists', () => {
  for (const file of slowFiles) assert.ok(existsSync(path.join(root, file)), file);
});
