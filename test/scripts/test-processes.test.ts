// Which tests run in which process: no test is lost, and tests that affect others have their own process.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isInterop, isUnit } from '../../scripts/test-files.ts';
import { entryFile, testProcesses } from '../../scripts/test-processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = path.join(import.meta.dirname, '..', '..');
const files = globSync('test/**/*.test.ts', { cwd: root })
  .map((file) => file.replaceAll(path.sep, '/'))
  .sort();

test('every test file runs, in one process', () => {
  assert.deepEqual(testProcesses(root, files).flat().sort(), files);
});

test('only unit tests share a process, of one folder and without hooks for all of it', () => {
  const shared = testProcesses(root, files).filter((together) => together.length > 1);
  assert.ok(shared.length > 5);
  for (const together of shared) {
    assert.ok(together.length <= 12, together[0] ?? '');
    const folders = new Set(
      together.map((file) =>
        file
          .split('/')
          .at(1)
          ?.replace(/.*\.ts$/, ''),
      ),
    );
    assert.equal(folders.size, 1, together.join(' '));
    for (const file of together) {
      assert.ok(isUnit(file) && !isInterop(file), file);
      assert.doesNotMatch(readFileSync(path.join(root, file), 'utf8'), /^(?:before|after)(?:Each)?\(/m, file);
    }
  }
});

test('a test file alone is run as it is, several by a file that imports them in order', (t) => {
  const folder = temporaryFolder(t, 'processes');
  const one = 'test/shared/a.test.ts';
  const two = 'test/shared/b.test.ts';
  assert.equal(entryFile('/project', folder, [one]), one);
  const lines = readFileSync(entryFile('/project', folder, [one, two]), 'utf8')
    .trim()
    .split('\n');
  assert.deepEqual(
    lines.map((line) => /^import 'file:\/\/\/(?:.*\/)?project\/(.+)';$/.exec(line)?.[1]),
    [one, two],
  );
});

test('a test that starts the server process, directly or by an import, is not a unit test', () => {
  for (const file of ['test/annex-b-over-tcp.test.ts', 'test/conformance/claims-on-the-wire.test.ts']) {
    assert.ok(!isUnit(file), file);
  }
  for (const file of files.filter(isUnit)) {
    assert.doesNotMatch(readFileSync(path.join(root, file), 'utf8'), /^import .*support\/server\.ts'/m, file);
  }
  assert.ok(isUnit('test/conformance/claims.test.ts'), 'imports the statement, no server');
});
