// Adding a kind of destination changes only its folder and the registry: no other file compares the name of a kind, has a table by
// kind or imports a definition.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { destinationKinds } from '../../src/destinations/registry.ts';

const src = path.join(import.meta.dirname, '..', '..', 'src');
const kinds = [...destinationKinds.map(({ kind }) => kind), 'pool'];
const name = `'(?:${kinds.join('|')})'`;

/** Code that depends on the name of a kind. */
const switches: Readonly<Record<string, RegExp>> = {
  compares: new RegExp(String.raw`\bkind\s*[!=]==?\s*${name}|${name}\s*[!=]==?\s*(?:\w+\.)*kind\b`, 'i'),
  'has a case for': new RegExp(String.raw`\bcase\s+${name}\s*:`),
  'writes an entry of': new RegExp(String.raw`\bkind:\s*${name}`),
  'has a table by kinds': new RegExp(
    String.raw`\b(?:${kinds.join('|')}):[^{}]*,\s*(?:${kinds.join('|')}):|\[(?:${name},?\s*){2,}`,
  ),
  'asks a list of kinds': new RegExp(String.raw`${name}[^;\n]*\.(?:includes|has)\((?:\w+\.)*kind\)`),
  'imports the definition of': /from '[^']*-kind\.ts'/,
};

/**
 * The guided set-up of printers: its questions differ by kind (an address, a host and its AE title, a folder), and its answers are part of
 * the API.
 */
const setUp: readonly string[] = ['composition/answers/printer-probe.ts', 'api/config/printers.ts'];

/** Places in a file that depend on kinds of other folders. */
function switchesIn(file: string, text: string): readonly string[] {
  const own = /^destinations\/(\w+)\//.exec(file)?.[1];
  if (
    file === 'destinations/registry.ts' ||
    setUp.includes(file) ||
    (own !== undefined && kinds.includes(own))
  )
    return [];
  return Object.entries(switches).flatMap(([what, pattern]) => {
    const found = pattern.exec(text.replaceAll(/'[^']*\/destination-kind\.ts'/g, "''"));
    return found ? [`${file} ${what} a kind: ${found[0]}`] : [];
  });
}

test('only the registry and the folder of a kind use its name', () => {
  const files = globSync('**/*.ts', { cwd: src });
  assert.ok(files.length > 300);
  assert.deepEqual(
    files.flatMap((file) => switchesIn(file, readFileSync(path.join(src, file), 'utf8'))),
    [],
  );
});

for (const text of [
  "if (destination.kind === 'pdf') return [];",
  "if ('pool' !== device.kind) return;",
  "switch (kind) { case 'dicom': return 1; }",
  "const what = { pdf: 'PDF in', ipp: 'IPP printer' }[destination.kind];",
  "const devices = ['ipp', 'dicom'].includes(kind);",
  "const entry = { kind: 'ipp', uri };",
  "import { ippKind } from '../../destinations/ipp/ipp-kind.ts';",
]) {
  test(`is detected: ${text}`, () => {
    assert.notDeepEqual(switchesIn('cli/inspect/check.ts', text), []);
    assert.deepEqual(switchesIn('destinations/pdf/pdf-folder.ts', text), []);
  });
}
