// The check of words: what it reports and what it does not, and that the glossary names every replaced term.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { replacedTerms, replacedTermsOf, terms } from '../../scripts/check-words.ts';

const root = path.join(import.meta.dirname, '..', '..');

const found: readonly (readonly [line: string, found: string])[] = [
  ['/** Tells the client how it ended. */', 'tells'],
  ['const isTold = false;', 'told'],
  ['// the file is no image', 'is no'],
  ['at 300 pixels an inch', 'pixels an inch'],
  ['readonly mostJobs: number;', 'mostJobs'],
  ['const longestText = 64;', 'longestText'],
  ['/** Absent: none. */', 'absent:'],
  ['nobody knows', 'nobody'],
  ['listening in clear', 'in clear'],
  ['turnedPage', 'turned'],
  ['PENDING, DONE are possible', 'are possible'],
  ['const stateColour = 1;', 'colour'],
  ['in the Centre of 12 Millimetres', 'centre'],
  ['perMetre', 'metre'],
  ['not recognised', 'recognise'],
  ['a labelled line', 'labelled'],
];
for (const [line, word] of found)
  test(`"${line}" has a word that is replaced`, () => {
    const [first, ...others] = replacedTerms(`ok\n${line}`);
    assert.deepEqual(others, []);
    assert.equal(first?.found, word);
    assert.equal(first.line, 2);
    assert.notEqual(first.write, '');
  });

for (const line of [
  'there is no job 7',
  'it is no longer queued',
  'turned off, turned on',
  'a blank film',
  'mostly right, at least one',
  'the clearest of all',
  'a talent, silent',
  "image.toColourspace('grey16')",
  'the parameter of a meter; otherwise, a precise color',
])
  test(`"${line}" is left alone`, () => {
    assert.deepEqual(replacedTerms(line), []);
  });

test('the repository has none of them', () => {
  assert.deepEqual(replacedTermsOf(root), []);
});

test('every term that is looked for stands in the glossary', () => {
  const page = readFileSync(path.join(root, 'docs', 'glossary.md'), 'utf8');
  const rows = page
    .slice(page.indexOf('## Preferred words'))
    .split('\n')
    .filter((row) => row.startsWith('| '));
  const right = rows.map((row) => row.split('|')[2]?.toLowerCase() ?? '').join('\n');
  const missing = terms.filter(({ pattern }) => !new RegExp(pattern, 'm').test(right));
  assert.deepEqual(
    missing.map(({ pattern }) => pattern.source),
    [],
  );
});
