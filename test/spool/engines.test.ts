// Every engine of the store and of the blobs, a folder below src/spool/store/ and src/spool/blobs/, is tested against the
// contract of its kind: a test in the folder of its name calls it.
import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '..', '..');

/** Folders of src/spool/store/ that every engine shares. */
const shared = { store: ['sql', 'migrations'], blobs: [] } as const;

for (const [kind, contract] of [
  ['store', 'storeContract'],
  ['blobs', 'blobContract'],
] as const) {
  test(`every engine of the ${kind} is held to ${contract}`, () => {
    const folders = readdirSync(path.join(root, 'src/spool', kind), { withFileTypes: true });
    const engines = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const others: readonly string[] = shared[kind];
    assert.ok(engines.length > others.length);
    for (const engine of engines.filter((name) => !others.includes(name))) {
      const tests = globSync(`test/spool/${kind}/${engine}/*.test.ts`, { cwd: root });
      const calls = tests.some((file) =>
        readFileSync(path.join(root, file), 'utf8').includes(`\n${contract}(`),
      );
      assert.ok(calls, `no test in test/spool/${kind}/${engine}/ calls ${contract}`);
    }
  });
}
