// Printers in the text of a configuration are added, changed and removed, and everything else stays byte for byte.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { shippedFile } from '../../../src/config/config.ts';
import {
  withChangedPrinter,
  withoutPrinter,
  withPrinter,
  writtenPrinter,
} from '../../../src/config/live/printer-edits.ts';

const text = `# Ours.
data:   ./var # the big disk
printers:
  # The first one.
  - aeTitle: CT # on the first floor
    name: CT
    destinations:
      - {kind: pdf,   folder: films} # for the doctors
  # The second.
  - aeTitle: MR
    destinations:
      - { kind: pdf, folder: mr }

console: { port: 0 }
`;
const ward = { aeTitle: 'WARD3', name: 'Ward 3', destinations: [{ kind: 'pdf', folder: 'ward' }] };

test('an added printer stands behind the others, and every other byte stays', () => {
  const added =
    '  - aeTitle: WARD3\n    name: Ward 3\n    destinations:\n      - kind: pdf\n        folder: ward\n';
  assert.equal(withPrinter(text, ward), text.replace('mr }\n', `mr }\n${added}`));
  assert.throws(() => withPrinter(text, { ...ward, aeTitle: 'ct ' }), /there is a printer ct  already/);
  const shipped = readFileSync(shippedFile, 'utf8');
  assert.ok(withPrinter(shipped, ward).startsWith(shipped));
});

test('a removed printer takes its lines with it', () => {
  assert.equal(
    withoutPrinter(text, 'mr'),
    text.replace('  - aeTitle: MR\n    destinations:\n      - { kind: pdf, folder: mr }\n', ''),
  );
  const one = withoutPrinter(text, 'CT');
  assert.deepEqual(
    (parse(one) as { printers: { aeTitle: string }[] }).printers.map(({ aeTitle }) => aeTitle),
    ['MR'],
  );
  assert.match(one, /data: {3}\.\/var # the big disk/);
  assert.throws(() => withoutPrinter(text, 'XX'), /no printer XX/);
  assert.deepEqual(parse(withoutPrinter('printers: [{ aeTitle: A }, { aeTitle: B }]\n', 'A')), {
    printers: [{ aeTitle: 'B' }],
  });
});

test('the last printer leaves an empty list, which no configuration may have', () => {
  assert.deepEqual(parse(withoutPrinter('printers:\n  - aeTitle: A\n', 'A')), { printers: [] });
  assert.deepEqual(parse(withoutPrinter('', 'HARDCOPY')), { printers: [] });
});

test('a changed printer keeps its comments, and the others their bytes', () => {
  const changed = withChangedPrinter(text, 'CT', {
    aeTitle: 'CT',
    name: 'Tomograph',
    medium: 'blue-film',
    destinations: [
      { kind: 'pdf', folder: 'ct' },
      { kind: 'ipp', uri: 'ipp://a.local/ipp/print' },
    ],
  });
  assert.match(changed, /^ {2}- aeTitle: CT # on the first floor\n {4}name: Tomograph$/m);
  assert.match(changed, /folder: ct \} # for the doctors/);
  assert.match(changed, /^ {2}# The second\.\n {2}- aeTitle: MR$/m);
  assert.match(changed, /data: {3}\.\/var/);
  assert.deepEqual(writtenPrinter(changed, 'ct'), {
    aeTitle: 'CT',
    name: 'Tomograph',
    destinations: [
      { kind: 'pdf', folder: 'ct' },
      { kind: 'ipp', uri: 'ipp://a.local/ipp/print' },
    ],
    medium: 'blue-film',
  });
  // A key that is left out is removed.
  const plain = withChangedPrinter(changed, 'CT', { aeTitle: 'CT' });
  assert.deepEqual(writtenPrinter(plain, 'CT'), { aeTitle: 'CT' });
});

test('the printer of a text without printers can be read, changed and joined by another', () => {
  assert.deepEqual(writtenPrinter('# nothing\n', 'HARDCOPY'), { aeTitle: 'HARDCOPY', name: 'Film to PDF' });
  assert.equal(writtenPrinter('', 'CT'), undefined);
  const changed = withChangedPrinter('data: ./var\n', 'HARDCOPY', { aeTitle: 'HARDCOPY', name: 'Ours' });
  assert.deepEqual(parse(changed), { data: './var', printers: [{ aeTitle: 'HARDCOPY', name: 'Ours' }] });
  const joined = withPrinter('', ward);
  assert.deepEqual(
    (parse(joined) as { printers: { aeTitle: string }[] }).printers.map(({ aeTitle }) => aeTitle),
    ['HARDCOPY', 'WARD3'],
  );
});

test('a printer behind an anchor is changed through the whole document', () => {
  const anchored =
    'printers:\n  - aeTitle: A\n    defaults: &d { copies: 2 }\n  - aeTitle: B\n    defaults: *d\n';
  const changed = withChangedPrinter(anchored, 'B', { aeTitle: 'B', name: 'Bee', defaults: { copies: 2 } });
  assert.deepEqual(parse(changed), {
    printers: [
      { aeTitle: 'A', defaults: { copies: 2 } },
      { aeTitle: 'B', defaults: { copies: 2 }, name: 'Bee' },
    ],
  });
});
