// Temporary folders of tests: `temporaryFolder` for one test, `suiteFolder` for all tests of a file or suite. A test opens servers, spools and threads in its folder and closes them in hooks; the
// folder must outlive them, because a folder in which something still writes cannot be removed (ENOTEMPTY).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, type TestContext } from 'node:test';

/**
 * A folder that is removed after the test, when all other hooks of the test have run. node:test runs hooks in the order in
 * which they were registered, and those of a hook last: the folder is made before its users, so that its own hook would run
 * before they are closed.
 */
export function temporaryFolder(context: Pick<TestContext, 'after'>, name = 'test'): string {
  const folder = newFolder(name);
  context.after(() => {
    context.after(() => {
      removeFolder(folder);
    });
  });
  return folder;
}

/**
 * A folder for all tests of a file or suite, removed after them. For files that tests only read and write themselves: what a
 * suite opens in its folder must be closed by a hook that is registered earlier.
 */
export function suiteFolder(name = 'suite'): string {
  const folder = newFolder(name);
  after(() => {
    removeFolder(folder);
  });
  return folder;
}

const newFolder = (name: string) => mkdtempSync(path.join(tmpdir(), `hardcopy-${name}-`));

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
