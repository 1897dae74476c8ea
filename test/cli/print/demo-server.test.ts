// The server of the demonstration as a process: a failed start is reported like an immediate end.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { startDemoServer } from '../../../src/cli/print/demo-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

for (const [name, program] of [
  ['does not exist', 'nothing'],
  ['is a folder', '.'],
  ['is below a file', 'server.log/node'],
] as const)
  test(`a program that ${name} is reported in a sentence`, async (t) => {
    const data = temporaryFolder(t);
    const before = process.execPath;
    t.after(() => (process.execPath = before));
    process.execPath = path.join(data, program);
    await assert.rejects(startDemoServer(data, false), {
      code: 'usage',
      message: /^the server did not start: spawn (.+ )?(ENOENT|EACCES|ENOTDIR)$/,
    });
  });
