// The pages for security officers say what is true: defaults are those of the schema, fixed times those of the code, keys of the configuration
// exist, and so does each test that the threat model names.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { maxSessions } from '../../src/accounts/account-file.ts';
import { permissions } from '../../src/api/user.ts';
import { maxVersions } from '../../src/config/live/config-history.ts';
import { configSchema } from '../../src/config/schema/config-schema.ts';
import { keptStateDays, maxPrinterStates } from '../../src/spool/store/state-store.ts';
import { maxTraces } from '../../src/trace/trace-folder.ts';
import { maxRefused } from '../../src/trace/traces.ts';

const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const pages = globSync('docs/security/*.md', { cwd: root }).map((file) => file.replaceAll(path.sep, '/'));

/** The parts of JSON schema that lead to a key. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>> | undefined;
  readonly items?: Node | undefined;
  readonly anyOf?: readonly Node[] | undefined;
  readonly oneOf?: readonly Node[] | undefined;
  readonly default?: unknown;
}
const node: z.ZodType<Node> = z.lazy(() =>
  z.object({
    properties: z.record(z.string(), node).optional(),
    items: node.optional(),
    anyOf: z.array(node).optional(),
    oneOf: z.array(node).optional(),
    default: z.unknown().optional(),
  }),
);
const schema = node.parse(z.toJSONSchema(configSchema, { io: 'input', reused: 'inline' }));

/** A value, and what it may be of several forms. */
const forms = (one: Node): readonly Node[] => [
  one,
  ...[...(one.anyOf ?? []), ...(one.oneOf ?? [])].flatMap(forms),
];

/** What a key such as `dicom.listeners[].port` may be; several where kinds have the same key. */
function nodesOf(key: string): readonly Node[] {
  let found: readonly Node[] = [schema];
  for (const part of key.split('.')) {
    const name = part.replace(/\[\]$/, '');
    found = found.flatMap(forms).flatMap(({ properties }) => properties?.[name] ?? []);
    if (part.endsWith('[]')) found = found.flatMap(forms).flatMap(({ items }) => items ?? []);
  }
  return found;
}

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
/** Rows of all tables of a page, without headings. */
const rowsOf = (page: string): readonly (readonly string[])[] =>
  read(page)
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| -'))
    .map(cellsOf);
const codeIn = (cell = ''): string | undefined => /^`([^`]+)`$/.exec(cell)?.[1];

test('each default that the page of kept data names is that of the schema', () => {
  let compared = 0;
  for (const cells of rowsOf('docs/security/data-kept.md')) {
    const [key, stated] = [codeIn(cells[3]), codeIn(cells[4])];
    if (cells.length !== 5 || key === undefined) continue;
    const [found] = nodesOf(key);
    assert.ok(found, key);
    assert.equal(stated, JSON.stringify(found.default), key);
    compared += 1;
  }
  assert.ok(compared >= 10, `${compared} defaults`);
});

test('each fixed number of the page of kept data is that of the code', () => {
  const rows = rowsOf('docs/security/data-kept.md').filter((cells) => cells.length === 3);
  for (const [data, ...numbers] of [
    ['earlier configurations', maxVersions],
    ['traces', maxTraces, maxRefused],
    ['when each user', maxSessions],
    ['states of printers', keptStateDays, maxPrinterStates],
  ] as const) {
    const kept = rows.find(([first = '']) => first.startsWith(data))?.[2] ?? '';
    assert.deepEqual(kept.match(/\d+/g)?.map(Number), numbers, data);
  }
});

test('each port that the table of ports names is the default of its key', () => {
  let compared = 0;
  for (const [port, , , , , configurationKey] of rowsOf('docs/security/ports-and-flows.md')) {
    const key = codeIn(configurationKey);
    const defaults = key?.endsWith('.port') === true ? nodesOf(key).map((found) => found.default) : [];
    // The port of a mail server follows from its encryption.
    if (key === undefined || key === 'mail.port') continue;
    assert.ok(nodesOf(key).length > 0, key);
    if (!key.endsWith('.port')) continue;
    assert.ok(defaults.includes(Number(port)), `${key}: ${port ?? ''}`);
    compared += 1;
  }
  assert.ok(compared >= 6, `${compared} ports`);
});

test('each key of the configuration that the pages name exists', () => {
  const sections = Object.keys(schema.properties ?? {}).join('|');
  const named = new RegExp(`\`((?:${sections})(?:\\[\\])?\\.[\\w.[\\]-]+)`, 'g');
  const keys = pages.flatMap((page) => [...read(page).matchAll(named)].map(([, key = '']) => key));
  assert.ok(keys.length > 30);
  // Permissions and log events have the same form.
  const others = new Set<string>([
    ...permissions,
    ...[...read('docs/reference/log-events.md').matchAll(/^\| `([\w.-]+)`/gm)].map(([, event = '']) => event),
  ]);
  assert.deepEqual(
    keys.filter((key) => !others.has(key) && nodesOf(key).length === 0),
    [],
  );
});

test('each threat has a measure, and each test that it names exists', () => {
  const rows = rowsOf('docs/security/threats.md').filter(([asset]) => asset !== 'asset');
  assert.ok(rows.length > 40);
  let tests = 0;
  for (const [asset, threat = '', measure = '', tried = '', ...more] of rows) {
    assert.ok(asset && threat && measure && more.length === 0, threat);
    if (tried === 'not tested') continue;
    const named = [...tried.matchAll(/`([^`]+)`: “([^”]+)”/g)];
    assert.ok(named.length > 0, `${threat}: ${tried}`);
    for (const [, file = '', title = ''] of named) {
      assert.ok(existsSync(path.join(root, file)), file);
      assert.match(file, /\.test\.ts$/);
      const source = read(file);
      const quoted = [`'${title}'`, `\`${title}\``, `"${title}"`];
      assert.ok(
        quoted.some((text) => source.includes(text)),
        `${file}: ${title}`,
      );
      tests += 1;
    }
  }
  assert.ok(tests > 60, `${tests} tests`);
});

test('every capability group of MDS2 has a section, and every question an answer with its meaning', () => {
  const page = 'docs/security/questionnaire.md';
  const groups =
    'ALOF AUDT AUTH CNFS CSUP DIDT DTBK EMRG IGAU MLDP NAUT CONN PAUT PLOK RDMP SBOM SAHD SGUD STCF TXCF TXIG RMOT'.split(
      ' ',
    );
  const headings = [...read(page).matchAll(/^## ([A-Z]{4}): /gm)].map(([, group]) => group);
  assert.deepEqual(headings, groups);
  for (const [question = '', answer = ''] of rowsOf(page)) {
    if (question === 'question') continue;
    assert.match(question, /\?$/);
    assert.match(answer, /^(?:yes|no|partly|yes, if configured)$/, question);
  }
});
