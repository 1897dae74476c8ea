// The catalogs of texts: every language has every text, with the same values and with the plural forms of the language. Components
// contain no texts of their own.
import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { IntlMessageFormat } from 'intl-messageformat';
import ts from 'typescript';
import { z } from 'zod';
import { isLater, laterAreas } from '../../web/first-texts.ts';

const web = path.join(import.meta.dirname, '..', '..', 'web', 'src');
const folder = path.join(web, 'i18n');
const catalog = z.record(z.string(), z.string());
const catalogs = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [
      name.replace('.json', ''),
      catalog.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))),
    ]),
);
const english = catalogs.get('en') ?? {};

type Element = ReturnType<IntlMessageFormat['getAst']>[number];
interface Plural {
  readonly value: string;
  readonly forms: readonly string[];
}

/** The values and plurals of a message; its syntax is checked by reading it. */
function partsOf(text: string, language: string) {
  const values = new Set<string>();
  const plurals: Plural[] = [];
  const walk = (elements: readonly Element[]): void => {
    for (const element of elements) {
      // Literal text (0), the sign # (7) and tags (8) name no value.
      const kind: number = element.type;
      if (kind >= 1 && kind <= 6 && 'value' in element) values.add(element.value);
      if (!('options' in element)) continue;
      const forms = Object.keys(element.options);
      if ('pluralType' in element) plurals.push({ value: element.value, forms });
      for (const option of Object.values(element.options)) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(text, language).getAst());
  return { values: [...values].toSorted(), plurals };
}

test('every language has every text, with the same values', () => {
  assert.ok(Object.keys(english).length > 80);
  for (const [language, texts] of catalogs) {
    assert.deepEqual(Object.keys(texts), Object.keys(english), `${language}: the keys, in their order`);
    for (const [key, text] of Object.entries(texts)) {
      assert.notEqual(text.trim(), '', `${language} ${key}`);
      const { values } = partsOf(text, language);
      assert.deepEqual(values, partsOf(english[key] ?? '', 'en').values, `${language} ${key}`);
    }
  }
});

test('every plural has the forms of its language', () => {
  for (const [language, texts] of catalogs) {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [key, text] of Object.entries(texts))
      for (const { value, forms } of partsOf(text, language).plurals)
        assert.deepEqual(
          pluralCategories.filter((form) => !forms.includes(form)),
          [],
          `${language} ${key} {${value}}`,
        );
  }
});

const sources = globSync('**/*.{ts,tsx}', { cwd: web }).map((file) => ({
  file,
  text: readFileSync(path.join(web, file), 'utf8'),
}));

test('components contain no texts: neither between tags nor in attributes that are read', () => {
  const readAttributes = new Set(['aria-label', 'title', 'alt', 'placeholder', 'label', 'sentence', 'text']);
  const found: string[] = [];
  for (const { file, text } of sources.filter(({ file: name }) => name.endsWith('.tsx'))) {
    const visit = (node: ts.Node): void => {
      if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(`${file}: ${node.text.trim()}`);
      if (
        ts.isJsxAttribute(node) &&
        readAttributes.has(node.name.getText()) &&
        node.initializer !== undefined &&
        ts.isStringLiteral(node.initializer) &&
        node.initializer.text !== ''
      )
        found.push(`${file}: ${node.getText()}`);
      node.forEachChild(visit);
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  }
  assert.deepEqual(found, []);
});

test('every text of the catalog is used', () => {
  const all = sources.map(({ text }) => text).join('\n');
  const patterns = [...all.matchAll(/`([a-z.-]+\.)\$\{/g)].map(([, head = '']) => head);
  const unused = Object.keys(english).filter(
    (key) => !all.includes(`'${key}'`) && !patterns.some((head) => key.startsWith(head)),
  );
  assert.deepEqual(unused, []);
});

/** The sources that the first view loads: everything that main.tsx imports, but not what is loaded later. */
function firstSources(file: string, seen = new Map<string, string>()): ReadonlyMap<string, string> {
  if (seen.has(file)) return seen;
  const text = readFileSync(file, 'utf8');
  seen.set(file, text);
  for (const { fileName } of ts.preProcessFile(text).importedFiles) {
    const next = path.join(path.dirname(file), fileName);
    const isLazy = text.includes(`import('${fileName}')`);
    if (!isLazy && next.startsWith(web) && /\.tsx?$/.test(next)) firstSources(next, seen);
  }
  return seen;
}

test('the first view uses no text that is loaded later', () => {
  const areas = [...laterAreas].join('|');
  const inSources = new RegExp(`['\`]((?:${areas})\\.[a-z.\\-]*[a-z$])`, 'g');
  const sources = firstSources(path.join(web, 'main.tsx'));
  assert.ok(sources.size > 60);
  const found = [...sources].flatMap(([file, text]) =>
    [...text.matchAll(inSources)].map(([, key = '']) => `${path.basename(file)} ${key}`),
  );
  assert.deepEqual(
    found.filter((one) => {
      const [, key = ''] = one.split(' ');
      // The beginning of a template, or a text; permissions look like texts.
      return key.endsWith('$') || (Object.hasOwn(english, key) && isLater(key));
    }),
    [],
  );
  assert.ok(Object.keys(english).filter(isLater).length > 400);
  for (const area of laterAreas)
    assert.ok(
      Object.keys(english).some((key) => key.startsWith(`${area}.`)),
      `no text begins with ${area}.`,
    );
});
