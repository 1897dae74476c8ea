// `hardcopy printers add` with a scripted printer and a real one: what is written, what stays, and that errors write nothing.
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { loadConfig, shippedFile } from '../../../src/config/config.ts';
import { needs } from '../../support/external.ts';
import { ippPrinterPrograms, startIppPrinter } from '../../support/ipp-printer.ts';
import { startScriptedPrinter } from '../../support/scripted-ipp-printer.ts';
import { run } from '../run.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-add-'));
  file = path.join(folder, 'hardcopy.yaml');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const add = (uri: string, ...more: readonly string[]) =>
  run(['printers', 'add', uri, '--ae-title', 'WARD3', '--config', file, ...more]);

const commented = `# Ours.
data: ./var # the big disk
printers:
  # The first one.
  - aeTitle: CT
    destinations:
      - { kind: pdf, folder: films } # for the doctors
console: { port: 0 }
`;

test('shows and writes the printer; comments, order and mode of the file stay', async (context) => {
  const { uri } = await startScriptedPrinter(context, {
    attributes: {
      'document-format-supported': ['image/pwg-raster', 'application/pdf'],
      'color-supported': true,
    },
  });
  writeFileSync(file, commented);
  chmodSync(file, 0o640);
  const { exitCode, stdout, stderr } = await add(uri, '--name', 'Ward 3');
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /^Device +Scripted Printer$/m);
  assert.match(stdout, /^Is +ready$/m);
  assert.match(stdout, /^Document formats +application\/pdf$/m);
  assert.match(stdout, /^Color +yes$/m);
  assert.match(stdout, /^Next: start the server, then hardcopy printers test-page WARD3$/m);

  const added = `  - aeTitle: WARD3\n    name: Ward 3\n    destinations:\n      - kind: ipp\n        name: ipp\n        uri: ${uri}\n`;
  assert.equal(readFileSync(file, 'utf8'), commented.replace('console:', `${added}console:`));
  assert.equal(readFileSync(`${file}.bak`, 'utf8'), commented);
  assert.equal(statSync(file).mode & 0o777, 0o640);
  assert.equal(statSync(`${file}.bak`).mode & 0o777, 0o640);
  assert.deepEqual(readdirSync(folder).toSorted(), ['hardcopy.yaml', 'hardcopy.yaml.bak']);
  const { printers } = loadConfig({ file });
  assert.deepEqual(
    printers.map(({ aeTitle, name }) => [aeTitle, name]),
    [
      ['CT', 'CT'],
      ['WARD3', 'Ward 3'],
    ],
  );
});

test('keeps every byte of the shipped file, also through a link to it', async (context) => {
  const { uri } = await startScriptedPrinter(context);
  const real = path.join(folder, 'real.yaml');
  const shipped = readFileSync(shippedFile, 'utf8');
  writeFileSync(real, shipped);
  symlinkSync(real, file);
  assert.equal((await add(uri)).exitCode, 0);
  // The new printer is at the end of the file, because the printers are.
  const after = readFileSync(real, 'utf8');
  assert.ok(after.startsWith(shipped), after);
  assert.match(after.slice(shipped.length), /^ {2}- aeTitle: WARD3\n {4}name: Scripted Printer\n/);
  assert.equal(loadConfig({ file }).printers.at(-1)?.name, 'Scripted Printer');
});

test('adds to printers in flow style, without a final newline, or below their dash', async (context) => {
  const { uri } = await startScriptedPrinter(context);
  const texts = [
    'printers: [{ aeTitle: CT }] # one\ndata: ./var\n',
    'printers:\n- aeTitle: CT',
    'printers:\n  -\n    aeTitle: CT\n',
    'printers:\n  - aeTitle: CT\n    name: |-\n      CT\n\n# the end\n',
  ];
  for (const text of texts) {
    writeFileSync(file, text);
    const { exitCode, stderr } = await add(uri);
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(
      loadConfig({ file }).printers.map(({ aeTitle }) => aeTitle),
      ['CT', 'WARD3'],
      text,
    );
    for (const comment of text.match(/# .*/g) ?? []) assert.ok(readFileSync(file, 'utf8').includes(comment));
  }
});

test('keeps the default printer when the file names none', async (context) => {
  const { uri } = await startScriptedPrinter(context);
  for (const text of ['', '# nothing yet\n', 'data: ./var\n']) {
    writeFileSync(file, text);
    const { exitCode, stdout } = await add(uri, '--json');
    assert.equal(exitCode, 0);
    const answer = JSON.parse(stdout) as { device: { format: string; color: boolean }; next: unknown };
    assert.equal(answer.device.format, 'application/pdf');
    assert.deepEqual(
      loadConfig({ file }).printers.map(({ aeTitle }) => aeTitle),
      ['HARDCOPY', 'WARD3'],
    );
  }
});

test('writes nothing for a printer that is not usable or makes the configuration invalid', async (context) => {
  const good = await startScriptedPrinter(context);
  const odd = await startScriptedPrinter(context, {
    attributes: { 'document-format-supported': ['application/vnd.hp-pcl'] },
  });
  const web = await startScriptedPrinter(context, {
    answer: () => ({ http: 200, type: 'text/html', body: '<html>' }),
  });
  const cases: readonly (readonly [uri: string, text: string, sentence: RegExp, exitCode: number])[] = [
    ['printer.local', commented, /is not a printer address/, 1],
    ['ipp://eve:secret@printer.local/', commented, /must not hold a password/, 1],
    ['ipp://127.0.0.1:1/ipp/print', commented, /was not added: /, 1],
    [web.uri, commented, /was not added: .*answers text\/html instead of IPP/, 1],
    [odd.uri, commented, /supports none of PDF, PWG Raster.*only application\/vnd\.hp-pcl/, 1],
    [good.uri, commented.replace('CT', 'WARD3'), /there is a printer WARD3 already/, 2],
    [good.uri, 'printers: [', /is not YAML/, 2],
    [good.uri, '- a\n', /is not a configuration/, 2],
    [
      good.uri,
      `${commented}nonsense: 1\n`,
      /with this change it would be invalid: .*unknown key nonsense/,
      2,
    ],
  ];
  for (const [uri, text, sentence, exitCode] of cases) {
    writeFileSync(file, text);
    const ran = await add(uri);
    assert.match(ran.stderr, sentence);
    assert.equal(ran.exitCode, exitCode, ran.stderr);
    assert.equal(readFileSync(file, 'utf8'), text);
    assert.deepEqual(readdirSync(folder), ['hardcopy.yaml']);
  }
  rmSync(file);
  assert.match((await add(good.uri)).stderr, /was not changed: ENOENT/);
  assert.ok(!existsSync(file));
});

test('adds a real IPP Everywhere printer', { skip: needs(...ippPrinterPrograms) }, async (context) => {
  const { uri } = await startIppPrinter(context);
  writeFileSync(file, commented);
  const { exitCode, stdout, stderr } = await add(uri);
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /^Document formats +application\/pdf$/m);
  assert.match(stdout, /^Loaded +\S+/m);
  assert.match(stdout, /^Resolution +\d+.* dpi$/m);
  assert.equal(loadConfig({ file }).printers.at(-1)?.aeTitle, 'WARD3');
});
