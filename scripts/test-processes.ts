// Decides which test files share a process. Starting Node and loading the product costs up to a second of CPU per
// process, so unit tests of one folder run in one process, one file after the other; all others run in separate
// processes.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isUnit } from './test-files.ts';

/** Hooks and mocks outside a test apply to the whole process: a file that contains one of these does not share it. */
const holdsForProcess = /^(?:before|after|beforeEach|afterEach|mock\.\w+)\(/m;

/**
 * Maximum files per process, so that a process ends long before its timeout, and a second core has work until the
 * end.
 */
const maxFilesPerProcess = 12;

/** A file whose tests look at what a process does the first time says so at its beginning. */
const wantsProcess = /^\/\/ Runs in a process of its own/m;

function mayShare(root: string, file: string): boolean {
  const text = readFileSync(path.join(root, file), 'utf8');
  return isUnit(file) && !holdsForProcess.test(text) && !wantsProcess.test(text);
}

/** Groups test files (relative to `root`, with slashes) by process. */
export function testProcesses(root: string, files: readonly string[]): readonly (readonly string[])[] {
  const processes: string[][] = [];
  const open = new Map<string, string[]>();
  for (const file of files) {
    const folder = file.split('/').slice(0, 2).join('/');
    const key = folder.endsWith('.ts') ? 'test' : folder;
    const shared = mayShare(root, file) ? open.get(key) : undefined;
    if (shared && shared.length < maxFilesPerProcess) {
      shared.push(file);
      continue;
    }
    const own = [file];
    processes.push(own);
    if (mayShare(root, file)) open.set(key, own);
  }
  return processes;
}

/** The file that `node --test` runs for a process: the test file itself, or one in `folder` that imports several. */
export function entryFile(root: string, folder: string, files: readonly string[]): string {
  const [first = '', ...others] = files;
  if (others.length === 0) return first;
  const entry = path.join(folder, `${first.replaceAll('/', '-')}-and-${others.length}-more.mjs`);
  const imports = files.map((file) => `import '${pathToFileURL(path.join(root, file)).href}';\n`);
  writeFileSync(entry, imports.join(''));
  return entry;
}
