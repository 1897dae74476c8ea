// The status terms in the conformance statement are those that the code can send: every term in the code of a destination, of
// the pipeline and of the error table is in the statement.
import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { errorTable } from '../../src/shared/errors/error-table.ts';
import { loadConfig } from '../../src/config/config.ts';
import { markdownOf } from '../../src/conformance/formats/md.ts';
import { conformanceStatement } from '../../src/conformance/statement.ts';
import { configuredDestination } from '../support/configured-destination.ts';

const source = path.join(import.meta.dirname, '..', '..', 'src');

/** Terms of two or more words in string literals of these files. */
function termsIn(...patterns: readonly string[]): readonly string[] {
  const files = patterns.flatMap((pattern) => {
    const found = globSync(pattern, { cwd: source });
    assert.notEqual(found.length, 0, pattern);
    return found;
  });
  const text = files.map((file) => readFileSync(path.join(source, file), 'utf8')).join('\n');
  return [...text.matchAll(/'([A-Z]{2,}(?: [A-Z]{2,})+)'/g)].map(([, term = '']) => term);
}

/** The keys that a destination of each kind must have. */
const keysOf = {
  pdf: {},
  ipp: { uri: 'ipp://10.0.0.9/ipp/print' },
  dicom: { host: '10.0.0.9', aeTitle: 'DRY' },
} as const;

const statusTermsOf = (kind: keyof typeof keysOf): readonly string[] =>
  configuredDestination({ kind, ...keysOf[kind] }).members.flatMap(
    ({ conformance }) => conformance.statusTerms,
  );

for (const [kind, patterns] of [
  ['pdf', ['destinations/pdf/pdf-folder.ts', 'pipeline/delivery-run.ts', 'devices/device-monitor.ts']],
  ['ipp', ['destinations/ipp/**/*.ts', 'pipeline/delivery-run.ts', 'devices/device-monitor.ts']],
  ['dicom', ['destinations/dicom/**/*.ts', 'pipeline/delivery-run.ts', 'devices/device-monitor.ts']],
] as const) {
  test(`every term in the code of ${kind} is in its list`, () => {
    const listed = new Set(statusTermsOf(kind));
    const missing = termsIn(...patterns).filter((term) => !listed.has(term));
    assert.deepEqual([...new Set(missing)], []);
  });
}

test('the statement lists these terms, including those of failed jobs and REQ MED NOT AVAI', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-terms-'));
  const file = path.join(folder, 'hardcopy.yaml');
  const destination = '{ kind: ipp, name: room, uri: "ipp://10.0.0.9/ipp/print" }';
  writeFileSync(file, `printers: [{ aeTitle: WARD, destinations: [${destination}] }]\n`);
  const text = markdownOf(conformanceStatement(loadConfig({ file })));
  rmSync(folder, { recursive: true });
  const rows = text.split('\n').filter((line) => /^\| (Execution|Printer) Status Info /.test(line));
  assert.ok(rows.length >= 4, 'N-GET and events of printer and print job');
  for (const row of rows) {
    for (const term of statusTermsOf('ipp')) assert.ok(row.includes(term), `${term} in ${row}`);
  }
  const jobRows = rows.filter((row) => row.startsWith('| Execution'));
  for (const entry of Object.values(errorTable)) {
    if (entry.address !== 'job') continue;
    for (const row of jobRows) assert.ok(row.includes(entry.executionStatusInfo), entry.executionStatusInfo);
  }
});
