// Claims of the conformance statement that depend on the configuration, compared with the configuration and the code that
// decides: called AE titles, remote systems, refusals for lack of disk space, transfer syntaxes, bit depths.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccessGate } from '../../src/access/access-gate.ts';
import { sopClassName } from '../../src/conformance/tables/names.ts';
import { DataSet } from '../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { shippedProfile } from '../../src/print-scp/clients/client-profiles.ts';
import { imageTone, withImageTone } from '../../src/print-scp/operations/image-tone.ts';
import { PrinterTitles } from '../../src/shared/film/printer-titles.ts';
import { stated } from '../support/stated.ts';

const none = { outOfRange: [], clamped: [], unknown: [] };
const { text: shipped, rows: shippedRows } = stated('');

test('the called AE titles of a printer are its title, its aliases, and any title if it accepts any', () => {
  const { text } = stated(
    'printers: [{ aeTitle: WARD, aeTitleAliases: [OLD1, OLD2] }, { aeTitle: SPARE, anyAeTitle: true }]\n',
  );
  assert.match(text, /if the called AE title is WARD or OLD1 or OLD2 and an access rule/);
  assert.match(
    text,
    /if the called AE title is SPARE or any title that no other printer has and an access rule/,
  );
  assert.match(shipped, /if the called AE title is HARDCOPY and an access rule/);
});

test('verified remote systems are listed as associations that a printer initiates', () => {
  const yaml = [
    'printers: [{ aeTitle: A }, { aeTitle: B }]',
    'remotes:',
    '  - { name: archive, aeTitle: PACS, host: 192.0.2.1 }',
    '  - { name: ris, aeTitle: RIS, host: 192.0.2.2, callingAeTitle: b }',
    '  - { name: other, aeTitle: X, host: 192.0.2.3, callingAeTitle: Z }',
  ];
  const { text, tables } = stated(yaml.join('\n'));
  const verified = [...text.matchAll(/Remote systems are verified .*: (.*)\.$/gm)].map(([, names]) => names);
  assert.deepEqual(verified, [
    'archive (called PACS, by A); other (called X, by Z)',
    'ris (called RIS, by b)',
  ]);
  assert.doesNotMatch(text, /initiates no associations/);
  const roles = tables.filter(({ title }) => title.endsWith(': SOP Classes'));
  assert.deepEqual(
    roles.map(({ rows }) => rows.find(([name]) => name === 'Verification SOP Class')?.slice(2)),
    [
      ['Yes', 'Yes'],
      ['Yes', 'Yes'],
    ],
  );
  assert.match(shipped, /This Application Entity initiates no associations\./);
});

test('the stated rejection for lack of disk space is the real one', () => {
  const [row] = shippedRows('Association rejection reasons').filter((cells) =>
    cells[2]?.startsWith('1 – temporary congestion'),
  );
  const explanation = row?.[3] ?? '';
  const gate = new AccessGate({
    rules: [{ name: 'all', may: ['print'] }],
    titles: new PrinterTitles([{ aeTitle: 'HARDCOPY', aeTitleAliases: [], anyAeTitle: false }]),
    maxAssociations: 8,
    congestion: () => 'the disk is full',
  });
  const named = new Set(
    /other SOP classes than (.*)\. The same/.exec(explanation)?.[1]?.split(/, | and /) ?? [],
  );
  assert.ok(named.size > 1, explanation);
  for (const uid of [...Object.values(sopClasses), '1.2.840.10008.5.1.4.1.1.2']) {
    const decision = gate.decide({
      callingAeTitle: 'CT1',
      calledAeTitle: 'HARDCOPY',
      peer: { address: '10.0.0.1', port: 1 },
      contexts: [{ abstractSyntax: sopClasses.Verification }, { abstractSyntax: uid }],
    });
    const answer = 'result' in decision ? [decision.result, decision.source, decision.reason] : 'admitted';
    const asks = named.has(sopClassName(uid).replace(/ SOP Class$/, ''));
    assert.deepEqual(answer, asks ? 'admitted' : [2, 3, 1], sopClassName(uid));
  }
});

test('transfer syntaxes are stated as configured, by listener or client only where they differ', () => {
  const { rows, value, text } = stated('dicom: { transferSyntaxes: [explicit-big, implicit-little] }\n');
  const order = '1.2.840.10008.1.2.2; 1.2.840.10008.1.2';
  assert.deepEqual(new Set(rows('Accepted presentation contexts').map((row) => row[3])), new Set([order]));
  assert.equal(
    value('Values in force', 'dicom.transferSyntaxes'),
    'Explicit VR Big Endian; Implicit VR Little Endian',
  );
  assert.doesNotMatch(text, /Transfer syntaxes by listener and client/);
  const byRule = stated('access: [{ name: US, transferSyntaxes: [implicit-little] }]\n');
  assert.match(byRule.text, /^\| US \|.*\| transfer syntaxes Implicit VR Little Endian \|$/m);
  assert.equal(byRule.rows('Transfer syntaxes by listener and client').length, 2);
  assert.doesNotMatch(shipped, /are not configurable/);
});

test('the stated bits stored beyond the standard are those of the attribute tables', () => {
  const stored = (box: string) =>
    shippedRows('Standard Extended behavior').find(
      ([name, attribute]) => name === `Basic ${box} Image Box` && attribute?.includes('Bits Stored'),
    )?.[2];
  const [row] = shippedRows('Basic grayscale image box N-SET request attributes').filter(
    ([name]) => name === '>Bits Stored',
  );
  assert.equal(row?.[4], '1 to 16');
  for (const box of ['Grayscale', 'Color']) assert.match(stored(box) ?? '', /1 to 16.*strictly 8 to 16/);
});

test('the stated condition for Done is that of profile standard', () => {
  const { done, doneWithinSeconds } = shippedProfile('standard');
  assert.equal(done, 'delivered');
  const [, , meaning = ''] =
    shippedRows('Print Job N-EVENT-REPORT event types').find(([state]) => state === 'Done') ?? [];
  assert.ok(meaning.includes(`also ${doneWithinSeconds} s after the N-ACTION`), meaning);
});

test('the private attribute with a rule is in the data dictionary', () => {
  const [row] = shippedRows('Private attributes that are known');
  assert.deepEqual(row?.slice(1, 3), ['(2001,xx70)', 'PRINT SERVER_2001']);
  const judged = (value: string) => {
    const findings = withImageTone(
      { missing: [], empty: [], invalid: [], refusals: [], substitutions: [], visible: none, recorded: none },
      new DataSet([
        { tag: 0x2001_0010, vr: 'LO', value: { kind: 'text', values: [imageTone.creator] } },
        { tag: 0x2001_1070, vr: 'LO', value: { kind: 'text', values: [value] } },
      ]),
      { statuses: 'annex-e' },
    );
    return findings.invalid.length === 0;
  };
  const values = (row[4] ?? '').split(', ');
  assert.ok(values.length > 1 && values.every(judged));
  assert.ok(!judged('4'));
});
