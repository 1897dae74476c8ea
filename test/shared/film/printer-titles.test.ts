// Which printer a called AE title means: its own title, an alias, the printer for any title; and configurations in which a
// title would mean two printers, and other relations between the keys of a printer.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { loadConfig } from '../../../src/config/config.ts';
import { SetupFailure } from '../../../src/shared/errors/errors.ts';
import { PrinterTitles } from '../../../src/shared/film/printer-titles.ts';
import { writtenConfig } from '../../support/configured-printer.ts';

const printer = (aeTitle: string, aeTitleAliases: readonly string[] = [], anyAeTitle = false) => ({
  aeTitle,
  aeTitleAliases,
  anyAeTitle,
});

describe('printerOf', () => {
  const titles = [printer('HARDCOPY', ['DRYVIEW', 'Old Imager']), printer('Color')];
  const known: Readonly<Record<string, string | undefined>> = {
    HARDCOPY: 'HARDCOPY',
    hardcopy: 'HARDCOPY',
    ' HardCopy  ': 'HARDCOPY',
    'DRYVIEW\0\0': 'HARDCOPY',
    'OLD IMAGER': 'HARDCOPY',
    OLDIMAGER: undefined,
    COLOR: 'Color',
    '': undefined,
    PRINTSCP: undefined,
  };
  for (const [called, expected] of Object.entries(known)) {
    test(`"${called}" is ${expected ?? 'no printer'}`, () => {
      assert.equal(new PrinterTitles(titles).printerOf(called), expected);
      const any = [...titles, printer('SPARE', [], true)];
      assert.equal(new PrinterTitles(any).printerOf(called), expected ?? 'SPARE');
    });
  }
});

test('the examples of the documentation are configurations', (t) => {
  const page = readFileSync(
    path.join(import.meta.dirname, '..', '..', '..', 'docs', 'how-to', 'connect-modalities.md'),
    'utf8',
  );
  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);
  assert.ok(examples.length >= 3);
  for (const yaml of examples)
    assert.ok(loadConfig({ file: writtenConfig(t, yaml) }).printers.length > 0, yaml);
});

describe('the configuration', () => {
  const refused: Readonly<Record<string, readonly [yaml: string, why: RegExp]>> = {
    'two printers of one title in other capitals': [
      'printers: [{ aeTitle: A }, { aeTitle: a }]',
      /printers\[1\]\.aeTitle: found "a", which printers\[0\]\.aeTitle already has/,
    ],
    'an alias that is a printer': [
      'printers: [{ aeTitle: A, aeTitleAliases: [B] }, { aeTitle: B }]',
      /printers\[1\]\.aeTitle: found "B", which printers\[0\]\.aeTitleAliases\[0\] already has/,
    ],
    'an alias of two printers': [
      'printers: [{ aeTitle: A, aeTitleAliases: [X] }, { aeTitle: B, aeTitleAliases: [Y, x] }]',
      /printers\[1\]\.aeTitleAliases\[1\]: found "x", which printers\[0\]\.aeTitleAliases\[0\] already has/,
    ],
    'a printer that is its own alias': [
      'printers: [{ aeTitle: A, aeTitleAliases: [a] }]',
      /printers\[0\]\.aeTitleAliases\[0\]: found "a", which printers\[0\]\.aeTitle already has/,
    ],
    'two printers for any title': [
      'printers: [{ aeTitle: A, anyAeTitle: true }, { aeTitle: B }, { aeTitle: C, anyAeTitle: true }]',
      /printers\[2\]\.anyAeTitle: found true, as in printers\[0\]\.anyAeTitle/,
    ],
    'an alias that is not an AE title': [
      'printers: [{ aeTitle: A, aeTitleAliases: [TOO_LONG_TO_BE_ONE] }]',
      /AE title/,
    ],
    'slides on a film size that is not offered': [
      'printers: [{ aeTitle: A, filmSizes: [A4], slides: { 14INX17IN: { SLIDE: { columns: 3, rows: 4 } } } }]',
      /slides: found "14INX17IN"; it must be one of filmSizes: A4/,
    ],
    'more slides than a film has room for': [
      'printers: [{ aeTitle: A, slides: { A4: { SUPERSLIDE: { columns: 6, rows: 4 } } } }]',
      /slides\.A4\.SUPERSLIDE: found columns 6 and rows 4; within its margin the film has room for 5 and 7 slides/,
    ],
    'an access rule that names an alias': [
      'printers: [{ aeTitle: A, aeTitleAliases: [B] }]\naccess: [{ printers: [b] }]',
      /access\[0\]\.printers: found "b"; that is an alias, write A/,
    ],
  };
  for (const [name, [yaml, why]] of Object.entries(refused)) {
    test(`refuses ${name}`, (t) => {
      assert.throws(
        () => loadConfig({ file: writtenConfig(t, yaml) }),
        (error) => error instanceof SetupFailure && why.test(error.message),
      );
    });
  }

  test('takes aliases, and access rules with titles in other capitals', (t) => {
    const yaml =
      'printers: [{ aeTitle: A, aeTitleAliases: [B, C d] }, { aeTitle: E, anyAeTitle: true }]\naccess: [{ printers: [a] }]';
    const { printers } = loadConfig({ file: writtenConfig(t, yaml) });
    assert.deepEqual(
      printers.map(({ aeTitle, aeTitleAliases, anyAeTitle }) => [aeTitle, aeTitleAliases, anyAeTitle]),
      [
        ['A', ['B', 'C d'], false],
        ['E', [], true],
      ],
    );
  });
});
