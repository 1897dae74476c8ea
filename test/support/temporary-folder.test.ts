// The folder of a test is removed after everything that uses it has been closed.
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { temporaryFolder } from './temporary-folder.ts';

describe('a temporary folder', () => {
  const folders: string[] = [];

  test('exists while hooks that were registered after it write into it', (context) => {
    const folder = temporaryFolder(context);
    folders.push(folder);
    const close = async (name: string) => {
      await setImmediate();
      writeFileSync(path.join(folder, name), 'closed');
    };
    context.after(() => close('store'));
    folders.push(temporaryFolder(context, 'second'));
    context.after(() => close('server'));
  });

  test('is removed when the test has ended', () => {
    assert.equal(folders.length, 2);
    assert.deepEqual(folders.map(existsSync), [false, false]);
  });
});
