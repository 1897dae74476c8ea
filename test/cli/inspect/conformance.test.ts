// `hardcopy conformance`: the conformance statement of a configuration in each format.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { run } from '../run.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder('conformance');

test('writes Markdown of the named configuration to standard output', async () => {
  const file = path.join(folder, 'ward.yaml');
  await writeFile(file, 'printers:\n  - aeTitle: WARD3\n    maxCopies: 7\n');
  const { exitCode, stdout, stderr } = await run(['conformance', '--config', file]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  assert.match(stdout, /^# DICOM Conformance Statement: Hardcopy\n/);
  assert.match(stdout, /^- Printers of this configuration: WARD3$/m);
  assert.match(stdout, /^\| Number of Copies \| \(2000,0010\) \| IS \| U\/M \| 1 to 7 \|/m);
});

test('takes the format from the file name, unless --format is given', async () => {
  const html = path.join(folder, 'a.html');
  assert.equal((await run(['conformance', '--to', html])).exitCode, 0);
  assert.match(await readFile(html, 'utf8'), /^<!doctype html>\n/);
  const odd = path.join(folder, 'b.html');
  assert.equal((await run(['conformance', '--format', 'pdf', '--to', odd])).exitCode, 0);
  assert.equal((await readFile(odd)).subarray(0, 5).toString(), '%PDF-');
});

test('refuses a PDF without a file, a missing folder, and a wrong format with a sentence', async () => {
  const pdf = await run(['conformance', '--format', 'pdf']);
  assert.deepEqual([pdf.exitCode, pdf.stdout, pdf.stderr], [1, '', 'hardcopy: a PDF needs --to FILE\n']);
  const nowhere = path.join(folder, 'none', 'a.md');
  const lost = await run(['conformance', '--to', nowhere]);
  assert.equal(lost.exitCode, 1);
  assert.ok(lost.stderr.startsWith(`hardcopy: ${nowhere} cannot be written: ENOENT`), lost.stderr);
  assert.equal((await run(['conformance', '--format', 'doc'])).exitCode, 1);
});
