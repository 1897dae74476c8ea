// Runs tests: `npm test` runs all of them, `npm test -- FILE…` only these files, `--unit` those that need no other
// program and end soon, `--interop` those with real clients, printers and readers. `--coverage` reports which lines
// of src/ were executed. Every other option is passed to `node --test`, as in `npm test --
// --test-name-pattern=PATTERN FILE`. Compiled code is cached in `node_modules/.cache`: each process needs a third
// less CPU.
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isInterop, isUnit } from './test-files.ts';
import { entryFile, testProcesses } from './test-processes.ts';

const root = path.join(import.meta.dirname, '..');
const given = process.argv.slice(2);
const own: readonly string[] = ['--unit', '--interop', '--coverage'];
const options = given.filter((text) => text.startsWith('-') && !own.includes(text));
const named = given.filter((text) => !text.startsWith('-'));

function filesToRun(folder: string): readonly string[] {
  if (named.length > 0) return named;
  const all = globSync('test/**/*.test.ts', { cwd: root })
    .map((file) => file.replaceAll(path.sep, '/'))
    .sort();
  const wanted = [
    ...(given.includes('--unit') ? [isUnit] : []),
    ...(given.includes('--interop') ? [isInterop] : []),
  ];
  const files = wanted.length === 0 ? all : all.filter((file) => wanted.some((wants) => wants(file)));
  return testProcesses(root, files).map((together) => entryFile(root, folder, together));
}

const coverage = ['--experimental-test-coverage', '--test-coverage-include=src/**'];
// Line coverage is less exact with code from a cache.
const cache = given.includes('--coverage')
  ? {}
  : { NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'hardcopy-tests') };
const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-test-'));
try {
  const { status } = spawnSync(
    process.execPath,
    [
      '--test',
      '--test-concurrency=2',
      '--test-timeout=240000',
      ...(given.includes('--coverage') ? coverage : []),
      ...options,
      ...filesToRun(folder),
    ],
    {
      cwd: named.length > 0 ? process.cwd() : root,
      env: { ...cache, ...process.env },
      stdio: 'inherit',
    },
  );
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
